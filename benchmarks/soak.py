"""`connector serve` under dropped workbooks, for minutes or an hour: does its memory stay flat?

    ./scripts/bench soak [--minutes 10] [--people 500] [--every 20]

A real service on one LDIF file, with a schedule that runs every minute and a workbook dropped every so many seconds:
each with people who joined or left, now and then one that cannot be read. Each minute it prints the resident set
of the process (VmRSS), how many files were answered and how many turns ended; at the end the growth per hour,
by the least squares line through the second half, when every library is loaded.

Goal: below 20 MB an hour, no turn failed, every file answered, SIGTERM ends with code 0.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from connector.sample.generate import generate
from connector.sample.workbook import write_workbook

SETTINGS = """\
organisation = "ubnd-khanhhoa"
[source]
people = "nhan-su.xlsx"
[target]
kind = "ldif"
file = "danh-ba.ldif"
base_dn = "dc=khanhhoa,dc=gov,dc=vn"
[safety]
creates = { floor = 100000, share = 1.0 }
updates = { floor = 100000, share = 1.0 }
renames = { floor = 100000, share = 1.0 }
source_loss_held = 1.0
source_loss_refused = 1.0
[inbox]
policy = "sync"
poll_seconds = 1
[log]
to = "file"
[monitor]
textfile = "connector.prom"
[schedule.change.sync]
cron = "* * * * *"
jitter_minutes = 0
[schedule.change.backup]
cron = "*/5 * * * *"
"""


@dataclass(slots=True)
class Soak:
    """One organisation whose service is watched."""

    folder: Path
    people: int
    dropped: int = 0
    samples: list[tuple[float, float]] = field(default_factory=list)
    """(minutes, MB)."""

    def prepare(self) -> None:
        """Write settings and the first workbook."""
        (self.folder / "connector.toml").write_text(SETTINGS, encoding="utf-8")
        (self.folder / "inbox").mkdir()
        self._write(self.folder / "nhan-su.xlsx")

    def drop(self) -> None:
        """Let HR drop the next file, with people who joined or left since; every seventh is none."""
        hidden = self.folder / "inbox" / ".next"
        self._write(hidden)
        content = hidden.read_bytes()
        if self.dropped % 7 == 6:
            content = content[: len(content) // 2].replace(b"PK\x05\x06", b"") + b"no workbook"
        hidden.write_bytes(content)
        hidden.rename(self.folder / "inbox" / f"thang-{self.dropped:04}.xlsx")
        self.dropped += 1

    def _write(self, file: Path) -> None:
        """Write the roster as it is now: the same people as before, and some who joined or left."""
        roster = generate(self.people, 20, "ubnd-khanhhoa", seed=5)
        left = 20 * (self.dropped % 3) + self.dropped % 20
        write_workbook(file, replace(roster, people=roster.people[: len(roster.people) - left]))

    def events(self) -> Counter[str]:
        """Count what the log says: files by verdict, turns by ending."""
        found: Counter[str] = Counter()
        for file in (self.folder / "log").glob("*.jsonl"):
            for line in file.read_text(encoding="utf-8").splitlines():
                event = json.loads(line)
                found[f"{event['event']} {event.get('verdict') or event.get('ending') or ''}".strip()] += 1
        return found

    def growth(self) -> float:
        """Return MB per hour over the second half."""
        half = self.samples[len(self.samples) // 2 :]
        mean_x, mean_y = (sum(values) / len(half) for values in zip(*half, strict=True))
        above: float = sum((x - mean_x) * (y - mean_y) for x, y in half)
        below: float = sum((x - mean_x) ** 2 for x, _ in half) or 1.0
        return 60 * above / below


def resident(pid: int) -> float:
    """Return the resident set of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def watch(soak: Soak, service: "subprocess.Popen[bytes]", minutes: float, every: float) -> None:
    """Drop files and take samples for so long."""
    began = time.monotonic()
    next_file = next_sample = began
    while (now := time.monotonic()) - began < minutes * 60:
        if service.poll() is not None:
            sys.exit(f"the service ended with {service.returncode}")
        if now >= next_file:
            soak.drop()
            next_file += every
        if now >= next_sample:
            soak.samples.append(((now - began) / 60, resident(service.pid)))
            print(
                f"{soak.samples[-1][0]:6.1f} min  {soak.samples[-1][1]:7.1f} MB  {dict(soak.events())}",
                flush=True,
            )
            next_sample += 60 if minutes > 5 else 10
        time.sleep(0.2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--every", type=float, default=20, help="seconds between two files")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), asked.people)
        soak.prepare()
        command = [sys.executable, "-m", "connector", "--config", f"{folder}/connector.toml", "serve"]
        service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            watch(soak, service, asked.minutes, asked.every)
            service.send_signal(signal.SIGTERM)
            code = service.wait(timeout=120)
        finally:
            service.kill()
        print(f"{soak.dropped} files dropped; {dict(soak.events())}; SIGTERM: {code}")
        print(f"growth over the second half: {soak.growth():+.1f} MB an hour")
    return code


if __name__ == "__main__":
    sys.exit(main())
