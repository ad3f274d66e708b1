"""Request forms as files: what is read from them, what is refused, and how empty ones look."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest

from connector.errors import SourceError
from connector.model.request import Asked, Form, RequestKind
from connector.sources.forms.blank_docx import blank_docx
from connector.sources.forms.blank_xlsx import blank_xlsx
from connector.sources.forms.layout import paired, read_rows
from connector.sources.forms.reader import read_form
from connector.sources.forms.table import Row
from tests.support.forms import filled_docx, filled_xlsx

CREATE, CHANGE, DELETE = RequestKind
Fill = Callable[[Path, RequestKind, Sequence[Sequence[str]]], Path]
FILLED: list[tuple[Fill, str]] = [(filled_docx, "phieu.docx"), (filled_xlsx, "phieu.xlsx")]

ANNEX = (
    ("Nguyễn Văn Nguyên", "nvnguyen_ttr", "1\n2\n3", "Trưởng phòng\nPhòng Nghiệp vụ 3\nnvnguyen"),
    ("Trần Cao Nguyên", "tcnguyen", "1\n2", "Chuyên viên\nVăn phòng"),
    ("Phạm Du Lịch", "pdlich_ttr", "3", "pdlich"),
)
"""The examples that stand in the annex of the regulation itself (KH Phụ lục, Mẫu 02)."""


def asked(form: Form) -> list[tuple[Asked, str, str, str]]:
    """Return what each line of a form asks for."""
    return [(line.asked, line.name, line.address, line.value) for line in form.lines]


@pytest.mark.parametrize(("fill", "name"), FILLED, ids=["docx", "xlsx"])
def test_the_examples_of_the_annex_are_read_line_by_line(fill: Fill, name: str, tmp_path: Path) -> None:
    """Each code of a cell goes with the value that stands beside it."""
    form = read_form(fill(tmp_path / name, CHANGE, ANNEX))
    assert form.kind is CHANGE
    assert asked(form) == [
        (Asked.POSITION, "Nguyễn Văn Nguyên", "nvnguyen_ttr", "Trưởng phòng"),
        (Asked.ROOM, "Nguyễn Văn Nguyên", "nvnguyen_ttr", "Phòng Nghiệp vụ 3"),
        (Asked.ADDRESS, "Nguyễn Văn Nguyên", "nvnguyen_ttr", "nvnguyen"),
        (Asked.POSITION, "Trần Cao Nguyên", "tcnguyen", "Chuyên viên"),
        (Asked.ROOM, "Trần Cao Nguyên", "tcnguyen", "Văn phòng"),
        (Asked.ADDRESS, "Phạm Du Lịch", "pdlich_ttr", "pdlich"),
    ]
    assert [line.number for line in form.lines] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("fill", "name"), FILLED, ids=["docx", "xlsx"])
def test_the_other_two_forms_are_read(fill: Fill, name: str, tmp_path: Path) -> None:
    """Mẫu 01 gives position and room; Mẫu 03 the address as well; names in capitals are put right."""
    new = read_form(fill(tmp_path / f"1-{name}", CREATE, [("BÙI THỊ THỬ", "Chuyên viên", "Văn phòng")]))
    (line,) = new.lines
    assert (new.kind, line.asked, line.name) == (CREATE, Asked.BOX, "Bùi Thị Thử")
    assert (line.position, line.room) == ("Chuyên viên", "Văn phòng")
    row = ("Bùi Thị Thử", "Chuyên viên", "Văn phòng", "BTThu@khanhhoa.gov.vn")
    old = read_form(fill(tmp_path / f"3-{name}", DELETE, [row]))
    assert (old.kind, old.lines[0].asked) == (DELETE, Asked.REMOVAL)
    assert old.lines[0].address == "btthu@khanhhoa.gov.vn"


def test_who_asks_is_read_and_the_phone_number_is_not(tmp_path: Path) -> None:
    """The requester's name and agency are kept; a phone number leaves the reading process nowhere."""
    form = read_form(filled_docx(tmp_path / "p.docx", DELETE, [("Lê Thử", "", "", "lthu")]))
    assert (form.requester.name, form.requester.agency) == ("Lê Văn Thử", "Sở Nội vụ")
    assert "0912" not in repr(form)


@pytest.mark.parametrize("title", ["Mẫu 1", "MẪU SỐ 01", "Mẫu 01"])
def test_the_number_of_the_form_is_written_in_several_ways(title: str, tmp_path: Path) -> None:
    """KH Đ4 says “Mẫu 1”, the annex “Mẫu 01”."""
    path = filled_docx(tmp_path / "p.docx", CREATE, [("Lê Thử", "", "")], title=title)
    assert read_form(path).kind is CREATE


