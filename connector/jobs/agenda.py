"""`agenda`: what every schedule is due next, and what came of its last turn."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from connector.jobs.schedules import Schedule
from connector.model.turn import Appointment, Ending, Turn
from connector.ports.slots import Slots


def agenda(
    schedules: Sequence[Schedule], slots: Slots, now: datetime, *, watched: bool
) -> Sequence[Appointment]:
    """Return one line for each schedule, what is due first at the top; `watched`: whether there is an inbox."""
    found = list(_appointments(schedules, slots, now, watched=watched))
    return sorted(found, key=lambda one: (one.due is None, one.due or now, one.name))


def _appointments(
    schedules: Sequence[Schedule], slots: Slots, now: datetime, *, watched: bool
) -> Iterator[Appointment]:
    for schedule in schedules:
        times = schedule.times
        slot = times.following(now) if times is not None and schedule.enabled else None
        yield Appointment(
            schedule.name,
            schedule.job,
            schedule.title,
            f"{times.cron} {times.zone}" if times is not None else "",
            schedule.enabled and (times is not None or watched),
            slot.at.astimezone(now.tzinfo) if slot is not None else None,
            _last(slots.turns(schedule=schedule.name, limit=50)),
        )


def _last(turns: Sequence[Turn]) -> Turn | None:
    """Return the latest turn that was more than passed over."""
    return next((turn for turn in turns if turn.ending is not Ending.PASSED), None)
