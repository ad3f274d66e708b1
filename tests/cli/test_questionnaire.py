"""Questions out as a workbook, the filled workbook back: `questions --xlsx`, `decide --from`."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from connector.sources.questionnaire.layout import (
    ABOUT,
    CHOICE,
    DECISION,
    DOCUMENT,
    HEADER_ROW,
    KEY,
    QUESTIONS,
    Asked,
)
from connector.sources.questionnaire.write import questionnaire
from tests.support.installation import Installation

MADE = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FIRST = f"{CHOICE.label} 1"


@pytest.fixture
def office(tmp_path: Path) -> Installation:
    """Give the first month of Khánh Hòa with a questionnaire of its 17 questions."""
    made = Installation(tmp_path, "ubnd-khanhhoa")
    made.receive_example("khanh-hoa/thang-01")
    assert made.run("questions", "--xlsx", str(tmp_path / "hoi.xlsx")).code == 3
    return made


class Rows:
    """The question sheet, by key of the row and label of the column."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        labels = [str(cell.value) for cell in sheet[HEADER_ROW]]
        self.columns: Mapping[str, int] = {label: place for place, label in enumerate(labels, start=1)}
        self.row = {
            str(sheet.cell(row, self.columns[KEY.label]).value): row
            for row in range(HEADER_ROW + 1, sheet.max_row + 1)
        }

    def get(self, key: str, label: str) -> str:
        return str(self._sheet.cell(self.row[key], self.columns[label]).value or "")

    def put(self, key: str, label: str, text: str) -> None:
        self._sheet.cell(self.row[key], self.columns[label]).value = text


def fill(office: Installation, change: Callable[[Rows], None]) -> str:
    """Let an official fill in the questionnaire; return the file that comes back."""
    book = openpyxl.load_workbook(office.folder / "hoi.xlsx")
    change(Rows(book[QUESTIONS]))
    filled = office.folder / "tra-loi.xlsx"
    book.save(filled)
    return str(filled)


def collisions(rows: Rows) -> list[str]:
    """Return the keys of the collisions."""
    return [key for key in rows.row if key.startswith("collision:")]


def test_everything_asked_is_in_it_and_what_is_filled_in_is_carried_out(office: Installation) -> None:
    """First choices and numbers of documents go in; afterwards the same is not asked, and the run gives them."""
    chosen: dict[str, str] = {}

    def first(rows: Rows) -> None:
        for key in collisions(rows):
            chosen[key] = rows.get(key, FIRST)
            rows.put(key, DECISION.label, chosen[key])
            rows.put(key, DOCUMENT.label, "25/CV-TTCNTT")

    done = office.run("decide", "--from", fill(office, first))
    assert done.code == 0, done.said
    assert f"Đã nhận {len(chosen)} quyết định, từ chối 0" in done.words
    assert office.run("questions", "--kind", "collision").code == 0
    office.first_load()
    some = next(iter(chosen.values()))
    assert "25/CV-TTCNTT" in office.run("why", some).said


def test_a_row_left_empty_is_no_answer(office: Installation) -> None:
    """The questionnaire as it was made decides nothing."""
    before = office.run("questions", "--json").out
    done = office.run("decide", "--from", str(office.folder / "hoi.xlsx"))
    assert (done.code, "Đã nhận 0 quyết định" in done.words) == (0, True)
    assert office.run("questions", "--json").out == before


def spoiled(rows: Rows) -> None:
    """Fill in six collisions: five in a way that cannot be taken, one well."""
    taken, reserved, moved, strange, nonsense, good, *_ = collisions(rows)
    rows.put(taken, DECISION.label, "stttt")
    rows.put(reserved, DECISION.label, "postmaster")
    rows.put(moved, ABOUT.label, rows.get(good, ABOUT.label) + " khác")
    rows.put(moved, DECISION.label, rows.get(moved, FIRST))
    rows.put(strange, KEY.label, "collision:person/KHONG-CO")
    rows.put(strange, DECISION.label, rows.get(strange, FIRST))
    rows.put(nonsense, DECISION.label, "nguyễn văn a")
    rows.put(good, DECISION.label, "1")


