"""`Stage`: what the audience sees. It really runs every command that it shows."""

import os
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from connector.text import Language, Text

WIDEST: Final = 100
NARROWEST: Final = 60
FAILED_TO_START: Final = 127

BOLD: Final = "1"
NARRATION: Final = "36"
PROMPT: Final = "1;32"
GOOD: Final = "32"
BAD: Final = "1;31"
DIM: Final = "2"


class WentWrong(Exception):
    """A step did not do what the narration says."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.vi, what.en)
        self.what = what


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    output: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder to play in, a language to tell in, and a terminal to write on."""

    folder: Path
    language: Language
    out: TextIO
    width: int
    coloured: bool
    wait: bool
    """Whether the audience presses Enter before each act."""

    @classmethod
    def on(cls, out: TextIO, folder: Path, language: Language, *, wait: bool) -> "Stage":
        """Return the stage for a terminal or a pipe."""
        columns = shutil.get_terminal_size((WIDEST, 40)).columns
        return cls(
            folder,
            language,
            out,
            max(NARROWEST, min(WIDEST, columns)),
            out.isatty() and "NO_COLOR" not in os.environ,
            wait,
        )

    def title(self, words: Text) -> None:
        """Say what is played."""
        self._line("")
        self._line(self._ink(BOLD, words.say(self.language)))

    def act(self, number: int, title: Text) -> None:
        """Open an act."""
        if self.wait:
            self._line(
                self._ink(DIM, Text(vi="⏎ Enter để xem tiếp", en="⏎ Enter to go on").say(self.language))
            )
            sys.stdin.readline()
        words = f" {number} · {title.say(self.language)} "
        self._line("")
        self._line(self._ink(BOLD, "━━" + words + "━" * max(2, self.width - len(words) - 2)))

    def tell(self, vi: str, en: str) -> None:
        """Narrate: what comes next and why it matters."""
        self._line("")
        for line in textwrap.wrap(Text(vi=vi, en=en).say(self.language), self.width - 2):
            self._line(self._ink(NARRATION, f"│ {line}"))

    def prove(self, *, holds: bool, vi: str, en: str) -> None:
        """State what was looked at behind the scenes; raises WentWrong where it does not hold."""
        text = Text(vi=vi, en=en)
        if not holds:
            raise WentWrong(text)
        self._line("")
        first, *rest = textwrap.wrap(text.say(self.language), self.width - 2)
        self._line(self._ink(GOOD, f"✓ {first}"))
        for line in rest:
            self._line(self._ink(GOOD, f"  {line}"))

    def connector(self, *arguments: str, expect: int = 0) -> str:
        """Type a `connector` command and return what it printed; raises WentWrong on another exit code."""
        return self.type(["connector", *arguments], self.program(*arguments), expect=expect)

    def program(self, *arguments: str) -> Sequence[str]:
        """Return how the installed `connector` is called."""
        program = Path(sys.executable).with_name("connector")
        return [*([str(program)] if program.exists() else [sys.executable, "-m", "connector"]), *arguments]

    def type(self, shown: Sequence[str], command: Sequence[str], *, expect: int = 0) -> str:
        """Show a command, run it in the folder, show what it prints and return that."""
        self.prompt(shown)
        said = self.run(command)
        self.out.write(said.output)
        self.out.flush()
        if said.code != expect:
            typed = shlex.join(shown)
            raise WentWrong(
                Text(
                    vi=f"«{typed}» kết thúc với mã {said.code}, đáng lẽ phải là {expect}.",
                    en=f"“{typed}” ended with {said.code} in place of {expect}.",
                )
            )
        return said.output

    def prompt(self, shown: Sequence[str]) -> None:
        """Show a command as a person types it, folded where it is long."""
        self._line("")
        pieces = [""]
        for word in (shlex.quote(word) for word in shown):
            longer = f"{pieces[-1]} {word}".lstrip()
            if len(longer) > self.width - 6:
                pieces.append(word)
            else:
                pieces[-1] = longer
        for place, piece in enumerate(pieces):
            mark = self._ink(PROMPT, "$ ") if place == 0 else "    "
            self._line(mark + self._ink(BOLD, piece) + (" \\" if place < len(pieces) - 1 else ""))

    def run(self, command: Sequence[str]) -> Said:
        """Run a command in the folder; what it says of an error follows what it prints."""
        try:
            done = subprocess.run(  # noqa: S603 — programs of ours and of OpenLDAP, with our own arguments
                command,
                cwd=self.folder,
                env=self._environment(),
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except OSError as error:
            return Said(FAILED_TO_START, f"{error}\n")
        return Said(done.returncode, done.stdout + (done.stderr if not done.stdout else ""))

    def show(self, lines: Sequence[str]) -> None:
        """Show lines that a program gave."""
        for line in lines:
            self._line(line)

    def end(self, vi: str, en: str, *, good: bool) -> None:
        """Say how it ended."""
        self._line("")
        sign, style = ("✓", GOOD) if good else ("✗", BAD)
        words = Text(vi=vi, en=en).say(self.language)
        for place, line in enumerate(textwrap.wrap(words, self.width - 2, break_long_words=False)):
            self._line(self._ink(style, f"{sign if place == 0 else ' '} {line}"))

    def _environment(self) -> Mapping[str, str]:
        # FORCE_COLOR: the commands write into a pipe, but what they print is for the terminal behind it.
        mine = {
            name: value for name, value in os.environ.items() if not name.startswith(("CONNECTOR_", "LDAP"))
        }
        mine |= {"COLUMNS": str(self.width), "CONNECTOR_LANG": self.language.value, "LDAPNOINIT": "1"}
        return mine | ({"FORCE_COLOR": "1"} if self.coloured else {})

    def _ink(self, style: str, words: str) -> str:
        return f"\x1b[{style}m{words}\x1b[0m" if self.coloured else words

    def _line(self, words: str) -> None:
        self.out.write(f"{words}\n")
        self.out.flush()
