"""`Successions`: which units and domains follow which, and whose addresses went to whom."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from connector.model.succession import Converted, Reorganisation


class Successions(Protocol):
    """What is remembered of reorganisations. Losing it leads to questions, never to a wrong write.

    Every method happens whole or not at all. Raises `LedgerError` where the store cannot be used.
    """

    def keep(self, reorganisation: Reorganisation) -> Reorganisation:
        """Remember a new one (revision 0), or a new phase of one; return it with its next revision.

        Raises LedgerError where somebody else changed it since this state of it was read, or where a new
        one has the id of another.
        """
        ...

    def all(self) -> Sequence[Reorganisation]:
        """Return every reorganisation, in the order in which they were first kept."""
        ...

    def convert(self, converted: Sequence[Converted]) -> None:
        """Remember the two addresses of boxes, each in place of what was known of the box in that one."""
        ...

    def converted(self) -> Sequence[Converted]:
        """Return the two addresses of every box that was converted, by reorganisation and key."""
        ...

    def inherit(self, heirs: Mapping[str, str]) -> None:
        """Make these the heirs: key of an entry → key of the entry that may take its addresses over.

        What the ledger says of owners stays as it is: whoever had an address first is found again when a
        reorganisation is taken back.
        """
        ...

    def heirs(self) -> Mapping[str, str]:
        """Return the heirs that were said last."""
        ...
