"""Which box made by hand is whose: every line of the table, ties, and what is left over."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.desired.proposals import survey
from connector.model.directory import Directory, PersonalMailbox, UnitMailbox
from connector.model.proposal import Confidence, Proposal
from connector.model.roster import Employment, Person
from connector.model.stranger import NO_KEY, NO_UNIT_KEY, Stranger
from tests.support.rosters import profile, roster

KH = profile("ubnd-khanhhoa")
DAY = date(2026, 3, 2)
DOMAIN = "khanhhoa.gov.vn"
PHUONG = Person("CB1", "Lê Đức Phương", "P1")
OTHER_PHUONG = Person("CB7", "Lê Đức Phương", "S2")


def box(local_part: str, name: str, unit: str = "", number: str = "", obstacle: str = "") -> Stranger:
    """Return a box made by hand."""
    made = PersonalMailbox(
        key=NO_KEY,
        person=number,
        address=f"{local_part}@{DOMAIN}",
        name="",
        surname="",
        given="",
        unit="",
        unit_name=unit,
    )
    found = Stranger(f"uid={local_part},ou=people", made, name)
    return replace(found, obstacle=replace(found.obstacle, vi=obstacle, en=obstacle)) if obstacle else found


def proposals(people: list[Person], *boxes: Stranger) -> list[Proposal]:
    """Return what is proposed."""
    return list(survey(roster(people), Directory(), boxes, KH, DAY, {}).proposals)


CASES = {
    "number and name": (box("phuong", "Lê Đức Phương", number="CB1"), {}, Confidence.CERTAIN),
    "number, no accents": (box("phuong", "Le Duc Phuong", number="CB1"), {}, Confidence.CERTAIN),
    "number, another name": (box("phuong", "Trần An", number="CB1"), {}, Confidence.DOUBTFUL),
    "address HR says": (box("phuong", "Lê Đức Phương"), {"address": f"phuong@{DOMAIN}"}, Confidence.CERTAIN),
    "address HR says, another name": (
        box("phuong", "Trần An"),
        {"address": f"phuong@{DOMAIN}"},
        Confidence.DOUBTFUL,
    ),
    "rule, name, room": (box("ldphuong", "Lê Đức Phương", "Văn phòng"), {}, Confidence.CERTAIN),
    "rule, name, agency": (
        box("ldphuong", "LÊ ĐỨC PHƯƠNG", "Sở Thông tin và Truyền thông"),
        {},
        Confidence.CERTAIN,
    ),
    "rule, name, nobody else": (box("ldphuong", "Lê Đức Phương"), {}, Confidence.CERTAIN),
    "rule, name, another unit": (box("ldphuong", "Lê Đức Phương", "Sở Y tế"), {}, Confidence.PROBABLE),
    "name and unit": (box("phuong", "Lê Đức Phương", "Văn phòng"), {}, Confidence.PROBABLE),
    "name alone": (box("phuong", "Lê Đức Phương"), {}, Confidence.DOUBTFUL),
    "name, another number": (box("ldphuong", "Lê Đức Phương", number="CB9"), {}, Confidence.DOUBTFUL),
    "rule, another name": (box("ldphuong", "Lý Đông Phương"), {}, None),
    "nothing": (box("mayin", "printer"), {}, None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_box_is_proposed_as_the_table_says(case: str) -> None:
    """One person, one box, and the signs they have in common."""
    made, fields, expected = CASES[case]
    found = proposals([replace(PHUONG, **fields)], made)  # type: ignore[arg-type]  # any field
    assert [one.confidence for one in found] == ([expected] if expected is not None else [])


def test_namesakes_make_nothing_certain_without_another_sign() -> None:
    """The rule's address and the name fit two people: neither is more than doubtful."""
    found = proposals([PHUONG, OTHER_PHUONG], box("ldphuong", "Lê Đức Phương"))
    assert [one.confidence for one in found] == [Confidence.DOUBTFUL] * 2
    assert "còn 1 khả năng khác" in found[0].signs.vi
    (told_apart,) = proposals([PHUONG, OTHER_PHUONG], box("ldphuong", "Lê Đức Phương", "Sở Nội vụ"))
    assert (told_apart.subject.id, told_apart.confidence) == ("CB7", Confidence.CERTAIN)


