"""Statements that are executed for many lines at once, and how: `bulk`."""

from sqlalchemy import Connection, Insert, Table, Update, bindparam, insert, update

from connector.ledger.rows import Row
from connector.ledger.schema import ADDRESS, QUESTION, RECORD, TOUCH


def _inserting(table: Table) -> Insert:
    return insert(table).values({column.name: bindparam(column.name) for column in table.columns})


OWN, WRITE, LINK, ASK = map(_inserting, (ADDRESS, RECORD, TOUCH, QUESTION))
SETTLE = (
    update(RECORD)
    .where(RECORD.c.serial == bindparam("of_serial"))
    .values({name: bindparam(name) for name in ("result", "detail_vi", "detail_en", "settled")})
)
STAND = (
    update(ADDRESS)
    .where(ADDRESS.c.address == bindparam("of_address"), ADDRESS.c.owner == bindparam("of_owner"))
    .values(standing=bindparam("standing"), last_seen=bindparam("last_seen"))
)


def bulk(connection: Connection, statement: Insert | Update, lines: list[Row]) -> None:
    """Execute the statement once for each line, whose values the driver takes as they are.

    SQLAlchemy writes the SQL for the database at hand and is not asked to look at each of the hundreds of
    thousands of values: that took longer than the database needs to store them.
    """
    if not lines:
        return
    compiled = statement.compile(dialect=connection.dialect)
    names: list[str] | None = getattr(compiled, "positiontup", None)
    if names is None:
        connection.exec_driver_sql(compiled.string, lines)
    else:
        connection.exec_driver_sql(compiled.string, [tuple(line[name] for name in names) for line in lines])
