"""`Holds`: what waits for approval, as the last run of each target left it; and whether the ledger is trusted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from connector.model.held import Held
from connector.text import Text


class Holds(Protocol):
    """What waits for approval. Methods happen whole or not at all and raise `LedgerError`."""

    def keep(self, target: str, held: Sequence[Held]) -> None:
        """Make `held` what waits in this target."""
        ...

    def standing(self) -> Sequence[Held]:
        """Return what waits, of the first target and then of each mirror."""
        ...

    def distrust(self, why: Text, at: datetime) -> None:
        """Remember that this ledger is older than the target: no plan from it proceeds until one is approved."""
        ...

    def doubt(self) -> Text | None:
        """Return why the ledger is not trusted, or None."""
        ...

    def trust(self) -> None:
        """Trust the ledger again: a person approved a plan made from it."""
        ...
