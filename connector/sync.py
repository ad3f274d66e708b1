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
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from connector.desired.absent import outlived
from connector.desired.desire import desire
from connector.desired.identity import Identified, identify, recognised
from connector.desired.lived import after, born
from connector.desired.requested import Requested, brought_in, explained, progressed, with_requests
from connector.desired.scene import NO_TIMES, Memory, Times
from connector.errors import PlanStale, SourceError, TargetError, TargetStopped
from connector.heap import growing
from connector.living import known_times, note_lives, orders_and_notices
from connector.mirrors import Mirror, Seen, look_at, owned_in_mirrors_only, with_others_of
from connector.model.directory import Entry, MailList, Snapshot, addresses
from connector.model.identity import DEFAULT_RULES, IdentityRules
from connector.model.outcome import Outcome, Report, Result
from connector.model.plan import Change, Decision, Plan, Wanted, canonical, input_name
from connector.model.roster import Roster
from connector.model.succession import Converted, Reorganisation
from connector.plan.limits import BLEED, DAYS, Limits
from connector.plan.make import make_plan, proceeding
from connector.ports import Clock, Ledger, LogonBook, Run, Source, Target
from connector.rules.calendar import UNCONFIRMED, Calendar
from connector.rules.profile import Profile
from connector.text import NOTHING, Text
from connector.trust import doubted, note_holds, older_than_target


def nobody_asked() -> bool:
    """Return False: nobody asks this run to stop."""
    return False


@dataclass(frozen=True, slots=True)
class Desk:
    """All that one organisation's run needs, with the world behind ports."""

    profile: Profile
    source: Source
    target: Target
    ledger: Ledger
    clock: Clock
    limits: Limits
    settings_digest: str
    mirrors: tuple[Mirror, ...] = ()
    calendar: Calendar = UNCONFIRMED
    """Working days, for time limits."""
    stop: Callable[[], bool] = nobody_asked
    """Whether somebody asked the run to stop; what is being written then is written, and nothing more."""
    identity: IdentityRules = DEFAULT_RULES
    """How far each key of a person may act alone."""
    logons: LogonBook | None = None
    """Who knows when boxes were used last; None: the target does not."""
    absent_after: int = 0
    """From how many rosters in a row somebody is missing before the box is suspended; 0: never."""


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
    identified = identify(
        roster,
        current,
        desk.ledger.identities.known(),
        decisions,
        desk.profile,
        rules=desk.identity,
        elsewhere=brought_in(requests),
    )
    requested = with_requests(identified.roster, requests, current, decisions, desk.profile)
    roster = requested.roster
    owners = {**owned_in_mirrors_only(mirrors, current), **desk.ledger.owners()}
    successions = desk.ledger.successions
    memory = Memory(
        owners,
        decisions,
        requested.renames,
        identified.in_question,
        _supposing(successions.all(), supposed),
        successions.converted(),
        times,
    )
    occupied = with_others_of(mirrors, replace(snapshot, directory=current.in_order()))
    wanted = recognised(desire(roster, desk.profile, occupied, memory, now.date()), identified, current)
    wanted = explained(wanted, requested, current)
    plan = make_plan(
        desk.profile.id,
        wanted,
        current,
        inputs=_inputs(desk, roster, snapshot, decisions) | _asked(requested) | _remembered(memory),
        limits=desk.limits,
        lately=desk.ledger.done_since(week),
        distrust=distrust,
    )
    unremembered = tuple(entry for entry in current if not addresses(entry) <= memory.owners.keys())
    plan = doubted(plan, older_than_target(desk.ledger, unremembered, memory.owners))
    return Draft(roster, snapshot, wanted, plan, requested, identified, memory, unremembered, mirrors)


