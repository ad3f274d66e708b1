"""`Turn`: one time that a scheduled job was done; `Appointment`: what one schedule is due next, and did last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.text import NOTHING, Text


class Ending(StrEnum):
    """What came of a turn."""

    DONE = "done"
    WAITS = "waits"
    """Done as far as it goes; something waits for a person."""
    FAILED = "failed"
    STOPPED = "stopped"
    """Somebody asked it to stop; whoever comes next in time goes on."""
    CUT = "cut"
    """Its process ended in the middle; whoever comes next in time goes on."""
    PASSED = "passed"
    """Not done: a later turn stands for it, or it was due before anybody kept this schedule."""

    @property
    def success(self) -> bool:
        """Whether the job did what it is there for."""
        return self in (Ending.DONE, Ending.WAITS)

    @property
    def open(self) -> bool:
        """Whether the slot may be taken once more."""
        return self in (Ending.STOPPED, Ending.CUT)


@dataclass(frozen=True, slots=True)
class Turn:
    """One time that a job was done, is being done, or was passed over."""

    number: int
    schedule: str
    job: str
    slot: str
    """When it was due, on the clocks of the schedule's zone: `2026-11-29T01:30`; empty: by hand."""
    by: str
    started: datetime
    finished: datetime | None = None
    ending: Ending | None = None
    """None: at work, or its process ended and nobody has looked since."""
    words: Text = NOTHING
    facts: Mapping[str, int] | None = None
    """What was counted, by name."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One schedule as a person wants to see it."""

    name: str
    job: str
    title: Text
    when: str
    """Its cron line and zone; empty: all the time."""
    enabled: bool
    due: datetime | None
    """When it is due next; None: all the time, or never."""
    last: Turn | None = None
