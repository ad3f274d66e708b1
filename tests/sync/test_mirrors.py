"""Mirrors: further targets that are given what the first one holds, each with its own plan and safety."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.desk import Desk
from connector.errors import TargetStopped, TargetUnreachable
from connector.follow import Reflection, follow, meant, reflect, unsettled
from connector.ledger.memory import MemoryLedger
from connector.mirrors import Mirror
from connector.model.directory import MailList, PersonalMailbox, Snapshot, State, tombstone
from connector.model.outcome import Outcome, Report, Result
from connector.model.plan import Change, ChangeKind
from connector.model.roster import Employment, Person
from connector.plan.limits import Limit
from connector.ports import Approval
from connector.sync import act, approved, think
from connector.targets.memory import MemoryDirectory, MemoryTarget
from connector.text import Text
from tests.support.rosters import LIMITLESS, desk, profile, roster, with_roster

KH = profile("ubnd-khanhhoa")
NAMES = ("An", "Bình", "Dung", "Giang", "Hạnh", "Lan", "Minh", "Nga")
PEOPLE = [Person(f"CB{number}", f"Nguyễn Văn {name}", "S1") for number, name in enumerate(NAMES)]
NAME = "thu"
FEW = replace(LIMITLESS, creates=Limit(3, 0.0))


class Down(MemoryTarget):
    """A target that does not answer."""

    def read(self) -> Snapshot:
        raise TargetUnreachable(Text(vi="không trả lời", en="no answer"))


@dataclass(slots=True)
class Saying(MemoryTarget):
    """A memory target that says something else about one entry; UNKNOWN ends the run."""

    world: MemoryDirectory
    key: str
    result: Result

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        for change in wave:
            if change.key != self.key:
                yield from MemoryTarget.apply(self, [change])
                continue
            yield Outcome(change, self.result)
            if self.result is Result.UNKNOWN:
                raise TargetStopped(Text(vi="máy chủ ngừng", en="the server stopped"))


def mirrored(at_work: Desk, target: MemoryTarget, name: str = NAME) -> Desk:
    """Return the desk with one more mirror."""
    return replace(at_work, mirrors=(*at_work.mirrors, Mirror(name, target)))


def run(at_work: Desk) -> tuple[Report, ...]:
    """Think and act, here and in every mirror, as `connector sync` does."""
    draft = think(at_work)
    whole = approved(at_work, draft.plan)
    reflections = reflect(at_work, draft, whole=whole)
    report = act(at_work, draft, "sync", whole=whole)
    behind = unsettled(draft.plan, report.outcomes)
    return (
        report,
        *(follow(at_work, one, "sync", behind, whole=approved(at_work, one.plan)) for one in reflections),
    )


def reflection(at_work: Desk) -> Reflection:
    """Return what would be done in the one mirror."""
    [found] = reflect(at_work, think(at_work), whole=False)
    return found


@given(
    before=st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1),
    after=st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1),
    moved=st.sets(st.sampled_from([person.key for person in PEOPLE])),
    gone=st.sets(st.sampled_from([person.key for person in PEOPLE])),
    alone=st.booleans(),
)
def test_a_mirror_comes_to_what_the_first_target_holds(
    before: list[Person], after: list[Person], moved: set[str], gone: set[str], *, alone: bool
) -> None:
    """Whatever it held before, and whoever moved or left meanwhile; what only it has stays; then all is quiet."""
    first, mirror = MemoryDirectory(), MemoryDirectory()
    at_work = mirrored(desk(KH, roster(before), first), MemoryTarget(mirror))
    run(at_work)
    assert mirror.entries == first.entries
    own = PersonalMailbox(key="person/RIENG", person="RIENG", address="rieng@khanhhoa.gov.vn", name="Lê Riêng",
                          surname="Lê", given="Riêng", unit="S1")  # fmt: skip
    mirror.entries.update({own.key: own} if alone else {})
    later = {person.key: person for person in before} | {person.key: person for person in after}
    changed = [
        replace(
            person,
            unit="S2" if person.key in moved else person.unit,
            status=Employment.RETIRED if person.key in gone else person.status,
        )
        for person in later.values()
    ]
    at_work = with_roster(at_work, roster(changed))
    run(at_work)
    assert {key: entry for key, entry in mirror.entries.items() if key != own.key} == first.entries
    assert (mirror.entries.get(own.key) == own) is alone
    writes = first.writes, mirror.writes
    assert [report.outcomes for report in run(at_work)] == [(), ()]
    assert (first.writes, mirror.writes) == writes


def test_a_mirror_that_is_down_stops_nobody() -> None:
    """The first target and the other mirror are done; the ledger says what happened; the next run makes it up."""
    first, lost, other = MemoryDirectory(), MemoryDirectory(), MemoryDirectory()
    ledger = MemoryLedger()
    at_work = desk(KH, roster(PEOPLE), first, ledger)
    reports = run(mirrored(mirrored(at_work, Down(lost)), MemoryTarget(other), "khac"))
    assert [str(report.stopped) != "" for report in reports] == [False, True, False]
    assert "không trả lời" in reports[1].stopped.vi
    assert other.entries == first.entries != {}
    assert lost.entries == {}
    assert {one.command: str(one.stopped) != "" for one in ledger.runs()} == {
        "sync": False,
        "sync thu": True,
        "sync khac": False,
    }
    run(mirrored(at_work, MemoryTarget(lost)))
    assert lost.entries == first.entries


def test_a_mirror_that_stops_in_the_middle_is_finished_by_the_next_run() -> None:
    """The first target has everything meanwhile, and nobody is asked anything twice."""
    first, mirror = MemoryDirectory(), MemoryDirectory()
    at_work = desk(KH, roster(PEOPLE), first)
    _, report = run(mirrored(at_work, Saying(mirror, "person/CB3", Result.UNKNOWN)))
    assert "máy chủ ngừng" in report.stopped.vi
    assert len(mirror.entries) < len(first.entries)
    run(mirrored(at_work, MemoryTarget(mirror)))
    assert mirror.entries == first.entries


@pytest.mark.parametrize("result", [Result.REFUSED, Result.RETRY, Result.CONFLICT])
def test_a_mirror_never_runs_ahead(result: Result) -> None:
    """What the first target did not take stays out of the mirror, from the list as well, and is made up later."""
    first, mirror = MemoryDirectory(), MemoryDirectory()
    at_work = mirrored(desk(KH, roster(PEOPLE), first), MemoryTarget(mirror))
    run(replace(at_work, target=Saying(first, "person/CB3", result)))
    assert "person/CB3" not in mirror.entries
    assert mirror.entries == first.entries
    run(at_work)
    assert "person/CB3" in mirror.entries
    assert mirror.entries == first.entries


def test_what_is_held_in_the_first_target_waits_in_the_mirror() -> None:
    """The boxes over the limit are made in neither; the rest proceeds in both; approval releases both in turn."""
    first, mirror, ledger = MemoryDirectory(), MemoryDirectory(), MemoryLedger()
    at_work = mirrored(desk(KH, roster(PEOPLE[:2]), first, ledger), MemoryTarget(mirror))
    run(at_work)
    retitled = [replace(PEOPLE[0], position="Chuyên viên"), *PEOPLE[1:]]
    limited = replace(with_roster(at_work, roster(retitled)), limits=FEW)
    reports = run(limited)
    assert {hold.limit for hold in reports[0].plan.holds} == {"creates"}
    assert reports[1].plan.holds == ()
    assert mirror.entries == first.entries
    renewed = mirror.entries["person/CB0"]
    assert isinstance(renewed, PersonalMailbox)
    assert renewed.title == "Chuyên viên"
    assert "person/CB5" not in mirror.entries

    plan = think(limited).plan
    ledger.approve(Approval(plan.digest, "it", limited.clock.now()))
    reports = run(limited)
    assert "person/CB5" in first.entries
    assert {hold.limit for hold in reports[1].plan.holds} == {"creates"}
    assert "person/CB5" not in mirror.entries

    plan = reflection(limited).plan
    ledger.approve(Approval(plan.digest, "it", limited.clock.now()))
    run(limited)
    assert mirror.entries == first.entries


def test_a_mirror_has_its_own_limits() -> None:
    """A new mirror is a first load, held until its own digest is approved; the first target has nothing to do."""
    first, mirror, ledger = MemoryDirectory(), MemoryDirectory(), MemoryLedger()
    at_work = desk(KH, roster(PEOPLE), first, ledger)
    run(at_work)
    limited = mirrored(replace(at_work, limits=FEW), MemoryTarget(mirror))
    reports = run(limited)
    assert [{hold.limit for hold in report.plan.holds} for report in reports] == [set(), {"creates"}]
    assert mirror.entries.keys() & {"person/CB0", "list/S1"} == set()
    plan = reflection(limited).plan
    assert meant(plan.inputs) == NAME
    assert meant(think(limited).plan.inputs) == ""
    ledger.approve(Approval(plan.digest, "it", limited.clock.now()))
    run(limited)
    assert mirror.entries == first.entries


def test_what_was_done_in_one_target_is_not_counted_in_another() -> None:
    """Fifteen creations in each are fifteen in each, not thirty in seven days."""
    first, mirror = MemoryDirectory(), MemoryDirectory()
    at_work = mirrored(desk(KH, roster(PEOPLE[:1]), first), MemoryTarget(mirror))
    run(at_work)
    eight = replace(LIMITLESS, creates=Limit(8, 0.0))
    reports = run(replace(with_roster(at_work, roster(PEOPLE[:5])), limits=eight))
    assert [report.plan.holds for report in reports] == [(), ()]
    assert mirror.entries == first.entries


def test_no_address_is_given_that_a_mirror_cannot_take() -> None:
    """What others, or a box that only the mirror has, occupy there goes to nobody in the first target either."""
    plain = desk(KH, roster(PEOPLE[:2]))
    usual = [think(plain).wanted.directory.entries[f"person/CB{number}"] for number in (0, 1)]
    first, mirror = MemoryDirectory(), MemoryDirectory(foreign={usual[0].address: "account khac"})
    other = usual[1]
    assert isinstance(other, PersonalMailbox)
    mirror.entries["person/RIENG"] = replace(other, key="person/RIENG", person="RIENG")
    at_work = mirrored(desk(KH, roster(PEOPLE[:2]), first), MemoryTarget(mirror))
    reports = run(at_work)
    given_away = {entry.address for entry in first.entries.values()}
    assert not given_away & {usual[0].address, usual[1].address}
    assert [report.failed for report in reports] == [(), ()]


def test_a_hand_edit_in_a_mirror_is_put_right() -> None:
    """As in the first target; an entry that was closed there by hand is opened again, by the mirror's own plan."""
    first, mirror = MemoryDirectory(), MemoryDirectory()
    at_work = mirrored(desk(KH, roster(PEOPLE), first), MemoryTarget(mirror))
    run(at_work)
    mirror.entries["person/CB1"] = replace(mirror.entries["person/CB1"], state=State.CLOSED)
    whole = mirror.entries["list/S1"]
    assert isinstance(whole, MailList)
    mirror.entries["list/S1"] = replace(whole, members=whole.members[:2])
    draft = think(at_work)
    assert draft.plan.changes == ()
    assert {change.key for change in reflection(at_work).plan.changes} == {"person/CB1", "list/S1"}
    run(at_work)
    assert mirror.entries == first.entries


