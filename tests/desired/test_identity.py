"""Who of HR's roster is whom: one box for a career, nobody gets another's, and a doubt is a question."""

from dataclasses import replace

import pytest

from connector.desired.identity import identify
from connector.model.directory import MailList, State
from connector.model.identity import Identity, IdentityRules, NameTrust, Trust
from connector.model.plan import QuestionKind
from connector.model.roster import NOWHERE, Employment, Gravity, Person, Post, Problem
from connector.sync import act, think
from connector.text import Text
from connector.why import explain
from tests.support.hr_office import HrOffice
from tests.support.rosters import LIMITLESS, desk, profile, roster

_ASKING = profile("ubnd-khanhhoa")
_PERSON = _ASKING.person
_COLLISION = _PERSON.collision.model_copy(update={"mode": "next-candidate"})
KH = _ASKING.model_copy(update={"person": _PERSON.model_copy(update={"collision": _COLLISION})})
"""Khánh Hòa, but whoever collides gets the next address by the rule: these tests are about people, not addresses."""
HOA = Person("CB1", "Trần Thị Hòa", "S1", position="Chuyên viên", citizen="hmac:hoa", born="hmac:hoa-1980")
BINH = Person("CB2", "Lê Văn Bình", "P1", position="Văn thư", citizen="hmac:binh", born="hmac:binh-1985")
BARE = Person("CB1", "Trần Thị Hòa", "S1", position="Chuyên viên")
"""The same as HR says it who gives neither citizen number nor birth date."""
LEFT = Employment.LEFT

SAME_PERSON, ASKED, NEW_PERSON = "same", "asked", "new"


def outcome(office: HrOffice, *people: Person, key: str = "NEW") -> str:
    """Return what becomes of the row with the HR key `key`."""
    draft = office.think(*people)
    if any(q.kind is QuestionKind.IDENTITY for q in draft.plan.questions):
        assert all(person.key != key for person in draft.roster.people)
        return ASKED
    return NEW_PERSON if any(person.key == key for person in draft.roster.people) else SAME_PERSON


# What the row with an unknown HR key says besides Hòa's own facts, and what follows from it while her box is open.
CASES = {
    "citizen": (HOA, {}, SAME_PERSON),
    "citizen, elsewhere": (HOA, {"unit": "S2"}, SAME_PERSON),
    "citizen, without accents": (HOA, {"name": "Tran Thi Hoa"}, SAME_PERSON),
    "citizen, another name": (HOA, {"name": "Phạm Văn Tùng"}, ASKED),
    "another citizen": (HOA, {"citizen": "hmac:x"}, NEW_PERSON),
    "birth, same agency": (HOA, {"citizen": ""}, SAME_PERSON),
    "birth, a room of the agency": (HOA, {"citizen": "", "unit": "P1"}, SAME_PERSON),
    "birth, another agency": (HOA, {"citizen": "", "unit": "S2"}, ASKED),
    "another birth": (HOA, {"citizen": "", "born": "hmac:hoa-1990"}, NEW_PERSON),
    "tone elsewhere": (HOA, {"citizen": "", "name": "TRẦN THỊ HOÀ"}, SAME_PERSON),
    "name alone": (BARE, {}, ASKED),
    "name alone, another agency": (BARE, {"unit": "S2"}, ASKED),
    "name without accents": (BARE, {"name": "TRAN THI HOA"}, ASKED),
    "another tone": (BARE, {"name": "Trần Thị Hoa"}, NEW_PERSON),
    "address and name": (BARE, {"address": "tthoa@khanhhoa.gov.vn"}, SAME_PERSON),
    "address, another name": (BARE, {"address": "tthoa@khanhhoa.gov.vn", "name": "Lý Thị Hoa"}, ASKED),
    "address, another birth": (
        HOA,
        {"address": "tthoa@khanhhoa.gov.vn", "citizen": "", "born": "hmac:hoa-1990"},
        ASKED,
    ),
    "address, another citizen": (HOA, {"address": "tthoa@khanhhoa.gov.vn", "citizen": "hmac:x"}, ASKED),
}


