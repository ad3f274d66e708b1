"""An invented roster is whole: every person in a unit, every unit in the tree, every key once."""

import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from connector.errors import SettingsError
from connector.sample.awkward import ODDITIES
from connector.sample.generate import generate
from connector.sample.province import initials, organisations
from connector.sample.roster import SampleRoster

BOX = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


@pytest.fixture(scope="module", params=organisations())
def roster(request: pytest.FixtureRequest) -> SampleRoster:
    """Return 120 people in eight units of each organisation."""
    return generate(120, 8, request.param, seed=3)


def test_same_arguments_same_content() -> None:
    """Two calls with one seed are equal; another seed gives other people."""
    once = generate(300, 40, "ubnd-khanhhoa", seed=5, awkward=0.1)
    assert generate(300, 40, "ubnd-khanhhoa", seed=5, awkward=0.1) == once
    assert generate(300, 40, "ubnd-khanhhoa", seed=6, awkward=0.1).people != once.people


def test_awkward_rows_leave_the_other_rows_as_they_are() -> None:
    """Asking for odd rows changes those rows and nothing else."""
    plain = generate(200, 20, "ubnd-khanhhoa", seed=5)
    odd = generate(200, 20, "ubnd-khanhhoa", seed=5, awkward=0.1)
    changed = sum(one != other for one, other in zip(plain.people, odd.people, strict=True))
    assert 0 < changed <= 20
    assert plain.units == odd.units


def test_it_has_as_many_people_and_units_as_asked(roster: SampleRoster) -> None:
    """The two numbers are met exactly."""
    assert (len(roster.people), len(roster.units)) == (120, 8)


def test_every_parent_exists_and_stands_before_its_children(roster: SampleRoster) -> None:
    """The units form one tree, printed from the top."""
    seen = {""}
    for unit in roster.units:
        assert unit.parent in seen
        seen.add(unit.key)
    assert [unit.key for unit in roster.units if not unit.parent] == ["A00"]


def test_keys_are_unique(roster: SampleRoster) -> None:
    """No HR key and no unit key occurs twice, and no HR key looks like a citizen number."""
    people = [person.key for person in roster.people]
    units = [unit.key for unit in roster.units]
    assert len(set(people)) == len(people)
    assert len(set(units)) == len(units)
    assert not any(re.fullmatch(r"\d{12}", key) for key in people)


def test_every_person_sits_in_a_unit_of_the_tree(roster: SampleRoster) -> None:
    """Key and name of the unit agree, every unit has somebody, and exactly one head."""
    names = {unit.key: unit.name for unit in roster.units}
    assert all(names[person.unit] == person.unit_name for person in roster.people)
    assert {person.unit for person in roster.people} == set(names)
    first = {person.unit: person.position for person in reversed(roster.people)}
    assert Counter(
        (person.unit, person.position) for person in roster.people if person.position == first[person.unit]
    ) == dict.fromkeys(first.items(), 1)


def test_people_are_of_working_age(roster: SampleRoster) -> None:
    """Birthdays lie 22 to 61 years back, and nobody was appointed as a child or after the day."""
    for person in roster.people:
        assert isinstance(person.birth, date)
        assert isinstance(person.since, date)
        assert 22 * 365 < (roster.as_of - person.birth).days < 61 * 366
        assert (person.since - person.birth).days > 21 * 365
        assert person.since <= roster.as_of


@pytest.mark.parametrize("organisation", ["ubnd-khanhhoa", "ubnd-binhphuoc", "ubnd-ninhbinh"])
def test_most_units_have_a_box_of_their_own_and_a_few_have_none(organisation: str) -> None:
    """Boxes are valid local parts, none is given twice, and some are still to be registered."""
    units = generate(0, 400, organisation, seed=1).units
    boxes = [unit.mailbox for unit in units if unit.mailbox]
    assert all(BOX.fullmatch(box) and len(box) <= 64 for box in boxes)
    assert len(set(boxes)) == len(boxes)
    assert 0.85 <= len(boxes) / len(units) < 1


