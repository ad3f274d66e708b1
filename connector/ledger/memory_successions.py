"""`MemorySuccessions`: reorganisations, for as long as the process lasts."""

from collections.abc import Mapping, Sequence

from connector.ledger.remembered import kept_again
from connector.model.succession import Converted, Reorganisation

WHERE = "memory"


class MemorySuccessions:
    """The promises of `connector.ports.Successions`, kept in dictionaries."""

    def __init__(self) -> None:
        self._all: dict[str, Reorganisation] = {}
        self._converted: dict[tuple[str, str], Converted] = {}
        self._heirs: dict[str, str] = {}

    def keep(self, reorganisation: Reorganisation) -> Reorganisation:
        """See `connector.ports.Successions`."""
        known = self._all.get(reorganisation.id)
        kept = kept_again(reorganisation, known.revision if known is not None else None, WHERE)
        self._all[kept.id] = kept
        return kept

    def all(self) -> Sequence[Reorganisation]:
        """See `connector.ports.Successions`."""
        return tuple(self._all.values())

    def convert(self, converted: Sequence[Converted]) -> None:
        """See `connector.ports.Successions`."""
        self._converted |= {(one.reorganisation, one.key): one for one in converted}

    def converted(self) -> Sequence[Converted]:
        """See `connector.ports.Successions`."""
        return tuple(self._converted[key] for key in sorted(self._converted))

    def inherit(self, heirs: Mapping[str, str]) -> None:
        """See `connector.ports.Successions`."""
        self._heirs = dict(heirs)

    def heirs(self) -> Mapping[str, str]:
        """See `connector.ports.Successions`."""
        return dict(self._heirs)
