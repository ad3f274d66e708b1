"""`RequestLog`: every POST that came, in order, for tests to count and to validate."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Logged:
    """One POST. `names` holds the request's name and those in a batch; none when it could not be read."""

    names: tuple[str, ...]
    status: int | None
    """HTTP status; None when the connection was closed without an answer."""
    codes: tuple[str, ...]
    """Fault codes in the reply, in order."""
    received: int
    sent: int
    """Bytes of the bodies."""
    connection: str
    """Which TCP connection it came on: host and port of the client."""
    user_agent: str
    cookie: bool
    """Whether it brought a cookie, which a client of this service has no reason to."""
    request: bytes = b""
    reply: bytes = b""


class RequestLog:
    """What has come so far; safe to read while requests come."""

    def __init__(self) -> None:
        self._logged: list[Logged] = []
        self._lock = Lock()

    def add(self, logged: Logged) -> None:
        """Note one POST."""
        with self._lock:
            self._logged.append(logged)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._logged.clear()

    def count(self, name: str) -> int:
        """Return how many requests called `name` came, in batches or alone."""
        return sum(logged.names.count(name) for logged in self)

    def __len__(self) -> int:
        return len(self._logged)

    def __getitem__(self, index: int) -> Logged:
        return self._logged[index]

    def __iter__(self) -> Iterator[Logged]:
        with self._lock:
            return iter(list(self._logged))
