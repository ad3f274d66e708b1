"""The names of invented people are as frequent as those of real ones."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from connector.sample.chance import stream
from connector.sample.names import invent_names
from connector.vietnamese.ascii import to_ascii
from connector.vietnamese.syllables import is_syllable

MANY = 10_000
Rule = Callable[[list[str]], str]


@cache
def _names(seed: int = 7) -> tuple[str, ...]:
    return tuple(invent_names(MANY, stream(seed, "names")))


def _share(names: Sequence[str], *, of: Callable[[list[str]], bool]) -> float:
    return sum(of(name.split(" ")) for name in names) / len(names)


def _first_initials(words: list[str]) -> str:
    return words[0][0] + (words[1][0] if len(words) > 2 else "") + words[-1]


def _all_initials(words: list[str]) -> str:
    return "".join(word[0] for word in words[:-1]) + words[-1]


def test_the_same_seed_gives_the_same_names_and_another_seed_gives_others() -> None:
    """Chance comes from the seed alone."""
    again = tuple(invent_names(MANY, stream(7, "names")))
    assert again == _names()
    assert tuple(invent_names(MANY, stream(8, "names"))) != _names()


def test_families_are_as_frequent_as_measured() -> None:
    """Nguyễn has 31 to 38 %, and the next families follow in the measured order."""
    families = Counter(name.split(" ")[0] for name in _names())
    assert 0.31 <= families["Nguyễn"] / MANY <= 0.38
    assert [family for family, _ in families.most_common(4)] == ["Nguyễn", "Trần", "Lê", "Phạm"]
    assert 0.08 <= families["Trần"] / MANY <= 0.11
    assert 0.07 <= families["Lê"] / MANY <= 0.10


def test_middle_names_are_those_of_working_people() -> None:
    """Văn or Thị stands in about half to 60 % of the names, against 19 % among students."""
    assert 0.50 <= _share(_names(), of=lambda words: words[1] in ("Văn", "Thị")) <= 0.62


@pytest.mark.parametrize(("words", "least", "most"), [(2, 0.02, 0.04), (3, 0.68, 0.77), (4, 0.20, 0.29)])
def test_names_have_as_many_words_as_real_ones(words: int, least: float, most: float) -> None:
    """Measured: 2.5 % two words, 70.8 % three, 26.5 % four."""
    assert least <= _share(_names(), of=lambda found: len(found) == words) <= most


@pytest.mark.parametrize(
    ("rule", "least", "most"),
    [
        pytest.param(_first_initials, 0.60, 0.73, id="first initials and given name"),
        pytest.param(_all_initials, 0.47, 0.60, id="all initials and given name"),
        pytest.param("".join, 0.18, 0.36, id="full name"),
    ],
)
def test_short_addresses_collide_as_often_as_real_ones(rule: Rule, least: float, most: float) -> None:
    """Among 10,000 people; a little above the random draws, since given names here go with middle names."""
    found = Counter(rule(to_ascii_words(name)) for name in _names())
    assert least <= sum(count for count in found.values() if count > 1) / MANY <= most


def test_every_word_is_a_vietnamese_syllable() -> None:
    """An ordinary name holds nothing that a reader would have to question."""
    words = {word for name in _names() for word in name.split(" ")}
    assert {word for word in words if not is_syllable(word)} == set()


def to_ascii_words(name: str) -> list[str]:
    """Return the words of a name as they stand in an address."""
    return [to_ascii(word) for word in name.split(" ")]
