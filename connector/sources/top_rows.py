"""`top_rows`: the first rows of a sheet for a person to judge how it was read, with personal data masked."""

import re
from collections.abc import Mapping

from connector.sources.choose import Choice
from connector.sources.grid import cell_text
from connector.sources.layout import filled_cells, is_number
from connector.sources.protocol import RowKind

_DATA_ROWS = 8
_LONGEST = 60
_SHOWN_AS_IS = frozenset({"unit_key", "unit_name", "room_name", "position", "status", "parent"})
_NOTHING_SHOWN = frozenset({"birth", "phone"})
_ANY = re.compile(r"\w")
_LETTERS = re.compile(r"(?<=\w)\w")
_MASK = "•"


def top_rows(choice: Choice, kinds: Mapping[int, RowKind]) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Return (number, kind, texts) of the rows down to the first few people.

    Titles, headers, group rows and the columns of units and positions are shown; of every other cell only
    how long its words are and how they begin, and of a column that is not read nothing but that it is filled.
    """
    fields = {column: name for name, group in choice.header.columns.items() for column in group}
    fields = {column: name for column, name in fields.items() if name != "citizen"}
    if choice.header.serial is not None:
        fields[choice.header.serial] = "serial"
    shown: list[tuple[int, str, tuple[str, ...]]] = []
    people = 0
    for number, row in choice.grid.rows():
        kind = kinds.get(number)
        if kind is None or people >= _DATA_ROWS:
            break
        people += kind is RowKind.DATA
        if kind is RowKind.BLANK and not filled_cells(row):
            texts: tuple[str, ...] = ("",) * len(row)
        elif kind in (RowKind.TITLE, RowKind.HEADER, RowKind.GROUP):
            texts = tuple(_said(_short(cell_text(value)), kind) for value in row)
        elif kind is RowKind.FOOTER:
            texts = tuple(_LETTERS.sub(_MASK, _short(cell_text(value))) for value in row)
        else:
            texts = tuple(
                _masked(_short(cell_text(value)), fields.get(column, "")) for column, value in enumerate(row)
            )
        shown.append((number, kind.value, texts))
    return tuple(shown)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _said(text: str, kind: RowKind) -> str:
    """Return a title, header or group as it is; what stands after a colon above the table may be a person."""
    label, colon, rest = text.partition(":")
    return text if kind is not RowKind.TITLE else label + colon + _LETTERS.sub(_MASK, rest)


def _masked(text: str, field: str) -> str:
    if not text or field in _SHOWN_AS_IS or (field == "serial" and is_number(text)):
        return text
    if field in _NOTHING_SHOWN:
        return _ANY.sub(_MASK, text)
    return _LETTERS.sub(_MASK, text) if field else _MASK * 3
