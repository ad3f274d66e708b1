"""One run at a time, proven with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connector.errors import AlreadyRunning, SettingsError
from connector.jobs.lease import Lease
from connector.ports import Clock
from connector.text import Language

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from connector.jobs.lease import Lease

class Morning:
    def now(self):
        return datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=7)))

with Lease(Path(sys.argv[1]), Morning()):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(path: Path) -> "subprocess.Popen[str]":
    """Start a process that holds the lease until its input ends, and wait until it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_is_at_work(tmp_path: Path, clock: Clock) -> None:
    """It is refused within a second, with the holder's process number and since when, and exit code 75."""
    path = tmp_path / "run.lock"
    with hold(path) as holder:
        begun = time.monotonic()
        with pytest.raises(AlreadyRunning) as caught, Lease(path, clock):
            pass
        waited = time.monotonic() - begun
        holder.communicate()
    assert waited < 1
    assert caught.value.exit_code == 75
    assert f"tiến trình {holder.pid}, từ 08:00:00 ngày 02/03/2026" in caught.value.say(Language.VI)
    assert f"process {holder.pid}, since 2026-03-02 08:00:00" in caught.value.say(Language.EN)


def test_a_killed_holder_leaves_no_stale_lock(tmp_path: Path, clock: Clock) -> None:
    """The kernel lets go when the holder dies; the file it leaves behind stops nobody."""
    path = tmp_path / "run.lock"
    with hold(path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait(timeout=10)
    assert str(holder.pid) in path.read_text()
    with Lease(path, clock):
        assert str(os.getpid()) in path.read_text()


def test_a_lease_can_be_taken_again_after_it_ended(tmp_path: Path, clock: Clock) -> None:
    """It ends with its block, also where the block raises."""
    lease = Lease(tmp_path / "run.lock", clock)
    with pytest.raises(KeyError), lease:
        raise KeyError
    with lease, pytest.raises(AlreadyRunning), Lease(tmp_path / "run.lock", clock):
        pass


def test_two_organisations_do_not_wait_for_each_other(tmp_path: Path, clock: Clock) -> None:
    """Leases on different files are independent."""
    with Lease(tmp_path / "a" / "run.lock", clock), Lease(tmp_path / "b" / "run.lock", clock):
        assert (tmp_path / "b" / "run.lock").exists()


def test_the_lock_file_is_private(tmp_path: Path, clock: Clock) -> None:
    """Folder and file are made for the account that runs, and for nobody else."""
    path = tmp_path / "state" / "run.lock"
    with Lease(path, clock):
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("words", ["", "{}", "[1]", '{"pid": "x", "since": ""}', "\x00\xff"])
def test_an_unreadable_holder_is_still_a_holder(tmp_path: Path, clock: Clock, words: str) -> None:
    """Who cannot be named is not guessed at: the second run is refused all the same."""
    path = tmp_path / "run.lock"
    with Lease(path, clock):
        path.write_bytes(words.encode("latin-1"))
        with pytest.raises(AlreadyRunning, match="khác vừa bắt đầu"), Lease(path, clock):
            pass


def test_a_lock_file_that_cannot_be_opened_is_named(tmp_path: Path, clock: Clock) -> None:
    """A state folder that is no folder, or a link in the place of the lock, ends with one sentence."""
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for path in (tmp_path / "file" / "run.lock", tmp_path / "link"):
        with pytest.raises(SettingsError) as caught, Lease(path, clock):
            pass
        assert caught.value.where == str(path)


def test_the_moment_is_the_clocks(tmp_path: Path, clock: Clock) -> None:
    """What the file says of its holder comes from the clock that was given."""
    with Lease(tmp_path / "run.lock", clock):
        words = (tmp_path / "run.lock").read_text()
    assert "2026-03-02T08:00:00+07:00" in words


def test_a_full_disk_takes_nobody_the_lock(clock: Clock) -> None:
    """What the file says of its holder is for people only; without it a second one is refused all the same."""
    full = Path("/dev/full")
    if not os.access(full, os.W_OK):
        pytest.skip("this system has no /dev/full")
    with Lease(full, clock), pytest.raises(AlreadyRunning), Lease(full, clock):
        pass
