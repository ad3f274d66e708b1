"""Reading `<a>` elements: what a create stores, and what a modify changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connector.zimbra_simulator.entries import Values
from connector.zimbra_simulator.refusals import Code, Refusal
from connector.zimbra_simulator.schema import Schema


@dataclass(slots=True)
class Wish:
    """What a request asks of one attribute."""

    replaced: list[str] | None = None
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def check_immutable(schema: Schema, pairs: Sequence[tuple[str, str]]) -> None:
    """Refuse to set what only the server sets."""
    for name, _ in pairs:
        found = schema.find(name.lstrip("+-"))
        if found is not None and found.immutable:
            raise Refusal(Code.INVALID_REQUEST, f"{found.name} is immutable")


def created(schema: Schema, pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the attributes of a new entry; empty values are dropped, repeated names give several values."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        attribute = schema.need(name)
        if not value:
            continue
        attribute.check(value)
        values = found.setdefault(attribute.name, [])
        if value not in values:
            values.append(value)
    check_single(schema, found)
    return {name: tuple(values) for name, values in found.items()}


def modified(schema: Schema, before: Values, pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the attributes a modify changes, each with all its values after; none removes it.

    The same name repeated replaces all values, `+name` and `-name` add and remove single ones, an empty value
    removes the attribute. Adding what is there and removing what is not does nothing.
    """
    wishes: dict[str, Wish] = {}
    for name, value in pairs:
        sign = name[:1] if name[:1] in {"+", "-"} else ""
        attribute = schema.need(name.removeprefix(sign))
        wish = wishes.setdefault(attribute.name, Wish())
        if value and sign != "-":
            attribute.check(value)
        if sign == "+":
            wish.added.append(value)
        elif sign == "-":
            wish.removed.append(value)
        else:
            wish.replaced = [*(wish.replaced or []), *([value] if value else [])]
    after = {name: fulfilled(wish, before.get(name, ())) for name, wish in wishes.items()}
    check_single(schema, after)
    return {name: tuple(values) for name, values in after.items()}


def fulfilled(wish: Wish, before: Sequence[str]) -> list[str]:
    """Return the values after one wish, without repeats."""
    kept = list(before) if wish.replaced is None else wish.replaced
    values = [value for value in [*kept, *wish.added] if value and value not in wish.removed]
    return list(dict.fromkeys(values))


def check_single(schema: Schema, values: Mapping[str, Sequence[str]]) -> None:
    """Refuse a second value where the schema allows one (LDAP constraintViolation)."""
    for name, each in values.items():
        found = schema.find(name)
        if found is not None and found.single and len(each) > 1:
            raise Refusal(Code.LDAP_INVALID_ATTR_VALUE, f"{name}: multiple values provided")
