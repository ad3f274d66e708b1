"""The demonstration keeps its word: it ends with 0 only where all that it tells has happened."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connector.text import Language
from devtools.demo.stage import Stage, WentWrong

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 110
"""Columns: a terminal of 100, and the few addresses and digests that cannot be folded."""


def demo(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the demonstration, with its folder below `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "devtools.demo", *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slapd
@pytest.mark.slow
def test_demo_tells_the_whole_story_on_a_server(tmp_path: Path) -> None:
    """All acts are played on a private slapd, the second run writes nothing, and nothing is left behind."""
    done = demo(folder=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "ldapsearch -x" in done.stdout
    assert "Không ghi gì thêm." in done.stdout
    assert "\x1b[" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= LONGEST
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_demo_does_the_same_without_a_server_and_says_so(tmp_path: Path) -> None:
    """On an LDIF file, in English, and with --keep the folder stays and is named."""
    done = demo("--ldif", "--lang", "en", "--keep", folder=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    (kept,) = tmp_path.iterdir()
    assert str(kept) in done.stdout
    assert (kept / "danh-ba.ldif").exists()
    assert "no server, as asked" in done.stdout


def stage(folder: Path) -> Stage:
    """Return a stage without colours that writes into memory."""
    return Stage(folder, Language.VI, io.StringIO(), 100, coloured=False, wait=False)


def test_a_step_that_ends_otherwise_ends_the_story(tmp_path: Path) -> None:
    """An exit code that was not announced is not told as a success."""
    with pytest.raises(WentWrong, match="false"):
        stage(tmp_path).type(["false"], ["false"])
    assert stage(tmp_path).type(["false"], ["false"], expect=1) == ""


def test_a_claim_that_does_not_hold_ends_the_story(tmp_path: Path) -> None:
    """What is proven behind the scenes is really looked at."""
    with pytest.raises(WentWrong, match="sai"):
        stage(tmp_path).prove(holds=False, vi="sai", en="wrong")


def test_long_commands_are_folded_as_a_shell_takes_them(tmp_path: Path) -> None:
    """A command wider than the stage goes on after a backslash, and stays the same command."""
    played = stage(tmp_path)
    played.prompt(["echo", *["một hai"] * 20])
    shown = played.out.getvalue().strip()  # type: ignore[attr-defined]  # it is the StringIO above
    assert max(map(len, shown.splitlines())) <= 100
    said = subprocess.run(["/bin/bash", "-c", shown[2:]], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["một", "hai"] * 20
