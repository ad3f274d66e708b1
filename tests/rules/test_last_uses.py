"""The last day on which a box may have been used."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from connector.model.life import Logon, Logons, last_uses

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LOGIN = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
MADE = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def test_days_are_those_of_the_organisation_and_a_late_target_adds_its_lateness() -> None:
    """A day is one in Vietnam; a late target adds its lateness; who never came counts from the making of the box."""
    known = Logons(
        {"a": Logon(LOGIN, MADE), "b": Logon(None, MADE), "c": Logon(None, None)}, timedelta(days=7)
    )
    assert last_uses(known, ZONE) == {"a": date(2026, 3, 9), "b": date(2026, 1, 12)}


def test_where_no_login_at_all_is_recorded_nothing_is_known() -> None:
    """A server that does not record logins looks like one in which nobody ever logs in: it says nothing."""
    assert last_uses(Logons({"b": Logon(None, MADE)}), ZONE) is None
