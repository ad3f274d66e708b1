"""`dictionary()`: the words of headers, footers and group rows, from `headers.toml`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from connector.vietnamese.matching import loose_key, matching_key

_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_MARKS = re.compile(r"[^0-9a-z]+")
SERIAL = "serial"
PRIVATE = "private"
CITIZEN = "citizen"
NOTE = "note"
_WITHHELD = (PRIVATE, CITIZEN)


@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """Return a label without accents, case, brackets and marks: "Họ và tên (*)" → "ho va ten"."""
    return _MARKS.sub(" ", loose_key(_BRACKETS.sub(" ", label))).strip()


@dataclass(frozen=True, slots=True)
class Words:
    """Folded labels of one kind of table → field; those that must be all of the label, and those that begin it."""

    exact: Mapping[str, str]
    begins: Mapping[str, str]

    def field(self, label: str) -> tuple[str, bool]:
        """Return (field, whether the whole label says so); the field is empty for an unknown label."""
        folded = fold(label)
        if not folded:
            return "", False
        if folded in self.exact:
            return self.exact[folded], True
        words = folded.split(" ")
        for count in range(len(words), 0, -1):
            field = self.begins.get(" ".join(words[:count]), "")
            if field:
                return field, field in _WITHHELD
        return "", False


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All words."""

    tables: Mapping[str, Words]
    """Role → words."""
    footers: tuple[str, ...]
    groups: frozenset[str]
    group_keys: frozenset[str]
    """The same, with their accents, as `matching_key` writes them."""


@cache
def dictionary() -> Dictionary:
    """Return the words shipped with the package."""
    data = tomllib.loads(files("connector.sources").joinpath("headers.toml").read_text(encoding="utf-8"))
    common_exact = {fold(word): SERIAL for word in data["serial"]["exact"]}
    common_exact |= {fold(word): NOTE for word in data["note"]["exact"]}
    common_begins: dict[str, str] = {}
    for name in _WITHHELD:
        common_exact |= {fold(word): name for word in data[name]["exact"]}
        common_begins |= {fold(word): name for word in data[name]["begins"]}
    tables = {
        role: Words(
            common_exact | _index(data[role]["exact"]),
            common_begins | _index(data[role]["begins"]),
        )
        for role in ("people", "units")
    }
    groups = data["group"]["begins"]
    return Dictionary(
        tables,
        tuple(map(fold, data["footer"]["begins"])),
        frozenset(map(fold, groups)),
        frozenset(map(matching_key, groups)),
    )


def _index(fields: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): field for field, words in fields.items() for word in words}
