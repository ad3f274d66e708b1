"""`draw`: docs/pictures/status.svg, how it stands on a morning of the example province's second month.

A month is lived through by the same jobs, schedules and watched folder as in earnest; only the clock is ours.
"""

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Final

from pyrage import x25519
from rich.console import Console

from connector.follow import Reflection, follow, plans_of
from connector.jobs.bench import Bench
from connector.jobs.inbox import Inbox
from connector.jobs.overview import overview
from connector.jobs.schedules import load_schedules
from connector.jobs.stopping import Stop
from connector.jobs.turns import attend
from connector.jobs.waiting import Waiting
from connector.jobs.watch import office_of
from connector.jobs.work import WORK
from connector.logs import Place, open_log
from connector.render.status import print_status
from connector.settings import Settings, load_settings
from connector.shipped import shipped
from connector.standing import Standing
from connector.sync import act, think
from connector.text import Language
from connector.wiring.clock import ZONE
from connector.wiring.desk import open_desk, open_ledger_of, organisation
from connector.wiring.hr import content_digest
from devtools.picture import COLUMNS, FOREIGN_FONT, SETTINGS, Day

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "status.svg"
MORE: Final = """
[[mirror]]
name = "du-phong"
kind = "ldif"
file = "du-phong.ldif"
base_dn = "dc=khanhhoa,dc=gov,dc=vn"

[inbox]
folder = "gui"

[safety]
disables = {{ floor = 2, share = 0.0 }}

[backup]
recipients = ["{key}"]
"""
MACHINE: Final = "may-chu"
BEGINNING: Final = datetime(2026, 1, 5, 8, tzinfo=ZONE)
DROPPED: Final = datetime(2026, 2, 4, 16, 10, tzinfo=ZONE)
NIGHT: Final[Sequence[tuple[str, datetime]]] = (
    ("compare", datetime(2026, 2, 1, 4, tzinfo=ZONE)),
    ("backup", datetime(2026, 2, 4, 0, 45, tzinfo=ZONE)),
    ("sync", datetime(2026, 2, 4, 1, 30, tzinfo=ZONE)),
    ("backup", datetime(2026, 2, 5, 0, 45, tzinfo=ZONE)),
    ("sync", datetime(2026, 2, 5, 1, 30, tzinfo=ZONE)),
    ("purge", datetime(2026, 2, 5, 3, 30, tzinfo=ZONE)),
    ("duties", datetime(2026, 2, 5, 6, tzinfo=ZONE)),
)
MORNING: Final = datetime(2026, 2, 5, 8, 15, tzinfo=ZONE)


def draw() -> str:
    """Return the picture as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        _first_month(settings)
        for job, at in NIGHT:
            if at > DROPPED and not any((Path(folder) / "archive").glob("*")):
                _drop(settings)
            _attend(settings, job, at)
        standing = _standing(settings)
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, highlight=False)
    console.print("[bold green]$[/] [bold]connector status[/]")
    print_status(standing, console, Language.VI)
    return FOREIGN_FONT.sub("", console.export_svg(title="connector status"))


def _settings(folder: Path) -> Settings:
    file = folder / "connector.toml"
    file.write_text(SETTINGS + MORE.format(key=x25519.Identity.generate().to_public()), encoding="utf-8")
    shutil.copyfile(shipped("examples", "khanh-hoa", "thang-01.xlsx"), folder / "nhan-su.xlsx")
    return load_settings(file)


def _first_month(settings: Settings) -> None:
    with open_desk(settings, Day(BEGINNING)) as desk:
        act(desk, think(desk), "apply", whole=True)
        for one in plans_of(desk, think(desk)).values():
            if isinstance(one, Reflection):
                follow(desk, one, "apply", frozenset(), whole=True)


def _drop(settings: Settings) -> None:
    """Let HR drop the second month's workbook, and the folder be looked at twice."""
    day = Day(DROPPED)
    office = replace(office_of(settings), clock=day, desk=lambda people: open_desk(settings, day, people))
    inbox = Inbox(office, Waiting(office.folders.inbox, content_digest, time.monotonic, 600))
    office.folders.prepare()
    shutil.copyfile(shipped("examples", "khanh-hoa", "thang-02.xlsx"), office.folders.inbox / "thang-02.xlsx")
    for _ in range(2):
        list(inbox.look())


def _attend(settings: Settings, job: str, at: datetime) -> None:
    clock = Day(at)
    bench = Bench(
        settings=settings,
        ledger=partial(open_ledger_of, settings),
        clock=clock,
        stop=Stop(),
        log=open_log(Place(None, "json", "error"), clock.now, StringIO()),
        machine=MACHINE,
        account="connector",
    )
    schedules = {schedule.name: schedule for schedule in load_schedules(settings)}
    attend(bench, schedules[job], WORK)


def _standing(settings: Settings) -> Standing:
    name = organisation(settings.organisation, settings.folder).name
    with open_ledger_of(settings) as ledger:
        return overview(settings, name, ledger, load_schedules(settings), MORNING, MACHINE)
