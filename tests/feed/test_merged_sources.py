"""Several sources of one organisation: a declared precedence, and a warning for each disagreement."""

from dataclasses import dataclass, replace

import pytest

from connector.errors import SourceError
from connector.model.roster import (
    Employment,
    Gravity,
    NameColumns,
    Person,
    Problem,
    Roster,
    RowCount,
    Unit,
    Where,
)
from connector.sources.given import GivenSource
from connector.sources.merged import FIELDS, MergedSource
from connector.text import Text, same

UNITS = (Unit("S", "Sở Nội vụ", mailbox="snv"), Unit("V", "Văn phòng", parent="S"))
AN = Person("C1", "Lê An", "S", position="Chuyên viên", phone="02583822123", origin=Where("feed"))
BINH = Person("C2", "Trần Bình", "V", origin=Where("feed"))


def roster(*people: Person, units: tuple[Unit, ...] = UNITS, problems: tuple[Problem, ...] = ()) -> Roster:
    """Return a roster of these people."""
    waiting = sum(problem.gravity is Gravity.QUESTION for problem in problems)
    rows = RowCount(raw=len(people) + waiting, accepted=len(people), questioned=waiting)
    return Roster(
        people, units, problems, rows, RowCount(raw=len(units), accepted=len(units)), {"x": "00" * 32}
    )


def merged(*rosters: Roster, accept: bool = False, **fields: tuple[str, ...]) -> Roster:
    """Return what sources a, b, c say together; a leads."""
    sources = {name: GivenSource(each) for name, each in zip("abc", rosters, strict=False)}
    result = MergedSource(sources, tuple(sources), fields, accept).read()
    assert result.people_rows.balanced
    assert result.unit_rows.balanced
    assert result.people_rows.accepted == len(result.people)
    assert result.unit_rows.accepted == len(result.units)
    assert {person.unit for person in result.people} <= {unit.key for unit in result.units}
    return result


def test_equal_sources_are_one_source() -> None:
    """Nothing to warn of; each digest keeps the name of its source."""
    both = merged(roster(AN, BINH), roster(AN, BINH))
    assert (both.people, both.units, both.problems) == ((AN, BINH), UNITS, ())
    assert set(both.digests) == {"a: x", "b: x"}


def test_what_the_first_leaves_open_the_second_says() -> None:
    """An empty field is no opinion."""
    found = merged(roster(replace(AN, phone="")), roster(replace(AN, position="")))
    assert found.people == (AN,)
    assert found.problems == ()


def test_a_disagreement_names_both_sources_and_the_first_has_the_say() -> None:
    """The field and the sources are named; the values stay where they are."""
    other = replace(AN, position="Phó phòng", origin=Where("workbook", "Nhân sự", "B7"))
    found = merged(roster(AN), roster(other))
    assert found.people == (AN,)
    (problem,) = found.problems
    assert (problem.gravity, problem.key, problem.where) == (Gravity.WARNING, "C1", other.origin)
    assert all(word in problem.what.vi for word in ("«a»", "«b»", "«chức vụ (position)»"))
    assert "Phó phòng" not in problem.what.vi + problem.what.en


def test_a_field_may_have_an_order_of_its_own() -> None:
    """The workbook knows phones better than the feed."""
    other = replace(AN, phone="02583822999", position="Phó phòng")
    found = merged(roster(AN), roster(other), phone=("b", "a"))
    assert (found.people[0].phone, found.people[0].position) == ("02583822999", "Chuyên viên")
    assert len(found.problems) == 2


def test_three_sources_are_ranked_for_each_field() -> None:
    """Who is not in a field's own order comes after, in the common order."""
    people = [replace(AN, phone=phone) for phone in ("1", "2", "3")]
    assert merged(*(roster(one) for one in people), phone=("c",)).people[0].phone == "3"
    assert merged(*(roster(one) for one in people)).people[0].phone == "1"


