"""The tables of the ledger, and the versions they went through.

The tables say for every database what must hold: an address has one owner, because it is the primary
key; that owner does not change, because every record that touched the address points at the pair of
address and owner; a record belongs to a run that began.
"""

from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from connector.ledger.remembered import utc

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""Every version of the tables, oldest first; each has its file in `migrations/versions`."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def stamp(moment: datetime) -> str:
    """Return the text of a moment, as the tables keep it."""
    return utc(moment).isoformat(timespec="microseconds")


class Moment(TypeDecorator[datetime]):
    """A moment as ISO 8601 text in UTC with microseconds, so that text order is time order everywhere."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text of a moment; raises ValueError where it has no time zone."""
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment of a text."""
        return None if value is None else datetime.fromisoformat(value)


ADDRESS = Table(
    "address",
    METADATA,
    Column("address", String(320), primary_key=True),
    Column("owner", String(255), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("first_run", String(64), nullable=False),
    Column("last_seen", Moment, nullable=False),
    UniqueConstraint("address", "owner"),
)

RUN = Table(
    "run",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("run", String(64), nullable=False, unique=True),
    Column("command", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("finished", Moment),
    Column("stopped_vi", Text, nullable=False),
    Column("stopped_en", Text, nullable=False),
    Column("target", Text, nullable=False, server_default=""),
)

RECORD = Table(
    "record",
    METADATA,
    Column("serial", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, ForeignKey("run.number"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("key", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("address", String(320), nullable=False),
    Column("changed", Text, nullable=False),
    Column("reason_vi", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("result", String(16)),
    Column("detail_vi", Text, nullable=False),
    Column("detail_en", Text, nullable=False),
    Column("settled", Moment),
    Index(None, "key", "run"),
    Index(None, "run", "result"),
    Index(None, "result", "settled", "kind"),
)

TOUCH = Table(
    "touch",
    METADATA,
    Column("address", String(320), primary_key=True),
    Column("record", Integer, ForeignKey("record.serial"), primary_key=True),
    Column("owner", String(255), nullable=False),
    ForeignKeyConstraint(["address", "owner"], ["address.address", "address.owner"]),
)

DECISION = Table(
    "decision",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("question", String(255), nullable=False, index=True),
    Column("choice", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("document", Text, nullable=False),
)

QUESTION = Table(
    "question",
    METADATA,
    Column("key", String(255), primary_key=True),
    Column("run", String(64), nullable=False),
    Column("body", Text, nullable=False),
)

ACCEPTANCE = Table(
    "acceptance",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("run", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("digests", Text, nullable=False),
    Column("row_counts", Text, nullable=False),
)

APPROVAL = Table(
    "approval",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("approved_by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

REQUEST = Table(
    "request",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("received", String(10), nullable=False),
    Column("body", Text, nullable=False),
)

SEEN_FILE = Table(
    "seen_file",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("detail_vi", Text, nullable=False),
    Column("detail_en", Text, nullable=False),
)
