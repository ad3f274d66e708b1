"""Units renamed, merged, split, dissolved, or simply gone: what becomes of their boxes, lists and people."""

from dataclasses import replace
from datetime import date

import pytest

from connector.ledger.memory import MemoryLedger
from connector.model.directory import MailList, State
from connector.model.plan import QuestionKind
from connector.model.roster import Person, Unit
from connector.model.succession import Phase
from tests.support.reorganised import DISSOLVED, MERGED, RENAMED, SPLIT, Office, row
from tests.support.rosters import ORGANISATIONS, UNITS, profile

HUNG = Person("CB1", "Nguyễn Văn Hùng", "S1")
AN = Person("CB2", "Lê Thanh An", "P1")
BINH = Person("CB3", "Trần Thị Bình", "S2")
NEW_KEY = Unit("S9", "Sở Khoa học và Công nghệ", parent="T", mailbox="skhcn")
BY_DOMAIN = {
    "ubnd-khanhhoa": "khanhhoa.gov.vn",
    "vks-khanhhoa": "vkskh.gov.vn",
    "skhcn-quangtri": "quangtri.gov.vn",
    "ubnd-binhphuoc": "binhphuoc.gov.vn",
    "ubnd-ninhbinh": "ninhbinh.gov.vn",
}


def office(organisation: str) -> Office:
    """Return an organisation after its first night."""
    made = Office(organisation, [HUNG, AN, BINH])
    made.night()
    return made


def at(organisation: str, local_part: str) -> str:
    """Return an address of an organisation."""
    return f"{local_part}@{BY_DOMAIN[organisation]}"


def under(parent: str, *units: Unit) -> tuple[Unit, ...]:
    """Return the units with every room of S1 under another parent."""
    return tuple(replace(unit, parent=parent) if unit.parent == "S1" else unit for unit in units)


def renamed(made: Office) -> None:
    """Let HR list S1 under another key and another name."""
    made.units = under("S9", *(unit for unit in UNITS if unit.key != "S1"), NEW_KEY)
    made.people = [replace(HUNG, unit="S9"), AN, BINH]


def merged(made: Office) -> None:
    """Let HR list the people and rooms of S1 under S2."""
    made.units = under("S2", *(unit for unit in UNITS if unit.key != "S1"))
    made.people = [replace(HUNG, unit="S2"), AN, BINH]


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_renamed_unit_keeps_box_list_and_people(organisation: str) -> None:
    """A new key and a new name: the box takes the new registered name, the old one still delivers; nobody moves."""
    made = office(organisation)
    before = {key: made.open_boxes(key)[0] for key in ("CB1", "CB2", "CB3")}
    made.start(row("S1", "S9", RENAMED))
    renamed(made)
    made.night()
    box = made.unit("S1")
    old = at(organisation, "sotttt" if organisation == "ubnd-binhphuoc" else "stttt")
    assert (box.name, box.address, old in box.aliases) == (NEW_KEY.name, at(organisation, "skhcn"), True)
    assert "unit/S9" not in made.world.entries
    for key, one in before.items():
        (now,) = made.open_boxes(key)
        assert (now.key, now.address) == (one.key, one.address)
    mail = made.box("list/S1")
    assert isinstance(mail, MailList)
    assert set(mail.members) == {before["CB1"].key, before["CB2"].key}
    assert not made.asked(QuestionKind.SUCCESSION)


def test_a_regulation_may_keep_the_address_of_a_renamed_unit() -> None:
    """`renamed = "keep"`: the name in the book changes, the address does not."""
    rules = profile("ubnd-khanhhoa")
    rules = rules.model_copy(update={"unit": rules.unit.model_copy(update={"renamed": "keep"})})
    made = Office("ubnd-khanhhoa", [HUNG, AN, BINH], regulation=rules)
    made.night()
    made.start(row("S1", "S9", RENAMED))
    renamed(made)
    made.night()
    assert (made.unit("S1").name, made.unit("S1").address) == (NEW_KEY.name, "stttt@khanhhoa.gov.vn")