def test_the_agencys_own_box_is_a_line_of_its_own(tmp_path: Path) -> None:
    """Item 1 of Mẫu 01 asks for a name, item 1 of Mẫu 02 is free text; citizen numbers in it are hidden."""
    new = filled_docx(tmp_path / "1.docx", CREATE, [("Lê Thử", "", "")], item_one="SNV")
    assert asked(read_form(new))[0] == (Asked.AGENCY_BOX, "", "", "snv")
    text = "đổi người quản lý hộp thư, CCCD 056203001234"
    change = filled_docx(tmp_path / "2.docx", CHANGE, ANNEX[2:], item_one=text)
    first = read_form(change).lines[0]
    assert first.asked is Asked.TEXT
    assert first.value.endswith("•••••••••234")


PAIRS = [
    ("1\n2", "Trưởng phòng\nVăn thư", [("1", "Trưởng phòng"), ("2", "Văn thư")]),
    ("1", "Phó trưởng\nphòng", [("1", "Phó trưởng phòng")]),
    ("1, 2", "Trưởng phòng; Văn thư", [("1", "Trưởng phòng"), ("2", "Văn thư")]),
    ("1\n\n2", "Chánh Thanh tra\nkiêm Trưởng phòng\nThanh tra", [
        ("1", "Chánh Thanh tra kiêm Trưởng phòng"),
        ("2", "Thanh tra"),
    ]),
    ("1\n2", "Trưởng phòng", [("1", ""), ("2", "")]),
    ("1\n2", "a\nb\nc", [("1", ""), ("2", "")]),
    ("7", "gì đó", [("7", "gì đó")]),
    ("", "Trưởng phòng", [("", "Trưởng phòng")]),
]  # fmt: skip


@pytest.mark.parametrize(("codes", "values", "pairs"), PAIRS)
def test_codes_and_values_are_paired_or_left_open(
    codes: str, values: str, pairs: list[tuple[str, str]]
) -> None:
    """What does not go together one to one keeps its code and loses its value: it is asked about."""
    assert paired(codes, values) == pairs


def test_a_code_on_the_next_row_belongs_to_the_person_above() -> None:
    """Some give each code a row of its own and the name only once."""
    rows = [
        Row("Bảng 1", 1, ("STT", "Họ và tên", "Địa chỉ hộp thư", "Mã", "Nội dung mới")),
        Row("Bảng 1", 2, ("1", "Lê Thử", "lthu", "1", "Trưởng phòng")),
        Row("Bảng 1", 3, ("", "", "", "2", "Văn phòng")),
    ]
    lines = read_rows(rows, "p.xlsx", CHANGE).lines
    assert [(line.asked, line.name, line.value) for line in lines] == [
        (Asked.POSITION, "Lê Thử", "Trưởng phòng"),
        (Asked.ROOM, "Lê Thử", "Văn phòng"),
    ]


def test_no_row_of_a_table_is_lost() -> None:
    """A row without a name, with an unknown code or without any still leads to a line."""
    rows = [
        Row("T", 1, ("STT", "Họ và tên", "Địa chỉ hộp thư đã được cấp", "Đề nghị thay đổi", "")),
        Row("T", 2, ("", "", "", "Mã", "Nội dung mới")),
        Row("T", 3, ("1", "", "lthu", "1", "Trưởng phòng")),
        Row("T", 4, ("2", "Lê Thử", "", "9", "Khác")),
        Row("T", 5, ("3", "Lê Thử", "", "", "Trưởng phòng")),
        Row("T", 6, ("4", "", "", "", "")),
        Row("T", 7, ("…", "……", "", "", "")),
        Row("T", 8, ("Ghi chú: mã 1 là chức vụ", "", "", "", "")),
    ]
    lines = read_rows(rows, "p.xlsx", CHANGE).lines
    assert [(line.asked, line.where.cell) for line in lines] == [
        (Asked.POSITION, "3"),
        (Asked.TEXT, "4"),
        (Asked.TEXT, "5"),
    ]


def test_a_list_by_letter_needs_somebody_to_say_what_it_is(tmp_path: Path) -> None:
    """A plain list with a letter says no form; `kind` says it."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["STT", "Họ tên", "Chức danh", "Phòng ban"])
    book.worksheets[0].append([1, "Lê Thử", "Chuyên viên", "Văn phòng"])
    book.save(tmp_path / "ds.xlsx")
    assert read_form(tmp_path / "ds.xlsx").kind is None
    assert read_form(tmp_path / "ds.xlsx", DELETE).lines[0].asked is Asked.REMOVAL


def test_text_that_was_deleted_or_moved_is_not_read(tmp_path: Path) -> None:
    """Under tracked changes only what a reader sees counts; inserted text does."""
    path = filled_docx(tmp_path / "p.docx", CREATE, [("Lê Thử", "", "")])
    tracked = (
        '<w:del w:id="1" w:author="a"><w:r><w:delText>Trần Cũ</w:delText></w:r></w:del>'
        '<w:moveFrom w:id="2" w:author="a"><w:r><w:t>Trần Dời</w:t></w:r></w:moveFrom>'
        '<w:ins w:id="3" w:author="a"><w:r><w:t>Lê Thử</w:t></w:r></w:ins>'
    )
    replaced_part(
        path, "word/document.xml", b"<w:r><w:t>L\xc3\xaa Th\xe1\xbb\xad</w:t></w:r>", tracked.encode()
    )
    assert [line.name for line in read_form(path).lines] == ["Lê Thử"]


def replaced_part(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Change the bytes of one part of a container; the part must hold them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def entity(path: Path) -> None:
    """Declare an external entity in the document."""
    declared = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document '
    with zipfile.ZipFile(path) as archive:
        start = archive.read("word/document.xml").split(b"<w:document ", 1)[0]
    replaced_part(path, "word/document.xml", start + b"<w:document ", declared)


def macro(path: Path) -> None:
    """Put a macro into the document."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")