def test_two_boxes_of_one_person_are_both_shown_and_neither_is_certain() -> None:
    """Somebody has two boxes made by hand; which one goes on is for a person to say."""
    first, second = (box(name, "Lê Đức Phương", number="CB1") for name in ("a", "b"))
    found = proposals([PHUONG], first, second)
    assert [one.name for one in found] == [f"CB1=a@{DOMAIN}", f"CB1=b@{DOMAIN}"]
    assert [one.confidence for one in found] == [Confidence.DOUBTFUL] * 2


def unit_made(local_part: str, name: str) -> Stranger:
    """Return a box made by hand that may be a unit's."""
    made = box(local_part, name)
    unit_box = UnitMailbox(key=NO_UNIT_KEY, unit="", address=made.box.address, name="")
    return replace(made, unit_box=unit_box)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (unit_made("stttt", "So Thong tin va Truyen thong"), ("unit/S1", Confidence.CERTAIN)),
        (unit_made("stttt", "Hộp thư chung"), ("unit/S1", Confidence.PROBABLE)),
        (unit_made("sotttt", "Sở Thông tin và Truyền thông"), ("unit/S1", Confidence.PROBABLE)),
        (unit_made("mayin", "Máy in"), None),
        (box("stttt", "Sở Thông tin và Truyền thông"), None),
    ],
    ids=["both", "address", "name", "neither", "no unit box"],
)
def test_the_box_of_a_unit_is_proposed(made: Stranger, expected: tuple[str, Confidence] | None) -> None:
    """By the address that is registered for it, or by its name; where the target can take it over as one."""
    found = [(one.subject.key, one.confidence) for one in proposals([PHUONG], made)]
    assert found == ([expected] if expected is not None else [])


def test_what_is_left_over_is_counted_on_both_sides() -> None:
    """Coverage: people without any box, boxes without anybody, and who has one of ours."""
    an, binh = Person("CB2", "Trần Văn An", "S2"), Person("CB3", "Lê Thị Bình", "S2")
    left = Person("CB4", "Phạm Thị Dung", "S2", status=Employment.LEFT)
    owned = PersonalMailbox(
        key="person/CB3", person="CB3", address=f"ltbinh@{DOMAIN}", name="", surname="", given="", unit="S2"
    )
    boxes = (box("ldphuong", "Lê Đức Phương"), box("mayin", "printer"))
    found = survey(roster([PHUONG, an, binh, left]), Directory.of([owned]), boxes, KH, DAY, {})
    assert (found.people, found.owned) == (3, 1)
    assert [person.key for person in found.boxless] == ["CB2"]
    assert [one.box.address for one in found.unclaimed] == [f"mayin@{DOMAIN}"]


@given(st.randoms(use_true_random=False))
def test_the_order_of_people_and_boxes_does_not_matter(chance: object) -> None:
    """The same survey, however the lists are shuffled."""
    people = [PHUONG, OTHER_PHUONG, Person("CB2", "Trần Văn An", "S2")]
    boxes = [made for made, _, _ in CASES.values()]
    expected = survey(roster(people), Directory(), boxes, KH, DAY, {})
    chance.shuffle(people)  # type: ignore[attr-defined]  # random.Random
    chance.shuffle(boxes)  # type: ignore[attr-defined]  # random.Random
    again = survey(roster(people), Directory(), boxes, KH, DAY, {})
    assert sorted(map(repr, again.proposals)) == sorted(map(repr, expected.proposals))
    assert again.boxless == expected.boxless
