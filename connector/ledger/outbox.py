"""`SqlOutbox`: letters, and who was told what, in the ledger's database."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Column, Integer, RowMapping, String, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from connector.ledger.remembered import utc
from connector.ledger.schema import METADATA, Moment
from connector.ledger.store import Store
from connector.model.letter import Letter, LetterState
from connector.model.plan import canonical

LETTER = Table(
    "letter",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("recipient", String(320), nullable=False),
    Column("subject", Text, nullable=False),
    Column("plain", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("made", Moment, nullable=False),
    Column("events", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("settled", Moment),
    Column("detail", Text, nullable=False),
)
TOLD = Table(
    "told",
    METADATA,
    Column("recipient", String(320), primary_key=True),
    Column("event", String(255), primary_key=True),
    Column("letter", String(64), nullable=False),
)
CHUNK = 500
"""Values in one IN (…): below every database's limit on parameters."""


class SqlOutbox:
    """The promises of `connector.ports.outbox.Outbox`, kept in SQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def told(self, to: str, keys: Collection[str]) -> Collection[str]:
        """See `connector.ports.outbox.Outbox`."""
        wanted = sorted(keys)
        query = select(TOLD.c.event).where(TOLD.c.recipient == to)
        with self._store.reading() as connection:
            return {
                event
                for start in range(0, len(wanted), CHUNK)
                for event in connection.scalars(query.where(TOLD.c.event.in_(wanted[start : start + CHUNK])))
            }

    def over(self, kind: str, current: Collection[str]) -> None:
        """See `connector.ports.outbox.Outbox`."""
        with self._store.writing() as connection:
            known = set(connection.scalars(select(TOLD.c.event).where(TOLD.c.event.startswith(f"{kind}:"))))
            gone = sorted(known - set(current))
            for start in range(0, len(gone), CHUNK):
                connection.execute(delete(TOLD).where(TOLD.c.event.in_(gone[start : start + CHUNK])))

    def put(self, letter: Letter) -> bool:
        """See `connector.ports.outbox.Outbox`."""
        lines = [{"recipient": letter.to, "event": key, "letter": letter.id} for key in letter.events]
        with self._store.writing() as connection:
            try:
                with connection.begin_nested():
                    if lines:
                        connection.execute(insert(TOLD), lines)
                    connection.execute(insert(LETTER), _row(letter))
            except IntegrityError:
                return False
        return True

    def waiting(self) -> Sequence[Letter]:
        """See `connector.ports.outbox.Outbox`."""
        query = select(LETTER).where(LETTER.c.state == LetterState.WAITING.value).order_by(LETTER.c.serial)
        with self._store.reading() as connection:
            return [_letter(row) for row in connection.execute(query).mappings()]

    def settle(self, letter: str, state: LetterState, at: datetime, detail: str = "") -> None:
        """See `connector.ports.outbox.Outbox`."""
        values: dict[str, object] = {"state": state.value, "tries": LETTER.c.tries + 1, "detail": detail}
        if state is not LetterState.WAITING:
            values["settled"] = utc(at)
        with self._store.writing() as connection:
            connection.execute(update(LETTER).where(LETTER.c.id == letter).values(values))

    def letters(self, limit: int = 50) -> Sequence[Letter]:
        """See `connector.ports.outbox.Outbox`."""
        query = select(LETTER).order_by(LETTER.c.serial.desc()).limit(limit)
        with self._store.reading() as connection:
            return [_letter(row) for row in connection.execute(query).mappings()]

    def forget(self, before: datetime) -> int:
        """See `connector.ports.outbox.Outbox`."""
        old = LETTER.c.settled < utc(before)
        with self._store.writing() as connection:
            done = connection.execute(
                update(LETTER).where(old, LETTER.c.plain != "").values(plain="", html="", subject="")
            )
            return done.rowcount


def _row(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "recipient": letter.to,
        "subject": letter.subject,
        "plain": letter.text,
        "html": letter.html,
        "made": utc(letter.made),
        "events": canonical(list(letter.events)),
        "state": letter.state.value,
        "tries": letter.tries,
        "settled": utc(letter.settled) if letter.settled else None,
        "detail": letter.detail,
    }


def _letter(row: RowMapping) -> Letter:
    return Letter(
        id=row["id"],
        to=row["recipient"],
        subject=row["subject"],
        text=row["plain"],
        html=row["html"],
        made=row["made"],
        events=tuple(json.loads(row["events"])),
        state=LetterState(row["state"]),
        tries=row["tries"],
        settled=row["settled"],
        detail=row["detail"],
    )
