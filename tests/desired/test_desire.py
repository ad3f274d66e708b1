"""What should be: joiners, stayers, movers, leavers and the absent, as each regulation says."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from connector.desired.desire import desire
from connector.desired.scene import Memory
from connector.model.directory import (
    Directory,
    Entry,
    MailList,
    PersonalMailbox,
    Snapshot,
    State,
    UnitMailbox,
)
from connector.model.plan import Decision, QuestionKind, Wanted
from connector.model.roster import Employment, Gravity, Person, Problem, Unit, Where
from connector.text import NOTHING
from tests.support.rosters import ORGANISATIONS, UNITS, profile, roster

TODAY = date(2026, 3, 2)
HUNG = Person("CB1", "Nguyễn Văn Hùng", "S1", position="Chuyên viên")
HUNG_TOO = Person("CB2", "Ngô Văn Hưng", "S1")


def think(
    organisation: str,
    people: list[Person],
    before: Wanted | Directory | None = None,
    *,
    decisions: dict[str, str] | None = None,
    units: tuple[Unit, ...] = UNITS,
    problems: tuple[Problem, ...] = (),
    foreign: dict[str, str] | None = None,
    owners: dict[str, str] | None = None,
) -> Wanted:
    """Return what should be, given what was wanted (and so made) before."""
    directory = before.directory if isinstance(before, Wanted) else before
    at = datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    answers = {key: Decision(key, choice, "it", at, "QĐ 7") for key, choice in (decisions or {}).items()}
    snapshot = Snapshot(directory if directory is not None else Directory(), foreign or {})
    memory = Memory(owners or {}, answers)
    return desire(roster(people, units, problems), profile(organisation), snapshot, memory, TODAY)


def person(wanted: Wanted, key: str) -> PersonalMailbox:
    """Return the personal box with this key."""
    entry = wanted.directory.get(key)
    assert isinstance(entry, PersonalMailbox)
    return entry


def questions(wanted: Wanted, kind: QuestionKind) -> list[str]:
    """Return the subjects of the questions of one kind."""
    return [question.subject for question in wanted.questions if question.kind is kind]


JOINERS = [
    ("ubnd-khanhhoa", "person/CB1", "nvhung@khanhhoa.gov.vn", "KH Đ3.3a"),
    ("vks-khanhhoa", "person/CB1", "hungnv@vkskh.gov.vn", "VKS Đ4.1b"),
    ("skhcn-quangtri", "person/CB1", "nguyenvanhung@quangtri.gov.vn", "QT Đ4.3"),
    ("ubnd-binhphuoc", "person/CB1", "nguyenvanhung.sotttt@binhphuoc.gov.vn", "BP Đ5b"),
    ("ubnd-ninhbinh", "person/CB1@S1", "hungnv.stttt@ninhbinh.gov.vn", "NB Đ5.2a"),
]


@pytest.mark.parametrize(("organisation", "key", "address", "article"), JOINERS)
def test_a_joiner_gets_the_rules_own_address(organisation: str, key: str, address: str, article: str) -> None:
    """Each regulation names the same person its own way, and says by which article."""
    wanted = think(organisation, [HUNG])
    assert person(wanted, key).address == address
    assert wanted.reasons[key].article == article


def test_the_first_keeps_the_plain_name_and_the_second_is_asked_about() -> None:
    """KH Đ3.3b: a collision is agreed with the agency; the tool proposes and waits."""
    wanted = think("ubnd-khanhhoa", [HUNG_TOO, HUNG])
    assert person(wanted, "person/CB1").address == "nvhung@khanhhoa.gov.vn"
    assert "person/CB2" not in wanted.directory.entries
    (question,) = wanted.questions
    assert question.key == "collision:person/CB2"
    assert [candidate.local_part for candidate in question.candidates][:2] == ["ngovanhung", "nvhung2"]
    assert question.article == "KH Đ3.3b"


def test_a_decision_is_carried_out_and_an_impossible_one_is_asked_again() -> None:
    """The decided address is given where it is free; one that belongs to another is not."""
    decided = think("ubnd-khanhhoa", [HUNG, HUNG_TOO], decisions={"collision:person/CB2": "nvhung2"})
    assert person(decided, "person/CB2").address == "nvhung2@khanhhoa.gov.vn"
    taken = think("ubnd-khanhhoa", [HUNG, HUNG_TOO], decisions={"collision:person/CB2": "stttt"})
    assert questions(taken, QuestionKind.COLLISION) == ["person/CB2"]


def test_ninh_binh_numbers_the_second_within_the_agency() -> None:
    """NB Đ5.2b: hungnv, then hungnv2 in the same agency; another agency starts anew."""
    other = Person("CB3", "Nông Văn Hưng", "S2")
    wanted = think("ubnd-ninhbinh", [HUNG, HUNG_TOO, other])
    assert {e.address for e in wanted.directory if isinstance(e, PersonalMailbox)} == {
        "hungnv.stttt@ninhbinh.gov.vn",
        "hungnv2.stttt@ninhbinh.gov.vn",
        "hungnv.snv@ninhbinh.gov.vn",
    }


def test_a_name_that_is_not_certain_waits_for_a_person() -> None:
    """Y Bhăm Niê has his family name last: proposals are made, no address is given."""
    wanted = think("ubnd-khanhhoa", [Person("CB9", "Y Bhăm Niê", "S1")])
    assert "person/CB9" not in wanted.directory.entries
    assert questions(wanted, QuestionKind.NAME) == ["person/CB9"]
    decided = think(
        "ubnd-khanhhoa", [Person("CB9", "Y Bhăm Niê", "S1")], decisions={"name:person/CB9": "ybnie"}
    )
    assert person(decided, "person/CB9").address == "ybnie@khanhhoa.gov.vn"
    assert person(decided, "person/CB9").name == "Y Bhăm Niê"


def test_an_address_of_others_a_retired_or_a_reserved_one_is_not_given() -> None:
    """Foreign entries, the ledger's addresses and reserved names are all out of reach."""
    address = "nvhung@khanhhoa.gov.vn"
    for taken in (
        think("ubnd-khanhhoa", [HUNG], foreign={address: "uid=x,ou=others"}),
        think("ubnd-khanhhoa", [HUNG], owners={address: "person/CB77"}),
    ):
        assert questions(taken, QuestionKind.COLLISION) == ["person/CB1"]


