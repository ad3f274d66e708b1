"""The promises of `connector.ports.holders.Holders`, kept by every ledger."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.holding import Holding
from connector.ports import Ledger

ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}
FIRST = Holding(
    key="unit/snv",
    address="snv@khanhhoa.gov.vn",
    holder="Trần Văn Bình, Chánh Văn phòng",
    delegate="Lê Thị Dung",
    document="21/QĐ-SNV",
    since=date(2026, 3, 1),
    at=datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    by="quantri",
)


@pytest.fixture(params=ADAPTERS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Give a new ledger of each kind."""
    made = ADAPTERS[request.param](tmp_path)
    yield made
    made.close()


def test_who_held_a_box_stays_known(ledger: Ledger) -> None:
    """Each handover comes back as it was, in the order of remembering, of all boxes or of one."""
    assert list(ledger.holders.holdings()) == []
    later = replace(FIRST, holder="Phạm Thị Hoa", delegate="", since=date(2025, 1, 1))
    other = replace(FIRST, key="unit/sct", address="sct@khanhhoa.gov.vn")
    for one in (FIRST, other, later):
        ledger.holders.hand_over(one)
    assert list(ledger.holders.holdings()) == [FIRST, other, later]
    assert list(ledger.holders.holdings("unit/snv")) == [FIRST, later]
