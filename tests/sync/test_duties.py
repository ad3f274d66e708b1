"""What is owed: requests, what agencies have to ask for, and when they are late with it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.model.duty import DutyKind
from connector.model.request import RequestKind
from connector.model.roster import Employment, Person
from connector.rules.deadlines import deadline_of
from tests.ledger.making import request_form
from tests.support.nights import CONFIRMED, SHIPPED, Nights, nights

AN = Person("CB1", "Lê An", "S1")
BINH = Person("CB2", "Trần Thị Bình", "S1")
NB, KH = "ubnd-ninhbinh", "ubnd-khanhhoa"


@pytest.mark.parametrize(
    ("organisation", "status", "unit", "days", "article"),
    [
        (KH, Employment.WORKING, "S2", 10, "KH Đ14.4"),
        (KH, Employment.RETIRED, "S1", 10, "KH Đ14.4"),
        (NB, Employment.RETIRED, "S1", 5, "NB Đ7.2"),
        (NB, Employment.WORKING, "S2", 5, "NB Đ7.2"),
    ],
)
def test_an_agency_that_did_not_ask_in_time_is_overdue(
    organisation: str, status: Employment, unit: str, days: int, article: str
) -> None:
    """KH Đ14.4: ten calendar days from the decision's effect; NB Đ7.2: five. While the directory is not so yet."""
    office = nights(organisation, AN, BINH)
    since = date(2026, 1, 20)
    office.people["CB1"] = replace(AN, status=status, unit=unit, since=since)
    office.clock.moment += timedelta(days=15 + days)
    [duty] = [one for one in office.due() if one.kind is DutyKind.AGENCY]
    assert (duty.due, duty.article, duty.late(office.today)) == (since + timedelta(days=days), article, False)
    office.clock.moment += timedelta(days=1)
    [duty] = [one for one in office.due() if one.kind is DutyKind.AGENCY]
    assert duty.late(office.today)
    office.night()
    assert [one for one in office.due() if one.kind is DutyKind.AGENCY] == []


def pending_since(office: Nights, since: date, **fields: object) -> list[str]:
    """Return the keys of boxes whose agency has not asked, with what HR now says of An."""
    office.people["CB1"] = replace(AN, since=since, **fields)  # type: ignore[arg-type] # fields of a person
    return [one.key for one in office.due() if one.kind is DutyKind.AGENCY]


def test_what_no_decision_changes_is_no_duty_of_an_agency() -> None:
    """A phone number, and a decision of before anything was remembered, make nobody late."""
    office = nights(KH, AN)
    office.clock.moment += timedelta(days=30)
    after, before = date(2026, 1, 20), date(2021, 3, 11)
    assert pending_since(office, after, position="Trưởng phòng") == ["person/CB1"]
    assert pending_since(office, after, phone="0258 1") == []
    assert pending_since(office, before, position="Trưởng phòng") == []


def test_an_agency_that_has_asked_is_not_late() -> None:
    """A request about the person that came after the decision is what the regulation wants."""
    office = nights(KH, AN)
    office.clock.moment += timedelta(days=30)
    since = date(2026, 1, 20)
    asked = replace(request_form("YC1"), received=date(2026, 1, 22))
    assert pending_since(office, since, unit="S2") == ["person/CB1"]
    office.ledger.keep_request(asked)
    assert pending_since(office, since, unit="S2") == []


def test_a_request_is_late_after_its_working_days_and_not_before() -> None:
    """NB Đ6.2: received on Friday before Tết, three working days end on 25/2; late from the day after."""
    office = nights(NB, AN)
    received = date(2026, 2, 13)
    due = deadline_of(office.profile, RequestKind.CREATE, received, office.calendar)
    assert due is not None
    office.ledger.keep_request(
        replace(
            request_form("YC1"),
            organisation=NB,
            received=received,
            deadline=due.day,
            provisional=due.provisional,
        )
    )
    office.go_to(date(2026, 2, 25), step=30)
    [duty] = [one for one in office.due() if one.kind is DutyKind.REQUEST]
    assert (duty.due, duty.late(office.today), duty.article) == (date(2026, 2, 25), False, "NB Đ6.2")
    office.go_to(date(2026, 2, 26))
    [duty] = [one for one in office.due() if one.kind is DutyKind.REQUEST]
    assert duty.late(office.today)
    assert office.due()[0] == duty, "what is overdue comes first"


def test_the_calendar_of_the_next_year_is_asked_for_in_december() -> None:
    """From a month before the year begins; late when it has begun; silent once its document is there."""
    office = nights(KH, AN)
    office.calendar = SHIPPED
    office.clock.moment = office.clock.moment.replace(month=12, day=1)
    assert [one.kind for one in office.due() if one.kind is DutyKind.CALENDAR] == []
    office.clock.moment += timedelta(days=2)
    [duty] = [one for one in office.due() if one.kind is DutyKind.CALENDAR]
    assert (duty.key, duty.due, duty.late(office.today)) == ("calendar/2027", date(2026, 12, 31), False)
    office.clock.moment += timedelta(days=40)
    [duty] = [one for one in office.due() if one.kind is DutyKind.CALENDAR]
    assert duty.late(office.today)
    office.calendar = CONFIRMED
    assert [one.kind for one in office.due() if one.kind is DutyKind.CALENDAR] == []
