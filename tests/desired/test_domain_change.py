"""Everybody moves to another mail domain, in phases that can be taken back until they are closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.ledger.memory import MemoryLedger
from connector.model.directory import Entry, PersonalMailbox, State, UnitMailbox, addresses
from connector.model.plan import QuestionKind
from connector.model.roster import Employment, Person
from connector.model.succession import Phase
from connector.rules.profile import Profile
from connector.rules.templates import Use, parse
from connector.sample.chance import stream
from connector.sample.names import invent_names
from tests.support.reorganised import DAY, MERGED, Office, domain, row
from tests.support.rosters import ORGANISATIONS, UNITS, profile

NEW = "moi.gov.vn"
UNTIL = date(2027, 3, 2)
PEOPLE = [
    Person("CB1", "Nguyễn Văn Hùng", "S1"),
    Person("CB2", "Lê Thanh An", "P1"),
    Person("CB3", "Trần Thị Bình", "S2"),
]


def two_domains(organisation: str, switch: date = DAY) -> tuple[Profile, str]:
    """Return a regulation that has a second domain from the day of the switch, and the name of the first."""
    rules = profile(organisation)
    (first,) = rules.domain
    second = first.model_copy(update={"name": parse(NEW, Use.DOMAIN), "from_": switch})
    old = first.model_copy(update={"until": switch - timedelta(days=1)})
    return rules.model_copy(update={"domain": (old, second)}), first.name.text


def office(organisation: str, phase: Phase, people: list[Person] | None = None) -> tuple[Office, str]:
    """Return an organisation after the night in which its change of domain came to a phase."""
    _, old = two_domains(organisation)
    made = Office(organisation, people or PEOPLE)
    made.night()
    made.regulation = two_domains(organisation, DAY)[0]
    made.start(domains=[domain(old, NEW, DAY, UNTIL)], phase=phase)
    made.night()
    return made, old


def shapes(made: Office) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return the addresses of every entry in use."""
    return {
        key: (one.address, one.aliases, one.retired)
        for key, one in made.world.entries.items()
        if one.state is State.ACTIVE
    }


def names(entry: Entry) -> tuple[str, str]:
    """Return local part and domain of an entry's address."""
    local_part, _, domain_ = entry.address.partition("@")
    return local_part, domain_


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_each_phase_asks_for_its_addresses(organisation: str) -> None:
    """People, units and lists: prepared as aliases, then first, then alone; the name stays the same."""
    made, old = office(organisation, Phase.PREPARED)
    before = shapes(made)
    assert len(before) == 3 + 5 + 5
    for address, aliases, _ in before.values():
        assert address.endswith(f"@{old}")
        assert aliases == (f"{address.partition('@')[0]}@{NEW}",)
    made.go(Phase.SWITCHED)
    made.night()
    for key, (address, aliases, _) in shapes(made).items():
        assert (address, aliases) == (before[key][1][0], (before[key][0],))
    made.go(Phase.CLOSED)
    made.today = UNTIL
    made.night()
    made.today = UNTIL + timedelta(days=1)
    made.night()
    for key, (address, aliases, retired) in shapes(made).items():
        assert (address, aliases, retired) == (before[key][1][0], (), (before[key][0],))


@pytest.mark.parametrize("organisation", ORGANISATIONS)
@pytest.mark.parametrize("reached", [Phase.PREPARED, Phase.SWITCHED])
def test_what_is_not_closed_can_be_taken_back_and_done_again(organisation: str, reached: Phase) -> None:
    """Back to the beginning: every address is as before, the new ones are kept for their owners; then forward again."""
    made, _ = office(organisation, reached)
    done = shapes(made)
    made.go(Phase.PLANNED)
    made.night()
    for key, (address, aliases, retired) in shapes(made).items():
        new = next(one for one in (done[key][0], *done[key][1]) if one.endswith(NEW))
        old = next(one for one in (done[key][0], *done[key][1]) if not one.endswith(NEW))
        assert (address, aliases, retired) == (old, (), (new,))
    made.go(reached)
    made.night()
    assert shapes(made) == done


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_lost_ledger_in_any_phase_changes_nothing(organisation: str) -> None:
    """The phase is forgotten: whatever each box has stays, until somebody starts again."""
    for phase in (Phase.PREPARED, Phase.SWITCHED):
        made, _ = office(organisation, phase)
        before = dict(made.world.entries)
        made.ledger = MemoryLedger()
        made.night()
        assert made.world.entries == before


