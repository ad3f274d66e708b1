"""`MemoryLedger`: a ledger that lasts as long as the process; for trials, demonstrations and tests."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connector.ledger.memory_envelopes import MemoryEnvelopes
from connector.ledger.memory_holders import MemoryHolders
from connector.ledger.memory_holds import MemoryHolds
from connector.ledger.memory_identities import MemoryIdentities
from connector.ledger.memory_lives import MemoryLives
from connector.ledger.memory_outbox import MemoryOutbox
from connector.ledger.memory_slots import MemorySlots
from connector.ledger.memory_successions import MemorySuccessions
from connector.ledger.remembered import (
    Kept,
    answered,
    claims,
    known_run,
    lately,
    learned,
    most,
    record_of,
    revised,
    settling,
    touched,
    unknown_run,
    utc,
)
from connector.model.directory import Entry
from connector.model.outcome import Lately, Outcome, Result
from connector.model.plan import Change, ChangeKind, Decision, Question
from connector.model.request import Request
from connector.ports import Approval, Record, Run, SeenFile, Verdict
from connector.text import NOTHING, Text

WHERE = "memory"


class MemoryLedger:
    """The ledger's promises, kept in dictionaries; nothing survives the process."""

    def __init__(self) -> None:
        self.successions = MemorySuccessions()
        self._owners: dict[str, str] = {}
        self._runs: dict[str, Run] = {}
        self._records: list[Record] = []
        self._serials: dict[str, list[int]] = {}
        self._touching: list[frozenset[str]] = []
        self._settled_at: list[datetime | None] = []
        self._decisions: dict[str, Decision] = {}
        self._questions: dict[str, Question] = {}
        self._approvals: dict[str, Approval] = {}
        self._accepted: list[tuple[str, datetime, Mapping[str, int]]] = []
        self._files: list[SeenFile] = []
        self._requests: dict[str, Request] = {}
        self._slots = MemorySlots()
        self._envelopes = MemoryEnvelopes()
        self._holders = MemoryHolders()
        self.identities = MemoryIdentities()
        self._lives = MemoryLives()
        self.outbox = MemoryOutbox()
        self._holds = MemoryHolds()
        self._forgotten: set[int] = set()

    def owners(self) -> Mapping[str, str]:
        """See `connector.ports.Ledger`."""
        return dict(self._owners)

    def decisions(self) -> Mapping[str, Decision]:
        """See `connector.ports.Ledger`."""
        return dict(self._decisions)

    def decide(self, decisions: Sequence[Decision]) -> None:
        """See `connector.ports.Ledger`."""
        self._decisions |= {
            decision.question: replace(decision, at=utc(decision.at)) for decision in decisions
        }

    def ask(self, run: str, questions: Sequence[Question]) -> None:  # noqa: ARG002 - the port says who asks
        """See `connector.ports.Ledger`."""
        self._questions = {question.key: question for question in questions}

    def open_questions(self) -> Sequence[Question]:
        """See `connector.ports.Ledger`."""
        return [self._questions[key] for key in sorted(self._questions.keys() - answered(self._decisions))]

    def begin(self, run: Run) -> None:
        """See `connector.ports.Ledger`."""
        if run.run in self._runs:
            raise known_run(run.run, WHERE)
        self._runs[run.run] = replace(
            run, started=utc(run.started), finished=None, stopped=NOTHING, counts=None
        )

    def learn(self, run: str, entries: Sequence[Entry], at: datetime) -> None:
        """See `connector.ports.Ledger`."""
        self._known(run)
        utc(at)
        self._owners |= {address: owner for address, (owner, _) in learned(entries, self._owners).items()}

    def intend(self, run: str, wave: Sequence[Change], at: datetime) -> None:
        """See `connector.ports.Ledger`."""
        self._known(run)
        self._remember(run, wave, utc(at))

    def settle(self, run: str, outcomes: Sequence[Outcome], at: datetime) -> None:
        """See `connector.ports.Ledger`."""
        self._known(run)
        moment = utc(at)
        pairs = list(settling(outcomes, self._kept(run, outcomes)))
        fresh = iter(range(len(self._records), len(self._records) + len(pairs)))
        self._remember(run, [outcome.change for outcome, serial in pairs if serial is None], moment)
        for outcome, known in pairs:
            serial = next(fresh) if known is None else known
            record = self._records[serial]
            self._records[serial] = replace(record, result=outcome.result, detail=outcome.detail)
            self._settled_at[serial] = moment

    def finish(self, run: str, at: datetime, stopped: Text = NOTHING) -> None:
        """See `connector.ports.Ledger`."""
        self._runs[run] = replace(self._known(run), finished=utc(at), stopped=stopped)

    def runs(self, limit: int = 20) -> Sequence[Run]:
        """See `connector.ports.Ledger`."""
        latest = sorted(self._runs, reverse=True)[:limit]
        return [replace(self._runs[run], counts=self._counts(run)) for run in latest]

    def records(self, *, run: str = "", key: str = "", address: str = "") -> Sequence[Record]:
        """See `connector.ports.Ledger`."""
        return [
            record
            for serial, (record, touching) in enumerate(zip(self._records, self._touching, strict=True))
            if serial not in self._forgotten
            and (not run or record.run == run)
            and (not key or record.key == key)
            and (not address or address in touching)
        ]

    def done_since(self, moment: datetime, target: str = "") -> Lately:
        """See `connector.ports.Ledger`."""
        since = utc(moment)
        done = [
            record
            for record, at in zip(self._records, self._settled_at, strict=True)
            if record.result is Result.DONE
            and at is not None
            and at >= since
            and self._runs[record.run].target == target
            and self._runs[record.run].digest not in self._approvals
        ]
        return lately(Counter(record.kind for record in done), done)

    def accept(
        self,
        run: str,
        digests: Mapping[str, str],  # noqa: ARG002 - kept for people; no method of the port asks for it
        rows: Mapping[str, int],
        at: datetime,
    ) -> None:
        """See `connector.ports.Ledger`."""
        self._accepted.append((run, utc(at), dict(rows)))

    def accepted_rows(self) -> Mapping[str, int]:
        """See `connector.ports.Ledger`."""
        return dict(self._accepted[-1][2]) if self._accepted else {}

    def most_rows(self, since: datetime) -> Mapping[str, int]:
        """See `connector.ports.Ledger`."""
        moment = utc(since)
        return most(
            (rows, self._runs[run].digest in self._approvals if run in self._runs else False)
            for run, at, rows in reversed(self._accepted)
            if at >= moment
        )

    def approve(self, approval: Approval) -> None:
        """See `connector.ports.Ledger`."""
        self._approvals[approval.digest] = replace(approval, at=utc(approval.at))

    def approval(self, digest: str) -> Approval | None:
        """See `connector.ports.Ledger`."""
        return self._approvals.get(digest)

    def keep_request(self, request: Request) -> Request:
        """See `connector.ports.Ledger`."""
        known = self._requests.get(request.id)
        kept = revised(request, known.revision if known is not None else None, WHERE)
        self._requests[kept.id] = kept
        return kept

    def requests(self) -> Sequence[Request]:
        """See `connector.ports.Ledger`."""
        return sorted(self._requests.values(), key=lambda request: (request.received, request.id))

    def saw_file(self, file: SeenFile) -> None:
        """See `connector.ports.Ledger`."""
        self._files.append(replace(file, at=utc(file.at)))

    def seen_files(self, *, digest: str = "", verdict: Verdict | None = None) -> Sequence[SeenFile]:
        """See `connector.ports.Ledger`."""
        return [
            file
            for file in reversed(self._files)
            if (not digest or file.digest == digest) and (verdict is None or file.verdict is verdict)
        ]

    @property
    def slots(self) -> MemorySlots:
        """See `connector.ports.Ledger`."""
        return self._slots

    @property
    def holders(self) -> MemoryHolders:
        """See `connector.ports.Ledger`."""
        return self._holders

    @property
    def envelopes(self) -> MemoryEnvelopes:
        """See `connector.ports.Ledger`."""
        return self._envelopes

    @property
    def lives(self) -> MemoryLives:
        """See `connector.ports.Ledger`."""
        return self._lives

    @property
    def holds(self) -> MemoryHolds:
        """See `connector.ports.Ledger`."""
        return self._holds

    @property
    def retention(self) -> "MemoryLedger":
        """See `connector.ports.Ledger`."""
        return self

    def stale(self, before: datetime) -> int:
        """See `connector.ports.retention.Retention`."""
        return len(self._stale(utc(before)))

    def forget(self, before: datetime) -> int:
        """See `connector.ports.retention.Retention`."""
        moment = utc(before)
        gone = self._stale(moment)
        self._forgotten |= gone
        left = {record.run for at, record in enumerate(self._records) if at not in self._forgotten}
        left.add(max(self._runs, default=""))
        self._runs = {
            name: run
            for name, run in self._runs.items()
            if name in left or (run.finished or run.started) >= moment
        }
        return len(gone)

    def _stale(self, before: datetime) -> set[int]:
        latest = {record.key: serial for serial, record in enumerate(self._records)}
        return {
            serial
            for serial, record in enumerate(self._records)
            if record.at < before
            and record.kind != ChangeKind.CREATE.value
            and serial != latest[record.key]
            and serial not in self._forgotten
        }

    def close(self) -> None:
        """See `connector.ports.Ledger`."""

    def _known(self, run: str) -> Run:
        if run not in self._runs:
            raise unknown_run(run, WHERE)
        return self._runs[run]

    def _remember(self, run: str, changes: Sequence[Change], at: datetime) -> None:
        self._owners |= claims(changes, self._owners, self.successions.heirs(), WHERE)
        for change in changes:
            self._serials.setdefault(change.key, []).append(len(self._records))
            self._records.append(record_of(run, change, at))
            self._touching.append(touched(change))
            self._settled_at.append(None)

    def _kept(self, run: str, outcomes: Sequence[Outcome]) -> Iterator[Kept]:
        for key in {outcome.change.key for outcome in outcomes}:
            for serial in self._serials.get(key, ()):
                record = self._records[serial]
                if record.run == run:
                    yield Kept(serial, key, record.kind, record.result)

    def _counts(self, run: str) -> Mapping[Result, int]:
        return Counter(
            record.result for record in self._records if record.run == run and record.result is not None
        )
