"""`Identities`: which keys mean one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from connector.model.identity import Identity


class Identities(Protocol):
    """What is remembered of who is who. Losing it leads to questions, never to a wrong write.

    Every method happens whole or not at all. Raises `LedgerError` where the store cannot be used.
    """

    def known(self) -> Mapping[str, Identity]:
        """Return every identity that was kept, by its key."""
        ...

    def keep(self, identities: Sequence[Identity], at: datetime) -> None:
        """Remember each of these in place of what was known of it; one without any key is forgotten."""
        ...