def test_each_row_that_is_not_taken_says_why_and_stops_no_other(office: Installation) -> None:
    """Taken, reserved, mixed up, stale and impossible answers are refused by name; the good one is taken."""
    done = office.run("decide", "--from", fill(office, spoiled))
    assert done.code == 3
    assert "Đã nhận 1 quyết định, từ chối 5" in done.words
    for why in (
        "đã thuộc về người",
        "tên dành riêng",
        "không phải của khóa này",
        "không còn chờ",
        "không đúng dạng",
    ):
        assert why in done.words
    assert len(office.run("questions", "--json").json) == 17 - 1


def test_one_key_in_two_rows_decides_nothing(office: Installation) -> None:
    """Which of two answers was meant is not guessed."""

    def twice(rows: Rows) -> None:
        one, other, *_ = collisions(rows)
        for key in (one, other):
            rows.put(key, DECISION.label, rows.get(key, FIRST))
        rows.put(other, KEY.label, one)

    done = office.run("decide", "--from", fill(office, twice))
    assert (done.code, "Đã nhận 0 quyết định, từ chối 2" in done.words) == (3, True)


def test_a_wrong_file_changes_nothing(office: Installation, tmp_path: Path) -> None:
    """HR's own workbook, a text file, and the questionnaire of another organisation are refused whole."""
    other = tmp_path / "khac.xlsx"
    other.write_bytes(questionnaire([], "ubnd-ninhbinh", "UBND tỉnh Ninh Bình", MADE))
    text = tmp_path / "chu.xlsx"
    text.write_text("Khóa (không sửa)", encoding="utf-8")
    for file, why in ((office.workbook, "không phải bảng câu hỏi"), (other, "cơ quan khác"), (text, "")):
        done = office.run("decide", "--from", str(file))
        assert (done.code, why in done.words) == (1, True), done.said
    assert len(office.run("questions", "--json").json) == 17


def test_only_the_two_columns_to_fill_in_are_open(office: Installation) -> None:
    """The sheet is protected; decision and document are not, and the key is."""
    sheet = openpyxl.load_workbook(office.folder / "hoi.xlsx")[QUESTIONS]
    assert sheet.protection.sheet
    labels = [str(cell.value) for cell in sheet[HEADER_ROW]]
    unlocked = {
        label for label, cell in zip(labels, sheet[HEADER_ROW + 1], strict=True) if not cell.protection.locked
    }
    assert unlocked == {DECISION.label, DOCUMENT.label}


def test_each_row_offers_its_own_choices() -> None:
    """The drop-down list of a row is the cells of that row."""
    rows = [
        Asked("k1", "A", "Lê An", "trùng", "?", ("a@x.vn", "b@x.vn", "c@x.vn")),
        Asked("k2", "A", "B", "", "?", ()),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(questionnaire(rows, "x", "X", MADE)))[QUESTIONS]
    (offered,) = sheet.data_validations.dataValidation
    assert (str(offered.sqref), offered.formula1) == ("F5:F6", "$H5:$J5")
    assert [cell.value for cell in sheet[5][7:10]] == ["a@x.vn", "b@x.vn", "c@x.vn"]


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_nothing_in_it_is_a_formula(risky: str) -> None:
    """A name that begins like a formula is text for Excel and LibreOffice alike."""
    row = Asked(risky, risky, risky, risky, risky, (risky,))
    sheet = openpyxl.load_workbook(io.BytesIO(questionnaire([row], "x", risky, MADE)))[QUESTIONS]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value == risky)


def test_many_are_decided_by_one_template(office: Installation) -> None:
    """`--template` takes the first choice that this template made, and leaves who has none."""
    done = office.run("decide", "--first", "--kind", "collision", "--template", "{full}")
    assert "Đã ghi" in done.words
    left = office.run("questions", "--kind", "collision", "--json").json
    asked = [q for q in left if any(choice["template"] == "{full}" for choice in q["candidates"])]
    assert asked == []
    wrong = office.run("decide", "--first", "--template", "{fulll}")
    assert (wrong.code, "{full}" in wrong.words) == (1, True)


def test_an_agency_is_asked_about_with_its_rooms(office: Installation) -> None:
    """`--below` counts the questions of an agency and of everything under it."""
    everything = office.run("questions", "--json").json
    top = office.run("questions", "--unit", "A07", "--json").json
    whole = office.run("questions", "--unit", "A07", "--below", "--json").json
    assert len(top) < len(whole) < len(everything)
    assert {q["unit"].partition("-")[0] for q in whole} == {"A07"}
