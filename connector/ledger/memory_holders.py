"""`MemoryHolders`: who answers for which agency's box, as long as the process lasts."""

from collections.abc import Sequence
from dataclasses import replace

from connector.ledger.remembered import utc
from connector.model.holding import Holding


class MemoryHolders:
    """The promises of `connector.ports.holders.Holders`, kept in a list."""

    def __init__(self) -> None:
        self._holdings: list[Holding] = []

    def hand_over(self, holding: Holding) -> None:
        """See `connector.ports.holders.Holders`."""
        self._holdings.append(replace(holding, at=utc(holding.at)))

    def holdings(self, key: str = "") -> Sequence[Holding]:
        """See `connector.ports.holders.Holders`."""
        return [one for one in self._holdings if key in ("", one.key)]
