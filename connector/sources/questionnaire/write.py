"""`questionnaire`: open questions as a workbook that an official fills in.

One row for each question, by unit. What may be filled in is unlocked, everything else is protected; the
decision has a drop-down list of that row's own choices and takes another address as well.
"""

import io
from collections import Counter
from collections.abc import Sequence
from copy import copy
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.named_styles import NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connector.sources.answer.cells import BOXED, height, write
from connector.sources.questionnaire.layout import (
    BEFORE,
    CHOICE,
    DECISION,
    DOCUMENT,
    FEWEST_CHOICES,
    GUIDE,
    HEADER_ROW,
    KEY,
    MARK,
    QUESTIONS,
    TITLE,
    UNIT,
    Asked,
    Column,
)

_FACE = "Times New Roman"
_A4 = 9
_LINE = Side(style="thin", color="FFBFBFBF")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_HEAD = NamedStyle("cq_head", font=Font(name=_FACE, size=12, bold=True), alignment=_WRAPPED, border=BOXED)
_HEAD.fill = PatternFill("solid", fgColor="FFD9E2F3")
_TOLD = NamedStyle("cq_told", font=Font(name=_FACE, size=12), alignment=_WRAPPED, border=BOXED)
_ODD = NamedStyle("cq_key", font=Font(name=_FACE, size=9, color="FF7F7F7F"), alignment=_WRAPPED, border=BOXED)
_FILLED = NamedStyle("cq_filled", font=Font(name=_FACE, size=12), alignment=_WRAPPED, number_format="@")
_FILLED.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FILLED.fill = PatternFill("solid", fgColor="FFFFF9DB")
_FILLED.protection = Protection(locked=False)
_TITLE = NamedStyle("cq_title", font=Font(name=_FACE, size=14, bold=True))
_PLAIN = NamedStyle("cq_plain", font=Font(name=_FACE, size=12), alignment=Alignment(wrap_text=False))
STYLES = (_HEAD, _TOLD, _ODD, _FILLED, _TITLE, _PLAIN)


def questionnaire(questions: Sequence[Asked], organisation: str, name: str, made: datetime) -> bytes:
    """Return the workbook for `questions`, in their order, as the bytes of an .xlsx.

    `organisation` is the id by which the filled workbook is known again; `name` is for people.
    """
    book = Workbook()
    for style in STYLES:
        book.add_named_style(style)
    book.properties.creator = "connector"
    sheet, guide = book.worksheets[0], book.create_sheet(GUIDE)
    sheet.title = QUESTIONS
    _questions(sheet, questions, f"{name}. Lập lúc {made:%H:%M ngày %d/%m/%Y}. {MARK} {organisation}")
    _guide(guide, questions)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns_for(questions: Sequence[Asked]) -> tuple[Column, ...]:
    """Return the columns of a questionnaire with these questions."""
    most = max((len(question.choices) for question in questions), default=0)
    choices = range(1, max(most, FEWEST_CHOICES) + 1)
    return (*BEFORE, *(Column(f"{CHOICE.label} {number}", CHOICE.width) for number in choices), KEY)


def _questions(sheet: Worksheet, questions: Sequence[Asked], line: str) -> None:
    columns = columns_for(questions)
    last = HEADER_ROW + max(len(questions), 1)
    _shape(sheet, columns, last)
    pen = _Pen(sheet)
    pen.write(1, [TITLE], [_TITLE])
    pen.write(2, [line], [_PLAIN])
    pen.write(HEADER_ROW, [column.label for column in columns], [_HEAD] * len(columns))
    choices = len(columns) - len(BEFORE) - 1
    styles = [_TOLD] * 5 + [_FILLED] * 2 + [_TOLD] * choices + [_ODD]
    for number, question in enumerate(questions, start=1):
        offered = [*question.choices, *[""] * (choices - len(question.choices))]
        told = [str(number), question.unit, question.about, question.kind, question.text]
        row = HEADER_ROW + number
        pen.write(row, [*told, "", "", *offered, question.key], styles)
        sheet.row_dimensions[row].height = height(told[1:], _WIDTHS) + 2


