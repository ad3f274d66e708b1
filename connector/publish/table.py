"""`as_csv` and `as_xlsx`: the address book as a table, one line for each box."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connector.publish.book import Book, Line
from connector.publish.plain import RISKY, harmless, printable

HEADINGS = ("Cơ quan", "Đơn vị", "Họ và tên, tên hộp thư", "Chức vụ", "Điện thoại", "Địa chỉ thư điện tử")
WIDTHS = (38, 38, 34, 31, 16, 40)
HEADING_ROW = 3
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def as_csv(book: Book) -> str:
    """Return the book as CSV (RFC 4180) with a byte order mark; no cell is a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([harmless(value) for value in row] for row in rows(book))
    return BYTE_ORDER_MARK + out.getvalue()


def as_xlsx(book: Book, at: datetime) -> bytes:
    """Return the book as a workbook with one sheet: title, day, headings that stay, a filter."""
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        msg = "a new workbook has a sheet"
        raise TypeError(msg)
    sheet.title = "Danh bạ"
    _write(sheet, 1, (book.title,), Font(size=14, bold=True))
    _write(sheet, 2, (f"Theo thư mục ngày {at:%d/%m/%Y}: {book.size} hộp thư.",), Font(italic=True))
    _write(sheet, HEADING_ROW, HEADINGS, Font(bold=True))
    for column, width in enumerate(WIDTHS, 1):
        sheet.cell(HEADING_ROW, column).fill = PatternFill("solid", fgColor="FFE2E8F0")
        sheet.column_dimensions[get_column_letter(column)].width = width
    last = HEADING_ROW
    for last, row in enumerate(rows(book), HEADING_ROW + 1):
        _write(sheet, last, row, None)
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{sheet.cell(last, len(HEADINGS)).coordinate}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    workbook.properties.created = workbook.properties.modified = at.replace(tzinfo=None)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def rows(book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table, as `HEADINGS` names them."""
    for agency in book.agencies:
        for section in agency.sections:
            for line in (*section.boxes, *section.people):
                yield agency.name, section.name, *_columns(line)


def _columns(line: Line) -> tuple[str, ...]:
    return line.name, line.title, line.phone, line.address


def _write(sheet: Worksheet, row: int, values: tuple[str, ...], font: Font | None) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        if not isinstance(cell, Cell):
            continue
        cell.value = printable(value)
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=row > HEADING_ROW)
        if value.startswith(RISKY):
            cell.quotePrefix = True
        if font is not None:
            cell.font = font
