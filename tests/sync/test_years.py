"""Years in the life of an organisation: hires, moves, leaves, returns, hand edits, crashes, a lost ledger.

Few people with colliding names, every regulation. Whatever happened, these hold for ever: no address has
two owners, nobody has two open boxes, a regulation that keeps addresses never changes one, and the run
after a run has nothing to do.
"""

from contextlib import suppress
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from connector.ledger.memory import MemoryLedger
from connector.model.directory import MailList, PersonalMailbox, State, addresses, is_parked, tombstone
from connector.model.life import Demand, Order
from connector.model.plan import Decision
from connector.model.roster import Employment, Person, Roster
from connector.sync import Draft, act, think
from connector.targets.memory import MemoryDirectory
from tests.support.dying import Dying, Killed
from tests.support.rosters import ORGANISATIONS, StoppedClock, desk, profile, roster

NAMES = ("Nguyễn Văn Hùng", "Ngô Văn Hưng", "Nguyễn Văn Hưng", "Lê An", "Nông Viết Hùng", "Y Bhăm Niê")
KEYS = ("CB1", "CB2", "CB10", "CB11", "CB3")
WHERE = ("S1", "S2", "P1", "P2", "T")


class Years(RuleBasedStateMachine):
    """The machine; `people` is what HR knows, `world` what the target holds."""

    @initialize(organisation=st.sampled_from(ORGANISATIONS))
    def begin(self, organisation: str) -> None:
        self.profile = profile(organisation)
        self.people: dict[str, Person] = {}
        self.world = MemoryDirectory(foreign={"lan@khanhhoa.gov.vn": "uid=lan,ou=others"})
        self.ledger = MemoryLedger()
        self.first_owner: dict[str, str] = {}
        self.first_address: dict[str, str] = {}

    # What HR does

    @rule(key=st.sampled_from(KEYS), name=st.sampled_from(NAMES), unit=st.sampled_from(WHERE))
    def hire_move_or_rename(self, key: str, name: str, unit: str) -> None:
        self.people[key] = Person(key, name, unit, position="Chuyên viên")

    @rule(key=st.sampled_from(KEYS), status=st.sampled_from(Employment))
    def change_status(self, key: str, status: Employment) -> None:
        if key in self.people:
            self.people[key] = replace(self.people[key], status=status)

    @rule(key=st.sampled_from(KEYS))
    def forget_the_row(self, key: str) -> None:
        self.people.pop(key, None)

    # What IT does

    @rule()
    def answer_every_question(self) -> None:
        draft = self.think()
        at = StoppedClock().now()
        answers = [
            Decision(q.key, q.candidates[0].address, "it", at) for q in draft.plan.questions if q.candidates
        ]
        self.ledger.decide(answers)

    @rule(key=st.sampled_from(KEYS), demand=st.sampled_from(Demand))
    def order(self, key: str, demand: Demand) -> None:
        today = StoppedClock().now().date()
        for box in self.boxes_of(key):
            self.ledger.lives.give(Order(box.key, demand, "it", today, "5/QĐ", "vi phạm"))

    @rule(key=st.sampled_from(KEYS))
    def remove_for_good(self, key: str) -> None:
        for box in self.boxes_of(key):
            if box.state is State.CLOSED and not is_parked(box.address):
                self.world.entries[box.key] = tombstone(box)

    def boxes_of(self, key: str) -> list[PersonalMailbox]:
        entries = self.world.entries.values()
        return [box for box in entries if isinstance(box, PersonalMailbox) and box.person == key]

    @rule()
    def lose_the_ledger(self) -> None:
        self.ledger = MemoryLedger()

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def swap_two_addresses_by_hand(self, data: st.DataObject) -> None:
        boxes = [e for e in self.world.entries.values() if isinstance(e, PersonalMailbox)]
        plain = [box for box in boxes if not box.aliases and not box.retired]
        if len(plain) < 2:
            return
        one, two = data.draw(st.permutations(plain))[:2]
        self.run()
        one, two = self.world.entries[one.key], self.world.entries[two.key]  # type: ignore[assignment]  # same kind
        if one.aliases or two.aliases or one.retired or two.retired:
            return
        self.world.entries[one.key] = replace(one, address=two.address)
        self.world.entries[two.key] = replace(two, address=one.address)
        self.run()

    # The night

    def think(self) -> Draft:
        return think(desk(self.profile, self.roster(), self.world, self.ledger))

    def roster(self) -> Roster:
        bystander = Person("CB99", "Trần Thị Bình", "S1")
        return roster([*self.people.values(), bystander])

    @rule()
    def run(self) -> None:
        at_work = desk(self.profile, self.roster(), self.world, self.ledger)
        act(at_work, think(at_work), "sync", whole=True)
        self.remember()
        assert self.think().plan.changes == ()

    @rule(after=st.integers(min_value=0, max_value=8))
    def run_and_die(self, after: int) -> None:
        alive = desk(self.profile, self.roster(), self.world, self.ledger)
        at_work = replace(alive, target=Dying(alive.target, after))
        with suppress(Killed):
            act(at_work, think(at_work), "sync", whole=True)
        self.remember()

    def remember(self) -> None:
        for entry in self.world.entries.values():
            for address in addresses(entry):
                if not address.startswith("parked-"):
                    assert self.first_owner.setdefault(address, entry.key) == entry.key
            if isinstance(entry, PersonalMailbox) and not entry.address.startswith("parked-"):
                self.first_address.setdefault(entry.key, entry.address)

    # What holds always

    @invariant()
    def no_address_has_two_owners(self) -> None:
        owned = [address for entry in self.world.entries.values() for address in addresses(entry)]
        assert len(owned) == len(set(owned))
        assert not set(owned) & self.world.foreign.keys()

    @invariant()
    def nobody_has_two_open_boxes_after_a_run(self) -> None:
        open_boxes = [
            entry.person
            for entry in self.world.entries.values()
            if isinstance(entry, PersonalMailbox) and entry.state is State.ACTIVE
        ]
        limit = 2 if self.profile.transfer.between.mode == "new-box" else 1
        assert all(open_boxes.count(person) <= limit for person in open_boxes)

    @invariant()
    def kept_addresses_are_kept(self) -> None:
        if self.profile.transfer.between.mode != "keep":
            return
        for key, address in self.first_address.items():
            entry = self.world.entries.get(key)
            assert entry is not None
            assert entry.address in (address, *self.swapped_now())

    def swapped_now(self) -> set[str]:
        return {e.address for e in self.world.entries.values() if e.address.startswith("parked-")}

    @invariant()
    def lists_name_only_boxes_that_are_there(self) -> None:
        for entry in self.world.entries.values():
            if isinstance(entry, MailList):
                assert entry.members
                assert all(member in self.world.entries for member in entry.members)


TestYears = Years.TestCase
TestYears.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
