"""`day_described`: the day that a list says it describes, in the lines above its header."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from connector.sources import values

_NUMBERS = re.compile(
    r"\b(?:tính\s+)?đến\s+(?:hết\s+)?(?:ngày\s+)?(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})\b",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:tính\s+)?đến\s+(?:hết\s+)?ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\b", re.IGNORECASE
)


def day_described(lines: Iterable[str]) -> date | None:
    """Return the day of a line such as "(Tính đến ngày 31/03/2026)"; None where no line or two days say so."""
    found = {day for line in lines if (day := _day(unicodedata.normalize("NFC", line))) is not None}
    return found.pop() if len(found) == 1 else None


def _day(line: str) -> date | None:
    if said := _NUMBERS.search(line):
        return values.day(said.group(1))
    if said := _WORDS.search(line):
        return values.day("/".join(said.groups()))
    return None
