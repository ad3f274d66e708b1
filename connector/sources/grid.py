"""`cell_text`: the values a reader gives, as the text a person sees; `Grid`: one sheet, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

Cell = int | float | str | bool | time | date | datetime | timedelta
Span = tuple[tuple[int, int], tuple[int, int]]

_WHOLE = 1e15
"""Above this a float no longer holds every whole number (IEEE 754 binary64: 2^53)."""


def cell_text(value: Cell) -> str:
    """Return a cell as text: whole floats without a point, dates ISO 8601, booleans TRUE and FALSE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


class Sheet(Protocol):
    """What a grid needs of a sheet; python-calamine's sheets are of this shape."""

    @property
    def start(self) -> tuple[int, int] | None:
        """(row, column) of the first used cell, from 0."""
        ...

    @property
    def end(self) -> tuple[int, int] | None:
        """(row, column) of the last used cell, from 0."""
        ...

    @property
    def merged_cell_ranges(self) -> Sequence[Span] | None:
        """Merged areas as ((row, column), (row, column)), from 0."""
        ...

    def iter_rows(self) -> Iterator[Sequence[Cell]]:
        """Yield all rows from the first one, each from the first used column on."""
        ...


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet whose rows are in memory, each as wide as the widest."""

    rows: Sequence[Sequence[Cell]]
    merged_cell_ranges: Sequence[Span] = ()

    @property
    def start(self) -> tuple[int, int] | None:
        """The first cell."""
        return (0, 0) if self.rows else None

    @property
    def end(self) -> tuple[int, int] | None:
        """The last cell."""
        return (len(self.rows) - 1, len(self.rows[0]) - 1) if self.rows else None

    def iter_rows(self) -> Iterator[Sequence[Cell]]:
        """Yield the rows."""
        return iter(self.rows)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows from 1 as Excel shows them, each as wide as the sheet."""

    sheet: Sheet
    name: str
    hidden: bool = False
    spans: Sequence[Span] = ()
    """Merged areas that the sheet itself does not tell."""

    @property
    def left(self) -> int:
        """How many columns before the first used one the reader leaves out."""
        return self.sheet.start[1] if self.sheet.start else 0

    @property
    def height(self) -> int:
        """Number of the last row that the reader knows."""
        return self.sheet.end[0] + 1 if self.sheet.end else 0

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield (row number, values), starting with row 1 and column A."""
        margin: list[Cell] = [""] * self.left
        for number, row in enumerate(self.sheet.iter_rows(), start=1):
            yield number, ([*margin, *row] if margin else row)

    def top(self, count: int) -> list[list[str]]:
        """Return the first rows as text."""
        found: list[list[str]] = []
        for number, row in self.rows():
            if number > count:
                break
            found.append([cell_text(value) for value in row])
        return found

    def merges(self) -> Sequence[Span]:
        """Return merged areas as ((row, column), (row, column)), from 0."""
        return self.sheet.merged_cell_ranges or self.spans
