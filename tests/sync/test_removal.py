"""Removal for good: after the hold, a few at once, by approval; and the addresses are never anybody else's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.errors import ConnectorError
from connector.model.directory import REMOVED, PersonalMailbox, State, addresses, is_tombstone
from connector.model.duty import DutyKind
from connector.model.life import Demand
from connector.model.plan import ChangeKind, Decision, QuestionKind
from connector.model.roster import Employment, Person
from connector.plan.limits import Limit
from connector.removal import Removal, removable, remove
from connector.sync import think
from tests.support.nights import SHIPPED, Nights, nights
from tests.support.rosters import LIMITLESS

AN = Person("CB1", "Lê An", "S1", position="Chuyên viên", phone="0258 3822 001")
BINH = Person("CB2", "Trần Thị Bình", "S1")
BOX = "person/CB1"
CLOSED_ON = date(2026, 2, 2)


def office_with_a_leaver() -> Nights:
    """Return an office of Khánh Hòa from which An retired: closed in the night of 2 February 2026."""
    office = nights("ubnd-khanhhoa", AN, BINH)
    office.go_to(date(2026, 2, 1), step=9)
    office.people["CB1"] = replace(AN, status=Employment.RETIRED, since=CLOSED_ON)
    office.go_to(CLOSED_ON)
    assert office.state(BOX) is State.CLOSED
    return office


def due(office: Nights, most: int = 10) -> Removal:
    """Return what may be removed now."""
    at_work = replace(office.desk(), limits=replace(LIMITLESS, deletes=Limit(most, 0)))
    return removable(at_work, think(at_work))


def carry_out(office: Nights) -> None:
    """Remove what is due."""
    at_work = office.desk()
    report = remove(at_work, removable(at_work, think(at_work)), "it")
    assert report.failed == ()


def test_a_closed_box_is_kept_for_its_hold_and_removed_only_by_hand() -> None:
    """90 days after 2/2 end on 3/5: from 4/5 on it may be removed, and no night ever does it."""
    office = office_with_a_leaver()
    office.go_to(date(2026, 5, 3), step=10)
    [hold] = [one for one in office.due() if one.kind is DutyKind.HOLD]
    assert hold.due == date(2026, 5, 3)
    assert due(office).plan.changes == ()
    office.go_to(date(2026, 5, 4))
    [change] = due(office).plan.changes
    assert (change.key, change.kind) == (BOX, ChangeKind.DELETE)
    assert "90" in change.reason.text.vi
    office.go_to(date(2026, 12, 1), step=20)
    assert not is_tombstone(office.box(BOX))


def test_what_is_left_is_the_key_and_every_address() -> None:
    """Name, position, phone and unit names are gone; the address is still there, and nobody else gets it."""
    office = office_with_a_leaver()
    before = office.box(BOX)
    office.go_to(date(2026, 6, 1), step=20)
    carry_out(office)
    left = office.box(BOX)
    assert isinstance(left, PersonalMailbox)
    assert addresses(left) == addresses(before)
    assert (left.name, left.title, left.phone, left.unit_name) == (REMOVED, "", "", "")
    assert (left.state, left.listed) == (State.CLOSED, False)
    assert "Lê An" not in str(left)
    assert office.think().plan.changes == ()
    assert due(office).plan.changes == ()
    assert [one for one in office.due() if one.kind is DutyKind.HOLD] == []


@pytest.mark.parametrize("lost", [False, True])
def test_a_removed_address_goes_to_nobody_else_even_without_a_ledger(*, lost: bool) -> None:
    """A namesake who is hired afterwards is asked about; whoever removed it and forgot everything changes nothing."""
    office = office_with_a_leaver()
    address = office.box(BOX).address
    office.go_to(date(2026, 6, 1), step=20)
    carry_out(office)
    if lost:
        office.lose_the_ledger()
    office.people.pop("CB1")
    office.people["CB9"] = replace(AN, key="CB9")
    office.night()
    office.night()
    [question] = [one for one in office.think().plan.questions if one.subject == "person/CB9"]
    assert address not in {candidate.address for candidate in question.candidates}
    assert office.box(BOX).address == address


def test_whoever_comes_back_comes_back_to_the_address() -> None:
    """The same person keeps one address for a career; whether it is the same, nobody can see any more: it is asked."""
    office = office_with_a_leaver()
    address = office.box(BOX).address
    office.go_to(date(2026, 6, 1), step=20)
    carry_out(office)
    office.people["CB1"] = AN
    office.night()
    [question] = office.think().plan.questions
    assert question.kind is QuestionKind.IDENTITY
    office.ledger.decide([Decision(question.key, "same", "it", office.clock.now())])
    office.night()
    back = office.box(BOX)
    assert (back.address, back.state, back.name) == (address, State.ACTIVE, "Lê An")
    assert office.think().plan.changes == ()


def test_only_so_many_at_once_the_longest_closed_first() -> None:
    """The limit is not a matter of approval: what is over it waits for another time."""
    office = office_with_a_leaver()
    office.people["CB2"] = replace(BINH, status=Employment.LEFT)
    office.go_to(date(2026, 2, 10))
    office.go_to(date(2026, 6, 1), step=20)
    found = due(office, most=1)
    assert ([change.key for change in found.plan.changes], found.waiting) == ([BOX], 1)
    assert due(office, most=0).plan.changes == ()


def test_what_is_to_be_reopened_or_wanted_again_is_not_removed() -> None:
    """An order to reopen, or HR's row that says that the person serves, comes before the end of the hold."""
    office = office_with_a_leaver()
    office.go_to(date(2026, 6, 1), step=20)
    office.order(BOX, Demand.REOPEN)
    assert due(office).plan.changes == ()
    other = office_with_a_leaver()
    other.go_to(date(2026, 6, 1), step=20)
    other.people["CB1"] = AN
    assert due(other).plan.changes == ()


def test_a_year_without_document_removes_nothing() -> None:
    """Closed in 2026, due in 2027: refused while no document has confirmed the days off of 2027."""
    office = office_with_a_leaver()
    office.calendar = SHIPPED
    office.go_to(date(2026, 12, 30), step=30)
    assert due(office).plan.changes != ()
    office.go_to(date(2027, 1, 2))
    with pytest.raises(ConnectorError, match="2027"):
        due(office)


def test_a_lost_ledger_makes_the_hold_begin_anew() -> None:
    """Since when a box is closed is not known any more: it counts from the first night that is remembered."""
    office = office_with_a_leaver()
    office.go_to(date(2026, 5, 1), step=20)
    office.lose_the_ledger()
    office.night()
    office.go_to(date(2026, 7, 30), step=20)
    assert due(office).plan.changes == ()
    office.clock.moment += timedelta(days=1)
    assert [change.key for change in due(office).plan.changes] == [BOX]


def test_what_is_left_of_a_removed_box_cannot_be_reopened() -> None:
    """An order to reopen finds nothing to reopen: no entry without a name ever comes into use."""
    office = office_with_a_leaver()
    office.go_to(date(2026, 6, 1), step=20)
    carry_out(office)
    office.order(BOX, Demand.REOPEN, against="retired/2026-02-02/")
    office.night()
    assert office.state(BOX) is State.CLOSED
    assert office.think().plan.changes == ()
