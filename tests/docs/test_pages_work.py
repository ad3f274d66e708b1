"""What the manual shows is what happens: the quick start, the outputs, the picture."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from devtools import morning, picture, transcript

ROOT = Path(__file__).resolve().parents[2]
LARGEST_PICTURE = 60 * 1024


def quick_start() -> str:
    """Return the commands under "quick start" in README.md, with the digest that a reader would copy."""
    block = (ROOT / "README.md").read_text(encoding="utf-8").partition("<!-- quick start -->")[2]
    commands = block.partition("```sh\n")[2].partition("```")[0]
    digest = '''"$(connector plan --json | python -c 'import json, sys; print(json.load(sys.stdin)["digest"][:12])')"'''
    assert "connector approve MÃ" in commands
    return commands.replace("./scripts/setup\n", "").replace("approve MÃ", f"approve {digest}")


def test_quick_start_works(tmp_path: Path) -> None:
    """A reader who types the block line by line ends with mailboxes, and each line succeeds or waits for a person."""
    for shared in ("examples", ".venv"):
        (tmp_path / shared).symlink_to(ROOT / shared)
    stop_at_errors = "trap 'code=$?; case $code in 2|3) ;; *) exit $code ;; esac' ERR\n"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["/bin/bash", "-c", stop_at_errors + quick_start()],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mail: nvtrung@khanhhoa.gov.vn" in (tmp_path / "thu" / "danh-ba.ldif").read_text(encoding="utf-8")
    assert (tmp_path / "thu" / "ke-hoach.html").stat().st_size > 0


@pytest.mark.parametrize("page", ["docs/one-person.md"])
def test_outputs_on_a_page_are_those_of_today(page: str) -> None:
    """Each command of the page prints what the page shows; `python -m devtools.transcript` renews it."""
    stored = (ROOT / page).read_text(encoding="utf-8")
    assert transcript.steady(transcript.played(stored)) == transcript.steady(stored)


def words(drawing: str) -> list[str]:
    """Return the text in an SVG, whatever its fonts, colours and digest."""
    return re.findall(r">([^<>]+)</text>", transcript.steady(drawing))


PICTURES = pytest.mark.parametrize("drawn", [picture, morning], ids=["plan", "status"])


@PICTURES
def test_picture_shows_what_is_printed_today(drawn: ModuleType) -> None:
    """The stored picture says what `python -m devtools.picture` draws now."""
    assert words(drawn.FILE.read_text(encoding="utf-8")) == words(drawn.draw())


@PICTURES
def test_picture_is_small_and_calls_nobody(drawn: ModuleType) -> None:
    """It loads nothing from another place and can be read in the repository."""
    drawing = drawn.FILE.read_text(encoding="utf-8")
    assert drawn.FILE.stat().st_size <= LARGEST_PICTURE
    assert re.findall(r"url\(\"?http|<image|<script|@import|@font-face", drawing) == []
