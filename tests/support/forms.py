"""Filled-in request forms, made from the empty ones; invented people only."""

import io
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl

from connector.model.request import RequestKind
from connector.sources.forms.blank_docx import blank_docx
from connector.sources.forms.blank_xlsx import blank_xlsx

ADDRESSEE = "Sở Thông tin và Truyền thông"
HEAD = {RequestKind.CREATE: 1, RequestKind.CHANGE: 2, RequestKind.DELETE: 1}
"""Rows of the table's header."""


def filled_docx(
    path: Path,
    kind: RequestKind,
    rows: Sequence[Sequence[str]],
    agency: str = "Sở Nội vụ",
    item_one: str = "",
    title: str = "",
) -> Path:
    """Write a form as Word saves it, with these cells right of the serial number."""
    document = docx.Document(io.BytesIO(blank_docx(kind, ADDRESSEE)))
    table = document.tables[1]
    for number, cells in enumerate(rows):
        for cell, text in zip(table.rows[HEAD[kind] + number].cells[1:], cells, strict=False):
            cell.text = text
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("Cơ quan công tác"):
            paragraph.runs[0].text = f"Cơ quan công tác: {agency}\t"
        if paragraph.text.startswith("Họ và tên người yêu cầu"):
            paragraph.runs[0].text = "Họ và tên người yêu cầu: LÊ VĂN THỬ\t"
        if paragraph.text.startswith("Điện thoại"):
            paragraph.runs[0].text = "Điện thoại liên lạc: 0912 345 678\t"
        if paragraph.text.startswith("1. Đề nghị") and item_one:
            paragraph.runs[0].text = f"{paragraph.text.strip()} {item_one}"
        if title and paragraph.text == kind.form:
            paragraph.runs[0].text = title
    document.save(str(path))
    return path


def filled_xlsx(
    path: Path, kind: RequestKind, rows: Sequence[Sequence[str]], agency: str = "Sở Nội vụ"
) -> Path:
    """Write a form as Excel saves it, with these cells right of the serial number."""
    book = openpyxl.load_workbook(io.BytesIO(blank_xlsx(kind, ADDRESSEE)))
    sheet = book.worksheets[0]
    first = 0
    for row in range(1, sheet.max_row + 1):
        said = sheet.cell(row, 1).value
        if said == "Cơ quan công tác:":
            sheet.cell(row, 3).value = agency
        if said == "1" and not first:
            first = row
    for number, cells in enumerate(rows):
        for column, text in enumerate(cells, start=2):
            sheet.cell(first + number, column).value = text
    book.save(path)
    return path
