"""What is written to a workbook is what is read from it."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from connector.errors import ConnectorError
from connector.sample.generate import generate
from connector.sample.roster import Value
from connector.sample.workbook import (
    PEOPLE_COLUMNS,
    PEOPLE_SHEET,
    UNITS_COLUMNS,
    UNITS_SHEET,
    people_rows,
    units_rows,
    write_workbook,
)

ROSTER = generate(150, 20, "ubnd-khanhhoa", seed=9, awkward=0.2)


def _read(path: Path, sheet: str) -> list[tuple[Value, ...]]:
    """Return the cells of a sheet; empty cells at the end of a row are left out."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return _trimmed(tuple(_value(cell) for cell in row) for row in rows)


def _value(cell: object) -> Value:
    if isinstance(cell, datetime):
        return cell.date()
    assert cell is None or isinstance(cell, str | int | date)
    return "" if cell is None else cell


def _trimmed(rows: Iterable[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
    return [row[: max((place for place, cell in enumerate(row, 1) if cell != ""), default=0)] for row in rows]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the written roster."""
    path = tmp_path_factory.mktemp("sample") / "thang-01.xlsx"
    write_workbook(path, ROSTER)
    return path


def test_people_come_back_as_they_were_written(written: Path) -> None:
    """Text, also NFD and stray blanks, numbers and dates survive the workbook."""
    assert _read(written, PEOPLE_SHEET) == _trimmed(people_rows(ROSTER))


def test_units_come_back_as_they_were_written(written: Path) -> None:
    """The sheet of units holds every unit with its box."""
    assert _read(written, UNITS_SHEET) == _trimmed(units_rows(ROSTER))


def test_header_stands_below_the_letterhead(written: Path) -> None:
    """The header is not in the first row, as in real lists."""
    assert _read(written, PEOPLE_SHEET)[5] == tuple(PEOPLE_COLUMNS)
    assert _read(written, UNITS_SHEET)[3] == tuple(UNITS_COLUMNS)


def test_hidden_people_stand_in_hidden_rows(written: Path) -> None:
    """The rows that a filter would hide are hidden, and no others."""
    sheet = openpyxl.load_workbook(written)[PEOPLE_SHEET]
    hidden = {row for row, shape in sheet.row_dimensions.items() if shape.hidden}
    expected = {place for place, person in enumerate(ROSTER.people, start=7) if person.hidden}
    assert hidden == expected
    assert expected


def test_equal_content_is_equal_bytes(written: Path, tmp_path: Path) -> None:
    """Writing again leaves version control quiet."""
    again = tmp_path / "again.xlsx"
    write_workbook(again, ROSTER)
    assert again.read_bytes() == written.read_bytes()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """The system's error comes out as one of ours, with the path."""
    with pytest.raises(ConnectorError, match="Không ghi được tệp mẫu"):
        write_workbook(tmp_path / "missing" / "out.xlsx", ROSTER)
