"""`to_ascii`: Vietnamese text as `[a-z0-9]`, or a refusal; never a guess.

Unidecode does the folding, but it answers for everything: undecoded TCVN3 `ThÞ` becomes `ThTh`, Cyrillic
becomes somebody's romanisation. So it stands behind a gate: only the letters of Vietnamese, ASCII and the
highland languages pass, and only in words that do not look like a legacy encoding.
"""

from functools import lru_cache
from typing import Final

from unidecode import unidecode

from connector.text import Text
from connector.vietnamese.alphabet import ACCENTED, HIGHLAND, HIGHLAND_MARKS, MARK_OF_TONE
from connector.vietnamese.letters import LEGACY, clean, looks_legacy

_DROPPED: Final = str.maketrans("", "", "'-.,–—")  # apostrophes, hyphens, dots; and dashes and commas
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789") | ACCENTED | HIGHLAND
_FOLDABLE: Final = _LETTERS | HIGHLAND_MARKS | frozenset(MARK_OF_TONE[1:])


class NotFoldable(ValueError):
    """Text that would have to be guessed at. `what` says why, naming characters but never the text."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.en)
        self.what = what


def _code_points(letters: set[str]) -> str:
    return ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in sorted(letters))


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    """Fold one cleaned word; raise NotFoldable where it cannot be done with certainty."""
    small = word.lower().translate(_DROPPED)
    strange = set(small) - _FOLDABLE
    if strange:
        shown = _code_points(strange)
        raise NotFoldable(
            Text(
                vi=f"Có ký tự không thể bỏ dấu một cách chắc chắn: {shown}.",
                en=f"There are characters that cannot be folded to ASCII with certainty: {shown}.",
            )
        )
    folded = unidecode(small)
    if folded and not (folded.isascii() and folded.isalnum()):
        raise NotFoldable(
            Text(
                vi="Bỏ dấu không ra chữ cái la-tinh thường và chữ số.",
                en="Folding did not give plain Latin letters and digits.",
            )
        )
    return folded


def to_ascii(text: str) -> str:
    """Return `text` as lower-case `[a-z0-9]`; apostrophes, hyphens, dashes, dots, commas and blanks go.

    All 134 accented letters fold alike in NFC, NFD and the half-composed form of CP1258 (KH Đ3.1: marks off,
    ă â → a, đ → d, ê → e, ô ơ → o, ư → u).

    Raises:
        NotFoldable: another script, a sign such as & or @, a letter outside Vietnamese and the highland
            languages, or text that looks like undecoded TCVN3 or VNI.
    """
    if looks_legacy(text):  # asked before clean(), which would eat TCVN3's ư
        raise NotFoldable(LEGACY)
    return "".join(map(_fold_word, clean(text).split(" ")))
