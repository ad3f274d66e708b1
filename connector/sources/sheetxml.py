"""`scan_sheet`: what the raw XML of one sheet says of its rows, before any reader interprets it.

It is the witness against which the reader's rows are counted: a reader that believes a wrong `<dimension>`,
or lays two rows with one number over each other, loses people silently.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connector.errors import SourceError
from connector.sources.limits import Limits
from connector.text import Text

_USUAL = b'<row r="'
_SHORTEST_CELL = len(b"<c/>")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\b[^>]*\sref=["']([A-Za-z]+\d+)(?::([A-Za-z]+\d+))?["']""")
_FAR = re.compile(rb"""r=["']([A-Za-z]{2,}\d+|[A-Za-z]?\d{6,})["']""")
"""Rows and cells that may be beyond the limits: two letters or six digits."""
_CELL = re.compile(rb"""<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)""", re.DOTALL)
_CELL_NAME = re.compile(rb"""\sr=["']([A-Za-z]+\d+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>[^<]")
_SPLIT_NAME = re.compile(r"([A-Z]+)(\d+)")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)

_LONGEST_COLUMN = len("XFD")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Rows of one sheet as its raw XML has them, numbered as Excel shows them (from 1)."""

    valued: frozenset[int]
    """Rows in which at least one cell has a value."""
    hidden: int
    """How many rows are hidden."""
    broken: frozenset[str]
    """Cells without a usable value: a formula never calculated, or an error such as #N/A."""


def column_number(letters: str) -> int:
    """Return the number of a column, from 1: A → 1, Z → 26, AA → 27, XFD → 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column, from 1: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def scan_sheet(xml: bytes, file: str, sheet: str, limits: Limits) -> SheetFacts:
    """Return the facts of one sheet. Raises SourceError where it is too large or contradicts itself."""
    where = f"{file} › {sheet}"
    if b"!" in xml and b"<!" in xml:  # a single byte is found far quicker
        xml = _COMMENT.sub(b"", xml)
    _refuse_size(xml, where, limits)
    single = (b"t='e'",) if b"'" in xml else ()
    marks = [mark for mark in (b"<" + _prefix(xml) + b"f", b't="e"', *single) if mark in xml]
    valued: set[int] = set()
    broken: set[str] = set()
    hidden = 0
    last = 0
    widest = limits.columns * _SHORTEST_CELL
    has_hidden = b"hidden=" in xml
    for number, tag, cells in _numbered(xml):
        if number <= last:
            raise _twice(where, number)
        last = number
        crowded = len(cells) > widest and cells.count(b"<c") > limits.columns
        if crowded or number > limits.rows:
            raise _too_large(where, limits)
        if has_hidden and _HIDDEN.search(tag):
            hidden += 1
        if b"v>" in cells or b"t>" in cells or b"<v" in cells:
            valued.add(number)
        if marks and any(mark in cells for mark in marks):
            broken.update(_broken(cells))
    return SheetFacts(frozenset(valued), hidden, frozenset(broken))


def _numbered(xml: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the number, opening tag and content of each row."""
    usual = _usual_rows(xml)
    if usual is not None:
        yield from usual
        return
    last = 0
    for tag, cells in _rows(xml):
        last = _number(tag, last)
        yield last, tag, cells


def _usual_rows(xml: bytes) -> Iterator[tuple[int, bytes, bytes]] | None:
    """Return the rows of a sheet as Excel writes it: <row r="1" …>…</row>; None where it is written otherwise."""
    pieces = xml.split(b"</row>")
    if xml.count(b"<row") != len(pieces) - 1 or not all(_USUAL in piece for piece in pieces[:-1]):
        return None
    return _cut(pieces)


def _cut(pieces: list[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    last = 0
    for piece in pieces[:-1]:
        start = piece.find(_USUAL)
        begin = start + len(_USUAL)
        end = piece.find(b">", begin)
        digits = piece[begin : piece.find(b'"', begin)]
        tag = piece[start : end + 1]
        last = int(digits[:9]) if digits.isdigit() else _number(tag, last)
        yield last, tag, piece


def _rows(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the opening tag and the content of each row, whatever prefix the writer uses."""
    prefix = _prefix(xml)
    opening, closing = b"<" + prefix + b"row", b"</" + prefix + b"row>"
    for piece in xml.split(closing):
        start = piece.find(opening)
        while start >= 0:
            end = piece.find(b">", start)
            if end < 0:
                break
            tag = piece[start : end + 1]
            if tag.endswith(b"/>"):
                start = piece.find(opening, end)
                yield tag, b""
                continue
            if tag[len(opening) : len(opening) + 1] in (b" ", b">", b"\t", b"\n", b"\r"):
                yield tag, piece[end + 1 :]
                break
            start = piece.find(opening, end)


def _prefix(xml: bytes) -> bytes:
    found = re.search(rb"<(\w+:)?worksheet\b", xml[:4096])
    return (found.group(1) or b"") if found else b""


def _number(tag: bytes, last: int) -> int:
    """Return the row's number; a row without one follows the row before it (ECMA-376 part 1, 18.3.1.73)."""
    if tag.startswith(_USUAL):
        digits = tag[len(_USUAL) : tag.find(b'"', len(_USUAL))]
        if digits.isdigit():
            return int(digits[:9])
    found = _ROW_NUMBER.search(tag)
    return int(found.group(1)[:9]) if found else last + 1


def _broken(cells: bytes) -> Iterator[str]:
    for cell in _CELL.finditer(cells):
        attributes, content = cell.group(1), cell.group(2) or b""
        error = b't="e"' in attributes or b"t='e'" in attributes
        formula = b"<f" in content or b":f" in content
        empty_text = b't="str"' in attributes or b"t='str'" in attributes
        if error or (formula and not empty_text and not _VALUE.search(content)):
            name = _CELL_NAME.search(attributes)
            if name:
                yield name.group(1).decode().upper()


def _refuse_size(xml: bytes, where: str, limits: Limits) -> None:
    """Refuse cells far outside any staff list: a reader allocates everything up to the last one."""
    declared = _DIMENSION.search(xml[:65536])
    names = [part.decode() for part in declared.groups() if part] if declared else []
    for name in (*names, *(far.decode() for far in _FAR.findall(xml))):
        parts = _SPLIT_NAME.fullmatch(name.upper())
        letters, digits = parts.groups() if parts else ("", name)
        if (
            len(letters) > _LONGEST_COLUMN
            or column_number(letters) > limits.columns
            or int(digits[:9]) > limits.rows
        ):
            raise _too_large(where, limits)


def _too_large(where: str, limits: Limits) -> SourceError:
    return SourceError(
        Text(
            vi=f"Trang tính có ô ngoài giới hạn {limits.rows} hàng × {limits.columns} cột.",
            en=f"The sheet has cells beyond {limits.rows} rows × {limits.columns} columns.",
        ),
        where=where,
        advice=Text(
            vi="Chép riêng bảng cần dùng sang trang tính mới rồi gửi lại.",
            en="Copy only the table that is needed into a new sheet and send that.",
        ),
    )


def _twice(where: str, number: int) -> SourceError:
    return SourceError(
        Text(
            vi=f"Hàng {number} xuất hiện hai lần hoặc sai thứ tự trong tệp; đọc tiếp sẽ mất người.",
            en=f"Row {number} occurs twice or out of order in the file; reading on would lose people.",
        ),
        where=where,
        advice=Text(
            vi="Mở bằng Excel hoặc LibreOffice rồi lưu lại.",
            en="Open it in Excel or LibreOffice and save it again.",
        ),
    )