@pytest.mark.parametrize(
    ("organisation", "unit", "box"),
    [
        ("ubnd-khanhhoa", "Sở Thông tin và Truyền thông", "stttt"),
        ("ubnd-khanhhoa", "UBND huyện Cam Lâm", "cl"),
        ("vks-khanhhoa", "Viện kiểm sát nhân dân huyện Khánh Sơn", "khanhson"),
        ("skhcn-quangtri", "Sở Khoa học và Công nghệ tỉnh Quảng Trị", "skhcn"),
        ("ubnd-binhphuoc", "Sở Thông tin và Truyền thông", "sotttt"),
        ("ubnd-ninhbinh", "UBND tỉnh Ninh Bình", "ubnd"),
        ("ubnd-ninhbinh", "UBND thành phố Ninh Bình", "tpb"),
    ],
)
def test_boxes_named_in_a_regulation_are_the_ones_it_names(organisation: str, unit: str, box: str) -> None:
    """KH Đ3.2a, VKS Đ4.1a, QT Đ4.1, BP Đ5a and NB Đ5.1 each give examples."""
    units = generate(0, 10, organisation, seed=1).units
    assert {found.mailbox for found in units if found.name == unit} == {box}


def test_rooms_follow_their_agency_in_the_joined_way() -> None:
    """KH Đ3.2b: Phòng Văn hóa và Thông tin of Cam Lâm is pvhtt_cl, unless nobody has registered it yet."""
    boxes = {
        unit.mailbox
        for seed in range(5)
        for unit in generate(0, 100, "ubnd-khanhhoa", seed=seed).units
        if unit.name == "Phòng Văn hóa và Thông tin" and unit.parent == "A03"
    }
    assert boxes - {""} == {"pvhtt_cl"}


def test_a_personal_suffix_may_differ_from_the_box() -> None:
    """BP Đ5b: people of Sở Tài nguyên và Môi trường carry stnmt."""
    units = generate(0, 40, "ubnd-binhphuoc", seed=1).units
    found = [(u.mailbox, u.person_suffix) for u in units if u.name == "Sở Tài nguyên và Môi trường"]
    assert found == [("sotnmt", "stnmt")]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Sở Thông tin và Truyền thông", "stttt"),
        ("Phòng Tài chính - Kế hoạch", "ptckh"),
        ("Văn phòng HĐND và UBND", "vphdndubnd"),
        ("Phòng Nghiệp vụ 3", "pnv3"),
    ],
)
def test_initials_leave_out_the_little_words(name: str, short: str) -> None:
    """The word “và” and dashes do not count; capitals and numbers stay whole."""
    assert initials(name) == short


def test_every_oddity_occurs() -> None:
    """As soon as there are as many awkward rows as kinds of oddity, each is there."""
    people = generate(len(ODDITIES) * 10, 12, "ubnd-khanhhoa", seed=4, awkward=0.1).people
    names = [person.name for person in people]
    assert any(name.isupper() for name in names)
    assert any(not unicodedata.is_normalized("NFC", name) for name in names)
    assert any("\N{NO-BREAK SPACE}" in name for name in names)
    assert any("\N{LATIN CAPITAL LETTER ETH}" in name for name in names)
    assert any(one == other for one, other in pairwise(names))
    assert any(not person.unit for person in people)
    assert any(person.hidden for person in people)
    assert any(isinstance(person.birth, str) for person in people)
    assert any(person.since == "31/02/2026" for person in people)
    assert any(isinstance(person.phone, int) for person in people)


@pytest.mark.parametrize(
    ("people", "units", "organisation", "awkward", "word"),
    [
        (10, 5, "ubnd-nowhere", 0.0, "ubnd-khanhhoa"),
        (10, 0, "ubnd-khanhhoa", 0.0, "từ 1 đến"),
        (10, 100_000, "ubnd-khanhhoa", 0.0, "từ 1 đến"),
        (-1, 5, "ubnd-khanhhoa", 0.0, "không được âm"),
        (10, 5, "ubnd-khanhhoa", 1.5, "từ 0 đến 1"),
    ],
)
def test_what_cannot_be_made_is_said(
    people: int, units: int, organisation: str, awkward: float, word: str
) -> None:
    """A wrong argument gives one sentence with the way out."""
    with pytest.raises(SettingsError, match=word):
        generate(people, units, organisation, seed=1, awkward=awkward)
