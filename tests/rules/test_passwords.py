"""First passwords: long, of every kind of character, readable, and as the regulation asks."""

from math import comb, log2
from random import Random

import pytest

from connector.rules.duties import PasswordRule
from connector.rules.passwords import LENGTH, SETS, first_password
from tests.support.rosters import profile


def test_first_passwords_meet_usual_policies_and_differ() -> None:
    """Two or more of every kind of character, without those that print alike."""
    made = {first_password(Random(number)) for number in range(500)}  # noqa: S311 - a test
    assert len(made) == 500
    for one in made:
        assert len(one) == LENGTH
        assert sum(c.isupper() for c in one) >= 2
        assert sum(c.islower() for c in one) >= 2
        assert sum(c.isdigit() for c in one) >= 2
        assert sum(not c.isalnum() for c in one) >= 2
        assert not set(one) & set("0Oo1lI.,:;'`")


def test_a_first_password_is_more_than_a_hundred_bits() -> None:
    """Counted from below: two of each set at places of their own, the others anywhere."""
    every = len("".join(SETS.values()))
    sure = sum(2 * log2(len(one)) for one in SETS.values())
    assert sure + (LENGTH - 8) * log2(every) + log2(comb(LENGTH, 8)) - 8 * log2(LENGTH) / 2 > 100


@pytest.mark.parametrize("length", [8, 10, 20, 32])
def test_a_longer_rule_makes_a_longer_password(length: int) -> None:
    """No rule is broken, however long it wants it."""
    rule = PasswordRule(min_length=length, ours=True)
    assert len(first_password(Random(1), [rule])) == max(LENGTH, length)  # noqa: S311 - a test


def test_the_rules_of_ninh_binh_are_met() -> None:
    """NB Đ11.1: 8 characters for users, 10 for administrators, of all four classes."""
    rules = [rule for rule in (NB.password.user, NB.password.admin) if rule is not None]
    assert [rule.min_length for rule in rules] == [8, 10]
    assert {name for rule in rules for name in rule.classes} == set(SETS)
    one = first_password(Random(1), rules)  # noqa: S311 - a test
    assert all(any(c in letters for c in one) for letters in SETS.values())


NB = profile("ubnd-ninhbinh")
