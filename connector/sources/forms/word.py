"""`document_rows`: paragraphs and tables of a Word document, in their order, as rows of cells.

What counts is what a reader sees: text that was deleted or moved away under tracked changes is left out,
text that was inserted or stands in a content control is there (ECMA-376 part 1, 17.13.5 and 17.5.2).
"""

from collections.abc import Iterator
from typing import BinaryIO

import docx
from docx.oxml.ns import qn
from lxml.etree import _Element

from connector.sources.forms.table import Row

_TEXT, _TAB, _ROW, _CELL, _TABLE, _PARAGRAPH = (
    qn(f"w:{name}") for name in ("t", "tab", "tr", "tc", "tbl", "p")
)
_BREAKS = {qn("w:br"), qn("w:cr")}
_UNSEEN = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_SPAN = f"{qn('w:tcPr')}/{qn('w:gridSpan')}"
_WIDEST = 64
"""Columns that a cell may span; no form has more than a few."""


def document_rows(file: BinaryIO) -> list[Row]:
    """Return the rows of the document's body. Raises what python-docx and lxml raise."""
    body = docx.Document(file).element.body
    rows: list[Row] = []
    tables = paragraphs = 0
    for block in _blocks(body):
        if block.tag == _TABLE:
            tables += 1
            rows += _table_rows(block, f"Bảng {tables}")
        else:
            paragraphs += 1
            rows.append(Row("Văn bản", paragraphs, (_text(block).strip("\n"),)))
    return rows


def _blocks(element: _Element) -> Iterator[_Element]:
    """Yield the paragraphs and tables of a body, also those inside content controls."""
    for child in element:
        if child.tag in (_TABLE, _PARAGRAPH):
            yield child
        elif child.tag not in _UNSEEN:
            yield from _blocks(child)


def _table_rows(table: _Element, label: str) -> Iterator[Row]:
    for number, row in enumerate(_nested(table, _ROW), start=1):
        cells: list[str] = []
        for cell in _nested(row, _CELL):
            cells.append(_text(cell).strip("\n"))
            cells += [""] * (_span(cell) - 1)
        yield Row(label, number, tuple(cells))


def _nested(element: _Element, tag: str) -> Iterator[_Element]:
    """Yield the elements of one kind that belong to this table, not to one inside it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN and child.tag != _TABLE:
            yield from _nested(child, tag)


def _span(cell: _Element) -> int:
    found = cell.find(_SPAN)
    said = found.get(qn("w:val"), "1") if found is not None else "1"
    return max(1, min(int(said), _WIDEST)) if said.isascii() and said.isdigit() else 1


def _text(element: _Element) -> str:
    """Return the text of an element as it is seen; each paragraph ends its line."""
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag == _TAB and element.getparent() is not None:
        return "\t"
    if element.tag in _BREAKS:
        return "\n"
    if element.tag in _UNSEEN:
        return ""
    inside = "".join(map(_text, element))
    return f"{inside}\n" if element.tag == _PARAGRAPH else inside
