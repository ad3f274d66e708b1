"""`SqlHolders`: who answers for which agency's box, in the ledger's database."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Column, Integer, String, Table, Text, insert, select

from connector.ledger.remembered import utc
from connector.ledger.schema import METADATA, Moment
from connector.ledger.store import Store
from connector.model.holding import Holding

HOLDING = Table(
    "holding",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("key", String(255), nullable=False, index=True),
    Column("address", String(320), nullable=False),
    Column("holder", Text, nullable=False),
    Column("delegate", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("since", String(10), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kept_by", Text, nullable=False),
)


class SqlHolders:
    """The promises of `connector.ports.holders.Holders`, kept in SQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def hand_over(self, holding: Holding) -> None:
        """See `connector.ports.holders.Holders`."""
        line = {
            "key": holding.key,
            "address": holding.address,
            "holder": holding.holder,
            "delegate": holding.delegate,
            "document": holding.document,
            "since": holding.since.isoformat(),
            "at": utc(holding.at),
            "kept_by": holding.by,
        }
        with self._store.writing() as connection:
            connection.execute(insert(HOLDING), line)

    def holdings(self, key: str = "") -> Sequence[Holding]:
        """See `connector.ports.holders.Holders`."""
        query = select(HOLDING).order_by(HOLDING.c.serial)
        query = query.where(HOLDING.c.key == key) if key else query
        with self._store.reading() as connection:
            return [
                Holding(
                    key=row["key"],
                    address=row["address"],
                    holder=row["holder"],
                    delegate=row["delegate"],
                    document=row["document"],
                    since=date.fromisoformat(row["since"]),
                    at=row["at"],
                    by=row["kept_by"],
                )
                for row in connection.execute(query).mappings()
            ]
