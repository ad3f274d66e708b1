"""`first_password`: a password that satisfies every rule of an organisation and can be read aloud from paper."""

from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Final

from connector.rules.duties import PasswordRule

SETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "upper": "ABCDEFGHJKLMNPQRSTUVWXYZ",
        "lower": "abcdefghijkmnpqrstuvwxyz",
        "digit": "23456789",
        "special": "-+=@#%",
    }
)
"""Without what is mistaken for something else in print: I l 1, O o 0, and . with ,"""

LENGTH: Final = 20


def first_password(rng: Random, rules: Sequence[PasswordRule] = ()) -> str:
    """Return at least 20 characters, two or more of each set: any class a rule may ask for is there.

    `rng` has to be `random.SystemRandom` in earnest; 20 characters are more than 100 bits.
    """
    length = max(LENGTH, *(rule.min_length for rule in rules), 0)
    must = [rng.choice(one) for one in SETS.values() for _ in range(2)]
    rest = [rng.choice("".join(SETS.values())) for _ in range(length - len(must))]
    characters = must + rest
    rng.shuffle(characters)
    return "".join(characters)
