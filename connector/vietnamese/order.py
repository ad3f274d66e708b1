"""`sort_key` and `person_sort_key`: the order of Vietnamese dictionaries, and of lists of people.

Word by word: first the letters (ă â đ ê ô ơ ư are letters of their own, after a d e o u), then the tone:
ngang, huyền, hỏi, ngã, sắc, nặng. So ba < bà < bả < bã < bá < bạ < băng, and "an ninh" < "án".
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from connector.vietnamese.alphabet import LETTERS, TONED, Tone, take_tone
from connector.vietnamese.letters import clean
from connector.vietnamese.names import NameParts

WordKey = tuple[int, int, str, int]
SortKey = tuple[tuple[WordKey, ...], str]

_RUNS: Final = re.compile(r"\d+|[^\W\d_]+")
_NUMBER, _LETTERS = 0, 1
_RANKS: Final = str.maketrans({letter: chr(0xE000 + rank) for rank, letter in enumerate(LETTERS)})
"""Letters → private characters in dictionary order; letters of other alphabets come before them."""


def _without_tones(word: str) -> tuple[str, Tone]:
    """A word of several toned syllables run together: every tone off, and none to compare."""
    return "".join(TONED.get(letter, (letter,))[0] for letter in word), Tone.NGANG


@lru_cache(maxsize=65_536)
def _key_of_run(run: str) -> WordKey:
    if run[0].isdecimal():
        return (_NUMBER, int(run), "", 0)
    letters, tone = take_tone(run) or _without_tones(run)
    return (_LETTERS, 0, letters.translate(_RANKS), int(tone))


@lru_cache(maxsize=65_536)
def sort_key(text: str) -> SortKey:
    """Return the dictionary key of `text`. Case and punctuation decide only between otherwise equal texts.

    Numbers stand before letters and in the order of their value: Phòng 2 before Phòng 10.
    """
    shown = clean(text)
    small = unicodedata.normalize("NFC", shown.lower())
    return tuple(map(_key_of_run, _RUNS.findall(small))), shown


def person_sort_key(name: NameParts) -> tuple[SortKey, SortKey, SortKey]:
    """Return the key of a list of people: by given name, then family, then middle names."""
    return sort_key(name.given), sort_key(name.family), sort_key(" ".join(name.middle))
