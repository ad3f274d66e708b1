"""The day a list describes is read from the lines above its header, and from nowhere else."""

from datetime import date

import pytest

from connector.sources.as_of import day_described
from connector.sources.workbook import WorkbookSource
from tests.sources.conftest import PEOPLE, MakeWorkbook

SAID = {
    "(Tính đến ngày 31/03/2026)": date(2026, 3, 31),
    "Danh sách cán bộ tính đến 31.3.2026": date(2026, 3, 31),
    "tính đến hết ngày 01 tháng 02 năm 2026": date(2026, 2, 1),
    "ĐẾN NGÀY 5-1-2026": date(2026, 1, 5),
    "Khánh Hòa, ngày 31 tháng 3 năm 2026": None,
    "Ban hành kèm theo Quyết định 12/QĐ ngày 31/03/2026": None,
    "tính đến ngày 31/02/2026": None,
    "DANH SÁCH CÁN BỘ": None,
}


@pytest.mark.parametrize(("line", "day"), SAID.items(), ids=SAID.keys())
def test_only_an_until_day_counts(line: str, day: date | None) -> None:
    """The day of a decision or of a signature is another day; a day that does not exist is none."""
    assert day_described([line, "STT"]) == day


def test_two_days_are_no_day() -> None:
    """Nothing is guessed."""
    assert day_described(["tính đến 31/03/2026", "tính đến 30/04/2026"]) is None


def test_the_roster_of_a_workbook_has_the_day_of_its_title(make: MakeWorkbook) -> None:
    """It reaches `Roster.as_of`; a workbook without such a line has none."""
    titled = make(people=(("DANH SÁCH",), ("(Tính đến ngày 31/03/2026)",), *PEOPLE))
    assert WorkbookSource(titled).read().as_of == date(2026, 3, 31)
    assert WorkbookSource(make(name="b.xlsx")).read().as_of is None
