"""`clean`: text as we keep it; `foreign_letters` and `looks_legacy`: text we must not keep as it is.

Order matters. In TCVN3 the soft hyphen *is* the letter ư, and Ð, ð are letters of TCVN3 and VISCII, so
`clean` destroys text of a legacy encoding: decode first (or refuse what `looks_legacy`), then clean.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from connector.text import Text
from connector.vietnamese.syllables import is_syllable

_APOSTROPHES: Final = "’‘‛ʼʻʽʹʾʿˈ`´′＇\u055a\ua78c"
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, zero-width characters, BOM
_BLANKS: Final = "\t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_MORE_BLANKS: Final = "\u2028\u2029\u202f\u205f\u3000"

_REPLACED: Final = {
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _INVISIBLE), ""),
    **dict.fromkeys(map(ord, _BLANKS + _MORE_BLANKS), " "),
    **dict.fromkeys(map(ord, "\u00d0\u0189"), "Đ"),  # Ð (Icelandic), Ɖ (African): the same picture
    **dict.fromkeys(map(ord, "\u00f0\u0256"), "đ"),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),  # what Word makes of a hyphen
}
_ASCII_TO_REPLACE: Final = (*filter(str.isascii, map(chr, _REPLACED)), "  ")
_TO_REPLACE: Final = re.compile("[" + "".join(re.escape(chr(code)) for code in _REPLACED) + "]|  ")


def clean(text: str) -> str:
    """Return `text` in NFC, without invisible characters, with one kind of blank, apostrophe, hyphen and Đ.

    Only for text already decoded: in TCVN3 text the soft hyphen is the letter ư and would be lost here.
    Runs of blanks become one; there are none at the ends. Control, bidi and foreign characters stay, so that
    `foreign_letters` can show them. `clean(clean(text)) == clean(text)`.
    """
    composed = unicodedata.normalize("NFC", text)
    if _TO_REPLACE.search(composed):
        composed = unicodedata.normalize("NFC", composed.translate(_REPLACED))
        composed = " ".join(word for word in composed.split(" ") if word)
    return composed.strip(" ")


def is_clean(texts: str) -> bool:
    """Say whether `clean` would leave a text as it is, blanks at its ends aside; quick for long ones."""
    if texts.isascii():
        return not any(replaced in texts for replaced in _ASCII_TO_REPLACE)
    return unicodedata.is_normalized("NFC", texts) and _TO_REPLACE.search(texts) is None


_LATIN_ENDS: Final = 0x250  # below: ASCII, Latin-1, Latin Extended-A and -B
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_HARMLESS: Final = frozenset(_INVISIBLE + _BLANKS + _MORE_BLANKS + _APOSTROPHES)
_LATIN_MARKS: Final = range(0x0300, 0x0370)
_ORDINARY: Final = re.compile(r"[ -~À-ɏẠ-ỹ]*")


def _is_foreign(character: str) -> bool:
    category = unicodedata.category(character)
    if category in _REFUSED_CATEGORIES:
        return True
    if category.startswith("M"):
        return ord(character) not in _LATIN_MARKS
    if category.startswith(("L", "N")) and ord(character) >= _LATIN_ENDS:
        return not unicodedata.name(character, "").startswith("LATIN ")
    return False


def foreign_letters(text: str) -> str:
    """Return, each once and in order, what must not stand in a name: "" when all is well.

    That is: letters and digits that are not Latin (the Cyrillic А looks like ours), and control,
    bidirectional, private or unassigned characters. What `clean` removes is not counted.
    """
    if _ORDINARY.fullmatch(text):
        return ""
    found = (letter for letter in text if letter not in _HARMLESS and _is_foreign(letter))
    return "".join(dict.fromkeys(found))


LEGACY: Final = Text(
    vi="Chữ có vẻ còn ở bảng mã cũ (TCVN3, VNI), chưa chuyển sang Unicode.",
    en="The text looks like a legacy encoding (TCVN3, VNI) that was never converted to Unicode.",
)
"""What to tell a person about text that `looks_legacy`."""

_TCVN3_SIGNS: Final = frozenset("¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹º»¼½¾×÷")
_NOT_VIETNAMESE: Final = frozenset("åæçëïøûüöäþßÿî")
_QUOTES_AND_BULLETS: Final = "«»·"
_MIXED_CASE: Final = re.compile("[a-z][À-Þ]")  # TCVN3: "NguyÔn", "ChÝ"
_CAPITAL_INSIDE: Final = re.compile("[A-Za-z][À-Þ][a-z]|[a-z][À-Þ]")  # and in what is no syllable: "TÝnh"
_NO_NAME: Final = frozenset({"thò"})  # VNI for Thị, the commonest middle name; a syllable, but in no name
_SOFT_HYPHEN: Final = "\u00ad"  # TCVN3: ư
_VNI_PAIR: Final = re.compile("a[âáàãêéèúùõ]|[eo][âáàãùõ]|[uôy][ùõ]")  # VNI: the mark is a letter of its own


@lru_cache(maxsize=16_384)
def _legacy_word(word: str) -> bool:
    if word.isascii():
        return False
    bare = word.strip(_QUOTES_AND_BULLETS + ".,;:()[]'\"-").replace("Ð", "Đ").replace("ð", "đ")
    if is_syllable(bare):
        return bare.lower() in _NO_NAME or _MIXED_CASE.search(word) is not None
    if _SOFT_HYPHEN in bare and is_syllable(bare.replace(_SOFT_HYPHEN, "ư")):
        return True
    small = word.lower()
    if "ñ" in small and is_syllable(bare.lower().replace("ñ", "đ")):  # VNI ñ is đ; in M'nông it is a letter
        return True
    if any(letter.isascii() and letter.isalpha() for letter in word) and not _TCVN3_SIGNS.isdisjoint(word):
        return True
    return bool(
        not _NOT_VIETNAMESE.isdisjoint(small) or _CAPITAL_INSIDE.search(word) or _VNI_PAIR.search(small)
    )


def looks_legacy(text: str) -> bool:
    """Say whether some word of `text` has the marks of undecoded TCVN3 or VNI and is no good syllable.

    A cheap test, to refuse; it decodes nothing. Ask before `clean`, which takes TCVN3's ư away. One short
    word can pass (Hoàng is also VNI for Hồng), a whole name hardly ever. Foreign names with ä, ö, ü, ø … are
    caught too: they look the same.
    """
    return not text.isascii() and any(
        _legacy_word(word) for word in unicodedata.normalize("NFC", text).split()
    )
