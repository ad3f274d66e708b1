"""`deadline_of`: until when the operator must answer a request, where the regulation says so."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from connector.model.request import RequestKind
from connector.rules.duties import Deadline
from connector.rules.profile import Profile

_DUTY = {
    RequestKind.CREATE: "operator-create",
    RequestKind.CHANGE: "operator-create",
    RequestKind.DELETE: "operator-close",
}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a time limit."""

    day: date
    article: str
    provisional: bool
    """Working days were counted from Monday to Friday: the year's holidays are not known here."""


def deadline_of(profile: Profile, kind: RequestKind, received: date) -> Due | None:
    """Return until when a request of this kind must be done; None where the regulation sets no limit."""
    for rule in profile.deadline:
        if rule.id == _DUTY[kind]:
            return Due(last_day(rule, received), rule.article, rule.unit == "working-days")
    return None


def last_day(rule: Deadline, start: date) -> date:
    """Return the last day of a time limit that begins to run on the day after `start`.

    31 August and six months are 28 (or 29) February.
    """
    if rule.unit == "calendar-days":
        return start + timedelta(days=rule.length)
    if rule.unit == "months":
        year, month = divmod(start.year * 12 + start.month - 1 + rule.length, 12)
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    day, left = start, rule.length
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day
