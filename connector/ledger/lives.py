"""`SqlLives`: the lives of boxes in the database of the ledger."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Column, Integer, RowMapping, String, Table, Text, bindparam, delete, insert, select

from connector.ledger.schema import METADATA
from connector.ledger.store import Store
from connector.model.directory import State
from connector.model.life import Absence, Alias, Cause, Demand, Life, Notice, Order, Past
from connector.model.plan import canonical
from connector.text import Text as Words

LIFE = Table(
    "life",
    METADATA,
    Column("part", String(16), primary_key=True),
    Column("key", String(320), primary_key=True),
    Column("body", Text, nullable=False),
)

LIFE_ORDER = Table(
    "life_order",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("key", String(320), nullable=False, index=True),
    Column("demand", String(16), nullable=False),
    Column("given_by", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("document", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("against", Text, nullable=False),
)

_FORGET = delete(LIFE).where(LIFE.c.part == bindparam("of_part"), LIFE.c.key == bindparam("of_key"))

_BEGAN = "began"
_NOTICES = "notices"

Row = dict[str, Any]


class SqlLives:
    """A `connector.ports.Lives` over the tables `life` (what is so now) and `life_order` (all that was ordered)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def past(self) -> Past:
        """See `connector.ports.Lives`."""
        with self._store.reading() as connection:
            rows = connection.execute(select(LIFE.c.part, LIFE.c.key, LIFE.c.body)).all()
            orders = connection.execute(select(LIFE_ORDER).order_by(LIFE_ORDER.c.serial)).mappings().all()
        parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
        began = None
        for part, key, body in rows:
            if part == _BEGAN:
                began = date.fromisoformat(body)
            else:
                parts[part][key] = _PARTS[part](json.loads(body))
        return Past(began, orders={row["key"]: _order(row) for row in orders}, **parts)

    def note(self, before: Past, after: Past) -> None:
        """See `connector.ports.Lives`."""
        changed = list(_changed(before, after))
        gone = list(_gone(before, after))
        with self._store.writing() as connection:
            old = [*gone, *((row["part"], row["key"]) for row in changed)]
            if old:
                connection.execute(_FORGET, [{"of_part": part, "of_key": key} for part, key in old])
            if changed:
                connection.execute(insert(LIFE), changed)

    def give(self, order: Order) -> None:
        """See `connector.ports.Lives`."""
        with self._store.writing() as connection:
            connection.execute(
                insert(LIFE_ORDER),
                {
                    "key": order.key,
                    "demand": order.demand.value,
                    "given_by": order.by,
                    "day": order.day.isoformat(),
                    "document": order.document,
                    "reason": order.reason,
                    "against": order.against,
                },
            )

    def told(self, notice: Notice) -> None:
        """See `connector.ports.Lives`."""
        row = _row(_NOTICES, notice.key, notice)
        with self._store.writing() as connection:
            connection.execute(_FORGET, {"of_part": _NOTICES, "of_key": notice.key})
            connection.execute(insert(LIFE), [row])


def _order(row: RowMapping) -> Order:
    return Order(
        key=row["key"],
        demand=Demand(row["demand"]),
        by=row["given_by"],
        day=date.fromisoformat(row["day"]),
        document=row["document"],
        reason=row["reason"],
        against=row["against"],
    )


def _changed(before: Past, after: Past) -> Iterator[Row]:
    if after.began != before.began and after.began is not None:
        yield {"part": _BEGAN, "key": "", "body": after.began.isoformat()}
    for part in _PARTS.keys() - {_NOTICES}:
        was: Mapping[str, Any] = getattr(before, part)
        now: Mapping[str, Any] = getattr(after, part)
        yield from (_row(part, key, value) for key, value in now.items() if was.get(key) != value)


def _gone(before: Past, after: Past) -> Sequence[tuple[str, str]]:
    return [
        (part, key) for part in _PARTS for key in getattr(before, part).keys() - getattr(after, part).keys()
    ]


def _row(part: str, key: str, value: Life | Notice | Absence | Alias) -> Row:
    data = {
        name: said.isoformat() if isinstance(said, date) else said for name, said in asdict(value).items()
    }
    return {"part": part, "key": key, "body": canonical(data)}


def _day(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**data, **{name: date.fromisoformat(data[name]) for name in names}}


def _life(data: Mapping[str, Any]) -> Life:
    said = {"state": State(data["state"]), "cause": Cause(data["cause"]), "reason": Words(**data["reason"])}
    return Life(**{**_day(data, "since"), **said})


_PARTS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "lives": _life,
    _NOTICES: lambda data: Notice(**_day(data, "day", "about")),
    "absences": lambda data: Absence(**_day(data, "since")),
    "aliases": lambda data: Alias(**_day(data, "since")),
}
"""Field of `Past` → how one of its values is read from JSON."""
