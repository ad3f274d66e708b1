"""`outline`: the changes of a plan as an organisation sees them: agency, unit, box, people, lists."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connector.model.directory import Entry, MailList, PersonalMailbox, UnitMailbox
from connector.model.plan import Change, ChangeKind, Plan
from connector.render.words import KINDS
from connector.vietnamese.order import SortKey, sort_key

RANKS: Final[Mapping[type[Entry], int]] = {UnitMailbox: 0, PersonalMailbox: 1, MailList: 2}


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """The changes of one unit: its own box, its people by given name, its lists."""

    unit: str
    """Key of the unit."""
    name: str
    agency: str
    """Name of the agency the unit is a room of; empty where it is one itself."""
    changes: tuple[Change, ...]

    @property
    def title(self) -> str:
        """The unit with its agency: there is more than one "Văn phòng"."""
        return f"{self.name} — {self.agency}" if self.agency else self.name

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        """Kind → how many, in the order of `KINDS`; no kind with none."""
        return count_kinds(self.changes)


@dataclass(frozen=True, slots=True)
class Outline:
    """A plan by its units, with the names that other parts of it only have as keys."""

    units: tuple[UnitChanges, ...]
    names: Mapping[str, str]
    """Key of an entry → its name."""
    unit_titles: Mapping[str, str]
    """Key of a unit → what `UnitChanges.title` says."""


def outline(plan: Plan) -> Outline:
    """Return the changes of `plan` by unit, in dictionary order of agencies and units.

    A person who moves stands where they move to. Of two steps of one entry the first stands first.
    """
    by_unit: dict[str, list[Change]] = defaultdict(list)
    names: dict[str, str] = {}
    for change in plan.changes:
        by_unit[change.shown.unit].append(change)
        names[change.key] = change.shown.name
    units = sorted((_unit(unit, changes) for unit, changes in by_unit.items()), key=_unit_place)
    return Outline(tuple(units), names, {unit.unit: unit.title for unit in units})


def count_kinds(changes: Iterable[Change]) -> Mapping[ChangeKind, int]:
    """Return kind → how many, in the order of `KINDS`; no kind with none."""
    counts = Counter(change.kind for change in changes)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _unit(unit: str, changes: Sequence[Change]) -> UnitChanges:
    ordered = tuple(sorted(changes, key=_place))
    name = _first(_unit_name(change.shown) for change in ordered) or unit
    agency = _first(_agency_name(change.shown) for change in ordered)
    return UnitChanges(unit, name, "" if agency == name else agency, ordered)


def _unit_name(entry: Entry) -> str:
    return entry.unit_name if isinstance(entry, PersonalMailbox) else entry.name


def _agency_name(entry: Entry) -> str:
    return "" if isinstance(entry, MailList) else entry.agency_name


def _first(names: Iterable[str]) -> str:
    return next((name for name in names if name), "")


def _unit_place(unit: UnitChanges) -> tuple[SortKey, bool, SortKey, str]:
    return (sort_key(unit.agency or unit.name), bool(unit.agency), sort_key(unit.name), unit.unit)


def _place(change: Change) -> tuple[int, SortKey, SortKey, str]:
    entry = change.shown
    given = entry.given if isinstance(entry, PersonalMailbox) else ""
    return (RANKS[type(entry)], sort_key(given), sort_key(entry.name), entry.key)
