"""`due_of_desk`, `due_after`: what is owed and what ends, for everybody who shows or sends it."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from connector.desired.owed import SOON, Known, duties
from connector.desk import Desk
from connector.model.directory import Directory
from connector.model.duty import Duty
from connector.model.outcome import Outcome
from connector.model.plan import Plan
from connector.sync import Draft


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
        desk.ledger.envelopes.envelopes(),
        desk.clock.now().tzinfo,
    )
    return duties(known, None if whole else SOON)


def due_after(desk: Desk, draft: Draft, outcomes: Sequence[Outcome]) -> tuple[Duty, ...]:
    """Return the duties that are left once these outcomes are there: what was suspended just now has to be told."""
    settled = {outcome.change.key: outcome.change for outcome in outcomes if outcome.result.settled}
    entries = dict(draft.snapshot.directory.entries)
    for key, change in settled.items():
        if change.after is None:
            entries.pop(key, None)
        else:
            entries[key] = change.after
    known = Known(
        desk.profile,
        draft.roster,
        Directory(entries),
        _without(draft.plan, settled.keys()),
        desk.ledger.requests(),
        replace(draft.times, past=desk.ledger.lives.past()),
        desk.clock.now().date(),
        desk.ledger.envelopes.envelopes(),
        desk.clock.now().tzinfo,
    )
    return duties(known, SOON)


def _without(plan: Plan, settled: Collection[str]) -> Plan:
    waves = (tuple(change for change in wave if change.key not in settled) for wave in plan.waves)
    return replace(plan, waves=tuple(wave for wave in waves if wave))
