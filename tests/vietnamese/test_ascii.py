"""Folding to ASCII: certain, or refused."""

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.vietnamese.ascii import NotFoldable, to_ascii
from connector.vietnamese.names import Confidence, split_name

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "ascii.toml").read_text(encoding="utf-8")
)
NAMES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "names.toml").read_text(encoding="utf-8")
)
PLAIN_OF_SHAPED = dict(zip("ăâđêôơưĂÂĐÊÔƠƯ", "aadeoou" * 2, strict=True))
TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def letters_and_plain() -> dict[str, str]:
    """The 134 accented letters as shape + tone mark, built from the alphabet and not from our tables."""
    shaped = "aăâeêioôơuưy"
    toned = {
        vowel + tone: PLAIN_OF_SHAPED.get(vowel, vowel).lower()
        for vowel in shaped + shaped.upper()
        for tone in TONES
    }
    return toned | PLAIN_OF_SHAPED


LETTERS = letters_and_plain()


def test_there_are_134_letters() -> None:
    """The list the next test runs over is the whole alphabet outside ASCII."""
    assert len({unicodedata.normalize("NFC", letter) for letter in LETTERS}) == 134


def test_every_letter_folds_in_every_form() -> None:
    """KH Đ3.1: marks off; composed, decomposed, and shape with a separate tone mark as CP1258 keeps it."""
    for letter, plain in LETTERS.items():
        assert to_ascii(unicodedata.normalize("NFC", letter)) == plain
        assert to_ascii(unicodedata.normalize("NFD", letter)) == plain
        assert to_ascii(letter) == plain


@pytest.mark.parametrize(("text", "folded"), CASES["folds"].items(), ids=ascii)
def test_text_folds(text: str, folded: str) -> None:
    """Names, units and numbers become one ASCII word; marks that only join or separate go."""
    assert to_ascii(text) == folded


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_a_guess_is_refused(case: dict[str, str]) -> None:
    """Whatever Unidecode would have answered, we do not."""
    with pytest.raises(NotFoldable) as refusal:
        to_ascii(case["text"])
    assert refusal.value.what.vi
    assert case["text"] not in str(refusal.value)


@given(st.text(st.one_of(st.sampled_from("aêơđĐ’.- \u0301\u00ad\u200b¨ÔöñÑ1"), st.characters()), max_size=20))
def test_the_answer_is_plain_or_there_is_none(text: str) -> None:
    """For any text at all: `[a-z0-9]*`, or NotFoldable."""
    try:
        folded = to_ascii(text)
    except NotFoldable:
        return
    assert re.fullmatch("[a-z0-9]*", folded)


@pytest.mark.parametrize("name", [name for name, _ in NAMES["sure"]])
def test_a_sure_name_always_folds(name: str) -> None:
    """What split_name calls sure never fails at the gate."""
    assert split_name(name).confidence is Confidence.SURE
    assert to_ascii(name)
