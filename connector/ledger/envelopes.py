"""`SqlEnvelopes`: sealed passwords in the ledger's database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text, insert, select, update
from sqlalchemy.exc import IntegrityError

from connector.errors import LedgerError
from connector.ledger.remembered import known_envelope, utc
from connector.ledger.schema import METADATA, Moment
from connector.ledger.store import Store
from connector.model.envelope import EMPTIED, Envelope, EnvelopeState, Occasion

ENVELOPE = Table(
    "envelope",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("key", String(255), nullable=False, index=True),
    Column("address", String(320), nullable=False),
    Column("unit", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("occasion", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("ours", String(1), nullable=False),
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("moved", Moment, nullable=False),
    Column("place", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Index(None, "state", "made"),
)

CHUNK = 500
"""Values in one IN (…): below every database's limit on parameters."""


class SqlEnvelopes:
    """See `connector.ports.envelopes.Envelopes`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, envelopes: Sequence[Envelope]) -> None:
        """See `connector.ports.envelopes.Envelopes`."""
        lines = [_row(envelope) for envelope in envelopes]
        if not lines:
            return
        try:
            with self._store.writing() as connection:
                connection.execute(insert(ENVELOPE), lines)
        except LedgerError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise known_envelope(self._store.where) from error
            raise

    def move(self, ids: Collection[str], state: EnvelopeState, at: datetime, place: str = "") -> None:
        """See `connector.ports.envelopes.Envelopes`."""
        values: dict[str, Any] = {"state": state.value, "moved": utc(at)}
        values |= {"place": place} if place else {}
        values |= {"sealed": b""} if state in EMPTIED else {}
        with self._store.writing() as connection:
            for some in _chunks(sorted(ids)):
                connection.execute(update(ENVELOPE).where(ENVELOPE.c.id.in_(some)).values(values))

    def envelopes(self, *, key: str = "", states: Collection[EnvelopeState] = ()) -> Sequence[Envelope]:
        """See `connector.ports.envelopes.Envelopes`."""
        query = select(ENVELOPE).order_by(ENVELOPE.c.made, ENVELOPE.c.id)
        query = query.where(ENVELOPE.c.key == key) if key else query
        query = query.where(ENVELOPE.c.state.in_([one.value for one in states])) if states else query
        with self._store.reading() as connection:
            return [_envelope(row) for row in connection.execute(query).mappings()]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))


def _row(one: Envelope) -> dict[str, Any]:
    return {
        "id": one.id,
        "key": one.key,
        "address": one.address,
        "unit": one.unit,
        "agency": one.agency,
        "occasion": one.occasion.value,
        "sealed": one.sealed,
        "ours": "1" if one.ours else "0",
        "made": utc(one.made),
        "expires": utc(one.expires),
        "state": one.state.value,
        "moved": utc(one.moved),
        "place": one.place,
        "made_by": one.by,
        "document": one.document,
        "phone": one.phone,
    }


def _envelope(row: Mapping[Any, Any]) -> Envelope:
    return Envelope(
        id=row["id"],
        key=row["key"],
        address=row["address"],
        unit=row["unit"],
        agency=row["agency"],
        occasion=Occasion(row["occasion"]),
        sealed=bytes(row["sealed"]),
        ours=row["ours"] == "1",
        made=row["made"],
        expires=row["expires"],
        state=EnvelopeState(row["state"]),
        moved=row["moved"],
        place=row["place"],
        by=row["made_by"],
        document=row["document"],
        phone=row["phone"],
    )
