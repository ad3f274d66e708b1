"""`connector decide --first`: quick where it is harmless, explicit where a box would be closed."""

import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]


ROW = 9
"""Where KH000003 stands, an official with a box."""


def connector(folder: Path, *arguments: str) -> str:
    """Run the command line and return what it prints."""
    command = [sys.executable, "-m", "connector", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Give a folder whose first month is loaded and whose roster then lost one person."""
    settings = (ROOT / "examples" / "connector.toml").read_text(encoding="utf-8")
    lenient = settings.replace("creates = { floor = 10", "creates = { floor = 1000")
    (tmp_path / "connector.toml").write_text(lenient, encoding="utf-8")
    roster = tmp_path / "nhan-su.xlsx"
    shutil.copy(ROOT / "examples" / "khanh-hoa" / "thang-01.xlsx", roster)
    connector(tmp_path, "apply", "--yes")
    workbook = openpyxl.load_workbook(roster)
    sheet = workbook["Nhân sự"]
    assert sheet.cell(ROW, 2).value == "KH000003"
    sheet.delete_rows(ROW)
    workbook.save(roster)
    return tmp_path


def test_no_box_is_closed_in_passing(office: Path) -> None:
    """Without a kind only addresses are chosen; who is absent is decided on when --kind says so."""
    many = connector(office, "decide", "--first")
    assert "collision:person/KH000002" in many
    assert "KH000003" not in many
    absent = connector(office, "decide", "--first", "--kind", "absent")
    assert "absent:person/KH000003" in absent
    assert "→ close" in absent
