"""What is shipped for systemd and cron: accepted by systemd, hardened, at the times that the schedules have."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from connector.jobs.kinds import INBOX
from connector.jobs.schedules import load_schedule

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "packaging" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
TIMERS = [unit for unit in UNITS if unit.suffix == ".timer"]
SCHEDULES = {file.stem: load_schedule(file) for file in sorted((ROOT / "schedules").glob("*.toml"))}
PROGRAM = "/opt/connector/bin/connector"
EXPOSURE = 20
"""Tenths: systemd calls up to 3 "OK"."""
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze is missing (Debian package systemd): units were not verified",
)


def keys(unit: Path, key: str) -> list[str]:
    """Return every value of a key in a unit."""
    return re.findall(rf"^{re.escape(key)}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run systemd-analyze."""
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


@needs_systemd
def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    """No unknown key, no bad value; with a program at the place where it will be."""
    copies: list[Path] = []
    for unit in UNITS:
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text(encoding="utf-8").replace(PROGRAM, sys.executable), encoding="utf-8")
        copies.append(copy)
    found = analyze("verify", "--man=no", *copies)
    complaints = [line for line in found.stderr.splitlines() if "connector" in line]
    assert complaints == []


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_systemd_finds_little_exposed(unit: Path) -> None:
    """Systemd's own review of the sandbox stays below our limit."""
    found = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", unit)
    assert found.returncode == 0, found.stdout.splitlines()[-1:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_nobody_and_may_write_its_own_folder_only(unit: Path) -> None:
    """Its own account, no capability, a file system that is read-only but for its state, secrets as credentials."""
    assert keys(unit, "User") == ["connector"]
    assert keys(unit, "CapabilityBoundingSet") == [""]
    assert keys(unit, "NoNewPrivileges") == ["yes"]
    assert keys(unit, "LimitCORE") == ["0"]
    assert keys(unit, "ProtectSystem") == ["strict"]
    assert keys(unit, "StateDirectory") == ["connector"]
    assert keys(unit, "LoadCredential") == ["ldap:/etc/connector/credentials/ldap"]


def test_both_services_have_the_same_sandbox() -> None:
    """A job that a timer starts may no more than the service."""
    first, second = (unit.read_text(encoding="utf-8").partition("User=connector")[2] for unit in SERVICES)
    assert first.strip() == second.partition("[Install]")[0].strip()


def test_every_schedule_has_its_timer_at_its_time() -> None:
    """The timers call what the schedules would do, at the same minute of Vietnam."""
    assert {timer.stem.removeprefix("connector-") for timer in TIMERS} == SCHEDULES.keys() - {INBOX}
    for timer in TIMERS:
        name = timer.stem.removeprefix("connector-")
        schedule = SCHEDULES[name]
        assert schedule.times is not None
        minute, hour, _, _, day = schedule.times.cron.split()
        days = f"{day.title()} " if day != "*" else ""
        begins = "*:00/15" if minute == "*/15" else f"{int(hour):02}:{int(minute):02}"
        wanted = f"{days}*-*-* {begins}:00 {schedule.times.zone}"
        assert keys(timer, "OnCalendar") == [wanted]
        assert keys(timer, "Persistent") == ["yes"]
        assert keys(timer, "Unit") == [f"connector-job@{name}.service"]


def lines(page: Path) -> Sequence[str]:
    """Return the lines of a crontab that do something."""
    found = page.read_text(encoding="utf-8").splitlines()
    return [line for line in found if line and line[0] != "#" and "=" not in line.split()[0]]


def test_the_crontab_calls_every_job_at_its_time() -> None:
    """As the schedules have it; the folder is looked at every five minutes."""
    called: dict[str, str] = {}
    for line in lines(ROOT / "packaging" / "cron" / "connector"):
        minute, hour, _, _, day, account, program, *words = line.split()
        assert (account, program) == ("connector", "connector")
        called[words[1] if words[0] == "job" else words[0]] = f"{minute} {hour} * * {day.replace('0', 'sun')}"
    wanted = {name: one.times.cron for name, one in SCHEDULES.items() if one.times is not None}
    assert called == {**wanted, INBOX: "*/5 * * * *"}