@pytest.mark.parametrize("case", CASES)
def test_a_new_hr_key_is_matched_as_the_table_says(case: str) -> None:
    """Every line of the table of `connector.desired.evidence`, for somebody whose number HR changed."""
    first, fields, expected = CASES[case]
    office = HrOffice(KH, first)
    row = replace(first, key="NEW", **fields)  # type: ignore[arg-type]  # any field
    assert outcome(office, row) == expected
    office.run(row)
    assert len(office.boxes()) == (2 if expected == NEW_PERSON else 1)


@pytest.mark.parametrize("case", CASES)
def test_who_returns_is_matched_as_well(case: str) -> None:
    """The same table after the box was closed: a rehire gets the old box back, or somebody is asked."""
    first, fields, expected = CASES[case]
    office = HrOffice(KH, first)
    office.run(replace(first, status=LEFT))
    row = replace(first, key="NEW", **fields)  # type: ignore[arg-type]  # any field
    assert outcome(office, row) == expected
    office.run(row)
    assert office.open_boxes() == {SAME_PERSON: ["CB1"], ASKED: [], NEW_PERSON: ["NEW"]}[expected]


def test_a_name_without_accents_is_nobody_elsewhere() -> None:
    """A name that lost its accents fits too many: within one agency it is asked about, elsewhere it is not."""
    assert outcome(HrOffice(KH, BARE), replace(BARE, key="NEW", name="TRAN THI HOA", unit="S2")) == NEW_PERSON


RULES = {
    "citizen asks": (IdentityRules(citizen=Trust.ASK), HOA, {}, ASKED),
    "citizen off, birth decides": (IdentityRules(citizen=Trust.OFF), HOA, {}, SAME_PERSON),
    "address asks": (
        IdentityRules(address=Trust.ASK),
        BARE,
        {"address": "tthoa@khanhhoa.gov.vn"},
        ASKED,
    ),
    "birth asks": (IdentityRules(birth=Trust.ASK), HOA, {"citizen": ""}, ASKED),
    "name within the agency": (IdentityRules(name=NameTrust.AGENCY), BARE, {}, ASKED),
    "name within the agency, elsewhere": (
        IdentityRules(name=NameTrust.AGENCY),
        BARE,
        {"unit": "S2"},
        NEW_PERSON,
    ),
    "name off": (IdentityRules(name=NameTrust.OFF), BARE, {}, NEW_PERSON),
}


@pytest.mark.parametrize("case", RULES)
def test_the_settings_say_how_far_a_key_acts_alone(case: str) -> None:
    """A key that is not trusted asks, or is not looked at."""
    rules, first, fields, expected = RULES[case]
    office = HrOffice(KH, first)
    row = replace(first, key="NEW", **fields)  # type: ignore[arg-type]  # any field
    found = identify(
        roster([row]),
        office.think(first).snapshot.directory,
        office.ledger.identities.known(),
        {},
        KH,
        rules=rules,
    )
    if expected == ASKED:
        assert found.questions
        assert found.roster.people == ()
    else:
        assert [person.key for person in found.roster.people] == ["CB1" if expected == SAME_PERSON else "NEW"]


def test_the_box_keeps_its_key_and_the_new_hr_key_is_one_more() -> None:
    """HR changes a staff number: only that is written, and the link outlives the citizen number in the roster."""
    office = HrOffice(KH, HOA)
    before = office.boxes()["CB1"]
    assert [change.after for change in office.run(replace(HOA, key="NEW"))] == [
        replace(before, also=("NEW",))
    ]
    assert office.ledger.identities.known()["CB1"].keys == {"CB1", "NEW"}
    assert office.run(replace(BARE, key="NEW")) == []
    (change,) = office.run(replace(BARE, key="NEW", position="Trưởng phòng"))
    assert change.key == "person/CB1"
    assert "NEW" in change.reason.text.vi


def test_why_tells_the_further_hr_keys() -> None:
    """Whoever looks up a box finds by which numbers HR has known its owner."""
    office = HrOffice(KH, HOA)
    row = replace(HOA, key="NEW")
    office.run(row)
    story = explain("tthoa@khanhhoa.gov.vn", office.think(row), office.ledger)
    assert story is not None
    assert story.hr_keys == ["NEW"]


