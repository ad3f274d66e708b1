"""`parse`: LDIF text (RFC 2849), as the OpenLDAP tools print it, to records."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Record:
    """One entry: attribute names as the server spells them, values in the server's order."""

    dn: str
    attributes: Mapping[str, tuple[str, ...]]

    def get(self, name: str) -> tuple[str, ...]:
        """Return the values of an attribute, whatever the case of its name; empty where it is absent."""
        wanted = name.lower()
        return next((values for key, values in self.attributes.items() if key.lower() == wanted), ())

    def first(self, name: str) -> str:
        """Return the first value of an attribute, or an empty string."""
        return next(iter(self.get(name)), "")


def parse(text: str) -> list[Record]:
    """Return the records of `text` in order; comments, `version:` and search references are left out."""
    return [record for block in text.split("\n\n") if (record := _record(block))]


def _record(block: str) -> Record | None:
    dn = ""
    values: dict[str, list[str]] = {}
    for name, value in _lines(block):
        if name == "dn":
            dn = value
        elif name not in {"version", "ref"}:
            values.setdefault(name, []).append(value)
    if not dn and not values:
        return None
    return Record(dn, MappingProxyType({name: tuple(each) for name, each in values.items()}))


def _lines(block: str) -> Iterator[tuple[str, str]]:
    for line in block.replace("\n ", "").splitlines():
        name, separator, value = line.partition(":")
        if not separator or line.startswith("#"):
            continue
        if value.startswith(":"):
            yield name, base64.b64decode(value[1:].strip()).decode(errors="surrogateescape")
        else:
            yield name, value.removeprefix(" ")
