"""`MemoryIdentities`: who is who, for as long as the process lasts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from connector.ledger.remembered import utc
from connector.model.identity import Identity


class MemoryIdentities:
    """The promises of `connector.ports.Identities`, kept in a dictionary."""

    def __init__(self) -> None:
        self._known: dict[str, Identity] = {}

    def known(self) -> Mapping[str, Identity]:
        """See `connector.ports.Identities`."""
        return dict(self._known)

    def keep(self, identities: Sequence[Identity], at: datetime) -> None:
        """See `connector.ports.Identities`."""
        utc(at)
        for one in identities:
            self._known.pop(one.key, None)
            if one.keys or one.citizens or one.born:
                self._known[one.key] = one
