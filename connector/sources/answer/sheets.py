"""`add`: the sheets “Kết quả” (three lines) and “Cần kiểm tra” (everything in one list), in front of the others."""

from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connector.sources.answer import cells
from connector.sources.answer.cells import FILLS, WORDS, write
from connector.sources.answer.notes import Mark, Note, Notes
from connector.sources.answer.status import CHECK_TITLE, RESULT_TITLE

RESULT, CHECK = "Kết quả", "Cần kiểm tra"
_COLUMNS = (
    ("Trang tính", 18),
    ("Ô", 9),
    ("Số trong tệp", 9),
    ("Người hoặc đơn vị (như trong tệp)", 30),
    ("Mức", 19),
    ("Vấn đề", 52),
    ("Cách xử lý", 52),
)
"""Labels that no reader of staff lists takes for a header, and widths in characters."""
_LEGEND = {
    Mark.REJECTED: "dòng không dùng được cho tới khi sửa",
    Mark.QUESTION: "dòng chờ trả lời; người trong dòng giữ nguyên hộp thư đang có",
    Mark.DECIDE: "dòng đã nhận, chờ người có thẩm quyền quyết định",
    Mark.WARNING: "dòng đã nhận, nên xem lại",
}
_HEADER_ROW = 3
_TEXT_WIDTH = 110

PersonOf = Callable[[Note], tuple[str, str]]
"""Note → (serial number, name) of its row, as they stand in the file."""


def is_ours(sheet: Worksheet) -> bool:
    """Tell whether a sheet is part of an earlier answer."""
    return sheet["A1"].value in (RESULT_TITLE, CHECK_TITLE)


def add(book: Workbook, notes: Notes, person_of: PersonOf) -> None:
    """Put both sheets in front, and open the workbook at the first."""
    result = book.create_sheet(RESULT, 0)
    check = book.create_sheet(CHECK, 1)
    _write_result(result, notes, check.title)
    _write_check(check, notes, person_of)
    for sheet in (result, check):
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
    for place, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = place == 0


def _write_result(sheet: Worksheet, notes: Notes, list_title: str) -> None:
    sheet.column_dimensions["A"].width = 5
    sheet.column_dimensions["B"].width = _TEXT_WIDTH
    sheet.sheet_view.showGridLines = False
    _say(sheet, 1, 1, RESULT_TITLE).font = cells.TITLE
    _say(sheet, 2, 1, f"Tệp {notes.file}, đọc lúc {notes.made}").font = cells.ITALIC
    for number, line in enumerate(notes.summary, start=1):
        label, cell = _say(sheet, 3 + number, 1, f"{number}."), _say(sheet, 3 + number, 2, line)
        label.font = cells.BOLD
        label.alignment = cell.alignment = cells.WRAPPED
        sheet.row_dimensions[3 + number].height = cells.height([line], [_TEXT_WIDTH]) + 4
    row = 5 + len(notes.summary)
    if notes.notes:
        cell = _say(sheet, row, 2, f"Xem trang “{list_title}”: {len(notes.notes)} chỗ")
        _link(cell, list_title, "A1")
    for mark, words in _LEGEND.items():
        row += 1
        colour = _say(sheet, row, 1, "")
        colour.fill, colour.border = FILLS[mark], cells.BOXED
        _say(sheet, row, 2, f"{WORDS[mark]}: {words}")
    if notes.remark:
        _say(sheet, row + 2, 2, notes.remark).font = cells.ITALIC


def _write_check(sheet: Worksheet, notes: Notes, person_of: PersonOf) -> None:
    _say(sheet, 1, 1, CHECK_TITLE).font = cells.TITLE
    for column, (label, width) in enumerate(_COLUMNS, start=1):
        cell = _say(sheet, _HEADER_ROW, column, label)
        cell.font, cell.border, cell.alignment = cells.BOLD, cells.BOXED, cells.WRAPPED
        sheet.column_dimensions[cell.column_letter].width = width
    widths = [width for _, width in _COLUMNS]
    sheet.row_dimensions[_HEADER_ROW].height = cells.height([label for label, _ in _COLUMNS], widths)
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    for row, note in enumerate(notes.notes, start=_HEADER_ROW + 1):
        serial, name = person_of(note) if not note.file else ("", "")
        place = f"{note.file} › {note.sheet}" if note.file else note.sheet
        values = (place, note.cell, serial, name, WORDS[note.mark], note.what, note.advice)
        for column, text in enumerate(values, start=1):
            cell = _say(sheet, row, column, text)
            cell.border, cell.alignment = cells.BOXED, cells.WRAPPED
        sheet.row_dimensions[row].height = cells.height(values, widths)
        sheet.cell(row, 5).fill = FILLS[note.mark]
        if note.cell and note.sheet and not note.file:
            _link(sheet.cell(row, 2), note.sheet, note.cell if note.cell[0].isalpha() else f"A{note.cell}")
    if not notes.notes:
        _say(sheet, _HEADER_ROW + 1, 1, "Không có chỗ nào.")


def _say(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        msg = "a merged cell in a fresh sheet"
        raise TypeError(msg)
    if text:
        write(cell, text)
        cell.font = cells.PLAIN
    return cell


def _link(cell: object, sheet: str, to: str) -> None:
    """Make a cell lead to another one of the same workbook."""
    if isinstance(cell, Cell):
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(sheet)}!{to}")
        cell.font = cells.LINK
