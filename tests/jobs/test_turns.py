"""A schedule is attended: what is due is done once, made up for once, and remembered with what came of it."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connector.errors import AlreadyRunning, SourceError
from connector.jobs.bench import Bench, Done
from connector.jobs.lease import Lease
from connector.jobs.schedules import Schedule
from connector.jobs.times import Times
from connector.jobs.turns import Work, attend, by_hand
from connector.model.turn import Ending
from connector.text import Text
from connector.wiring.clock import ZONE
from tests.jobs.benches import HandClock, Lab

SCHEDULE = Schedule(
    "sync",
    "sync",
    Text(vi="Đồng bộ", en="Sync"),
    Times("30 1 * * *", "Asia/Ho_Chi_Minh"),
    grace=timedelta(hours=20),
)
MONDAY = datetime(2026, 3, 2, 8, tzinfo=ZONE)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Give a bench at eight in the morning of Monday 2 March 2026."""
    return Lab(tmp_path, HandClock(MONDAY))


def works(ending: Ending = Ending.DONE) -> tuple[dict[str, Work], list[str]]:
    """Return jobs that only count how often they are done."""
    done: list[str] = []

    def work(_bench: Bench) -> Done:
        done.append("sync")
        return Done(ending, Text(vi="đã ghi 3", en="3 written"), {"done": 3})

    return {"sync": work}, done


def test_a_timer_that_calls_gets_the_slot_of_last_night(lab: Lab) -> None:
    """Called at eight, it makes up for half past one; called again, there is nothing to do."""
    work, done = works()
    turn = attend(lab.bench, SCHEDULE, work)
    assert turn is not None
    assert (turn.slot, turn.ending, turn.facts) == ("2026-03-02T01:30", Ending.DONE, {"done": 3})
    assert attend(lab.bench, SCHEDULE, work) is None
    assert done == ["sync"]


def test_a_service_that_is_new_waits_for_its_first_slot(lab: Lab) -> None:
    """What was due before anybody kept the schedule is passed over, also after a restart."""
    work, done = works()
    for _ in range(2):
        assert attend(lab.bench, SCHEDULE, work, service=True) is None
    lab.clock.moment += timedelta(days=1)
    assert attend(lab.bench, SCHEDULE, work, service=True) is not None
    assert done == ["sync"]


def test_after_three_nights_off_one_turn_makes_up_for_all(lab: Lab) -> None:
    """The latest slot is done; older ones are nobody's any more."""
    work, done = works()
    attend(lab.bench, SCHEDULE, work, service=True)
    lab.clock.moment += timedelta(days=3)
    turn = attend(lab.bench, SCHEDULE, work, service=True)
    assert turn is not None
    assert turn.slot == "2026-03-05T01:30"
    assert attend(lab.bench, SCHEDULE, work, service=True) is None
    assert done == ["sync"]


def test_jitter_is_for_the_service_and_not_for_a_timer(lab: Lab) -> None:
    """A timer that calls at half past one comes for this slot; it has its own delay (RandomizedDelaySec)."""
    later = replace(SCHEDULE, jitter=timedelta(hours=3))
    lab.clock.moment = MONDAY.replace(hour=1, minute=30)
    work, done = works()
    attend(lab.bench, SCHEDULE, work)
    lab.clock.moment += timedelta(days=1)
    assert attend(lab.bench, later, work, service=True) is None
    assert attend(lab.bench, later, work) is not None
    assert done == ["sync", "sync"]


def test_a_slot_past_its_grace_is_left(lab: Lab) -> None:
    """At ten in the evening nobody makes up for half past one."""
    work, done = works()
    lab.clock.moment = MONDAY.replace(hour=21, minute=31)
    assert attend(lab.bench, SCHEDULE, work) is None
    assert done == []


def test_while_another_run_writes_the_slot_stays_open(lab: Lab) -> None:
    """Who comes in between is told who is at work, and the slot is done later."""
    work, done = works()
    with Lease(lab.folder / "state" / "run.lock", lab.clock), pytest.raises(AlreadyRunning):
        attend(lab.bench, SCHEDULE, work)
    assert done == []
    assert attend(lab.bench, SCHEDULE, work) is not None


def test_a_refused_source_is_a_failed_turn(lab: Lab) -> None:
    """The sentence of the error is what came of it; the slot is done."""

    def work(_bench: Bench) -> Done:
        raise SourceError(Text(vi="tệp có mật khẩu.", en="the file has a password."), where="nhan-su.xlsx")

    turn = attend(lab.bench, SCHEDULE, {"sync": work})
    assert turn is not None
    assert (turn.ending, turn.words.vi) == (Ending.FAILED, "nhan-su.xlsx: tệp có mật khẩu.")
    assert attend(lab.bench, SCHEDULE, {"sync": work}) is None


def test_a_fault_of_ours_says_where_and_nothing_of_what_it_held(lab: Lab) -> None:
    """An exception's words may have a person's name in them; neither log nor ledger gets them."""

    def work(_bench: Bench) -> Done:
        raise KeyError("Nguyễn Thị Lan")  # noqa: EM101 - as a program does that fails

    turn = attend(lab.bench, SCHEDULE, {"sync": work})
    assert turn is not None
    assert "KeyError, test_turns.py:" in turn.words.en
    assert "Lan" not in lab.written.getvalue() + turn.words.vi + turn.words.en


def test_by_hand_is_a_turn_of_its_own(lab: Lab) -> None:
    """It takes no slot from the night."""
    work, done = works()
    assert by_hand(lab.bench, "sync", work).slot == ""
    assert attend(lab.bench, SCHEDULE, work) is not None
    assert done == ["sync", "sync"]


def test_begin_and_end_are_logged_with_what_was_counted(lab: Lab) -> None:
    """Two lines, each of them JSON with job, slot and numbers."""
    work, _ = works(Ending.WAITS)
    attend(lab.bench, SCHEDULE, work)
    begun, ended = map(json.loads, lab.written.getvalue().splitlines())
    assert (begun["event"], begun["job"], begun["slot"]) == ("begun", "sync", "2026-03-02T01:30")
    assert (ended["event"], ended["ending"], ended["done"]) == ("ended", "waits", 3)


def test_jitter_is_the_same_for_one_slot_and_differs_between_machines() -> None:
    """Nobody begins early, and a restart does not throw the dice again."""
    later = Schedule("sync", "sync", SCHEDULE.title, SCHEDULE.times, jitter=timedelta(minutes=30))
    assert later.times is not None
    [slot] = later.times.between(MONDAY - timedelta(hours=20), MONDAY)
    begins = {later.begins(slot, f"may-{number}") for number in range(20)}
    assert len(begins) == 20
    assert all(slot.at <= moment < slot.at + timedelta(minutes=30) for moment in begins)
    assert later.begins(slot, "may-1") == later.begins(slot, "may-1")
