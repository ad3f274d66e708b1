"""`known_times`, `note_lives`: what a run knows of the lives of boxes, and what it remembers of them."""

from contextlib import suppress
from datetime import datetime

from connector.desired.lived import lived, without
from connector.desired.scene import Times
from connector.errors import TargetUnreachable
from connector.model.directory import Directory
from connector.model.life import Past, last_uses
from connector.model.plan import Wanted, canonical
from connector.model.roster import Roster
from connector.ports import Lives, LogonBook
from connector.rules.calendar import Calendar
from connector.rules.profile import Profile


def known_times(
    lives: Lives,
    logons: LogonBook | None,
    profile: Profile,
    calendar: Calendar,
    absent_after: int,
    now: datetime,
) -> Times:
    """Return what is known of times; last logins are asked for only where the regulation counts them.

    Where that gets no answer nobody is idle this time; the next run asks again.
    """
    used = None
    if logons is not None and profile.suspension is not None:
        with suppress(TargetUnreachable):
            used = last_uses(logons.logons(), now.tzinfo)
    return Times(lives.past(), calendar, used, absent_after)


def orders_and_notices(past: Past) -> str:
    """Return the text that differs when somebody gave an order or sent a notice; empty where nobody did."""
    orders = [[one.key, one.demand.value, one.day.isoformat()] for one in past.orders.values()]
    notices = [[one.key, one.day.isoformat(), one.document] for one in past.notices.values()]
    return canonical([sorted(orders), sorted(notices)]) if orders or notices else ""


def note_lives(
    lives: Lives,
    past: Past,
    present: Directory,
    wanted: Wanted,
    accepted: Roster | None,
    now: datetime,
) -> None:
    """Remember since when each box is what the target now says that it is.

    Args:
        lives: where it is remembered.
        past: what was remembered.
        present: what the target holds now.
        wanted: what should be.
        accepted: the roster, where it was accepted: one that is doubted says nothing of who is missing.
        now: the moment.
    """
    noted = lived(past, present, wanted.lives, now.date())
    lives.note(past, noted if accepted is None else without(noted, present, accepted, now.date()))
