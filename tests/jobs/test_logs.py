"""Events are lines with names and values, and hold nothing that nobody meant to write down."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path

from connector.logs import Place, log_name, open_log
from tests.conftest import FixedClock


def test_an_event_is_one_line_of_json(clock: FixedClock) -> None:
    """With its moment and level, in UTF-8."""
    out = StringIO()
    open_log(Place(None, "json", "info"), clock.now, out).warning(
        "ended", said="xong: đã ghi 3\ndòng", done=3
    )
    [line] = out.getvalue().splitlines()
    assert json.loads(line) == {
        "at": "2026-03-02T08:00:00.000+07:00",
        "event": "ended",
        "level": "warning",
        "said": "xong: đã ghi 3\ndòng",
        "done": 3,
    }
    assert "đã" in line


def test_what_is_not_foreseen_is_left_out(clock: FixedClock) -> None:
    """A value that somebody adds in passing, bound or given, gets into no line."""
    out = StringIO()
    log = open_log(Place(None, "json", "info"), clock.now, out).bind(name="Nguyễn Thị Lan")
    log.info("run", password="mat-khau", phone="0905123456", run="20260302T080000-1a2b3c4d")  # noqa: S106 - invented
    assert set(json.loads(out.getvalue())) == {"at", "level", "event", "run"}


def test_a_level_leaves_out_what_is_below(clock: FixedClock) -> None:
    """On `warning`, information is not written."""
    out = StringIO()
    log = open_log(Place(None, "json", "warning"), clock.now, out)
    log.info("begun")
    log.error("ended")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["ended"]


def test_files_are_one_a_day_and_the_owners_own(tmp_path: Path, clock: FixedClock) -> None:
    """Each day has its own, so that old ones can go."""
    open_log(Place(tmp_path / "log", "auto", "info"), clock.now).info("begun")
    file = tmp_path / "log" / log_name(clock.now())
    assert file.name == "connector-2026-03-02.jsonl"
    assert json.loads(file.read_text(encoding="utf-8"))["event"] == "begun"
    assert file.parent.stat().st_mode & 0o077 == 0


def test_where_no_file_can_be_written_the_line_is_not_lost(tmp_path: Path, clock: FixedClock) -> None:
    """A full disk, or a folder that is none, ends no job."""
    (tmp_path / "log").write_text("no folder", encoding="utf-8")
    out = StringIO()
    open_log(Place(tmp_path / "log", "json", "info"), clock.now, out).info("begun")
    assert json.loads(out.getvalue())["event"] == "begun"


def test_the_console_form_is_for_people() -> None:
    """No JSON, but the event and its values in one line."""
    out = StringIO()
    now = datetime.fromisoformat("2026-03-02T08:00:00+07:00")
    open_log(Place(None, "console", "info"), lambda: now, out).info("ended", job="sync", done=3)
    assert "ended" in out.getvalue()
    assert "job=sync" in out.getvalue()
