"""The order of dictionaries and of lists of people."""

import random
import tomllib
from pathlib import Path
from typing import TypeVar

import pytest

from connector.vietnamese.names import NameParts
from connector.vietnamese.order import person_sort_key, sort_key

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "order.toml").read_text(encoding="utf-8")
)


Thing = TypeVar("Thing")


def shuffled(things: list[Thing]) -> list[Thing]:
    """The same things in another order, the same one each time."""
    return random.Random(20).sample(things, len(things))  # noqa: S311 - an order for a test, not a secret


@pytest.mark.parametrize("words", [CASES["words"], CASES["numbered"]], ids=["words", "numbers"])
def test_words_stand_as_in_a_dictionary(words: list[str]) -> None:
    """Letters before tones, syllable by syllable; numbers by value."""
    assert sorted(shuffled(words), key=sort_key) == words
    assert sorted(shuffled([word.upper() for word in words]), key=sort_key) == [
        word.upper() for word in words
    ]


@pytest.mark.parametrize(("one", "other"), CASES["ties"])
def test_spellings_of_one_word_stand_together(one: str, other: str) -> None:
    """Case, tone position and punctuation decide only between otherwise equal words."""
    assert sort_key(one)[0] == sort_key(other)[0]
    assert sort_key(one) != sort_key(other)


def test_people_stand_by_given_name_then_family_then_middle() -> None:
    """As Vietnamese lists of people do."""
    people = [
        NameParts(family, tuple(middle.split()), given)
        for family, middle, given in (person.split("|") for person in CASES["people"])
    ]
    assert sorted(shuffled(people), key=person_sort_key) == people
