"""Whatever is killed or lost on the way: each new box has one password, and whoever opens its envelope gets in."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from pyrage import x25519

from connector.ledger.memory import MemoryLedger
from connector.model.envelope import EnvelopeState, Occasion
from connector.model.outcome import Result
from connector.passwords.delivering import deliver
from connector.passwords.issuer import Issuer
from connector.passwords.issuing import Issuing
from connector.passwords.renewing import renew
from connector.passwords.settling import settle
from connector.ports.envelopes import Pocket
from connector.rules.passwords import first_password
from connector.sample.generate import generate
from connector.sealing.hashing import hashed
from connector.sealing.sealer import AgeSealer, Form, Way
from connector.targets.openldap.settings import DriverChoice
from connector.targets.openldap.target import OpenLdapTarget
from connector.targets.owned import Owned
from connector.targets.retrying import Retrying
from devtools.slapd import PrivateSlapd
from tests.passwords.support import dn_of, keys, passwords, slips_in
from tests.support.boxes import create, person
from tests.support.chaos import Chaos, Mishap
from tests.support.hr import written
from tests.support.installation import Installation, quiet_slapd
from tests.support.worlds import BASE, OWNER, codec, settings

pytestmark = pytest.mark.slapd

ORGANISATION = "ubnd-khanhhoa"
PEOPLE = 60
SECONDS = 60
HA = person("NV0001")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def rows(ledger: Path, query: str) -> int:
    """Return what a query counts; it only looks."""
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=5)) as connection:
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def made(slapd: PrivateSlapd) -> int:
    """Return how many boxes carry an envelope."""
    return len(slapd.search("(connectorEnvelope=*)", ("1.1",)))


Point = Callable[[Installation], bool]
POINTS: dict[str, Point] = {
    "sealed, nothing set": lambda office: rows(office.ledger, "SELECT count(*) FROM envelope") > 0,
    "some are set": lambda office: made(office.server) >= 3,
    "most are set": lambda office: made(office.server) >= PEOPLE * 0.7,
    "the first are marked": lambda office: (
        rows(office.ledger, "SELECT count(*) FROM envelope WHERE state = 'in-force'") > 0
    ),
}


@pytest.mark.parametrize("point", POINTS.values(), ids=list(POINTS))
def test_a_killed_run_loses_no_password_and_makes_none_twice(point: Point, tmp_path: Path) -> None:
    """SIGKILL at this point, run again, hand over: one slip for each box, and each of them opens its box."""
    _, own = keys(tmp_path)
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as slapd:
        more = passwords(own, 'name = "*"\nform = "slips"')
        office = Installation(tmp_path / "office", ORGANISATION, slapd, more=more)
        office.receive(written(generate(PEOPLE, 5, ORGANISATION, seed=3), tmp_path))
        process = office.start("sync", "--json")
        deadline = time.monotonic() + SECONDS
        while not point(office) and process.poll() is None:
            time.sleep(0.002)
            assert time.monotonic() < deadline, "the point is never reached"
        process.kill()
        process.communicate()
        assert office.run("sync").code in (0, 3)
        assert office.run("password", "deliver", "--out", str(tmp_path / "giao")).code == 0
        slips = slips_in(tmp_path / "giao")
        boxes = slapd.search("(&(objectClass=connectorMailbox)(mail=*))", ("mail",))
        assert sorted(address for address, _ in slips) == sorted(box.first("mail") for box in boxes)
        assert len({password for _, password in slips}) == len(slips)
        assert [a for a, password in slips if slapd.bind(dn_of(slapd, a), password) != 0] == []
        assert office.run("password", "status", "--json").json[0]["standing"] == "unchanged"


@dataclass(slots=True)
class Table:
    """A desk for first passwords over a server, with a clock that stands until it is moved."""

    target: OpenLdapTarget
    pocket: Pocket
    sealer: AgeSealer
    workers: ThreadPoolExecutor
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    at: datetime = NOW
    clear: list[str] = field(default_factory=list)
    """Every password that was made."""

    def now(self) -> datetime:
        """Be the clock."""
        return self.at

    @property
    def issuer(self) -> Issuer:
        """Make passwords and note them."""
        numbers = count(len(self.clear))

        def make() -> str:
            self.clear.append(first_password(Random(len(self.clear))))  # noqa: S311 - a test
            return self.clear[-1]

        return Issuer(
            clock=self,
            make=make,
            name=lambda: f"e{next(numbers)}",
            hashed=hashed,
            sealer=self.sealer,
            valid=timedelta(days=7),
            by="test",
            workers=self.workers,
        )

    def issuing(self) -> Issuing:
        """Return the target as a run uses it."""
        patient = Retrying(self.target, sleep=lambda _: None, rng=Random(1))  # noqa: S311 - no secret
        return Issuing(
            Owned(patient), self.target, self.pocket, self.ledger.envelopes, self.issuer, ("person",)
        )

    def states(self) -> list[EnvelopeState]:
        """Return where every envelope stands."""
        return [one.state for one in self.ledger.envelopes.envelopes()]


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give an empty server."""
    with PrivateSlapd(tmp_path / "slapd", BASE, owners=(OWNER,)) as server:
        yield server


@pytest.fixture
def chaos(slapd: PrivateSlapd) -> Iterator[Chaos]:
    """Give a proxy in front of it."""
    with Chaos(slapd.port) as proxy:
        yield proxy