def test_who_joins_meanwhile_is_converted_too() -> None:
    """A joiner between prepare and switch has both addresses like everybody else."""
    made = Office("ubnd-khanhhoa", PEOPLE)
    made.night()
    made.start(domains=[domain("khanhhoa.gov.vn", NEW, DAY, UNTIL)], phase=Phase.PREPARED)
    made.people = [*PEOPLE, Person("CB9", "Đỗ Quang Minh", "S1")]
    made.night()
    (box,) = made.open_boxes("CB9")
    assert (box.address, box.aliases) == ("dqminh@khanhhoa.gov.vn", ("dqminh@moi.gov.vn",))


def test_an_incumbent_of_the_new_domain_keeps_the_name_and_who_comes_is_asked_about() -> None:
    """Two organisations become one: the smaller side's name is taken there, so it gets another or waits."""
    made = Office("ubnd-khanhhoa", [Person("CB1", "Nguyễn Văn Hùng", "S1")])
    made.night()
    first = made.world.entries["person/CB1"]
    assert isinstance(first, PersonalMailbox)
    other = replace(first, key="person/NT1", person="NT1", address="nvhung@ninhthuan.gov.vn", unit="S2")
    made.world.entries[other.key] = other
    made.people = [*made.people, Person("NT1", "Nguyễn Văn Hùng", "S2")]
    made.start(domains=[domain("ninhthuan.gov.vn", "khanhhoa.gov.vn", DAY, UNTIL)])
    made.night()
    assert made.box("person/NT1").address == "nvhung@ninhthuan.gov.vn"
    (question,) = made.asked(QuestionKind.COLLISION)
    assert question.key == "collision:person/NT1:khanhhoa.gov.vn"
    assert [one.address for one in question.candidates][:2] == [
        "nguyenvanhung@khanhhoa.gov.vn",
        "nvhung2@khanhhoa.gov.vn",
    ]
    made.answer(QuestionKind.COLLISION)
    made.night()
    box = made.box("person/NT1")
    assert (box.address, box.aliases) == ("nguyenvanhung@khanhhoa.gov.vn", ("nvhung@ninhthuan.gov.vn",))
    assert made.box("person/CB1").address == "nvhung@khanhhoa.gov.vn"


def test_an_old_address_never_goes_to_anybody_else() -> None:
    """Neither as a new one nor by decision, long after its last day."""
    made, old = office("ubnd-khanhhoa", Phase.SWITCHED, [Person("CB1", "Nguyễn Văn Hùng", "S1")])
    made.today = UNTIL + timedelta(days=400)
    made.people = [Person("CB1", "Nguyễn Văn Hùng", "S1", status=Employment.RETIRED)]
    made.night()
    made.people = [*made.people, Person("CB2", "Ngô Văn Hưng", "S1")]
    made.answer(QuestionKind.COLLISION, f"nvhung@{old}")
    made.night()
    assert {key for key, one in made.world.entries.items() if f"nvhung@{old}" in addresses(one)} == {
        "person/CB1"
    }
    assert made.asked(QuestionKind.COLLISION)


def test_leavers_stay_where_they_are_and_come_back_to_the_new_domain() -> None:
    """A closed box is not touched; reopened, it is converted like the others."""
    made = Office("ubnd-khanhhoa", [replace(PEOPLE[0], status=Employment.WORKING), *PEOPLE[1:]])
    made.night()
    made.people = [replace(PEOPLE[0], status=Employment.LEFT), *PEOPLE[1:]]
    made.night()
    made.start(domains=[domain("khanhhoa.gov.vn", NEW, DAY, UNTIL)])
    made.night()
    assert names(made.box("person/CB1")) == ("nvhung", "khanhhoa.gov.vn")
    made.people = PEOPLE
    made.night()
    assert names(made.box("person/CB1")) == ("nvhung", NEW)


