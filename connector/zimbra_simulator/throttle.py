"""Filters in front of the service: too many requests on one connection, too many failed logins from one host."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from threading import Lock

WINDOW = 1.0
"""Seconds in which requests are counted."""
PENALTY = 15 * 60.0
"""Seconds for which a host with too many failed logins gets nothing but 503."""
UNAVAILABLE = 503


@dataclass(slots=True)
class Throttle:
    """Counts requests by connection (or by the account of a cookie) and failed logins by host.

    Times are seconds of a clock that never goes back.
    """

    per_second: int
    status: int
    failed_logins: int
    _requests: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _failures: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _barred: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def refuses(self, key: str, host: str, moment: float) -> int | None:
        """Return the HTTP status a request is turned away with, or None. What is turned away counts as well."""
        with self._lock:
            if moment < self._barred.get(host, moment):
                return UNAVAILABLE
            if not self.per_second:
                return None
            recent = self._requests[key]
            recent.append(moment)
            while recent[0] <= moment - WINDOW:
                recent.popleft()
            return self.status if len(recent) > self.per_second else None

    def login_failed(self, host: str, moment: float) -> None:
        """Count a failed login."""
        with self._lock:
            self._failures[host] += 1
            if self._failures[host] > self.failed_logins:
                self._barred[host] = moment + PENALTY
                self._failures[host] = 0

    def forget(self, key: str) -> None:
        """Forget a connection that is gone."""
        with self._lock:
            self._requests.pop(key, None)
