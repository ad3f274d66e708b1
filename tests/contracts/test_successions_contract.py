"""The promises of `connector.ports.Successions`, kept by every adapter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from connector.errors import LedgerError
from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.directory import UnitMailbox
from connector.model.plan import Change, Reason
from connector.model.succession import (
    Converted,
    DomainSuccession,
    Phase,
    Reorganisation,
    SuccessionKind,
    UnitSuccession,
)
from connector.ports import Ledger
from connector.text import Text
from tests.ledger.making import START, after, run

BECAUSE = Reason(Text(vi="vì vậy", en="because"))
RUN = "20261122T013000-7f3a"
DAY = date(2026, 7, 1)
UNIT = UnitSuccession("S1", "S9", SuccessionKind.MERGED, DAY, "12/QĐ-UBND", "TC1")
DOMAIN = DomainSuccession("cu.gov.vn", "moi.gov.vn", DAY, DAY + timedelta(days=365), "13/QĐ-UBND")
NEW = Reorganisation("TC1", "x", Phase.PLANNED, (UNIT,), (DOMAIN,), "sap-nhap.xlsx", "ab" * 32, "it", START)

ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}


@pytest.fixture(params=ADAPTERS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Give a ledger of each kind in which a run began."""
    ledger = ADAPTERS[request.param](tmp_path)
    ledger.begin(run(RUN))
    yield ledger
    ledger.close()


def test_a_new_ledger_knows_of_nothing(ledger: Ledger) -> None:
    """No reorganisation, no converted box, no heir."""
    parts = ledger.successions
    assert (list(parts.all()), list(parts.converted()), dict(parts.heirs())) == ([], [], {})


def test_phases_are_kept_in_order_and_nobody_overtakes_another(ledger: Ledger) -> None:
    """Each phase follows the one that was read; a second writer of the same one is told."""
    kept = ledger.successions.keep(NEW)
    later = ledger.successions.keep(replace(NEW, id="TC0"))
    switched = ledger.successions.keep(replace(kept, phase=Phase.SWITCHED, at=after(1)))
    assert list(ledger.successions.all()) == [switched, later]
    assert (switched.revision, switched.units, switched.domains) == (2, (UNIT,), (DOMAIN,))
    for overtaken in (replace(kept, phase=Phase.CLOSED), NEW, replace(kept, id="TC9")):
        with pytest.raises(LedgerError):
            ledger.successions.keep(overtaken)
    assert list(ledger.successions.all()) == [switched, later]


def test_converted_boxes_are_kept_by_reorganisation_and_key(ledger: Ledger) -> None:
    """What is said again replaces what was said of the same box, and of no other."""
    first, second = (
        Converted("TC1", "person/1", "a@cu", "a@moi"),
        Converted("TC1", "person/2", "b@cu", "b@moi"),
    )
    other = Converted("TC0", "person/1", "a@xua", "a@cu")
    ledger.successions.convert([second, first, other])
    again = replace(first, new="a2@moi")
    ledger.successions.convert([again])
    ledger.successions.convert([])
    assert list(ledger.successions.converted()) == [other, again, second]


def test_heirs_are_those_said_last(ledger: Ledger) -> None:
    """An heir that is not named any more is none."""
    ledger.successions.inherit({"unit/S1": "unit/S9", "list/S1": "list/S9"})
    ledger.successions.inherit({"unit/S2": "unit/S9"})
    assert ledger.successions.heirs() == {"unit/S2": "unit/S9"}


def unit(key: str, *addresses: str) -> UnitMailbox:
    """Return the box of a unit."""
    return UnitMailbox(key=f"unit/{key}", unit=key, address=addresses[0], aliases=addresses[1:], name=key)


def test_only_the_heir_may_take_an_address_and_the_first_owner_is_not_forgotten(ledger: Ledger) -> None:
    """An address of S1 goes to S9 because S9 is its heir, to nobody else, and comes back when that ends."""
    ledger.intend(
        RUN,
        [Change(None, unit("S1", "s1@x.vn"), BECAUSE), Change(None, unit("S9", "s9@x.vn"), BECAUSE)],
        START,
    )
    takes = Change(unit("S9", "s9@x.vn"), unit("S9", "s9@x.vn", "s1@x.vn"), BECAUSE)
    with pytest.raises(LedgerError):
        ledger.intend(RUN, [takes], after(1))
    ledger.successions.inherit({"unit/S1": "unit/S9"})
    gives = Change(unit("S1", "s1@x.vn"), unit("S1", "succeeded-1@x.vn"), BECAUSE)
    ledger.intend(RUN, [gives, takes], after(2))
    assert ledger.owners()["s1@x.vn"] == "unit/S1"
    with pytest.raises(LedgerError):
        ledger.intend(RUN, [Change(None, unit("S3", "s1@x.vn"), BECAUSE)], after(3))
    ledger.successions.inherit({})
    ledger.intend(RUN, [Change(gives.after, gives.before, BECAUSE)], after(4))
