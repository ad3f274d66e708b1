"""Limits: harm is held before the first write, and what is not held still makes sense."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.model.directory import Directory, Entry, MailList, PersonalMailbox, State, addresses
from connector.model.outcome import Lately
from connector.model.plan import Wanted
from connector.plan.diff import diff
from connector.plan.limits import Limit, Limits, judge, restrain
from connector.plan.make import make_plan, proceeding
from connector.text import Text
from tests.support.directories import box, directories, mail_list

NOTHING = Lately()


def people(count: int, **overrides: object) -> list[PersonalMailbox]:
    """Return boxes p1…pN, ten to a unit."""
    made = []
    for number in range(1, count + 1):
        entry = box(f"person/{number}", f"p{number}@example.gov.vn", unit=f"u{(number - 1) // 10}")
        assert isinstance(entry, PersonalMailbox)
        made.append(replace(entry, **overrides))  # type: ignore[arg-type]  # a test names the fields it sets
    return made


def held_limits(desired: Sequence[Entry], current: Sequence[Entry], lately: Lately = NOTHING) -> set[str]:
    """Return the names of the limits that hold."""
    now = Directory.of(current)
    return {hold.limit for hold in judge(diff(Directory.of(desired), now, {}), now, Limits(), lately)}


CASES = [
    ("ten joiners into a hundred", 110, 100, {}, set()),
    ("eleven joiners into a hundred", 111, 100, {}, {"creates"}),
    ("the first load", 200, 0, {}, {"creates"}),
    ("ten joiners into nothing", 10, 0, {}, set()),
    ("few joiners, but many this week", 105, 100, {"create": 16}, {"creates"}),
    ("few joiners, and just as many as a week allows", 105, 100, {"create": 15}, set()),
]


@pytest.mark.parametrize(
    ("what", "wanted", "present", "lately", "expected"), CASES, ids=[c[0] for c in CASES]
)
def test_creations_are_limited(
    what: str, wanted: int, present: int, lately: dict[str, int], expected: set[str]
) -> None:
    """Creations beyond a tenth of what there is, in a run or (twice that) in a week, are held."""
    assert what
    assert held_limits(people(wanted), people(present), Lately(lately)) == expected


@pytest.mark.parametrize(("closed", "expected"), [(5, set()), (6, {"disables"})])
def test_closing_is_limited(closed: int, expected: set[str]) -> None:
    """Six of a hundred boxes closed at once wait for approval; five do not."""
    before = people(100)
    gone = {f"person/{number * 10}" for number in range(1, closed + 1)}
    after = [replace(p, state=State.CLOSED) if p.key in gone else p for p in before]
    assert held_limits(after, before) == expected


def test_a_unit_that_loses_a_third_is_held_alone() -> None:
    """Four of the ten people of one unit: that unit waits, a leaver elsewhere does not."""
    before = people(200)
    gone = {f"person/{number}" for number in (1, 2, 3, 4, 55)}
    after = Directory.of(replace(p, state=State.CLOSED) if p.key in gone else p for p in before)
    current = Directory.of(before)
    (hold,) = judge(diff(after, current, {}), current, Limits(), NOTHING)
    assert (hold.limit, hold.keys) == ("unit_losses", frozenset(f"person/{n}" for n in (1, 2, 3, 4)))


def test_a_unit_that_bleeds_for_a_week_is_held() -> None:
    """Two of a unit may go in a run, but not after five went within seven days, moved or closed."""
    closed, moved = {"person/3", "person/4"}, {"person/7", "person/8", "person/9"}
    here = [
        replace(
            p, unit="u1" if p.key in moved else p.unit, state=State.CLOSED if p.key in closed else p.state
        )
        for p in people(200)
    ]
    there = [replace(p, unit="u1") if p.key in {"person/1", "person/2"} else p for p in here]
    assert held_limits(there, here) == set()
    lately = Lately(left=(*((key, "u0") for key in moved), *((key, "") for key in closed)))
    current = Directory.of(here)
    (hold,) = judge(diff(Directory.of(there), current, {}), current, Limits(), lately)
    assert (hold.limit, hold.keys) == ("unit_losses", frozenset({"person/1", "person/2"}))
    assert "mất 7 người trong 7 ngày, quá giới hạn 4" in hold.text.vi


@pytest.mark.parametrize(("before", "expected"), [(19, set()), (20, {"removals"})])
def test_lists_that_bleed_for_a_week_are_held(before: int, expected: set[str]) -> None:
    """One member taken off counts together with those of the last seven days: twenty in all are allowed."""
    boxes = people(40)
    keys = [entry.key for entry in boxes]
    now: list[Entry] = [*boxes, mail_list("list/a", "ds@example.gov.vn", *keys)]
    after: list[Entry] = [*boxes, mail_list("list/a", "ds@example.gov.vn", *keys[:-1])]
    assert held_limits(after, now, Lately(removals=before)) == expected


def test_taking_members_off_lists_is_limited() -> None:
    """A list that drops most of its people, all still serving, is held although no box changes."""
    boxes = people(40)
    keys = [entry.key for entry in boxes]
    before: list[Entry] = [*boxes, mail_list("list/a", "ds@example.gov.vn", *keys)]
    after: list[Entry] = [*boxes, mail_list("list/a", "ds@example.gov.vn", *keys[:20])]
    assert held_limits(after, before) == {"removals"}


def test_addresses_are_limited() -> None:
    """Four of a hundred people renamed at once wait for approval."""
    before = people(100)
    after = [
        replace(p, address=f"new{p.key[7:]}@example.gov.vn")
        if p.key in {"person/7", "person/17", "person/27", "person/37"}
        else p
        for p in before
    ]
    assert held_limits(after, before) == {"renames"}


def test_what_is_not_held_proceeds() -> None:
    """Too many joiners are held; the change of one title is done, and no list names a box not made."""
    current = Directory.of([*people(3), mail_list("list/a", "ds@example.gov.vn", "person/1")])
    wanted = [replace(p, title="Trưởng phòng") if p.key == "person/2" else p for p in people(20)]
    keys = [entry.key for entry in wanted]
    desired = Wanted(Directory.of([*wanted, mail_list("list/a", "ds@example.gov.vn", *keys)]))
    plan = make_plan("x", desired, current, inputs={}, limits=Limits(), lately=NOTHING)
    assert {hold.limit for hold in plan.holds} == {"creates"}
    done = {change.key: change for wave in proceeding(plan, desired, current) for change in wave}
    assert set(done) == {"person/2", "list/a"}
    after = done["list/a"].after
    assert isinstance(after, MailList)
    assert after.members == ("person/1", "person/2", "person/3")


def test_a_doubted_source_holds_everything() -> None:
    """Where the roster as a whole is doubted, nothing proceeds."""
    current = Directory.of(people(3))
    desired = Wanted(Directory.of([replace(p, title="Phó phòng") for p in people(3)]))
    doubt = Text(vi="ngờ", en="doubt")
    plan = make_plan("x", desired, current, inputs={}, limits=Limits(), lately=NOTHING, distrust=doubt)
    assert proceeding(plan, desired, current) == ()


@given(directories(), directories(), st.integers(min_value=0, max_value=2))
def test_whatever_is_held_the_rest_is_sound(current: Directory, desired: Directory, floor: int) -> None:
    """With any part held, held entries stay as they are and no address gets a second owner."""
    tight = Limit(floor, 0.0)
    limits = Limits(tight, tight, tight, tight, tight, tight)
    changes = diff(desired, current, {})
    held = frozenset(key for hold in judge(changes, current, limits, NOTHING) for key in hold.keys)
    result = restrain(desired, current, held)
    assert all(result.get(key) == current.get(key) for key in held)
    owned = [address for entry in result for address in addresses(entry)]
    assert len(owned) == len(set(owned))
    assert all(m in result.entries for e in result if isinstance(e, MailList) for m in e.members)
    for change in diff(result, current, {}):
        assert isinstance(change.entry, MailList) or change in changes
