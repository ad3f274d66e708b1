"""Well-formed Vietnamese syllables."""

import tomllib
import unicodedata
from pathlib import Path

import pytest

from connector.vietnamese.syllables import is_syllable

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "syllables.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("word", CASES["well_formed"].split())
def test_a_syllable_is_recognised(word: str) -> None:
    """Old and new tone placement, misplaced tones, capitals and rare rhymes included; in NFC and NFD."""
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", CASES["malformed"].split(), ids=ascii)
def test_anything_else_is_not(word: str) -> None:
    """Missing marks, foreign and highland words, wrong onsets, two tones, stops without sắc or nặng."""
    assert not is_syllable(word)


def test_nothing_is_no_syllable() -> None:
    """Neither the empty word nor a very long one."""
    assert not is_syllable("")
    assert not is_syllable("nghiêng" * 1000)
