"""`compiled`: an LDAP search filter (RFC 4515) as a test of an entry.

Three values, as in RFC 4511 section 4.5.1.7: an attribute the schema does not know is neither there nor not
there, so `(!(unknown=x))` finds nothing. Values compare without regard to case.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from connector.zimbra_simulator.entries import Entry
from connector.zimbra_simulator.refusals import Code, Refusal
from connector.zimbra_simulator.schema import Schema

Test: TypeAlias = Callable[[Entry], bool | None]

DEEPEST = 50
ITEM = re.compile(r"([A-Za-z][A-Za-z0-9;-]*)(>=|<=|~=|=)((?:[^()\\\x00]|\\[0-9A-Fa-f]{2})*)")
ESCAPE = re.compile(r"(?:\\[0-9A-Fa-f]{2})+")


class FilterSyntax(Exception):
    """The text is no filter."""


def compiled(schema: Schema, text: str) -> Test:
    """Return the test; an empty text lets everything pass. Raises `ldap.INVALID_SEARCH_FILTER`."""
    if not text.strip():
        return lambda _: True
    reader = Reader(schema, text.strip())
    try:
        return reader.whole()
    except (FilterSyntax, UnicodeDecodeError) as error:
        raise Refusal(Code.LDAP_INVALID_SEARCH_FILTER, text) from error


@dataclass(slots=True)
class Reader:
    """Reads a filter from left to right."""

    schema: Schema
    text: str
    position: int = 0

    def whole(self) -> Test:
        """Read a filter and nothing after it."""
        test = self.filter(0)
        if self.position != len(self.text):
            raise FilterSyntax
        return test

    def filter(self, depth: int) -> Test:
        """Read `( … )`."""
        if depth > DEEPEST:
            raise FilterSyntax
        self.expect("(")
        mark = self.text[self.position : self.position + 1]
        if mark in {"&", "|"}:
            self.position += 1
            test = both if mark == "&" else either
            result = test(self.several(depth))
        elif mark == "!":
            self.position += 1
            result = opposite(self.filter(depth + 1))
        else:
            result = self.item()
        self.expect(")")
        return result

    def several(self, depth: int) -> list[Test]:
        """Read the filters one after another; none at all is RFC 4526's true and false."""
        found = []
        while self.text[self.position : self.position + 1] == "(":
            found.append(self.filter(depth + 1))
        return found

    def expect(self, mark: str) -> None:
        """Read exactly `mark`."""
        if not self.text.startswith(mark, self.position):
            raise FilterSyntax
        self.position += len(mark)

    def item(self) -> Test:
        """Read `attribute operator value`."""
        found = ITEM.match(self.text, self.position)
        if found is None:
            raise FilterSyntax
        self.position = found.end()
        name, operator, value = found.groups()
        attribute = self.schema.find(name)
        if attribute is None:
            return lambda _: None
        if operator in {">=", "<="}:
            return ordering(attribute.name, operator, unescaped(value))
        if "*" in value:
            return substring(attribute.name, value)
        return equality(attribute.name, unescaped(value))


def unescaped(value: str) -> str:
    r"""Return a value without its `\\xx` escapes, which are bytes of UTF-8."""
    return ESCAPE.sub(lambda found: bytes.fromhex(found.group().replace("\\", "")).decode(), value)


def both(tests: list[Test]) -> Test:
    """All hold; one that fails decides, one that is undefined spoils the rest."""

    def test(entry: Entry) -> bool | None:
        results = {each(entry) for each in tests}
        return False if False in results else None if None in results else True

    return test


def either(tests: list[Test]) -> Test:
    """One holds."""

    def test(entry: Entry) -> bool | None:
        results = {each(entry) for each in tests}
        return True if True in results else None if None in results else False

    return test


def opposite(inner: Test) -> Test:
    """The inner does not hold; undefined stays undefined."""

    def test(entry: Entry) -> bool | None:
        result = inner(entry)
        return None if result is None else not result

    return test


def equality(name: str, wanted: str) -> Test:
    """One value is `wanted`."""
    folded = wanted.casefold()
    return lambda entry: any(value.casefold() == folded for value in entry.all(name))


def substring(name: str, pattern: str) -> Test:
    """One value has the pieces in this order; `*` alone asks whether there is a value."""
    pieces = [re.escape(unescaped(piece).casefold()) for piece in pattern.split("*")]
    expression = re.compile(".*".join(pieces), re.DOTALL)
    return lambda entry: any(expression.fullmatch(value.casefold()) for value in entry.all(name))


def ordering(name: str, operator: str, limit: str) -> Test:
    """One value is not below, or not above, `limit`: as numbers where both are, else as text."""

    def test(entry: Entry) -> bool:
        return any(ordered(value, operator, limit) for value in entry.all(name))

    return test


def ordered(value: str, operator: str, limit: str) -> bool:
    """Compare two values."""
    if value.isdigit() and limit.isdigit():
        return int(value) >= int(limit) if operator == ">=" else int(value) <= int(limit)
    return value.casefold() >= limit.casefold() if operator == ">=" else value.casefold() <= limit.casefold()
