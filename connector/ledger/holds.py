"""`SqlHolds`: what waits for approval, in the ledger's database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Integer, String, Table, Text, delete, insert, select

from connector.ledger.remembered import utc
from connector.ledger.schema import METADATA, Moment
from connector.ledger.store import Store
from connector.model.held import Held
from connector.text import Text as Words

HELD = Table(
    "held",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("target", String(32), nullable=False),
    Column("limit_name", String(32), nullable=False),
    Column("text_vi", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("run", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)
DISTRUST = Table(
    "distrust",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("why_vi", Text, nullable=False),
    Column("why_en", Text, nullable=False),
    Column("at", Moment, nullable=False),
)


class SqlHolds:
    """The promises of `connector.ports.holds.Holds`, kept in SQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, target: str, held: Sequence[Held]) -> None:
        """See `connector.ports.holds.Holds`."""
        rows = [
            {
                "target": target,
                "limit_name": one.limit,
                "text_vi": one.text.vi,
                "text_en": one.text.en,
                "changes": one.changes,
                "run": one.run,
                "at": utc(one.at),
            }
            for one in held
        ]
        with self._store.writing() as connection:
            connection.execute(delete(HELD).where(HELD.c.target == target))
            if rows:
                connection.execute(insert(HELD), rows)

    def standing(self) -> Sequence[Held]:
        """See `connector.ports.holds.Holds`."""
        query = select(HELD).order_by(HELD.c.target, HELD.c.serial)
        with self._store.reading() as connection:
            return [
                Held(
                    row["target"],
                    row["limit_name"],
                    Words(vi=row["text_vi"], en=row["text_en"]),
                    row["changes"],
                    row["run"],
                    row["at"],
                )
                for row in connection.execute(query).mappings()
            ]

    def distrust(self, why: Words, at: datetime) -> None:
        """See `connector.ports.holds.Holds`."""
        with self._store.writing() as connection:
            connection.execute(insert(DISTRUST), {"why_vi": why.vi, "why_en": why.en, "at": utc(at)})

    def doubt(self) -> Words | None:
        """See `connector.ports.holds.Holds`."""
        query = select(DISTRUST.c.why_vi, DISTRUST.c.why_en).order_by(DISTRUST.c.serial).limit(1)
        with self._store.reading() as connection:
            row = connection.execute(query).first()
        return Words(vi=row[0], en=row[1]) if row is not None else None

    def trust(self) -> None:
        """See `connector.ports.holds.Holds`."""
        with self._store.writing() as connection:
            connection.execute(delete(DISTRUST))
