"""`bench_of`, `standing_of`: what a job needs of the world and how it stands, as the command line has them."""

import getpass
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from connector.cli.screen import Session
from connector.errors import ConnectorError, SettingsError, foreign
from connector.jobs.bench import Bench
from connector.jobs.metrics import metrics, write_textfile
from connector.jobs.overview import overview
from connector.jobs.schedules import load_schedules
from connector.jobs.stopping import Stop
from connector.jobs.window import Window
from connector.logs import Log, Place, open_log
from connector.standing import Standing
from connector.text import Text
from connector.wiring.clock import SystemClock
from connector.wiring.desk import open_ledger_of, organisation


def standing_of(session: Session) -> Standing:
    """Return how it stands now. Raises SettingsError, LedgerError."""
    settings = session.settings
    name = organisation(settings.organisation, settings.folder).name
    with open_ledger_of(settings) as ledger:
        return overview(
            settings, name, ledger, load_schedules(settings), SystemClock().now(), socket.gethostname()
        )


def leave_metrics(session: Session) -> None:
    """Write the numbers where node_exporter reads them, where the settings say so. Raises SettingsError."""
    file = session.settings.monitor.textfile
    if file is None:
        return
    try:
        write_textfile(session.settings.path(file), metrics(standing_of(session)))
    except OSError as error:
        words = foreign(error)
        raise SettingsError(
            Text(vi=f"không ghi được tệp số đo {words.vi}", en=f"the metrics cannot be written {words.en}"),
            where="monitor.textfile",
        ) from error


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


class Beat:
    """Leaves the metrics once a minute; that they cannot be written is said once a minute, too."""

    def __init__(self, session: Session, bench: Bench) -> None:
        self._session = session
        self._bench = bench
        self._minute = ""

    def __call__(self) -> None:
        """Come round."""
        minute = f"{self._bench.clock.now():%H:%M}"
        if minute == self._minute:
            return
        self._minute = minute
        try:
            leave_metrics(self._session)
        except ConnectorError as error:
            self._bench.log.warning("metrics", said=error.text.en)


@contextmanager
def window_of(session: Session, bench: Bench) -> Iterator[None]:
    """Open /metrics and /health for as long as the block lasts, where the settings name a port."""
    port = session.settings.monitor.port
    if not port:
        yield
        return
    with Window(port, partial(standing_of, session)) as window:
        bench.log.info("listening", port=window.port)
        yield