def test_a_question_shows_both_sides_and_no_secret() -> None:
    """Names, units and keys of both, what agrees and what does not; no digest and no birth date."""
    office = HrOffice(KH, replace(HOA, birth="1980-02-03"))
    row = replace(HOA, key="NEW", citizen="", unit="S2", birth="1980-02-03")
    (question,) = office.think(row).plan.questions
    assert question.subject == "person/CB1"
    for part in ("Sở Nội vụ", "Sở Thông tin và Truyền thông", "tthoa@khanhhoa.gov.vn", "NEW", "CB1"):
        assert part in question.text.vi
    assert "trùng: họ tên, ngày sinh; khác: cơ quan; chưa rõ: số định danh cá nhân" in question.text.vi
    assert "1980" not in question.text.vi
    assert "hmac:" not in question.text.vi + question.key


@pytest.mark.parametrize(("choice", "boxes"), [("same", ["CB1"]), ("other", ["CB1", "NEW"])])
def test_an_answer_is_carried_out_and_stays(choice: str, boxes: list[str]) -> None:
    """The same: the box goes on. Another: a box of their own, and the old one is asked about as absent."""
    office = HrOffice(KH, BARE)
    row = replace(BARE, key="NEW", unit="S2")
    (asked,) = office.asked(row)
    assert office.asked(row, kind=QuestionKind.ABSENT) == []
    office.answer(asked, choice)
    office.run(row)
    assert office.open_boxes() == boxes
    assert office.asked(row) == []
    assert bool(office.asked(row, kind=QuestionKind.ABSENT)) is (choice == "other")
    assert office.run(row) == []


def test_an_answer_may_be_changed() -> None:
    """Whoever said "the same" and then "another" gets a box for the other, and the first keeps theirs."""
    office = HrOffice(KH, BARE)
    row = replace(BARE, key="NEW")
    (asked,) = office.asked(row)
    office.answer(asked, "same")
    office.run(row)
    office.answer(asked, "other")
    office.run(row)
    assert sorted(office.boxes()) == ["CB1", "NEW"]
    assert office.ledger.identities.known().get("CB1", Identity("CB1")).keys <= {"CB1"}


def test_two_rows_that_claim_one_box_are_both_asked_about() -> None:
    """Nobody is preferred for standing first in the list."""
    office = HrOffice(KH, replace(HOA, citizen=""))
    one, other = (replace(HOA, key=key, citizen="") for key in ("A", "B"))
    assert len(office.asked(one, other)) == 2
    assert office.run(one, other) == []
    office.answer("identity:person/CB1:A", "same")
    office.run(one, other)
    assert office.open_boxes() == ["B", "CB1"]


def test_twins_by_name_stay_two_without_a_question() -> None:
    """Two people of one name and one room, told apart by their HR keys, citizen numbers or birth dates."""
    twin = replace(HOA, key="CB9", citizen="hmac:other", born="hmac:hoa-1990")
    office = HrOffice(KH, HOA, twin)
    assert sorted(office.boxes()) == ["CB1", "CB9"]
    assert office.run(HOA, twin) == []
    third = replace(HOA, key="CB10", citizen="hmac:third", born="hmac:hoa-2000")
    assert office.asked(HOA, twin, third) == []


def test_a_staff_number_given_to_somebody_else_is_asked_about() -> None:
    """The old box is closed, its number comes back under another name: nobody gets another's address."""
    office = HrOffice(KH, HOA, BINH)
    office.run(replace(HOA, status=LEFT), BINH)
    heir = Person("CB1", "Phạm Văn Tùng", "S2", citizen="hmac:tung")
    (asked,) = office.asked(heir, BINH)
    assert office.run(heir, BINH) == []
    office.answer(asked, "other")
    office.run(heir, BINH)
    boxes = office.boxes()
    assert boxes["CB1"].state is State.CLOSED
    assert boxes["CB1~2"].address == "pvtung@khanhhoa.gov.vn"
    assert office.run(heir, BINH) == []
    office.lose_memory()
    assert office.run(heir, BINH) == []


def test_a_corrected_citizen_number_is_learned_and_another_persons_is_asked_about() -> None:
    """The same key and name: a correction. Somebody else's number under my key: a question."""
    office = HrOffice(KH, HOA, BINH)
    corrected = replace(HOA, citizen="hmac:hoa-right")
    assert office.run(corrected, BINH) == []
    assert office.ledger.identities.known()["CB1"].citizens == {"hmac:hoa-right"}
    swapped = replace(HOA, citizen="hmac:binh")
    assert len(office.asked(swapped, BINH)) == 1
    assert office.run(swapped, BINH) == []


