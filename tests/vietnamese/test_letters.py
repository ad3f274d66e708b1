"""Text as we keep it, and text we refuse to keep."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.vietnamese.letters import clean, foreign_letters, looks_legacy

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "letters.toml").read_text(encoding="utf-8")
)
HOSTILE_LETTERS = (
    "aAeêươđĐ '`´-.\u0300\u0301\u0302\u0303\u0306\u0309\u0323\u031b"
    "\u00a0\u00ad\u00d0\u200b\u2011\u202e\ufeff\n\x1c"
)
HOSTILE_TEXT = st.text(st.one_of(st.sampled_from(HOSTILE_LETTERS), st.characters(codec="utf-8")), max_size=30)


@pytest.mark.parametrize("case", CASES["clean"], ids=lambda case: case["why"])
def test_clean_text_has_one_form(case: dict[str, str]) -> None:
    """Each way of writing the same visible text becomes the same string."""
    assert clean(case["text"]) == case["clean"]


@given(HOSTILE_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """Clean text is a fixed point, in NFC, without blanks at its ends or side by side."""
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert once == once.strip(" ")


@given(HOSTILE_TEXT)
def test_clean_does_not_depend_on_the_unicode_form(text: str) -> None:
    """NFC and NFD of a text clean to the same string."""
    assert clean(unicodedata.normalize("NFD", text)) == clean(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("case", CASES["foreign"], ids=lambda case: ascii(case["text"]))
def test_foreign_letters_are_shown_once_each(case: dict[str, str]) -> None:
    """Other scripts and hidden characters come back; Vietnamese and highland letters do not."""
    assert foreign_letters(case["text"]) == case["foreign"]


@pytest.mark.parametrize("text", [text for group in CASES["legacy"] for text in group["texts"]], ids=ascii)
def test_undecoded_text_looks_legacy(text: str) -> None:
    """TCVN3, VNI and misread UTF-8 are noticed, whole names and single words."""
    assert looks_legacy(text)


@pytest.mark.parametrize(
    "text", [text for group in CASES["not_legacy"] for text in group["texts"]], ids=ascii
)
def test_good_text_does_not_look_legacy(text: str) -> None:
    """Vietnamese, highland and plain foreign names are left alone."""
    assert not looks_legacy(text)