def test_a_name_goes_with_its_columns() -> None:
    """Columns of one source are never put beside the name of another."""
    columns = NameColumns("Lê", "", "An")
    other = replace(AN, name="Lê Văn An", columns=NameColumns("Lê", "Văn", "An"))
    found = merged(roster(replace(AN, columns=columns)), roster(other), name=("b",))
    assert (found.people[0].name, found.people[0].columns) == ("Lê Văn An", other.columns)


def test_who_is_only_in_a_later_source_is_asked_about() -> None:
    """They are not left out in silence, and nobody is closed because of it."""
    found = merged(roster(AN), roster(AN, BINH))
    assert found.people == (AN,)
    assert [(p.key, p.gravity) for p in found.problems] == [("C2", Gravity.QUESTION)]
    assert found.people_rows == RowCount(raw=2, accepted=1, questioned=1)


def test_who_is_only_in_a_later_source_may_be_accepted() -> None:
    """If the settings say so: staff under contract, whom the national database does not know."""
    found = merged(roster(AN), roster(AN, BINH), accept=True)
    assert (found.people, found.problems) == ((AN, BINH), ())


@pytest.mark.parametrize("accept", [False, True])
def test_who_waits_in_the_first_source_waits(*, accept: bool) -> None:
    """A later source does not answer a question that was put to the first."""
    asked = Problem(Where("feed"), same("?"), same("!"), Gravity.QUESTION, "C2")
    found = merged(roster(AN, problems=(asked,)), roster(AN, BINH), accept=accept)
    assert (found.people, found.problems) == ((AN,), (asked,))


def test_the_end_of_service_is_said_by_the_first() -> None:
    """And the disagreement is told."""
    found = merged(roster(replace(AN, status=Employment.RETIRED)), roster(AN))
    assert found.people[0].status is Employment.RETIRED
    assert len(found.problems) == 1


def test_protection_in_any_source_counts() -> None:
    """That somebody is not to be shown is an opinion; that they are is the absence of one."""
    assert merged(roster(AN), roster(replace(AN, unlisted=True))).people[0].unlisted


def test_a_unit_that_no_source_has_is_not_chosen() -> None:
    """The next source that knows an existing unit is asked."""
    extra = (*UNITS, Unit("X", "Phòng lạ"))
    found = merged(roster(replace(AN, unit="S")), roster(replace(AN, unit="X"), units=extra), unit=("b",))
    assert found.people[0].unit == "S"


def test_the_tree_of_units_is_that_of_the_first_source_that_has_the_unit() -> None:
    """A tree made of two could close in a circle."""
    turned = (Unit("S", "Sở Nội vụ", parent="V"), Unit("V", "Văn phòng"), Unit("W", "Phòng mới", parent="V"))
    found = merged(roster(AN), roster(AN, units=turned), accept=True)
    assert [(unit.key, unit.parent) for unit in found.units] == [("S", ""), ("V", "S"), ("W", "V")]
    assert "parent" not in FIELDS


def test_a_unit_below_one_that_waits_waits_too() -> None:
    """Nothing dangles, however deep."""
    asked = Problem(Where("feed"), same("?"), same("!"), Gravity.QUESTION, "V")
    lonely = (UNITS[0], UNITS[1], Unit("W", "Phòng", parent="V"), Unit("Z", "Tổ", parent="W"))
    there = replace(BINH, unit="Z")
    found = merged(roster(AN, units=UNITS[:1], problems=(asked,)), roster(there, units=lonely), accept=True)
    assert [unit.key for unit in found.units] == ["S"]
    assert {p.key for p in found.problems if p is not asked} == {"W", "Z", "C2"}


def test_a_source_that_is_refused_refuses_the_whole() -> None:
    """Half of what HR says is not what HR says."""

    @dataclass(frozen=True, slots=True)
    class Refused:
        def read(self) -> Roster:
            raise SourceError(Text(vi="hỏng", en="broken"), where="b")

    with pytest.raises(SourceError, match="hỏng"):
        MergedSource({"a": GivenSource(roster(AN)), "b": Refused()}, ("a", "b"), {}).read()
