"""When a schedule is due, on the clocks of zones with and without summer time."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic_core import PydanticCustomError

from connector.jobs.times import Times, checked_cron, checked_zone

NIGHT = "30 2 * * *"


def slots(zone: str, day: datetime, days: int = 2, cron: str = NIGHT) -> list[tuple[str, str]]:
    """Return (name, moment in UTC) of every slot of some days."""
    found = Times(cron, zone).between(day, day + timedelta(days=days))
    return [(slot.name, f"{slot.at:%d %H:%M}") for slot in found]


def test_vietnam_has_the_same_night_all_year() -> None:
    """01:30 in Vietnam is 18:30 of the day before in UTC."""
    for month in range(1, 13):
        found = slots("Asia/Ho_Chi_Minh", datetime(2026, month, 9, tzinfo=UTC), 1, "30 1 * * *")
        assert found == [(f"2026-{month:02}-10T01:30", "09 18:30")]


def test_a_minute_that_clocks_jump_over_is_due_when_they_have_jumped() -> None:
    """Berlin goes from 02:00 to 03:00 on 29 March 2026: the slot of 02:30 is at 03:30."""
    assert slots("Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC)) == [
        ("2026-03-29T02:30", "29 01:30"),
        ("2026-03-30T02:30", "30 00:30"),
    ]


def test_a_minute_that_clocks_show_twice_is_one_slot() -> None:
    """Berlin goes from 03:00 back to 02:00 on 25 October 2026: one slot, the first time."""
    assert slots("Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC)) == [
        ("2026-10-25T02:30", "25 00:30"),
        ("2026-10-26T02:30", "26 01:30"),
    ]


def test_a_day_that_a_country_left_out_loses_no_slot() -> None:
    """Samoa had no 30 December 2011; both slots are due, at the same moment."""
    found = slots("Pacific/Apia", datetime(2011, 12, 30, 0, tzinfo=UTC), 1)
    assert [name for name, _ in found] == ["2011-12-30T02:30", "2011-12-31T02:30"]


def test_following_is_the_next_slot_also_when_it_is_far() -> None:
    """Next Sunday, next month, next year; None where it is further than that."""
    now = datetime(2026, 11, 29, 3, tzinfo=UTC)
    for cron, name in (
        ("0 4 * * sun", "2026-12-06T04:00"),
        ("0 4 1 * *", "2026-12-01T04:00"),
        ("0 4 28 11 *", "2027-11-28T04:00"),
    ):
        slot = Times(cron, "Asia/Ho_Chi_Minh").following(now)
        assert slot is not None
        assert slot.name == name
    assert Times("0 4 29 2 *", "Asia/Ho_Chi_Minh").following(now) is None


@pytest.mark.parametrize(
    ("cron", "part"),
    [
        ("30 1 * *", "five fields"),
        ("0 4 * * 0", "as names"),
        ("0 4 * * mon-5", "as names"),
        ("61 * * * *", "no schedule"),
        ("x * * * *", "no schedule"),
        ("0 0 30 2 *", "never due"),
    ],
)
def test_what_cron_would_misread_is_refused(cron: str, part: str) -> None:
    """Numbers of weekdays above all: 0 is Sunday for cron and Monday for others."""
    with pytest.raises(PydanticCustomError, match=part):
        checked_cron(cron)


@pytest.mark.parametrize(
    "cron", ["*/5 * * * *", "0 4 * * sun", "0 4 * * mon-fri", "0 4 * * */2", "0 4 last * *"]
)
def test_what_cron_reads_alike_is_taken(cron: str) -> None:
    """Steps, names, ranges, and the last day of the month."""
    assert checked_cron(cron) == cron


@pytest.mark.parametrize("zone", ["Asia/Hanoi", "", "../etc/passwd", "UTC+7"])
def test_unknown_zones_are_refused(zone: str) -> None:
    """A zone has a name of the tz database."""
    with pytest.raises(PydanticCustomError):
        checked_zone(zone)
