"""`is_syllable`: whether a word is one well-formed Vietnamese syllable, onset + rhyme + tone.

The tables give every spelling the orthography allows, used or not; a dictionary would refuse rare names.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from connector.vietnamese.alphabet import Tone, take_tone

_RHYMES_OF_NUCLEUS: Final = {
    # nucleus: codas it takes ("-" is none)
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oo": "c ng",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uô": "c i m n ng p t",
    "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": "-",
    # with the glide o/u
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng p t",
    "oe": "- c m n ng o t",
    "uâ": "n ng p t y",
    "uê": "- ch n nh u",
    "uơ": "- n",
    "uy": "- a ch n nh p t u",
    "uyê": "n t",
}
_ONLY_WITHOUT_ONSET: Final = frozenset({"yêm", "yên", "yêng", "yêt", "yêu"})
_GLIDES_OF_QU: Final = frozenset({"y", "ya", "ych", "yn", "ynh", "yp", "yt", "yu", "yên", "yêt"})
_PLAIN_ONSETS: Final = "b ch d đ h kh l m n nh p ph r s t th tr v x"
_FRONT: Final = tuple("eêiy")  # before these, the sounds of c, g, ng are written k, gh, ngh
_STOPS: Final = ("c", "ch", "p", "t")  # after these, only sắc and nặng exist
_LONGEST: Final = 7  # nghiêng


def _rhymes() -> frozenset[str]:
    return frozenset(
        nucleus + ("" if coda == "-" else coda)
        for nucleus, codas in _RHYMES_OF_NUCLEUS.items()
        for coda in codas.split()
    )


def _rhymes_of_qu(rhymes: frozenset[str]) -> frozenset[str]:
    """Rhymes after "qu", whose u is the glide already: quang, quê, quốc, quỳnh."""
    glided = ("oa", "oă", "oe", "oo")
    return _GLIDES_OF_QU | {
        rhyme for rhyme in rhymes if rhyme.startswith(tuple("aăâeêiôơ")) and not rhyme.startswith(glided)
    }


def _rhymes_of_gi(rhymes: frozenset[str]) -> Iterator[str]:
    """Rhymes after "gi", which swallows an i: gì, gìn, giếng."""
    for rhyme in rhymes:
        if rhyme.startswith("i"):
            yield rhyme.removeprefix("i")
        elif rhyme != "y":
            yield rhyme


def _spellings() -> Iterator[str]:
    rhymes = _rhymes()
    yield from rhymes | _ONLY_WITHOUT_ONSET
    for onset in _PLAIN_ONSETS.split():
        yield from (onset + rhyme for rhyme in rhymes)
    for back, front in (("c", "k"), ("g", "gh"), ("ng", "ngh")):
        yield from ((front if rhyme.startswith(_FRONT) else back) + rhyme for rhyme in rhymes)
    yield from ("gi" + rhyme for rhyme in _rhymes_of_gi(rhymes))
    yield from ("qu" + rhyme for rhyme in _rhymes_of_qu(rhymes))


_SPELLINGS: Final = frozenset(_spellings())
"""Every well-formed syllable, lower case, without its tone (about 4,000)."""


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Say whether `word` is one well-formed Vietnamese syllable, in any case and any Unicode form.

    A tone mark on the wrong vowel ("qúy", "Tòan", "Hùynh") is still the same syllable. A syllable that ends
    in c, ch, p or t must carry sắc or nặng, so most unaccented or damaged words are refused.
    """
    if len(word) > 3 * _LONGEST:
        return False
    parts = take_tone(unicodedata.normalize("NFC", word).lower())
    if parts is None:
        return False
    letters, tone = parts
    if letters not in _SPELLINGS:
        return False
    return not letters.endswith(_STOPS) or tone in (Tone.SAC, Tone.NANG)
