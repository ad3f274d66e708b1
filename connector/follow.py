"""`reflect` and `follow`: each mirror is brought to what the first target holds, by a plan of its own.

The first target is the truth of who has which address; a mirror follows it and never runs ahead. So a change
that the first target still waits for (held, refused, not reached) is not made in a mirror either. What only
a mirror has stays as it is: nothing is ever deleted there because the first target does not know it.
A mirror has its own limits, holds, digest, approval and run; whatever becomes of it, the others go on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from connector.desk import Desk
from connector.mirrors import Mirror, Seen
from connector.model.directory import Directory, Entry, addresses
from connector.model.outcome import Outcome, Report
from connector.model.plan import Change, Plan, Wanted
from connector.plan.diff import diff
from connector.plan.limits import DAYS, restrain
from connector.plan.make import make_plan
from connector.plan.order import waves
from connector.sync import Draft, act, approved, begun
from connector.text import NOTHING, Text
from connector.trust import held_of
from connector.writing import Watcher, written


@dataclass(frozen=True, slots=True)
class Reflection:
    """What would be done in one mirror; nothing where it could not be read, which `trouble` explains."""

    mirror: Mirror
    plan: Plan
    wanted: Wanted = field(default_factory=lambda: Wanted(Directory()))
    current: Directory = field(default_factory=Directory)
    trouble: Text = NOTHING
    unremembered: tuple[Entry, ...] = ()
    """Entries of ours that only the mirror has, with an address that the ledger does not know."""

    @property
    def proceeding(self) -> Sequence[tuple[Change, ...]]:
        """The part of the plan that waits for nobody."""
        return self.without(self.plan.held)

    def without(self, waiting: frozenset[str]) -> Sequence[tuple[Change, ...]]:
        """Return the waves of the plan without the changes of entries that wait, and what depends on them."""
        if not waiting & {change.key for change in self.plan.changes}:
            return self.plan.waves
        desired = restrain(self.wanted.directory, self.current, waiting)
        return waves(diff(desired, self.current, self.wanted.reasons))


def reflect(desk: Desk, draft: Draft, *, whole: bool) -> tuple[Reflection, ...]:
    """Return what follows from `draft` for each mirror, once the first target has what proceeds of it.

    `whole`: the held part of the first target's plan proceeds too, because a person approved it.
    """
    first = draft.snapshot.directory
    proceeding = draft.plan.waves if whole else draft.proceeding
    waiting = _keys([draft.plan.changes]) - _keys(proceeding)
    going = draft.wanted.directory
    if draft.plan.held and not whole:
        going = restrain(going, first, draft.plan.held)
    return tuple(_reflection(desk, draft, seen, going, waiting) for seen in draft.mirrors)


def _reflection(
    desk: Desk, draft: Draft, seen: Seen, going: Directory, waiting: frozenset[str]
) -> Reflection:
    name = seen.mirror.name
    if seen.snapshot is None:
        return Reflection(seen.mirror, Plan(desk.profile.id, {}, ()), trouble=seen.trouble)
    current = seen.snapshot.directory
    alone = frozenset(current.entries.keys() - going.entries.keys())
    wanted = Wanted(restrain(going, current, waiting | alone), draft.wanted.reasons)
    inputs = {key: digest for key, digest in draft.plan.inputs.items() if key != "target"}
    plan = make_plan(
        desk.profile.id,
        wanted,
        current,
        inputs={**inputs, _input(name): seen.snapshot.fingerprint},
        limits=desk.limits,
        lately=desk.ledger.done_since(desk.clock.now() - timedelta(days=DAYS), name),
    )
    known = desk.ledger.owners().keys() if alone else frozenset[str]()
    unremembered = tuple(e for e in current if e.key in alone and not addresses(e) <= known)
    return Reflection(seen.mirror, plan, wanted, current, unremembered=unremembered)


def _input(name: str) -> str:
    return f"mirror:{name}"


def meant(inputs: Iterable[str]) -> str:
    """Return the name of the mirror that a plan with these inputs is for; empty: the first target."""
    return next((name.removeprefix(_input("")) for name in inputs if name.startswith(_input(""))), "")


def unsettled(plan: Plan, outcomes: Sequence[Outcome]) -> frozenset[str]:
    """Return the keys of entries that `plan` would change and that are not as planned after `outcomes`."""
    done = {outcome.change.key for outcome in outcomes if outcome.result.settled}
    failed = {outcome.change.key for outcome in outcomes if not outcome.result.settled}
    return frozenset((_keys([plan.changes]) - done) | failed)


def follow(
    desk: Desk,
    reflection: Reflection,
    command: str,
    behind: frozenset[str],
    *,
    whole: bool,
    watch: Watcher | None = None,
) -> Report:
    """Write one mirror's plan and return what became of it.

    Args:
        desk: the organisation.
        reflection: what `reflect` made, just now.
        command: the name of the command, for the ledger.
        behind: keys that the first target has not settled (`unsettled`); they wait here too.
        whole: write the held part too, because a person approved this mirror's digest.
        watch: told of each outcome as it happens.
    """
    name, plan = reflection.mirror.name, reflection.plan
    run = begun(desk, f"{command} {name}", plan, reflection.unremembered, name)
    desk.ledger.holds.keep(name, () if whole else held_of(plan, name, run, desk.clock.now()))
    outcomes: tuple[Outcome, ...] = ()
    stopped = reflection.trouble
    if not str(stopped):
        waiting = behind if whole else behind | plan.held
        there = replace(desk, target=reflection.mirror.target)
        outcomes, stopped = written(there, run, reflection.without(waiting), watch)
    desk.ledger.finish(run, desk.clock.now(), stopped)
    return Report(run, plan, outcomes, (), stopped, name)


FIRST = "target"
"""The name of the first target: that of its table in connector.toml."""

Plans = Mapping[str, Draft | Reflection]
"""Name of a target → what would be done there, the first target first."""
Done = tuple[Report, bool]
"""What became of one target's plan, and whether all of it was approved."""
Progress = Callable[[Draft | Reflection, bool], AbstractContextManager[Watcher | None]]
"""Opens what is told of each outcome while a plan is written, the whole of it or the safe part."""


def plans_of(desk: Desk, draft: Draft) -> Plans:
    """Return what follows from `draft` for every target."""
    if not desk.mirrors:
        return {FIRST: draft}
    reflections = reflect(desk, draft, whole=approved(desk, draft.plan))
    return {FIRST: draft, **{one.mirror.name: one for one in reflections}}


@contextmanager
def unwatched(_one: Draft | Reflection, _whole: bool) -> Iterator[Watcher | None]:  # noqa: FBT001 - as `Progress` has it
    """Nobody watches what is written."""
    yield None


def carry_out(
    desk: Desk, plans: Plans, command: str, names: Sequence[str], progress: Progress
) -> Sequence[Done]:
    """Write to those of the targets that are in `names`, the first one before its mirrors.

    A mirror is given what the first one has settled. Whoever asks to stop meanwhile gets no further target.
    """
    done: list[Done] = []
    behind = unsettled(plans[FIRST].plan, ())
    for name, one in plans.items():
        if name not in names or (done and desk.stop()):
            continue
        whole = approved(desk, one.plan)
        with progress(one, whole) as watch:
            if isinstance(one, Draft):
                report = act(desk, one, command, whole=whole, watch=watch)
                behind = unsettled(one.plan, report.outcomes)
            else:
                report = follow(desk, one, command, behind, whole=whole, watch=watch)
        done.append((report, whole))
    return done


def _keys(parts: Iterable[Iterable[Change]]) -> frozenset[str]:
    return frozenset(change.key for part in parts for change in part)
