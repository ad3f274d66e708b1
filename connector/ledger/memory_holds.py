"""`MemoryHolds`: what waits for approval, as long as the process lasts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from connector.ledger.remembered import utc
from connector.model.held import Held
from connector.text import Text


class MemoryHolds:
    """The promises of `connector.ports.holds.Holds`, kept in dictionaries."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Held, ...]] = {}
        self._doubts: list[Text] = []

    def keep(self, target: str, held: Sequence[Held]) -> None:
        """See `connector.ports.holds.Holds`."""
        self._held[target] = tuple(replace(one, target=target, at=utc(one.at)) for one in held)

    def standing(self) -> Sequence[Held]:
        """See `connector.ports.holds.Holds`."""
        return [one for target in sorted(self._held) for one in self._held[target]]

    def distrust(self, why: Text, at: datetime) -> None:
        """See `connector.ports.holds.Holds`."""
        utc(at)
        self._doubts.append(why)

    def doubt(self) -> Text | None:
        """See `connector.ports.holds.Holds`."""
        return self._doubts[0] if self._doubts else None

    def trust(self) -> None:
        """See `connector.ports.holds.Holds`."""
        self._doubts.clear()
