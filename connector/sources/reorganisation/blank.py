"""`blank_workbook`: an empty workbook in which a reorganisation is written down."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connector.sources.reorganisation.layout import (
    DOMAIN_COLUMNS,
    DOMAINS,
    GUIDE,
    KIND,
    KINDS,
    UNIT_COLUMNS,
    UNITS,
    Column,
)

ROWS = 500
"""Rows that are prepared for writing."""
_FACE = "Times New Roman"
_DAY = "dd/mm/yyyy"
_STEPS = (
    f"Trang “{UNITS}”: mỗi dòng là một đơn vị cũ và đơn vị kế thừa.",
    "  • đổi tên: vẫn đơn vị ấy, tên mới (và có thể mã mới); giữ hộp thư, danh sách thư, người.",
    "  • sáp nhập: đơn vị cũ vào đơn vị mới; thư gửi địa chỉ cũ đến hộp thư của đơn vị mới.",
    "  • chia tách: mỗi đơn vị mới một dòng; phần mềm sẽ hỏi đơn vị nào tiếp nhận hộp thư.",
    "  • giải thể: có đơn vị tiếp nhận thì ghi mã; không có thì hộp thư được đóng.",
    f"Trang “{DOMAINS}”: mỗi dòng là một tên miền cũ và tên miền thay thế; để trống nếu không đổi tên miền.",
    "Mọi dòng phải có ngày hiệu lực và số văn bản.",
    "Xem trước, không thay đổi gì: connector reorganise TỆP",
    "Bắt đầu: connector reorganise TỆP --start, rồi từng bước: connector reorganise --next",
)


def blank_workbook() -> bytes:
    """Return the empty workbook as the bytes of an .xlsx."""
    book = Workbook()
    units, domains, guide = book.worksheets[0], book.create_sheet(DOMAINS), book.create_sheet(GUIDE)
    units.title = UNITS
    _head(units, UNIT_COLUMNS)
    _head(domains, DOMAIN_COLUMNS)
    kinds = DataValidation(type="list", formula1=f'"{",".join(KINDS.values())}"', allow_blank=True)
    letter = "ABCDEFG"[UNIT_COLUMNS.index(KIND)]
    kinds.add(f"{letter}2:{letter}{ROWS}")
    units.add_data_validation(kinds)
    guide.column_dimensions["A"].width = 110
    for row, step in enumerate(_STEPS, start=1):
        guide.cell(row, 1).value = step
        guide.cell(row, 1).font = Font(name=_FACE, size=12)
    book.properties.creator = "connector"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(1, place)
        cell.value = column.label
        cell.font = Font(name=_FACE, size=12, bold=True)
        cell.fill = PatternFill("solid", fgColor="FFD9E2F3")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions["ABCDEFG"[place - 1]].width = column.width
        told = DataValidation(allow_blank=True, showInputMessage=True)
        told.promptTitle, told.prompt = column.label[:32], column.told
        if column is not KIND:
            told.add(f"{'ABCDEFG'[place - 1]}2:{'ABCDEFG'[place - 1]}{ROWS}")
            sheet.add_data_validation(told)
        day = column.label.startswith("Ngày") or "ngày" in column.label
        for row in range(2, ROWS + 1):
            sheet.cell(row, place).number_format = _DAY if day else "@"
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
