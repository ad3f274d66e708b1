"""Workbooks as an HR office would send them: the examples, or invented rosters, with what a test changes."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connector.sample.roster import SampleRoster
from connector.sample.workbook import write_workbook

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PEOPLE, UNITS = "Nhân sự", "Đơn vị"
HEADINGS_ROW = 6


def example(name: str) -> bytes:
    """Return an example workbook, such as "khanh-hoa/thang-01"."""
    return (EXAMPLES / f"{name}.xlsx").read_bytes()


def written(roster: SampleRoster, folder: Path) -> bytes:
    """Return an invented roster as the bytes of a workbook."""
    path = folder / "roster-of-a-test.xlsx"
    write_workbook(path, roster)
    return path.read_bytes()


def edited(content: bytes, *edits: Callable[[Workbook], None]) -> bytes:
    """Return a workbook after each of `edits` had it in its hands."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for edit in edits:
        edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): number for number, cell in enumerate(sheet[HEADINGS_ROW], start=1)}


def more_people(*rows: Mapping[str, object]) -> Callable[[Workbook], None]:
    """Return the edit that adds rows to the sheet of people, from column heading to value."""

    def edit(book: Workbook) -> None:
        sheet = book[PEOPLE]
        columns = _columns(sheet)
        for row in rows:
            number = sheet.max_row + 1
            for heading, value in row.items():
                sheet.cell(number, columns[heading]).value = value  # type: ignore[assignment]  # any cell value

    return edit


def more_units(*rows: Sequence[str]) -> Callable[[Workbook], None]:
    """Return the edit that adds rows (key, name, parent, mailbox) to the sheet of units."""

    def edit(book: Workbook) -> None:
        for row in rows:
            book[UNITS].append(["", *row])

    return edit


def changed_person(key: str, **values: object) -> Callable[[Workbook], None]:
    """Return the edit that changes one person's row; a heading's blanks are written as underscores."""

    def edit(book: Workbook) -> None:
        sheet = book[PEOPLE]
        columns = _columns(sheet)
        [row] = [cell.row for (cell,) in sheet.iter_rows(min_col=2, max_col=2) if cell.value == key]
        for heading, value in values.items():
            sheet.cell(row, columns[heading.replace("_", " ")]).value = value  # type: ignore[assignment]  # as above

    return edit


def only_people(count: int) -> Callable[[Workbook], None]:
    """Return the edit that leaves the first `count` rows of people."""

    def edit(book: Workbook) -> None:
        sheet = book[PEOPLE]
        sheet.delete_rows(HEADINGS_ROW + 1 + count, sheet.max_row)

    return edit


def renamed_sheet(title: str) -> Callable[[Workbook], None]:
    """Return the edit that gives the sheet of people another title."""

    def edit(book: Workbook) -> None:
        book[PEOPLE].title = title

    return edit