@pytest.fixture(params=["native", "pure"])
def table(request: pytest.FixtureRequest, slapd: PrivateSlapd, chaos: Chaos) -> Iterator[Table]:
    """Give a desk behind the proxy, through each driver."""
    own = str(x25519.Identity.generate())
    sealer = AgeSealer({"*": Way(Form.SLIPS)}, lambda: own)
    server = replace(settings(slapd, DriverChoice(request.param)), uri=chaos.uri, operation_timeout=3.0)
    pocket: Pocket = {}
    target = OpenLdapTarget(server, codec(), pocket=pocket)
    with ThreadPoolExecutor(2) as workers:
        target.read()
        yield Table(target, pocket, sealer, workers)
    target.close()


def opens(slapd: PrivateSlapd, password: str) -> bool:
    """Tell whether a password opens HA's box."""
    return slapd.bind(codec().dn(HA.key), password) == 0


@pytest.mark.parametrize("mishap", [Mishap.REQUEST_LOST, Mishap.HALF_REQUEST, Mishap.REPLY_LOST])
def test_a_creation_without_an_answer_has_the_password_of_its_envelope(
    table: Table, slapd: PrivateSlapd, chaos: Chaos, mishap: Mishap
) -> None:
    """Whether the write happened or was sent again: one envelope, in force, and it opens the box."""
    issuing = table.issuing()
    issuing.read()
    chaos.mishap = mishap
    assert [one.result.settled for one in issuing.apply([create(HA)])] == [True]
    assert table.states() == [EnvelopeState.IN_FORCE]
    assert opens(slapd, table.clear[0])
    assert table.pocket == {}


@pytest.mark.parametrize(
    ("mishap", "result"), [(Mishap.REPLY_LOST, Result.DONE), (Mishap.REQUEST_LOST, Result.UNKNOWN)]
)
def test_a_reset_without_an_answer_is_read_back(
    table: Table, slapd: PrivateSlapd, chaos: Chaos, mishap: Mishap, result: Result
) -> None:
    """What happened is found by the envelope's id in the entry; what did not is done again, with a new one."""
    list(table.issuing().apply([create(HA)]))
    chaos.mishap = mishap
    kept = table.ledger.envelopes
    _, became = renew(kept, table.target, table.issuer, HA, Occasion.RESET, document="1")
    assert became is result
    if result is Result.DONE:
        assert table.states() == [EnvelopeState.VOID, EnvelopeState.IN_FORCE]
        assert opens(slapd, table.clear[1])
        return
    assert table.states() == [EnvelopeState.IN_FORCE, EnvelopeState.SEALED]
    assert opens(slapd, table.clear[0])
    _, again = renew(kept, table.target, table.issuer, HA, Occasion.RESET, document="1")
    assert again is Result.DONE
    assert table.states() == [EnvelopeState.VOID, EnvelopeState.VOID, EnvelopeState.IN_FORCE]
    assert opens(slapd, table.clear[2])


def test_a_late_write_is_believed_when_it_shows(table: Table, slapd: PrivateSlapd) -> None:
    """An envelope whose box is not there waits until it expires; should the write come late, it is in force."""
    envelope, password = table.issuer.issue(HA, Occasion.NEW)
    table.ledger.envelopes.keep([envelope])
    settle(table.ledger.envelopes, table.target, table.now())
    assert table.states() == [EnvelopeState.SEALED]
    table.pocket[HA.key] = password
    list(table.target.apply([create(HA)]))
    settle(table.ledger.envelopes, table.target, table.now())
    assert table.states() == [EnvelopeState.IN_FORCE]
    assert opens(slapd, table.clear[0])


def test_an_envelope_that_never_came_in_force_is_void_in_the_end(table: Table) -> None:
    """After its days, or at once where somebody else made the box."""
    first, _ = table.issuer.issue(HA, Occasion.NEW)
    table.ledger.envelopes.keep([first])
    table.at += timedelta(days=7, seconds=1)
    settle(table.ledger.envelopes, table.target, table.now())
    assert table.states() == [EnvelopeState.VOID]
    list(table.target.apply([create(HA)]))
    second, _ = table.issuer.issue(HA, Occasion.NEW)
    table.ledger.envelopes.keep([second])
    settle(table.ledger.envelopes, table.target, table.now())
    assert table.states() == [EnvelopeState.VOID, EnvelopeState.VOID]


class Killed(BaseException):
    """What a SIGKILL looks like from inside: nothing after it runs."""


@pytest.mark.parametrize("moment", ["before the file is there", "after it"])
def test_a_killed_delivery_writes_the_same_file_again(table: Table, tmp_path: Path, moment: str) -> None:
    """Whoever is killed while handing over finishes that file; there is never a second one."""
    list(table.issuing().apply([create(HA)]))
    kept = table.ledger.envelopes

    def dying(file: Path, content: bytes) -> None:
        if moment == "after it":
            file.write_bytes(content)
        raise Killed

    def writing(file: Path, content: bytes) -> None:
        file.write_bytes(content)

    names = (tmp_path / f"giao-{number}" for number in count())
    for write in (dying, writing, writing):
        try:
            list(deliver(kept, table.sealer, NOW, write, lambda _agency: next(names), lambda _one: True))
        except Killed:
            assert table.states() == [EnvelopeState.DELIVERING]
    assert table.states() == [EnvelopeState.DELIVERED]
    assert [file.name for file in tmp_path.glob("giao*")] == ["giao-0.html"]
    assert slips_in(tmp_path, "giao*") == [(HA.address, table.clear[0])]
