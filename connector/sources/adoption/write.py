"""`comparison`: what is proposed, who is without a box and which boxes are nobody's, as an .xlsx to fill in."""

import io
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connector.sources.adoption.layout import (
    APPROVAL,
    BOXLESS,
    COLUMNS,
    FILLED_IN,
    HEADER_ROW,
    KEY,
    MARK,
    OF_BOXES,
    OF_PEOPLE,
    PROPOSALS,
    TITLE,
    UNCLAIMED,
    Column,
    Comparison,
    Row,
)
from connector.sources.answer.cells import BOXED, height, write

_FACE = "Times New Roman"
_A4 = 9
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_HEAD, _PLAIN, _BIG = (
    Font(name=_FACE, size=12, bold=True),
    Font(name=_FACE, size=12),
    Font(name=_FACE, size=14),
)
_SMALL = Font(name=_FACE, size=9, color="FF7F7F7F")
_HEADED = PatternFill("solid", fgColor="FFD9E2F3")
_OPEN = PatternFill("solid", fgColor="FFFFF9DB")
_STEPS = (
    "Mỗi dòng là một hộp thư lập bằng tay và người được cho là chủ. Đúng thì ghi x vào cột vàng “Duyệt”.",
    "Không sửa cột “Khóa”. Lưu tệp, rồi: connector adopt --from TỆP. Chỉ những dòng đã duyệt mới được nhận quản lý.",
)


def comparison(found: Comparison, organisation: str, name: str, made: datetime) -> bytes:
    """Return the workbook as the bytes of an .xlsx.

    `organisation` is the id by which the filled workbook is known again; `name` is for people.
    """
    book = Workbook()
    book.properties.creator = "connector"
    sheet = book.worksheets[0]
    sheet.title = PROPOSALS
    _say(sheet, 1, TITLE, _BIG)
    _say(sheet, 2, f"{name}. Lập lúc {made:%H:%M ngày %d/%m/%Y}. {MARK} {organisation}", _PLAIN)
    _say(sheet, 3, found.summary, _PLAIN)
    for row, step in enumerate(_STEPS, start=4):
        _say(sheet, row, step, _PLAIN)
    _table(sheet, COLUMNS, [("", "", *row) for row in found.proposals], HEADER_ROW)
    _to_fill_in(sheet, HEADER_ROW, len(found.proposals))
    for title, columns, rows in (
        (BOXLESS, OF_PEOPLE, found.boxless),
        (UNCLAIMED, OF_BOXES, found.unclaimed),
    ):
        _table(book.create_sheet(title), columns, rows, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Row], head: int) -> None:
    widths = [column.width for column in columns]
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        _put(sheet, head, place, column.label, _HEAD).fill = _HEADED
    for number, row in enumerate(rows, start=1):
        texts = (str(number), *row)
        for place, (text, column) in enumerate(zip(texts, columns, strict=True), start=1):
            _put(sheet, head + number, place, text, _SMALL if column is KEY else _PLAIN)
        sheet.row_dimensions[head + number].height = height(texts[:-1], widths[:-1]) + 2
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A{head}:{last}{head + max(len(rows), 1)}"
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _to_fill_in(sheet: Worksheet, head: int, count: int) -> None:
    """Unlock what a person fills in, and offer the x."""
    places = [COLUMNS.index(column) + 1 for column in FILLED_IN]
    for row in range(head + 1, head + count + 1):
        for place in places:
            cell = sheet.cell(row, place)
            cell.fill, cell.protection, cell.number_format = _OPEN, Protection(locked=False), "@"
    letter = get_column_letter(COLUMNS.index(APPROVAL) + 1)
    offered = DataValidation(type="list", formula1='"x"', allow_blank=True)
    offered.add(f"{letter}{head + 1}:{letter}{head + max(count, 1)}")
    sheet.add_data_validation(offered)
    sheet.freeze_panes = f"{get_column_letter(len(COLUMNS) - 8)}{head + 1}"
    sheet.print_area = f"A1:{get_column_letter(len(COLUMNS) - 1)}{head + count}"  # the keys are for us alone
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.formatColumns = sheet.protection.formatRows = False


def _say(sheet: Worksheet, row: int, text: str, font: Font) -> None:
    cell = sheet.cell(row, 1)
    cell.font = font
    if isinstance(cell, Cell):
        write(cell, text)


def _put(sheet: Worksheet, row: int, place: int, text: str, font: Font) -> Cell:
    cell = sheet.cell(row, place)
    cell.font, cell.alignment, cell.border = font, _WRAPPED, BOXED
    if not isinstance(cell, Cell):
        msg = "a merged cell in a new sheet"
        raise TypeError(msg)
    if text:
        write(cell, text)
    return cell
