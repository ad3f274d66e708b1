"""A bench for tests: a clock that is set by hand, a ledger in memory, a log in a list."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path

from connector.jobs.bench import Bench
from connector.jobs.stopping import Stop
from connector.ledger.memory import MemoryLedger
from connector.logs import Place, open_log
from connector.ports import Ledger
from connector.settings import LdifTargetSettings, Settings, WorkbookSettings


@dataclass
class HandClock:
    """A clock that stands until somebody sets it."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment


@dataclass
class Lab:
    """What a test looks at beside the bench."""

    folder: Path
    clock: HandClock
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    written: StringIO = field(default_factory=StringIO)
    stop: Stop = field(default_factory=Stop)

    @property
    def bench(self) -> Bench:
        """The bench."""
        return Bench(
            settings=Settings(
                organisation="ubnd-khanhhoa",
                source=WorkbookSettings(people=Path("nhan-su.xlsx")),
                target=LdifTargetSettings(kind="ldif", file=Path("danh-ba.ldif"), base_dn="dc=vn"),
                folder=self.folder,
            ),
            ledger=self._opened,
            clock=self.clock,
            stop=self.stop,
            log=open_log(Place(None, "json", "info"), self.clock.now, self.written),
            machine="may-chu-1",
            account="connector",
        )

    @contextmanager
    def _opened(self) -> Iterator[Ledger]:
        yield self.ledger
