"""When two spellings are the same word."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.vietnamese.matching import loose_key, matching_key

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "matching.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("one", "other"), CASES["same"])
def test_spellings_of_one_word_match(one: str, other: str) -> None:
    """Tone position, case, Unicode form and blanks do not separate."""
    assert matching_key(one) == matching_key(other)


@pytest.mark.parametrize(("one", "other"), CASES["different"])
def test_different_words_do_not_match(one: str, other: str) -> None:
    """Tones, shapes of letters, and i against y do separate."""
    assert matching_key(one) != matching_key(other)


@given(st.text(st.one_of(st.sampled_from("aeoưyđquíìỏễ \u0301\u0323\u0306-1"), st.characters()), max_size=20))
def test_keys_do_not_depend_on_the_unicode_form(text: str) -> None:
    """NFC and NFD of any text have the same keys."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert matching_key(composed) == matching_key(decomposed)
    assert loose_key(composed) == loose_key(decomposed)


@pytest.mark.parametrize(("header", "key"), CASES["loose"].items(), ids=ascii)
def test_headers_have_loose_keys(header: str, key: str) -> None:
    """Small letters without marks, on one line; other scripts untouched."""
    assert loose_key(header) == key
