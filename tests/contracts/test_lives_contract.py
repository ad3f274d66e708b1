"""The promises of `connector.ports.Lives`, kept by every ledger."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.directory import State
from connector.model.life import Absence, Alias, Cause, Demand, Life, Notice, Order, Past
from connector.ports import Ledger
from connector.text import Text

DAY = date(2026, 3, 2)
LIFE = Life("person/CB1", State.SUSPENDED, DAY, Cause.IDLE, Text("lâu không dùng", "idle"), "NB Đ7.1")
PAST = Past(
    began=DAY,
    lives={LIFE.key: LIFE, "unit/S1": Life("unit/S1", State.CLOSED, DAY, Cause.UNKNOWN)},
    absences={"person/CB2": Absence("person/CB2", DAY, 2, "ab" * 32)},
    aliases={"lan@x.vn": Alias("lan@x.vn", "person/CB3", DAY)},
)
ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}


@pytest.fixture(params=ADAPTERS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Give a new ledger of each kind."""
    made = ADAPTERS[request.param](tmp_path)
    yield made
    made.close()


def test_a_new_ledger_has_no_past(ledger: Ledger) -> None:
    """Before the first run nothing is remembered, not even since when."""
    assert ledger.lives.past() == Past()


def test_what_is_noted_is_remembered_and_what_is_gone_is_forgotten(ledger: Ledger) -> None:
    """The past reads back as it was noted, and so does each later one."""
    ledger.lives.note(Past(), PAST)
    assert ledger.lives.past() == PAST
    later = replace(
        PAST,
        lives={LIFE.key: replace(LIFE, state=State.CLOSED, since=DAY + timedelta(days=30))},
        absences={},
        aliases={**PAST.aliases, "hoa@x.vn": Alias("hoa@x.vn", "person/CB4", DAY)},
    )
    ledger.lives.note(PAST, later)
    assert ledger.lives.past() == later
    ledger.lives.note(later, later)
    assert ledger.lives.past() == later


def test_the_latest_order_about_a_box_holds(ledger: Ledger) -> None:
    """Orders about other boxes stay; noting the past touches none."""
    first = Order("person/CB1", Demand.SUSPEND, "it", DAY, "5/QĐ", "phát tán thư rác")
    second = Order("person/CB1", Demand.REOPEN, "it", DAY + timedelta(days=1), "9/CV", against="left//")
    other = Order("person/CB2", Demand.SUSPEND, "it", DAY)
    for order in (first, other, second):
        ledger.lives.give(order)
    ledger.lives.note(Past(), PAST)
    assert ledger.lives.past().orders == {"person/CB1": second, "person/CB2": other}


def test_a_notice_survives_a_run_that_did_not_know_of_it(ledger: Ledger) -> None:
    """Who records a notice while a run is at work loses nothing; it goes when its suspension is over."""
    notice = Notice(LIFE.key, DAY, "12/TB", about=DAY)
    ledger.lives.note(Past(), PAST)
    ledger.lives.told(replace(notice, document="11/TB"))
    ledger.lives.told(notice)
    ledger.lives.note(PAST, replace(PAST, absences={}))
    known = ledger.lives.past()
    assert known.told(LIFE) == notice
    assert known.told(replace(LIFE, since=DAY + timedelta(days=1))) is None
    ledger.lives.note(known, replace(known, notices={}))
    assert ledger.lives.past().notices == {}
