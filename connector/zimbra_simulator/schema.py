"""`Schema`: which attributes there are, what their values may be, and who may set them.

The checks are those of Zimbra's Java code; LDAP itself would let a wrong enum value pass. Names are compared
without regard to case and kept in the spelling of the schema.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from connector.zimbra_simulator.refusals import Code, Refusal

DURATION = re.compile(r"^(\d+)([hmsd]|ms)?$")
GENTIME = re.compile(r"^\d{14}(\.\d{1,3})?Z$")
UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
INTEGER = re.compile(r"^[+-]?\d+$")
LARGEST = {"integer": 2**31 - 1, "long": 2**63 - 1}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its type, limits and traits. `known` is false for what only LDAP's own schema has."""

    name: str
    type: str
    values: frozenset[str] = frozenset()
    minimum: int | None = None
    longest: int | None = None
    single: bool = False
    immutable: bool = False
    known: bool = True

    def check(self, value: str) -> None:
        """Raise `account.INVALID_ATTR_VALUE` (or, for a huge duration, `service.FAILURE`) for a bad value."""
        if self.longest is not None and len(value) > self.longest:
            raise Refusal(Code.INVALID_ATTR_VALUE, f"{self.name} value is longer than {self.longest}")
        if not CHECKS.get(self.type, anything)(self, value):
            raise Refusal(Code.INVALID_ATTR_VALUE, f"{self.name} must be a valid {self.type}")


def anything(_attribute: Attribute, _value: str) -> bool:
    """Accept every string."""
    return True


def is_boolean(_attribute: Attribute, value: str) -> bool:
    """Accept TRUE and FALSE, spelt so."""
    return value in {"TRUE", "FALSE"}


def is_listed(attribute: Attribute, value: str) -> bool:
    """Accept the listed words, spelt so."""
    return value in attribute.values


def is_whole(attribute: Attribute, value: str) -> bool:
    """Accept a signed number within the type and the attribute's own minimum."""
    if not INTEGER.match(value):
        return False
    number, largest = int(value), LARGEST[attribute.type]
    least = -largest - 1 if attribute.minimum is None else attribute.minimum
    return least <= number <= largest


def is_duration(_attribute: Attribute, value: str) -> bool:
    """Accept digits and a unit; a number beyond 64 bits is not caught by Zimbra's check and breaks it."""
    found = DURATION.match(value)
    if found and int(found.group(1)) > LARGEST["long"]:
        raise Refusal(Code.FAILURE, f'For input string: "{found.group(1)}"')
    return bool(found)


CHECKS: Mapping[str, Callable[[Attribute, str], bool]] = {
    "boolean": is_boolean,
    "enum": is_listed,
    "integer": is_whole,
    "long": is_whole,
    "duration": is_duration,
    "gentime": lambda _, value: bool(GENTIME.match(value)),
    "id": lambda _, value: bool(UUID.match(value)),
    "email": lambda _, value: bool(EMAIL.match(value)),
    "emails": lambda _, value: all(EMAIL.match(each.strip()) for each in value.split(",")),
}


@dataclass(frozen=True, slots=True)
class Schema:
    """Every attribute by its name in lower case, and the defaults of a class of service."""

    attributes: Mapping[str, Attribute]
    inherited: Mapping[str, str]

    def find(self, name: str) -> Attribute | None:
        """Return the attribute called `name`, if there is one."""
        return self.attributes.get(name.lower())

    def need(self, name: str) -> Attribute:
        """Return the attribute called `name`; raises `account.` or `ldap.INVALID_ATTR_NAME`."""
        if not name:
            raise Refusal(Code.INVALID_ATTR_NAME, "empty")
        found = self.find(name)
        if found is None:
            raise Refusal(Code.LDAP_INVALID_ATTR_NAME, name)
        return found

    def check_selection(self, names: Iterable[str]) -> None:
        """Refuse `attrs=` of a Get request that names what zimbra-attrs.xml does not have."""
        for name in sorted(names):
            found = self.find(name)
            if found is None or not found.known:
                raise Refusal(Code.INVALID_REQUEST, f"unknown attribute: {name}")

    def canonical(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names in the schema's spelling; unknown ones stay as they are."""
        return frozenset(found.name if (found := self.find(name)) else name for name in names)


def load(extra: Mapping[str, str]) -> Schema:
    """Return the shipped schema and the attributes of `extra` (name: type), each of any number of values."""
    data = tomllib.loads(files(__package__).joinpath("attributes.toml").read_text(encoding="utf-8"))
    found = dict.fromkeys(data["enums"], "enum")
    found |= {name: kind for kind, names in data["types"].items() for name in names}
    known = {name.lower(): attribute(name, kind, data) for name, kind in found.items()}
    added = {name.lower(): Attribute(name, kind) for name, kind in extra.items()}
    return Schema(known | added, data["inherited"])


def attribute(name: str, kind: str, data: Mapping[str, Any]) -> Attribute:
    """Return one attribute of the shipped table."""
    traits = data["traits"]
    alone = name.startswith("zimbra") and name not in traits["multiple"]
    return Attribute(
        name=name,
        type=kind,
        values=frozenset(data["enums"].get(name, ())),
        minimum=data["minimum"].get(name),
        longest=data["longest"].get(name),
        single=alone or name in traits["single"],
        immutable=name in traits["immutable"],
        known=kind != "foreign",
    )
