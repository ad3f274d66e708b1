"""An organisation that lives night after night, with a clock, logins and everything else in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connector.desired.owed import Known, duties
from connector.desk import Desk
from connector.ledger.memory import MemoryLedger
from connector.model.directory import Entry, PersonalMailbox, State
from connector.model.duty import Duty
from connector.model.life import Demand, Life, Logon, Logons, Notice, Order
from connector.model.outcome import Report
from connector.model.roster import Person
from connector.rules.calendar import Calendar, Year
from connector.rules.calendar_file import load_calendar
from connector.rules.profile import Profile
from connector.shipped import shipped
from connector.sync import Draft, act, think
from connector.targets.memory import MemoryDirectory
from tests.support.rosters import StoppedClock, desk, profile, roster

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SHIPPED = load_calendar(shipped("mappings", "calendar", "viet-nam.toml"))
CONFIRMED = Calendar({**SHIPPED.years, **{year: Year(year, "thử") for year in range(2027, 2032)}})
"""The shipped calendar, and years to come as if their documents were there."""


@dataclass
class Nights:
    """Nights of one organisation. `people` is what HR knows; `logins` is when a box was used last."""

    profile: Profile
    people: dict[str, Person] = field(default_factory=dict)
    world: MemoryDirectory = field(default_factory=MemoryDirectory)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    calendar: Calendar = CONFIRMED
    logins: dict[str, datetime] = field(default_factory=dict)
    created: dict[str, datetime] = field(default_factory=dict)
    late: timedelta = timedelta(0)
    absent_after: int = 0
    clock: StoppedClock = field(
        default_factory=lambda: StoppedClock(datetime(2026, 1, 5, 1, 30, tzinfo=ZONE))
    )

    def logons(self) -> Logons:
        """Return the last logins, as a target would."""
        known = {key: Logon(self.logins.get(key), made) for key, made in self.created.items()}
        # Somebody who is not of ours' logins show that logins are recorded at all.
        return Logons({**known, "person/-": Logon(datetime(2026, 1, 1, tzinfo=UTC), None)}, self.late)

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.clock.moment.date()

    def desk(self) -> Desk:
        """Return a desk as it is now."""
        plain = desk(self.profile, roster(self.people.values()), self.world, self.ledger)
        return replace(
            plain, clock=self.clock, calendar=self.calendar, logons=self, absent_after=self.absent_after
        )

    def think(self) -> Draft:
        """Think, and write nothing."""
        return think(self.desk())

    def night(self, *, whole: bool = True) -> Report:
        """Think and act once."""
        at_work = self.desk()
        report = act(at_work, think(at_work), "sync", whole=whole)
        for key in self.world.entries:
            self.created.setdefault(key, self.clock.moment)
        return report

    def go_to(self, day: date, step: int = 1) -> None:
        """Let nights pass until the night of `day` is done, one in `step` days."""
        while self.today < day:
            self.clock.moment += timedelta(days=min(step, (day - self.today).days))
            self.night()

    def lose_the_ledger(self) -> None:
        """Begin with an empty ledger."""
        self.ledger = MemoryLedger()

    def use(self, key: str) -> None:
        """Log in to a box, at noon."""
        self.logins[key] = datetime.combine(self.today, time(12), ZONE)

    def order(self, key: str, demand: Demand, document: str = "5/CV", against: str = "") -> None:
        """Give an order."""
        self.ledger.lives.give(Order(key, demand, "it", self.today, document, "vi phạm Đ12", against))

    def send(self, key: str, document: str = "12/TB") -> None:
        """Send the notice about a suspended box."""
        self.ledger.lives.told(Notice(key, self.today, document, self.life(key).since))

    def life(self, key: str) -> Life:
        """Return what is remembered of a box."""
        return self.ledger.lives.past().lives[key]

    def state(self, key: str) -> State:
        """Return the state of a box."""
        return self.world.entries[key].state

    def box(self, key: str) -> Entry:
        """Return a box."""
        return self.world.entries[key]

    def due(self, soon: timedelta | None = None) -> Sequence[Duty]:
        """Return what is owed and what ends."""
        draft = self.think()
        known = Known(
            self.profile,
            draft.roster,
            draft.snapshot.directory,
            draft.plan,
            self.ledger.requests(),
            draft.times,
            self.today,
            self.ledger.envelopes.envelopes(),
            ZONE,
        )
        return duties(known, soon)

    def boxes(self) -> Mapping[str, PersonalMailbox]:
        """Return the personal boxes by key."""
        return {key: one for key, one in self.world.entries.items() if isinstance(one, PersonalMailbox)}


def nights(organisation: str, *people: Person) -> Nights:
    """Return an organisation with these people, after its first night."""
    made = Nights(profile(organisation), {person.key: person for person in people})
    made.night()
    return made
