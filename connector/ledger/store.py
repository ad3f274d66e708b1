"""`Store`: the database under a ledger, and how each part of the ledger reads and writes it.

What the ledger remembers besides addresses and runs is kept by parts, each with its own port of a few
methods, its own tables and its own migration; a part is given the store and nothing else::

    ports/<part>.py           the Protocol, and the values it remembers
    ledger/<part>.py          its tables, and the class that keeps it in SQL
    ledger/memory_<part>.py   the same in dictionaries
    tests/contracts/          one suite over both

`Ledger` offers it as a property, so that whoever has the ledger has the part.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from connector.ledger.faults import translated

READING = "ledger_reading"
"""Execution option of a connection that will only read; an engine may open its transaction accordingly."""


class Store:
    """One database. Each `writing` is one transaction; `where` names the store in errors."""

    def __init__(self, engine: Engine, where: str) -> None:
        self.where = where
        self._engine = engine
        self._reader = engine.execution_options(**{READING: True})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads. Raises LedgerError."""
        with translated(self.where), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that happens whole or not at all. Raises LedgerError."""
        with translated(self.where), self._engine.begin() as connection:
            yield connection
