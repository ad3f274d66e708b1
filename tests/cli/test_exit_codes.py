"""What a script may rely on: 0, 1, 2, 3 and 75."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connector.sample.generate import generate
from tests.support.hr import changed_person, edited, written
from tests.support.installation import WIDE, Installation

ORGANISATION = "skhcn-quangtri"
PEOPLE = 12
WAITED = 5.0
"""Seconds within which even a busy machine starts and ends a process that does not wait."""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give a roster that asks no question."""
    return written(generate(PEOPLE, 8, ORGANISATION, seed=3), tmp_path_factory.mktemp("roster"))


@pytest.fixture
def office(tmp_path: Path, workbook: bytes) -> Installation:
    """Give an installation that has not run yet."""
    found = Installation(tmp_path, ORGANISATION, more=WIDE)
    found.receive(workbook)
    return found


def test_plan_and_apply_say_by_their_code_what_is_to_do(office: Installation, workbook: bytes) -> None:
    """2 while changes are pending, 0 when they are written and when nothing is to do, 3 when something waits."""
    assert office.run("plan").code == 2
    assert office.run("apply", "--yes").code == 0
    assert office.run("plan").code == 0
    assert office.run("sync").code == 0
    assert office.run("questions").code == 0

    # Under another HR key somebody is missing: whether that box is closed is for a person to say.
    office.receive(edited(workbook, changed_person("QT000002", Mã_cán_bộ="QT009999")))
    assert office.run("plan").code == 3
    assert office.run("questions").code == 3
    assert office.run("sync").code == 3


def test_apply_without_an_answer_writes_nothing(office: Installation) -> None:
    """Whoever is asked and cannot answer (no terminal) has not said yes."""
    ran = office.run("apply")
    assert ran.code == 130
    assert "Traceback" not in ran.err
    assert not (office.folder / "danh-ba.ldif").exists()


@contextmanager
def lease(office: Installation) -> Iterator[None]:
    """Hold the lease as another run would."""
    lock = office.folder / "state" / "run.lock"
    lock.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield
    os.close(descriptor)


@pytest.mark.parametrize("command", [["sync"], ["apply", "--yes"]], ids=" ".join)
def test_a_second_run_gives_way_at_once(office: Installation, command: list[str]) -> None:
    """75 (EX_TEMPFAIL) without waiting for the first; the sentence says that another run is at work."""
    with lease(office):
        began = time.monotonic()
        ran = office.run(*command)
        seconds = time.monotonic() - began
    assert ran.code == 75
    assert "Một lượt chạy khác" in ran.err
    assert seconds < WAITED
    assert not (office.folder / "danh-ba.ldif").exists()


def test_no_command_leaves_a_core_file() -> None:
    """A crash in any library would otherwise write passwords and HR's rows to a disk in clear."""
    program = (
        "import resource\nfrom connector.cli.main import main\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)\n"
        "try:\n    main(['--version'])\nfinally:\n    print(resource.getrlimit(resource.RLIMIT_CORE)[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"
