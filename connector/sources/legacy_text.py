"""`decoded`: a sheet whose text was typed before Unicode, in Unicode; `needs_decoding`: whether it has to be.

Nothing may touch the text before this: in TCVN3 the soft hyphen *is* the letter ư, and in VPS a control
character is a letter. A cell that can be read in two ways stays doubtful, and its row is asked about.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from connector.sources.grid import Cell, Grid, ListedSheet
from connector.text import Text
from connector.vietnamese.encodings import Encoding
from connector.vietnamese.legacy import read_column
from connector.vietnamese.likelihood import all_syllables

_OURS = re.compile(r"[ -~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ–—“”‘’…\u00a0]*")
_VIQR = re.compile(r"[AEIOUYaeiouy][`?~^(+'][A-Za-z]|[AEIOUYaeiouy][`?~^+](?:[`?~'.]|$)|\b[Dd][Dd][aeiouy]")
_ESCAPED = "_x00"
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 16)
def _is_surely_unicode(word: str) -> bool:
    if word.isascii():
        return word.isprintable() and _ESCAPED not in word and ("@" in word or not _VIQR.search(word))
    return _OURS.fullmatch(word) is not None and all(map(all_syllables, _LETTERS.findall(word)))


def needs_decoding(texts: Iterable[str]) -> bool:
    """Whether some word is not plainly Unicode; then the whole column has to be weighed."""
    words = set(chain.from_iterable(text.replace("\n", " ").split(" ") for text in set(texts)))
    return not all(map(_is_surely_unicode, words))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A sheet in Unicode."""

    grid: Grid
    doubts: Mapping[tuple[int, int], Text]
    """(row from 1, column from 0) → why a person has to look at the cell."""
    encodings: Mapping[str, int]
    """Legacy encoding → how many cells were decoded from it."""


def decoded(grid: Grid, fonts: Mapping[tuple[int, int], str], *, kept: Collection[int] = ()) -> Decoded:
    """Return the sheet with every column read in the encodings it was typed in; `kept` columns stay."""
    rows = [list(row) for _, row in grid.rows()]
    doubts: dict[tuple[int, int], Text] = {}
    encodings: Counter[str] = Counter()
    width = len(rows[0]) if rows else 0
    for column in range(width):
        if column not in kept:
            _decode_column(rows, column, fonts, doubts, encodings)
    listed = ListedSheet(rows, grid.merges())
    return Decoded(Grid(listed, grid.name, grid.hidden), doubts, dict(encodings))


def _decode_column(
    rows: list[list[Cell]],
    column: int,
    fonts: Mapping[tuple[int, int], str],
    doubts: dict[tuple[int, int], Text],
    encodings: Counter[str],
) -> None:
    """Decode one column in place; equal cells in one font are weighed once."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        value = row[column]
        if type(value) is str and value:
            places.setdefault((value, fonts.get((number + 1, column), "")), []).append(number)
    if not places:
        return
    reading = read_column([text for text, _ in places], [font for _, font in places] if fonts else None)
    for ((text, _), numbers), cell in zip(places.items(), reading.cells, strict=True):
        if cell.text != text:
            for number in numbers:
                rows[number][column] = cell.text
        if cell.encoding is not Encoding.UNICODE:
            encodings[cell.encoding.value] += len(numbers)
        if cell.doubtful is not None:
            doubts.update({(number + 1, column): cell.doubtful for number in numbers})
