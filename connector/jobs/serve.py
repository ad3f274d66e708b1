"""`serve`: keep every schedule and watch the folder, until somebody says stop.

One loop, one thing at a time, as nothing here may happen beside a run anyway. The loop remembers nothing that
matters: each time it comes round, it asks the clock and the ledger what is open. So it does not care how
long it slept, whether the clock was moved meanwhile, or which process did the work last time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from connector.errors import AlreadyRunning, ConnectorError
from connector.jobs.bench import Bench
from connector.jobs.inbox import Handled, Inbox
from connector.jobs.kinds import INBOX
from connector.jobs.schedules import Schedule
from connector.jobs.turns import Work, attend
from connector.jobs.watch import open_inbox
from connector.text import Text


class Service:
    """What `serve` does in one round after the other."""

    def __init__(self, bench: Bench, schedules: Sequence[Schedule], work: Mapping[str, Work]) -> None:
        self._bench = bench
        self._schedules = [schedule for schedule in schedules if schedule.enabled and schedule.times]
        self._work = work
        self._said: dict[str, Text] = {}
        self._looked = ""
        self._inbox: Inbox | None = None
        if watches(bench, schedules):
            self._inbox = open_inbox(bench.settings, bench.stop, bench.clock)

    def round(self) -> None:
        """Do everything that is due now, and deal with each file that has arrived."""
        minute = f"{self._bench.clock.now():%Y-%m-%dT%H:%M}"
        if minute != self._looked:
            self._looked = minute
            self._keep_schedules()
        if self._inbox is not None and not self._bench.stop():
            self._look(self._inbox)

    def _keep_schedules(self) -> None:
        for schedule in self._schedules:
            if self._bench.stop():
                return
            with self._patiently(schedule.name):
                attend(self._bench, schedule, self._work, service=True)

    def _look(self, inbox: Inbox) -> None:
        for handled in inbox.look():
            self._tell(handled)
            if self._bench.stop():
                return

    def _tell(self, handled: Handled) -> None:
        """Log a file without its name, which may be somebody's."""
        if handled.verdict is None:
            self._bench.log.warning("file waits", job=INBOX, said=handled.words.en)
        else:
            self._bench.log.info("file", job=INBOX, verdict=handled.verdict.value)

    @contextmanager
    def _patiently(self, name: str) -> Iterator[None]:
        """Say once why a slot cannot be taken now; the next round tries again."""
        try:
            yield
        except ConnectorError as error:
            if self._said.get(name) != error.what:
                self._said[name] = error.what
                busy = isinstance(error, AlreadyRunning)
                tell = self._bench.log.info if busy else self._bench.log.error
                tell("waits", schedule=name, said=error.text.en)
        else:
            self._said.pop(name, None)


def watches(bench: Bench, schedules: Sequence[Schedule]) -> bool:
    """Tell whether the folder is watched: the settings have a table [inbox], and its schedule is on."""
    kept = any(schedule.enabled and schedule.job == INBOX for schedule in schedules)
    return kept and INBOX in bench.settings.model_fields_set


def serve(bench: Bench, service: Service, beat: Callable[[], None]) -> None:
    """Come round again and again until asked to stop; `beat` is called after each round."""
    while not bench.stop():
        service.round()
        beat()
        bench.stop.wait(bench.settings.inbox.poll_seconds)
