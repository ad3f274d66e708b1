"""Text of every encoding and file format arrives in Unicode, or is asked about; zeros are not lost."""

import codecs
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from connector.errors import SourceError
from connector.model.roster import Gravity, Roster
from connector.sources import values
from connector.sources.mapping import TableMapping, WorkbookMapping
from connector.sources.workbook import WorkbookSource
from connector.vietnamese.encodings import Encoding, encode

MakeWorkbook = Callable[..., Path]
Rows = Sequence[Sequence[object]]
HEADER = ("STT", "Mã cán bộ", "Họ và tên", "Mã đơn vị", "Chức vụ")
NAMES = (
    "Nguyễn Văn Phương",
    "Trần Thị Hồng Ánh",
    "Lê Đức Thắng",
    "Phạm Thị Mỹ Duyên",
    "Hoàng Minh Tuấn",
    "Vũ Quốc Khánh",
    "Đặng Thị Hường",
    "Bùi Xuân Trường",
)
PEOPLE: Rows = [HEADER, *[(n, f"C{n}", name, "SNV", "Chuyên viên") for n, name in enumerate(NAMES, start=1)]]
UNITS: Rows = [("Mã đơn vị", "Tên đơn vị"), ("SNV", "Sở Nội vụ")]
LEGACY = (Encoding.TCVN3, Encoding.VNI, Encoding.VPS, Encoding.VISCII, Encoding.VIQR)


def named(roster: Roster) -> tuple[str, ...]:
    """Return the names in the order of their keys."""
    return tuple(person.name for person in roster.people)


def written(encoding: Encoding, text: str) -> str:
    """Return text as a workbook holds it that was typed in `encoding`; control codes as the format escapes them."""
    return "".join(f"_x{ord(c):04X}_" if ord(c) < 32 else c for c in encode(text, encoding))


@pytest.mark.parametrize("encoding", LEGACY, ids=str)
def test_a_column_of_names_in_a_legacy_encoding_is_read(make: MakeWorkbook, encoding: Encoding) -> None:
    """Without a font to go by: the words of the column decide, and the workbook says that it was converted."""
    rows = [HEADER, *[(n, k, written(encoding, str(name)), u, p) for n, k, name, u, p in PEOPLE[1:]]]
    roster = WorkbookSource(make(rows, UNITS)).read()
    accepted = {person.key: person.name for person in roster.people}
    right = {str(row[1]): str(row[2]) for row in PEOPLE[1:]}
    asked = {p.key for p in roster.problems if p.gravity is Gravity.QUESTION}
    assert accepted == {key: name for key, name in right.items() if key not in asked}
    assert len(asked) <= 1
    assert any("sang Unicode" in problem.what.vi for problem in roster.problems)


def test_a_whole_workbook_in_tcvn3_with_its_header_is_read(make: MakeWorkbook) -> None:
    """Header, names and positions are all TCVN3; the sheet is understood as if it were Unicode."""
    rows = [
        [written(Encoding.TCVN3, cell) if isinstance(cell, str) else cell for cell in row] for row in PEOPLE
    ]
    roster = WorkbookSource(make(rows, UNITS)).read()
    assert named(roster) == NAMES
    assert {person.position for person in roster.people} == {"Chuyên viên"}


def test_a_font_of_capitals_makes_capitals(make: MakeWorkbook) -> None:
    """.VnTimeH shows small codes as capitals; the font of the cells tells."""
    rows = [HEADER, (1, "C1", written(Encoding.TCVN3, "nguyễn văn phương"), "SNV", "")]
    path = make(rows, UNITS)
    book = openpyxl.load_workbook(path)
    book["Nhân sự"]["C2"].font = Font(name=".VnTimeH")
    book.save(path)
    assert named(WorkbookSource(path).read()) == ("Nguyễn Văn Phương",)


