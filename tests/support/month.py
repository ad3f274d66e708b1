"""`Month`: one organisation and its service over a month, day by day, with a real directory, mail server and folder."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from email.message import EmailMessage
from pathlib import Path

from connector.follow import plans_of
from connector.model.life import Demand, Order
from connector.model.turn import Turn
from connector.ports import Approval
from connector.sync import think
from connector.wiring.clock import ZONE
from connector.wiring.desk import open_desk
from devtools.slapd import PrivateSlapd
from tests.support.gate import Gate
from tests.support.installation import ROOT, Installation, quiet_slapd
from tests.support.postoffice import PostOffice, free_port, post_office
from tests.support.serving import Served, served

FIRST = date(2026, 3, 2)
"""The day the connector is installed, a Monday; the night of day 1 is the first."""
NIGHT, MORNING, DAY = clock_time(1, 36), clock_time(6, 5), clock_time(10, 1)
SECONDS = 60
TABLES = """
[notices]
server = "127.0.0.1"
port = {port}
security = "none"
sender = "hop-thu@ninhbinh.gov.vn"
it = ["it@ninhbinh.gov.vn"]
hr = ["nhan-su@ninhbinh.gov.vn"]
agencies = true
[inbox]
policy = "sync"
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter that the mail server took."""

    day: int
    """0 is the day of the installation."""
    at: clock_time
    mail: EmailMessage


@dataclass
class Month:
    """A folder, a directory behind a gate, a mail server, and the service at some moment."""

    made: Installation
    gate: Gate
    port: int
    arrivals: list[Arrival] = field(default_factory=list)
    post: ExitStack = field(default_factory=ExitStack)
    office: PostOffice = field(default_factory=PostOffice)
    moment: datetime = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    service: Served | None = None

    def at(self, day: int, hour: clock_time, rounds: int = 1) -> None:
        """Set the clock and let the service come round; one that was killed is started again."""
        self.moment = moment_of(day, hour)
        if self.service is None:
            self.service = served(self.made.config, self.moment)
        self.service.at(self.moment, rounds)

    def night(self, day: int) -> None:
        """Let a night and its morning pass."""
        self.at(day, NIGHT)
        self.at(day, MORNING)

    def drop(self, name: str, content: bytes) -> None:
        """Let HR put a file into the folder."""
        (self.made.folder / "inbox" / name).write_bytes(content)

    def dropped(self, day: int, name: str, content: bytes, hour: clock_time = DAY) -> None:
        """Let HR put a file into the folder, and the service look twice."""
        self.drop(name, content)
        self.at(day, hour, rounds=2)

    def approve(self, day: int, hour: clock_time = clock_time(14)) -> None:
        """Approve the plan as it is then, as `connector approve` does, by this clock."""
        self.moment = moment_of(day, hour)
        with open_desk(self.running.bench.settings, self.running.clock) as desk:
            self.running.clock.moment = self.moment
            plan = plans_of(desk, think(desk))["target"].plan
            assert plan.holds
            desk.ledger.approve(Approval(plan.digest, "quantri", self.moment))

    def suspend(self, day: int, key: str) -> None:
        """Order a suspension, as `connector suspend` does, by this clock."""
        with self.running.bench.ledger() as ledger:
            today = moment_of(day, DAY).date()
            ledger.lives.give(Order(key, Demand.SUSPEND, "quantri", today, "7/CV-STTTT", "Điều 12"))

    @property
    def running(self) -> Served:
        """The service, which is running."""
        assert self.service is not None
        return self.service

    def killed(self, day: int, hour: clock_time, rounds: int, when: "Callable[[Process], None]") -> None:
        """Let a process of its own come round instead; `when` waits for the point at which it is killed."""
        self.moment = moment_of(day, hour)
        self.service = None
        command = [sys.executable, "-m", "tests.support.serving", str(self.made.config)]
        process = subprocess.Popen([*command, self.moment.isoformat(), str(rounds)], cwd=ROOT)
        try:
            when(process)
            process.kill()
        finally:
            process.wait(SECONDS)
        assert process.returncode < 0, "it ended before it could be killed"

    def open_post(self) -> None:
        """Start the mail server."""
        self.office = self.post.enter_context(post_office(port=self.port))
        self.office.taken = self._take

    def close_post(self) -> None:
        """Stop the mail server."""
        self.post.close()

    def _take(self, mail: EmailMessage) -> None:
        now = self.moment
        self.arrivals.append(Arrival((now.date() - FIRST).days, now.time(), mail))

    def turns(self) -> Sequence[Turn]:
        """Return every turn, oldest first."""
        with self.running.bench.ledger() as ledger:
            return list(reversed(ledger.slots.turns(limit=100_000)))


Process = subprocess.Popen[bytes]


def moment_of(day: int, hour: clock_time) -> datetime:
    """Return a moment of the month."""
    return datetime.combine(FIRST + timedelta(days=day), hour, ZONE)


def wait_until(reached: Callable[[], bool], process: Process) -> None:
    """Wait for a point that a process comes to."""
    deadline = time.monotonic() + SECONDS
    while not reached():
        assert process.poll() is None or reached(), "the process ended before the point was reached"
        assert time.monotonic() < deadline, "the point is never reached"
        time.sleep(0.005)


@contextmanager
def month_of(folder: Path, organisation: str, slapd: PrivateSlapd) -> Iterator[Month]:
    """Yield an organisation on the day its connector is installed, its schedules known."""
    with Gate(slapd.port) as gate:
        port = free_port()
        made = Installation(folder, organisation, slapd, more=TABLES.format(port=port))
        made.config.write_text(
            made.config.read_text(encoding="utf-8").replace(slapd.uri, gate.uri), encoding="utf-8"
        )
        month = Month(made, gate, port)
        with month.post:
            month.open_post()
            month.at(0, clock_time(9))
            yield month


def fresh(folder: Path, organisation: str, roster: bytes) -> PrivateSlapd:
    """Return a stopped server into which nothing but this roster was ever loaded."""
    with quiet_slapd(folder / "slapd", organisation) as slapd:
        made = Installation(folder / "office", organisation, slapd)
        made.receive(roster)
        loaded = made.first_load()
        assert loaded.code in (0, 3), loaded.said
    return slapd
