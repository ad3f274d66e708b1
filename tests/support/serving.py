"""`served`: the service over an installation, in this process, with a clock that is set by hand.

`python -m tests.support.serving connector.toml 2026-03-02T01:30+07:00 2` are two rounds of it as a process of its
own, for tests that kill it.
"""

import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

from connector.jobs.bench import Bench
from connector.jobs.schedules import load_schedules
from connector.jobs.serve import Service
from connector.jobs.stopping import Stop
from connector.jobs.work import WORK
from connector.logs import Place, open_log
from connector.settings import load_settings
from connector.wiring.clock import ZONE
from connector.wiring.desk import open_ledger_of


@dataclass
class SetClock:
    """A clock that stands until it is set."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment


@dataclass
class Served:
    """A service and what it wrote into its log."""

    bench: Bench
    clock: SetClock
    service: Service
    log: StringIO = field(default_factory=StringIO)

    def at(self, moment: datetime, rounds: int = 1) -> None:
        """Set the clock and come round; more rounds are a few seconds apart."""
        for number in range(rounds):
            self.clock.moment = moment + timedelta(seconds=5 * number)
            self.service.round()


def served(config: Path, moment: datetime) -> Served:
    """Return the service that `connector serve` would be, at this moment."""
    settings, clock, log = load_settings(config), SetClock(moment), StringIO()
    bench = Bench(
        settings=settings,
        ledger=partial(open_ledger_of, settings),
        clock=clock,
        stop=Stop(),
        log=open_log(Place(None, "json", "info"), clock.now, log),
        machine="may-chu-1",
        account="connector",
    )
    return Served(bench, clock, Service(bench, load_schedules(settings), WORK), log)


if __name__ == "__main__":
    at = datetime.fromisoformat(sys.argv[2]).astimezone(ZONE)
    served(Path(sys.argv[1]), at).at(at, int(sys.argv[3]))