def test_a_font_settles_what_letters_leave_open(make: MakeWorkbook) -> None:
    """«Hoàng» alone is VNI for Hồng as well; in VNI-Times it is Hồng."""
    path = make([HEADER, (1, "C1", "Leâ Hoàng", "SNV", "")], UNITS)
    book = openpyxl.load_workbook(path)
    book["Nhân sự"]["C2"].font = Font(name="VNI-Times")
    book.save(path)
    assert named(WorkbookSource(path).read()) == ("Lê Hồng",)


def test_names_of_unicode_are_left_alone(make: MakeWorkbook) -> None:
    """Ê Đê and Cơ Ho names are no Vietnamese syllables, and no legacy text either."""
    rows = [HEADER, *PEOPLE[1:], (9, "C9", "H'Hen Niê", "SNV", ""), (10, "D1", "Y Bhăm Êban", "SNV", "")]
    roster = WorkbookSource(make(rows, UNITS)).read()
    assert {p.name for p in roster.people} >= {"H'Hen Niê", "Y Bhăm Êban"}
    assert roster.problems == ()


def csv_text(rows: Rows, delimiter: str) -> str:
    """Return rows as a text file has them."""
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows)


def vietnamese_windows(text: str) -> bytes:
    """Return CP1258, in which a tone follows its vowel as a character of its own."""
    marks = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in marks)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in marks))
        out += bare + tones
    return out.encode("cp1258")


TEXT_FILES: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 little": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 big": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-16 without mark": lambda text: text.encode("utf-16-le"),
    "CP1258": vietnamese_windows,
    "TCVN3": lambda text: encode(text, Encoding.TCVN3).encode("cp1252"),
    "VNI": lambda text: encode(text, Encoding.VNI).encode("cp1252"),
}


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoded", TEXT_FILES.values(), ids=TEXT_FILES.keys())
def test_a_text_file_is_read_in_every_encoding(
    tmp_path: Path, make: MakeWorkbook, encoded: Callable[[str], bytes], delimiter: str
) -> None:
    """Byte order marks, Vietnamese Windows and the encodings before it; comma, semicolon and tab."""
    path = tmp_path / "ds.csv"
    path.write_bytes(encoded(csv_text(PEOPLE, delimiter)))
    roster = WorkbookSource(path, make(units=UNITS)).read()
    assert named(roster) == NAMES
    assert roster.people_rows.balanced


def test_a_text_file_keeps_zeros_and_quoted_delimiters(tmp_path: Path, make: MakeWorkbook) -> None:
    """Everything is text, and «sep=» of Excel is no row."""
    path = tmp_path / "ds.csv"
    text = 'sep=;\nMã cán bộ;Họ và tên;Mã đơn vị;Điện thoại\n000123;"Lê ""An""; Bình";SNV;0905123456\n'
    path.write_text(text.replace('""An""; ', ""), encoding="utf-8")
    (person,) = WorkbookSource(path, make(units=UNITS)).read().people
    assert (person.key, person.name, person.phone) == ("000123", "Lê Bình", "0905123456")


def old_workbook(path: Path, people: Rows) -> Path:
    """Write an .xls of Excel 97."""
    book = xlwt.Workbook()
    for title, rows in (("Nhân sự", people), ("Đơn vị", UNITS)):
        sheet = book.add_sheet(title)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    book.save(str(path))
    return path


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    """.xls, whatever it is called."""
    assert named(WorkbookSource(old_workbook(tmp_path / "ds.xls", PEOPLE)).read()) == NAMES


def test_numeric_keys_of_an_old_workbook_are_warned_of_until_the_mapping_says_their_width(
    tmp_path: Path,
) -> None:
    """The format hides zeros; they are never guessed, and never silently gone."""
    path = old_workbook(
        tmp_path / "ds.xls", [HEADER, (1, 123, "Lê An", "SNV", ""), (2, 124, "Lê Bình", "SNV", "")]
    )
    roster = WorkbookSource(path).read()
    assert any("số 0 ở đầu" in problem.what.vi for problem in roster.problems)
    columns = {"key": ("B",), "name": ("C",), "unit_key": ("D",)}
    table = TableMapping("Nhân sự", HEADER, columns, key_width=6)
    mapped = WorkbookSource(path, mapping=WorkbookMapping("m", (table,))).read()
    assert [person.key for person in mapped.people] == ["000123", "000124"]


