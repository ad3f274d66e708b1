"""The promises of `connector.ports.slots.Slots`, kept by every adapter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.turn import Ending, Turn
from connector.ports import Ledger
from connector.ports.slots import TRIES, Slots
from connector.text import Text
from tests.ledger.making import START, after

ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}
NIGHT, NEXT = "2026-11-29T01:30", "2026-11-30T01:30"


@pytest.fixture(params=ADAPTERS)
def slots(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Slots]:
    """Give the turns of a new ledger of each kind."""
    ledger = ADAPTERS[request.param](tmp_path)
    yield ledger.slots
    ledger.close()


def turn(slot: str = NIGHT, schedule: str = "sync", job: str = "sync") -> Turn:
    """Return a turn that is about to begin."""
    return Turn(0, schedule, job, slot, "quan-tri", START)


def begun(slots: Slots, slot: str = NIGHT, **more: str) -> Turn:
    """Claim a slot that is free."""
    found = slots.claim(turn(slot, **more))
    assert found is not None
    return found


def ended(slots: Slots, one: Turn, ending: Ending) -> None:
    """Finish a turn."""
    words = Text(vi="đã ghi 3", en="3 written")
    slots.finish(replace(one, finished=after(2), ending=ending, words=words, facts={"done": 3}))


def test_nothing_is_closed_at_first(slots: Slots) -> None:
    """A new ledger knows of no turn."""
    assert set(slots.closed("sync", [NIGHT])) == set()
    assert list(slots.turns()) == []


def test_a_slot_is_taken_once(slots: Slots) -> None:
    """Who comes second gets nothing, while the first is at work and for ever after."""
    first = begun(slots)
    assert slots.claim(turn()) is None
    for ending in (Ending.DONE, Ending.WAITS, Ending.FAILED):
        ended(slots, first, ending)
        assert slots.claim(turn()) is None
        assert set(slots.closed("sync", [NIGHT, NEXT])) == {NIGHT}


def test_schedules_do_not_take_each_others_slots(slots: Slots) -> None:
    """The same minute of another schedule is another slot."""
    begun(slots)
    begun(slots, schedule="noon")


@pytest.mark.parametrize("ending", [Ending.CUT, Ending.STOPPED])
def test_a_slot_that_was_broken_off_is_taken_up_again(slots: Slots, ending: Ending) -> None:
    """It stays open, but not for ever: what breaks every time is left at last."""
    for _ in range(TRIES):
        ended(slots, begun(slots), ending)
    assert slots.claim(turn()) is None
    assert set(slots.closed("sync", [NIGHT])) == {NIGHT}


def test_unfinished_turns_are_cut_off_when_nobody_is_at_work(slots: Slots) -> None:
    """Their slots are open again; turns of other schedules, and finished ones, stay as they are."""
    begun(slots)
    begun(slots, schedule="noon")
    ended(slots, begun(slots, NEXT), Ending.DONE)
    slots.cut_off("sync", after(5))
    assert [(one.schedule, one.slot, one.ending) for one in slots.turns()] == [
        ("sync", NEXT, Ending.DONE),
        ("noon", NIGHT, None),
        ("sync", NIGHT, Ending.CUT),
    ]
    assert slots.claim(turn()) is not None


def test_what_a_turn_stands_for_is_passed_over(slots: Slots) -> None:
    """Older slots are closed with it; one that was done stays done."""
    ended(slots, begun(slots, "2026-11-27T01:30"), Ending.DONE)
    slots.claim(turn(NEXT), passed=["2026-11-27T01:30", "2026-11-28T01:30", NIGHT])
    assert {one.slot: one.ending for one in slots.turns()} == {
        "2026-11-27T01:30": Ending.DONE,
        "2026-11-28T01:30": Ending.PASSED,
        NIGHT: Ending.PASSED,
        NEXT: None,
    }
    assert slots.claim(turn(NIGHT)) is None


def test_by_hand_is_never_refused(slots: Slots) -> None:
    """A turn without a slot begins as often as somebody wishes."""
    assert begun(slots, "").number != begun(slots, "").number


def test_what_came_of_a_turn_is_remembered(slots: Slots) -> None:
    """Ending, words and facts come back as they were, the latest first."""
    one = begun(slots)
    ended(slots, one, Ending.WAITS)
    begun(slots, schedule="week", job="compare")
    [found] = slots.turns(job="sync")
    assert (found.number, found.slot, found.by) == (one.number, NIGHT, "quan-tri")
    assert (found.ending, found.words.vi, found.facts) == (Ending.WAITS, "đã ghi 3", {"done": 3})
    assert (found.started, found.finished) == (START, after(2))
    assert [other.schedule for other in slots.turns(limit=1)] == ["week"]
    assert [other.schedule for other in slots.turns(schedule="sync")] == ["sync"]


def test_old_turns_are_forgotten(slots: Slots) -> None:
    """Those that ended before the moment; unfinished ones are kept."""
    ended(slots, begun(slots), Ending.DONE)
    begun(slots, NEXT)
    assert slots.forget(after(1)) == 0
    assert slots.forget(after(3)) == 1
    assert [one.slot for one in slots.turns()] == [NEXT]
