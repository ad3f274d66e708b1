"""`title_case` and `is_all_caps`: names from rosters typed in capitals."""

import re
from functools import lru_cache
from typing import Final

from connector.vietnamese.letters import clean

_CLITICS: Final = frozenset({"h", "k"})  # Ê Đê, Gia Rai H'Hen; Cơ Ho K'Vơ: the name itself follows the mark
_JOINS: Final = re.compile(r"([-.])")


def _capital_first(word: str) -> str:
    return word[:1].upper() + word[1:].lower()


def _capitals_of_part(part: str) -> str:
    head, mark, rest = part.partition("'")
    if mark and (head.lower() in _CLITICS or rest[:1].isupper()):
        return _capital_first(head) + mark + _capital_first(rest)
    return _capital_first(part)


@lru_cache(maxsize=65_536)
def title_word(word: str) -> str:
    """Return one cleaned word with a capital first and small letters after, as `title_case` does."""
    if word.isalpha():
        return _capital_first(word)
    return "".join(map(_capitals_of_part, _JOINS.split(word)))


def title_case(name: str) -> str:
    """Return `name` cleaned, each word with a capital first letter: BÙI THỊ → Bùi Thị.

    H'Hen and K'Vơ keep both capitals, from any case; after another apostrophe a capital stays a capital.
    `str.title` is no use here: on decomposed text it makes "NguyễN ThỊ ÁNh".
    """
    return clean(" ".join(map(title_word, clean(name).split(" "))))


def is_all_caps(name: str) -> bool:
    """Say whether `name` is typed in capitals throughout (more than one letter, none of them small)."""
    return name.isupper() and sum(letter.isalpha() for letter in clean(name)) > 1
