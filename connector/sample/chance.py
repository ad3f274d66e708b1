"""Chance that can be repeated: one stream of random numbers for each purpose of a seed."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def stream(seed: int, purpose: str) -> Random:
    """Return the stream of `purpose`; drawing more from one stream never changes another.

    Only `random` and `choices` are used of it, whose results stay the same in every version of Python.
    """
    return Random(f"{seed}:{purpose}")  # noqa: S311 - invented people need repeatable chance, not secrecy


def draw(chance: Random, weights: Mapping[str, int], count: int) -> list[str]:
    """Return `count` words, each as often as its weight says."""
    return chance.choices(tuple(weights), cum_weights=tuple(accumulate(weights.values())), k=count)


def pick(chance: Random, items: Sequence[Item]) -> Item:
    """Return one of `items`, which may not be empty."""
    return items[int(chance.random() * len(items))]


def mixed(chance: Random, items: Sequence[Item]) -> list[Item]:
    """Return all of `items` in another order."""
    return [item for _, _, item in sorted((chance.random(), place, item) for place, item in enumerate(items))]
