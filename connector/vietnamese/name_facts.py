"""`facts`: the family names and patterns of `families.toml`; `word_of`: what is known of one word."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from connector.text import Text
from connector.vietnamese.casing import title_word
from connector.vietnamese.letters import looks_legacy
from connector.vietnamese.matching import matching_key
from connector.vietnamese.syllables import is_syllable


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way of naming that a person must confirm, known by the words it begins with."""

    what: Text
    family_first: bool
    """Whether reading the beginning as the family may be proposed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What `families.toml` says; words and phrases as `matching_key` writes them."""

    families: frozenset[str]
    compound_families: frozenset[str]
    never_given: frozenset[str]
    clans_last: frozenset[str]
    titles: frozenset[str]
    titles_or_families: frozenset[str]
    not_people: frozenset[str]
    patterns: Mapping[str, Pattern]
    longest_phrase: int
    """Words in the longest phrase any of these tables holds."""


def _keys(words: list[str]) -> frozenset[str]:
    return frozenset(map(matching_key, words))


def _patterns(tables: list[dict[str, Any]]) -> Mapping[str, Pattern]:
    return {
        matching_key(first): Pattern(Text(vi=table["vi"], en=table["en"]), family_first=table["family_first"])
        for table in tables
        for first in table["first"]
    }


@cache
def facts() -> Facts:
    """Return the facts shipped with the package; read once."""
    table = tomllib.loads(
        resources.files("connector.vietnamese").joinpath("families.toml").read_text("utf-8")
    )
    patterns = _patterns(table.pop("patterns"))
    sets = {name: _keys(words) for name, words in table.items()}
    phrases = [*patterns, *(phrase for words in sets.values() for phrase in words)]
    return Facts(**sets, patterns=patterns, longest_phrase=max(phrase.count(" ") + 1 for phrase in phrases))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name and what is known of it."""

    written: str
    """With its accents; a syllable has a capital first and small letters after."""
    key: str
    plain: bool
    """A well-formed syllable, more than one bare letter, and not like TCVN3 ("ChÝ")."""
    family: bool
    last_is_doubtful: bool
    """Seldom a given name: Nguyễn, Thị, Văn."""
    opens_phrase: bool
    """Begins some phrase that is no person's name: Văn (phòng)."""


@cache
def _openings() -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for phrase in facts().not_people)


@lru_cache(maxsize=65_536)
def word_of(word: str) -> Word:
    """Look at one cleaned word."""
    known = facts()
    key = matching_key(word)
    syllable = is_syllable(word)
    return Word(
        written=title_word(word) if syllable else word,
        key=key,
        plain=syllable and not (len(word) == 1 and word.isascii()) and not looks_legacy(word),
        family=key in known.families,
        last_is_doubtful=key in known.never_given or word.lower() in ("thị", "văn"),
        opens_phrase=key in _openings(),
    )
