"""`due`: which slot of a schedule has to be done now, and which it stands for. Pure.

After downtime, or where the clock was put forward, several slots may be open: the latest one is done, once, and
the others are passed over. A slot older than the schedule's grace is nobody's any more. What was done is read
from the ledger, never remembered here, so restarts change nothing, and a clock that was put back finds the
slots taken.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from connector.jobs.schedules import Schedule
from connector.jobs.times import Slot

Closed = Callable[[Collection[str]], Collection[str]]
"""Returns those of these slots that nobody may take any more."""


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be done."""

    slot: Slot
    passed: tuple[str, ...] = ()
    """Older slots that it stands for."""


def due(schedule: Schedule, now: datetime, machine: str, closed: Closed) -> Due | None:
    """Return the slot that has to be done now, or None."""
    if schedule.times is None:
        return None
    begun = [
        slot
        for slot in schedule.times.between(now - schedule.grace, now)
        if schedule.begins(slot, machine) <= now
    ]
    taken = closed([slot.name for slot in begun])
    left = [slot for slot in begun if slot.name not in taken]
    if not left:
        return None
    return Due(left[-1], tuple(slot.name for slot in left[:-1]))
