"""`first_password`: a password that nobody knows until somebody is given it, or a new one."""

from random import Random

_SETS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "-+=_.,:")
"""Without what is mistaken for something else in print."""

_LENGTH = 20


def first_password(rng: Random) -> str:
    """Return 20 characters, at least two of each set, so that any usual policy of Zimbra accepts them.

    `rng` has to be `random.SystemRandom` in earnest: about 117 bits.
    """
    must = [rng.choice(one) for one in _SETS for _ in range(2)]
    rest = [rng.choice("".join(_SETS)) for _ in range(_LENGTH - len(must))]
    characters = must + rest
    rng.shuffle(characters)
    return "".join(characters)
