"""`attend`: do what a schedule is due, once, whoever else looks at it. `by_hand`: do a job outside its schedule.

::

    due      which slot is open                                    pure, from the ledger's turns
    lock     the job's own, and the lease of runs where it writes  the kernel's; says who is at work
    claim    the slot, in the ledger                               one process gets it, for ever
    work     the job
    finish   what came of it, in the ledger and in the log

Whoever holds the job's lock knows that nobody else is at work on it: a turn without an end is then one whose
process was killed, and its slot is taken up again.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from time import monotonic

from connector.errors import ConnectorError
from connector.jobs.bench import Bench, Done
from connector.jobs.due import Due, due
from connector.jobs.kinds import KINDS
from connector.jobs.lease import Lease
from connector.jobs.mishap import mishap
from connector.jobs.schedules import Schedule
from connector.model.turn import Ending, Turn
from connector.ports.slots import TRIES

Work = Callable[[Bench], Done]


def attend(
    bench: Bench, schedule: Schedule, work: Mapping[str, Work], *, service: bool = False
) -> Turn | None:
    """Do what `schedule` is due now and return the turn; None where nothing is.

    `service`: for who keeps the schedule all the time. Then jitter counts, and where nobody kept the schedule
    before, what was due until now is passed over; who was called by a timer comes just for that slot.
    Raises AlreadyRunning where another process is at work (the slot stays open), LedgerError where nothing can
    be claimed.
    """
    if not service:
        schedule = replace(schedule, jitter=timedelta())
    if not _anything(bench, schedule):
        return None
    with _locked(bench, schedule.name, schedule.job):
        found = _due(bench, schedule)
        if found is None:
            return None
        if service and _unknown(bench, schedule):
            _claimed(bench, schedule, found, ending=Ending.PASSED)
            return None
        turn = _claimed(bench, schedule, found)
        return _worked(bench, turn, work[schedule.job]) if turn is not None else None


def by_hand(bench: Bench, job: str, work: Mapping[str, Work]) -> Turn:
    """Do a job now. Raises AlreadyRunning where another process is at work on it."""
    with _locked(bench, job, job), bench.ledger() as ledger:
        turn = Turn(0, job, job, "", bench.account, bench.clock.now())
        return _worked(bench, ledger.slots.claim(turn) or turn, work[job])


def _anything(bench: Bench, schedule: Schedule) -> bool:
    """Tell whether to take the locks: a slot is open, or one would be if its process is gone."""
    if schedule.times is None:
        return False
    with bench.ledger() as ledger:
        unfinished = any(
            turn.ending is None for turn in ledger.slots.turns(schedule=schedule.name, limit=TRIES)
        )
    return unfinished or _due(bench, schedule) is not None


def _due(bench: Bench, schedule: Schedule) -> Due | None:
    with bench.ledger() as ledger:
        return due(
            schedule,
            bench.clock.now(),
            bench.machine,
            lambda slots: ledger.slots.closed(schedule.name, slots),
        )


@contextmanager
def _locked(bench: Bench, name: str, job: str) -> Iterator[None]:
    """Hold the job's own lock, and the lease of runs where the job must be alone."""
    state = bench.settings.path(bench.settings.state)
    with ExitStack() as held:
        held.enter_context(Lease(state / "jobs" / f"{name}.lock", bench.clock))
        if KINDS[job].alone:
            held.enter_context(Lease(state / "run.lock", bench.clock))
        with bench.ledger() as ledger:
            ledger.slots.cut_off(name, bench.clock.now())
        yield


def _unknown(bench: Bench, schedule: Schedule) -> bool:
    with bench.ledger() as ledger:
        return not any(turn.slot for turn in ledger.slots.turns(schedule=schedule.name, limit=200))


def _claimed(bench: Bench, schedule: Schedule, found: Due, ending: Ending | None = None) -> Turn | None:
    now = bench.clock.now()
    turn = Turn(0, schedule.name, schedule.job, found.slot.name, bench.account, now, ending=ending)
    if ending is not None:
        turn = replace(turn, finished=now)
    with bench.ledger() as ledger:
        return ledger.slots.claim(turn, found.passed)


def _worked(bench: Bench, turn: Turn, work: Work) -> Turn:
    log = bench.log.bind(schedule=turn.schedule, job=turn.job, slot=turn.slot)
    began = monotonic()
    log.info("begun", pid=os.getpid())
    try:
        done = work(bench)
    except ConnectorError as error:
        done = Done(Ending.FAILED, error.text)
    except Exception as error:  # noqa: BLE001 - a fault of ours ends the turn, never the service
        done = Done(Ending.FAILED, mishap(error))
    ended = replace(
        turn, finished=bench.clock.now(), ending=done.ending, words=done.words, facts=done.facts or None
    )
    with bench.ledger() as ledger:
        ledger.slots.finish(ended)
    tell = log.warning if done.ending is Ending.FAILED else log.info
    tell(
        "ended",
        ending=done.ending.value,
        seconds=round(monotonic() - began, 3),
        said=done.words.en,
        **done.facts,
    )
    return ended
