"""Purging: only what is ours, only what is old enough, and never because a clock is wrong."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connector.jobs.purge import purge
from connector.model.envelope import Envelope, Occasion
from connector.model.turn import Ending
from connector.ports import Run, SeenFile, Verdict
from connector.wiring.clock import ZONE
from tests.jobs.benches import HandClock, Lab
from tests.support.installation import Installation

NOW = datetime(2026, 3, 2, 3, 30, tzinfo=ZONE)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Give a bench where a run took place last night."""
    lab = Lab(tmp_path, HandClock(NOW))
    lab.ledger.begin(Run("20260302T013000-7f3a90c1", "sync", "connector", NOW - timedelta(hours=2)))
    return lab


def put(folder: Path, *names: str) -> None:
    """Make files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text("x", encoding="utf-8")


def left(folder: Path) -> list[str]:
    """Return the names of what is there."""
    return sorted(file.name for file in folder.iterdir())


def test_what_is_old_enough_goes_and_nothing_else(lab: Lab) -> None:
    """Ninety days in the archive, thirty in the quarantine; what has no stamp of ours is not ours."""
    archive, quarantine = lab.folder / "archive", lab.folder / "quarantine"
    put(
        archive,
        "20251202-080000_a.xlsx",
        "20251202-080000_a.xlsx.txt",
        "20251203-080000_b.xlsx",
        "ghi-chú.xlsx",
    )
    put(quarantine, "20260131-080000_c.xlsx", "20260201-080000_d.xlsx", "20269999-080000_e.xlsx")
    (archive / "20250101-080000_folder").mkdir()
    (archive / "20250101-080000_link.xlsx").symlink_to(lab.folder / "connector.toml")
    done = purge(lab.bench)
    assert (done.ending, done.facts["removed"]) == (Ending.DONE, 2 + 1)
    assert left(archive) == [
        "20250101-080000_folder",
        "20250101-080000_link.xlsx",
        "20251203-080000_b.xlsx",
        "ghi-chú.xlsx",
    ]
    assert left(quarantine) == ["20260201-080000_d.xlsx", "20269999-080000_e.xlsx"]


def test_old_logs_go_by_their_day(lab: Lab) -> None:
    """One file a day, ninety days."""
    put(lab.folder / "log", "connector-2025-12-02.jsonl", "connector-2026-03-01.jsonl", "other.jsonl")
    purge(lab.bench)
    assert left(lab.folder / "log") == ["connector-2026-03-01.jsonl", "other.jsonl"]


@pytest.mark.parametrize("days", [15, 365, 20_000])
def test_a_clock_that_was_set_ahead_empties_nothing(lab: Lab, days: int) -> None:
    """Where nothing ran for two weeks, the schedule refuses and says why."""
    put(lab.folder / "archive", "20260301-080000_a.xlsx")
    lab.clock.moment += timedelta(days=days)
    done = purge(lab.bench)
    assert done.ending is Ending.FAILED
    assert "đồng hồ" in done.words.vi
    assert left(lab.folder / "archive") == ["20260301-080000_a.xlsx"]


def test_a_file_that_came_counts_as_something_that_ran(lab: Lab) -> None:
    """An organisation that only takes files is no silent one."""
    lab.clock.moment += timedelta(days=30)
    lab.ledger.saw_file(SeenFile("ab" * 32, "a.xlsx", lab.clock.moment, Verdict.ACCEPTED))
    assert purge(lab.bench).ending is Ending.DONE


def test_in_the_foreground_it_only_looks_unless_told(tmp_path: Path) -> None:
    """Exit code 2 and the names; with --yes they are gone."""
    office = Installation(tmp_path, "ubnd-khanhhoa")
    put(tmp_path / "outbox", "20200101-080000_a.xlsx.txt")
    looked = office.run("purge")
    assert (looked.code, "20200101-080000_a.xlsx.txt" in looked.out) == (2, True)
    assert left(tmp_path / "outbox") == ["20200101-080000_a.xlsx.txt"]
    assert office.run("purge", "--yes").code == 0
    assert left(tmp_path / "outbox") == []
    assert office.run("purge").code == 0


def test_sealed_passwords_are_kept_no_longer_than_they_wait(lab: Lab) -> None:
    """Nobody has to call `deliver` for the bytes of what expired to go; what still waits stays."""
    waits = Envelope(
        id="waits",
        key="person/a",
        address="a@khanhhoa.gov.vn",
        unit="S1",
        agency="Sở Nội vụ",
        occasion=Occasion.NEW,
        sealed=b"x",
        ours=True,
        made=NOW - timedelta(days=6),
        expires=NOW + timedelta(days=1),
        moved=NOW,
    )
    late = replace(waits, id="late", key="person/b", expires=NOW - timedelta(minutes=1))
    lab.ledger.envelopes.keep([waits, late])
    assert purge(lab.bench).facts["envelopes"] == 1
    assert {one.id: one.sealed for one in lab.ledger.envelopes.envelopes()} == {"waits": b"x", "late": b""}
