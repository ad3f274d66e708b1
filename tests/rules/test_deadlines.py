"""Until when a request must be done, counted from the day after it came."""

from datetime import date

import pytest

from connector.model.request import RequestKind
from connector.rules.calendar import Calendar
from connector.rules.calendar_file import load_calendar
from connector.rules.deadlines import deadline_of, due_of, report_due
from connector.rules.duties import Deadline
from connector.shipped import shipped
from tests.support.rosters import profile

CREATE, CHANGE, DELETE = RequestKind
CALENDAR = load_calendar(shipped("mappings", "calendar", "viet-nam.toml"))

CASES = [
    (3, "working-days", date(2026, 3, 2), date(2026, 3, 5)),
    (3, "working-days", date(2026, 3, 5), date(2026, 3, 10)),
    (3, "working-days", date(2026, 3, 7), date(2026, 3, 11)),
    (10, "calendar-days", date(2026, 2, 20), date(2026, 3, 2)),
    (6, "months", date(2026, 8, 31), date(2027, 2, 28)),
    (1, "months", date(2026, 12, 15), date(2027, 1, 15)),
]


@pytest.mark.parametrize(("length", "unit", "start", "end"), CASES)
def test_time_limits_end_on_the_right_day(length: int, unit: str, start: date, end: date) -> None:
    """Weekends are no working days; the end of a month is its last day."""
    rule = Deadline.model_validate(
        {"id": "other", "length": length, "unit": unit, "start": "x", "who": "y", "article": "X Đ1"}
    )
    assert due_of(rule, start, CALENDAR).day == end


def test_each_kind_of_request_has_the_limit_of_its_regulation() -> None:
    """NB Đ6.2 and Đ7.2: three working days; KH sets no limit."""
    ninh_binh = profile("ubnd-ninhbinh")
    due = {kind: deadline_of(ninh_binh, kind, date(2026, 3, 2), CALENDAR) for kind in RequestKind}
    assert [(one.day, one.article) if one else None for one in due.values()] == [
        (date(2026, 3, 5), "NB Đ6.2"),
        (date(2026, 3, 5), "NB Đ6.2"),
        (date(2026, 3, 5), "NB Đ7.2"),
    ]
    assert not any(one.provisional for one in due.values() if one)
    assert deadline_of(profile("ubnd-khanhhoa"), CREATE, date(2026, 3, 2), CALENDAR) is None


@pytest.mark.parametrize("received", [date(2027, 6, 1), date(2026, 12, 30)])
def test_a_limit_that_runs_into_a_year_without_document_is_provisional(received: date) -> None:
    """What is counted over days nobody has confirmed is said to be so."""
    due = deadline_of(profile("ubnd-ninhbinh"), CREATE, received, CALENDAR)
    assert due is not None
    assert due.provisional
    unknown = deadline_of(profile("ubnd-ninhbinh"), CREATE, date(2026, 3, 2), Calendar())
    assert unknown is not None
    assert unknown.provisional


@pytest.mark.parametrize(
    ("organisation", "today", "due", "article"),
    [
        ("ubnd-ninhbinh", date(2026, 11, 29), date(2026, 12, 14), "NB Đ13.6"),
        ("ubnd-ninhbinh", date(2026, 12, 14), date(2026, 12, 14), "NB Đ13.6"),
        ("ubnd-ninhbinh", date(2026, 12, 15), date(2027, 12, 14), "NB Đ13.6"),
        ("vks-khanhhoa", date(2028, 2, 1), date(2028, 2, 29), "VKS Đ9"),
        ("ubnd-binhphuoc", date(2026, 7, 1), date(2026, 12, 31), "BP Đ18"),
        ("ubnd-binhphuoc", date(2026, 6, 30), date(2026, 6, 30), "BP Đ18"),
        ("ubnd-khanhhoa", date(2026, 3, 2), date(2026, 12, 31), "KH Đ11.7"),
    ],
)
def test_reports_are_due_when_the_text_says_or_at_the_end_of_their_period(
    organisation: str, today: date, due: date, article: str
) -> None:
    """NB: before 15 December; others name no day. What is asked for on request has none."""
    found = [(report_due(rule, today), rule.article) for rule in profile(organisation).report]
    assert [one for one in found if one[0] is not None] == [(due, article)]
