"""`write`: text into a cell, so that no program takes it for a formula; colours and borders of the answer.

(OWASP, CSV injection: text that begins with = + - @, a tab or a line break.)
"""

import re
from collections.abc import Sequence
from typing import Final

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from connector.sources.answer.notes import Mark

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_000
"""Characters; a cell of Excel holds 32,767."""

COLOURS: Final = {
    Mark.REJECTED: "FFF4B6B6",
    Mark.QUESTION: "FFFFE699",
    Mark.DECIDE: "FFD9D2E9",
    Mark.WARNING: "FFDDEBF7",
}
"""ARGB."""
FILLS: Final = {mark: PatternFill("solid", fgColor=colour) for mark, colour in COLOURS.items()}
WORDS: Final = {
    Mark.ACCEPTED: "Đã nhận",
    Mark.WARNING: "Đã nhận, nên xem lại",
    Mark.DECIDE: "Chờ quyết định",
    Mark.QUESTION: "Cần trả lời",
    Mark.REJECTED: "Bị từ chối",
}
_FACE = "Calibri"
PLAIN: Final = Font(name=_FACE, size=11)
BOLD: Final = Font(name=_FACE, size=11, bold=True)
ITALIC: Final = Font(name=_FACE, size=11, italic=True)
TITLE: Final = Font(name=_FACE, size=14, bold=True)
LINK: Final = Font(name=_FACE, size=11, color="FF0563C1", underline="single")
WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_LINE = Side(style="thin", color="FFBFBFBF")
BOXED: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def write(cell: Cell, text: str) -> None:
    """Put text into a cell as text, whatever it begins with."""
    clean = _NOT_IN_XML.sub("\ufffd", text)[:LONGEST]
    cell.value = clean
    cell.data_type = "s"
    if clean.startswith(_RISKY):
        cell.quotePrefix = True


def height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height in points of a row that wraps these texts in columns of these widths."""
    lines = [
        sum(-(-max(len(line), 1) // max(int(width) - 2, 1)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    ]
    return _LINE_HEIGHT * max(lines, default=1) + 2


_LINE_HEIGHT = 15
