"""`Holders`: the part of the ledger that remembers who answers for which agency's box."""

from collections.abc import Sequence
from typing import Protocol

from connector.model.holding import Holding


class Holders(Protocol):
    """Promises as those of `Ledger`. Nothing is ever written to the target because of it."""

    def hand_over(self, holding: Holding) -> None:
        """Remember a handover; earlier ones of the box stay."""
        ...

    def holdings(self, key: str = "") -> Sequence[Holding]:
        """Return the handovers of one box, or of all, in the order in which they were remembered."""
        ...
