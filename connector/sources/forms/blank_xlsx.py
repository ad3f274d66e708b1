"""`blank_xlsx`: an empty form as a workbook, one A4 page wide."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connector.model.request import RequestKind
from connector.sources.forms import blank
from connector.sources.forms.blank import FORMS, Blank

FONT, SIZE = "Times New Roman", 13
_PER_CM = 5.1
"""Width units of a column in one centimetre."""
_THIN, _DOTS = Side(style="thin"), Side(style="dotted")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAP = Alignment(vertical="center", wrap_text=True)
_A4 = 9
_LEFT = 2
"""Columns under the agency's name and under the labels of the requester."""


def blank_xlsx(kind: RequestKind, addressee: str) -> bytes:
    """Return the empty form for `kind`, addressed to `addressee`, as the bytes of an .xlsx."""
    form = FORMS[kind]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = kind.form
    _page(sheet, form)
    row = _head(sheet, form, kind, addressee)
    for label in blank.REQUESTER:
        row = _field(sheet, row, f"{label}:", len(form.columns))
    row = _items(sheet, form, row)
    row = _people(sheet, form, row)
    if form.note:
        _across(sheet, row, form.note, italic=True, height=66)
        row += 1
    _cell(sheet, row + 1, len(form.columns) - 1, blank.SIGNATURE, italic=True, centred=True)
    sheet.merge_cells(
        start_row=row + 1, end_row=row + 1, start_column=len(form.columns) - 1, end_column=len(form.columns)
    )
    book.properties.creator = "connector"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _page(sheet: Worksheet, form: Blank) -> None:
    for letter, column in zip("ABCDEFG", form.columns, strict=False):
        sheet.column_dimensions[letter].width = column.width * _PER_CM
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False


def _cell(  # noqa: PLR0913  # a cell is what these say, each once
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    centred: bool = False,
) -> None:
    cell = sheet.cell(row, column)
    cell.value = text
    cell.font = Font(name=FONT, size=SIZE, bold=bold, italic=italic)
    cell.alignment = _CENTRE if centred else _WRAP


def _across(
    sheet: Worksheet, row: int, text: str, *, bold: bool = False, italic: bool = False, height: float = 20
) -> None:
    """Write a line over the whole width; a title is centred, a sentence is not."""
    _cell(sheet, row, 1, text, bold=bold, italic=italic, centred=bold)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=sheet.max_column)
    sheet.row_dimensions[row].height = height


def _head(sheet: Worksheet, form: Blank, kind: RequestKind, addressee: str) -> int:
    last = len(form.columns)
    _cell(sheet, 1, last, kind.form, bold=True, centred=True)
    left = ((2, blank.AGENCY, False), (3, "………………………..", False), (4, "--------", False))
    right = ((2, blank.COUNTRY, True), (3, blank.MOTTO, True), (4, "---------------", False))
    for row, text, bold in left:
        _cell(sheet, row, 1, text, bold=bold, centred=True)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_LEFT)
    for row, text, bold in (*right, (5, blank.DATE, False)):
        _cell(sheet, row, _LEFT + 1, text, bold=bold, italic=row == 5, centred=True)  # noqa: PLR2004  the date
        sheet.merge_cells(start_row=row, end_row=row, start_column=_LEFT + 1, end_column=last)
    for row, text in ((7, blank.REQUEST), (8, form.title)):
        _across(sheet, row, text, bold=True)
    _across(sheet, 9, f"Kính gửi: {addressee}")
    sheet.cell(9, 1).alignment = _CENTRE
    return 11


def _field(sheet: Worksheet, row: int, label: str, last: int) -> int:
    _cell(sheet, row, 1, label)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_LEFT)
    return _to_write_on(sheet, row, _LEFT + 1, last)


def _to_write_on(sheet: Worksheet, row: int, first: int, last: int) -> int:
    for column in range(first, last + 1):
        _cell(sheet, row, column, "")
        sheet.cell(row, column).border = Border(bottom=_DOTS)
        sheet.cell(row, column).number_format = "@"
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    sheet.row_dimensions[row].height = 22
    return row + 1


def _items(sheet: Worksheet, form: Blank, row: int) -> int:
    last = len(form.columns)
    if form.agency_item:
        _across(sheet, row, blank.CONTENT)
        _across(sheet, row + 1, form.agency_item)
        row += 2
        for _ in range(form.agency_lines or 1):
            row = _to_write_on(sheet, row, 1, last)
    _across(sheet, row, form.list_item)
    return row + 1


def _people(sheet: Worksheet, form: Blank, row: int) -> int:
    two = any(column.above for column in form.columns)
    for place, column in enumerate(form.columns, start=1):
        _cell(sheet, row, place, column.above or column.label, bold=True, centred=True)
        if two:
            _cell(sheet, row + 1, place, column.label if column.above else "", bold=True, centred=True)
            if not column.above:
                sheet.merge_cells(start_row=row, end_row=row + 1, start_column=place, end_column=place)
    shared = [place for place, column in enumerate(form.columns, start=1) if column.above]
    if shared:
        sheet.merge_cells(start_row=row, end_row=row, start_column=shared[0], end_column=shared[-1])
    below = row + (2 if two else 1)
    for number in range(form.rows):
        for place, column in enumerate(form.columns, start=1):
            text = str(number + 1) if place == 1 else ""
            _cell(sheet, below + number, place, text, centred=column.centred)
            sheet.cell(below + number, place).number_format = "@"
        sheet.row_dimensions[below + number].height = 22
    for each in range(row, below + form.rows):
        for place in range(1, len(form.columns) + 1):
            sheet.cell(each, place).border = _GRID
    for each in range(row, below):
        sheet.row_dimensions[each].height = 36 if not two else 24
    return below + form.rows
