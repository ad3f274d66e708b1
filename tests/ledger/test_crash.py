"""What a ledger has acknowledged survives a kill at any moment, and a full disk."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from connector.errors import LedgerError
from connector.ledger.sqlite import open_ledger
from connector.model.outcome import Result
from tests.ledger.making import START, create, done, run
from tests.ledger.scribe import PER_WAVE

ROOT = Path(__file__).resolve().parents[2]
SCRIBE = [sys.executable, str(ROOT / "tests" / "ledger" / "scribe.py")]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
FOR_EVER = 10_000


def start(path: Path, waves: int, before: Sequence[str] = ()) -> "subprocess.Popen[str]":
    """Start a scribe, with the command line `before` in front of its own."""
    return subprocess.Popen(
        [*before, *SCRIBE, str(path), str(waves)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )


def assert_acknowledged(path: Path, lines: Sequence[str]) -> None:
    """Everything that the scribe saw acknowledged is there; each wave is there whole or not at all."""
    ledger = open_ledger(path)
    try:
        results: dict[str, list[Result | None]] = {}
        for record in ledger.records():
            results.setdefault(record.key.removeprefix("person/").split("-")[0], []).append(record.result)
        begun = {one.run for one in ledger.runs()}
        owners = ledger.owners()
    finally:
        ledger.close()
    assert len(owners) == PER_WAVE * len(results)
    assert all(len(wave) == PER_WAVE and len(set(wave)) == 1 for wave in results.values())
    for line in lines:
        wave, word = line.split()
        if word == "begun":
            assert begun == {run().run}
        elif word == "intended":
            assert wave in results
        else:
            assert results[wave][0] is Result.DONE


@pytest.mark.parametrize("acknowledged", [1, 2, 3, 6, 15, 40])
@pytest.mark.parametrize("milliseconds", [0, 3])
def test_a_killed_process_loses_nothing_acknowledged(
    tmp_path: Path, acknowledged: int, milliseconds: int
) -> None:
    """SIGKILL right after an acknowledgement, and somewhere inside the next call."""
    path = tmp_path / "ledger.db"
    with start(path, FOR_EVER) as scribe:
        assert scribe.stdout is not None
        lines = [scribe.stdout.readline() for _ in range(acknowledged)]
        time.sleep(milliseconds / 1000)
        scribe.kill()
        lines += [line for line in scribe.stdout if line.endswith("\n")]
    assert scribe.returncode == -signal.SIGKILL
    assert_acknowledged(path, lines)


def strace_works() -> bool:
    """Tell whether strace is there and may trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode == 0


needs_strace = pytest.mark.skipif(
    not strace_works(), reason="strace is missing or may not trace (Debian package strace)"
)


@needs_strace
@pytest.mark.parametrize(
    ("call", "number"),
    [
        *(("pwrite64", number) for number in (1, 2, 5, 12, 30, 60)),
        *(("fdatasync", number) for number in (1, 3, 7)),
    ],
)
def test_a_kill_at_a_system_call_loses_nothing_acknowledged(tmp_path: Path, call: str, number: int) -> None:
    """Killed at the n-th write or flush, even while its tables are made, the ledger opens and is whole."""
    path = tmp_path / "ledger.db"
    inject = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}"]
    inject += ["-e", f"inject={call}:signal=KILL:when={number}"]
    with start(path, FOR_EVER, inject) as scribe:
        assert scribe.stdout is not None
        lines = [line for line in scribe.stdout if line.endswith("\n")]
    assert scribe.returncode != 0
    assert_acknowledged(path, lines)


@needs_strace
@pytest.mark.parametrize("fault", ["pwrite64:error=ENOSPC:when=60+", "fdatasync:error=EIO:when=8+"])
def test_a_failing_disk_ends_the_run_with_one_sentence(tmp_path: Path, fault: str) -> None:
    """Where the disk takes no more, the call raises; what was acknowledged before is there."""
    path = tmp_path / "ledger.db"
    inject = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={fault.partition(':')[0]}"]
    with start(path, FOR_EVER, [*inject, "-e", f"inject={fault}"]) as scribe:
        words, complaint = scribe.communicate(timeout=60)
    assert scribe.returncode == 1
    assert "ổ đĩa đã đầy hoặc bị lỗi" in complaint
    assert "Traceback" not in complaint
    assert_acknowledged(path, words.splitlines())


def test_a_full_disk_is_said_and_the_ledger_goes_on_afterwards(tmp_path: Path) -> None:
    """A limit on the file's size stands for the full disk; once there is room again, so is the ledger."""
    ledger = open_ledger(tmp_path / "ledger.db")
    ledger.begin(run())
    ledger.intend(run().run, [create("1")], START)
    wave = [create(f"2-{number}") for number in range(2_000)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        with pytest.raises(LedgerError) as caught:
            ledger.intend(run().run, wave, START)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "ổ đĩa đã đầy" in str(caught.value)
    assert str(tmp_path / "ledger.db") in str(caught.value)
    assert "Nguyễn" not in str(caught.value)
    ledger.settle(run().run, done(create("1")), START)
    assert [record.result for record in ledger.records()] == [Result.DONE]
    ledger.intend(run().run, wave, START)
    assert len(ledger.owners()) == 2_001
    ledger.close()


def test_no_run_begins_without_room_for_its_records(tmp_path: Path) -> None:
    """Reading goes on where the disk is nearly full, but a run does not begin."""
    ledger = open_ledger(tmp_path / "ledger.db", room_mib=2**40)
    with pytest.raises(LedgerError, match="MiB"):
        ledger.begin(run())
    assert list(ledger.runs()) == []
    ledger.close()