def test_a_new_name_changes_what_the_book_says_and_nothing_else() -> None:
    """Marriage or a corrected spelling: the address was given once and stays."""
    before = think("ubnd-khanhhoa", [HUNG])
    after = think("ubnd-khanhhoa", [replace(HUNG, name="Trần Văn Hùng")], before)
    box = person(after, "person/CB1")
    assert (box.address, box.name, box.surname) == ("nvhung@khanhhoa.gov.vn", "Trần Văn Hùng", "Trần")


def test_inside_the_agency_everybody_keeps_the_box() -> None:
    """A move between rooms of one agency never changes an address, under any regulation."""
    for organisation in ORGANISATIONS:
        before = think(organisation, [replace(HUNG, unit="P1")])
        after = think(organisation, [replace(HUNG, unit="P2")], before)
        (old,) = (e for e in before.directory if isinstance(e, PersonalMailbox))
        (new,) = (e for e in after.directory if isinstance(e, PersonalMailbox))
        assert (new.key, new.address, new.unit) == (old.key, old.address, "P2")
        assert after.questions == ()


def test_between_agencies_khanh_hoa_keeps_the_address() -> None:
    """KH Đ2.4: only the directory entry changes."""
    before = think("ubnd-khanhhoa", [HUNG])
    after = think("ubnd-khanhhoa", [replace(HUNG, unit="S2")], before)
    box = person(after, "person/CB1")
    assert (box.address, box.agency_name) == ("nvhung@khanhhoa.gov.vn", "Sở Nội vụ")
    assert after.reasons["person/CB1"].article == "KH Đ2.4, Đ4.3b"


