"""Cells of one row as values: days, phones, addresses, employment. Nothing is guessed."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from connector.model.roster import Employment
from connector.sources.dictionary import fold

_BLANKS = frozenset({"-", "–", "—", ".", "…", "...", "/", "0", "không", "không có", "chưa có", "n/a"})
_LONGEST_BLANK = max(map(len, _BLANKS))
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})(?:\s+0{1,2}:00(?::00)?)?")
_SPOKEN_DAY = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s*,?\s+năm\s+(\d{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(rf"(\d{{1,2}})[-\s]({'|'.join(_MONTHS)})[a-z]*[-\s](\d{{4}})", re.IGNORECASE)
_MONTH = re.compile(r"(?:tháng\s+)?(\d{1,2})\s*[/.\-]\s*((?:19|20)\d{2})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PLAIN_ADDRESS = re.compile(r"[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*@(?:[a-z0-9-]+\.)+(?:vn|com)")
PLAIN = {
    "phone": re.compile(r"(?:(?:0[35789]\d{8}|02\d{9})?+\x1e)*+", re.ASCII),
    "address": re.compile(rf"(?:(?:{_PLAIN_ADDRESS.pattern})?+\x1e)*+"),
}
"""What a whole column looks like, a separator after each cell, whose texts are values as they stand."""
_CUT = re.compile(r"\.(?:.|go|gov|ed|edu|co|or|org\.v|gov\.v|com\.v|edu\.v)$|\.@")
"""What is left of .gov.vn and the like where a cell was too narrow for whoever copied it."""
_AROUND = re.compile(r"\s*([@.])\s*")
_PHONE_MARKS = re.compile(r"[\s.()\-]")
_PHONE = re.compile(r"0[35789]\d{8}|02\d{9}|[1-9]\d{2,5}|1[89]00\d{4,6}")
_PHONE_CUT = re.compile(r"[35789]\d{8}|2\d{9}")
_CENTURY = 2000
_OLDEST = 1900


def blank_if_said(text: str) -> str:
    """Return the text, or nothing where it is one of the ways to say "none": -, …, chưa có."""
    return "" if len(text) <= _LONGEST_BLANK and text.casefold() in _BLANKS else text


@lru_cache(maxsize=1 << 16)
def day(text: str, *, youngest: int = 2099) -> date | None:
    """Return the day a text names, day first and never month first; None where it names none.

    Two-digit years are the latest that is not after `youngest`. A bare number is no day: 45292 may be one of
    Excel's, or a slip.
    """
    text = text.strip(" '’\t")
    if iso := _ISO.fullmatch(text):
        year, month, number = (int(part) for part in iso.groups())
    elif found := _DAY.fullmatch(text) or _SPOKEN_DAY.fullmatch(text):
        number, month, year = (int(part) for part in found.groups())
        if len(found.group(3)) == 2:  # noqa: PLR2004  two digits of a year
            year += _CENTURY if _CENTURY + year <= youngest else _OLDEST
    elif named := _NAMED_MONTH.fullmatch(text):
        number, month, year = int(named[1]), 1 + _MONTHS.index(named[2].lower()), int(named[3])
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


@lru_cache(maxsize=1 << 16)
def birth(text: str) -> str | None:
    """Return a birth date as ISO 8601, or a year alone; None where the text is neither.

    Of a month and a year (05/1980) the year is kept.
    """
    found = day(text, youngest=2015)
    if found is not None:
        return found.isoformat() if found.year >= _OLDEST else None
    text = text.strip(" '’\t")
    if _YEAR.fullmatch(text):
        return text
    month = _MONTH.fullmatch(text)
    return month[2] if month and 1 <= int(month[1]) <= 12 else None  # noqa: PLR2004  months of a year


def phone(text: str) -> str | None:
    """Return an office number as digits, or None where it is not certain that it is one number.

    Mobile numbers have 10 digits (03, 05, 07, 08, 09), fixed ones 11 (02…), extensions 3 to 6. A zero that a
    numeric cell lost is put back only where the length leaves no other reading.
    """
    digits = text if text.isdigit() else _PHONE_MARKS.sub("", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if not (digits.isascii() and digits.isdigit()):
        return None
    if _PHONE.fullmatch(digits):
        return digits
    return "0" + digits if _PHONE_CUT.fullmatch(digits) else None


def address(text: str) -> str | None:
    """Return an e-mail address in lower case, or None where a person has to look at it.

    Blanks beside "@" and "." are removed; anything else that is odd is not repaired, nor is a domain that was
    cut: `lan@ninhbinh`, `lan@ninhbinh.gov`.
    """
    lowered = text.lower()
    if _PLAIN_ADDRESS.fullmatch(lowered):
        return lowered
    lowered = lowered.strip()
    if not lowered.isascii():
        return None
    if " " in lowered or "\n" in lowered:
        lowered = _AROUND.sub(r"\1", lowered)
    if not _ADDRESS.fullmatch(lowered) or ".." in lowered or _CUT.search(lowered):
        return None
    return lowered


@lru_cache(maxsize=8192)
def yes_or_no(text: str) -> bool | None:
    """Return what a flag cell says; None where it is neither yes nor no."""
    word = fold(text)
    if word in ("", "khong", "false", "0", "no"):
        return False
    return True if word in ("x", "co", "true", "1", "yes", "v") else None


@lru_cache(maxsize=1024)
def employment(text: str) -> Employment | None:
    """Return what HR says of a person's service; an empty cell means at work, an unknown word None."""
    return _statuses().get(fold(text)) if text else Employment.WORKING


@cache
def _statuses() -> Mapping[str, Employment]:
    data = tomllib.loads(files("connector.sources").joinpath("statuses.toml").read_text(encoding="utf-8"))
    return {fold(word): Employment(status) for status, words in data.items() for word in words}
