"""`pack` and `unpack`: the cells of a column, as one text where they can be.

JSON takes fifty thousand rows of thirteen cells thirteen texts at a time instead of cell by cell.
"""

from collections.abc import Sequence

_BETWEEN = "\x7f"
"""Joins the cells of a column; JSON leaves it as it is. A column with a cell that holds it is sent as a list."""


def pack(cells: Sequence[str | None]) -> object:
    """Return the column as one text where all its cells are plain text; else as a list."""
    try:
        text = _BETWEEN.join(cells)  # type: ignore[arg-type]  # None is what raises
    except TypeError:
        return list(cells)
    return text if cells and text.count(_BETWEEN) == len(cells) - 1 else list(cells)


def unpack(packed: object, count: int) -> list[str | None]:
    """Return the cells that `pack` was given. Raises ValueError where they are not `count` cells."""
    if isinstance(packed, str):
        cells: list[str | None] = [*packed.split(_BETWEEN)]
    elif isinstance(packed, list) and all(cell is None or type(cell) is str for cell in packed):
        cells = packed
    else:
        msg = "cells of the reading process"
        raise ValueError(msg)
    if len(cells) != count:
        msg = "columns of the reading process"
        raise ValueError(msg)
    return cells
