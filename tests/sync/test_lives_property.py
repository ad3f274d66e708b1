"""Three years of nights in seconds: whatever happens, no box is taken from anybody too soon, and nothing is lost.

The same nights are lived twice, once with a ledger that is never lost and once with one that is lost again and
again. What each may do at the earliest is worked out here from logins, notices and HR's rows alone, in the plainest
way there is, and neither world may be ahead of it.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.model.directory import State
from connector.model.duty import DutyKind
from connector.model.life import Demand
from connector.model.roster import Employment, Person
from connector.rules.calendar import months_after
from tests.support.nights import CONFIRMED, SHIPPED, Nights
from tests.support.rosters import profile

KEYS = ("CB1", "CB2", "CB3")
NAMES = ("Lê An", "Nguyễn Văn Hùng", "Ngô Văn Hưng")
FOREIGN = {"lan@ninhbinh.gov.vn": "uid=lan,ou=others"}
END = date(2028, 12, 31)

ACTS = st.sampled_from(
    ("login", "login", "login", "send", "reopen", "suspend", "leave", "return", "lose", "nothing")
)
STEP = st.tuples(ACTS, st.sampled_from(KEYS), st.integers(1, 60))


def box(person: str) -> str:
    """Return the key of the box of a person at their agency."""
    return f"person/{person}@S1"


@dataclass
class Earliest:
    """For each box the first day on which each thing may happen, from what was done alone."""

    opened: dict[str, date] = field(default_factory=dict)
    """Since when it is in use: made, reopened."""
    used: dict[str, date] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    sent: dict[str, date] = field(default_factory=dict)

    def may_suspend(self, key: str, today: date) -> bool:
        """Tell whether a box may be suspended by now."""
        last = max(self.used.get(key, date.min), self.opened[key])
        return key in self.ordered or months_after(last, 6) < today

    def may_close(self, key: str, today: date, office: Nights) -> bool:
        """Tell whether a box may be closed by now."""
        if key in self.left:
            return True
        sent = self.sent.get(key)
        if sent is None:
            return False
        end = office.calendar.after(sent, 15)
        return end < today and office.calendar.certain(sent, end)


class Story:
    """One world that lives through the steps; `loses` says whether its ledger is ever lost."""

    def __init__(self, *, loses: bool, confirmed: bool) -> None:
        people = {key: Person(key, name, "S1") for key, name in zip(KEYS, NAMES, strict=True)}
        self.office = Nights(profile("ubnd-ninhbinh"), people, calendar=CONFIRMED if confirmed else SHIPPED)
        self.office.world.foreign.update(FOREIGN)
        self.loses = loses
        self.office.night()
        self.earliest = Earliest({box(key): self.office.today for key in KEYS})

    def live(self, act: str, person: str, days: int) -> None:
        """Do one thing, and let nights pass."""
        self.do(act, person, box(person))
        for _ in range(0, days, 6):
            self.night(timedelta(days=6))

    def do(self, act: str, person: str, key: str) -> None:
        """Do one thing by day."""
        office, earliest = self.office, self.earliest
        state, today = office.state(key), office.today
        if act == "login" and state is State.ACTIVE:
            office.use(key)
            earliest.used[key] = today
        elif act == "send" and state is State.SUSPENDED and office.ledger.lives.past().lives.get(key):
            office.send(key)
            earliest.sent[key] = today
        elif act == "suspend" and state is State.ACTIVE:
            office.order(key, Demand.SUSPEND)
            earliest.ordered.add(key)
        elif act == "reopen" and state is not State.ACTIVE and key not in earliest.left:
            office.order(key, Demand.REOPEN)
            earliest.ordered.discard(key)
        elif act == "leave":
            office.people[person] = replace(office.people[person], status=Employment.LEFT, since=today)
            earliest.left.add(key)
        elif act == "return":
            office.people[person] = replace(office.people[person], status=Employment.WORKING, since=today)
        elif act == "lose" and self.loses:
            office.lose_the_ledger()

    def night(self, later: timedelta) -> None:
        """Let one night pass, and look at what it did."""
        office = self.office
        before = {key: one.state for key, one in office.boxes().items()}
        office.clock.moment += later
        report = office.night()
        assert report.failed == ()
        assert office.think().plan.changes == ()
        assert office.world.foreign == FOREIGN
        for key, state in before.items():
            self.judge(key, state, office.state(key))

    def judge(self, key: str, before: State, after: State) -> None:
        """Say whether what became of one box was due."""
        earliest, today = self.earliest, self.office.today
        if before is State.ACTIVE and after is State.SUSPENDED:
            assert earliest.may_suspend(key, today), f"{key} suspended too soon on {today}"
            earliest.sent.pop(key, None)
        if before is not State.CLOSED and after is State.CLOSED:
            assert earliest.may_close(key, today, self.office), f"{key} closed too soon on {today}"
        if after is State.ACTIVE and before is not State.ACTIVE:
            earliest.opened[key] = today
            earliest.left.discard(key)
            earliest.sent.pop(key, None)

    def come_to_an_end(self) -> None:
        """Let the rest of the years pass; every notice that is owed is sent."""
        while self.office.today < END:
            for key, one in self.office.boxes().items():
                if one.state is State.SUSPENDED and key not in self.earliest.sent:
                    self.do("send", key[7:10], key)
            self.night(timedelta(days=23))
            self.owe()

    def owe(self) -> None:
        """Assert that every limit is kept or told of."""
        office = self.office
        told = {duty.key: duty for duty in office.due() if duty.kind in (DutyKind.NOTICE, DutyKind.REOPEN)}
        for key, one in office.boxes().items():
            if one.state is State.SUSPENDED:
                assert key in told
                due = told[key].due
                assert (
                    told[key].kind is DutyKind.NOTICE
                    or told[key].provisional
                    or (due and due >= office.today)
                )


@settings(max_examples=20, deadline=None)
@given(st.lists(STEP, max_size=20), st.booleans())
def test_nothing_is_taken_too_soon_with_or_without_a_memory(
    steps: list[tuple[str, str, int]],
    confirmed: bool,  # noqa: FBT001 - drawn
) -> None:
    """Suspended only after six months or by order; closed only after a notice and its limit, or a leaving."""
    for loses in (False, True):
        story = Story(loses=loses, confirmed=confirmed)
        for act, person, days in steps:
            if story.office.today < END:
                story.live(act, person, days)
                story.owe()
        story.come_to_an_end()


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 900), max_size=4))
def test_a_lost_ledger_is_never_ahead(losses: list[int]) -> None:
    """Of two worlds with the same days, the one that forgets suspends and closes no sooner."""
    days: list[dict[tuple[str, State], int]] = []
    for forgets in (False, True):
        story = Story(loses=True, confirmed=True)
        first: dict[tuple[str, State], int] = {}
        for day in range(0, 900, 9):
            if forgets and any(day <= loss < day + 9 for loss in losses):
                story.office.lose_the_ledger()
            story.night(timedelta(days=9))
            for key, one in story.office.boxes().items():
                if one.state is State.SUSPENDED and key not in story.earliest.sent:
                    story.do("send", key[7:10], key)
                first.setdefault((key, one.state), day)
        days.append(first)
    remembers, forgets_some = days
    for what, day in forgets_some.items():
        assert what[1] is State.ACTIVE or remembers[what] <= day
