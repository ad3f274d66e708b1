"""Kill -9 in the middle of a run, of the connector and of the server: the next run ends where it should."""

import json
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from connector.sample.generate import generate
from connector.sample.roster import SampleRoster
from devtools.slapd import PrivateSlapd
from tests.support.hr import written
from tests.support.installation import WIDE, Installation, Plain, plain, quiet_slapd

pytestmark = pytest.mark.slapd

ORGANISATION = "ubnd-khanhhoa"
PEOPLE = 1200
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Month:
    """What HR sends, and what the directory is after an undisturbed run."""

    workbook: bytes
    after: Plain


@dataclass(frozen=True, slots=True)
class Story:
    """Two months that nobody disturbed."""

    first: Month
    second: Month
    loaded: Path
    """The folder as it was after the first month, the server stopped."""


def moved(roster: SampleRoster) -> SampleRoster:
    """Return the roster after a reorganisation: everybody works in the next unit, under another title."""
    units = roster.units
    following = {unit.key: after for unit, after in zip(units, (*units[1:], units[0]), strict=True)}
    return replace(
        roster,
        people=tuple(
            replace(person, unit=following[person.unit].key, unit_name="", position="Chuyên viên cao cấp")
            for person in roster.people
        ),
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Live through both months once, undisturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    roster = generate(PEOPLE, 24, ORGANISATION, seed=11)
    january, february = written(roster, folder), written(moved(roster), folder)
    with quiet_slapd(folder / "slapd", ORGANISATION) as slapd:
        office = Installation(folder / "office", ORGANISATION, slapd, more=WIDE)
        office.receive(january)
        assert office.run("sync").code == 3
        first = Month(january, plain(slapd))
        slapd.stop()
        loaded = Path(shutil.copytree(folder, tmp_path_factory.mktemp("loaded") / "copy"))
        slapd.start()
        office.receive(february)
        assert office.run("sync").code == 3
        return Story(first, Month(february, plain(slapd)), loaded)


def recorded(ledger: Path) -> tuple[int, int, int]:
    """Return how many runs began, and how many changes the ledger intends and has settled; it only looks."""
    query = "SELECT (SELECT count(*) FROM run), count(*), count(result) FROM record"
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=5)) as connection:
            runs, intended, settled = connection.execute(query).fetchone()
    except sqlite3.OperationalError:
        return 0, 0, 0
    return runs, intended, settled


Point = Callable[[tuple[int, int, int], tuple[int, int, int]], bool]
POINTS: dict[str, Point] = {
    "the run has begun": lambda now, before: now[0] > before[0],
    "writes are intended": lambda now, before: now[1] > before[1],
    "the first are written": lambda now, before: now[2] > before[2],
    "a third is written": lambda now, before: now[2] - before[2] > PEOPLE * 0.2,
    "most is written": lambda now, before: now[2] - before[2] > PEOPLE * 0.4,
}


def reach(office: Installation, point: Point) -> "subprocess.Popen[str]":
    """Start a run and return its process when the ledger says that `point` is reached."""
    before = recorded(office.ledger)
    process = office.start("sync", "--json")
    deadline = time.monotonic() + SECONDS
    while not point(recorded(office.ledger), before):
        time.sleep(0.002)
        assert process.poll() is None, "the run ended before the point was reached"
        assert time.monotonic() < deadline, "the point is never reached"
    return process


@pytest.mark.parametrize("point", POINTS.values(), ids=list(POINTS))
def test_a_first_load_that_is_killed_ends_as_if_it_had_not_been(
    point: Point, story: Story, tmp_path: Path
) -> None:
    """SIGKILL at this point, run again: the same directory, and then nothing to do."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as slapd:
        office = Installation(tmp_path / "office", ORGANISATION, slapd, more=WIDE)
        office.receive(story.first.workbook)
        process = reach(office, point)
        process.kill()
        process.communicate()
        assert plain(slapd) != story.first.after
        assert_converges(office, story.first.after)


@pytest.mark.parametrize(
    "point", [POINTS["writes are intended"], POINTS["a third is written"]], ids=["intended", "third"]
)
def test_a_reorganisation_that_is_killed_ends_as_if_it_had_not_been(
    point: Point, story: Story, tmp_path: Path
) -> None:
    """The same with changes of entries that are there, and of every list."""
    with copy_of(story, tmp_path) as slapd:
        office = Installation(tmp_path / "copy" / "office", ORGANISATION, slapd, more=WIDE)
        office.receive(story.second.workbook)
        process = reach(office, point)
        process.kill()
        process.communicate()
        assert plain(slapd) != story.second.after
        assert_converges(office, story.second.after)


@pytest.mark.parametrize(
    "point", [POINTS["the first are written"], POINTS["most is written"]], ids=["first", "most"]
)
def test_a_server_that_is_killed_stops_the_run_and_the_next_one_finishes(
    point: Point, story: Story, tmp_path: Path
) -> None:
    """The run ends with exit code 1 and one sentence; the server comes back, and so does the run."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as slapd:
        office = Installation(tmp_path / "office", ORGANISATION, slapd, more=WIDE)
        office.receive(story.first.workbook)
        process = reach(office, point)
        slapd.kill()
        out, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 1, err
        assert "Traceback" not in err
        assert json.loads(out)["stopped"]["vi"]
        slapd.start()
        assert_converges(office, story.first.after)


def copy_of(story: Story, folder: Path) -> PrivateSlapd:
    """Return the server of the first month, in a folder of its own."""
    copy = Path(shutil.copytree(story.loaded, folder / "copy"))
    return quiet_slapd(copy / "slapd", ORGANISATION)


def assert_converges(office: Installation, expected: Plain) -> None:
    """One more run leads to the expected directory; the one after it has nothing to do."""
    assert office.run("sync").code == 3
    assert plain(office.server) == expected
    mark = office.server.accesslog_mark()
    assert office.run("sync", "--json").json["counts"] == {}
    assert office.server.accesslog_writes(mark) == []