def test_between_agencies_binh_phuoc_renames_and_the_old_address_still_delivers() -> None:
    """BP Đ14.6: the address carries the agency, so it changes; the old one becomes an alias."""
    before = think("ubnd-binhphuoc", [HUNG])
    after = think("ubnd-binhphuoc", [replace(HUNG, unit="S2")], before)
    box = person(after, "person/CB1")
    assert box.address == "nguyenvanhung.snv@binhphuoc.gov.vn"
    assert box.aliases == ("nguyenvanhung.sotttt@binhphuoc.gov.vn",)
    back = person(think("ubnd-binhphuoc", [HUNG], after), "person/CB1")
    assert back.address == "nguyenvanhung.sotttt@binhphuoc.gov.vn"
    assert back.aliases == ("nguyenvanhung.snv@binhphuoc.gov.vn",)


def test_between_agencies_ninh_binh_closes_the_old_box_and_opens_a_new_one() -> None:
    """NB Đ7.2: the box at the old agency ends; a return reopens it."""
    before = think("ubnd-ninhbinh", [HUNG])
    after = think("ubnd-ninhbinh", [replace(HUNG, unit="S2")], before)
    assert person(after, "person/CB1@S1").state is State.CLOSED
    assert person(after, "person/CB1@S2").address == "hungnv.snv@ninhbinh.gov.vn"
    back = think("ubnd-ninhbinh", [HUNG], after)
    assert person(back, "person/CB1@S1").state is State.ACTIVE
    assert person(back, "person/CB1@S2").state is State.CLOSED


@pytest.mark.parametrize("organisation", ["vks-khanhhoa", "skhcn-quangtri"])
def test_between_agencies_others_ask(organisation: str) -> None:
    """VKS Đ7.6, QT Đ4.3: somebody has to say; until then nothing of the box changes."""
    before = think(organisation, [HUNG])
    moved = [replace(HUNG, unit="S2")]
    if profile(organisation).transfer.between.mode != "ask":
        pytest.fail("the organisation file no longer asks")
    after = think(organisation, moved, before)
    assert after.directory.get("person/CB1") == before.directory.get("person/CB1")
    (question,) = after.questions
    kept = think(organisation, moved, before, decisions={question.key: "keep"})
    assert person(kept, "person/CB1").unit == "S2"
    assert kept.questions == ()


@pytest.mark.parametrize("status", [s for s in Employment if not s.serving])
def test_a_leaver_is_closed_and_leaves_the_lists(status: Employment) -> None:
    """Whoever HR says has left: the box is closed, keeps its address, and is on no list."""
    before = think("ubnd-khanhhoa", [HUNG, Person("CB3", "Lê An", "S1")])
    gone = replace(HUNG, status=status, decision="QĐ 12")
    after = think("ubnd-khanhhoa", [gone, Person("CB3", "Lê An", "S1")], before)
    box = person(after, "person/CB1")
    assert (box.state, box.address) == (State.CLOSED, "nvhung@khanhhoa.gov.vn")
    assert "QĐ 12" in after.reasons["person/CB1"].text.vi
    members = [e.members for e in after.directory if isinstance(e, MailList) and e.unit == "S1"]
    assert members == [("person/CB3",)]


def test_a_return_reopens_the_same_box() -> None:
    """Rehired under the same HR key: the old box, the old address."""
    joined = think("ubnd-khanhhoa", [HUNG])
    left = think("ubnd-khanhhoa", [replace(HUNG, status=Employment.LEFT)], joined)
    back = think("ubnd-khanhhoa", [HUNG], left)
    assert back.directory.get("person/CB1") == joined.directory.get("person/CB1")


