"""Years in which units are renamed, merged, split and lost and the mail domain changes, under every regulation.

HR follows decisions early, late or never; phases go on and back; runs are killed, the ledger is lost. Whatever
happened: no address of a person ever goes to anybody else, those of units go only to units, nobody has two open
boxes, and the run after a run has nothing to do.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from connector.ledger.memory import MemoryLedger
from connector.model.directory import Entry, MailList, PersonalMailbox, State, addresses
from connector.model.plan import Decision
from connector.model.roster import Employment, Person, Unit
from connector.model.succession import Phase, SuccessionKind
from connector.rules.profile import Profile
from connector.rules.templates import Use, parse
from connector.sync import act, think
from tests.support.dying import Dying, Killed
from tests.support.reorganised import ZONE, Office, domain, row
from tests.support.rosters import ORGANISATIONS, UNITS, profile

NAMES = ("Nguyễn Văn Hùng", "Ngô Văn Hưng", "Lê An", "Y Bhăm Niê")
PEOPLE = ("CB1", "CB2", "CB3", "CB10")
AGENCIES = ("S1", "S2", "S3", "S9")
NEW = "moi.gov.vn"
TREE = {
    **{unit.key: unit for unit in UNITS},
    "S3": Unit("S3", "Sở Y tế", parent="T", mailbox="syt"),
    "S9": Unit("S9", "Sở Khoa học và Công nghệ", parent="T", mailbox="skhcn"),
}


def regulation(organisation: str) -> Profile:
    """Return a shipped regulation that has a second domain."""
    rules = profile(organisation)
    (first,) = rules.domain
    return rules.model_copy(
        update={"domain": (first, first.model_copy(update={"name": parse(NEW, Use.DOMAIN)}))}
    )


class ReorganisedYears(RuleBasedStateMachine):
    """The machine: `office` is what HR lists, what stands in the directory and what is remembered."""

    @initialize(organisation=st.sampled_from(ORGANISATIONS))
    def begin(self, organisation: str) -> None:
        self.old = regulation(organisation).domain[0].name.text
        people = [Person("CB99", "Trần Thị Bình", "T"), Person("CB1", NAMES[0], "S1")]
        units = [TREE[key] for key in ("T", "S1", "S2", "P1", "P2")]
        self.office = Office(organisation, people, units, regulation=regulation(organisation))
        self.office.night()
        self.first_owner: dict[str, str] = {}
        self.started = 0
        self.domain_moved = False

    # What HR does

    @rule(key=st.sampled_from(PEOPLE), name=st.sampled_from(NAMES), to=st.integers(0, 9))
    def hire_move_or_rename(self, key: str, name: str, to: int) -> None:
        units = sorted(unit.key for unit in self.office.units)
        others = [person for person in self.office.people if person.key != key]
        self.office.people = [*others, Person(key, name, units[to % len(units)])]

    @rule(key=st.sampled_from(PEOPLE), status=st.sampled_from((Employment.WORKING, Employment.RETIRED)))
    def change_status(self, key: str, status: Employment) -> None:
        self.office.people = [
            replace(person, status=status) if person.key == key else person for person in self.office.people
        ]

    @rule(agency=st.sampled_from(AGENCIES))
    def list_a_unit(self, agency: str) -> None:
        if agency not in {unit.key for unit in self.office.units}:
            self.office.units = [*self.office.units, TREE[agency]]

    @rule(agency=st.sampled_from(AGENCIES), to=st.sampled_from(AGENCIES))
    def list_people_of_one_unit_under_another(self, agency: str, to: str) -> None:
        """HR drops a unit: its people and rooms are in another one from now on."""
        if agency == to:
            return
        self.list_a_unit(to)
        self.office.units = [
            replace(unit, parent=to) if unit.parent == agency else unit
            for unit in self.office.units
            if unit.key != agency
        ]
        self.office.people = [
            replace(person, unit=to) if person.unit == agency else person for person in self.office.people
        ]

    # What is decided

    @rule(old=st.sampled_from(AGENCIES), new=st.sampled_from(AGENCIES), kind=st.sampled_from(SuccessionKind))
    def start(self, old: str, new: str, kind: SuccessionKind) -> None:
        if old != new:
            self.started += 1
            self.office.start(row(old, new, kind, self.office.today), name=f"TC{self.started}")

    @rule(phase=st.sampled_from((Phase.PREPARED, Phase.SWITCHED)))
    def move_to_the_new_domain(self, phase: Phase) -> None:
        if not self.domain_moved:
            self.domain_moved = True
            until = self.office.today + timedelta(days=40)
            one = domain(self.old, NEW, self.office.today, until)
            self.office.start(domains=[one], phase=phase, name="MIEN")

    @rule(number=st.integers(0, 9), steps=st.sampled_from((1, -1)))
    def go_on_or_back(self, number: int, steps: int) -> None:
        known = self.office.ledger.successions.all()
        if known:
            one = known[number % len(known)]
            phase = one.beside(steps)
            if phase is not None and one.phase is not Phase.CLOSED:
                self.office.go(phase, one.id)

    @rule(place=st.integers(0, 3))
    def answer_every_question(self, place: int) -> None:
        at = datetime.combine(self.office.today, datetime.min.time(), ZONE)
        self.office.ledger.decide(
            [
                Decision(q.key, q.candidates[place % len(q.candidates)].address, "it", at)
                for q in self.office.think().plan.questions
                if q.candidates
            ]
        )

    # What happens

    @rule(days=st.sampled_from((1, 50)))
    def days_pass(self, days: int) -> None:
        self.office.today += timedelta(days=days)

    @rule()
    def lose_the_ledger(self) -> None:
        self.office.ledger = MemoryLedger()

    @rule()
    def run(self) -> None:
        self.office.night()
        self.remember()

    @rule(after=st.integers(min_value=0, max_value=6))
    def run_and_die(self, after: int) -> None:
        desk = self.office.desk()
        desk = replace(desk, target=Dying(desk.target, after))
        with suppress(Killed):
            act(desk, think(desk), "sync", whole=True)
        self.remember()

    def remember(self) -> None:
        for entry in self.office.world.entries.values():
            person = isinstance(entry, PersonalMailbox)
            for address in addresses(entry):
                if address.startswith("parked-"):
                    continue
                first = self.first_owner.setdefault(address, entry.key)
                assert first == entry.key or not (person or first.startswith("person/")), (
                    address,
                    first,
                    entry.key,
                )

    # What holds always

    @invariant()
    def no_address_has_two_owners(self) -> None:
        owned = [address for entry in self.entries() for address in addresses(entry)]
        assert len(owned) == len(set(owned))

    @invariant()
    def nobody_has_two_open_boxes(self) -> None:
        mode = self.office.desk().profile.transfer.between.mode
        for person in PEOPLE:
            assert len(self.office.open_boxes(person)) <= (2 if mode == "new-box" else 1)

    @invariant()
    def lists_name_only_boxes_that_are_there(self) -> None:
        for entry in self.entries():
            if isinstance(entry, MailList):
                assert entry.members
                assert all(member in self.office.world.entries for member in entry.members)

    @invariant()
    def a_regulation_that_keeps_addresses_keeps_them(self) -> None:
        """But for a change of domain nobody's own name changes under Khánh Hòa."""
        if self.office.organisation != "ubnd-khanhhoa" or self.domain_moved:
            return
        for entry in self.entries():
            if isinstance(entry, PersonalMailbox) and entry.state is State.ACTIVE:
                assert not entry.aliases

    def entries(self) -> list[Entry]:
        """Return everything in the directory."""
        return list(self.office.world.entries.values())


TestReorganisedYears = ReorganisedYears.TestCase
TestReorganisedYears.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