@pytest.mark.parametrize("organisation", ORGANISATIONS)
@pytest.mark.parametrize("kind", [MERGED, DISSOLVED])
def test_mail_of_a_unit_that_went_up_in_another_goes_there(organisation: str, kind: str) -> None:
    """Box and list of the old unit are closed, their addresses are aliases of the successor's."""
    made = office(organisation)
    addresses = {made.unit("S1").address, made.box("list/S1").address}
    made.start(row("S1", "S2", MERGED if kind == MERGED else DISSOLVED))
    merged(made)
    if profile(organisation).transfer.between.mode == "ask":
        made.answer(QuestionKind.TRANSFER, "keep")
    made.night()
    assert addresses <= {*made.unit("S2").aliases, *made.box("list/S2").aliases}
    for gone in ("unit/S1", "list/S1"):
        entry = made.box(gone)
        assert (entry.state, entry.listed, entry.aliases) == (State.CLOSED, False, ())
        assert entry.address.startswith("succeeded-")
    assert made.ledger.owners()[made.unit("S2").address] == "unit/S2"


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_people_of_a_merged_unit_move_as_the_regulation_says(organisation: str) -> None:
    """Keep, rename with alias, new box, or a question, and the reason names the decision."""
    made = office(organisation)
    (before,) = made.open_boxes("CB1")
    made.start(row("S1", "S2", MERGED))
    merged(made)
    mode = profile(organisation).transfer.between.mode
    if mode == "ask":
        assert {question.subject for question in made.asked(QuestionKind.TRANSFER)} == {
            "person/CB1",
            "person/CB2",
        }
        made.answer(QuestionKind.TRANSFER, "keep")
    changes = {change.key: change for change in made.think().plan.changes}
    made.night()
    for person in ("CB1", "CB2"):
        (box,) = made.open_boxes(person)
        assert box.agency_name == "Sở Nội vụ"
    (now,) = made.open_boxes("CB1")
    if mode == "new-box":
        assert (now.key, made.box(before.key).state) == ("person/CB1@S2", State.CLOSED)
    elif mode == "rename":
        assert (now.address.endswith(".snv@binhphuoc.gov.vn"), before.address in now.aliases) == (True, True)
    else:
        assert now.address == before.address
        assert "45/NQ-HĐND" in changes["person/CB1"].reason.text.vi


def test_a_successor_that_is_new_may_take_the_old_name() -> None:
    """Two units go up in a new one that is registered under the name one of them had."""
    made = office("ubnd-khanhhoa")
    made.start(row("S1", "S9", MERGED), row("S2", "S9", MERGED))
    rooms = under("S9", *(unit for unit in UNITS if unit.key not in {"S1", "S2"}))
    made.units = (*rooms, Unit("S9", "Sở Nội vụ và Truyền thông", parent="T", mailbox="snv"))
    made.people = [replace(one, unit="S9") for one in (HUNG, AN, BINH)]
    made.night()
    box = made.unit("S9")
    assert (box.address, box.aliases) == ("snv@khanhhoa.gov.vn", ("stttt@khanhhoa.gov.vn",))


def test_before_its_day_nothing_follows() -> None:
    """A decision in advance changes nothing until it holds."""
    made = office("ubnd-khanhhoa")
    before = dict(made.world.entries)
    made.start(row("S1", "S2", MERGED, date(2026, 7, 1)))
    made.night()
    assert made.world.entries == before
    made.today = date(2026, 7, 1)
    merged(made)
    made.night()
    assert made.unit("S1").state is State.CLOSED


def test_what_was_merged_comes_back_when_it_is_taken_back() -> None:
    """Taken back before it is closed: the old box has its address and is open again, the successor has its own."""
    made = office("ubnd-khanhhoa")
    before = dict(made.world.entries)
    made.start(row("S1", "S2", MERGED))
    merged(made)
    made.night()
    made.go(Phase.PLANNED)
    made.units, made.people = UNITS, [HUNG, AN, BINH]
    made.night()
    for key in ("unit/S1", "unit/S2", "list/S1", "list/S2"):
        now, then = made.box(key), before[key]
        assert (now.address, now.aliases, now.state) == (then.address, then.aliases, then.state)


def test_a_renamed_box_comes_back_to_its_address() -> None:
    """The new name is given back, and the old one is the first again."""
    made = office("ubnd-khanhhoa")
    made.start(row("S1", "S9", RENAMED))
    renamed(made)
    made.night()
    made.go(Phase.PLANNED)
    made.units, made.people = UNITS, [HUNG, AN, BINH]
    made.night()
    box = made.unit("S1")
    assert (box.address, box.aliases, box.retired) == (
        "stttt@khanhhoa.gov.vn",
        (),
        ("skhcn@khanhhoa.gov.vn",),
    )


