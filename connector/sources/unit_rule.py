"""`settle`: how the rows of a list of people say their unit, seen from the rows themselves.

::

    a unit code                                           in the cells               COLUMNS
    one unit column, filled                               in the cells               COLUMNS
    two unit columns, one nearly empty                    in the full one            COLUMNS
    a unit column filled below 30 %, ≥ 80 % unit-like      once for a whole block     DOWN
    no unit column, remarks ≥ 80 % unit-like               in the remarks             COLUMNS or DOWN
    rows between the people, as I. VĂN PHÒNG              once for a whole block     GROUPS
    none of these, but lines above the header             the same for all           TITLE
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector.sources.dictionary import Dictionary
from connector.sources.fields import UnitRule
from connector.sources.grid import Cell, Grid, cell_text
from connector.sources.header import Header
from connector.sources.layout import filled_cells, is_group, is_number, is_unit_like

_LOOKED_AT = 3000
"""Rows from which the rule is seen."""
_FULL = 0.8
_SPARSE = 0.3
_UNIT_LIKE = 0.8
_NOT_UNIT_LIKE = 0.2
_ENOUGH = 2
"""Cells a column must hold before it says anything."""


@dataclass(frozen=True, slots=True)
class _Column:
    """How much of a column is filled, and how much of that begins as names of units do."""

    cells: int
    filled: float
    unit_like: float

    @property
    def is_sparse(self) -> bool:
        """Whether it names the unit of a whole block once."""
        return self.cells >= 1 and self.filled < _SPARSE and self.unit_like >= _UNIT_LIKE


class _Sample:
    """The first rows below the header: those of people, and those between them."""

    def __init__(self, grid: Grid, header: Header, words: Dictionary) -> None:
        self.words = words
        self.people: list[Sequence[Cell]] = []
        self.groups = 0
        names = [c for name in ("name", "given", "family_middle") for c in header.columns.get(name, ())]
        for number, row in grid.rows():
            if number > header.last + 1 + _LOOKED_AT:
                break
            if number <= header.last + 1:
                continue
            filled = filled_cells(row)
            if not filled:
                continue
            if is_group(filled, header.serial, words):
                self.groups += 1
            elif any(column in filled for column in names):
                self.people.append(row)

    def column(self, place: int) -> _Column:
        """Return what a column is like."""
        texts = [text for row in self.people if (text := cell_text(row[place]).strip())]
        like = sum(is_unit_like(text, self.words) for text in texts)
        return _Column(len(texts), len(texts) / max(len(self.people), 1), like / len(texts) if texts else 0.0)


def settle(grid: Grid, header: Header, words: Dictionary) -> tuple[Header, UnitRule | None]:
    """Return the header with the columns that name units, and the rule; None where there is no unit at all."""
    if "unit_key" in header.columns and "unit_name" not in header.ambiguous:
        return header, UnitRule.COLUMNS
    sample = _Sample(grid, header, words)
    header = _fuller(header, sample)
    columns = header.columns
    if "unit_key" in columns or "unit_name" in header.ambiguous:
        return header, UnitRule.COLUMNS
    if "unit_name" in columns:
        return _by_unit_column(header, sample)
    return _by_other_signs(grid, header, sample)


def _by_other_signs(grid: Grid, header: Header, sample: _Sample) -> tuple[Header, UnitRule | None]:
    """Return the rule of a list without a column for the unit: rooms, remarks, group rows, titles."""
    columns = header.columns
    rooms = columns.get("room_name", ())
    if rooms and sample.column(rooms[0]).is_sparse:
        return header, UnitRule.DOWN
    for place in header.notes:
        remarks = sample.column(place)
        if remarks.cells >= _ENOUGH and remarks.unit_like >= _UNIT_LIKE:
            rule = UnitRule.DOWN if remarks.is_sparse else UnitRule.COLUMNS
            return replace(header, columns={**columns, "unit_name": (place,)}), rule
    if sample.groups:
        return header, UnitRule.GROUPS
    if rooms:
        return header, UnitRule.COLUMNS
    return header, (UnitRule.TITLE if _has_titles(grid, header) else None)


def _by_unit_column(header: Header, sample: _Sample) -> tuple[Header, UnitRule]:
    places = header.columns["unit_name"]
    if len(places) > 1:
        return header, UnitRule.COLUMNS
    column = sample.column(places[0])
    if column.is_sparse and len(sample.people) >= _ENOUGH:
        return header, UnitRule.DOWN
    if sample.groups and column.unit_like < _NOT_UNIT_LIKE:
        rest = {name: group for name, group in header.columns.items() if name != "unit_name"}
        return replace(header, columns=rest), UnitRule.GROUPS
    return header, UnitRule.COLUMNS


def _fuller(header: Header, sample: _Sample) -> Header:
    """Return the header with the one full column among several of one field, where the others are nearly empty."""
    columns, ambiguous = dict(header.columns), dict(header.ambiguous)
    for name in ("unit_name", "room_name"):
        places = ambiguous.get(name, ())
        shares = {place: sample.column(place).filled for place in places}
        full = [place for place, share in shares.items() if share >= _FULL]
        if len(full) == 1 and all(share < _SPARSE for place, share in shares.items() if place != full[0]):
            columns[name] = (full[0],)
            del ambiguous[name]
    return replace(header, columns=columns, ambiguous=ambiguous)


def _has_titles(grid: Grid, header: Header) -> bool:
    return any(
        not is_number(text)
        for row in grid.top(max(header.first, 0))
        for text in (cell.strip() for cell in row)
        if text
    )
