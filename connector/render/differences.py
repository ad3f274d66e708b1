"""`differences`: the fields of one change, before and after, as a person compares them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from connector.model.directory import State
from connector.model.plan import Change, ChangeKind
from connector.render.legible import legible
from connector.render.words import ABSENT, DEFAULT_QUOTA, FIELDS, NO, STATES, YES
from connector.text import Language

COVERED: Final[Mapping[str, str]] = {"unit": "unit_name", "surname": "name", "given": "name"}
"""Field → the field that says the same to a person; where that one changed too, it is enough."""

MANY: Final = frozenset({"also", "aliases", "retired", "members"})
"""Fields with many values: only those that come and those that go are shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one change. Either `before` and `after` are there, or `come` and `go`."""

    field: str
    label: str
    before: str = ""
    after: str = ""
    come: tuple[str, ...] = ()
    go: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether the field has many values."""
        return self.field in MANY

    @property
    def shift(self) -> str:
        """What happened, on one line: `before → after`; of members `+n −m`; of addresses each."""
        if not self.many:
            return f"{self.before} → {self.after}"
        if self.field == "members":
            counts = (("+", len(self.come)), ("−", len(self.go)))
            return " ".join(f"{sign}{count}" for sign, count in counts if count)
        return " ".join([*(f"+{value}" for value in self.come), *(f"−{value}" for value in self.go)])


def differences(change: Change, language: Language) -> tuple[Difference, ...]:
    """Return what differs, in the order a person reads it; empty for a creation or a deletion.

    A key is left out where the name beside it changed as well, and "active" where the kind of the
    change says so.
    """
    changed = set(change.changed) if change.kind is not ChangeKind.DELETE else set()
    return tuple(
        difference
        for field in FIELDS
        if field in changed and COVERED.get(field) not in changed
        for difference in _difference(change, field, language)
    )


def _difference(change: Change, field: str, language: Language) -> Iterator[Difference]:
    before, after = getattr(change.before, field), getattr(change.after, field)
    if before is State.ACTIVE:
        return
    label = FIELDS[field].say(language)
    if field in MANY:
        come = tuple(legible(value) for value in after if value not in set(before))
        go = tuple(legible(value) for value in before if value not in set(after))
        yield Difference(field, label, come=come, go=go)
    else:
        yield Difference(
            field, label, value_text(field, before, language), value_text(field, after, language)
        )


def value_text(field: str, value: object, language: Language) -> str:
    """Return the value of a field as a person reads it; never empty."""
    if isinstance(value, State):
        return STATES[value].say(language)
    if isinstance(value, bool):
        return (YES if value else NO).say(language)
    if field == "quota":
        return f"{value} MiB" if value else DEFAULT_QUOTA.say(language)
    if isinstance(value, tuple):
        return ", ".join(legible(part) for part in value) or ABSENT.say(language)
    return legible(str(value)) or ABSENT.say(language)
