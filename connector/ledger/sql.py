"""`SqlLedger`: the ledger in a database, through SQLAlchemy Core.

The SQL is the same on every database. Each call is one transaction: it happens whole or not at all,
and what has returned is on the disk, as far as the engine given to it sees to that.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import (
    Connection,
    Engine,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from connector.ledger import rows as codec
from connector.ledger.envelopes import SqlEnvelopes
from connector.ledger.faults import translated
from connector.ledger.holders import SqlHolders
from connector.ledger.holds import SqlHolds
from connector.ledger.identities import SqlIdentities
from connector.ledger.lives import SqlLives
from connector.ledger.outbox import SqlOutbox
from connector.ledger.remembered import (
    TAKING,
    Kept,
    Standing,
    answered,
    claims,
    known_run,
    lately,
    learned,
    most,
    record_of,
    revised,
    settling,
    standings,
    touched,
    unknown_run,
    utc,
)
from connector.ledger.retention import SqlRetention
from connector.ledger.schema import (
    ACCEPTANCE,
    ADDRESS,
    APPROVAL,
    DECISION,
    QUESTION,
    RECORD,
    REQUEST,
    RUN,
    SEEN_FILE,
    TOUCH,
    stamp,
)
from connector.ledger.slots import SqlSlots
from connector.ledger.statements import ASK, LINK, OWN, SETTLE, STAND, WRITE, bulk
from connector.ledger.store import Store
from connector.ledger.successions import SqlSuccessions, heirs_in
from connector.model.directory import Entry, addresses
from connector.model.outcome import Lately, Outcome, Result
from connector.model.plan import Change, ChangeKind, Decision, Question, canonical
from connector.model.request import Request, request_data, request_of
from connector.ports import Approval, Record, Run, SeenFile, Verdict
from connector.text import NOTHING, Text

CHUNK = 500
"""Values in one IN (…): below every database's limit on parameters."""


def _anything_goes() -> None:
    pass


