"""`overview`: how it stands, from ledger, folders and schedules; no target is asked, so it is quick and never waits."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from connector.jobs.agenda import agenda
from connector.jobs.archive import backups
from connector.jobs.due import due
from connector.jobs.kinds import INBOX
from connector.jobs.schedules import Schedule
from connector.model.request import RequestStatus
from connector.model.turn import Ending, Turn
from connector.ports import Ledger, Run
from connector.settings import Settings
from connector.standing import LATE, Deadline, InboxNow, Saved, Standing
from connector.text import Text

_RUNS = 100
"""How many runs are looked through for one that succeeded."""


def overview(
    settings: Settings, name: str, ledger: Ledger, schedules: Sequence[Schedule], now: datetime, machine: str
) -> Standing:
    """Return how it stands; `name` is that of the organisation."""
    runs = ledger.runs(_RUNS)
    first = [run for run in runs if not run.target]
    return Standing(
        organisation=name,
        at=now,
        last=next(iter(first), None),
        success=last_success(first, now),
        alarm=timedelta(hours=settings.monitor.alarm_hours),
        agenda=tuple(agenda(schedules, ledger.slots, now, watched=INBOX in settings.model_fields_set)),
        late=tuple(_late(schedules, ledger, now, machine)),
        held=tuple(ledger.holds.standing()),
        doubt=ledger.holds.doubt(),
        questions=Counter(question.kind for question in ledger.open_questions()),
        deadlines=tuple(sorted(_deadlines(ledger), key=lambda one: one.day)),
        duties=_latest(ledger, "duties"),
        comparison=_latest(ledger, "compare"),
        backup=_saved(settings),
        inbox=_inbox(settings, ledger),
        mirrors={
            mirror.name: next((run for run in runs if run.target == mirror.name), None)
            for mirror in settings.mirror
        },
    )


def _latest(ledger: Ledger, job: str) -> Turn | None:
    """Return the latest turn of a kind of job that came to an end of its own."""
    turns = ledger.slots.turns(job=job, limit=_RUNS)
    return next((turn for turn in turns if turn.ending not in (None, Ending.PASSED)), None)


def last_success(runs: Sequence[Run], now: datetime) -> datetime | None:
    """Return when a run ended last that was not stopped; one from the future is the clock's fault, not a success."""
    ends = [run.finished for run in runs if run.finished is not None and not str(run.stopped)]
    return max((end for end in ends if end <= now + LATE), default=None)


def _late(schedules: Sequence[Schedule], ledger: Ledger, now: datetime, machine: str) -> Iterator[str]:
    """Yield schedules that were kept once and of which a slot is open for longer than it may be."""
    for schedule in schedules:
        if schedule.enabled and _kept(ledger, schedule) and _open(ledger, schedule, now - LATE, machine):
            yield schedule.name


def _kept(ledger: Ledger, schedule: Schedule) -> bool:
    """Tell whether anybody ever kept a schedule."""
    return any(turn.slot for turn in ledger.slots.turns(schedule=schedule.name, limit=_RUNS))


def _open(ledger: Ledger, schedule: Schedule, now: datetime, machine: str) -> bool:
    def closed(slots: Collection[str]) -> Collection[str]:
        return ledger.slots.closed(schedule.name, slots)

    return due(schedule, now, machine, closed) is not None


def _deadlines(ledger: Ledger) -> Iterator[Deadline]:
    over = (RequestStatus.ANSWERED, RequestStatus.REFUSED)
    for request in ledger.requests():
        if request.deadline is None or request.status in over:
            continue
        document = request.document or request.id
        yield Deadline(
            request.deadline,
            Text(vi=f"{request.kind.form}, {document}", en=f"{request.kind.form}, {document}"),
            request.provisional,
        )


def _saved(settings: Settings) -> Saved | None:
    found = backups(settings.path(settings.backup.folder))
    if not found:
        return None
    return Saved(found[0].at, found[0].size, found[0].sealed, len(found))


def _inbox(settings: Settings, ledger: Ledger) -> InboxNow | None:
    if INBOX not in settings.model_fields_set:
        return None
    folder = settings.path(settings.inbox.folder)
    waiting = sum(file.is_file() for file in folder.glob("[!.~]*")) if folder.is_dir() else 0
    return InboxNow(waiting, next(iter(ledger.seen_files()), None))
