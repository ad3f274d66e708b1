"""`pack` and `unpack`: the rows of a table as columns, each one text where it can be.

JSON takes fifty thousand rows of thirteen cells thirteen texts at a time instead of cell by cell.
"""

from collections.abc import Sequence
from typing import Any

_BETWEEN = "\x1e"
"""Joins the cells of a column; a column with a cell that holds it is sent as a list."""


def pack(rows: Sequence[Sequence[Any]]) -> list[object]:
    """Return the columns: the row numbers as a list, the others joined where all their cells are plain text."""
    return [
        list(column) if place == 0 else _joined(column)
        for place, column in enumerate(zip(*rows, strict=True))
    ]


def _joined(column: Sequence[str | None]) -> object:
    try:
        text = _BETWEEN.join(column)  # type: ignore[arg-type]  # None is what raises
    except TypeError:
        return list(column)
    return text if text.count(_BETWEEN) == len(column) - 1 else list(column)


def unpack(packed: Sequence[Any], width: int) -> list[list[Any]]:
    """Return the rows that `pack` was given. Raises ValueError where they are not rows of `width` cells."""
    if not packed:
        return []
    columns = [column.split(_BETWEEN) if isinstance(column, str) else column for column in packed]
    if len(columns) != width or not all(type(number) is int for number in columns[0]):
        msg = "columns of the reading process"
        raise ValueError(msg)
    if not all(
        cell is None or type(cell) is str for column in packed[1:] if type(column) is list for cell in column
    ):
        msg = "cells of the reading process"
        raise ValueError(msg)
    return list(map(list, zip(*columns, strict=True)))
