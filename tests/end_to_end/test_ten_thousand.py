"""A province of ten thousand: the first load, and the night after it."""

from pathlib import Path

import pytest

from tests.support.installation import WIDE, Installation, boxes, quiet_slapd, trail

PEOPLE, UNITS = 10_000, 200


@pytest.mark.slapd
@pytest.mark.slow
def test_the_next_run_over_ten_thousand_people_writes_nothing(tmp_path: Path) -> None:
    """Load, answer every question, load the rest; the server's own log says that the next run wrote nothing."""
    with quiet_slapd(tmp_path / "slapd", "ubnd-khanhhoa") as slapd:
        office = Installation(tmp_path / "office", "ubnd-khanhhoa", slapd, more=WIDE)
        size = ("--people", str(PEOPLE), "--units", str(UNITS), "--seed", "7")
        assert office.run("sample", *size, str(office.workbook)).code == 0

        assert set(office.run("sync", "--json").json["counts"]) == {"done"}
        assert office.run("decide", "--first").code == 0
        rest = office.run("sync", "--json").json
        assert set(rest["counts"]) == {"done"}
        left = [key for key in rest["questions"] if key.startswith(("collision:", "name:"))]
        found = [key for key in boxes(slapd) if key.startswith("person/")]
        assert len(found) + len(left) == PEOPLE
        assert len(left) < PEOPLE / 200

        mark, csn = slapd.accesslog_mark(), trail(slapd)
        night = office.run("sync", "--json").json
        assert night["counts"] == {}
        assert night["questions"] == rest["questions"]
        assert slapd.accesslog_writes(mark) == []
        assert trail(slapd) == csn
