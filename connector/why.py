"""`explain`: everything that is known of why one address looks as it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from connector.model.directory import Entry, PersonalMailbox, addresses
from connector.model.duty import Duty
from connector.model.envelope import Envelope
from connector.model.holding import Holding
from connector.model.life import Life
from connector.model.plan import WITHDRAWN, Change, Decision, Hold, Question, Reason
from connector.model.roster import NOWHERE, Problem, Where
from connector.model.succession import Converted
from connector.ports import Approval, Ledger, Record, Run
from connector.sync import Draft


@dataclass(frozen=True, slots=True)
class Told:
    """One remembered change, with the run that made it and the approval it had."""

    record: Record
    run: Run | None
    approval: Approval | None


@dataclass(frozen=True, slots=True)
class Story:
    """One entry: what is there, what HR says, what was decided, what was done, what is to come."""

    address: str
    key: str
    present: Entry | None
    wanted: Entry | None
    reason: Reason | None
    row: Where | None
    """The row of HR's data that speaks of it today."""
    history: Sequence[Told]
    decisions: Sequence[Decision]
    questions: Sequence[Question]
    problems: Sequence[Problem]
    pending: Sequence[Change]
    holds: Sequence[Hold]
    holders: Sequence[Holding] = ()
    """Who answered for the box of a unit, the latest last."""
    envelopes: Sequence[Envelope] = ()
    """The passwords that were made for it; what is in them is known to nobody here."""
    life: Life | None = None
    """Since when and why a box is as it is, where it was not simply always in use."""
    due: Sequence[Duty] = ()
    """What is owed for it, and what ends."""
    hr_keys: Sequence[str] = ()
    """Further HR keys that mean the same person: HR numbered them anew, or they came back."""
    converted: Sequence[Converted] = ()
    """The two addresses that each reorganisation gave it."""


def explain(address: str, draft: Draft, ledger: Ledger, due: Sequence[Duty] = ()) -> Story | None:
    """Return the story of `address`, or None where nobody has it or ever had it; `due` is of all entries."""
    address = address.strip().lower()
    key = _owner(address, draft, ledger)
    if not key:
        return None
    present = draft.snapshot.directory.get(key)
    wanted = draft.wanted.directory.get(key)
    reason = draft.wanted.reasons.get(key)
    runs = {run.run: run for run in ledger.runs(10_000)}
    entry = wanted or present
    person = entry.person if isinstance(entry, PersonalMailbox) else ""
    return Story(
        address=address,
        key=key,
        present=present,
        wanted=wanted,
        reason=reason,
        row=_row(key, person, reason, draft),
        history=[_told(record, runs, ledger) for record in ledger.records(key=key)],
        decisions=[decision for decision in ledger.decisions().values() if _speaks_of(decision, key)],
        questions=[question for question in draft.plan.questions if question.subject == key],
        problems=[p for p in draft.roster.problems if person and p.key == person],
        pending=[change for change in draft.plan.changes if change.key == key],
        holds=[hold for hold in draft.plan.holds if key in hold.keys],
        holders=ledger.holders.holdings(key),
        envelopes=ledger.envelopes.envelopes(key=key),
        life=draft.times.past.lives.get(key),
        due=[duty for duty in due if duty.key == key],
        hr_keys=_further_keys(person, ledger),
        converted=[one for one in ledger.successions.converted() if one.key == key],
    )


def _further_keys(person: str, ledger: Ledger) -> Sequence[str]:
    known = ledger.identities.known().get(person)
    return sorted(known.keys - {person}) if known is not None else ()


def _owner(address: str, draft: Draft, ledger: Ledger) -> str:
    """Return the key of the entry that has, will have, or once had `address`."""
    for directory in (draft.snapshot.directory, draft.wanted.directory):
        for entry in directory:
            if address in addresses(entry):
                return entry.key
    return ledger.owners().get(address, "")


def _speaks_of(decision: Decision, key: str) -> bool:
    """Tell whether a decision stands and is about the entry `key`; an HR key may hold colons itself."""
    about = decision.question.partition(":")[2]
    return decision.choice != WITHDRAWN and (about == key or about.startswith(f"{key}:"))


def _row(key: str, person: str, reason: Reason | None, draft: Draft) -> Where | None:
    kind, _, unit = key.partition("/")
    if kind == "person":
        return next((one.origin for one in draft.roster.people if one.key == person), None)
    row = next((one.origin for one in draft.roster.units if one.key == unit), None)
    # A renamed unit keeps its first key, and stands in HR's list under another.
    return row or (reason.where if reason is not None and reason.where != NOWHERE else None)


def _told(record: Record, runs: dict[str, Run], ledger: Ledger) -> Told:
    run = runs.get(record.run)
    approval = ledger.approval(run.digest) if run is not None and run.digest else None
    return Told(record, run, approval)
