"""A target whose process dies after so many writes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connector.model.directory import Entry, Snapshot
from connector.model.outcome import Finding, Outcome
from connector.model.plan import Change
from connector.ports import Target


class Killed(BaseException):
    """The process died here."""


@dataclass(slots=True)
class Dying:
    """A target whose process dies after so many writes."""

    target: Target
    left: int

    def read(self) -> Snapshot:
        return self.target.read()

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        return self.target.look(keys)

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        for change in wave:
            if self.left == 0:
                raise Killed
            self.left -= 1
            yield from self.target.apply([change])

    def check(self) -> Sequence[Finding]:
        return self.target.check()

    def close(self) -> None:
        self.target.close()
