"""`matching_key` and `loose_key`: when two spellings are the same word, strictly and loosely."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from connector.vietnamese.alphabet import MARK_OF_TONE, take_tone
from connector.vietnamese.letters import clean

_RUN_OF_LETTERS: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65_536)
def _tone_last(word: str) -> str:
    parts = take_tone(word)
    return word if parts is None else parts[0] + MARK_OF_TONE[parts[1]]


def matching_key(text: str) -> str:
    """Return a key that is equal for two spellings of the same words, and only then.

    Case, Unicode form and blanks do not matter, nor on which vowel the tone stands: Khánh Hòa = KHÁNH HOÀ,
    quý = qúy. The tone itself does (Trưởng ≠ Trường), and so do i and y (Lý ≠ Lí: two families' spellings).
    The key has each word's tone as a combining mark at its end; it is for comparing, not for showing.
    """
    small = unicodedata.normalize("NFC", clean(text).casefold())
    if small.isascii():
        return small
    return _RUN_OF_LETTERS.sub(lambda run: _tone_last(run[0]), small)


def loose_key(text: str) -> str:
    """Return `text` in small letters without any mark, blanks and new lines as single blanks.

    For recognising headers and set words ("HỌ VÀ TÊN" over two lines → "ho va ten"). Never for people:
    Trưởng and Trường become one. Punctuation and letters of other scripts stay; nothing is refused.
    """
    small = clean(text).casefold()
    if small.isascii():
        return small
    decomposed = unicodedata.normalize("NFD", small)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).replace("đ", "d")