def test_questions_stay_open_after_a_mirror_had_its_run() -> None:
    """A mirror asks nothing, and closes nobody's question."""
    ledger = MemoryLedger()
    unsure = [*PEOPLE, Person("CB99", "Nguyễn Văn An", "S1")]
    at_work = mirrored(desk(KH, roster(unsure), None, ledger), MemoryTarget())
    first, _ = run(at_work)
    assert (
        [question.key for question in ledger.open_questions()] == [q.key for q in first.plan.questions] != []
    )


def test_a_removal_is_followed_and_the_address_stays_taken_there_too() -> None:
    """A mirror is given the tombstone as one more change, counted among what may be shut at once."""
    world, other = MemoryDirectory(), MemoryDirectory()
    gone = replace(PEOPLE[0], status=Employment.RETIRED)
    at_work = mirrored(desk(KH, roster([gone, *PEOPLE[1:]]), world), MemoryTarget(other))
    run(with_roster(at_work, roster(PEOPLE)))
    run(at_work)
    closed = world.entries["person/CB0"]
    assert isinstance(closed, PersonalMailbox)
    world.entries[closed.key] = tombstone(closed)
    [change] = reflection(at_work).plan.changes
    assert (change.key, change.kind) == (closed.key, ChangeKind.DELETE)
    none = replace(LIMITLESS, disables=Limit(0, 0.0))
    [hold] = reflection(replace(at_work, limits=none)).plan.holds
    assert hold.limit == "disables"
    run(at_work)
    assert other.entries[closed.key] == tombstone(closed)
    assert reflection(at_work).plan.changes == ()
