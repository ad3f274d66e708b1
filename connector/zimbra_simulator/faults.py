"""`Faults`: what goes wrong on demand. Scripted by the test that holds the simulator, never over the network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

ANY = "*"

ERROR_PAGE = "<html><head><title>Error</title></head><body><h2>HTTP ERROR {status}</h2></body></html>"


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer with this fault and do nothing."""

    code: str
    about: str = "refused by the simulator"


@dataclass(frozen=True, slots=True)
class HalfDone:
    """Do the work, then answer with this fault.

    A create leaves its entry without a password and without what comes after it.
    """

    code: str = "service.FAILURE"
    about: str = "simulated trouble after the work was done"


@dataclass(frozen=True, slots=True)
class LostReply:
    """Do the work, then close the connection without an answer; the rest of a batch is done only if `rest`."""

    rest: bool = True


@dataclass(frozen=True, slots=True)
class CutReply:
    """Do the work, then close the connection in the middle of the answer, after so many bytes of it."""

    after: int = 200


@dataclass(frozen=True, slots=True)
class ExpireTokens:
    """End every login just before this request, also in the middle of a batch."""


@dataclass(frozen=True, slots=True)
class Slow:
    """Wait this many seconds before doing the work."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection and do nothing."""


@dataclass(frozen=True, slots=True)
class HttpError:
    """Answer with an HTML page instead of SOAP and do nothing: a proxy's 502, a 503 storm, a login page (200)."""

    status: int = 503
    retry_after: int | None = None
    page: str = ERROR_PAGE


ItemEffect: TypeAlias = Refuse | HalfDone | LostReply | CutReply | ExpireTokens | Slow
"""Happens to one request, also within a batch."""

WireEffect: TypeAlias = Drop | HttpError
"""Happens to the whole POST."""

Effect: TypeAlias = ItemEffect | WireEffect


@dataclass(slots=True)
class Scripted:
    """One effect, the requests it is meant for, and how often it is still to happen."""

    effect: Effect
    on: str
    about: str
    skip: int
    times: int

    def due(self, names: Sequence[str], words: Sequence[str]) -> bool:
        """Tell whether it happens now, and count it."""
        if not self.times or (self.on != ANY and self.on not in names):
            return False
        if self.about and not any(self.about in word for word in words):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """What is still to go wrong."""

    def __init__(self) -> None:
        self._scripted: list[Scripted] = []
        self._lock = Lock()

    def add(self, effect: Effect, *, on: str = ANY, about: str = "", skip: int = 0, times: int = 1) -> None:
        """Let `effect` happen to the next `times` requests called `on`, after `skip` of them.

        `on` is a request's name ("CreateAccountRequest"), also of one in a batch; every request when left out.
        `about` must occur in one of its values (an address, an id). For `Drop` and `HttpError` what is counted
        is the POST, and an effect without `on` also meets the AuthRequest.
        """
        with self._lock:
            self._scripted.append(Scripted(effect, on, about, skip, times))

    def clear(self) -> None:
        """Let nothing more go wrong."""
        with self._lock:
            self._scripted.clear()

    @property
    def left(self) -> int:
        """How many times something is still to go wrong."""
        with self._lock:
            return sum(each.times for each in self._scripted)

    def on_item(self, name: str, words: Iterator[str]) -> list[ItemEffect]:
        """Return what happens to one request."""
        with self._lock:
            said = list(words) if self._scripted else []
            return [
                each.effect
                for each in self._scripted
                if not isinstance(each.effect, Drop | HttpError) and each.due([name], said)
            ]

    def on_wire(self, names: Sequence[str], words: Iterator[str]) -> WireEffect | None:
        """Return what happens to one POST."""
        with self._lock:
            said = list(words) if self._scripted else []
            for each in self._scripted:
                if isinstance(each.effect, Drop | HttpError) and each.due(names, said):
                    return each.effect
        return None
