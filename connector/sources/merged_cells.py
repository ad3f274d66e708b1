"""`Downwards`: values of cells merged over several rows of one column, repeated in each of these rows."""

from collections.abc import Iterable, Sequence

from connector.sources.grid import Cell, Span


class Downwards:
    """Fills the rows of one sheet, in their order."""

    def __init__(self, merges: Sequence[Span], last_header: int, columns: Iterable[int | None]) -> None:
        wanted = set(columns)
        self.starts: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, right) in merges:
            if left == right and left in wanted and top > last_header and bottom > top:
                self.starts.setdefault(top, []).append((left, bottom))
        self.active: dict[int, tuple[int, Cell]] = {}

    def fill(self, row: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Return the cells of a row (from 0) with merged values repeated."""
        if not self.starts:
            return cells
        for column, bottom in self.starts.get(row, ()):
            self.active[column] = (bottom, cells[column])
        filled = list(cells)
        for column, (bottom, value) in self.active.items():
            if row <= bottom and filled[column] == "":
                filled[column] = value
        return filled