def test_absence_closes_nobody() -> None:
    """No row: the box stays as it is and somebody is asked; the answer "close" closes it."""
    before = think("ubnd-khanhhoa", [HUNG, HUNG_TOO], decisions={"collision:person/CB2": "nvhung2"})
    after = think("ubnd-khanhhoa", [HUNG], before)
    assert after.directory.get("person/CB2") == before.directory.get("person/CB2")
    assert questions(after, QuestionKind.ABSENT) == ["person/CB2"]
    closed = think("ubnd-khanhhoa", [HUNG], before, decisions={"absent:person/CB2": "close"})
    assert person(closed, "person/CB2").state is State.CLOSED


def test_a_row_in_question_is_neither_a_leaver_nor_absent() -> None:
    """A row that HR must correct changes nothing, and nobody is asked twice about it."""
    before = think("ubnd-khanhhoa", [HUNG])
    bad = Problem(Where("a.xlsx", "Nhân sự", "D4"), NOTHING, NOTHING, Gravity.QUESTION, "CB1")
    after = think("ubnd-khanhhoa", [Person("CB3", "Lê An", "S1")], before, problems=(bad,))
    assert after.directory.get("person/CB1") == before.directory.get("person/CB1")
    assert after.questions == ()


def test_an_unregistered_unit_is_asked_about_and_its_people_wait_where_they_must() -> None:
    """The rule proposes; nothing is made. People whose address needs the agency wait and are counted."""
    units = (*UNITS, Unit("S3", "Sở Y tế", parent="T"))
    there = Person("CB4", "Lê An", "S3")
    kept = think("ubnd-khanhhoa", [there], units=units)
    assert questions(kept, QuestionKind.UNIT_BOX) == ["unit/S3"]
    assert person(kept, "person/CB4").address == "lan@khanhhoa.gov.vn"
    waits = think("ubnd-binhphuoc", [there], units=units)
    assert "person/CB4" not in waits.directory.entries
    (question,) = waits.questions
    assert "1 người" in question.text.vi
    local_part = question.candidates[0].local_part
    done = think("ubnd-binhphuoc", [there], units=units, decisions={question.key: local_part})
    assert person(done, "person/CB4").address == f"lean.{local_part}@binhphuoc.gov.vn"


def test_lists_follow_units() -> None:
    """An agency's list holds the people of its rooms; a unit without people has its own box on it."""
    wanted = think("ubnd-khanhhoa", [replace(HUNG, unit="P1"), Person("CB3", "Lê An", "S1")])
    lists = {e.unit: e.members for e in wanted.directory if isinstance(e, MailList)}
    assert lists["S1"] == ("person/CB1", "person/CB3")
    assert lists["P1"] == ("person/CB1",)
    assert lists["P2"] == ("unit/P2",)


def test_a_box_larger_than_the_floor_stays_larger() -> None:
    """KH Đ9.1 gives a least size: a box IT made larger is not made smaller."""
    before = think("ubnd-khanhhoa", [HUNG])
    grown = Directory.of(
        replace(e, quota=5000) if isinstance(e, PersonalMailbox | UnitMailbox) else e
        for e in before.directory
    )
    after = think("ubnd-khanhhoa", [HUNG], grown)
    assert after.directory == grown


def test_an_address_that_was_swapped_by_hand_comes_back() -> None:
    """The ledger knows who was given what; a hand edit that gives it to another is put right."""
    before = think("ubnd-khanhhoa", [HUNG, Person("CB3", "Lê An", "S1")])
    one, two = person(before, "person/CB1"), person(before, "person/CB3")
    owners = {one.address: one.key, two.address: two.key}
    swapped: dict[str, Entry] = dict(before.directory.entries)
    swapped[one.key] = replace(one, address=two.address)
    swapped[two.key] = replace(two, address=one.address)
    after = think("ubnd-khanhhoa", [HUNG, Person("CB3", "Lê An", "S1")], Directory(swapped), owners=owners)
    assert after.directory == before.directory


