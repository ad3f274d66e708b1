"""`bench_of`: what a job needs of the world, as the command line has it."""

import getpass
import socket
from functools import partial

from connector.cli.screen import Session
from connector.jobs.bench import Bench
from connector.jobs.stopping import Stop
from connector.logs import Log, Place, open_log
from connector.wiring.clock import SystemClock
from connector.wiring.desk import open_ledger_of


def log_of(session: Session) -> Log:
    """Return the log of the settings."""
    log = session.settings.log
    folder = session.settings.path(log.folder) if log.to == "file" else None
    return open_log(Place(folder, log.form, log.level), SystemClock().now)


def bench_of(session: Session, stop: Stop) -> Bench:
    """Return what a job needs of the world."""
    settings = session.settings
    return Bench(
        settings=settings,
        ledger=partial(open_ledger_of, settings),
        clock=SystemClock(),
        stop=stop,
        log=log_of(session),
        machine=socket.gethostname(),
        account=getpass.getuser(),
    )
