"""`SqlSlots`: turns of schedules in the ledger's database."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from connector.ledger.remembered import utc
from connector.ledger.schema import METADATA, Moment
from connector.ledger.store import Store
from connector.model.plan import canonical
from connector.model.turn import Ending, Turn
from connector.ports.slots import TRIES
from connector.text import Text as Words

TURN = Table(
    "turn",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("schedule", String(64), nullable=False, index=True),
    Column("job", String(32), nullable=False),
    Column("slot", String(32)),
    Column("attempt", Integer, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("ending", String(16)),
    Column("words_vi", Text, nullable=False),
    Column("words_en", Text, nullable=False),
    Column("facts", Text, nullable=False),
    UniqueConstraint("schedule", "slot", "attempt"),  # by hand the slot is NULL, which equals nothing
)


class SqlSlots:
    """The promises of `connector.ports.slots.Slots`, kept in SQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def closed(self, schedule: str, slots: Collection[str]) -> Collection[str]:
        """See `connector.ports.slots.Slots`."""
        with self._store.reading() as connection:
            return {slot for slot in slots if _next_attempt(connection, schedule, slot) is None}

    def claim(self, turn: Turn, passed: Collection[str] = ()) -> Turn | None:
        """See `connector.ports.slots.Slots`."""
        with self._store.writing() as connection:
            attempt = _next_attempt(connection, turn.schedule, turn.slot) if turn.slot else 0
            if attempt is None:
                return None
            for slot in sorted(passed):
                other = _next_attempt(connection, turn.schedule, slot)
                if other is not None:
                    _insert(connection, _passed(turn, slot), other)
            return replace(turn, number=_insert(connection, turn, attempt))

    def cut_off(self, schedule: str, at: datetime) -> None:
        """See `connector.ports.slots.Slots`."""
        with self._store.writing() as connection:
            connection.execute(
                update(TURN)
                .where(TURN.c.schedule == schedule, TURN.c.ending.is_(None))
                .values(finished=utc(at), ending=Ending.CUT.value)
            )

    def finish(self, turn: Turn) -> None:
        """See `connector.ports.slots.Slots`."""
        with self._store.writing() as connection:
            connection.execute(update(TURN).where(TURN.c.number == turn.number).values(_ended(turn)))

    def turns(self, *, schedule: str = "", job: str = "", limit: int = 20) -> Sequence[Turn]:
        """See `connector.ports.slots.Slots`."""
        query = select(TURN).order_by(TURN.c.number.desc()).limit(limit)
        if schedule:
            query = query.where(TURN.c.schedule == schedule)
        if job:
            query = query.where(TURN.c.job == job)
        with self._store.reading() as connection:
            return [_turn(row) for row in connection.execute(query).mappings()]

    def forget(self, before: datetime) -> int:
        """See `connector.ports.slots.Slots`."""
        with self._store.writing() as connection:
            return connection.execute(delete(TURN).where(TURN.c.finished < utc(before))).rowcount


def _passed(turn: Turn, slot: str) -> Turn:
    return replace(turn, slot=slot, finished=turn.started, ending=Ending.PASSED, facts=None)


def _next_attempt(connection: Connection, schedule: str, slot: str) -> int | None:
    """Return the number of the next attempt at a slot; None where there is to be none."""
    query = (
        select(TURN.c.attempt, TURN.c.ending)
        .where(TURN.c.schedule == schedule, TURN.c.slot == slot)
        .order_by(TURN.c.attempt.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    if last is None:
        return 1
    attempt, ending = last
    return attempt + 1 if ending is not None and Ending(ending).open and attempt < TRIES else None


def _insert(connection: Connection, turn: Turn, attempt: int) -> int:
    values = {
        "schedule": turn.schedule,
        "job": turn.job,
        "slot": turn.slot or None,
        "attempt": attempt,
        "taken_by": turn.by,
        "started": utc(turn.started),
        **_ended(turn),
    }
    key = connection.execute(insert(TURN).values(values)).inserted_primary_key
    return int(key[0]) if key else 0


def _ended(turn: Turn) -> Mapping[str, Any]:
    return {
        "finished": utc(turn.finished) if turn.finished else None,
        "ending": turn.ending.value if turn.ending else None,
        "words_vi": turn.words.vi,
        "words_en": turn.words.en,
        "facts": canonical(dict(turn.facts or {})),
    }


def _turn(row: RowMapping) -> Turn:
    return Turn(
        number=row["number"],
        schedule=row["schedule"],
        job=row["job"],
        slot=row["slot"] or "",
        by=row["taken_by"],
        started=row["started"],
        finished=row["finished"],
        ending=Ending(row["ending"]) if row["ending"] else None,
        words=Words(vi=row["words_vi"], en=row["words_en"]),
        facts=json.loads(row["facts"]) or None,
    )