class SqlLedger:
    """A ledger in the database of `engine`, whose tables are there already (`sqlite.open_ledger`).

    `where` names the store in errors. `refuse_to_begin` is called before a run is remembered and raises
    LedgerError where the store has no room for one.
    """

    def __init__(
        self, engine: Engine, where: str, refuse_to_begin: Callable[[], None] = _anything_goes
    ) -> None:
        self.engine = engine
        self._store = Store(engine, where)
        self.successions = SqlSuccessions(self._store)
        self._lives = SqlLives(self._store)
        self._where = where
        self._refuse_to_begin = refuse_to_begin
        self.identities = SqlIdentities(self._store)
        self.outbox = SqlOutbox(self._store)

    def owners(self) -> Mapping[str, str]:
        """See `connector.ports.Ledger`."""
        with self._store.reading() as connection:
            found = connection.execute(select(ADDRESS.c.address, ADDRESS.c.owner))
            return {row[0]: row[1] for row in found}

    def decisions(self) -> Mapping[str, Decision]:
        """See `connector.ports.Ledger`."""
        with self._store.reading() as connection:
            found = connection.execute(select(DECISION).order_by(DECISION.c.serial)).mappings()
            return {
                row["question"]: Decision(
                    question=row["question"],
                    choice=row["choice"],
                    by=row["decided_by"],
                    at=row["at"],
                    document=row["document"],
                )
                for row in found
            }

    def decide(self, decisions: Sequence[Decision]) -> None:
        """See `connector.ports.Ledger`. Earlier decisions stay in the table."""
        lines = [
            {
                "question": decision.question,
                "choice": decision.choice,
                "decided_by": decision.by,
                "at": utc(decision.at),
                "document": decision.document,
            }
            for decision in decisions
        ]
        if lines:
            with self._store.writing() as connection:
                connection.execute(insert(DECISION), lines)

    def ask(self, run: str, questions: Sequence[Question]) -> None:
        """See `connector.ports.Ledger`."""
        lines = {question.key: codec.question_row(run, question) for question in questions}
        with self._store.writing() as connection:
            connection.execute(delete(QUESTION))
            bulk(connection, ASK, list(lines.values()))

    def open_questions(self) -> Sequence[Question]:
        """See `connector.ports.Ledger`."""
        decided = answered(self.decisions())
        with self._store.reading() as connection:
            asked = [codec.question_of(body) for body in connection.scalars(select(QUESTION.c.body))]
        return sorted((one for one in asked if one.key not in decided), key=lambda question: question.key)

    def begin(self, run: Run) -> None:
        """See `connector.ports.Ledger`."""
        self._refuse_to_begin()
        with self._store.writing() as connection:
            if _number(connection, run.run) is not None:
                raise known_run(run.run, self._where)
            connection.execute(insert(RUN), codec.run_row(run, utc(run.started)))

    def learn(self, run: str, entries: Sequence[Entry], at: datetime) -> None:
        """See `connector.ports.Ledger`."""
        at_text = stamp(utc(at))
        with self._store.writing() as connection:
            self._known(connection, run)
            owners = _owners(
                connection, [address for entry in entries for address in sorted(addresses(entry))]
            )
            new = learned(entries, owners)
            rows: list[codec.Row] = [
                {
                    "address": address,
                    "owner": owner,
                    "standing": standing.value,
                    "first_run": run,
                    "last_seen": at_text,
                }
                for address, (owner, standing) in new.items()
            ]
            bulk(connection, OWN, rows)

    def intend(self, run: str, wave: Sequence[Change], at: datetime) -> None:
        """See `connector.ports.Ledger`."""
        with self._store.writing() as connection:
            self._remember(connection, run, wave, utc(at))

    def settle(self, run: str, outcomes: Sequence[Outcome], at: datetime) -> None:
        """See `connector.ports.Ledger`."""
        moment = utc(at)
        with self._store.writing() as connection:
            number = self._known(connection, run)
            pairs = list(settling(outcomes, _kept(connection, number, outcomes)))
            late = [outcome.change for outcome, serial in pairs if serial is None]
            fresh = count(self._remember(connection, run, late, moment))
            known = [(outcome, next(fresh) if serial is None else serial) for outcome, serial in pairs]
            at_text = stamp(moment)
            bulk(
                connection,
                SETTLE,
                [
                    codec.result_row(serial, outcome.result, outcome.detail, at_text)
                    for outcome, serial in known
                ],
            )
            bulk(connection, STAND, _standing_rows(outcomes, at_text))

    def finish(self, run: str, at: datetime, stopped: Text = NOTHING) -> None:
        """See `connector.ports.Ledger`."""
        with self._store.writing() as connection:
            connection.execute(
                update(RUN)
                .where(RUN.c.number == self._known(connection, run))
                .values(finished=utc(at), stopped_vi=stopped.vi, stopped_en=stopped.en)
            )

    def runs(self, limit: int = 20) -> Sequence[Run]:
        """See `connector.ports.Ledger`."""
        with self._store.reading() as connection:
            latest = connection.execute(select(RUN).order_by(RUN.c.run.desc()).limit(limit)).mappings().all()
            counts = _counts(connection, [row["number"] for row in latest])
            return [codec.run_of(row, counts.get(row["number"], {})) for row in latest]

    def records(self, *, run: str = "", key: str = "", address: str = "") -> Sequence[Record]:
        """See `connector.ports.Ledger`."""
        query = select(RECORD, RUN.c.run.label("name")).join(RUN).order_by(RECORD.c.serial)
        if run:
            query = query.where(RUN.c.run == run)
        if key:
            query = query.where(RECORD.c.key == key)
        if address:
            query = query.join(TOUCH, TOUCH.c.record == RECORD.c.serial).where(TOUCH.c.address == address)
        with self._store.reading() as connection:
            return [codec.record_of(row) for row in connection.execute(query).mappings()]

    def done_since(self, moment: datetime, target: str = "") -> Lately:
        """See `connector.ports.Ledger`."""
        unasked = (
            RECORD.c.result == Result.DONE.value,
            RECORD.c.settled >= utc(moment),
            RUN.c.target == target,
            RUN.c.digest.not_in(select(APPROVAL.c.digest)),
        )
        kinds = select(RECORD.c.kind, func.count()).join(RUN).where(*unasked).group_by(RECORD.c.kind)
        fields = (RECORD.c.changed.contains(f'["{name}",') for name in TAKING)
        took = or_(RECORD.c.kind == ChangeKind.DELETE.value, *fields)
        taking = select(RECORD, RUN.c.run.label("name")).join(RUN).where(*unasked, took)
        with self._store.reading() as connection:
            return lately(
                {row[0]: row[1] for row in connection.execute(kinds)},
                [codec.record_of(row) for row in connection.execute(taking).mappings()],
            )

    def accept(self, run: str, digests: Mapping[str, str], rows: Mapping[str, int], at: datetime) -> None:
        """See `connector.ports.Ledger`."""
        line = {
            "run": run,
            "at": utc(at),
            "digests": canonical(dict(digests)),
            "row_counts": canonical(dict(rows)),
        }
        with self._store.writing() as connection:
            connection.execute(insert(ACCEPTANCE), line)

    def accepted_rows(self) -> Mapping[str, int]:
        """See `connector.ports.Ledger`."""
        query = select(ACCEPTANCE.c.row_counts).order_by(ACCEPTANCE.c.serial.desc()).limit(1)
        with self._store.reading() as connection:
            body = connection.scalar(query)
        return {} if body is None else {name: int(number) for name, number in json.loads(body).items()}

    def most_rows(self, since: datetime) -> Mapping[str, int]:
        """See `connector.ports.Ledger`."""
        approved = RUN.c.digest.in_(select(APPROVAL.c.digest))
        query = (
            select(ACCEPTANCE.c.row_counts, approved)
            .outerjoin(RUN, RUN.c.run == ACCEPTANCE.c.run)
            .where(ACCEPTANCE.c.at >= utc(since))
            .order_by(ACCEPTANCE.c.serial.desc())
        )
        with self._store.reading() as connection:
            return most((json.loads(body), bool(yes)) for body, yes in connection.execute(query))

    def approve(self, approval: Approval) -> None:
        """See `connector.ports.Ledger`. Earlier approvals stay in the table."""
        line = {"digest": approval.digest, "approved_by": approval.by, "at": utc(approval.at)}
        with self._store.writing() as connection:
            connection.execute(insert(APPROVAL), line)

    def approval(self, digest: str) -> Approval | None:
        """See `connector.ports.Ledger`."""
        query = (
            select(APPROVAL).where(APPROVAL.c.digest == digest).order_by(APPROVAL.c.serial.desc()).limit(1)
        )
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Approval(row["digest"], row["approved_by"], row["at"])

    def keep_request(self, request: Request) -> Request:
        """See `connector.ports.Ledger`."""
        this = REQUEST.c.id == request.id
        with self._store.writing() as connection:
            known = connection.scalar(select(REQUEST.c.revision).where(this))
            kept = revised(request, known, self._where)
            values = {
                "revision": kept.revision,
                "received": kept.received.isoformat(),
                "body": canonical(request_data(kept)),
            }
            if known is None:
                connection.execute(insert(REQUEST), {"id": kept.id, **values})
            else:
                connection.execute(update(REQUEST).where(this).values(values))
        return kept

    def requests(self) -> Sequence[Request]:
        """See `connector.ports.Ledger`."""
        query = select(REQUEST.c.body).order_by(REQUEST.c.received, REQUEST.c.id)
        with self._store.reading() as connection:
            return [request_of(json.loads(body)) for body in connection.scalars(query)]

    def saw_file(self, file: SeenFile) -> None:
        """See `connector.ports.Ledger`."""
        with self._store.writing() as connection:
            connection.execute(insert(SEEN_FILE), codec.seen_row(file, utc(file.at)))

    def seen_files(self, *, digest: str = "", verdict: Verdict | None = None) -> Sequence[SeenFile]:
        """See `connector.ports.Ledger`."""
        query = select(SEEN_FILE).order_by(SEEN_FILE.c.serial.desc())
        if digest:
            query = query.where(SEEN_FILE.c.digest == digest)
        if verdict is not None:
            query = query.where(SEEN_FILE.c.verdict == verdict.value)
        with self._store.reading() as connection:
            return [codec.seen_of(row) for row in connection.execute(query).mappings()]

    @property
    def holders(self) -> SqlHolders:
        """See `connector.ports.Ledger`."""
        return SqlHolders(self._store)

    @property
    def envelopes(self) -> SqlEnvelopes:
        """See `connector.ports.Ledger`."""
        return SqlEnvelopes(self._store)

    @property
    def slots(self) -> SqlSlots:
        """See `connector.ports.Ledger`."""
        return SqlSlots(self._store)

    @property
    def lives(self) -> SqlLives:
        """See `connector.ports.Ledger`."""
        return self._lives

    @property
    def holds(self) -> SqlHolds:
        """See `connector.ports.Ledger`."""
        return SqlHolds(self._store)

    @property
    def retention(self) -> SqlRetention:
        """See `connector.ports.Ledger`."""
        return SqlRetention(self._store)

    def close(self) -> None:
        """See `connector.ports.Ledger`."""
        with translated(self._where):
            self.engine.dispose()

    def _known(self, connection: Connection, run: str) -> int:
        number = _number(connection, run)
        if number is None:
            raise unknown_run(run, self._where)
        return number

    def _remember(self, connection: Connection, run: str, changes: Sequence[Change], at: datetime) -> int:
        """Insert records of `changes` and the addresses that are new; return the first record's serial."""
        number = self._known(connection, run)
        first = _next_serial(connection)
        touching = [sorted(touched(change)) for change in changes]
        owners = _owners(connection, [address for addresses in touching for address in addresses])
        new = claims(changes, owners, heirs_in(connection), self._where)
        owners |= new
        at_text = stamp(at)
        given = {"standing": Standing.GIVEN.value, "first_run": run, "last_seen": at_text}
        bulk(connection, OWN, [{"address": address, "owner": new[address], **given} for address in new])
        bulk(
            connection,
            WRITE,
            [
                codec.record_row(record_of(run, change, at), number, serial, at_text)
                for serial, change in enumerate(changes, first)
            ],
        )
        bulk(
            connection,
            LINK,
            [
                {"address": address, "record": serial, "owner": owners[address]}
                for serial, addresses in enumerate(touching, first)
                for address in addresses
            ],
        )
        return first


