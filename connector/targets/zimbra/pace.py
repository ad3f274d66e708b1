"""`Pace`: how many requests in a second a server takes, found out from what it says."""

from collections import deque
from collections.abc import Callable

_WINDOW = 1.0
_CALM = 100
"""So many answers without "not now" let one more request into a second."""


class Pace:
    """At most `most` requests in any second; half as many after each "not now", and by and by more again.

    Zimbra's limit (zimbraHttpDosFilterMaxRequestsPerSec) cannot be asked for, and a proxy may have one of its
    own: what works is found by trying, and nobody has to set it. `ticks` is a monotonic clock, in seconds.
    """

    def __init__(self, most: int, ticks: Callable[[], float]) -> None:
        self._most = most
        self._ticks = ticks
        self._allowed = most
        self._calm = 0
        self._sent: deque[float] = deque()
        self._not_before = 0.0

    def wait(self) -> float:
        """Return the seconds until the next request may go; zero or less: now."""
        now = self._ticks()
        wait = self._not_before - now
        if len(self._sent) >= self._allowed:
            wait = max(wait, self._sent[-self._allowed] + _WINDOW - now)
        return wait

    def sent(self) -> None:
        """Note that a request goes now."""
        now = self._ticks()
        self._sent.append(now)
        while self._sent[0] <= now - _WINDOW:
            self._sent.popleft()

    def answered(self) -> None:
        """Note that a request was taken."""
        self._calm += 1
        if self._calm >= _CALM and self._allowed < self._most:
            self._allowed += 1
            self._calm = 0

    def refused(self, pause: float) -> None:
        """Note "not now": nothing goes for `pause` seconds, and half as much in each from then on."""
        self._not_before = self._ticks() + pause
        self._allowed = max(1, self._allowed // 2)
        self._calm = 0
