"""`dictionary()`: the words of headers, footers and group rows, from `headers.toml`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from connector.vietnamese.matching import loose_key

_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_MARKS = re.compile(r"[^0-9a-z]+")
SERIAL = "serial"
PRIVATE = "private"


def fold(label: str) -> str:
    """Return a header's label without accents, case, brackets and punctuation: "Họ và tên (*)" → "ho va ten"."""
    return _MARKS.sub(" ", loose_key(_BRACKETS.sub(" ", label))).strip()


@dataclass(frozen=True, slots=True)
class Words:
    """Folded labels of one kind of table → field; those that must be the whole label, and those that begin it."""

    exact: Mapping[str, str]
    begins: tuple[tuple[str, str], ...]
    """Longest first."""

    def field(self, label: str) -> tuple[str, bool]:
        """Return (field, whether the whole label says so); the field is empty where nobody knows the label."""
        folded = fold(label)
        if not folded:
            return "", False
        if folded in self.exact:
            return self.exact[folded], True
        for beginning, field in self.begins:
            if folded == beginning or folded.startswith(beginning + " "):
                return field, field == PRIVATE
        return "", False


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All words."""

    tables: Mapping[str, Words]
    """Role → words."""
    footers: tuple[str, ...]
    groups: tuple[str, ...]


@cache
def dictionary() -> Dictionary:
    """Return the words shipped with the package."""
    data = tomllib.loads(files("connector.sources").joinpath("headers.toml").read_text(encoding="utf-8"))
    common_exact = {fold(word): SERIAL for word in data["serial"]["exact"]}
    common_exact |= {fold(word): PRIVATE for word in data["private"]["exact"]}
    tables = {
        role: Words(
            common_exact | _index(data[role]["exact"]),
            _longest(
                [
                    *_index(data[role]["begins"]).items(),
                    *((fold(w), PRIVATE) for w in data["private"]["begins"]),
                ]
            ),
        )
        for role in ("people", "units")
    }
    return Dictionary(
        tables, tuple(map(fold, data["footer"]["begins"])), tuple(map(fold, data["group"]["begins"]))
    )


def _index(fields: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): field for field, words in fields.items() for word in words}


def _longest(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
