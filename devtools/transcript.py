"""`python -m devtools.transcript PAGE…`: run the commands of a page and put their real output into it.

A block of a page that begins with ```` ```console ```` holds commands after `$ `, each followed by what it
prints. A line `<!-- $ command -->` outside of the blocks is run as well and shows nothing. `MÃ` in a command stands for
the digest that a plan has shown last. All commands of a
page run one after the other in one new folder, with `connector` on PATH and the example workbooks in
`examples/`; the invented clerk who types them is called quantri.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from connector.shipped import shipped

HIDDEN: Final = re.compile(r"<!-- \$ (.+) -->")
DIGEST: Final = re.compile(r"connector approve ([0-9a-f]{12})")
MOVING: Final = (
    (re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}"), "RUN"),
    (re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d|\d{4}-\d\d-\d\d \d\d:\d\d"), "MOMENT"),
    (re.compile(r"\b\d+ giây"), "SECONDS"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "DIGEST"),
)
"""What differs from run to run, or with every word that is changed in a regulation."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder and an environment to run commands in."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, command: str) -> Sequence[str]:
        """Return the lines a command prints, errors included, without blanks at their ends."""
        done = subprocess.run(  # noqa: S603 — the commands of our own pages
            ["/bin/bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return [line.rstrip() for line in done.stdout.rstrip().splitlines()]


@contextmanager
def desk() -> Iterator[Desk]:
    """Give a new folder with the examples in it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "examples").symlink_to(shipped("examples"))
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        mine = {name: value for name, value in os.environ.items() if not name.startswith("CONNECTOR_")}
        yield Desk(
            Path(folder), {**mine, "PATH": path, "COLUMNS": "100", "LOGNAME": "quantri", "LANG": "C.UTF-8"}
        )


def played(page: str) -> str:
    """Return the page with the output that its commands give now."""
    with desk() as where:
        return "\n".join(_lines(page.split("\n"), where))


def _lines(page: Sequence[str], where: Desk) -> Iterator[str]:
    inside = False
    digest = "MÃ"
    for line in page:
        hidden = HIDDEN.fullmatch(line)
        if hidden:
            where.run(hidden[1])
        if line.startswith("```"):
            inside = not inside and line == "```console"
            yield line
        elif not inside:
            yield line
        elif line.startswith("$ "):
            printed = where.run(line.removeprefix("$ ").replace("MÃ", digest))
            digest = next((found[1] for one in printed if (found := DIGEST.search(one))), digest)
            yield line
            yield from printed


def steady(page: str) -> str:
    """Return the page without what differs from run to run."""
    for pattern, word in MOVING:
        page = pattern.sub(word, page)
    return page


def main(pages: Sequence[str]) -> int:
    """Rewrite each page."""
    for page in map(Path, pages):
        page.write_text(played(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
