"""The alphabet as tables: 12 vowel letters, 6 tones, đ, and the marks that carry them.

Twelve vowels under six tones, and đ, make the 67 accented and 22 plain lower-case letters; 134 letters,
large and small, lie outside ASCII.
"""

import unicodedata
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final


class Tone(IntEnum):
    """The six tones, numbered in the order of the dictionaries."""

    NGANG = 0
    HUYEN = 1
    HOI = 2
    NGA = 3
    SAC = 4
    NANG = 5


MARK_OF_TONE: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""The combining mark of each `Tone`."""

VOWELS: Final = "aăâeêioôơuưy"
LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""Lower-case letters in the order of the dictionaries; f, j, w, z stand where foreign words need them."""


def _toned_letters() -> dict[str, tuple[str, Tone]]:
    return {
        unicodedata.normalize("NFC", vowel + MARK_OF_TONE[tone]): (vowel, tone)
        for vowel in VOWELS
        for tone in Tone
        if tone is not Tone.NGANG
    }


TONED: Final[Mapping[str, tuple[str, Tone]]] = MappingProxyType(_toned_letters())
"""Each lower-case letter that carries a tone → the letter without it, and the tone."""

ACCENTED: Final = frozenset("ăâđêôơư") | frozenset(TONED)
"""The 67 lower-case letters outside ASCII."""

HIGHLAND: Final = frozenset("ƀčĕĭñŏŭ")
"""Letters of Ê Đê, Gia Rai, M'nông and Ba Na names that Vietnamese does not have."""

HIGHLAND_MARKS: Final = frozenset("\u0306\u030c")
"""Marks that stay apart under NFC in highland names: the breve of ơ̆ ư̆ ê̆ ô̆, and the caron."""


def take_tone(word: str) -> tuple[str, Tone] | None:
    """Return `word` (lower case, NFC) without its tone, and the tone; None where it carries more than one.

    Where in the word the mark stands does not matter: hòa and hoà, quý and qúy read alike.
    """
    tone = Tone.NGANG
    letters: list[str] = []
    for letter in word:
        found = TONED.get(letter)
        if found is None:
            letters.append(letter)
            continue
        if tone is not Tone.NGANG:
            return None
        plain, tone = found
        letters.append(plain)
    return "".join(letters), tone
