"""What a row around or between the people is: a footer, the name of a unit, a numbering of columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import isfinite

from connector.sources.dictionary import Dictionary, fold
from connector.sources.grid import Cell, cell_text
from connector.vietnamese.matching import loose_key, matching_key

_DATE_LINE = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_ROMAN_OR_LETTER = re.compile(r"[IVXLC]{1,6}\.?|[A-Z]\.?")
_ORDINAL = re.compile(r"^\s*(?:[IVXLC]{1,6}|[A-Za-z]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/:\-–]\s*(?=\S)")
_COUNTED = re.compile(
    r"(?:\s*\(\s*\d+[^)]*\)|\s*[:–-]\s*\d+(?:\s+[^\W\d]+){0,2}|\s+\d+\s+(?:người|đồng chí|đ/c|cán bộ|biên chế))\s*$",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,3}")
_ENOUGH = 3
"""Filled cells a row of data has at least; numbers a row needs to be a numbering of columns."""
_SHORT = 3
"""Letters below which a word without accents is too little to tell a kind of unit by: To is Tổ, and Tô."""


def filled_cells(row: Sequence[Cell]) -> dict[int, str]:
    """Return column → text of the cells that hold something."""
    return {c: text for c, value in enumerate(row) if value != "" and (text := cell_text(value).strip())}


def is_number(text: str) -> bool:
    """Whether the text is a number, as a serial number is."""
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def is_numbering(row: Sequence[Cell]) -> bool:
    """Whether the row only numbers the columns: 1 | 2 | 3, (1) | (2) | (3), A | B | 1 | 2 | 3."""
    texts = [text.strip("() ") for value in row if (text := cell_text(value).strip())]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < _ENOUGH]
    letters = [text for text in texts if len(text) == 1 and text.isalpha()]
    consecutive = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) >= _ENOUGH and len(numbers) + len(letters) == len(texts) and consecutive


def is_footer(texts: Iterable[str], words: Dictionary) -> bool:
    """Whether the row stands below the table: a total, who signed, the line of the date."""
    folded = [fold(text.strip("(")) for text in texts]
    first = folded[0] if folded else ""
    begins = _begins(first, words)
    return (begins and len(folded) <= _ENOUGH) or any(_DATE_LINE.search(text) for text in folded)


def is_signature(texts: Iterable[str], words: Dictionary) -> bool:
    """Whether any of the texts is one that stands around a signature; asked only below the table."""
    return any(_begins(fold(text.strip("(- ")), words) for text in texts)


def _begins(text: str, words: Dictionary) -> bool:
    return any(text == word or text.startswith(word + " ") for word in words.footers)


def is_group(filled: Mapping[int, str], serial: int | None, words: Dictionary) -> bool:
    """Whether the row names the unit of the rows below: one text, and no number as a person has."""
    number = filled.get(serial, "") if serial is not None else ""
    told = [text for column, text in filled.items() if column != serial]
    if len(told) > 1 or is_number(number):
        return False
    text = told[0] if told else number
    return is_unit_like(text, words) or (bool(told) and bool(_ROMAN_OR_LETTER.fullmatch(number)))


def is_unit_like(text: str, words: Dictionary) -> bool:
    """Whether a text begins as the names of units do: Phòng, Sở, UBND, Trung tâm; Trường, but not Trưởng."""
    name = unit_title(text)
    found = _BEGINNING.match(name)
    if found is None:
        return False
    beginning = found.group().split(" ")
    for count in range(1, len(beginning) + 1):
        said = " ".join(beginning[:count])
        if not said.isascii():
            if matching_key(said) in words.group_keys:
                return True
        elif len(said) >= _SHORT and loose_key(said) in words.groups:
            return True
    return False


def unit_title(text: str) -> str:
    """Return the name in a group row: "II. PHÒNG NỘI VỤ: (5 người)" → "PHÒNG NỘI VỤ"."""
    name = _ORDINAL.sub("", text.strip(), count=1)
    return _COUNTED.sub("", name).strip(" :;.-–") or text.strip()
