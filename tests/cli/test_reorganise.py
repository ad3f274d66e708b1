"""A reorganisation at the command line: a workbook filled in, looked at, started, led on, taken back."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from connector.sources.reorganisation.layout import DOMAINS, UNITS
from connector.sources.reorganisation.table import table_csv, table_xlsx
from tests.support.installation import ROOT, Installation

OLD, NEW = "khanhhoa.gov.vn", "moi.khanhhoa.gov.vn"
MERGER = (
    "A02",
    "Sở Thông tin và Truyền thông",
    "sáp nhập",
    "A07",
    "Sở Tài chính",
    "01/11/2025",
    "45/NQ-HĐND",
)
DOMAIN = (OLD, NEW, date(2025, 11, 1), None, "46/NQ-HĐND")
Cells = Sequence[object]


@pytest.fixture
def office(tmp_path: Path) -> Installation:
    """Give the first month of Khánh Hòa, written, under a regulation that has a second domain."""
    rules = (ROOT / "mappings" / "organisations" / "ubnd-khanhhoa.toml").read_text(encoding="utf-8")
    second = f'[[domain]]\nname = "{NEW}"\nfrom = 2025-11-01\nours = true\n\n# --- Hộp thư cá nhân'
    (tmp_path / "ubnd-khanhhoa.toml").write_text(
        rules.replace("# --- Hộp thư cá nhân", second, 1), encoding="utf-8"
    )
    made = Installation(tmp_path, "ubnd-khanhhoa.toml")
    made.receive_example("khanh-hoa/thang-01")
    assert made.first_load().code in (0, 3)
    return made


def workbook(office: Installation, units: Sequence[Cells] = (), domains: Sequence[Cells] = ()) -> str:
    """Fill in an empty workbook; return its path."""
    file = office.folder / "sap-xep.xlsx"
    assert office.run("reorganise", "--new", str(file)).code == 0
    book = openpyxl.load_workbook(file)
    for title, rows in ((UNITS, units), (DOMAINS, domains)):
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                book[title].cell(number, column).value = value  # type: ignore[assignment]  # what a cell takes
    book.save(file)
    return str(file)


def content(office: Installation) -> bytes:
    """Return the directory."""
    return (office.folder / "danh-ba.ldif").read_bytes()


def entries(office: Installation) -> int:
    """Return how many boxes and lists there are."""
    return content(office).count(b"\nconnectorKey: ")


def carried_out(office: Installation) -> None:
    """Approve what is held, and write it."""
    office.approve_all()
    assert office.run("apply", "--yes").code in (0, 3)


def test_a_reorganisation_is_led_through_its_phases_and_back(office: Installation) -> None:
    """Looking writes nothing; each phase is carried out by the one plan, held by its limits; back is as before."""
    before = content(office)
    file = workbook(office, [MERGER], [DOMAIN])
    looked = office.run("reorganise", file)
    assert f"giữ nguyên phần tên: {entries(office) - 2}" in looked.words
    assert "stttt@khanhhoa.gov.vn" in looked.words
    assert (office.run("reorganise", "--status").code, content(office)) == (0, before)
    assert "connector reorganise --next" in office.run("reorganise", file, "--start").words
    assert office.run("plan").code in (0, 3)
    assert content(office) == before
    assert "chuẩn bị" in office.run("reorganise", "--next").words
    held = office.run("apply", "--yes")
    assert "quá giới hạn" in held.words
    carried_out(office)
    prepared = content(office)
    assert office.run("reorganise", "--next").code in (2, 3)
    carried_out(office)
    assert b"mail: stc@moi.khanhhoa.gov.vn" in content(office)
    done = office.run("reorganise", "--status")
    assert (done.code, "chờ quyết định: 0" in done.words) == (0, True)
    assert office.run("reorganise", "--undo").code in (2, 3)
    carried_out(office)
    assert records(content(office)) == records(prepared)


def records(ldif: bytes) -> list[list[bytes]]:
    """Return the entries of a file without the addresses of a step aside; the order of attributes says nothing."""
    entries = (entry.splitlines() for entry in ldif.split(b"\n\n"))
    return [sorted(line for line in entry if b"succeeded-" not in line) for entry in entries]


def test_what_is_closed_cannot_be_taken_back(office: Installation) -> None:
    """Closing is refused while something is still to be done; afterwards there is no way back."""
    office.run("reorganise", workbook(office, [MERGER]), "--start")
    office.run("reorganise", "--next")
    early = office.run("reorganise", "--next")
    assert (early.code, "chưa khép lại được" in early.words) == (1, True)
    carried_out(office)
    assert office.run("reorganise", "--next").code == 0
    back = office.run("reorganise", "--undo", "--id", started(office))
    assert (back.code, "không lùi được" in back.words) == (1, True)


def started(office: Installation) -> str:
    """Return the id of the reorganisation."""
    return office.run("reorganise", "--status").out.split()[0]


def test_the_conversion_table_is_for_everybody(office: Installation) -> None:
    """Old and new of every box and list, the last day of the old address, and where mail of an ended unit goes."""
    office.run("reorganise", workbook(office, [MERGER], [DOMAIN]), "--start")
    table = office.folder / "bang.csv"
    office.run("reorganise", "--table", str(table))
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    found = {row[4]: row for row in rows[1:]}
    assert found[f"hthoa@{OLD}"][5:7] == [f"hthoa@{NEW}", "01/11/2027"]
    assert found[f"stttt@{OLD}"][5:] == [
        f"stc@{NEW}",
        "",
        "Sở Thông tin và Truyền thông không còn; thư đến Sở Tài chính",
    ]
    assert len(found) == len(rows) - 1 == entries(office)
    wrong = office.run("reorganise", "--table", str(office.folder / "bang.pdf"))
    assert (wrong.code, ".xlsx" in wrong.words) == (1, True)


WRONG = [
    (("A02", "", "sát nhập", "A07", "", "01/11/2025", "45"), "không phải hình thức sắp xếp"),
    (("A02", "", "sáp nhập", "", "", "01/11/2025", "45"), "thiếu “Mã đơn vị mới”"),
    (("A02", "", "sáp nhập", "A07", "", "hôm qua", "45"), "không phải ngày/tháng/năm"),
    (("A02", "", "sáp nhập", "A07", "", "01/11/2025", ""), "thiếu “Số văn bản”"),
    (("A02", "", "sáp nhập", "A02", "", "01/11/2025", "45"), "mới và cũ giống nhau"),
    (("B99", "", "sáp nhập", "A07", "", "01/11/2025", "45"), "không có đơn vị mã B99"),
    (("A02", "Sở Y tế", "sáp nhập", "A07", "", "01/11/2025", "45"), "không phải “Sở Y tế”"),
]


@pytest.mark.parametrize(("row", "why"), WRONG)
def test_a_row_that_is_wrong_is_named_and_nothing_is_started(
    office: Installation, row: Cells, why: str
) -> None:
    """The cell, what is wrong with it and what to do; the whole workbook waits until it is right."""
    done = office.run("reorganise", workbook(office, [row]), "--start")
    assert (done.code, why in done.words) == (1, True), done.said
    assert "Chưa có đợt sắp xếp nào" in office.run("reorganise", "--status").words


def test_a_domain_that_the_regulation_does_not_have_is_refused(office: Installation) -> None:
    """A new domain stands in the regulation first, with its day."""
    row = (OLD, "khac.gov.vn", "01/11/2025", "", "46/NQ-HĐND")
    done = office.run("reorganise", workbook(office, domains=[row]), "--start")
    assert (done.code, "chưa có trong tệp quy chế" in done.words) == (1, True)


def test_other_files_and_the_same_file_twice_are_refused(office: Installation) -> None:
    """HR's own workbook is none of these; what was started once is not started again."""
    other = office.run("reorganise", str(office.workbook))
    assert (other.code, "reorganise --new" in other.words) == (1, True)
    empty = office.run("reorganise", workbook(office))
    assert (empty.code, "chưa có dòng nào" in empty.words) == (1, True)
    file = workbook(office, [MERGER])
    assert office.run("reorganise", file, "--start").code in (2, 3)
    again = office.run("reorganise", file, "--start")
    assert (again.code, "đã được ghi nhận" in again.words) == (1, True)
    assert office.run("reorganise", "--undo").code == 1


@pytest.mark.parametrize("risky", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1"])
def test_nothing_in_the_table_is_a_formula(risky: str) -> None:
    """Neither in the workbook nor in the file of commas."""
    row = ["1", "Cá nhân", risky, "", "", "", "", ""]
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(risky, [row]))).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value == risky]
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}
    assert list(csv.reader(io.StringIO(table_csv([row]).decode("utf-8-sig"))))[1][2] == f"'{risky}"
