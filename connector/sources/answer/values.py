"""`book_of_values`: an .xls, .ods or .csv as a new workbook with its values; its looks are lost."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import BinaryIO

import python_calamine
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from connector.sources.answer.cells import write
from connector.sources.delimited import read_delimited
from connector.sources.grid import Grid, cell_text
from connector.sources.limits import Limits
from connector.sources.prescan import Kind

_WIDEST, _NARROWEST = 45, 8
_WIDTHS_FROM = 200
"""Rows that decide how wide a column is."""


def book_of_values(file: BinaryIO, kind: Kind, name: str, limits: Limits) -> Workbook:
    """Return the values of the file as a workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in _grids(file, kind, name, limits):
        sheet = book.create_sheet(grid.name or "Danh sách")
        widths: dict[int, int] = {}
        for number, row in grid.rows():
            for column, value in enumerate(row, start=1):
                if value == "":
                    continue
                cell = sheet.cell(number, column)
                if isinstance(cell, Cell):
                    _put(cell, value)
                if number <= _WIDTHS_FROM:
                    widths[column] = max(widths.get(column, _NARROWEST), len(cell_text(value)))
        for column, width in widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST)
    return book


def _grids(file: BinaryIO, kind: Kind, name: str, limits: Limits) -> Iterable[Grid]:
    if kind is Kind.CSV:
        yield Grid(read_delimited(file.read(), name, limits), "")
        return
    with python_calamine.load_workbook(file) as book:
        for title in book.sheet_names:
            yield Grid(book.get_sheet_by_name(title), title)


def _put(cell: Cell, value: object) -> None:
    if isinstance(value, str):
        write(cell, value)
    elif isinstance(value, bool | int | float | date):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = (
                "dd/mm/yyyy" if not isinstance(value, datetime) or _whole_day(value) else "dd/mm/yyyy hh:mm"
            )
    else:
        write(cell, str(value))


def _whole_day(value: datetime) -> bool:
    return (value.hour, value.minute, value.second) == (0, 0, 0)
