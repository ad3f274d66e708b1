"""`connector serve` as a process of its own, seen from outside: its log lines, its ledger, its folders."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connector.ledger.sqlite import open_ledger
from connector.model.turn import Ending, Turn
from tests.support.installation import EXAMPLES, WIDE, Installation

SECONDS = 90
TABLES = """
[inbox]
policy = "sync"
poll_seconds = 0.2
[log]
to = "file"
[schedule.change.sync]
jitter_minutes = 0
grace_hours = 240
"""


def office(folder: Path, more: str = "") -> Installation:
    """Return an organisation with one LDIF file for a target, whose nightly slot is open."""
    made = Installation(folder, "ubnd-khanhhoa", more=WIDE + TABLES + more)
    made.receive_example("khanh-hoa/thang-01")
    known(made, "sync")
    return made


def known(made: Installation, schedule: str) -> None:
    """Let the ledger know a schedule, so that a service does not take it for new."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    ledger = open_ledger(made.ledger)
    ledger.slots.claim(
        Turn(0, schedule, schedule, "2020-01-01T01:30", "test", long_ago, long_ago, Ending.PASSED)
    )
    ledger.close()


def turns(made: Installation, schedule: str = "sync") -> Sequence[Turn]:
    """Return the turns that were more than passed over, newest first."""
    ledger = open_ledger(made.ledger)
    found = [turn for turn in ledger.slots.turns(schedule=schedule, limit=99) if turn.ending != Ending.PASSED]
    ledger.close()
    return found


def events(made: Installation) -> Iterator[dict[str, Any]]:
    """Yield the lines of the log."""
    for file in sorted((made.folder / "log").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def wait_for(made: Installation, count: int = 1, **wanted: object) -> None:
    """Wait until the log has so many events with these values."""
    deadline = time.monotonic() + SECONDS
    while sum(wanted.items() <= event.items() for event in events(made)) < count:
        assert time.monotonic() < deadline, f"{wanted} never came: {list(events(made))}"
        time.sleep(0.01)


def drop(made: Installation, name: str, example: str) -> None:
    """Let HR copy a workbook into the folder."""
    folder = made.folder / "inbox"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes((EXAMPLES / f"{example}.xlsx").read_bytes())


@contextmanager
def serving(made: Installation) -> "Iterator[subprocess.Popen[str]]":
    """Run `connector serve` for as long as the block lasts; whatever is left of it is killed."""
    process = made.start("serve")
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ended(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGTERM) -> int:
    """Send a signal and return the exit code."""
    process.send_signal(number)
    process.communicate(timeout=SECONDS)
    return process.returncode
