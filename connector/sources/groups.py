"""`Groups`: the units that the group rows above a person name, the nearest last.

::

    A. SỞ NỘI VỤ                      letter                    SỞ NỘI VỤ
    I. Chi cục Văn thư - Lưu trữ      Roman                     SỞ NỘI VỤ › Chi cục Văn thư
    1. Phòng Hành chính               number                    SỞ NỘI VỤ › Chi cục Văn thư › Phòng Hành chính
    II. Thanh tra Sở                  Roman: its level again    SỞ NỘI VỤ › Thanh tra Sở

A way of numbering that has not been seen opens a level below; one that has been returns to its level.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from connector.sources.layout import unit_title

_ORDINAL = re.compile(r"(?:([IVXLC]{1,6})|([A-Z])|(\d{1,3}(?:\.\d{1,3})*))\s*[.)/:\-–]?(?:\s|$)")
_NUMBERED = re.compile(r"(?:[IVXLC]{1,6}|[A-Z]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/:\-–]")


class _Level(NamedTuple):
    style: str
    ordinal: str
    title: str


class Groups:
    """Where in the tree of group rows the next person stands."""

    def __init__(self) -> None:
        self._levels: list[_Level] = []

    def open(self, filled: Mapping[int, str], serial: int | None) -> None:
        """Take one group row: column → text of the cells that hold something."""
        number = filled.get(serial, "") if serial is not None else ""
        text = next((text for column, text in filled.items() if column != serial), "")
        if not text:
            number, text = (number if _NUMBERED.match(number) else ""), number
        style, ordinal = self._style(number or text, text)
        styles = [level.style for level in self._levels]
        if style in styles:
            del self._levels[styles.index(style) :]
        self._levels.append(_Level(style, ordinal, " ".join(unit_title(text).split())))

    def titles(self) -> list[str]:
        """Return the units above the nearest one, a line for each and the nearest first; and the nearest one.

        Where there is one level only, it is the first and the second is empty.
        """
        titles = [level.title for level in self._levels]
        if len(titles) < 2:  # noqa: PLR2004  one level, or none
            return ["".join(titles), ""]
        return ["\n".join(reversed(titles[:-1])), titles[-1]]

    def _style(self, beginning: str, text: str) -> tuple[str, str]:
        """Return the way a group row is numbered, and its number."""
        found = _ORDINAL.match(beginning) if beginning != text or _NUMBERED.match(text) else None
        if found is None:
            return ("capitals" if text.isupper() else "plain"), ""
        roman, letter, number = found.groups()
        if number:
            return f"number {number.count('.')}", number
        ordinal = roman or letter
        if letter or any(self._follows(level, ordinal) for level in self._levels):
            return "letter", ordinal
        return "roman", ordinal

    @staticmethod
    def _follows(level: _Level, ordinal: str) -> bool:
        """Whether a single I, V, X, L or C goes on with the letters: H, I."""
        return (
            level.style == "letter"
            and len(ordinal) == len(level.ordinal) == 1
            and ord(ordinal) == ord(level.ordinal) + 1
        )
