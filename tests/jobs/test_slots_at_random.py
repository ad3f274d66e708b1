"""Each slot exactly once: whatever happens to clocks, zones, machines and processes."""

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from connector.jobs.bench import Bench, Done
from connector.jobs.due import due
from connector.jobs.schedules import Schedule
from connector.jobs.times import Times
from connector.jobs.turns import attend
from connector.model.turn import Ending
from connector.text import NOTHING, Text
from tests.jobs.benches import HandClock, Lab

CRONS = ("30 1 * * *", "30 2 * * *", "0 */6 * * *", "15 3 * * sun", "*/20 * * * *")
ZONES = (
    *("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"),
    *("Pacific/Apia", "America/Sao_Paulo"),
)
STARTS = (
    datetime(2026, 3, 27, 12, tzinfo=UTC),
    datetime(2026, 10, 23, 12, tzinfo=UTC),
    datetime(2011, 12, 28, 12, tzinfo=UTC),
    datetime(2026, 11, 29, 1, tzinfo=UTC),
)


class Killed(BaseException):
    """The process ended in the middle of the job."""


class Nights(RuleBasedStateMachine):
    """Time passes, jumps, stands still; processes are killed and stopped; slots are looked at in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.finished: Counter[str] = Counter()
        self.begun = 0

    @initialize(
        cron=st.sampled_from(CRONS),
        zone=st.sampled_from(ZONES),
        start=st.sampled_from(STARTS),
        grace=st.sampled_from([1, 6, 20, 30]),
        jitter=st.sampled_from([0, 5, 40]),
    )
    def a_schedule(self, cron: str, zone: str, start: datetime, grace: int, jitter: int) -> None:
        self.lab = Lab(Path(self.folder.name), HandClock(start))
        self.schedule = Schedule(
            "night",
            "sync",
            Text(vi="đêm", en="night"),
            Times(cron, zone),
            timedelta(minutes=jitter),
            timedelta(hours=grace),
        )
        self.look()

    @rule(minutes=st.integers(1, 3000))
    def time_passes(self, minutes: int) -> None:
        """Also while nobody looks: the machine is off."""
        self.lab.clock.moment += timedelta(minutes=minutes)
        self.look()

    @rule(minutes=st.integers(1, 90), looks=st.integers(1, 8))
    def time_passes_under_our_eyes(self, minutes: int, looks: int) -> None:
        for _ in range(looks):
            self.lab.clock.moment += timedelta(minutes=minutes)
            self.look()

    @rule(hours=st.sampled_from([-24, -1, 1, 24]), seconds=st.integers(-262, 262))
    def the_clock_jumps(self, hours: int, seconds: int) -> None:
        self.lab.clock.moment += timedelta(hours=hours, seconds=seconds)
        self.look()

    @rule(zone=st.sampled_from(ZONES))
    def somebody_changes_the_zone(self, zone: str) -> None:
        assert self.schedule.times is not None
        self.schedule = replace(self.schedule, times=replace(self.schedule.times, zone=zone))
        self.look()

    @rule(minutes=st.integers(1, 3000), how=st.sampled_from(["killed", "stopped", "broken"]))
    def a_turn_ends_badly(self, minutes: int, how: str) -> None:
        """Killed or stopped in the middle, or a fault of ours."""
        self.lab.clock.moment += timedelta(minutes=minutes)
        self.look(how)
        self.look()

    @invariant()
    def no_slot_is_done_twice(self) -> None:
        assert [slot for slot, times in self.finished.items() if times > 1] == []

    def look(self, how: str = "well") -> None:
        """One process looks until there is nothing more to do, or dies of it."""
        begun = self.begun

        def work(_bench: Bench) -> Done:
            self.begun += 1
            if how == "killed":
                raise Killed
            if how == "broken":
                raise ZeroDivisionError
            return Done(Ending.STOPPED if how == "stopped" else Ending.DONE, NOTHING)

        bench = self.lab.bench
        try:
            for _ in range(2):
                turn = attend(bench, self.schedule, {"sync": work}, service=True)
                if turn is not None and turn.ending is not Ending.STOPPED:
                    self.finished[turn.slot] += 1
                if how != "well":
                    return
        except Killed:
            return
        assert self.begun - begun <= 1, "made up for more than once"
        assert self.open() is None, "a slot within its grace was left"

    def open(self) -> str | None:
        """Return the slot that is still to be done, or None."""
        found = due(
            self.schedule,
            self.lab.clock.now(),
            "may-chu-1",
            lambda slots: self.lab.ledger.slots.closed("night", slots),
        )
        return found.slot.name if found else None

    def teardown(self) -> None:
        self.folder.cleanup()


Nights.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestNights = Nights.TestCase