def doubt(
    roster: Roster, accepted: Mapping[str, int], limits: Limits, most: Mapping[str, int]
) -> Text | None:
    """Return why the roster is doubted as a whole, or None.

    Raises SourceError where it is empty, or so much smaller than the one accepted last that only a
    wrong file explains it; no approval helps against that. `most`: row counts of the last seven days, in
    which a roster may shrink by twice as much as at once.
    """
    now, before = roster.people_rows.raw, accepted.get("people", 0)
    names = ", ".join(roster.digests)
    if not roster.people:
        raise SourceError(
            Text(vi="không có người nào đọc được.", en="there is not one usable person in it."),
            where=names,
            advice=Text(
                vi="Kiểm tra lại tệp; không có gì bị thay đổi.", en="Check the file; nothing was changed."
            ),
        )
    if now >= before * (1 - limits.source_loss_held):
        return _bled(now, most.get("people", 0), limits)
    loss = Text(
        vi=f"danh sách chỉ còn {now} dòng, lần được chấp nhận trước có {before} dòng",
        en=f"the roster has {now} rows, the one accepted last had {before}",
    )
    if now >= before * (1 - limits.source_loss_refused):
        return loss
    raise SourceError(
        Text(vi=f"{loss.vi}: từ chối.", en=f"{loss.en}: refused."),
        where=names,
        advice=Text(
            vi="Gửi lại danh sách đầy đủ; không có gì bị thay đổi.",
            en="Send the complete roster; nothing was changed.",
        ),
    )


def _bled(now: int, most: int, limits: Limits) -> Text | None:
    if now >= most * (1 - BLEED * limits.source_loss_held):
        return None
    return Text(
        vi=f"danh sách chỉ còn {now} dòng, trong {DAYS} ngày qua đã có lúc là {most} dòng",
        en=f"the roster has {now} rows, within the last {DAYS} days it had as many as {most}",
    )


def _inputs(
    desk: Desk, roster: Roster, snapshot: Snapshot, decisions: Mapping[str, Decision]
) -> dict[str, str]:
    answers = canonical({key: decision.choice for key, decision in decisions.items()})
    return {
        **{f"source:{name}": digest for name, digest in roster.digests.items()},
        "regulation": desk.profile.digest,
        "settings": desk.settings_digest,
        "decisions": sha256(answers.encode()).hexdigest(),
        "target": snapshot.fingerprint,
    }


def _asked(requested: Requested) -> dict[str, str]:
    """Return the input that names the lines of requests in force; nothing where there are none."""
    lines = canonical(sorted([request, number] for request, number in requested.active))
    return {"requests": sha256(lines.encode()).hexdigest()} if requested.active else {}


def _supposing(
    known: Sequence[Reorganisation], supposed: Sequence[Reorganisation]
) -> tuple[Reorganisation, ...]:
    ids = {one.id for one in supposed}
    return (*(one for one in known if one.id not in ids), *supposed)


def _remembered(memory: Memory) -> dict[str, str]:
    """Return the inputs that name reorganisations, orders and notices; nothing where there are none."""
    known = canonical([[one.id, one.phase.value, one.digest] for one in memory.reorganisations])
    orders = orders_and_notices(memory.times.past) if memory.times is not None else ""
    lines = {"reorganisations": known if memory.reorganisations else "", "orders": orders}
    return {name: sha256(line.encode()).hexdigest() for name, line in lines.items() if line}


def refuse_if_stale(saved: Mapping[str, object], plan: Plan) -> None:
    """Raise PlanStale unless `plan`, made just now, is the one that was saved (as `Plan.as_data()`)."""
    if canonical(saved) == canonical(plan.as_data()):
        return
    before = saved.get("inputs")
    known = before if isinstance(before, Mapping) else {}
    moved = sorted(name for name in {*known, *plan.inputs} if known.get(name) != plan.inputs.get(name))
    names = [input_name(name) for name in moved] or [Text(vi="chính bản này", en="the plan itself")]
    raise PlanStale(
        Text(
            vi=f"bản kế hoạch đã cũ, từ khi lập đã thay đổi: {', '.join(name.vi for name in names)}.",
            en=f"the plan is stale; since it was made these moved: {', '.join(name.en for name in names)}.",
        ),
        advice=Text(
            vi="Không có gì được ghi. Lập lại bằng `connector plan`.",
            en="Nothing was written. Make it anew with `connector plan`.",
        ),
    )


APPROVAL_LIFE = timedelta(hours=24)
"""An approval is for what a person has just looked at."""


def approved(desk: Desk, plan: Plan) -> bool:
    """Tell whether a person approved exactly this plan, lately; a clock that was set back makes nothing recent."""
    approval = desk.ledger.approval(plan.digest) if plan.holds else None
    return approval is not None and abs(desk.clock.now() - approval.at) <= APPROVAL_LIFE


