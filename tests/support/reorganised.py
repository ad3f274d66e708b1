"""An organisation in memory that is reorganised: units and domains follow others, night after night."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from connector.desk import Desk
from connector.ledger.memory import MemoryLedger
from connector.model.directory import Entry, PersonalMailbox, UnitMailbox, addresses
from connector.model.plan import Decision, Question, QuestionKind
from connector.model.roster import Person, Unit
from connector.model.succession import (
    DomainSuccession,
    Phase,
    Reorganisation,
    SuccessionKind,
    UnitSuccession,
)
from connector.ports import Target
from connector.rules.profile import Profile
from connector.sync import Draft, act, think
from connector.targets.memory import MemoryDirectory
from tests.support.rosters import UNITS, StoppedClock, desk, profile, roster

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 3, 2)
RENAMED, MERGED = SuccessionKind.RENAMED, SuccessionKind.MERGED
SPLIT, DISSOLVED = SuccessionKind.SPLIT, SuccessionKind.DISSOLVED


def row(old: str, new: str, kind: SuccessionKind, since: date = DAY) -> UnitSuccession:
    """Return one decision about a unit."""
    return UnitSuccession(old, new, kind, since, "45/NQ-HĐND")


def domain(old: str, new: str, since: date = DAY, until: date = date(2027, 3, 2)) -> DomainSuccession:
    """Return one decision about a domain."""
    return DomainSuccession(old, new, since, until, "46/NQ-HĐND")


@dataclass
class Office:
    """People and units as HR lists them, what stands in the directory, and what is remembered."""

    organisation: str
    people: list[Person]
    units: Sequence[Unit] = UNITS
    world: MemoryDirectory = field(default_factory=MemoryDirectory)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    today: date = DAY
    regulation: Profile | None = None
    target: Target | None = None
    """A real one; None: the directory in memory."""

    def desk(self) -> Desk:
        """Return the desk of tonight."""
        rules = self.regulation or profile(self.organisation)
        clock = StoppedClock(datetime.combine(self.today, time(1, 30), ZONE))
        made = replace(desk(rules, roster(self.people, self.units), self.world, self.ledger), clock=clock)
        return made if self.target is None else replace(made, target=self.target)

    def think(self) -> Draft:
        """Return what would be done tonight."""
        return think(self.desk())

    def night(self) -> Draft:
        """Run, and see that the run after it has nothing to do."""
        at_work = self.desk()
        report = act(at_work, think(at_work), "sync", whole=True)
        assert not report.failed, report.failed
        after = self.think()
        assert after.plan.changes == ()
        owned = [address for entry in after.snapshot.directory for address in addresses(entry)]
        assert len(owned) == len(set(owned))
        return after

    def answer(self, kind: QuestionKind, word: str = "") -> None:
        """Answer every open question of one kind with a word, or with its first choice."""
        for question in self.asked(kind):
            choice = word or question.candidates[0].address
            self.ledger.decide(
                [Decision(question.key, choice, "it", datetime(2026, 3, 1, tzinfo=ZONE), "QĐ 9")]
            )

    def asked(self, kind: QuestionKind) -> list[Question]:
        """Return the open questions of one kind."""
        return [question for question in self.think().plan.questions if question.kind is kind]

    def start(
        self,
        *units: UnitSuccession,
        domains: Iterable[DomainSuccession] = (),
        phase: Phase = Phase.SWITCHED,
        name: str = "TC1",
    ) -> None:
        """Remember a reorganisation in one of its phases."""
        at = datetime(2026, 3, 1, tzinfo=ZONE)
        made = Reorganisation(
            name, self.organisation, phase, units, tuple(domains), "sap-nhap.xlsx", "ab" * 32, "it", at
        )
        self.ledger.successions.keep(made)

    def go(self, phase: Phase, name: str = "TC1") -> None:
        """Go on, or back, to a phase."""
        (known,) = (one for one in self.ledger.successions.all() if one.id == name)
        self.ledger.successions.keep(replace(known, phase=phase))

    def box(self, key: str) -> Entry:
        """Return an entry."""
        return self.world.entries[key]

    def unit(self, key: str) -> UnitMailbox:
        """Return the box of a unit."""
        entry = self.world.entries[f"unit/{key}"]
        assert isinstance(entry, UnitMailbox)
        return entry

    def open_boxes(self, person: str) -> list[PersonalMailbox]:
        """Return the boxes of one person that are in use."""
        return [
            entry
            for entry in self.world.entries.values()
            if isinstance(entry, PersonalMailbox) and entry.person == person and entry.state == "active"
        ]
