"""`find_table`: the table of a form: which rows are its header and its people, which column is what.

::

    STT | Họ và tên | Địa chỉ hộp thư đã được cấp | Đề nghị thay đổi   |
        |           |                             | Mã | Nội dung mới
    1   | …         | ldphuong                    | 1  | Trưởng phòng
        |           |                             | 2  | Văn phòng
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from connector.vietnamese.letters import clean
from connector.vietnamese.matching import loose_key

_MARKS = re.compile(r"[^0-9a-z]+")
_EMPTY = re.compile(r"[\s.…_\-–—]*")

_WORDS: Mapping[str, tuple[str, ...]] = {
    "serial": ("stt", "tt", "so tt", "so thu tu"),
    "name": ("ho va ten", "ho ten", "ho va ten can bo"),
    "position": ("chuc vu", "chuc danh", "chuc vu chuc danh"),
    "room": ("bo phan cong tac", "bo phan", "phong ban", "don vi cong tac", "don vi", "phong"),
    "address": (
        "dia chi hop thu da duoc cap",
        "dia chi hop thu duoc cap",
        "dia chi hop thu",
        "dia chi thu dien tu",
        "hop thu dien tu",
        "hop thu",
        "thu dien tu",
        "email",
        "dia chi email",
    ),
    "code": ("ma", "ma thay doi"),
    "value": ("noi dung moi", "noi dung thay doi", "noi dung"),
    "change": ("de nghi thay doi",),
}
_FIELD = {word: field for field, words in _WORDS.items() for word in words}
_FOOTERS = (
    "ghi chu",
    "ky ten",
    "nguoi yeu cau",
    "nguoi de nghi",
    "nguoi lap",
    "thu truong",
    "noi nhan",
    "tong",
)
_LEAST = 2
"""Columns that must be recognised beside the name, or with it, for a row to be the header."""


class Row(NamedTuple):
    """One line of a document, or one row of a table or sheet."""

    part: str
    """Sheet, "Bảng 2" or "Văn bản"."""
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a form."""

    first: int
    """Place of its header among the rows of the file."""
    last: int
    """Place after its last row."""
    columns: Mapping[str, int]
    rows: Sequence[Row]

    def cell(self, row: Row, name: str) -> str:
        """Return the text of a field; empty where there is none, or only dots to write on."""
        place = self.columns.get(name)
        text = row.cells[place] if place is not None and place < len(row.cells) else ""
        return "" if _EMPTY.fullmatch(text) else text


def fold(text: str) -> str:
    """Return text without accents, case and marks: "Họ và tên (*)" → "ho va ten"."""
    return _MARKS.sub(" ", loose_key(text)).strip()


def blank(text: str) -> bool:
    """Tell whether nothing but dots and lines to write on is there."""
    return _EMPTY.fullmatch(clean(text)) is not None


def find_table(rows: Sequence[Row], start: int = 0) -> Table | None:
    """Return the first table of people from `start` on, or None."""
    for place in range(start, len(rows)):
        columns = _labels(rows[place])
        if "name" not in columns or len(columns) < _LEAST:
            continue
        below = place + 1
        if below < len(rows) and rows[below].part == rows[place].part:
            more = _labels(rows[below])
            if {"code", "value"} & more.keys() and "name" not in (more.keys() - columns.keys()):
                columns = {**columns, **{k: v for k, v in more.items() if k in ("code", "value")}}
                below += 1
        columns.pop("change", None)
        last = _end(rows, below, columns)
        return Table(place, last, columns, rows[below:last])
    return None


def _labels(row: Row) -> dict[str, int]:
    """Return field → column of the labels in a row; a label that is repeated stands for its first column."""
    found: dict[str, int] = {}
    for column, text in enumerate(row.cells):
        field = _FIELD.get(fold(text))
        if field is not None:
            found.setdefault(field, column)
    return found


def _end(rows: Sequence[Row], start: int, columns: Mapping[str, int]) -> int:
    """Return the place after the last row of the table that begins at `start`."""
    place = start
    while place < len(rows) and rows[place].part == rows[start - 1].part:
        told = [fold(text) for column, text in enumerate(rows[place].cells) if not blank(text)]
        alone = len(told) == 1 or columns.get("name") is None
        if alone and told and told[0].startswith(_FOOTERS):
            break
        place += 1
    return place