_WIDTHS = [column.width for column in BEFORE[1:5]]


def _shape(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Say everything of the sheet but its cells."""
    letters = {column.label: get_column_letter(place) for place, column in enumerate(columns, start=1)}
    for column in columns:
        sheet.column_dimensions[letters[column.label]].width = column.width
    sheet.freeze_panes = f"{letters[KIND_AFTER]}{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{letters[KEY.label]}{last}"
    sheet.print_area = f"A1:{letters[columns[-2].label]}{last}"  # the keys are for us alone
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.formatColumns = sheet.protection.formatRows = False
    first, end = letters[columns[len(BEFORE)].label], letters[columns[-2].label]
    offered = DataValidation(
        type="list", formula1=f"${first}{HEADER_ROW + 1}:${end}{HEADER_ROW + 1}", allow_blank=True
    )
    offered.errorStyle = "warning"
    offered.errorTitle = "Địa chỉ khác"
    offered.error = "Đây không phải lựa chọn được đề xuất. Vẫn dùng nếu là địa chỉ muốn cấp."
    offered.promptTitle = DECISION.label
    offered.prompt = "Chọn trong danh sách, hoặc ghi địa chỉ khác. Để trống: chưa quyết định."
    offered.showErrorMessage = offered.showInputMessage = True
    decision = letters[DECISION.label]
    offered.add(f"{decision}{HEADER_ROW + 1}:{decision}{last}")
    sheet.add_data_validation(offered)


KIND_AFTER = BEFORE[3].label
"""The first column that moves when the sheet is scrolled: whom it is about always stays in sight."""


class _Pen:
    """Writes rows into one sheet; a style is looked up once and then copied, which is ten times as quick."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._looks: dict[str, StyleArray] = {}

    def write(self, row: int, texts: Sequence[str], styles: Sequence[NamedStyle]) -> None:
        """Write `texts` into a row, each in its style, each as text."""
        for column, (text, style) in enumerate(zip(texts, styles, strict=True), start=1):
            cell = self._sheet.cell(row, column)
            if isinstance(cell, Cell):
                self._dress(cell, style)
                if text:
                    write(cell, text)

    def _dress(self, cell: Cell, style: NamedStyle) -> None:
        look = self._looks.get(style.name)
        if look is None:
            cell.style = style.name
            self._looks[style.name] = copy(getattr(cell, _STYLE))
        else:
            setattr(cell, _STYLE, copy(look))


_STYLE = "_style"
"""Where openpyxl keeps the whole look of a cell; there is no public way to copy it."""


_STEPS = (
    f"1. Ở trang “{QUESTIONS}”, mỗi dòng là một việc cần quyết định. Chỉ điền hai cột màu vàng.",
    f"2. Cột “{DECISION.label}”: chọn trong danh sách thả xuống; với câu hỏi về địa chỉ, có thể ghi địa chỉ khác.",
    "3. Để trống nếu chưa quyết định; dòng trống không bị coi là trả lời.",
    f"4. Cột “{DOCUMENT.label}”: số văn bản làm căn cứ, nếu có.",
    f"5. Không sửa cột “{KEY.label}”. Có thể lọc theo đơn vị, theo loại; không chép dòng sang tệp khác.",
    "6. Lưu tệp rồi gửi lại nơi lập; nơi nhận đọc bằng: connector decide --from TỆP",
)


def _guide(sheet: Worksheet, questions: Sequence[Asked]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 60, 12
    pen = _Pen(sheet)
    pen.write(1, [GUIDE], [_TITLE])
    for row, step in enumerate(_STEPS, start=2):
        pen.write(row, [step], [_PLAIN])
    row = len(_STEPS) + 3
    for heading, counted in (
        (UNIT.label, Counter(question.unit for question in questions)),
        (BEFORE[3].label, Counter(question.kind for question in questions)),
    ):
        pen.write(row, [heading, "Số câu"], [_HEAD, _HEAD])
        for label, count in counted.items():
            row += 1
            pen.write(row, [label, str(count)], [_TOLD, _TOLD])
        row += 2
