"""`Reorganisation`: units and domains that follow others by decision, and how far it has been carried out.

::

    planned ──▶ prepared ──▶ switched ──▶ closed
       new names      new names are        old names
       as aliases     the first ones       are given up

A phase is a level, not an event: every run makes what the phase asks for, whatever was there before, and a
phase that is taken back is undone by the next run in the same way. What is closed cannot be taken back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class SuccessionKind(StrEnum):
    """What a decision does to a unit."""

    RENAMED = "renamed"
    """The same unit under another name, and perhaps another HR key."""
    MERGED = "merged"
    """It goes up in another unit, which may be new."""
    SPLIT = "split"
    """Several units follow; a person says which of them takes over its mail."""
    DISSOLVED = "dissolved"
    """It ends; its mail goes to the successor, if there is one."""


class Phase(StrEnum):
    """How far a reorganisation is to be carried out."""

    PLANNED = "planned"
    """Remembered; nothing moves."""
    PREPARED = "prepared"
    """Boxes already receive at their new addresses."""
    SWITCHED = "switched"
    """The new addresses are the first ones, the old ones aliases; units have followed."""
    CLOSED = "closed"
    """It cannot be taken back any more; old addresses end on their day."""


@dataclass(frozen=True, slots=True)
class UnitSuccession:
    """One unit that another follows. Keys are those of HR."""

    old: str
    new: str
    """Empty: nobody follows."""
    kind: SuccessionKind
    since: date
    decision: str
    """Number of the decision."""
    reorganisation: str = ""
    """Id of the reorganisation it is part of; empty: an answer to a question."""


@dataclass(frozen=True, slots=True)
class DomainSuccession:
    """One mail domain that another follows: everybody's address moves, the old one stays an alias for a time."""

    old: str
    new: str
    since: date
    until: date
    """The last day on which the old addresses deliver."""
    decision: str


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """One workbook of successions that was started."""

    id: str
    organisation: str
    phase: Phase
    units: tuple[UnitSuccession, ...]
    domains: tuple[DomainSuccession, ...]
    file: str
    digest: str
    by: str
    at: datetime
    """Of the latest phase."""
    revision: int = 0

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases it goes through; without a domain there is nothing to prepare."""
        return tuple(phase for phase in Phase if phase is not Phase.PREPARED or self.domains)

    def beside(self, steps: int) -> Phase | None:
        """Return the phase so many steps on (or back); None where there is none."""
        place = self.phases.index(self.phase) + steps
        return self.phases[place] if 0 <= place < len(self.phases) else None


ENDED, RENAMED, MOVED = "/ended", "/renamed", "/moved"
"""What follows the id where a box changes its address because its unit ended, or has another name, or its owner
went with HR's roster from a unit that ended to another: that is not taken back with the reorganisation."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The two addresses of one box in one reorganisation."""

    reorganisation: str
    """Its id; with `ENDED`, `RENAMED` or `MOVED` behind it where the change is not that of its domain."""
    key: str
    old: str
    new: str

    @property
    def part_of(self) -> str:
        """Id of the reorganisation."""
        return self.reorganisation.partition("/")[0]


def in_force(reorganisations: Iterable[Reorganisation], day: date) -> Iterator[UnitSuccession]:
    """Yield the unit successions that hold on `day`, the earlier ones first."""
    rows = [
        replace(row, reorganisation=one.id)
        for one in reorganisations
        if one.phase in (Phase.SWITCHED, Phase.CLOSED)
        for row in one.units
        if row.since <= day
    ]
    yield from sorted(rows, key=lambda row: (row.since, row.reorganisation))


def last_heirs(heirs: Mapping[str, str]) -> dict[str, str]:
    """Return key → the one who has all of it in the end: an heir's own heir takes both over."""
    found: dict[str, str] = {}
    for key in heirs:
        heir, seen = heirs[key], {key}
        while heir in heirs and heir not in seen:
            seen.add(heir)
            heir = heirs[heir]
        if heir not in seen:
            found[key] = heir
    return found


def reorganisation_data(one: Reorganisation) -> dict[str, Any]:
    """Return it as plain JSON data; moments and days as ISO 8601."""
    data = asdict(one)
    return {
        **data,
        "at": one.at.isoformat(),
        "units": [{**row, "since": row["since"].isoformat()} for row in data["units"]],
        "domains": [
            {**row, "since": row["since"].isoformat(), "until": row["until"].isoformat()}
            for row in data["domains"]
        ],
    }


def reorganisation_of(data: Mapping[str, Any]) -> Reorganisation:
    """Return the reorganisation that `reorganisation_data` wrote."""
    units = (
        UnitSuccession(
            **{**row, "kind": SuccessionKind(row["kind"]), "since": date.fromisoformat(row["since"])}
        )
        for row in data["units"]
    )
    days = ("since", "until")
    domains = (
        DomainSuccession(**{**row, **{day: date.fromisoformat(row[day]) for day in days}})
        for row in data["domains"]
    )
    own = {"phase": Phase(data["phase"]), "at": datetime.fromisoformat(data["at"])}
    return Reorganisation(**{**data, **own, "units": tuple(units), "domains": tuple(domains)})
