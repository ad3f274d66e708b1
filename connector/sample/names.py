"""Names of invented officials, each part as frequent as it is among real ones.

The facts stand in `names.toml` beside this module.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeAlias

from connector.sample.chance import draw

Weights: TypeAlias = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NameFacts:
    """How often each part of a name occurs; shares lie between 0 and 1, weights are proportions."""

    women: float
    older_middle: float
    second_word: float
    mothers_family: float
    no_middle: float
    families: Weights
    mothers: Weights
    men_middle: Weights
    men_given: Weights
    women_middle: Weights
    women_second: Weights
    women_given: Weights


@cache
def name_facts() -> NameFacts:
    """Return the facts of `names.toml`."""
    text = files("connector.sample").joinpath("names.toml").read_text(encoding="utf-8")
    tables: dict[str, Any] = tomllib.loads(text)
    return NameFacts(
        **tables["shares"],
        families=tables["family"],
        mothers=tables["mothers"],
        men_middle=tables["men"]["middle"],
        men_given=tables["men"]["given"],
        women_middle=tables["women"]["middle"],
        women_second=tables["women"]["second"],
        women_given=tables["women"]["given"],
    )


def invent_names(count: int, chance: Random) -> list[str]:
    """Return `count` full names, NFC, family first; some occur more than once, as they do in life."""
    facts = name_facts()
    women = [chance.random() < facts.women for _ in range(count)]
    middles = {True: iter(_women_middles(count, chance)), False: iter(_men_middles(count, chance))}
    givens = {
        True: iter(draw(chance, facts.women_given, count)),
        False: iter(draw(chance, facts.men_given, count)),
    }
    families = draw(chance, facts.families, count)
    return [
        _joined(family, next(middles[woman]), next(givens[woman]))
        for family, woman in zip(families, women, strict=True)
    ]


def _joined(family: str, middle: str, given: str) -> str:
    """Join the parts; a middle word that only repeats the family or the given name is left out."""
    return " ".join((family, *(word for word in middle.split() if word not in (family, given)), given))


def _men_middles(count: int, chance: Random) -> list[str]:
    older = ["Văn"] * count
    return _middles(older, draw(chance, name_facts().men_middle, count), chance)


def _women_middles(count: int, chance: Random) -> list[str]:
    facts = name_facts()
    seconds = draw(chance, facts.women_second, count)
    older = ["Thị " + second if chance.random() < facts.second_word else "Thị" for second in seconds]
    return _middles(older, draw(chance, facts.women_middle, count), chance)


def _middles(older: list[str], newer: list[str], chance: Random) -> list[str]:
    facts = name_facts()
    mothers = draw(chance, facts.mothers, len(older))
    return [_one_middle(*kinds, chance.random()) for kinds in zip(older, newer, mothers, strict=True)]


def _one_middle(older: str, newer: str, mother: str, point: float) -> str:
    """Choose between the four kinds of middle name by where `point` falls between 0 and 1."""
    facts = name_facts()
    if point < facts.older_middle:
        return older
    if point < facts.older_middle + facts.mothers_family:
        return f"{mother} {newer}"
    if point < facts.older_middle + facts.mothers_family + facts.no_middle:
        return ""
    return newer