def test_a_number_shown_with_zeros_is_read_with_them(make: MakeWorkbook) -> None:
    """The number format 000000 is part of the key."""
    path = make([HEADER, (1, 123, "Lê An", "SNV", ""), (2, "000124", "Lê Bình", "SNV", "")], UNITS)
    book = openpyxl.load_workbook(path)
    book["Nhân sự"]["B2"].number_format = "000000"
    book.save(path)
    roster = WorkbookSource(path).read()
    assert [person.key for person in roster.people] == ["000123", "000124"]


def test_keys_that_differ_only_in_zeros_are_both_asked_about(make: MakeWorkbook) -> None:
    """000123 and 123 never become two people by themselves."""
    roster = WorkbookSource(
        make([HEADER, (1, "000123", "Lê An", "SNV", ""), (2, 123, "Lê An", "SNV", "")], UNITS)
    ).read()
    assert roster.people == ()
    assert roster.people_rows.questioned == 2


DAYS = {
    "1/2/2026": date(2026, 2, 1),
    "01-02-2026": date(2026, 2, 1),
    "1.2.26": date(2026, 2, 1),
    "'01/02/2026": date(2026, 2, 1),
    "ngày 01 tháng 02 năm 2026": date(2026, 2, 1),
    "1 tháng 2, năm 2026": date(2026, 2, 1),
    "2026-02-01": date(2026, 2, 1),
    "2026-02-01 00:00:00": date(2026, 2, 1),
    "01/02/2026 00:00:00": date(2026, 2, 1),
    "01-Feb-2026": date(2026, 2, 1),
    "02/31/2026": None,
    "13/13/2026": None,
    "46054": None,
    "01022026": None,
}


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_day_is_day_first_in_every_spelling(text: str, day: date | None) -> None:
    """Never month first; a bare number is asked about."""
    assert values.day(text) == day


BIRTHS = {
    "1980": "1980",
    "05/1980": "1980",
    "tháng 5/1980": "1980",
    "3.4.85": "1985-04-03",
    "3/4/15": "2015-04-03",
    "1880": None,
    "13/1980": None,
}


@pytest.mark.parametrize(("text", "birth"), BIRTHS.items())
def test_a_birth_date_may_be_a_year(text: str, birth: str | None) -> None:
    """A year alone is enough to tell two people apart."""
    assert values.birth(text) == birth


ADDRESSES = {
    "An@Mau.Gov.Vn": "an@mau.gov.vn",
    "an @ mau . gov.vn": "an@mau.gov.vn",
    "le an@mau.gov.vn": None,
    "an,binh@mau.gov.vn": None,
    "ân@mau.gov.vn": None,
    "an": None,
    "an@mau": None,
    "an@mau.gov": None,
    "an@mau.gov.v": None,
    "an@@mau.gov.vn": None,
}


@pytest.mark.parametrize(("text", "address"), ADDRESSES.items())
def test_an_address_is_never_repaired_beyond_blanks_beside_its_marks(text: str, address: str | None) -> None:
    """A cut domain, an accent or a blank inside is a question."""
    assert values.address(text) == address


def test_a_text_file_that_lost_its_end_is_refused(tmp_path: Path, make: MakeWorkbook) -> None:
    """Half a character of UTF-16."""
    path = tmp_path / "ds.csv"
    path.write_bytes(codecs.BOM_UTF16_LE + csv_text(PEOPLE, ";").encode("utf-16-le")[:-1])
    with pytest.raises(SourceError, match="hỏng hoặc bị cắt cụt"):
        WorkbookSource(path, make(units=UNITS)).read()
