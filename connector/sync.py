"""The story: read both sides, think, and bring what is to what should be.

::

    roster   = source.read()                          what HR says
    snapshot = target.read()                          what is there
    who      = identify(roster, snapshot, …)          who of them is whom
    wanted   = desire(who.roster, profile, snapshot, …)   what should be, and what only a person can decide
    plan     = make_plan(wanted, snapshot, …)         what would be done, what is held, one digest
    report   = act(…)                                 what became of it

`think` never writes. `act` writes only what the plan says, in its order, and remembers each outcome as
it happens; whatever ends it early, the next run converges.
"""

import getpass
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta

from connector.desired.absent import outlived
from connector.desired.desire import desire
from connector.desired.identity import Identified, identify, recognised
from connector.desired.lived import after, born
from connector.desired.proposals import survey, without_box
from connector.desired.requested import Requested, brought_in, explained, progressed, with_requests
from connector.desired.scene import NO_TIMES, Memory, Times
from connector.desired.unadopted import waiting_for_adoption
from connector.desk import Desk
from connector.heap import growing
from connector.inputs import inputs_of
from connector.living import known_times, note_lives
from connector.mirrors import Seen, look_at, owned_in_mirrors_only, with_others_of
from connector.model.directory import Entry, Snapshot, addresses
from connector.model.outcome import Outcome, Report
from connector.model.plan import Change, Decision, Plan, Question, Wanted
from connector.model.roster import Roster
from connector.model.succession import Converted, Reorganisation
from connector.plan.limits import DAYS
from connector.plan.make import make_plan, proceeding
from connector.ports import Run
from connector.trust import doubt, doubted, note_holds, older_than_target, refuse_another_key
from connector.writing import Watcher, written


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read and what follows from it; nothing is written yet."""

    roster: Roster
    """What HR says, everybody under the key that their boxes carry, and what requests say on top of it."""
    snapshot: Snapshot
    wanted: Wanted
    plan: Plan
    requested: Requested
    """What approved requests by form or letter say on top of HR's roster."""
    identified: Identified
    """Who of HR's roster is whom."""
    memory: Memory
    """What was remembered when the plan was made."""
    unremembered: tuple[Entry, ...] = ()
    """Entries in the target with an address that the ledger does not know: it was lost, or is new here."""
    mirrors: tuple[Seen, ...] = ()

    @property
    def times(self) -> Times:
        """What was known of the lives of boxes."""
        return self.memory.times or NO_TIMES

    @property
    def proceeding(self) -> Sequence[tuple[Change, ...]]:
        """The part of the plan that waits for nobody."""
        return proceeding(self.plan, self.wanted, self.snapshot.directory)


def think(desk: Desk, supposed: Sequence[Reorganisation] = ()) -> Draft:
    """Read both sides and make the plan; writes nothing anywhere.

    `supposed` are reorganisations as they might be, each in place of the remembered one with its id.

    Raises SourceError where HR's side cannot be trusted, TargetError where the target cannot be read.
    A mirror that cannot be read stops nobody; no address is given that the others could not take.
    """
    with growing():
        return _thought(desk, supposed)


def _thought(desk: Desk, supposed: Sequence[Reorganisation]) -> Draft:
    with ThreadPoolExecutor(max_workers=1 + len(desk.mirrors)) as others:
        reading = others.submit(desk.source.read)
        looking = [others.submit(look_at, mirror) for mirror in desk.mirrors]
        snapshot = desk.target.read()
        roster = reading.result()
        mirrors = tuple(look.result() for look in looking)
    now = desk.clock.now()
    times = known_times(desk.ledger.lives, desk.logons, desk.profile, desk.calendar, desk.absent_after, now)
    week = now - timedelta(days=DAYS)
    distrust = doubt(roster, desk.ledger.accepted_rows(), desk.limits, desk.ledger.most_rows(week))
    decisions = desk.ledger.decisions()
    current = snapshot.directory
    requests = desk.ledger.requests()
    known = desk.ledger.identities.known()
    refuse_another_key(roster, current, known, desk.identity)
    identified = identify(
        roster,
        current,
        known,
        decisions,
        desk.profile,
        rules=desk.identity,
        elsewhere=brought_in(requests),
    )
    requested = with_requests(identified.roster, requests, current, decisions, desk.profile)
    roster = requested.roster
    owners = {**owned_in_mirrors_only(mirrors, current), **desk.ledger.owners()}
    unadopted = _unadopted(desk, roster, snapshot, decisions, now.date())
    successions = desk.ledger.successions
    memory = Memory(
        owners,
        decisions,
        requested.renames,
        identified.in_question,
        _supposing(successions.all(), supposed),
        successions.converted(),
        times,
        frozenset(question.subject for question in unadopted),
    )
    occupied = with_others_of(mirrors, replace(snapshot, directory=current.in_order()))
    wanted = recognised(desire(roster, desk.profile, occupied, memory, now.date()), identified, current)
    wanted = explained(wanted, requested, current)
    wanted = replace(wanted, questions=tuple(sorted((*wanted.questions, *unadopted), key=lambda q: q.key)))
    plan = make_plan(
        desk.profile.id,
        wanted,
        current,
        inputs=inputs_of(desk, roster.digests, snapshot, memory, requested),
        limits=desk.limits,
        lately=desk.ledger.done_since(week),
        distrust=distrust,
    )
    unremembered = tuple(entry for entry in current if not addresses(entry) <= memory.owners.keys())
    plan = doubted(plan, older_than_target(desk.ledger, unremembered, memory.owners))
    return Draft(roster, snapshot, wanted, plan, requested, identified, memory, unremembered, mirrors)


