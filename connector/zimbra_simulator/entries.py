"""`Entry`: one object of the directory, and `State`: all of them, found by id and by name.

Addresses (of accounts, resources, lists, groups and aliases) share one name space. Entries never change: a
change puts a new one in the place of the old, so a reply that is still being sent shows one moment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import RLock
from typing import TypeAlias

Values: TypeAlias = Mapping[str, tuple[str, ...]]


class Kind(StrEnum):
    """What an entry is; the value is its element in replies."""

    ACCOUNT = "account"
    RESOURCE = "calresource"
    LIST = "dl"
    ALIAS = "alias"
    DOMAIN = "domain"
    COS = "cos"


@dataclass(frozen=True, slots=True)
class Entry:
    """An account, list, alias, domain or class of service. `id` is the zimbraId."""

    kind: Kind
    id: str
    name: str
    values: Values = field(default_factory=dict)
    dynamic: bool = False

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of an attribute, none when it is absent."""
        return self.values.get(name, ())

    def first(self, name: str) -> str | None:
        """Return the first value of an attribute."""
        values = self.all(name)
        return values[0] if values else None

    def having(self, changed: Mapping[str, Sequence[str]]) -> "Entry":
        """Return the entry with these attributes instead of its own of those names; no values removes."""
        values = {**self.values, **{name: tuple(each) for name, each in changed.items()}}
        return replace(self, values={name: each for name, each in values.items() if each})

    @property
    def domain(self) -> str:
        """The part of an address after the @."""
        return self.name.rpartition("@")[2]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The entry's own address and its aliases."""
        return (self.name, *(alias for alias in self.all("zimbraMailAlias") if alias != self.name))


def space(kind: Kind) -> str:
    """Return the name space of a kind."""
    return kind.value if kind in {Kind.DOMAIN, Kind.COS} else "address"


class State:
    """The whole directory. Hold `lock` for anything that reads and then writes."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.used: dict[str, int] = {}
        """Bytes stored in each mailbox, by zimbraId; an account without one has no mailbox yet."""
        self._entries: dict[str, Entry] = {}
        self._names: dict[tuple[str, str], str] = {}

    def put(self, entry: Entry) -> Entry:
        """Add an entry, or put it in the place of the one with its id."""
        with self.lock:
            before = self._entries.get(entry.id)
            if before is not None:
                self._names.pop((space(before.kind), before.name), None)
            self._entries[entry.id] = entry
            self._names[space(entry.kind), entry.name] = entry.id
        return entry

    def drop(self, entry: Entry) -> None:
        """Take an entry away."""
        with self.lock:
            self._entries.pop(entry.id, None)
            self._names.pop((space(entry.kind), entry.name), None)
            self.used.pop(entry.id, None)

    def by_id(self, entry_id: str, *kinds: Kind) -> Entry | None:
        """Return the entry with this id, if it is one of `kinds`."""
        found = self._entries.get(entry_id)
        return found if found is not None and found.kind in kinds else None

    def at(self, address: str) -> Entry | None:
        """Return what has this address: an account, resource, list or alias entry."""
        return self._named("address", address)

    def owner(self, address: str) -> Entry | None:
        """Return the account, resource or list that gets mail for this address; aliases are followed."""
        found = self.at(address)
        if found is None or found.kind is not Kind.ALIAS:
            return found
        return self._entries.get(found.first("zimbraAliasTargetId") or "")

    def domain(self, name: str) -> Entry | None:
        """Return the domain of this name."""
        return self._named(Kind.DOMAIN.value, name)

    def cos(self, name: str) -> Entry | None:
        """Return the class of service of this name."""
        return self._named(Kind.COS.value, name)

    def of(self, *kinds: Kind) -> Iterator[Entry]:
        """Yield the entries of these kinds, as they were when asked."""
        with self.lock:
            found = [entry for entry in self._entries.values() if entry.kind in kinds]
        return iter(found)

    def _named(self, where: str, name: str) -> Entry | None:
        return self._entries.get(self._names.get((where, name.lower()), ""))
