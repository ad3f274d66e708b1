"""`Calendar`: which days are working days in Vietnam, and of which years that is certain.

The library `holidays` knows the holidays of the law, Tết by the Vietnamese lunar calendar among them. It learns
of days that are exchanged (a Friday off, the Saturday after worked) late or never, so each year's document is
added from data. A year nobody added one for is counted all the same, and what was counted is provisional.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Year:
    """What the document of one year says beyond the holidays of the law."""

    year: int
    source: str
    """Number and date of the document."""
    off: frozenset[date] = frozenset()
    """Days off that the law does not know."""
    worked: frozenset[date] = frozenset()
    """Days that are worked in exchange."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days. Without any year every count of them is provisional."""

    years: Mapping[int, Year] = field(default_factory=dict)

    def working(self, day: date) -> bool:
        """Tell whether `day` is a working day."""
        said = self.years.get(day.year)
        if said is not None and day in said.worked:
            return True
        if said is not None and day in said.off:
            return False
        off, worked = _by_law(day.year)
        return day in worked or (day.weekday() < _SATURDAY and day not in off)

    def after(self, start: date, count: int) -> date:
        """Return the working day that is `count` working days after `start`, which is not counted itself."""
        day = start
        while count:
            day += _DAY
            count -= self.working(day)
        return day

    def certain(self, first: date, last: date) -> bool:
        """Tell whether every year from `first` to `last` was confirmed by a document."""
        return all(year in self.years for year in range(first.year, last.year + 1))


UNCONFIRMED = Calendar()
"""The holidays of the law alone."""


def calendar_of(years: Iterable[Year]) -> Calendar:
    """Return the calendar of these years; of two entries for one year the later one holds."""
    return Calendar({year.year: year for year in years})


def months_after(start: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month: 31 August and six are 28 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@cache
def _by_law(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the holidays of a year, and its weekend days that are worked, as far as the library knows."""
    from holidays.countries.vietnam import VN  # noqa: PLC0415  a tenth of a second: only who counts days waits

    known = VN(years=year)  # type: ignore[no-untyped-call]  # the library annotates its constructor in part
    return frozenset(known), frozenset(day for day in known.weekend_workdays if day.year == year)
