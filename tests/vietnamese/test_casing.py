"""Names typed in capitals."""

import tomllib
from pathlib import Path

import pytest

from connector.vietnamese.casing import is_all_caps, title_case

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "casing.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("name", "titled"), CASES["title"].items(), ids=ascii)
def test_each_word_begins_with_a_capital(name: str, titled: str) -> None:
    """Composed or not; H'Hen keeps both capitals."""
    assert title_case(name) == titled
    assert title_case(titled) == titled


@pytest.mark.parametrize("name", CASES["all_caps"]["yes"])
def test_capitals_throughout_are_noticed(name: str) -> None:
    """In any Unicode form, with apostrophes and digits."""
    assert is_all_caps(name)


@pytest.mark.parametrize("name", CASES["all_caps"]["no"])
def test_a_small_letter_or_too_little_is_not_all_capitals(name: str) -> None:
    """One letter alone says nothing of how the roster was typed."""
    assert not is_all_caps(name)
