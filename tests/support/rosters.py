"""Small rosters for tests, and a desk with everything in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from connector.desk import Desk
from connector.ledger.memory import MemoryLedger
from connector.model.roster import Person, Problem, Roster, RowCount, Unit
from connector.plan.limits import Limit, Limits
from connector.rules.profile import Profile, find_profile
from connector.shipped import shipped
from connector.sources.given import GivenSource
from connector.targets.memory import MemoryDirectory, MemoryTarget

ORGANISATIONS = ("ubnd-khanhhoa", "vks-khanhhoa", "skhcn-quangtri", "ubnd-binhphuoc", "ubnd-ninhbinh")

NO_LIMIT = Limit(1_000_000, 1.0)
LIMITLESS = Limits(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT, 1.0, 1.0)


def profile(name: str) -> Profile:
    """Return a shipped regulation."""
    return find_profile(name, Path(shipped("mappings", "organisations")))


UNITS = (
    Unit("T", "Ủy ban nhân dân tỉnh", mailbox="ubnd"),
    Unit("S1", "Sở Thông tin và Truyền thông", parent="T", mailbox="stttt"),
    Unit("S2", "Sở Nội vụ", parent="T", mailbox="snv"),
    Unit("P1", "Văn phòng", parent="S1", mailbox="vp.stttt"),
    Unit("P2", "Phòng Bưu chính", parent="S1", mailbox="pbc.stttt"),
)


def roster(
    people: Iterable[Person], units: Iterable[Unit] = UNITS, problems: Iterable[Problem] = ()
) -> Roster:
    """Return a roster of these people and units."""
    everybody, everywhere = tuple(people), tuple(units)
    return Roster(
        tuple(sorted(everybody, key=lambda person: person.key)),
        tuple(sorted(everywhere, key=lambda unit: unit.key)),
        tuple(problems),
        RowCount(raw=len(everybody), accepted=len(everybody)),
        RowCount(raw=len(everywhere), accepted=len(everywhere)),
        {"roster.xlsx": str(hash(everybody))},
    )


@dataclass(slots=True)
class StoppedClock:
    """A clock that stands until it is moved."""

    moment: datetime = field(
        default_factory=lambda: datetime(2026, 3, 2, 1, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    )

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment


def desk(
    regulation: Profile,
    given: Roster,
    world: MemoryDirectory | None = None,
    ledger: MemoryLedger | None = None,
    limits: Limits = LIMITLESS,
) -> Desk:
    """Return a desk over memory; limits are off unless a test is about them."""
    return Desk(
        regulation,
        GivenSource(given),
        MemoryTarget(world if world is not None else MemoryDirectory()),
        ledger if ledger is not None else MemoryLedger(),
        StoppedClock(),
        limits,
        "settings",
    )


def with_roster(old: Desk, given: Roster) -> Desk:
    """Return the same desk with another roster on it."""
    return replace(old, source=GivenSource(given))
