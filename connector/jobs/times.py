"""`Times`: when a schedule is due, as slots on the clocks of one time zone. Pure.

A slot is a minute on those clocks: `2026-11-29T01:30`. It is its own name for ever, so that neither another
zone of the machine, nor the second one o'clock of a night in autumn, makes two slots of one. A minute that
the clocks jump over in spring is due when they have jumped.

The syntax is that of cron with five fields (crontab(5)), read by APScheduler. Two things differ from cron, so
they are refused or said: days of the week are names (`mon`…`sun`), as numbers mean other days in the two; and
where both day of month and day of week are set, both have to fit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

from connector.rules.faults import fault
from connector.text import Text

_FORMAT = "%Y-%m-%dT%H:%M"
_SHIFT = timedelta(hours=26)
"""More than any two clocks on earth differ by, and than any clock was ever put forward."""
_FIELDS = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One time that a schedule is due."""

    name: str
    at: datetime
    """In UTC."""


@dataclass(frozen=True, slots=True)
class Times:
    """When something is due."""

    cron: str
    zone: str

    def between(self, start: datetime, end: datetime) -> Sequence[Slot]:
        """Return the slots that are due after `start`, up to `end`, earliest first."""
        zone = ZoneInfo(self.zone)
        low, high = (_on_the_wall(moment, zone) for moment in (start - _SHIFT, end + _SHIFT))
        found = (_slot(wall, zone) for wall in _minutes(self.cron, low, high))
        return sorted((slot for slot in found if start < slot.at <= end), key=lambda slot: slot.at)

    def following(self, now: datetime) -> Slot | None:
        """Return the first slot that is due after `now`; None where there is none within the year."""
        for days in (2, 40, 366):
            slots = self.between(now, now + timedelta(days=days))
            if slots:
                return slots[0]
        return None


def checked_cron(cron: str) -> str:
    """Return `cron` where it can be used; raises what a pydantic validator raises."""
    fields = cron.split()
    if len(fields) != _FIELDS:
        raise fault(
            Text(
                vi="cần năm trường: phút giờ ngày tháng thứ.",
                en="five fields: minute hour day month weekday.",
            ),
            Text(
                vi='Ví dụ "30 1 * * *": 01:30 mỗi ngày.', en='For instance "30 1 * * *": at 01:30 each day.'
            ),
        )
    if re.search(r"(?<![/\d])\d", fields[4]):
        raise fault(
            Text(vi="ngày trong tuần phải viết bằng tên.", en="days of the week are written as names."),
            Text(vi="Viết mon, tue, wed, thu, fri, sat, sun.", en="Write mon, tue, wed, thu, fri, sat, sun."),
        )
    try:
        trigger = _trigger(cron)
    except ValueError as error:
        raise fault(
            Text(vi=f"không hiểu lịch “{cron}”.", en=f"“{cron}” is no schedule."),
            Text(vi=f"Xem crontab(5). ({error})", en=f"See crontab(5). ({error})"),
        ) from error
    if trigger.get_next_fire_time(None, datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise fault(
            Text(vi=f"lịch “{cron}” không bao giờ tới.", en=f"“{cron}” is never due."),
            Text(vi="Kiểm tra ngày và tháng.", en="Check day and month."),
        )
    return cron


def checked_zone(zone: str) -> str:
    """Return the name of a time zone that is known; raises what a pydantic validator raises."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise fault(
            Text(vi=f"không có múi giờ “{zone}”.", en=f"there is no time zone “{zone}”."),
            Text(vi='Ví dụ "Asia/Ho_Chi_Minh".', en='For instance "Asia/Ho_Chi_Minh".'),
        ) from error
    return zone


@lru_cache(maxsize=64)
def _trigger(cron: str) -> CronTrigger:
    """Return the reader of a crontab line; UTC stands for "whatever the clock on the wall says"."""
    return CronTrigger.from_crontab(cron, timezone=UTC)


def _minutes(cron: str, low: datetime, high: datetime) -> Iterator[datetime]:
    trigger = _trigger(cron)
    due = trigger.get_next_fire_time(None, low)
    while due is not None and due <= high:
        yield due
        due = trigger.get_next_fire_time(None, due + timedelta(minutes=1))


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clocks of `zone` show, as a moment of UTC to count with."""
    return moment.astimezone(zone).replace(tzinfo=UTC)


def _slot(wall: datetime, zone: ZoneInfo) -> Slot:
    return Slot(f"{wall:{_FORMAT}}", wall.replace(tzinfo=zone, fold=0).astimezone(UTC))