def bomb(path: Path) -> None:
    """Put a part into the document that swells a thousandfold."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.xml", b"0" * 50_000_000)


def twice(path: Path) -> None:
    """Put a second part of the same name into the document."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("word/document.xml")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", content)


def cut(path: Path) -> None:
    """Lose the second half of the file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_xml(path: Path) -> None:
    """Break the XML of the document."""
    replaced_part(path, "word/document.xml", b"</w:body>", b"")


def old_word(path: Path) -> None:
    """Make it look like a .doc."""
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le") * 9)


def pdf(path: Path) -> None:
    """Make it a PDF."""
    path.write_bytes(b"%PDF-1.7\n" * 9)


def legacy(path: Path) -> None:
    """Write the name as TCVN3 shows it."""
    filled_docx(path, CREATE, [("NguyÔn V¨n Ph­¬ng", "", "")])


def bidi(path: Path) -> None:
    """Write a name that reads backwards."""
    filled_docx(path, CREATE, [("Lê \u202eThử", "", "")])


def empty(path: Path) -> None:
    """Send the form as it was given out."""
    path.write_bytes(blank_docx(CREATE, "x"))


def two_forms(path: Path) -> None:
    """Say two numbers on one form."""
    filled_docx(path, CREATE, [("Lê Thử", "", "")], title="Mẫu 02")


def no_table(path: Path) -> None:
    """Send a letter without a list."""
    document = docx.Document()
    document.add_paragraph("Mẫu 01")
    document.save(str(path))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (entity, "DTD"),
        (macro, "macro"),
        (bomb, "lớn bất thường"),
        (twice, "trùng tên"),
        (cut, "hỏng"),
        (no_xml, "hỏng"),
        (old_word, r"\.doc"),
        (pdf, "Word"),
        (legacy, "bảng mã cũ"),
        (bidi, "ký tự lạ"),
        (empty, "chưa điền"),
        (two_forms, "nhiều mẫu"),
        (no_table, "Không thấy bảng"),
    ],
)
def test_what_cannot_be_trusted_is_refused_in_one_sentence(
    spoil: Callable[[Path], None], says: str, tmp_path: Path
) -> None:
    """Attacks, damage and doubtful letters: the form is refused as a whole, with what, where, what to do."""
    path = filled_docx(tmp_path / "phieu.docx", CREATE, [("Lê Thử", "", "")])
    spoil(path)
    with pytest.raises(SourceError, match=says) as refusal:
        read_form(path)
    assert refusal.value.where.startswith("phieu.docx")
    assert refusal.value.advice.vi


@pytest.mark.parametrize("kind", RequestKind)
def test_empty_forms_say_what_the_annex_says(kind: RequestKind) -> None:
    """Both look alike: letterhead, title, requester, table, place for the signature."""
    document = docx.Document(io.BytesIO(blank_docx(kind, "Sở Khoa học và Công nghệ")))
    text = [paragraph.text for paragraph in document.paragraphs]
    assert [text[0], "PHIẾU YÊU CẦU" in text, "Kính gửi: Sở Khoa học và Công nghệ" in text] == [
        kind.form,
        True,
        True,
    ]
    labels = [cell.text for cell in document.tables[1].rows[0].cells]
    sheet = openpyxl.load_workbook(io.BytesIO(blank_xlsx(kind, "x"))).worksheets[0]
    said = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert set(labels) <= said
    assert {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "(Ký tên, đóng dấu)", kind.form} <= said


def test_the_title_of_a_list_by_letter_is_not_its_agency(tmp_path: Path) -> None:
    """What asks is an agency, or nothing is known of it; never the words "Danh sách đề nghị …"."""
    path = tmp_path / "danh-sach.xlsx"
    book = openpyxl.Workbook()
    for row in (["Danh sách đề nghị xóa hộp thư"], ["TT", "Họ tên", "Email"], [1, "Võ Thị Thử", "vtthu"]):
        book.worksheets[0].append(row)
    book.save(path)
    assert read_form(path, kind=RequestKind.DELETE).requester.agency == ""
