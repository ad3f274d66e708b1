"""Help for every command, in Vietnamese and in English, quickly and without colour codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from connector import __version__
from connector.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ("Usage", "Options", "Show this message", "default:")
VIETNAMESE = ("Cách dùng", "Tùy chọn", "Hiện trợ giúp")


def helped(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m connector` with these arguments in an empty environment."""
    return subprocess.run(
        [sys.executable, "-m", "connector", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself_in_both_languages(command: str) -> None:
    """Vietnamese without an English word of the library's own, and English without a Vietnamese one."""
    arguments = [command] if command else []
    vietnamese = helped(*arguments, "--help")
    english = helped("--lang", "en", *arguments, "--help")
    assert (vietnamese.returncode, english.returncode) == (0, 0)
    assert all(words in vietnamese.stdout for words in VIETNAMESE)
    assert [words for words in ENGLISH if words in vietnamese.stdout] == []
    assert ENGLISH[0] in english.stdout
    assert [words for words in VIETNAMESE if words in english.stdout] == []
    assert "\x1b" not in vietnamese.stdout + english.stdout


def test_the_list_of_commands_says_what_each_does() -> None:
    """One line for each, in the order in which a reader needs them."""
    out = helped("--help").stdout
    places = [out.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert all(text.vi in " ".join(out.split()) for text in COMMANDS.values())


def test_the_version_is_that_of_the_package() -> None:
    """`connector --version` names the program and its version."""
    assert helped("--version").stdout == f"connector, version {__version__}\n"
