"""`Lives`: the part of the ledger that remembers what became of boxes, and what was ordered."""

from typing import Protocol

from connector.model.life import Notice, Order, Past


class Lives(Protocol):
    """What a target cannot hold of the life of a box. Losing it makes clocks start anew, never earlier.

    Every method either happens whole or not at all. Raises `LedgerError` where the store cannot be used.
    """

    def past(self) -> Past:
        """Return all that is remembered; an empty `Past` where nothing is."""
        ...

    def note(self, before: Past, after: Past) -> None:
        """Remember what `after` says otherwise than `before`, the past that was read.

        Orders are not touched, and of notices only those that `after` has no more are forgotten: somebody may
        have given an order since.
        """
        ...

    def give(self, order: Order) -> None:
        """Remember an order; earlier ones about the same box stay in the store and hold no longer."""
        ...

    def told(self, notice: Notice) -> None:
        """Remember that a notice was sent; a later one about the same box takes its place."""
        ...