def test_two_hr_keys_with_one_citizen_number_are_one_person() -> None:
    """Two agencies each give a number to one person: one box, both keys, both posts."""
    second = replace(BINH, key="X7", unit="S2", position="Thành viên (kiêm nhiệm)")
    office = HrOffice(KH, BINH)
    draft = office.think(BINH, second)
    assert [person.key for person in draft.roster.people] == ["CB2"]
    office.run(BINH, second)
    assert sorted(office.boxes()) == ["CB2"]
    assert office.ledger.identities.known()["CB2"].keys == {"CB2", "X7"}


def test_two_new_rows_with_one_citizen_number_and_two_names_both_wait() -> None:
    """One of the two numbers is wrong, and nobody knows which."""
    office = HrOffice(KH)
    one, other = replace(HOA, citizen="hmac:1"), replace(BINH, citizen="hmac:1")
    (asked,) = office.asked(one, other)
    office.run(one, other)
    assert office.boxes() == {}
    office.answer(asked, "other")
    office.run(one, other)
    assert sorted(office.boxes()) == ["CB1", "CB2"]


@pytest.mark.parametrize("before", [HOA, BARE], ids=["told before", "told tonight"])
def test_a_new_row_with_somebodys_citizen_number_and_another_name_waits(before: Person) -> None:
    """Of two rows with one citizen number one may be mistyped: who has a box keeps it, the other is asked about."""
    office = HrOffice(KH, before)
    row = replace(BINH, key="NEW", citizen=HOA.citizen)
    assert outcome(office, HOA, row) == ASKED
    office.run(HOA, row)
    assert list(office.boxes()) == ["CB1"]
    (question,) = office.asked(HOA, row)
    office.answer(question, "other")
    office.run(HOA, row)
    assert office.open_boxes() == ["CB1", "NEW"]
    assert office.run(HOA, row) == []
    assert office.asked(HOA, row) == []


def test_what_tells_two_namesakes_apart_counts_the_night_it_is_said() -> None:
    """Who leaves says a citizen number with that very row: a namesake with another is new at once."""
    office = HrOffice(KH, BARE)
    leaver, namesake = replace(HOA, status=LEFT), replace(BARE, key="NEW", citizen="hmac:other")
    assert outcome(office, leaver, namesake) == NEW_PERSON
    office.run(leaver, namesake)
    assert office.open_boxes() == ["NEW"]
    assert office.run(leaver, namesake) == []


def test_who_left_under_one_key_may_serve_under_another() -> None:
    """HR lists both numbers: with a citizen number the box stays open, by the name alone somebody is asked."""
    for hoa in (HOA, BARE):
        office = HrOffice(KH, hoa)
        rows = (replace(hoa, status=LEFT), replace(hoa, key="NEW", unit="S2"))
        expected = [] if hoa is HOA else ["identity:person/CB1:NEW"]
        assert office.asked(*rows) == expected
        office.answer("identity:person/CB1:NEW", "same")
        office.run(*rows)
        assert office.open_boxes() == ["CB1"]
        assert office.boxes()["CB1"].unit == "S2"
        assert office.run(*rows) == []


def test_the_box_remembers_the_further_hr_keys_where_the_ledger_is_lost() -> None:
    """Number changed, then name and number gone, then the ledger lost: still the same person, and no second box."""
    office = HrOffice(KH, HOA)
    office.run(replace(HOA, key="NEW"))
    office.lose_memory()
    married = Person("NEW", "Phan Thị Hòa", "S1")
    assert office.asked(married) == []
    (change,) = office.run(married)
    assert change.key == "person/CB1"
    assert list(office.boxes()) == ["CB1"]
    assert office.ledger.identities.known()["CB1"].keys == {"NEW"}
    assert office.run(married) == []


def test_an_hr_key_that_somebody_else_was_given_is_shown_by_their_box_alone() -> None:
    """The number of who left goes to a new person: each box tells whose it is, with or without the ledger."""
    office = HrOffice(KH, HOA)
    office.run(replace(HOA, key="NEW"))
    taken = replace(BINH, key="NEW")
    (question,) = office.asked(HOA, taken)
    office.answer(question, "other")
    office.run(HOA, taken)
    boxes = office.boxes()
    assert (boxes["CB1"].also, boxes["NEW~2"].also) == ((), ("NEW",))
    office.lose_memory()
    assert office.asked(HOA, taken) == []
    assert office.run(HOA, taken) == []


