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
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_CENTURY = 2000
_OLDEST = 1900


@lru_cache(maxsize=8192)
def blank_if_said(text: str) -> str:
    """Return the text, or nothing where it is one of the ways to say "none": -, …, chưa có."""
    return "" if text.casefold() in _BLANKS else text


@lru_cache(maxsize=8192)
def day(text: str, *, youngest: int = 2099) -> date | None:
    """Return the day a text names, day first and never month first; None where it names none.

    Two-digit years are the latest that is not after `youngest`.
    """
    text = text.strip().lstrip("'")
    if iso := _ISO.fullmatch(text):
        year, month, number = (int(part) for part in iso.groups())
    elif found := _DAY.fullmatch(text):
        number, month, year = (int(part) for part in found.groups())
        if len(found.group(3)) == 2:  # noqa: PLR2004  two digits of a year
            year += _CENTURY if _CENTURY + year <= youngest else _OLDEST
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def birth(text: str) -> str | None:
    """Return a birth date as ISO 8601, or a year alone; None where the text is neither."""
    if _YEAR.fullmatch(text):
        return text
    found = day(text, youngest=2015)
    return found.isoformat() if found is not None and found.year >= _OLDEST else None


@lru_cache(maxsize=8192)
def phone(text: str) -> str | None:
    """Return an office number as digits, or None where it is not certain that it is one number.

    Mobile numbers have 10 digits (03, 05, 07, 08, 09), fixed ones 11 (02…), extensions 3 to 6. A zero that a
    numeric cell lost is put back only where the length leaves no other reading.
    """
    digits = re.sub(r"[\s.()\-]", "", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if not (digits.isascii() and digits.isdigit()):
        return None
    if re.fullmatch(r"0[35789]\d{8}|02\d{9}|[1-9]\d{2,5}|1[89]00\d{4,6}", digits):
        return digits
    if re.fullmatch(r"[35789]\d{8}|2\d{9}", digits):
        return "0" + digits
    return None


@lru_cache(maxsize=8192)
def address(text: str) -> str | None:
    """Return an e-mail address in lower case, or None where a person has to look at it.

    Blanks beside "@" and "." are removed; anything else that is odd is not repaired.
    """
    lowered = re.sub(r"\s*([@.])\s*", r"\1", text.strip().lower())
    return lowered if _ADDRESS.fullmatch(lowered) and ".." not in lowered else None


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