def _number(connection: Connection, run: str) -> int | None:
    return connection.scalar(select(RUN.c.number).where(RUN.c.run == run))


def _next_serial(connection: Connection) -> int:
    last = connection.scalar(select(func.max(RECORD.c.serial)))
    return 0 if last is None else last + 1


def _owners(connection: Connection, addresses: Sequence[str]) -> dict[str, str]:
    query = select(ADDRESS.c.address, ADDRESS.c.owner)
    return {
        address: owner
        for some in _chunks(addresses)
        for address, owner in connection.execute(query.where(ADDRESS.c.address.in_(some)))
    }


def _kept(connection: Connection, run: int, outcomes: Sequence[Outcome]) -> Iterator[Kept]:
    query = select(RECORD.c.serial, RECORD.c.key, RECORD.c.kind, RECORD.c.result).where(RECORD.c.run == run)
    for some in _chunks(sorted({outcome.change.key for outcome in outcomes})):
        for serial, key, kind, result in connection.execute(query.where(RECORD.c.key.in_(some))):
            yield Kept(serial, key, kind, None if result is None else Result(result))


def _counts(connection: Connection, runs: Sequence[int]) -> dict[int, dict[Result, int]]:
    query = (
        select(RECORD.c.run, RECORD.c.result, func.count())
        .where(RECORD.c.run.in_(runs), RECORD.c.result.is_not(None))
        .group_by(RECORD.c.run, RECORD.c.result)
    )
    counts: dict[int, dict[Result, int]] = {}
    for run, result, number in connection.execute(query):
        counts.setdefault(run, {})[Result(result)] = number
    return counts


def _standing_rows(outcomes: Sequence[Outcome], at: str) -> list[codec.Row]:
    return [
        {
            "of_address": address,
            "of_owner": outcome.change.key,
            "standing": standing.value,
            "last_seen": at,
        }
        for outcome in outcomes
        if outcome.result.settled
        for address, standing in standings(outcome.change)
    ]


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