def test_an_hr_key_that_two_boxes_show_decides_nothing() -> None:
    """Somebody wrote into the directory, or half of a plan was done: the row is matched by what else it says."""
    office = HrOffice(KH, HOA, BINH)
    for key, box in office.boxes().items():
        office.world.entries[box.key] = replace(box, also=("NEW",))
        assert key in {"CB1", "CB2"}
    office.lose_memory()
    assert outcome(office, HOA, BINH, Person("NEW", "Võ Thị Lan", "S2")) == NEW_PERSON


def test_a_row_in_question_under_a_new_key_is_no_absence() -> None:
    """A problem that names the new HR key speaks of the person who has the box."""
    office = HrOffice(KH, HOA, BINH)
    office.run(replace(HOA, key="NEW"), BINH)
    said = Text(vi="đơn vị không rõ", en="unclear unit")
    problem = Problem(NOWHERE, said, said, Gravity.QUESTION, "NEW")
    draft = office.think(BINH, problems=[problem])
    assert draft.plan.questions == ()


def test_nothing_is_learned_from_a_source_that_is_doubted() -> None:
    """While the plan waits for approval, so does what it says of who is who."""
    people = [Person(f"N{number}", f"Lê Văn {given}", "S1") for number, given in enumerate(GIVEN)]
    office = HrOffice(KH, *people)
    fewer = desk(
        KH, roster([HOA, *people[4:]]), office.world, office.ledger, replace(LIMITLESS, source_loss_held=0)
    )
    draft = think(fewer)
    assert [hold.limit for hold in draft.plan.holds] == ["source"]
    act(fewer, draft, "sync", whole=False)
    assert "CB1" not in office.ledger.identities.known()
    act(fewer, draft, "apply", whole=True)
    assert office.ledger.identities.known()["CB1"].citizens == {"hmac:hoa"}


GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan")


AN = Person("C1", "Lê Văn An", "S1", position="Giám đốc", posts=(Post("S2", "Trưởng ban (kiêm nhiệm)"),))


def members(office: HrOffice, unit: str) -> tuple[str, ...]:
    """Return who is on the list of a unit."""
    entry = office.world.entries[f"list/{unit}"]
    assert isinstance(entry, MailList)
    return entry.members


def test_who_has_two_posts_has_one_box_and_is_on_both_lists() -> None:
    """The box is at the main post; the address book shows the main title first."""
    office = HrOffice(KH, AN, BINH)
    assert office.boxes()["C1"].title == "Giám đốc; kiêm Trưởng ban"
    assert "person/C1" in members(office, "S1")
    assert members(office, "S2") == ("person/C1",)
    assert office.run(AN, BINH) == []
    assert office.run(BINH) == []
    assert members(office, "S2") == ("person/C1",)
    office.run(replace(AN, posts=()), BINH)
    assert members(office, "S2") == ("unit/S2",)


def test_the_main_post_is_asked_about_where_nothing_says_it() -> None:
    """Nobody gets a box at a guess; the answer holds while the posts are the same."""
    office = HrOffice(KH)
    unsaid = replace(AN, main_unsaid=True)
    (asked,) = office.asked(unsaid, kind=QuestionKind.POST)
    office.run(unsaid)
    assert office.boxes() == {}
    office.answer(asked, "S2")
    office.run(unsaid)
    assert office.boxes()["C1"].unit == "S2"
    assert "person/C1" in members(office, "S1")
    assert office.run(unsaid) == []


def test_who_has_a_box_keeps_their_main_post_until_somebody_says_otherwise() -> None:
    """A second row without a mark moves nobody, and asks nothing."""
    office = HrOffice(KH, replace(AN, posts=()))
    unsaid = replace(AN, unit="S2", position="Trưởng ban", posts=(Post("S1", "Giám đốc"),), main_unsaid=True)
    assert office.asked(unsaid, kind=QuestionKind.POST) == []
    office.run(unsaid)
    assert office.boxes()["C1"].unit == "S1"
