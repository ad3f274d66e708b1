"""`python -m devtools.picture`: draw the pictures of README.md.

docs/pictures/plan.svg is the plan of the example province's second month, docs/pictures/status.svg how it stands on a
morning of that month (`devtools.morning`). The same functions as those of `connector` read, plan, write and print; only
the clock is ours, so that a month really passes between the two workbooks and each picture comes out the same.
"""

import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Final

from rich.console import Console

from connector.cli.screen import unit_titles
from connector.model.outcome import Report
from connector.render.plan_table import print_plan
from connector.settings import load_settings
from connector.shipped import shipped
from connector.sync import Draft, act, think
from connector.text import Language
from connector.wiring.clock import ZONE
from connector.wiring.desk import open_desk

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "plan.svg"
SETTINGS: Final = """\
organisation = "ubnd-khanhhoa"

[source]
people = "nhan-su.xlsx"

[target]
kind = "ldif"
file = "danh-ba.ldif"
base_dn = "dc=khanhhoa,dc=gov,dc=vn"
"""
MONTHS: Final = (datetime(2026, 1, 5, 8, tzinfo=ZONE), datetime(2026, 2, 5, 8, tzinfo=ZONE))
UNITS: Final = ("A04-03", "A07-01", "A08")
COLUMNS: Final = 100
FOREIGN_FONT: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""A picture that calls another site to fetch a font would tell that site who reads our pages."""


@dataclass(frozen=True, slots=True)
class Day:
    """A clock that stands still."""

    moment: datetime

    def now(self) -> datetime:
        """Return the day it was made for."""
        return self.moment


def draw() -> str:
    """Return the picture as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "connector.toml"
        file.write_text(SETTINGS, encoding="utf-8")
        _first_month(file)
        draft = _read(file, 1)
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, highlight=False)
    console.print(f"[bold green]$[/] [bold]connector plan {' '.join(f'--unit {unit}' for unit in UNITS)}[/]")
    titles = unit_titles(draft.roster)
    print_plan(draft.plan, console, Language.VI, limit=8, units=UNITS, titles=titles)
    return FOREIGN_FONT.sub("", console.export_svg(title="connector plan"))


def _first_month(file: Path) -> Report:
    _bring(file, 0)
    with open_desk(load_settings(file), Day(MONTHS[0])) as desk:
        return act(desk, think(desk), "apply", whole=True)


def _read(file: Path, month: int) -> Draft:
    _bring(file, month)
    with open_desk(load_settings(file), Day(MONTHS[month])) as desk:
        return think(desk)


def _bring(file: Path, month: int) -> None:
    workbook = shipped("examples", "khanh-hoa", f"thang-{month + 1:02}.xlsx")
    shutil.copyfile(workbook, file.with_name("nhan-su.xlsx"))


def main() -> int:
    """Write the pictures."""
    from devtools import morning  # noqa: PLC0415 - it is drawn with what stands here

    for file, drawing in ((FILE, draw()), (morning.FILE, morning.draw())):
        file.write_text(drawing, encoding="utf-8")
        sys.stdout.write(f"{file.relative_to(file.parents[2])}: {file.stat().st_size // 1024} KiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
