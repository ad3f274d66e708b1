"""`Ledger`: what must be remembered and the target cannot; and the values it remembers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from connector.model.directory import Entry
from connector.model.outcome import Lately, Outcome, Result
from connector.model.plan import Change, Decision, Question
from connector.model.request import Request
from connector.ports.envelopes import Envelopes
from connector.ports.holders import Holders
from connector.ports.holds import Holds
from connector.ports.identities import Identities
from connector.ports.lives import Lives
from connector.ports.outbox import Outbox
from connector.ports.retention import Retention
from connector.ports.slots import Slots
from connector.ports.successions import Successions
from connector.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the ledger remembers it."""

    run: str
    """Sorts by time: `20261122T013000-7f3a90c1`."""
    command: str
    by: str
    started: datetime
    digest: str = ""
    finished: datetime | None = None
    stopped: Text = NOTHING
    counts: Mapping[Result, int] | None = None
    target: str = ""
    """Name of the mirror it wrote to; empty: the first target."""


@dataclass(frozen=True, slots=True)
class Record:
    """One change of one run, as remembered: what is needed to answer "why", without the whole entry."""

    run: str
    at: datetime
    key: str
    kind: str
    address: str
    changed: tuple[tuple[str, str, str], ...]
    """(field, before, after); phone numbers are not remembered."""
    reason: Text
    article: str
    where: str
    result: Result | None
    """None: intended, and never heard of again (the run was killed)."""
    detail: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's yes to exactly one plan."""

    digest: str
    by: str
    at: datetime


class Verdict(StrEnum):
    """What became of a file in the watched folder."""

    ACCEPTED = "accepted"
    """It is what HR says now."""
    SAME = "same"
    """It is what HR said already; nothing changed."""
    HELD = "held"
    """It is older than what HR said since, or from a day to come; a person has to say so."""
    REFUSED = "refused"
    """It cannot be used."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """One file that came through the watched folder."""

    digest: str
    """SHA-256 of the content, hexadecimal; empty where there was no content to read (a link, a pipe)."""
    name: str
    at: datetime
    verdict: Verdict
    as_of: date | None = None
    """The day the file says it describes."""
    detail: Text = NOTHING
    """Why it was not accepted."""


class Ledger(Protocol):
    """What must be remembered and the target cannot. Losing it leads to no wrong write.

    Every method either happens whole or not at all, and survives a crash once it has returned.
    Raises `LedgerError` where the store cannot be used.
    """

    def owners(self) -> Mapping[str, str]:
        """Return every address ever given → key of the one entry that may ever have it."""
        ...

    def decisions(self) -> Mapping[str, Decision]:
        """Return question key → the latest decision."""
        ...

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Remember decisions; a later one for the same question replaces the earlier in `decisions()`."""
        ...

    def ask(self, run: str, questions: Sequence[Question]) -> None:
        """Make `questions` the open ones, as found by `run`; those no longer asked are closed."""
        ...

    def open_questions(self) -> Sequence[Question]:
        """Return the open questions without a decision, sorted by key."""
        ...

    def begin(self, run: Run) -> None:
        """Remember that a run began."""
        ...

    def learn(self, run: str, entries: Sequence[Entry], at: datetime) -> None:
        """Remember the addresses of entries that stand in the target and belong to nobody yet.

        This is how a ledger that was lost knows again, after one run, who owns what. An address that
        belongs to somebody stays theirs, whatever the target says.
        """
        ...

    def intend(self, run: str, wave: Sequence[Change], at: datetime) -> None:
        """Remember what is about to be written, and that the addresses it takes are given."""
        ...

    def settle(self, run: str, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Remember outcomes as they happen."""
        ...

    def finish(self, run: str, at: datetime, stopped: Text = NOTHING) -> None:
        """Remember that a run ended."""
        ...

    def runs(self, limit: int = 20) -> Sequence[Run]:
        """Return the latest runs, newest first, with counts."""
        ...

    def records(self, *, run: str = "", key: str = "", address: str = "") -> Sequence[Record]:
        """Return remembered changes of a run, an entry or an address, oldest first."""
        ...

    def done_since(self, moment: datetime, target: str = "") -> Lately:
        """Return what was done since `moment`, over all runs that wrote to `target`.

        What a person approved is not counted: it is the slow bleed nobody looked at that must be seen.
        """
        ...

    def accept(self, run: str, digests: Mapping[str, str], rows: Mapping[str, int], at: datetime) -> None:
        """Remember a roster that was planned from without being held: its digests and row counts."""
        ...

    def accepted_rows(self) -> Mapping[str, int]:
        """Return the row counts of the roster accepted last; empty where there was none."""
        ...

    def most_rows(self, since: datetime) -> Mapping[str, int]:
        """Return the largest row counts accepted since then, as far back as the last that a person approved."""
        ...

    def approve(self, approval: Approval) -> None:
        """Remember a person's approval of a plan's digest."""
        ...

    def approval(self, digest: str) -> Approval | None:
        """Return the approval of exactly this digest, or None."""
        ...

    def keep_request(self, request: Request) -> Request:
        """Remember a new request (revision 0), or a new state of one; return it with its next revision.

        Raises LedgerError where somebody else changed the request since this state of it was read, or
        where a new one has the id of another.
        """
        ...

    def requests(self) -> Sequence[Request]:
        """Return every request, by the day it was received and then by its id."""
        ...

    def saw_file(self, file: SeenFile) -> None:
        """Remember what became of a file in the watched folder."""
        ...

    def seen_files(self, *, digest: str = "", verdict: Verdict | None = None) -> Sequence[SeenFile]:
        """Return the files seen, all or those of one content or one verdict, newest first."""
        ...

    @property
    def slots(self) -> Slots:
        """The turns of schedules."""
        ...

    @property
    def holders(self) -> Holders:
        """Who answers for which agency's box."""
        ...

    @property
    def envelopes(self) -> Envelopes:
        """The sealed passwords."""
        ...

    @property
    def identities(self) -> Identities:
        """Which keys mean one person."""
        ...

    @property
    def successions(self) -> Successions:
        """Which units and domains follow which."""
        ...

    @property
    def lives(self) -> Lives:
        """What became of boxes, what was ordered and told."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Letters, and who was told what."""
        ...

    @property
    def holds(self) -> Holds:
        """What waits for approval."""
        ...

    @property
    def retention(self) -> Retention:
        """What may be forgotten after years."""
        ...

    def close(self) -> None:
        """Close the store. May be called twice."""
        ...
