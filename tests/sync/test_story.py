"""The story: what is doubted, what is stale, what depends on what, and what is remembered when a run stops."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from connector.desk import Desk
from connector.errors import PlanStale, SourceError, TargetStopped
from connector.inputs import refuse_if_stale
from connector.ledger.memory import MemoryLedger
from connector.model.directory import MailList, State
from connector.model.outcome import Outcome, Report, Result
from connector.model.plan import Change, ChangeKind, Decision
from connector.model.roster import Employment, Person, RowCount
from connector.plan.limits import Limits
from connector.ports import Approval
from connector.sync import act, approved, think
from connector.targets.memory import MemoryDirectory, MemoryTarget
from connector.text import Text
from tests.support.rosters import StoppedClock, desk, profile, roster, with_roster

KH = profile("ubnd-khanhhoa")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Bùi", "Đỗ", "Phan", "Đặng")
GIVEN = ("An", "Bình", "Dung", "Giang", "Hạnh")
PEOPLE = [
    Person(f"CB{10 * row + column}", f"{family} Văn {given}", "S1")
    for row, given in enumerate(GIVEN)
    for column, family in enumerate(FAMILIES)
]


@dataclass(slots=True)
class Answering(MemoryTarget):
    """A memory target that answers some writes with something else, as a real server may."""

    world: MemoryDirectory
    answer: Callable[[Change], Result | None] = field(default=lambda _change: None)

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        for change in wave:
            result = self.answer(change)
            if result is Result.UNKNOWN:
                yield Outcome(change, result)
                raise TargetStopped(Text(vi="máy chủ ngừng", en="the server stopped"))
            if result is not None:
                yield Outcome(change, result)
            else:
                yield from MemoryTarget.apply(self, [change])


def run(at_work: Desk, *, whole: bool = True) -> Report:
    """Think and act."""
    return act(at_work, think(at_work), "sync", whole=whole)


def failing(at_work: Desk, world: MemoryDirectory, key: str, result: Result) -> Desk:
    """Return the desk with a target that answers so for one entry."""
    return replace(at_work, target=Answering(world, lambda change: result if change.key == key else None))


def test_a_refused_box_is_left_off_its_list_and_the_rest_is_done() -> None:
    """One entry the server refuses costs one entry: lists are made with the others, the next run heals."""
    world = MemoryDirectory()
    at_work = desk(KH, roster(PEOPLE[:3]), world)
    report = run(failing(at_work, world, "person/CB1", Result.REFUSED))
    assert [outcome.change.key for outcome in report.failed] == ["person/CB1"]
    made = world.entries["list/S1"]
    assert isinstance(made, MailList)
    assert made.members == ("person/CB0", "person/CB2")
    assert run(at_work).failed == ()
    assert think(at_work).plan.changes == ()


@pytest.mark.parametrize("state", [State.SUSPENDED, State.CLOSED, State.ACTIVE])
def test_a_lock_that_is_not_as_the_state_says_is_put_right_and_nothing_else(state: State) -> None:
    """The state stays what it was, also for somebody no longer in the roster; the run after that writes nothing."""
    world = MemoryDirectory()
    at_work = desk(KH, roster(PEOPLE[:3]), world)
    run(at_work)
    keys = ("person/CB0", "unit/S1")
    for key in keys:
        entry = world.entries[key]
        assert not isinstance(entry, MailList)
        world.entries[key] = replace(entry, state=state)
    run(at_work)
    before = dict(world.entries)
    for key in keys:
        entry = world.entries[key]
        assert not isinstance(entry, MailList)
        world.entries[key] = replace(entry, lock_astray=True)
    changes = think(at_work).plan.changes
    assert {(one.key, one.kind, one.changed) for one in changes} == {
        (key, ChangeKind.UPDATE, ("lock_astray",)) for key in keys
    }
    assert run(at_work).failed == ()
    assert world.entries == before
    assert think(at_work).plan.changes == ()


def test_what_waits_for_a_name_that_was_not_given_up_is_skipped() -> None:
    """B would take what A gives up; A is refused, so B is not tried."""
    world, ledger = MemoryDirectory(), MemoryLedger()
    at_work = desk(KH, roster(PEOPLE[:2]), world, ledger)
    run(at_work)
    one, two = (world.entries[key] for key in ("person/CB0", "person/CB1"))
    world.entries.update({
        one.key: replace(one, address=two.address),
        two.key: replace(two, address="somewhere@khanhhoa.gov.vn"),
    })  # fmt: skip
    report = run(failing(at_work, world, "person/CB0", Result.REFUSED))
    assert {o.change.key: o.result for o in report.outcomes} == {
        "person/CB0": Result.REFUSED,
        "person/CB1": Result.SKIPPED,
    }
    run(at_work)
    assert world.entries[one.key].address == one.address
    assert world.entries[two.key].retired == (two.address,)


def test_a_run_that_stops_remembers_what_it_knows() -> None:
    """The server stops in the middle: what was done is in the ledger, what is unclear is too."""
    world, ledger = MemoryDirectory(), MemoryLedger()
    at_work = desk(KH, roster(PEOPLE[:9]), world, ledger)
    report = run(failing(at_work, world, "person/CB4", Result.UNKNOWN))
    assert "máy chủ ngừng" in report.stopped.vi
    (last,) = ledger.runs(1)
    assert last.finished is not None
    assert "máy chủ ngừng" in last.stopped.vi
    records = {record.key: record.result for record in ledger.records(run=last.run)}
    assert records["person/CB0"] is Result.DONE
    assert records["person/CB4"] is Result.UNKNOWN
    assert records["person/CB7"] is None
    run(at_work)
    assert think(at_work).plan.changes == ()


@pytest.mark.parametrize(
    ("left", "what"),
    [(50, "proceeds"), (48, "proceeds"), (47, "held"), (35, "held"), (34, "refused"), (0, "refused")],
)
def test_a_source_that_shrank_is_held_or_refused(left: int, what: str) -> None:
    """Of 50 rows: down to 48 proceeds, down to 35 is held whole, below that no approval helps."""
    world = MemoryDirectory()
    at_work = desk(KH, roster(PEOPLE), world, limits=Limits())
    run(at_work)
    shrunk = replace(roster(PEOPLE[:left]), people_rows=RowCount(raw=left, accepted=left))
    changed = replace(shrunk, people=tuple(replace(p, position="Mới") for p in shrunk.people[:4]))
    later = with_roster(at_work, changed)
    if what == "refused":
        with pytest.raises(SourceError):
            think(later)
        return
    draft = think(later)
    assert ("source" in {hold.limit for hold in draft.plan.holds}) == (what == "held")
    assert bool(draft.proceeding) == (what == "proceeds")


def test_a_source_that_shrank_is_not_accepted_in_silence() -> None:
    """A smaller roster that changes nothing is held all the same: else it would shrink again, unseen."""
    at_work = desk(KH, roster(PEOPLE), limits=Limits())
    run(at_work)
    for _ in range(3):
        later = with_roster(at_work, roster(PEOPLE[:40]))
        report = run(later, whole=False)
        assert [hold.limit for hold in report.plan.holds] == ["source"]
    assert at_work.ledger.accepted_rows()["people"] == 50


def test_a_source_that_shrinks_a_little_every_night_is_held() -> None:
    """Of 50 rows two go each night: unseen by the limit of one run, held when a tenth is gone in a week."""
    clock = StoppedClock()
    at_work = replace(desk(KH, roster(PEOPLE), limits=Limits()), clock=clock)
    run(at_work)
    held = []
    for left in (48, 46, 45, 44):
        clock.moment += timedelta(days=1)
        at_work = replace(with_roster(at_work, roster(PEOPLE[:left])), clock=clock)
        held.append({hold.limit for hold in run(at_work, whole=False).plan.holds} & {"source"})
    assert held == [set(), set(), set(), {"source"}]
    clock.moment += timedelta(days=8)
    assert think(at_work).plan.holds == ()


def test_an_approval_is_for_exactly_one_plan_and_one_day() -> None:
    """The first load is held; an approved digest releases it, another digest or another day does not."""
    clock = StoppedClock()
    at_work = replace(desk(KH, roster(PEOPLE), limits=Limits()), clock=clock)
    plan = think(at_work).plan
    assert {hold.limit for hold in plan.holds} == {"creates"}
    assert not approved(at_work, plan)
    at_work.ledger.approve(Approval("0" * 64, "it", clock.now()))
    assert not approved(at_work, plan)
    at_work.ledger.approve(Approval(plan.digest, "it", clock.now()))
    assert approved(at_work, plan)
    clock.moment += timedelta(hours=25)
    assert not approved(at_work, think(at_work).plan)
    clock.moment -= timedelta(days=60)
    assert not approved(at_work, think(at_work).plan)


@pytest.mark.parametrize(("answer", "state"), [("close", State.CLOSED), ("keep", State.ACTIVE)])
def test_an_answer_about_an_absence_ends_with_that_absence(answer: str, state: State) -> None:
    """Who was decided on, came back and is missing again keeps the box and is asked about again."""
    ledger, gone = MemoryLedger(), "person/CB1"
    everybody, without = roster(PEOPLE), roster([one for one in PEOPLE if one.key != "CB1"])
    at_work = desk(KH, everybody, ledger=ledger)
    run(at_work)
    ledger.decide([Decision(f"absent:{gone}", answer, "it", StoppedClock().now())])
    for given, found in ((without, state), (everybody, State.ACTIVE), (without, State.ACTIVE)):
        run(with_roster(at_work, given))
        box = at_work.target.read().directory.get(gone)
        assert box is not None
        assert box.state is found
    questions = think(with_roster(at_work, without)).plan.questions
    assert f"absent:{gone}" in [question.key for question in questions]


MOVES: list[tuple[str, Callable[[Desk], Desk]]] = [
    ("danh sách roster.xlsx", lambda d: with_roster(d, roster(PEOPLE[:4]))),
    ("cấu hình", lambda d: replace(d, settings_digest="other")),
    ("quy chế", lambda d: replace(d, profile=d.profile.model_copy(update={"digest": "other"}))),
]


@pytest.mark.parametrize(("moved", "move"), MOVES, ids=[move[0] for move in MOVES])
def test_a_plan_is_stale_when_what_it_was_made_from_moved(moved: str, move: Callable[[Desk], Desk]) -> None:
    """The refusal names what moved."""
    at_work = desk(KH, roster(PEOPLE[:3]))
    saved = think(at_work).plan.as_data()
    refuse_if_stale(saved, think(at_work).plan)
    with pytest.raises(PlanStale, match=moved):
        refuse_if_stale(saved, think(move(at_work)).plan)


def test_a_plan_is_stale_when_the_target_or_a_decision_moved() -> None:
    """A hand edit and a decision both make a saved plan stale."""
    world, ledger = MemoryDirectory(), MemoryLedger()
    at_work = desk(KH, roster(PEOPLE[:3]), world, ledger)
    saved = think(at_work).plan.as_data()
    ledger.decide([Decision("absent:person/X", "keep", "it", StoppedClock().now())])
    with pytest.raises(PlanStale, match="câu trả lời cho các câu hỏi"):
        refuse_if_stale(saved, think(at_work).plan)
    saved = think(at_work).plan.as_data()
    world.foreign["x@khanhhoa.gov.vn"] = "uid=x"
    with pytest.raises(PlanStale, match="dữ liệu ở đích"):
        refuse_if_stale(saved, think(at_work).plan)


def test_the_second_run_writes_nothing() -> None:
    """A thousand nights after the first are quiet: two are enough to see it."""
    world = MemoryDirectory()
    at_work = desk(
        KH, roster([*PEOPLE, Person("CB99", "Lê Thị Xuân", "S2", status=Employment.RETIRED)]), world
    )
    run(at_work)
    before = world.writes
    assert run(at_work).outcomes == ()
    assert world.writes == before
