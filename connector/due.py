"""`due_of_desk`: what is owed and what ends, for everybody who shows or sends it."""

from connector.desired.owed import SOON, Known, duties
from connector.model.duty import Duty
from connector.sync import Desk, Draft


def due_of_desk(desk: Desk, draft: Draft, *, whole: bool = False) -> tuple[Duty, ...]:
    """Return the duties that follow from `draft`; `whole`: also what ends in more than a month."""
    known = Known(
        desk.profile,
        draft.roster,
        draft.snapshot.directory,
        draft.plan,
        desk.ledger.requests(),
        draft.times,
        desk.clock.now().date(),
    )
    return duties(known, None if whole else SOON)
