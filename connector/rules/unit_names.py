"""What an address can take from a unit's own name: its kind, its place, its abbreviation."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from connector.rules.kinds import KindTable, read_name
from connector.vietnamese.ascii import to_ascii
from connector.vietnamese.letters import clean
from connector.vietnamese.matching import matching_key

_CACHED_UNITS = 8_192


@lru_cache(_CACHED_UNITS)
def own_words(table: KindTable, name: str, drop_words: tuple[str, ...]) -> Mapping[str, str]:
    """Return the values of `OWN_TOKENS` for a unit called `name`. Raises `NotFoldable`."""
    unit = read_name(table, name)
    spelled = _joined(unit.own_words)
    short = abbreviate(" ".join(unit.own_words), drop_words)
    kind = abbreviate(" ".join(unit.kind_words), drop_words)
    prefix = unit.kind.prefix
    return {
        "kind": prefix,
        "k": kind,
        "name": spelled,
        "rest": short,
        "place": spelled if unit.kind.place else "",
        "abbr": kind + short,
        "whole": _joined(unit.kind_words) + spelled,
        "room": prefix + short if prefix and short else "",
    }


def _joined(words: Sequence[str]) -> str:
    return "".join([to_ascii(word) for word in words])


def abbreviate(name: str, drop_words: Sequence[str] = ()) -> str:
    """Return the first letters of the words of `name`, without `drop_words`; numbers and acronyms stay whole.

    "Sở Thông tin và Truyền thông" without "và" → stttt (KH Đ3.2a, NB Đ5.1a); "UBND tỉnh" → ubndt.
    A hyphen parts words. Raises `NotFoldable`.
    """
    dropped = {matching_key(word) for word in drop_words}
    words = [word for word in clean(name).replace("-", " ").split() if matching_key(word) not in dropped]
    shouted = len(words) > 1 and all(word.isupper() for word in words)
    return "".join([_short(word, shouted=shouted) for word in words])


def _short(word: str, *, shouted: bool) -> str:
    folded = to_ascii(word)
    acronym = word.isupper() and not shouted
    return folded if folded.isdigit() or acronym else folded[:1]
