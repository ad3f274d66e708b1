"""The content of one invented workbook, as HR would have typed it: nothing is cleaned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Value: TypeAlias = str | int | date
"""What one cell holds; the empty string is an empty cell."""


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """One row of the sheet "Đơn vị"."""

    key: str
    name: str
    parent: str = ""
    mailbox: str = ""
    person_suffix: str = ""
    phone: str = ""
    agency: bool = False
    """Whether it is an agency of its own and not a room of one; not written to the workbook."""


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """One row of the sheet "Nhân sự"; an awkward row may hold anything."""

    key: str
    name: str
    unit: str
    unit_name: str
    position: str
    birth: Value = ""
    phone: Value = ""
    status: str = "Đang công tác"
    since: Value = ""
    decision: str = ""
    address: str = ""
    note: str = ""
    hidden: bool = False
    """Whether the row is hidden in the sheet."""


@dataclass(frozen=True, slots=True)
class SampleRoster:
    """One month of one organisation; people stand in the order of the sheet."""

    organisation: str
    name: str
    """The organisation as its letterhead says it."""
    as_of: date
    units: tuple[SampleUnit, ...]
    people: tuple[SamplePerson, ...]
    next_serial: int
    """The serial number of the next key of a person; a key is never given twice."""
    next_decision: int
    """The number of the next HR decision of the year."""

    @property
    def units_by_key(self) -> Mapping[str, SampleUnit]:
        """Key → unit."""
        return {unit.key: unit for unit in self.units}


def agencies(units: tuple[SampleUnit, ...]) -> Mapping[str, str]:
    """Return the key of the agency that each unit belongs to; an agency belongs to itself.

    A unit always stands after its parent.
    """
    found: dict[str, str] = {}
    for unit in units:
        found[unit.key] = unit.key if unit.agency else found[unit.parent]
    return found
