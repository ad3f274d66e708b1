"""`Due`: until when somebody must act, where the regulation says so."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from connector.model.life import Cause, Life, Past
from connector.model.request import RequestKind
from connector.rules.calendar import Calendar, months_after
from connector.rules.duties import Deadline, Reporting
from connector.rules.profile import Profile

_DUTY = {
    RequestKind.CREATE: "operator-create",
    RequestKind.CHANGE: "operator-create",
    RequestKind.DELETE: "operator-close",
}

Unit = Literal["working-days", "calendar-days", "months"]


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a time limit."""

    day: date
    article: str
    provisional: bool = False
    """Working days were counted in a year whose days off no document has confirmed."""

    def passed(self, today: date) -> bool:
        """Tell whether the limit is over: its last day still counts."""
        return self.day < today


def deadline_of(profile: Profile, kind: RequestKind, received: date, calendar: Calendar) -> Due | None:
    """Return until when a request of this kind must be done; None where the regulation sets no limit."""
    return next((due_of(rule, received, calendar) for rule in limits(profile, _DUTY[kind])), None)


def limits(profile: Profile, duty: str) -> Iterator[Deadline]:
    """Yield the time limits of one kind that a regulation sets."""
    return (rule for rule in profile.deadline if rule.id == duty)


def counts_working_days(profile: Profile) -> bool:
    """Tell whether any time limit of a regulation is in working days."""
    idle = profile.suspension
    return any(rule.unit == "working-days" for rule in profile.deadline) or (
        idle is not None and idle.days == "working"
    )


def due_of(rule: Deadline, start: date, calendar: Calendar) -> Due:
    """Return the last day of a time limit that begins to run on the day after `start`."""
    return counted(rule.length, rule.unit, start, calendar, rule.article)


def counted(length: int, unit: Unit, start: date, calendar: Calendar, article: str = "") -> Due:
    """Return the last of `length` days or months, of which the day after `start` is the first."""
    if unit == "calendar-days":
        return Due(start + timedelta(days=length), article)
    if unit == "months":
        return Due(months_after(start, length), article)
    day = calendar.after(start, length)
    return Due(day, article, provisional=not calendar.certain(start + timedelta(days=1), day))


def removal_due(profile: Profile, past: Past, life: Life, calendar: Calendar) -> Due | None:
    """Return until when somebody may ask to reopen a suspended box (NB Đ7.1).

    None where the regulation knows no such limit, or it does not run: it begins when the notice was sent.
    """
    rule, notice = profile.suspension, past.told(life)
    if rule is None or notice is None or life.cause is Cause.ABSENT:
        return None
    unit: Unit = "working-days" if rule.days == "working" else "calendar-days"
    return counted(rule.remove_after, unit, notice.day, calendar, rule.article)


def hold_due(profile: Profile, life: Life) -> Due:
    """Return until when a closed box is kept at least."""
    hold = profile.leaver.hold
    return Due(life.since + timedelta(days=hold.days), hold.article)


PERIOD_MONTHS = {"month": 1, "half-year": 6, "year": 12}


def report_due(rule: Reporting, today: date) -> date | None:
    """Return the next last day, today included, of a report; None of one that is made on request only.

    Where the text names no day ("hằng năm", "6 tháng một lần") it is the last day of the period.
    """
    months = PERIOD_MONTHS.get(rule.every)
    if months is None:
        return None
    if rule.due:
        month, day = (int(part) for part in rule.due.split("-"))
        due = date(today.year, month, day)
        return due if due >= today else date(today.year + 1, month, day)
    last = today.month + (-today.month) % months
    return date(today.year, last, monthrange(today.year, last)[1])
