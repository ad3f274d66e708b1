"""The promises of `connector.ports.holds.Holds`, kept by every adapter."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.held import Held
from connector.ports import Ledger
from connector.ports.holds import Holds
from connector.text import same
from tests.ledger.making import START

ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}


@pytest.fixture(params=ADAPTERS)
def holds(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Holds]:
    """Give what waits in a new ledger of each kind."""
    ledger = ADAPTERS[request.param](tmp_path)
    yield ledger.holds
    ledger.close()


def held(target: str, limit: str) -> Held:
    """Return a limit that twelve changes passed."""
    return Held(target, limit, same(f"quá giới hạn {limit}"), 12, "20261122T013000-7f3a90c1", START)


def test_nothing_waits_and_nothing_is_doubted_at_first(holds: Holds) -> None:
    """A new ledger is believed."""
    assert list(holds.standing()) == []
    assert holds.doubt() is None


def test_each_target_has_what_its_last_run_left(holds: Holds) -> None:
    """What is kept for one replaces what was there before, and nothing of the others; the first comes first."""
    creates, renames = held("", "creates"), held("thu", "renames")
    holds.keep("thu", [renames])
    holds.keep("", [held("", "disables"), held("", "updates")])
    holds.keep("", [creates])
    assert list(holds.standing()) == [creates, renames]
    holds.keep("", [])
    assert list(holds.standing()) == [renames]


def test_distrust_stays_until_somebody_trusts(holds: Holds) -> None:
    """The first reason is the one that counts."""
    holds.distrust(same("khôi phục"), START)
    holds.distrust(same("cũ hơn"), START)
    assert holds.doubt() == same("khôi phục")
    holds.trust()
    assert holds.doubt() is None
