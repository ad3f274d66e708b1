"""`book_of`: the address book as a value: agencies, their units and people, in dictionary order.

It shows name, position, unit, office phone and address and nothing else (Luật 91/2025/QH15: only what the
purpose needs). Closed and suspended boxes, and everybody who is not `listed`, are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from connector.model.directory import Directory, Entry, MailList, PersonalMailbox, State, UnitMailbox
from connector.vietnamese.names import split_name
from connector.vietnamese.order import SortKey, person_sort_key, sort_key


@dataclass(frozen=True, slots=True)
class Line:
    """One person, agency, room or list as the book shows it; all text is plain."""

    name: str
    address: str
    title: str = ""
    phone: str = ""
    family: str = ""
    given: str = ""
    """Both empty where it is not a person."""


@dataclass(frozen=True, slots=True)
class Section:
    """One unit: its own box and list, then its people by given name."""

    name: str
    boxes: tuple[Line, ...]
    people: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: its own section first, then those of its rooms."""

    name: str
    sections: tuple[Section, ...]

    @property
    def size(self) -> int:
        """How many lines it has."""
        return sum(len(section.boxes) + len(section.people) for section in self.sections)


@dataclass(frozen=True, slots=True)
class Book:
    """The whole address book, agencies in dictionary order."""

    title: str
    agencies: tuple[Agency, ...]

    @property
    def size(self) -> int:
        """How many lines it has."""
        return sum(agency.size for agency in self.agencies)


NOWHERE = "Chưa rõ cơ quan"
"""Heading of entries that name no agency."""


def book_of(directory: Directory, title: str, only: Iterable[str] = ()) -> Book:
    """Return the book of a directory; with `only`, of the agencies with these names."""
    wanted = frozenset(only)
    places = _places(directory)
    shelves: dict[str, dict[str, list[Entry]]] = {}
    for entry in directory:
        if not shown(entry):
            continue
        agency, unit = places.get(entry.unit, (NOWHERE, entry.name))
        if not wanted or agency in wanted:
            shelves.setdefault(agency, {}).setdefault(unit, []).append(entry)
    agencies = (_agency(name, units) for name, units in shelves.items())
    return Book(title, tuple(sorted(agencies, key=lambda agency: sort_key(agency.name))))


def agencies_of(directory: Directory) -> frozenset[str]:
    """Return the names of the agencies that the book of a directory can have."""
    return frozenset(agency.name for agency in book_of(directory, "").agencies)


def shown(entry: Entry) -> bool:
    """Tell whether the book shows an entry."""
    return entry.listed and entry.state is State.ACTIVE


def _places(directory: Directory) -> dict[str, tuple[str, str]]:
    """Return unit key → (name of its agency, its own name), as boxes of units, else people, tell it."""
    places: dict[str, tuple[str, str]] = {}
    for entry in directory:
        if isinstance(entry, PersonalMailbox):
            agency = entry.agency_name or entry.unit_name or NOWHERE
            places.setdefault(entry.unit, (agency, entry.unit_name or agency))
    for entry in directory:
        if isinstance(entry, UnitMailbox):
            places[entry.unit] = (entry.agency_name or entry.name, entry.name)
    return places


def _agency(name: str, units: dict[str, list[Entry]]) -> Agency:
    sections = (_section(unit, entries) for unit, entries in units.items())
    return Agency(name, tuple(sorted(sections, key=lambda section: _own_first(section.name, name))))


def _own_first(unit: str, agency: str) -> tuple[bool, SortKey]:
    return unit != agency, sort_key(unit)


def _section(name: str, entries: Iterable[Entry]) -> Section:
    boxes, people = [], []
    for entry in entries:
        if isinstance(entry, PersonalMailbox):
            people.append(
                Line(entry.name, entry.address, entry.title, entry.phone, entry.surname, entry.given)
            )
        else:
            boxes.append(_box(entry))
    return Section(name, tuple(sorted(boxes, key=_own_box_first)), tuple(sorted(people, key=_by_person)))


TO_EVERYBODY = "Thư đến mọi người trong đơn vị"
"""What stands in place of a position for the list of a unit."""


def _box(entry: UnitMailbox | MailList) -> Line:
    if isinstance(entry, UnitMailbox):
        return Line(entry.name, entry.address, phone=entry.phone)
    return Line(entry.name, entry.address, TO_EVERYBODY)


def _own_box_first(line: Line) -> tuple[bool, SortKey, str]:
    return line.title == TO_EVERYBODY, sort_key(line.name), line.address


def _by_person(line: Line) -> tuple[SortKey, SortKey, SortKey, str]:
    parts = split_name(line.name).parts
    key = person_sort_key(parts) if parts is not None else (sort_key(line.name), sort_key(""), sort_key(""))
    return *key, line.address
