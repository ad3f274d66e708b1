"""`likelihood`: how much a word, read in one encoding, looks like a word of a staff list.

Natural logarithms of rough chances. They need not be right, only to rank a name above a syllable that no
orthography forbids, that above letters which make no syllable, and those above signs inside a word.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from math import log
from typing import Final

from connector.vietnamese.alphabet import ACCENTED, HIGHLAND
from connector.vietnamese.encodings import Encoding, UndecodableText, decode
from connector.vietnamese.syllables import is_syllable

_EXPECTED: Final = {"commonest": log(5e-2), "frequent": log(5e-3), "usual": log(5e-4)}
_ASCII: Final = log(5e-4)  # letters that read alike in nearly every encoding
_SYLLABLE: Final = log(1e-6)  # the rest of about 17,000 that orthography allows
_OUR_LETTERS: Final = log(1e-9)
_OTHER_LETTERS: Final = log(1e-11)
_STRANGE_SIGN: Final = log(1e-5)
_SIGN_AT_VOWEL: Final = log(1e-2)  # where VIQR writes a tone; but also an ordinary full stop or apostrophe
_STRANGE_CASE: Final = log(1e-4)

_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz") | ACCENTED | HIGHLAND
_RUN: Final = re.compile(r"[^\W\d_]+")
_AT_VOWEL: Final = re.compile("[AEIOUYaeiouy]['.]")
_ORDINARY_SIGNS: Final = frozenset(" \t\n\r\v\f\u00a0.,;:()/-–—&\"“”‘’'0123456789\u200b\ufeff")


@cache
def _likely() -> Mapping[str, float]:
    text = resources.files("connector.vietnamese").joinpath("likely_words.toml").read_text("utf-8")
    tables: dict[str, str] = tomllib.loads(text)
    return {word: _EXPECTED[how] for how, words in tables.items() for word in words.split()}


def is_likely(word: str) -> bool:
    """Say whether `word` (NFC, any case) is one to expect in a staff list."""
    return word.lower() in _likely()


def runs_of_letters(text: str) -> list[str]:
    """Return what stands between blanks, digits and signs."""
    return _RUN.findall(text)


def _of_run(run: str) -> float:
    case = 0.0 if run.islower() or run.isupper() or run[1:].islower() or len(run) == 1 else _STRANGE_CASE
    small = run.lower()
    known = _likely().get(small)
    if known is not None:
        return case + known
    if run.isascii():
        return case + _ASCII
    if is_syllable(small) or _is_abbreviation(run):
        return case + _SYLLABLE
    return case + (_OUR_LETTERS if _LETTERS.issuperset(small) else _OTHER_LETTERS)


@lru_cache(maxsize=131_072)
def likelihood(word: str, encoding: Encoding) -> float | None:
    """Return the logarithm of the chance of `word` (as it stands in the cell) under `encoding`.

    None where `word` means nothing in `encoding`.
    """
    try:
        text = decode(word, encoding)
    except UndecodableText:
        return None
    strange = sum(1 for sign in _RUN.sub("", text) if sign not in _ORDINARY_SIGNS)
    of_signs = strange * _STRANGE_SIGN + len(_AT_VOWEL.findall(text)) * _SIGN_AT_VOWEL
    return sum(map(_of_run, _RUN.findall(text))) + of_signs


def _is_abbreviation(run: str) -> bool:
    """Say whether `run` is letters like those of HĐND, PGĐ, Đ/c: capitals, and Đ the only one of ours."""
    return run == "đ" or (run.isupper() and run.replace("Đ", "D").isascii())


@lru_cache(maxsize=65_536)
def all_syllables(text: str) -> bool:
    """Say whether every run of letters of `text` is a well-formed syllable, plain ASCII or an abbreviation."""
    return all(run.isascii() or is_syllable(run) or _is_abbreviation(run) for run in _RUN.findall(text))
