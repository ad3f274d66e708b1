"""Until when a request must be done, counted from the day after it came."""

from datetime import date

import pytest

from connector.model.request import RequestKind
from connector.rules.deadlines import deadline_of, last_day
from connector.rules.duties import Deadline
from tests.support.rosters import profile

CREATE, CHANGE, DELETE = RequestKind

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
    assert last_day(rule, start) == end


def test_each_kind_of_request_has_the_limit_of_its_regulation() -> None:
    """NB Đ6.2 and Đ7.2: three working days, provisional as holidays are not known; KH sets no limit."""
    ninh_binh = profile("ubnd-ninhbinh")
    due = {kind: deadline_of(ninh_binh, kind, date(2026, 3, 2)) for kind in RequestKind}
    assert [(one.day, one.article) if one else None for one in due.values()] == [
        (date(2026, 3, 5), "NB Đ6.2"),
        (date(2026, 3, 5), "NB Đ6.2"),
        (date(2026, 3, 5), "NB Đ7.2"),
    ]
    assert all(one.provisional for one in due.values() if one)
    assert deadline_of(profile("ubnd-khanhhoa"), CREATE, date(2026, 3, 2)) is None
