"""`Gathered`: the rows of data found so far in a sheet, column by column; `joined`: columns that are one field."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeGuard

from connector.sources.grid import Cell, cell_text


class Gathered:
    """Takes rows one at a time, or many at once."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.numbers: list[int] = []
        """The number of each row, as Excel shows it."""
        self.cells: dict[str, list[str | None]] = {name: [] for name in fields}
        """Field → its text in each row; None for a cell without a usable value."""

    def add(self, number: int, texts: Iterable[str | None]) -> None:
        """Take one row: a text for each field."""
        self.numbers.append(number)
        for column, text in zip(self.cells.values(), texts, strict=True):
            column.append(text)

    def add_all(self, numbers: Sequence[int], columns: Iterable[Sequence[Cell]]) -> None:
        """Take many rows: a column for each field."""
        self.numbers += numbers
        for column, cells in zip(self.cells.values(), columns, strict=True):
            column.extend(cells if _all_text(cells) else map(cell_text, cells))


def _all_text(cells: Sequence[Cell]) -> TypeGuard[Sequence[str]]:
    return set(map(type, cells)) == {str}


def joined(group: Sequence[int], cells: Sequence[Cell], broken: Collection[int]) -> str | None:
    """Return the text of the columns of one field, a line for each that has any; None for a broken one.

    Only the ends of a text that has nothing but blanks are dropped: in legacy encodings, some blanks and
    control characters are letters.
    """
    if any(column in broken for column in group):
        return None
    if len(group) == 1:
        return cell_text(cells[group[0]])
    texts = (cell_text(cells[column]).strip(" \n") for column in group)
    return "\n".join(" ".join(text.split("\n")) for text in texts if text)
