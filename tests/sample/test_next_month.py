"""A month later somebody has come, moved, left and changed name, and nobody has vanished."""

from collections.abc import Mapping
from datetime import date

import pytest

from connector.errors import SettingsError
from connector.sample.generate import generate
from connector.sample.month import UNKNOWN_UNIT, Turnover, next_month
from connector.sample.names import name_facts
from connector.sample.roster import SamplePerson, SampleRoster, agencies
from connector.vietnamese.ascii import to_ascii

BEFORE = generate(1000, 60, "ubnd-khanhhoa", seed=1, awkward=0.05)
AFTER = next_month(BEFORE, seed=2)
QUIET = Turnover(0, 0, 0, 0, 0, 0, 0)


def _people(roster: SampleRoster) -> Mapping[str, SamplePerson]:
    return {person.key: person for person in roster.people}


def _pairs() -> list[tuple[SamplePerson, SamplePerson]]:
    """Return those who were there in both months, before and after, where something changed."""
    later = _people(AFTER)
    return [(one, later[one.key]) for one in BEFORE.people if one != later[one.key]]


def _new() -> list[SamplePerson]:
    known = _people(BEFORE)
    return [person for person in AFTER.people if person.key not in known]


def _short(name: str) -> str:
    family, *_, given = name.split(" ")
    return to_ascii(family[:1]) + to_ascii(given)


def test_the_same_seed_gives_the_same_month() -> None:
    """The month is a pure function of roster and seed."""
    assert next_month(BEFORE, seed=2) == AFTER
    assert next_month(BEFORE, seed=3) != AFTER


def test_nobody_vanishes_and_no_key_is_given_twice() -> None:
    """Whoever left is still listed, with status; new people have new keys."""
    keys = [person.key for person in AFTER.people if person.key]
    assert len(set(keys)) == len(keys)
    assert set(_people(BEFORE)) <= set(keys)


def test_leavers_are_said_with_status_day_and_decision() -> None:
    """Nothing about a leaver has to be inferred; the oldest of them retire."""
    leavers = [after for before, after in _pairs() if before.status != after.status]
    assert len(leavers) == 8
    assert {leaver.status for leaver in leavers} <= {"Nghỉ hưu", "Thôi việc", "Chuyển công tác", "Từ trần"}
    assert "Nghỉ hưu" in {leaver.status for leaver in leavers}
    assert all(leaver.decision.endswith("/QĐ-SNV") for leaver in leavers)
    assert all(isinstance(leaver.since, date) and leaver.since > BEFORE.as_of for leaver in leavers)


@pytest.mark.parametrize(("between", "count"), [(True, 5), (False, 8)])
def test_people_move_between_agencies_and_inside_them(between: bool, count: int) -> None:  # noqa: FBT001 - a case
    """Both kinds of move occur as often as asked, with new unit, day and decision."""
    agency = agencies(BEFORE.units)
    moves = [
        (before, after)
        for before, after in _pairs()
        if before.unit != after.unit and (agency[before.unit] != agency[after.unit]) == between
    ]
    assert len(moves) == count
    names = {unit.key: unit.name for unit in AFTER.units}
    for before, after in moves:
        assert after.unit_name == names[after.unit]
        assert after.note == f"Chuyển từ {before.unit_name}"
        assert after.since != before.since


def test_some_names_are_corrected() -> None:
    """A corrected name keeps the HR key and says why."""
    renamed = [(before, after) for before, after in _pairs() if before.name != after.name]
    assert len(renamed) == 2
    assert all(after.note.startswith(("Đính chính", "Cải chính")) for _, after in renamed)


def test_some_joiners_collide_with_somebody_of_their_unit() -> None:
    """Same first letter of the family, same given name: the short ids are equal."""
    ordinary = [person for person in BEFORE.people if person.name.split(" ")[0] in name_facts().families]
    incumbents = {(person.unit, _short(person.name)) for person in ordinary}
    colliding = [
        person for person in _new() if person.name and (person.unit, _short(person.name)) in incumbents
    ]
    assert len(colliding) >= 3


def test_one_row_has_gone_wrong() -> None:
    """A row names a unit that does not exist."""
    assert [person.unit for person in AFTER.people].count(UNKNOWN_UNIT) == 1


def test_every_decision_of_the_month_has_its_own_number() -> None:
    """Numbers count up over the year, through several months."""
    third = next_month(AFTER, seed=4)
    since = {person.key: person.decision for person in BEFORE.people}
    numbers = [person.decision for person in third.people if since.get(person.key) != person.decision]
    assert len(set(numbers)) == len(numbers)


def test_the_day_is_a_month_later() -> None:
    """The letterhead of the next list says the next month, also at the end of a long month."""
    assert (BEFORE.as_of, AFTER.as_of) == (date(2026, 1, 5), date(2026, 2, 5))
    late = generate(5, 2, "ubnd-khanhhoa", seed=1, as_of=date(2026, 12, 31))
    assert next_month(late, seed=1).as_of == date(2027, 1, 28)


def test_a_month_without_turnover_changes_only_the_day() -> None:
    """Shares of zero mean that nothing happens."""
    quiet = next_month(BEFORE, seed=2, turnover=QUIET)
    assert quiet.as_of == AFTER.as_of
    assert _people(quiet) == _people(BEFORE)


def test_a_roster_full_of_odd_rows_lives_through_a_year() -> None:
    """Odd rows are left alone, and no oddity stops the clock."""
    roster = generate(200, 20, "ubnd-ninhbinh", seed=1, awkward=1.0)
    for month in range(12):
        roster = next_month(roster, seed=month)
    assert len(roster.people) > 200


def test_an_empty_roster_has_no_next_month() -> None:
    """Where there is nobody, nobody can leave; it is said in a sentence."""
    with pytest.raises(SettingsError, match="không có dòng nào"):
        next_month(generate(0, 3, "ubnd-khanhhoa", seed=1), seed=1)
