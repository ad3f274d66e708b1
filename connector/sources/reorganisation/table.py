"""The conversion table: which address became which, for everybody, as .xlsx or .csv."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties

from connector.sources.answer.cells import write

COLUMNS: Final = (
    ("STT", 6),
    ("Loại", 16),
    ("Tên", 30),
    ("Đơn vị", 48),
    ("Địa chỉ cũ", 36),
    ("Địa chỉ mới", 36),
    ("Địa chỉ cũ nhận thư đến hết ngày", 34),
    ("Ghi chú", 40),
)
"""Labels and widths in characters."""
_FACE = "Times New Roman"
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def table_xlsx(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return the rows below a title as the bytes of an .xlsx; every cell is text."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Bảng chuyển đổi"
    head = Font(name=_FACE, size=12, bold=True)
    plain = Font(name=_FACE, size=12)
    for number, texts in enumerate([[title], [], [label for label, _ in COLUMNS], *rows], start=1):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(number, column)
            if text and isinstance(cell, Cell):
                write(cell, text)
            cell.font = head if number <= 3 else plain  # noqa: PLR2004  title, blank, header
            if number == 3:  # noqa: PLR2004  header
                cell.fill = PatternFill("solid", fgColor="FFD9E2F3")
    for place, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:H{3 + max(len(rows), 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    book.properties.creator = "connector"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return the rows as CSV in UTF-8 with a byte order mark, as Excel expects it.

    Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([label for label, _ in COLUMNS])
    writer.writerows([[f"'{text}" if text.startswith(_RISKY) else text for text in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")
