"""`legible`, `moment`, `day`, `number`: raw values as a person may see them.

Names come from workbooks and directories that others write. A control character in one could move the
cursor or colour the terminal, a bidirectional one could make an address read backwards: each is shown
as U+FFFD, so that it is seen and does nothing.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Final

from connector.text import Language

VIETNAM_TIME: Final = timezone(timedelta(hours=7), "+07")
"""Asia/Ho_Chi_Minh; without summer time since 1975, so an offset says it all."""

BLANKS: Final = "\t\n\r\u00a0"
REPLACEMENT: Final = "\ufffd"


def legible(text: str) -> str:
    """Return `text` on one line, with every character that cannot be seen replaced by U+FFFD."""
    if text.isprintable():
        return text
    return "".join(_seen(character) for character in text)


def _seen(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character in BLANKS else REPLACEMENT


def moment(at: datetime, language: Language) -> str:
    """Return `at` to the minute in Vietnamese time; raises ValueError where it has no time zone."""
    if at.tzinfo is None:
        msg = "a moment without its time zone"
        raise ValueError(msg)
    form = "%d/%m/%Y %H:%M" if language is Language.VI else "%Y-%m-%d %H:%M"
    return at.astimezone(VIETNAM_TIME).strftime(form)


def day(of: date, language: Language) -> str:
    """Return a day as it is written."""
    return of.strftime("%d/%m/%Y" if language is Language.VI else "%Y-%m-%d")


def number(count: int, language: Language) -> str:
    """Return `count` with its thousands marked: 50.000 in Vietnamese, 50,000 in English."""
    marked = f"{count:,}"
    return marked.replace(",", ".") if language is Language.VI else marked
