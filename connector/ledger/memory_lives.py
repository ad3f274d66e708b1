"""`MemoryLives`: the lives of boxes, remembered as long as the process lasts."""

from dataclasses import replace

from connector.model.life import Notice, Order, Past


class MemoryLives:
    """A `connector.ports.Lives` in dictionaries."""

    def __init__(self) -> None:
        self._past = Past()

    def past(self) -> Past:
        """See `connector.ports.Lives`."""
        return self._past

    def note(self, before: Past, after: Past) -> None:
        """See `connector.ports.Lives`."""
        gone = before.notices.keys() - after.notices.keys()
        notices = {key: one for key, one in self._past.notices.items() if key not in gone}
        self._past = replace(after, orders=self._past.orders, notices=notices)

    def give(self, order: Order) -> None:
        """See `connector.ports.Lives`."""
        given = {**self._past.orders, order.key: order}
        self._past = replace(self._past, orders=given)

    def told(self, notice: Notice) -> None:
        """See `connector.ports.Lives`."""
        self._past = replace(self._past, notices={**self._past.notices, notice.key: notice})
