"""`ods_merges`: the merged cells of an OpenDocument spreadsheet, which its reader does not tell.

(OpenDocument 1.3 part 3, 19.675 `table:number-columns-spanned`, 19.673 `…-repeated` and their row twins.)
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import BinaryIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from connector.sources.grid import Span

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_NAME, _ROW = f"{_TABLE}name", f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SPANNED = b"-spanned="
_MOST = {"number-columns-spanned": 1 << 14, "number-rows-spanned": 1 << 20}
"""Columns and rows of the largest sheet there is."""


def ods_merges(file: BinaryIO) -> Mapping[str, Sequence[Span]]:
    """Return sheet → merged areas as ((row, column), (row, column)), from 0. The file has passed the prescan.

    Raises ValueError where the content is no XML.
    """
    with ZipFile(file) as archive:
        content = archive.read("content.xml")
    if _SPANNED not in content:
        return {}
    found: dict[str, list[Span]] = {}
    sheet: list[Span] = []
    row = 0
    try:
        for event, element in ET.iterparse(BytesIO(content), ("start", "end")):  # noqa: S314  no DTD, no entity
            if event == "start" and element.tag == f"{_TABLE}table":
                sheet, row = found.setdefault(element.get(_NAME, ""), []), 0
            elif event == "end" and element.tag == _ROW:
                sheet += _of_row(element, row)
                row += _count(element, "number-rows-repeated")
                element.clear()
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    return found


def _of_row(element: ET.Element, row: int) -> list[Span]:
    spans: list[Span] = []
    column = 0
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        wide, high = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if wide > 1 or high > 1:
            spans.append(((row, column), (row + high - 1, column + wide - 1)))
        column += _count(cell, "number-columns-repeated")
    return spans


def _count(element: ET.Element, name: str) -> int:
    said = element.get(_TABLE + name, "1")[:7]
    count = int(said) if said.isascii() and said.isdigit() else 1
    return min(max(count, 1), _MOST.get(name, count))
