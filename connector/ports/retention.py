"""`Retention`: what of the ledger may be forgotten after years, and forgetting it."""

from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    """Changes of runs that ended long ago. Methods happen whole or not at all and raise `LedgerError`.

    Never forgotten: who owns an address, decisions, approvals, requests; and of every entry the change that
    created it and its latest one, so that "why" always has an answer.
    """

    def stale(self, before: datetime) -> int:
        """Return how many remembered changes from before this moment may be forgotten."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget them, and runs that have nothing left; return how many changes."""
        ...