def test_a_unit_whose_name_cannot_be_folded_still_has_its_registered_box() -> None:
    """Hyphens, capitals inside and even undecoded text in a unit's name stop neither it nor its people."""
    units = (
        *UNITS,
        Unit("P3", "Phòng Tài chính - Kế toán", parent="S1", mailbox="ptckt.stttt"),
        Unit("P4", "Phßng Tæ chøc", parent="S1", mailbox="ptc.stttt"),
    )
    for organisation in ORGANISATIONS:
        wanted = think(organisation, [replace(HUNG, unit="P3"), Person("CB3", "Lê An", "P4")], units=units)
        boxes = {e.unit: e.address.partition("@")[0] for e in wanted.directory if isinstance(e, UnitMailbox)}
        assert (boxes["P3"], boxes["P4"]) == ("ptckt.stttt", "ptc.stttt")
        assert sum(isinstance(entry, PersonalMailbox) for entry in wanted.directory) == 2


@pytest.mark.parametrize(
    "row",
    [
        replace(HUNG, status=Employment.RETIRED),
        replace(HUNG, unit="S2"),
        replace(HUNG, status=Employment.LEFT, unit="S2"),
    ],
    ids=["retires", "moves", "leaves"],
)
@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_what_holds_from_a_day_to_come_waits_for_it(organisation: str, row: Person) -> None:
    """A row entered in advance closes and moves nobody before its day, and does on it."""
    before = think(organisation, [HUNG])
    early = think(organisation, [replace(row, since=date(2026, 3, 3))], before)
    assert early.directory == before.directory
    (box,) = (entry for entry in early.directory if isinstance(entry, PersonalMailbox))
    assert "03/03/2026" in early.reasons[box.key].text.vi
    assert think(organisation, [replace(row, since=TODAY)], before) == think(organisation, [row], before)


def test_a_decision_of_the_old_agency_does_not_follow_to_the_new_one() -> None:
    """Where a move means a new address, the answer to an old collision is no answer to the new one."""
    first = Person("CB1", "Nguyễn Văn Hùng", "S1")
    second = replace(first, key="CB2")
    asked = think("ubnd-binhphuoc", [first, second])
    (question,) = (q for q in asked.questions if q.kind is QuestionKind.COLLISION)
    decisions = {question.key: question.candidates[0].address}
    settled = think("ubnd-binhphuoc", [first, second], asked, decisions=decisions)
    moved = think("ubnd-binhphuoc", [first, replace(second, unit="S2")], settled, decisions=decisions)
    assert person(moved, "person/CB2").address == "nguyenvanhung.snv@binhphuoc.gov.vn"
    assert person(moved, "person/CB2").aliases == (person(settled, "person/CB2").address,)


@pytest.mark.parametrize("name", ["postmaster", "admin", "stttt"])
def test_a_registered_name_that_cannot_be_had_is_asked_about(name: str) -> None:
    """A reserved name, or one of another unit, is given to no unit; the list of units has to be corrected."""
    units = (*UNITS, Unit("S9", "Sở Y tế", parent="T", mailbox=name))
    wanted = think("ubnd-khanhhoa", [HUNG], units=units)
    (question,) = (one for one in wanted.questions if one.subject == "unit/S9")
    assert wanted.directory.get("unit/S9") is None
    assert (name in question.text.vi, question.candidates) == (True, ())


@pytest.mark.parametrize(
    ("choice", "address"),
    [("syt", "syt@khanhhoa.gov.vn"), ("SYT@khanhhoa.gov.vn", "syt@khanhhoa.gov.vn"), ("syt@gmail.com", None)],
)
def test_a_decided_name_of_a_unit_is_in_our_domain(choice: str, address: str | None) -> None:
    """A local part, or the whole address; one of another domain is no answer, not an address of ours."""
    units = (*UNITS, Unit("S9", "Sở Y tế mới", parent="T"))
    wanted = think("ubnd-khanhhoa", [HUNG], units=units, decisions={"unit-box:unit/S9": choice})
    box = wanted.directory.get("unit/S9")
    assert (box.address if box is not None else None) == address