def test_a_switch_ahead_of_its_day_waits_for_it() -> None:
    """Whoever goes on early prepares: the new addresses are the first ones on the day of the decision."""
    made = Office("ubnd-khanhhoa", PEOPLE)
    made.night()
    day = DAY + timedelta(days=30)
    made.start(domains=[domain("khanhhoa.gov.vn", NEW, day, UNTIL)])
    made.night()
    assert names(made.box("person/CB1")) == ("nvhung", "khanhhoa.gov.vn")
    made.today = day
    made.night()
    assert names(made.box("person/CB1")) == ("nvhung", NEW)


@pytest.mark.parametrize("mode", ["ask", "next-candidate", "number"])
def test_two_sides_become_one_and_every_collision_is_counted(mode: str) -> None:
    """Hundreds with names as in life: whose name is taken is asked about, or gets another; incumbents keep theirs."""
    rules = profile("ubnd-khanhhoa")

    def collide(word: str) -> Profile:
        collision = rules.person.collision.model_copy(update={"mode": word})
        person = rules.person.model_copy(update={"collision": collision})
        return rules.model_copy(update={"person": person})

    named = enumerate(invent_names(500, stream(7, "sides")))
    people = [
        Person(f"{'KH' if number < 300 else 'NT'}{number}", name, "S1" if number < 300 else "S2")
        for number, name in named
    ]
    made = Office(
        "ubnd-khanhhoa", [one for one in people if one.key < "NT"], regulation=collide("next-candidate")
    )
    made.night()
    larger = {key: one.address for key, one in made.world.entries.items()}
    small = Office("ubnd-khanhhoa", people[300:], regulation=collide("next-candidate"))
    small.night()
    moved = [one for key, one in small.world.entries.items() if key.startswith("person/")]
    for one in moved:
        local_part = one.address.partition("@")[0]
        made.world.entries[one.key] = replace(one, address=f"{local_part}@ninhthuan.gov.vn")
    taken = {address.partition("@")[0] for address in larger.values()}
    both = sum(one.address.partition("@")[0] in taken for one in moved)
    assert both > 10
    made.people, made.regulation = people, collide(mode)
    made.start(domains=[domain("ninhthuan.gov.vn", "khanhhoa.gov.vn", DAY, UNTIL)])
    made.night()
    asked = [q for q in made.asked(QuestionKind.COLLISION) if q.subject.startswith("person/NT")]
    assert len(asked) == (both if mode == "ask" else 0)
    there = [one for one in moved if names(made.box(one.key))[1] == "khanhhoa.gov.vn"]
    assert len(there) == len(moved) - len(asked)
    assert {key: made.box(key).address for key in larger} == larger


def test_units_may_follow_each_other_in_the_same_reorganisation() -> None:
    """A merger with a change of domain: the heir has its new address, and all old ones of both still deliver."""
    made = Office("ubnd-khanhhoa", PEOPLE)
    made.night()
    made.start(row("S1", "S2", MERGED), domains=[domain("khanhhoa.gov.vn", NEW, DAY, UNTIL)])
    made.units = tuple(
        replace(unit, parent="S2") if unit.parent == "S1" else unit for unit in UNITS if unit.key != "S1"
    )
    made.people = [replace(PEOPLE[0], unit="S2"), *PEOPLE[1:]]
    made.night()
    heir = made.box("unit/S2")
    assert isinstance(heir, UnitMailbox)
    assert (heir.address, heir.aliases) == (f"snv@{NEW}", ("snv@khanhhoa.gov.vn", "stttt@khanhhoa.gov.vn"))


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_new_first_domain_is_for_joiners_alone_until_somebody_reorganises(organisation: str) -> None:
    """The regulation names another first domain from a day on: incumbents keep theirs, who joins has the new one."""
    rules, old = two_domains(organisation, DAY + timedelta(days=10))
    made = Office(organisation, PEOPLE, regulation=rules)
    made.night()
    before = dict(made.world.entries)
    made.today = DAY + timedelta(days=10)
    made.people = [*PEOPLE, Person("CB9", "Đỗ Quang Minh", "S1")]
    made.night()
    assert {key: made.box(key).address for key in before} == {key: one.address for key, one in before.items()}
    (box,) = made.open_boxes("CB9")
    assert names(box)[1] == NEW != old
