"""The life of a box beyond what a target can hold: since when, why, what was ordered, what was told.

`Past` is all that is remembered of it. Losing it makes every clock start anew: later than it should, never earlier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from connector.model.directory import State
from connector.text import NOTHING, Text


class Cause(StrEnum):
    """Why a box is not in use, or is again."""

    LEAVER = "leaver"
    """HR's row, a form or a decision says that the person left."""
    IDLE = "idle"
    """Nobody logged in for as long as the regulation says."""
    ORDER = "order"
    """`connector suspend`."""
    ABSENT = "absent"
    """Missing from so many rosters in a row."""
    REOPENED = "reopened"
    """`connector reopen`, or back after any of the above."""
    UNKNOWN = "unknown"
    """Found so: the ledger was lost, or somebody did it by hand."""


@dataclass(frozen=True, slots=True)
class Life:
    """What a box is, since when and why. Boxes that were never anything but in use have none."""

    key: str
    state: State
    since: date
    """The day on which it was seen so first, in the organisation's time."""
    cause: Cause
    reason: Text = NOTHING
    article: str = ""


class Demand(StrEnum):
    """What a person can order of one box."""

    SUSPEND = "suspend"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Order:
    """A person's order about one box; it holds until a later one about the same box."""

    key: str
    demand: Demand
    by: str
    day: date
    """When it was given, in the organisation's time."""
    document: str = ""
    reason: str = ""
    """In the words of who gave it."""
    against: str = ""
    """Of a reopening: which leaving it overrides (`connector.desired.leaving`); another one closes again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """That the manager was told of a suspension; the time limit runs from the day it was sent."""

    key: str
    day: date
    document: str
    about: date
    """Since when the box was suspended: a notice says nothing of a later suspension."""


@dataclass(frozen=True, slots=True)
class Absence:
    """How often in a row somebody was missing from complete rosters."""

    key: str
    since: date
    rosters: int
    """How many that differ."""
    digest: str
    """Of the last one counted: the same roster read every night counts once."""


@dataclass(frozen=True, slots=True)
class Alias:
    """An address that a renamed box still answers to."""

    address: str
    key: str
    since: date


@dataclass(frozen=True, slots=True)
class Past:
    """All that is remembered of the lives of boxes."""

    began: date | None = None
    """The first day that is remembered; None before the first run, and after the ledger was lost."""
    lives: Mapping[str, Life] = field(default_factory=dict)
    orders: Mapping[str, Order] = field(default_factory=dict)
    """Key → the latest order."""
    notices: Mapping[str, Notice] = field(default_factory=dict)
    absences: Mapping[str, Absence] = field(default_factory=dict)
    aliases: Mapping[str, Alias] = field(default_factory=dict)
    """By address."""

    def told(self, life: Life) -> Notice | None:
        """Return the notice of exactly this suspension, or None."""
        notice = self.notices.get(life.key)
        return notice if notice is not None and notice.about == life.since else None


@dataclass(frozen=True, slots=True)
class Logon:
    """When a box was used last, as far as a target knows."""

    last: datetime | None
    """None: never since logins are recorded."""
    created: datetime | None


@dataclass(frozen=True, slots=True)
class Logons:
    """When the boxes of one target were used last."""

    by_key: Mapping[str, Logon]
    late: timedelta = timedelta(0)
    """How much later than the target says a login may have been."""

    @property
    def recorded(self) -> bool:
        """Whether the target records logins at all: of some box there is one."""
        return any(logon.last is not None for logon in self.by_key.values())


def together(known: Sequence[Logons]) -> Logons:
    """Return what several targets know of the same boxes: people may log in to any of them.

    The latest login counts, and the greatest lateness. Where one of them records nothing at all, nothing is known:
    it may be the one that everybody uses.
    """
    if not known or not all(one.recorded for one in known):
        return Logons({})
    keys = {key for one in known for key in one.by_key}
    found = {key: [one.by_key[key] for one in known if key in one.by_key] for key in keys}
    return Logons(
        {
            key: Logon(
                max((one.last for one in some if one.last), default=None),
                max((one.created for one in some if one.created), default=None),
            )
            for key, some in found.items()
        },
        max(one.late for one in known),
    )


def last_uses(logons: Logons, zone: tzinfo | None) -> Mapping[str, date] | None:
    """Return key → the last day, in `zone`, on which a box may have been used; None where logins are not recorded.

    A box nobody ever logged in to counts from the day it was made. Of a box that the target says nothing about
    there is nothing here.
    """
    if not logons.recorded:
        return None
    moments = {key: logon.last or logon.created for key, logon in logons.by_key.items()}
    return {
        key: (moment + logons.late).astimezone(zone).date()
        for key, moment in moments.items()
        if moment is not None
    }
