"""`parse`: LDIF text (RFC 2849), as the OpenLDAP tools print it, to records.

`python -m devtools.ldif FILE NAME=VALUE` prints the entries of a file that have this value, readable: LDIF itself
writes Vietnamese in base64.
"""

import base64
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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


def readable(record: Record) -> list[str]:
    """Return an entry as lines `name: value`, its DN first."""
    lines = [f"{name}: {value}" for name, values in record.attributes.items() for value in values]
    return [f"dn: {record.dn}", *lines]


def main(file: str, wanted: str) -> int:
    """Print the entries of a file that have a value; 1 where there is none."""
    name, _, value = wanted.partition("=")
    records = parse(Path(file).read_text(encoding="utf-8"))
    found = [record for record in records if value in record.get(name)]
    sys.stdout.writelines(f"{line}\n" for record in found for line in readable(record))
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
