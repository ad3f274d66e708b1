"""`SqlRetention`: forgetting old changes in the ledger's database."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from connector.ledger.remembered import utc
from connector.ledger.schema import RECORD, RUN, TOUCH
from connector.ledger.store import Store
from connector.model.plan import ChangeKind


class SqlRetention:
    """The promises of `connector.ports.retention.Retention`, kept in SQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def stale(self, before: datetime) -> int:
        """See `connector.ports.retention.Retention`."""
        with self._store.reading() as connection:
            return connection.scalar(select(func.count()).select_from(RECORD).where(_stale(before))) or 0

    def forget(self, before: datetime) -> int:
        """See `connector.ports.retention.Retention`."""
        moment = utc(before)
        with self._store.writing() as connection:
            old = select(RECORD.c.serial).where(_stale(before))
            connection.execute(delete(TOUCH).where(TOUCH.c.record.in_(old)))
            gone = connection.execute(delete(RECORD).where(_stale(before))).rowcount
            left = select(RECORD.c.run)
            latest = select(func.max(RUN.c.number))
            connection.execute(
                delete(RUN).where(
                    or_(RUN.c.finished < moment, and_(RUN.c.finished.is_(None), RUN.c.started < moment)),
                    RUN.c.number.not_in(left),
                    RUN.c.number.not_in(latest),
                )
            )
            return gone


def _stale(before: datetime) -> ColumnElement[bool]:
    other = RECORD.alias()
    latest = select(func.max(other.c.serial)).group_by(other.c.key)
    return and_(
        RECORD.c.at < utc(before),
        RECORD.c.kind != ChangeKind.CREATE.value,
        RECORD.c.serial.not_in(latest),
    )
