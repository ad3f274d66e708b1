"""`UnitKind`: what sort of unit a name speaks of, told by its first words as data says."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from connector.vietnamese.letters import clean
from connector.vietnamese.matching import matching_key

_CACHED_NAMES = 8192
_CACHED_TABLES = 16


@dataclass(frozen=True, slots=True)
class UnitKind:
    """One sort of unit. An agency lends its name to its people's addresses; a room belongs to one."""

    id: str
    words: tuple[str, ...] = ()
    prefix: str = ""
    agency: bool = False
    place: bool = False
    """Whether the rest of the name is the name of a place."""
    type_words: int = 0
    """How many of `words` only say the type; those after stay part of the name. 0: all of them."""


UNKNOWN = UnitKind("khac")
"""A unit whose first words say nothing; a registry entry must tell what it is."""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class KindTable:
    """All kinds of one organisation, those it declares itself before those everybody has."""

    kinds: tuple[UnitKind, ...]
    by_words: dict[tuple[str, ...], UnitKind]
    longest: int

    @classmethod
    def of(cls, kinds: Sequence[UnitKind]) -> "KindTable":
        """Return the table of `kinds`; of two that claim the same words the first has them.

        Equal kinds give the same table: a service reads its regulation again for each run, and what is
        remembered of names by their table would otherwise grow with every reading.
        """
        return _table(tuple(kinds))


@lru_cache(_CACHED_TABLES)
def _table(kinds: tuple[UnitKind, ...]) -> KindTable:
    by_words: dict[tuple[str, ...], UnitKind] = {}
    for kind in kinds:
        for words in kind.words:
            by_words.setdefault(tuple(matching_key(words).split()), kind)
    return KindTable(kinds, by_words, max(map(len, by_words), default=0))


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit's name cut into the words that say its kind and the words that are its own."""

    kind: UnitKind
    kind_words: tuple[str, ...]
    own_words: tuple[str, ...]


@lru_cache(_CACHED_NAMES)
def read_name(table: KindTable, name: str) -> UnitName:
    """Return `name` with its kind; the longest first words known to `table` decide."""
    words = tuple(clean(name).split())
    keys = tuple(matching_key(word) for word in words)
    for length in range(min(table.longest, len(keys)), 0, -1):
        kind = table.by_words.get(keys[:length])
        if kind is not None:
            cut = kind.type_words or length
            return UnitName(kind, words[:cut], words[cut:])
    return UnitName(UNKNOWN, (), words)


@cache
def common_kinds() -> tuple[UnitKind, ...]:
    """Return the kinds every organisation has (`data/unit-kinds.toml`)."""
    text = (resources.files("connector.rules") / "data" / "unit-kinds.toml").read_text("utf-8")
    return tuple(UnitKind(**{**kind, "words": tuple(kind["words"])}) for kind in tomllib.loads(text)["kind"])
