"""The promises of `connector.ports.retention.Retention`, kept by every adapter."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.ports import Ledger
from tests.ledger.making import START, after, box, change, create, done, run

ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}
FIRST, SECOND, THIRD = "20261122T013000-7f3a", "20261123T013000-0b1c", "20261124T013000-aa00"


@pytest.fixture(params=ADAPTERS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Give a ledger of each kind in which a box was made, renamed twice and closed by three runs."""
    ledger = ADAPTERS[request.param](tmp_path)
    steps = {
        FIRST: [create("1", "lan")],
        SECOND: [change(box("1", "lan"), box("1", "lan2")), change(box("1", "lan2"), box("1", "lan3"))],
        THIRD: [change(box("1", "lan3"), box("1", "lan4"))],
    }
    for minute, (name, changes) in enumerate(steps.items()):
        ledger.begin(run(name))
        for one in changes:
            ledger.intend(name, [one], after(minute))
            ledger.settle(name, done(one), after(minute))
        ledger.finish(name, after(minute))
    yield ledger
    ledger.close()


def test_creation_and_latest_change_of_every_box_stay(ledger: Ledger) -> None:
    """Whatever its age, "why" has an answer: how it came to be, and what was done last."""
    assert ledger.retention.stale(after(60)) == 2
    assert ledger.retention.forget(after(60)) == 2
    assert [record.run for record in ledger.records(key="person/1")] == [FIRST, THIRD]
    assert [one.run for one in ledger.runs()] == [THIRD, FIRST]
    assert ledger.retention.stale(after(60)) == 0


def test_what_is_younger_stays(ledger: Ledger) -> None:
    """A moment before everything forgets nothing."""
    assert ledger.retention.forget(START) == 0
    assert len(ledger.records()) == 4


def test_addresses_have_their_owner_for_ever(ledger: Ledger) -> None:
    """Forgetting how an address was given does not free it."""
    before = ledger.owners()
    ledger.retention.forget(after(60))
    assert ledger.owners() == before
    assert len(before) == 4