def _unadopted(
    desk: Desk, roster: Roster, snapshot: Snapshot, decisions: Mapping[str, Decision], today: date
) -> tuple[Question, ...]:
    """Return what is asked of people and units without a box of ours, where others have boxes that may be theirs."""
    if desk.strangers is None or not snapshot.foreign:
        return ()
    if not any(without_box(roster, snapshot.directory)):
        return ()
    found = survey(roster, snapshot.directory, desk.strangers(), desk.profile, today, decisions)
    return waiting_for_adoption(found, decisions)


def _supposing(
    known: Sequence[Reorganisation], supposed: Sequence[Reorganisation]
) -> tuple[Reorganisation, ...]:
    ids = {one.id for one in supposed}
    return (*(one for one in known if one.id not in ids), *supposed)


APPROVAL_LIFE = timedelta(hours=24)
"""An approval is for what a person has just looked at."""


def approved(desk: Desk, plan: Plan) -> bool:
    """Tell whether a person approved exactly this plan, lately; a clock that was set back makes nothing recent."""
    approval = desk.ledger.approval(plan.digest) if plan.holds else None
    return approval is not None and abs(desk.clock.now() - approval.at) <= APPROVAL_LIFE


def act(desk: Desk, draft: Draft, command: str, *, whole: bool, watch: Watcher | None = None) -> Report:
    """Write the plan and return what became of it.

    Args:
        desk: the organisation.
        draft: what `think` made, just now.
        command: the name of the command, for the ledger.
        whole: write the held part too, because a person approved this plan's digest.
        watch: told of each outcome as it happens.
    """
    ledger = desk.ledger
    run = begun(desk, command, draft.plan, draft.unremembered)
    ledger.ask(run, draft.plan.questions)
    note_holds(ledger, draft.plan, run, desk.clock.now(), whole=whole)
    trusted = whole or not any(hold.limit == "source" for hold in draft.plan.holds)
    if trusted:
        # Before the first write: a run that is killed must not forget for whom it made a box.
        ledger.identities.keep(draft.identified.learned, desk.clock.now())
    ledger.successions.inherit(draft.wanted.heirs)
    ledger.successions.convert(_newly_converted(draft))
    waves = draft.plan.waves if whole else draft.proceeding
    past = born(draft.times.past, (change for wave in waves for change in wave), desk.clock.now().date())
    ledger.lives.note(draft.times.past, past)
    outcomes, stopped = written(desk, run, waves, watch)
    now = desk.clock.now()
    present = after(draft.snapshot.directory, outcomes)
    note_lives(ledger.lives, past, present, draft.wanted, draft.roster if trusted else None, now)
    if trusted:
        rows = {"people": draft.roster.people_rows.raw, "units": draft.roster.unit_rows.raw}
        ledger.accept(run, draft.roster.digests, rows, now)
    ledger.decide(outlived(ledger.decisions(), draft.roster, draft.snapshot.directory, now))
    _note_progress(desk, draft, outcomes)
    ledger.finish(run, now, stopped)
    return Report(run, draft.plan, outcomes, draft.roster.problems, stopped)


def _newly_converted(draft: Draft) -> tuple[Converted, ...]:
    known = frozenset(draft.memory.converted)
    return tuple(one for one in draft.wanted.converted if one not in known)


def begun(desk: Desk, command: str, plan: Plan, unremembered: Sequence[Entry], target: str = "") -> str:
    """Begin a run on the first target, or the mirror called `target`; return its name."""
    started = desk.clock.now()
    run = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}" + (f"-{target}" if target else "")
    desk.ledger.begin(Run(run, command, getpass.getuser(), started, plan.digest, target=target))
    desk.ledger.learn(run, unremembered, started)
    return run


def _note_progress(desk: Desk, draft: Draft, outcomes: Sequence[Outcome]) -> None:
    """Remember which lines of requests the target, or HR's roster, now fulfils."""
    settled = {outcome.change.key for outcome in outcomes if outcome.result.settled}
    unsettled = frozenset(change.key for change in draft.plan.changes) - settled
    requests = desk.ledger.requests()
    for request in progressed(requests, draft.requested, draft.wanted.directory, unsettled):
        desk.ledger.keep_request(request)