Watcher = Callable[[Outcome], None]


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


def written(
    desk: Desk, run: str, waves: Sequence[tuple[Change, ...]], watch: Watcher | None
) -> tuple[tuple[Outcome, ...], Text]:
    """Write `waves` to the desk's target; return the outcomes, and why it ended early if it did."""
    outcomes: list[Outcome] = []
    try:
        for outcome in _write(desk, run, waves):
            outcomes.append(outcome)
            if watch is not None:
                watch(outcome)
    except TargetError as error:
        return tuple(outcomes), error.text
    return tuple(outcomes), NOTHING


def _note_progress(desk: Desk, draft: Draft, outcomes: Sequence[Outcome]) -> None:
    """Remember which lines of requests the target, or HR's roster, now fulfils."""
    settled = {outcome.change.key for outcome in outcomes if outcome.result.settled}
    unsettled = frozenset(change.key for change in draft.plan.changes) - settled
    requests = desk.ledger.requests()
    for request in progressed(requests, draft.requested, draft.wanted.directory, unsettled):
        desk.ledger.keep_request(request)


AT_ONCE = 64
"""Outcomes remembered in one go; a killed run leaves at most so many to be read back."""


def _write(desk: Desk, run: str, waves: Sequence[tuple[Change, ...]]) -> Iterator[Outcome]:
    failed = _Failed()
    for wave in waves:
        doable, skipped = failed.split(wave)
        yield from _settled(desk, run, skipped)
        for start in range(0, len(doable), AT_ONCE * 8):
            if desk.stop():
                raise TargetStopped(ASKED)
            part = doable[start : start + AT_ONCE * 8]
            desk.ledger.intend(run, part, desk.clock.now())
            for outcome in _settled(desk, run, desk.target.apply(part)):
                failed.note(outcome)
                yield outcome


def _settled(desk: Desk, run: str, outcomes: Iterator[Outcome] | Sequence[Outcome]) -> Iterator[Outcome]:
    """Pass outcomes on once they are remembered; what is known is remembered whatever happens next."""
    known: list[Outcome] = []
    stopped: TargetError | None = None
    try:
        for outcome in outcomes:
            known.append(outcome)
            if len(known) >= AT_ONCE:
                desk.ledger.settle(run, known, desk.clock.now())
                done, known = known, []
                yield from done
    except TargetError as error:
        stopped = error
    desk.ledger.settle(run, known, desk.clock.now())
    yield from known
    if stopped is not None:
        raise stopped


ASKED = Text(
    vi="Dừng theo yêu cầu; phần còn lại để lần chạy sau làm tiếp.",
    en="Stopped as asked; the next run does the rest.",
)


class _Failed:
    """What did not happen, so that what depends on it is not tried."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._created_not: set[str] = set()
        self._kept: set[str] = set()

    def note(self, outcome: Outcome) -> None:
        if outcome.result.settled:
            return
        change = outcome.change
        self._keys.add(change.key)
        self._kept |= change.gives_up
        if change.before is None:
            self._created_not.add(change.key)

    def split(self, wave: Sequence[Change]) -> tuple[list[Change], list[Outcome]]:
        """Return the changes that can be tried, lists without boxes that were not made, and the others."""
        if not self._keys:
            return list(wave), []
        doable: list[Change] = []
        skipped: list[Outcome] = []
        for change in wave:
            fitted = self._without_missing(change)
            if fitted is None or change.key in self._keys or change.takes & self._kept:
                skipped.append(Outcome(change, Result.SKIPPED, DEPENDS))
                self.note(skipped[-1])
            elif fitted.before != fitted.after:
                doable.append(fitted)
        return doable, skipped

    def _without_missing(self, change: Change) -> Change | None:
        after = change.after
        if not isinstance(after, MailList) or not self._created_not.intersection(after.members):
            return change
        members = tuple(member for member in after.members if member not in self._created_not)
        return replace(change, after=replace(after, members=members)) if members else None


DEPENDS = Text(
    vi="chưa làm vì phụ thuộc vào một thay đổi chưa thực hiện được; lần chạy sau sẽ làm",
    en="not tried: it depends on a change that was not done; the next run will do it",
)
