"""The last day on which a box may have been used."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from connector.model.life import Logon, Logons, last_uses, together

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


def test_a_login_to_any_target_counts() -> None:
    """Of a directory and a mail system the later login holds, with the lateness of the one that is late."""
    directory = Logons({"a": Logon(MADE, MADE), "b": Logon(None, MADE)})
    mail = Logons({"a": Logon(LOGIN, MADE), "b": Logon(None, LOGIN)}, timedelta(days=7))
    known = together([directory, mail])
    assert known.by_key == {"a": Logon(LOGIN, MADE), "b": Logon(None, LOGIN)}
    assert known.late == timedelta(days=7)


def test_one_target_that_records_nothing_makes_all_unknown() -> None:
    """Everybody may be logging in just there: nobody is taken for idle."""
    assert not together([Logons({"a": Logon(MADE, MADE)}), Logons({"a": Logon(None, MADE)})]).recorded
    assert not together([]).recorded
