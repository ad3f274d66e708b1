"""`SqlSuccessions`: reorganisations, in the database of the ledger."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, Integer, String, Table, Text, delete, insert, select, update

from connector.ledger.remembered import kept_again
from connector.ledger.schema import METADATA
from connector.ledger.store import Store
from connector.model.plan import canonical
from connector.model.succession import Converted, Reorganisation, reorganisation_data, reorganisation_of

REORGANISATION = Table(
    "reorganisation",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

CONVERTED = Table(
    "converted",
    METADATA,
    Column("reorganisation", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("old", String(320), nullable=False),
    Column("new", String(320), nullable=False),
)

HEIR = Table(
    "heir",
    METADATA,
    Column("key", String(255), primary_key=True),
    Column("heir", String(255), nullable=False),
)

AT_ONCE = 400
"""Keys in one IN (…): below every database's limit on parameters."""


class SqlSuccessions:
    """The promises of `connector.ports.Successions`, kept in SQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, reorganisation: Reorganisation) -> Reorganisation:
        """See `connector.ports.Successions`."""
        this = REORGANISATION.c.id == reorganisation.id
        with self._store.writing() as connection:
            known = connection.scalar(select(REORGANISATION.c.revision).where(this))
            kept = kept_again(reorganisation, known, self._store.where)
            values = {"revision": kept.revision, "body": canonical(reorganisation_data(kept))}
            if known is None:
                connection.execute(insert(REORGANISATION), {"id": kept.id, **values})
            else:
                connection.execute(update(REORGANISATION).where(this).values(values))
        return kept

    def all(self) -> Sequence[Reorganisation]:
        """See `connector.ports.Successions`."""
        query = select(REORGANISATION.c.body).order_by(REORGANISATION.c.serial)
        with self._store.reading() as connection:
            return [reorganisation_of(json.loads(body)) for body in connection.scalars(query)]

    def convert(self, converted: Sequence[Converted]) -> None:
        """See `connector.ports.Successions`."""
        latest = {(one.reorganisation, one.key): one for one in converted}
        with self._store.writing() as connection:
            for name in sorted({one.reorganisation for one in latest.values()}):
                rows = [one for one in latest.values() if one.reorganisation == name]
                _forget(connection, name, [one.key for one in rows])
                connection.execute(insert(CONVERTED), [_row(one) for one in rows])

    def converted(self) -> Sequence[Converted]:
        """See `connector.ports.Successions`."""
        query = select(CONVERTED).order_by(CONVERTED.c.reorganisation, CONVERTED.c.key)
        with self._store.reading() as connection:
            return [Converted(**row) for row in connection.execute(query).mappings()]

    def inherit(self, heirs: Mapping[str, str]) -> None:
        """See `connector.ports.Successions`."""
        with self._store.writing() as connection:
            if heirs_in(connection) == heirs:
                return
            connection.execute(delete(HEIR))
            if heirs:
                connection.execute(insert(HEIR), [{"key": key, "heir": heirs[key]} for key in sorted(heirs)])

    def heirs(self) -> Mapping[str, str]:
        """See `connector.ports.Successions`."""
        with self._store.reading() as connection:
            return heirs_in(connection)


def heirs_in(connection: Connection) -> dict[str, str]:
    """Return key → heir, as the database has them at this moment."""
    return {row[0]: row[1] for row in connection.execute(select(HEIR.c.key, HEIR.c.heir))}


def _row(one: Converted) -> dict[str, str]:
    return {"reorganisation": one.reorganisation, "key": one.key, "old": one.old, "new": one.new}


def _forget(connection: Connection, reorganisation: str, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        connection.execute(
            delete(CONVERTED).where(CONVERTED.c.reorganisation == reorganisation, CONVERTED.c.key.in_(some))
        )
