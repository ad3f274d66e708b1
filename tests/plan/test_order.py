"""The order of doing: names are given up before they are taken, whatever the tangle."""

from hypothesis import given
from hypothesis import strategies as st

from connector.model.directory import Directory, Entry, MailList, addresses, is_parked
from connector.model.plan import Change, ChangeKind
from connector.plan.diff import diff
from connector.plan.order import waves
from tests.support.directories import box, directories, mail_list

P, Q, R = "p@example.gov.vn", "q@example.gov.vn", "r@example.gov.vn"


def apply(change: Change, state: dict[str, Entry]) -> None:
    """Apply one change as the strictest target would: exact before, unique names, living members."""
    assert state.get(change.key) == change.before
    if change.after is None:
        assert not any(isinstance(e, MailList) and change.key in e.members for e in state.values())
        del state[change.key]
        return
    for key, entry in state.items():
        assert key == change.key or not addresses(entry) & addresses(change.after)
    if isinstance(change.after, MailList):
        assert all(member in state for member in change.after.members)
    state[change.key] = change.after


def plan(desired: Directory, current: Directory) -> tuple[tuple[Change, ...], ...]:
    """Return the waves from `current` to `desired`."""
    return waves(diff(desired, current, {}))


@given(directories(), directories(), st.randoms(use_true_random=False))
def test_any_tangle_converges_in_one_run(current: Directory, desired: Directory, random: object) -> None:
    """Whatever stands and whatever is wanted, one pass over the waves gets there, in any order within one."""
    state = dict(current.entries)
    for wave in plan(desired, current):
        shuffled = list(wave)
        random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random has no public type
        for change in shuffled:
            apply(change, state)
    assert Directory.of(state.values()) == desired
    assert plan(desired, Directory.of(state.values())) == ()


@given(directories(), directories(), st.integers(min_value=0, max_value=20))
def test_a_run_killed_anywhere_is_finished_by_the_next(
    current: Directory, desired: Directory, crash: int
) -> None:
    """After any number of changes, a plan made from what is there then leads to the same end."""
    state = dict(current.entries)
    for change in [change for wave in plan(desired, current) for change in wave][:crash]:
        apply(change, state)
    for wave in plan(desired, Directory.of(state.values())):
        for change in wave:
            apply(change, state)
    assert Directory.of(state.values()) == desired


@given(directories(), directories())
def test_the_plan_does_not_depend_on_the_order_of_input(current: Directory, desired: Directory) -> None:
    """The same two directories, listed backwards, give the same waves."""
    backwards = Directory.of(reversed(list(desired.entries.values())))
    assert plan(backwards, current) == plan(desired, current)


def test_a_swap_parks_one_of_the_two() -> None:
    """Two people exchange addresses: one steps aside, and both arrive."""
    current = Directory.of([box("person/1", P), box("person/2", Q)])
    desired = Directory.of([box("person/1", Q), box("person/2", P)])
    steps = [change for wave in plan(desired, current) for change in wave]
    assert [change.key for change in steps] == ["person/1", "person/2", "person/1"]
    assert [change.kind for change in steps] == [ChangeKind.RENAME] * 3
    assert steps[0].after is not None
    assert is_parked(steps[0].after.address)


def test_a_chain_needs_no_parking() -> None:
    """A takes what B leaves, B takes something free: B goes first, nobody steps aside."""
    current = Directory.of([box("person/1", P), box("person/2", Q)])
    desired = Directory.of([box("person/1", Q), box("person/2", R)])
    assert [[c.key for c in wave] for wave in plan(desired, current)] == [["person/2"], ["person/1"]]


def test_a_list_waits_for_its_new_member_only() -> None:
    """A list comes after the creation of its member's box; unrelated boxes share the first wave."""
    current = Directory.of([box("person/1", P)])
    desired = Directory.of(
        [box("person/1", P, title="Trưởng phòng"), box("person/2", Q), mail_list("list/a", R, "person/2")]
    )
    assert [[c.key for c in w] for w in plan(desired, current)] == [["person/1", "person/2"], ["list/a"]]
