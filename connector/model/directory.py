"""What should be and what is: the same type, `Directory`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """The life of a box. A closed box keeps its addresses: they never go to anybody else."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalMailbox:
    """The box of one official, with what the address book says of them."""

    key: str
    """`person_key(...)`: from the HR key, and from the agency where the regulation gives a box per agency."""
    person: str
    """The HR key."""
    also: tuple[str, ...] = ()
    """Further HR keys that mean this person: kept with the box, so that no lost ledger makes a second one; sorted."""
    address: str
    aliases: tuple[str, ...] = ()
    """Addresses that still deliver here; sorted."""
    retired: tuple[str, ...] = ()
    """Addresses this box had once: they deliver nowhere and go to nobody else; sorted."""
    state: State = State.ACTIVE
    name: str
    surname: str
    given: str
    title: str = ""
    unit: str
    """Key of the person's unit."""
    unit_name: str = ""
    agency_name: str = ""
    phone: str = ""
    quota: int = 0
    """MiB; 0 means that the target's own default holds."""
    listed: bool = True
    """Whether the address book shows the box."""
    lock_astray: bool = False
    """Whether the target's own locks on logging in are not as `state` says. It is only ever read: what should
    be has none (`Directory.in_order`), so that it shows as a difference and is put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMailbox:
    """The box of one agency or room."""

    key: str
    unit: str
    address: str
    aliases: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    state: State = State.ACTIVE
    name: str
    agency_name: str = ""
    phone: str = ""
    quota: int = 0
    listed: bool = True
    lock_astray: bool = False
    """As that of a person's box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailList:
    """The distribution list of one unit. Members are keys of mailboxes, never addresses."""

    key: str
    unit: str
    address: str
    aliases: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    state: State = State.ACTIVE
    name: str
    members: tuple[str, ...] = ()
    """Sorted; never empty: a unit without people has its own box as the one member."""
    listed: bool = True


Entry = PersonalMailbox | UnitMailbox | MailList


REMOVED = "(hộp thư đã xóa)"
"""The name of what is left of a removed box; nobody is called so."""


def tombstone(box: PersonalMailbox | UnitMailbox) -> PersonalMailbox | UnitMailbox:
    """Return what is left of a removed box: its key, and every address it ever had, so that nobody else gets one.

    It stands in the target, so that this holds even where the ledger is lost. Whoever comes back to the key
    comes back to the address; the mail is gone.
    """
    bare = replace(
        box,
        aliases=(),
        retired=tuple(sorted({*box.aliases, *box.retired})),
        state=State.CLOSED,
        name=REMOVED,
        agency_name="",
        phone="",
        quota=0,
        listed=False,
        lock_astray=False,
    )
    if isinstance(bare, UnitMailbox):
        return bare
    return replace(bare, surname="", given="", title="", unit_name="")


def is_tombstone(entry: Entry | None) -> bool:
    """Tell whether an entry is what is left of a removed box."""
    return (
        isinstance(entry, PersonalMailbox | UnitMailbox)
        and entry.state is State.CLOSED
        and entry.name == REMOVED
    )


def person_key(hr_key: str, agency: str = "") -> str:
    """Return the key of a person's box; with `agency` where a regulation gives one box per agency."""
    return f"person/{hr_key}@{agency}" if agency else f"person/{hr_key}"


def unit_key(unit: str) -> str:
    """Return the key of a unit's box."""
    return f"unit/{unit}"


def list_key(unit: str) -> str:
    """Return the key of a unit's list."""
    return f"list/{unit}"


PARKED_PREFIX = "parked-"
"""Local parts that begin so are ours, for the moment in which two boxes exchange addresses."""


def is_parked(address: str) -> bool:
    """Tell whether `address` is one that an exchange left behind when its run was killed."""
    return address.startswith(PARKED_PREFIX)


def addresses(entry: Entry) -> frozenset[str]:
    """Return every address `entry` keeps from others: its own, its aliases, its retired ones."""
    return frozenset((entry.address, *entry.aliases, *entry.retired))


@dataclass(frozen=True, slots=True)
class Directory:
    """A set of entries by key: what should be, or what is."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Directory":
        """Return the directory of `entries`; raises ValueError where two have one key."""
        by_key: dict[str, Entry] = {}
        for entry in entries:
            if by_key.setdefault(entry.key, entry) is not entry:
                msg = f"two entries with the key {entry.key}"
                raise ValueError(msg)
        return cls(MappingProxyType(by_key))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, key: str) -> Entry | None:
        """Return the entry with `key`, or None."""
        return self.entries.get(key)

    def in_order(self) -> "Directory":
        """Return the directory with every lock as the state says: what may be taken over as it is."""
        astray = {
            key: replace(entry, lock_astray=False)
            for key, entry in self.entries.items()
            if not isinstance(entry, MailList) and entry.lock_astray
        }
        return Directory(MappingProxyType({**self.entries, **astray})) if astray else self


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a target holds at one moment: ours in full, of the others only the addresses they occupy."""

    directory: Directory
    foreign: Mapping[str, str] = field(default_factory=dict)
    """Address → where it stands (a DN), of entries that this organisation's connector does not own."""
    fingerprint: str = ""
    """Changes when any owned entry or foreign address changes."""
