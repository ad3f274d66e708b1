"""`SqlIdentities`: who is who, in the database of the ledger."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, String, Table, delete, insert, select

from connector.ledger.remembered import utc
from connector.ledger.schema import METADATA, Moment
from connector.ledger.store import Store
from connector.model.identity import Identity

IDENTITY_KEY = Table(
    "identity_key",
    METADATA,
    Column("identity", String(255), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("value", String(255), primary_key=True),
    Column("since", Moment, nullable=False),
)

KINDS = ("keys", "citizens", "born")
"""Fields of an `Identity`, and what `kind` says; all but the first are keyed digests."""
AT_ONCE = 400
"""Identities in one IN (…): below every database's limit on parameters."""


class SqlIdentities:
    """The promises of `connector.ports.Identities`, kept in SQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def known(self) -> Mapping[str, Identity]:
        """See `connector.ports.Identities`."""
        query = select(IDENTITY_KEY.c.identity, IDENTITY_KEY.c.kind, IDENTITY_KEY.c.value)
        values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        with self._store.reading() as connection:
            for identity, kind, value in connection.execute(query):
                values[identity][kind].add(value)
        return {
            identity: Identity(identity, *(frozenset(kinds[kind]) for kind in KINDS))
            for identity, kinds in values.items()
        }

    def keep(self, identities: Sequence[Identity], at: datetime) -> None:
        """See `connector.ports.Identities`."""
        moment = utc(at)
        latest = {one.key: one for one in identities}
        rows = [
            {"identity": one.key, "kind": kind, "value": value, "since": moment}
            for one in latest.values()
            for kind, value in _keys(one)
        ]
        with self._store.writing() as connection:
            names = list(latest)
            for start in range(0, len(names), AT_ONCE):
                some = names[start : start + AT_ONCE]
                connection.execute(delete(IDENTITY_KEY).where(IDENTITY_KEY.c.identity.in_(some)))
            if rows:
                connection.execute(insert(IDENTITY_KEY), rows)


def _keys(identity: Identity) -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for value in sorted(getattr(identity, kind)):
            yield kind, value
