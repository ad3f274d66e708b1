"""`MemoryTarget`: a directory in a dict. It passes the same contract as a real server."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from connector.model.directory import Directory, Entry, Snapshot
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.model.stranger import Stranger
from connector.targets.fingerprint import fingerprint
from connector.targets.verdict import conflict, overtaken, verdict
from connector.text import Text


class MemoryDirectory:
    """The world that a `MemoryTarget` looks at; it outlives the target, as a server outlives a connection."""

    def __init__(self, entries: Iterable[Entry] = (), foreign: Mapping[str, str] | None = None) -> None:
        self.entries: dict[str, Entry] = {entry.key: entry for entry in entries}
        self.foreign: dict[str, str] = dict(foreign or {})
        """Address → where it stands."""
        self.annotations: dict[str, dict[str, str]] = {}
        """Key → attributes of that entry which are not ours: name → value."""
        self.strangers: dict[str, Stranger] = {}
        """Place → a box that somebody made by hand; its addresses are in `foreign` too."""
        self.writes = 0
        """How many changes were written, ever."""


class MemoryTarget:
    """A `connector.ports.Target` over a `MemoryDirectory`."""

    def __init__(self, world: MemoryDirectory | None = None) -> None:
        self.world = world if world is not None else MemoryDirectory()

    def read(self) -> Snapshot:
        """Return everything."""
        directory = Directory.of(self.world.entries.values())
        foreign = MappingProxyType(dict(self.world.foreign))
        return Snapshot(directory, foreign, fingerprint(directory, foreign))

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Return those of `keys` that exist."""
        return {key: self.world.entries[key] for key in keys if key in self.world.entries}

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Write one change after the other."""
        for change in wave:
            yield self._write(change)

    def strangers(self) -> Sequence[Stranger]:
        """Return the boxes that others made."""
        return [self.world.strangers[place] for place in sorted(self.world.strangers)]

    def check(self) -> Sequence[Finding]:
        """Return that there is nothing to go wrong."""
        return [Finding(ok=True, text=Text(vi="Thư mục trong bộ nhớ.", en="A directory in memory."))]

    def close(self) -> None:
        """Do nothing."""

    def _write(self, change: Change) -> Outcome:
        now = self.world.entries.get(change.key)
        found = verdict(change, now)
        if found is Result.CONFLICT:
            return conflict(change, now)
        if found is not None:
            return Outcome(change, found)
        if change.adopts is not None:
            return self._adopt(change, change.adopts)
        taken = sorted(change.takes & self.world.foreign.keys())
        if taken:
            return _occupied(change, taken[0], self.world.foreign[taken[0]])
        self._put(change)
        return Outcome(change, Result.DONE)

    def _adopt(self, change: Change, stranger: Stranger) -> Outcome:
        if self.world.strangers.get(stranger.place) != stranger:
            return overtaken(change)
        del self.world.strangers[stranger.place]
        foreign = self.world.foreign
        for address in [one for one, place in foreign.items() if place == stranger.place]:
            del foreign[address]
        self._put(change)
        return Outcome(change, Result.DONE)

    def _put(self, change: Change) -> None:
        self.world.writes += 1
        if change.after is None:
            del self.world.entries[change.key]
            self.world.annotations.pop(change.key, None)
        else:
            self.world.entries[change.key] = change.after


def _occupied(change: Change, address: str, place: str) -> Outcome:
    return Outcome(
        change,
        Result.REFUSED,
        Text(
            vi=f"Địa chỉ {address} đang thuộc về mục {place} không do hệ thống này quản lý.",
            en=f"The address {address} belongs to {place}, which is not ours.",
        ),
    )
