"""`unsettled`: which of some answers would leave their question open, found by thinking with them."""

from collections.abc import Sequence

from connector.desired.desire import desire
from connector.desired.scene import Memory
from connector.model.plan import Decision
from connector.sync import Desk, Draft


def unsettled(desk: Desk, draft: Draft, answers: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the answers after which the same would be asked again; writes nothing.

    Such an answer cannot be carried out: the address is not one, is in a domain that is not ours, is
    reserved, or belongs to somebody else.
    """
    decisions = {**desk.ledger.decisions(), **{answer.question: answer for answer in answers}}
    memory = Memory(desk.ledger.owners(), decisions, draft.requested.renames)
    wanted = desire(draft.roster, desk.profile, draft.snapshot, memory, desk.clock.now().date())
    asked = {question.key for question in wanted.questions}
    return tuple(answer for answer in answers if answer.question in asked)
