"""Another secret key makes other digests of everybody: that is told, and nobody is taken for somebody else."""

from dataclasses import replace

import pytest

from connector.errors import SourceError
from connector.model.identity import IdentityRules, Trust
from connector.model.roster import Person
from connector.sync import act, think
from tests.support.hr_office import HrOffice
from tests.support.rosters import desk, profile, roster

KH = profile("ubnd-khanhhoa")
NAMES = ("Trần Thị Hòa", "Lê Văn Bình", "Phạm Minh Tuấn", "Đỗ Thu Trang")
PEOPLE = [
    Person(f"CB{n}", name, "S1", citizen=f"hmac:c{n}", born=f"hmac:b{n}") for n, name in enumerate(NAMES, 1)
]
OFF = IdentityRules(citizen=Trust.OFF, birth=Trust.OFF)


def rekeyed(person: Person) -> Person:
    """Return the row as another key would have it."""
    return replace(
        person, citizen=person.citizen and f"{person.citizen}x", born=person.born and f"{person.born}x"
    )


def test_a_roster_of_another_key_is_refused_and_nobody_gets_a_second_box() -> None:
    """Also where HR numbered somebody anew on the same day, who would be a stranger by both digests."""
    office = HrOffice(KH, *PEOPLE)
    anew = [replace(rekeyed(PEOPLE[0]), key="NEW"), *map(rekeyed, PEOPLE[1:])]
    with pytest.raises(SourceError) as refused:
        office.run(*anew)
    assert "identity_key_file" in refused.value.what.vi
    assert office.open_boxes() == ["CB1", "CB2", "CB3", "CB4"]


def test_the_same_holds_where_hr_keys_are_digests_themselves() -> None:
    """Nobody's key is known any more: everybody would be new."""
    keyed = [replace(one, key=f"hmac:{one.key}", citizen="") for one in PEOPLE]
    office = HrOffice(KH, *keyed)
    with pytest.raises(SourceError):
        office.think(*(replace(rekeyed(one), key=f"{one.key}x") for one in keyed))


@pytest.mark.parametrize("corrected", range(len(PEOPLE)))
def test_numbers_that_hr_corrects_are_no_other_key(corrected: int) -> None:
    """As long as one digest of anybody is as it was, and of few people always: a matter of single rows."""
    office = HrOffice(KH, *PEOPLE)
    rows = [one if at == corrected else rekeyed(one) for at, one in enumerate(PEOPLE)]
    office.think(*rows)
    office.think(*map(rekeyed, PEOPLE[:2]), *(replace(one, citizen="", born="") for one in PEOPLE[2:]))


def test_a_key_that_is_lost_for_good_is_followed_by_another() -> None:
    """One run that looks at neither remembers the new digests; whoever is numbered anew in it is asked about."""
    office = HrOffice(KH, *PEOPLE)
    anew = [rekeyed(one) for one in PEOPLE]
    at_work = replace(desk(KH, roster(anew), office.world, office.ledger), identity=OFF)
    assert act(at_work, think(at_work), "sync", whole=True).outcomes == ()
    numbered = [replace(anew[0], key="NEW"), *anew[1:]]
    asking = replace(desk(KH, roster(numbered), office.world, office.ledger), identity=OFF)
    assert [question.subject for question in think(asking).plan.questions] == ["person/CB1"]
    office.run(*numbered)
    assert office.open_boxes() == ["CB1", "CB2", "CB3", "CB4"]