def test_a_split_asks_who_takes_over_the_mail() -> None:
    """Until somebody says so the box stays as it is; then it goes to the unit that was named."""
    made = office("ubnd-khanhhoa")
    made.start(row("S1", "S8", SPLIT), row("S1", "S9", SPLIT))
    others = tuple(unit for unit in UNITS if unit.key != "S1")
    made.units = under("S9", *others, NEW_KEY, Unit("S8", "Sở Báo chí", parent="T", mailbox="sbc"))
    made.people = [replace(HUNG, unit="S8"), AN, BINH]
    made.night()
    (question,) = made.asked(QuestionKind.SUCCESSION)
    assert [one.address for one in question.candidates] == ["merged:S8", "merged:S9", "keep"]
    assert made.unit("S1").state is State.ACTIVE
    made.answer(QuestionKind.SUCCESSION, "merged:S9")
    made.night()
    assert made.unit("S9").aliases == ("stttt@khanhhoa.gov.vn",)
    assert made.unit("S1").state is State.CLOSED


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_unit_that_is_gone_without_a_word_is_a_question(organisation: str) -> None:
    """No box is closed, nobody's address changes, and where people are now is offered as an answer."""
    made = office(organisation)
    before = {key: made.open_boxes(key)[0] for key in ("CB1", "CB2")}
    renamed(made)
    made.night()
    (question,) = made.asked(QuestionKind.SUCCESSION)
    assert question.subject == "unit/S1"
    assert {"keep", "close"} <= {one.address for one in question.candidates}
    assert made.unit("S1").state is State.ACTIVE
    for key, one in before.items():
        (now,) = made.open_boxes(key)
        assert (now.key, now.address) == (one.key, one.address)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_the_answer_that_it_was_renamed_makes_it_so(organisation: str) -> None:
    """Answered with the unit where its people are: the same box under its new name, nobody moved."""
    made = office(organisation)
    before = {key: made.open_boxes(key)[0] for key in ("CB1", "CB2")}
    renamed(made)
    made.night()
    assert "unit/S9" not in made.world.entries
    made.answer(QuestionKind.SUCCESSION, "renamed:S9")
    made.night()
    assert made.unit("S1").name == NEW_KEY.name
    assert not made.asked(QuestionKind.SUCCESSION)
    for key, one in before.items():
        (now,) = made.open_boxes(key)
        assert (now.key, now.address) == (one.key, one.address)


def test_only_a_person_closes_the_box_of_a_unit_that_is_gone() -> None:
    """The answer "close" closes box and list; listed again by HR, the unit has them back."""
    made = office("ubnd-khanhhoa")
    made.units, made.people = tuple(u for u in UNITS if u.key != "P2"), [HUNG, AN, BINH]
    made.answer(QuestionKind.SUCCESSION, "close")
    made.night()
    assert (made.unit("P2").state, made.box("list/P2").state) == (State.CLOSED, State.CLOSED)
    made.units = UNITS
    made.night()
    assert (made.unit("P2").state, made.box("list/P2").state) == (State.ACTIVE, State.ACTIVE)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_lost_ledger_undoes_and_closes_nothing(organisation: str) -> None:
    """Without the memory of the decision everything stays where the run before left it."""
    made = office(organisation)
    made.start(row("S1", "S2", MERGED))
    merged(made)
    if profile(organisation).transfer.between.mode == "ask":
        made.answer(QuestionKind.TRANSFER, "keep")
    made.night()
    before = dict(made.world.entries)
    made.ledger = MemoryLedger()
    made.night()
    assert made.world.entries == before


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_lost_ledger_after_a_new_key_changes_nobody(organisation: str) -> None:
    """The decision is forgotten, so it is asked again; no box is made, closed or renamed for anybody meanwhile."""
    made = office(organisation)
    made.start(row("S1", "S9", RENAMED))
    renamed(made)
    made.night()
    before = {key: one.address for key, one in made.world.entries.items() if key.startswith("person/")}
    made.ledger = MemoryLedger()
    made.night()
    assert {
        key: one.address for key, one in made.world.entries.items() if key.startswith("person/")
    } == before
    assert all(one.state is State.ACTIVE for one in made.world.entries.values())
    assert {question.subject for question in made.asked(QuestionKind.SUCCESSION)} == {"unit/S1"}


def test_two_units_cannot_both_be_renamed_to_one() -> None:
    """Decisions that contradict each other: the first is the same unit, the other goes up in it; nights settle."""
    made = office("ubnd-khanhhoa")
    made.start(row("S1", "S9", RENAMED), row("S2", "S9", RENAMED))
    made.units = under("S9", *(unit for unit in UNITS if unit.key not in {"S1", "S2"}), NEW_KEY)
    made.people = [replace(one, unit="S9") for one in (HUNG, AN, BINH)]
    made.night()
    assert made.unit("S1").address == "skhcn@khanhhoa.gov.vn"
    assert made.unit("S1").aliases == ("snv@khanhhoa.gov.vn", "stttt@khanhhoa.gov.vn")
    assert made.unit("S2").state is State.CLOSED
