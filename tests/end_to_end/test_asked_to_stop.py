"""SIGTERM in the middle of a run: it ends at a clean boundary, says so in the ledger, and the next run goes on."""

import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from connector.sample.generate import generate
from tests.support.hr import written
from tests.support.installation import WIDE, Installation, plain, quiet_slapd

pytestmark = pytest.mark.slapd

ORGANISATION = "ubnd-khanhhoa"
PEOPLE = 1500
SECONDS = 60


def settled(ledger: Path) -> int:
    """Return how many changes the ledger has an outcome of."""
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=5)) as connection:
            return int(connection.execute("SELECT count(result) FROM record").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def writing(office: Installation) -> "subprocess.Popen[str]":
    """Start a run and return its process when it has begun to write."""
    process = office.start("sync", "--json")
    deadline = time.monotonic() + SECONDS
    while not settled(office.ledger):
        time.sleep(0.002)
        assert process.poll() is None, "the run ended before it wrote"
        assert time.monotonic() < deadline, "nothing is ever written"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_stop_finishes_what_it_writes(number: signal.Signals, tmp_path: Path) -> None:
    """No change is left without its outcome, the run is finished as stopped, and the next one does the rest."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as slapd:
        office = Installation(tmp_path / "office", ORGANISATION, slapd, more=WIDE)
        office.receive(written(generate(PEOPLE, 24, ORGANISATION, seed=3), tmp_path))
        process = writing(office)
        process.send_signal(number)
        _, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 128 + number, err
        [run] = office.run("runs", "--json").json
        assert run["stopped"]["vi"].startswith("Dừng theo yêu cầu")
        assert run["finished"] is not None
        with closing(sqlite3.connect(office.ledger)) as connection:
            [(left,)] = connection.execute("SELECT count(*) FROM record WHERE result IS NULL")
        assert left == 0
        before = len(plain(slapd))
        assert office.run("sync").code == 3
        assert len(plain(slapd)) > before
        mark = slapd.accesslog_mark()
        assert office.run("sync", "--json").json["counts"] == {}
        assert slapd.accesslog_writes(mark) == []


def test_asked_twice_it_ends_at_once(tmp_path: Path) -> None:
    """The second signal kills; that is a crash like any other, and the next run converges."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as slapd:
        office = Installation(tmp_path / "office", ORGANISATION, slapd, more=WIDE)
        office.receive(written(generate(PEOPLE, 24, ORGANISATION, seed=3), tmp_path))
        process = writing(office)
        slapd.pause()
        try:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            assert process.poll() is None
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=SECONDS)
        finally:
            slapd.resume()
        assert process.returncode == -signal.SIGTERM
        assert office.run("sync").code == 3
        assert office.run("sync", "--json").json["counts"] == {}
