"""The promises of `connector.ports.envelopes.Envelopes`, kept by every ledger."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connector.errors import LedgerError
from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.envelope import WAITING, Envelope, EnvelopeState, Occasion
from connector.ports import Ledger

START = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LATER = START + timedelta(hours=1)
SEALED, IN_FORCE, DELIVERED, VOID = (
    EnvelopeState.SEALED,
    EnvelopeState.IN_FORCE,
    EnvelopeState.DELIVERED,
    EnvelopeState.VOID,
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


def envelope(name: str, key: str = "person/NV0001", minutes: int = 0) -> Envelope:
    """Return an envelope made some minutes after the start."""
    made = START + timedelta(minutes=minutes)
    return Envelope(
        id=name,
        key=key,
        address="ha@khanhhoa.gov.vn",
        unit="snv",
        agency="Sở Nội vụ",
        occasion=Occasion.RESET,
        sealed=b"\x00age-encryption\xff" + name.encode(),
        ours=True,
        made=made,
        expires=made + timedelta(days=7),
        moved=made,
        by="quantri",
        document="12/SNV-VP",
        phone="gọi 8h05",
    )


def test_a_new_ledger_keeps_no_envelope(ledger: Ledger) -> None:
    """The answer is "none"."""
    assert list(ledger.envelopes.envelopes()) == []


def test_what_was_kept_comes_back_equal_in_the_order_of_making(ledger: Ledger) -> None:
    """Bytes, moments and notes come back as they were; all, of one box, in one state."""
    second, first, other = envelope("b", minutes=2), envelope("a", minutes=1), envelope("c", "unit/snv", 3)
    ledger.envelopes.keep([second, other])
    ledger.envelopes.keep([first])
    assert list(ledger.envelopes.envelopes()) == [first, second, other]
    assert list(ledger.envelopes.envelopes(key="unit/snv")) == [other]
    assert list(ledger.envelopes.envelopes(states=(IN_FORCE,))) == []
    ledger.envelopes.move(["b"], IN_FORCE, LATER)
    found = ledger.envelopes.envelopes(key=second.key, states=WAITING)
    assert list(found) == [first, replace(second, state=IN_FORCE, moved=LATER)]


@pytest.mark.parametrize("end", [DELIVERED, VOID])
def test_an_envelope_at_its_end_holds_nothing(ledger: Ledger, end: EnvelopeState) -> None:
    """The sealed bytes are taken away for good; who, when and why stays."""
    one = envelope("a")
    ledger.envelopes.keep([one])
    ledger.envelopes.move(["a"], EnvelopeState.DELIVERING, LATER, "/tmp/x.zip")  # noqa: S108 - a name only
    ledger.envelopes.move(["a"], end, LATER)
    [found] = ledger.envelopes.envelopes()
    assert found == replace(one, state=end, moved=LATER, sealed=b"", place="/tmp/x.zip")  # noqa: S108


def test_an_envelope_is_kept_once(ledger: Ledger) -> None:
    """A second one of the same name is refused, and nothing that came with it stays."""
    ledger.envelopes.keep([envelope("a")])
    with pytest.raises(LedgerError):
        ledger.envelopes.keep([envelope("b"), envelope("a")])
    assert [one.id for one in ledger.envelopes.envelopes()] == ["a"]


def test_thousands_move_at_once(ledger: Ledger) -> None:
    """More than any database takes as parameters of one statement."""
    ledger.envelopes.keep([envelope(f"{number:05}") for number in range(2_000)])
    ledger.envelopes.move([f"{number:05}" for number in range(1_999)], IN_FORCE, LATER)
    assert len(ledger.envelopes.envelopes(states=(IN_FORCE,))) == 1_999
    ledger.envelopes.move(["never heard of"], VOID, LATER)
    ledger.envelopes.keep([])


def test_an_envelope_shows_no_secret_when_it_is_printed() -> None:
    """Even its sealed bytes stay out of whatever prints it."""
    assert "age-encryption" not in repr(envelope("a"))
