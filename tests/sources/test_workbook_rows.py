"""Rows become people, units or problems at an exact cell, and each is counted once."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from connector.errors import SourceError
from connector.model.roster import Employment, Gravity, NameColumns, Roster, RowCount
from connector.sources.workbook import WorkbookSource

MakeWorkbook = Callable[..., Path]
HEADER = (
    "STT",
    "Mã cán bộ",
    "Họ và tên",
    "Mã đơn vị",
    "Đơn vị",
    "Điện thoại",
    "Tình trạng",
    "Ngày hiệu lực",
    "Email",
)
UNITS_HEADER = ("STT", "Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên")


def person(
    key: object = "C1", name: object = "Lê Đức Phương", unit: object = "SNV", *more: object
) -> list[object]:
    """Return a row under HEADER; its first data row is row 2."""
    return [1, key, name, unit, *more]


def read(make: MakeWorkbook, *rows: Sequence[object], header: Sequence[object] = HEADER) -> Roster:
    """Read a workbook of these people."""
    return WorkbookSource(make([header, *rows])).read()


def test_an_ordinary_row_becomes_a_person(make: MakeWorkbook) -> None:
    """Every known column arrives, clean and typed."""
    roster = WorkbookSource(make()).read()
    first, second = roster.people
    assert (first.key, first.name, first.unit, first.position) == (
        "CB001",
        "Lê Đức Phương",
        "SNV",
        "Giám đốc",
    )
    assert (first.phone, first.status, first.since) == ("02583822123", Employment.WORKING, date(2026, 2, 1))
    assert str(first.origin) == "nhan-su.xlsx › Nhân sự › B2"
    assert (second.name, second.unit, second.since) == ("Trần Thị Minh Hòa", "VPS", None)
    assert [(unit.key, unit.parent, unit.mailbox) for unit in roster.units] == [
        ("SNV", "", "snv"),
        ("VPS", "SNV", "vp_snv"),
    ]
    assert roster.problems == ()
    assert roster.people_rows == RowCount(raw=2, accepted=2, layout=1)


PROBLEMS: list[tuple[str, list[object], str, str, Gravity]] = [
    ("key", person(""), "B2", "không có mã cán bộ", Gravity.REJECTED),
    ("name", person("C1", ""), "C2", "Thiếu họ tên", Gravity.QUESTION),
    ("unit missing", person("C1", "Lê An", ""), "D2", "Thiếu đơn vị", Gravity.QUESTION),
    ("unit unknown", person("C1", "Lê An", "XYZ"), "D2", "Không có đơn vị mã «XYZ»", Gravity.QUESTION),
    (
        "unit name unknown",
        person("C1", "Lê An", "", "Sở Lạ"),
        "E2",
        "Không có đơn vị «Sở Lạ»",
        Gravity.QUESTION,
    ),
    ("status", person("C1", "Lê An", "SNV", "", "", "bận"), "G2", "tình trạng", Gravity.QUESTION),
    ("day", person("C1", "Lê An", "SNV", "", "", "", "31/02/2026"), "H2", "Ngày hiệu lực", Gravity.QUESTION),
    (
        "month first",
        person("C1", "Lê An", "SNV", "", "", "", "02/31/2026"),
        "H2",
        "Ngày hiệu lực",
        Gravity.QUESTION,
    ),
    ("address cut", person("C1", "Lê An", "SNV", "", "", "", "", "lean"), "I2", "không rõ", Gravity.QUESTION),
    (
        "address accent",
        person("C1", "Lê An", "SNV", "", "", "", "", "lê@a.vn"),
        "I2",
        "không rõ",
        Gravity.QUESTION,
    ),
    ("homoglyph", person("C1", "Lê \u0410n"), "C2", "ký tự lạ", Gravity.QUESTION),
    ("bidi", person("C1", "Lê \u202eAn"), "C2", "ký tự lạ", Gravity.QUESTION),
    ("two encodings", person("C1", "Nguyễn Vaên Nam"), "C2", "bảng mã cũ", Gravity.QUESTION),
    ("formula", person("C1", "=A1"), "C2", "công thức", Gravity.QUESTION),
    ("phone", person("C1", "Lê An", "SNV", "", "12; 34"), "F2", "điện thoại", Gravity.WARNING),
    ("misnamed", person("C1", "Lê An", "SNV", "Sở Lạ"), "E2", "không khớp", Gravity.WARNING),
]


@pytest.mark.parametrize(
    ("row", "cell", "words", "gravity"), [p[1:] for p in PROBLEMS], ids=[p[0] for p in PROBLEMS]
)
def test_a_bad_cell_is_a_problem_at_that_cell(
    make: MakeWorkbook, row: list[object], cell: str, words: str, gravity: Gravity
) -> None:
    """The row is held or rejected with one problem, and the good row beside it is accepted."""
    roster = read(make, row, [2, "C9", "Trần Bình", "SNV"])
    (problem,) = roster.problems
    assert (problem.where.cell, problem.gravity) == (cell, gravity)
    assert words in problem.what.vi
    assert problem.what.en
    assert problem.advice.vi
    assert "C9" in {person.key for person in roster.people}
    assert ("C1" in {person.key for person in roster.people}) is (gravity is Gravity.WARNING)
    assert roster.people_rows.balanced
    assert roster.people_rows.raw == 2


PHONES = {
    "0258 3822 123": "02583822123",
    2583822123: "02583822123",
    905123456: "0905123456",
    "+84 905 123 456": "0905123456",
    "0905.123.456": "0905123456",
    "1234": "1234",
    "-": "",
    "chưa có": "",
}


@pytest.mark.parametrize(("cell", "phone"), PHONES.items())
def test_a_phone_gets_its_zero_back_only_where_that_is_certain(
    make: MakeWorkbook, cell: object, phone: str
) -> None:
    """Numeric cells lose the first zero; length and prefix leave one reading."""
    roster = read(make, person("C1", "Lê An", "SNV", "", cell))
    assert roster.people[0].phone == phone
    assert roster.problems == ()


STATUSES = {
    "Nghỉ hưu": Employment.RETIRED,
    "NGHỈ HƯU": Employment.RETIRED,
    "thôi việc": Employment.LEFT,
    "Chuyển công tác": Employment.MOVED_AWAY,
    "biệt phái": Employment.SECONDED,
    "Nghỉ thai sản": Employment.LONG_LEAVE,
    "Từ trần": Employment.DECEASED,
    "": Employment.WORKING,
}


@pytest.mark.parametrize(("cell", "status"), STATUSES.items())
def test_a_status_is_said_never_inferred(make: MakeWorkbook, cell: str, status: Employment) -> None:
    """HR's words are a dictionary; an empty cell means at work."""
    assert read(make, person("C1", "Lê An", "SNV", "", "", cell)).people[0].status is status


DAYS = {
    "1/2/2026": date(2026, 2, 1),
    "1.2.26": date(2026, 2, 1),
    date(2026, 2, 1): date(2026, 2, 1),
    "2026-02-01": date(2026, 2, 1),
}


@pytest.mark.parametrize(("cell", "day"), DAYS.items())
def test_days_are_day_first(make: MakeWorkbook, cell: object, day: date) -> None:
    """Text and real dates give the same day."""
    assert read(make, person("C1", "Lê An", "SNV", "", "", "", cell)).people[0].since == day


def test_capitals_are_turned_into_a_name(make: MakeWorkbook) -> None:
    """A roster in capitals gives names as people write them."""
    assert read(make, person("C1", "LÊ ĐỨC PHƯƠNG")).people[0].name == "Lê Đức Phương"


def test_a_name_in_columns_stays_in_columns(make: MakeWorkbook) -> None:
    """Họ, tên đệm and tên of HR are kept: nobody has to split them again."""
    header = ("Mã cán bộ", "Họ", "Tên đệm", "Tên", "Mã đơn vị")
    person = read(make, ("C1", "Lê", "Thị Thu", "Hà", "SNV"), header=header).people[0]
    assert person.name == "Lê Thị Thu Hà"
    assert person.columns == NameColumns("Lê", "Thị Thu", "Hà")


def test_a_unit_is_found_by_name_whatever_the_tone_position(make: MakeWorkbook) -> None:
    """Khánh Hòa and Khánh Hoà are one name; Trưởng and Trường are not."""
    units = [UNITS_HEADER, (1, "KH", "Sở Khánh Hòa", ""), (2, "T1", "Trường A", "KH")]
    people = [HEADER, person("C1", "Lê An", "", "SỞ KHÁNH HOÀ"), person("C2", "Lê Bình", "", "Trưởng A")]
    roster = WorkbookSource(make(people, units)).read()
    assert [(p.key, p.unit) for p in roster.people] == [("C1", "KH")]
    assert [problem.key for problem in roster.problems if problem.gravity is Gravity.QUESTION] == ["C2"]


def test_a_room_is_found_within_its_agency(make: MakeWorkbook) -> None:
    """Two agencies have a Văn phòng; the agency of the row tells which one is meant."""
    units = [
        UNITS_HEADER,
        (1, "A", "Sở A", ""),
        (2, "B", "Sở B", ""),
        (3, "AV", "Văn phòng", "A"),
        (4, "BV", "Văn phòng", "B"),
    ]
    header = ("Mã cán bộ", "Họ và tên", "Cơ quan", "Phòng ban")
    people = [header, ("C1", "Lê An", "Sở B", "Văn phòng"), ("C2", "Lê Bình", "", "Văn phòng")]
    roster = WorkbookSource(make(people, units)).read()
    assert [(p.key, p.unit) for p in roster.people] == [("C1", "BV")]
    (problem,) = roster.problems
    assert "2 đơn vị cùng tên" in problem.what.vi


def test_a_key_with_two_meanings_is_asked_about_and_nobody_is_accepted(make: MakeWorkbook) -> None:
    """Both rows wait, so that neither is taken for a leaver."""
    roster = read(make, person("C1", "Lê An"), person("C1", "Lê Bình"))
    assert roster.people == ()
    assert [(problem.where.cell, problem.gravity) for problem in roster.problems if problem.key] == [
        ("B2", Gravity.QUESTION),
        ("B3", Gravity.QUESTION),
    ]
    assert roster.people_rows == RowCount(raw=2, questioned=2, layout=1)


def test_a_repeated_row_is_accepted_once_with_a_warning(make: MakeWorkbook) -> None:
    """Equal rows say nothing contradictory; both are counted as accepted."""
    roster = read(make, person("C1", "Lê An"), [2, "C1", "Lê An", "SNV"])
    assert [p.key for p in roster.people] == ["C1"]
    assert [problem.gravity for problem in roster.problems] == [Gravity.WARNING]
    assert roster.people_rows == RowCount(raw=2, accepted=2, layout=1)


UNIT_PROBLEMS: list[tuple[str, list[tuple[object, ...]], dict[str, str]]] = [
    ("no code", [(2, "", "Phòng B", "A")], {"B3": "không có mã đơn vị"}),
    ("no name", [(2, "B", "", "A")], {"C3": "Thiếu tên đơn vị"}),
    ("unknown parent", [(2, "B", "Phòng B", "Z")], {"D3": "cấp trên «Z»"}),
    ("circle", [(2, "B", "Phòng B", "C"), (3, "C", "Phòng C", "B")], {"D3": "vòng", "D4": "vòng"}),
    ("own parent", [(2, "B", "Phòng B", "B")], {"D3": "vòng"}),
    (
        "below a waiting one",
        [(2, "B", "", "A"), (3, "C", "Tổ C", "B")],
        {"C3": "Thiếu tên", "D4": "đang chờ"},
    ),
    (
        "two meanings",
        [(2, "B", "Phòng B", "A"), (3, "B", "Phòng C", "A")],
        {"B3": "hai đơn vị", "B4": "hai đơn vị"},
    ),
]


@pytest.mark.parametrize(
    ("rows", "problems"), [p[1:] for p in UNIT_PROBLEMS], ids=[p[0] for p in UNIT_PROBLEMS]
)
def test_a_bad_unit_is_a_problem_at_its_cell(
    make: MakeWorkbook, rows: list[tuple[object, ...]], problems: dict[str, str]
) -> None:
    """Only whole branches of the tree are accepted, and every row is counted."""
    roster = WorkbookSource(
        make([HEADER, person("C1", "Lê An", "A")], [UNITS_HEADER, (1, "A", "Sở A", ""), *rows])
    ).read()
    found = {problem.where.cell: problem.what.vi for problem in roster.problems}
    assert found.keys() == problems.keys()
    assert all(words in found[cell] for cell, words in problems.items())
    assert [unit.key for unit in roster.units] == ["A"]
    assert roster.unit_rows.balanced
    assert roster.unit_rows.raw == 1 + len(rows)


def test_rows_around_the_table_are_layout_not_people(make: MakeWorkbook) -> None:
    """Letterhead, title, numbering, group, total and signature rows are counted and not read."""
    rows = [
        ("UBND TỈNH MẪU", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (),
        ("DANH SÁCH CÁN BỘ, CÔNG CHỨC",),
        ("STT", "Mã cán bộ", "Họ và tên", "Mã đơn vị"),
        ("(1)", "(2)", "(3)", "(4)"),
        ("I", "", "Văn phòng Sở", ""),
        (1, "C1", "Lê An", "SNV"),
        (2, "", "", ""),
        (),
        ("PHÒNG TỔ CHỨC",),
        (2, "C2", "Trần Bình", "SNV"),
        ("Tổng cộng: 2 người",),
        ("", "", "", "Mẫu, ngày 01 tháng 02 năm 2026"),
        ("", "Người lập", "", "GIÁM ĐỐC"),
        ("", "", "", "Phạm Thị Chung"),
    ]
    roster = WorkbookSource(make(rows)).read()
    assert [p.key for p in roster.people] == ["C1", "C2"]
    assert [problem for problem in roster.problems if problem.gravity is not Gravity.WARNING] == []
    assert roster.people_rows == RowCount(raw=4, accepted=2, blank=2, layout=11)


def test_a_person_below_the_total_line_is_not_lost(make: MakeWorkbook) -> None:
    """A row with key and name is data wherever it stands."""
    roster = read(make, person("C1", "Lê An"), ("Tổng cộng",), person("C2", "Trần Bình"))
    assert [p.key for p in roster.people] == ["C1", "C2"]


def test_a_header_of_two_rows_with_merged_labels_is_understood(make: MakeWorkbook) -> None:
    """Họ tên merged over họ đệm and tên, other labels merged down."""
    path = make(
        [
            ("Mã cán bộ", "Họ và tên", "", "Mã đơn vị"),
            ("", "Họ đệm", "Tên", ""),
            ("C1", "Lê Thị Thu", "Hà", "SNV"),
        ]
    )
    book = openpyxl.load_workbook(path)
    for span in ("A1:A2", "B1:C1", "D1:D2"):
        book["Nhân sự"].merge_cells(span)
    book.save(path)
    (person,) = WorkbookSource(path).read().people
    assert (person.name, person.columns) == ("Lê Thị Thu Hà", NameColumns("Lê", "Thị Thu", "Hà"))


def test_one_label_merged_over_two_name_columns_joins_them(make: MakeWorkbook) -> None:
    """The common form with họ đệm and tên under one merged «Họ và tên»."""
    path = make([("Mã cán bộ", "Họ và tên", "", "Mã đơn vị"), ("C1", "Lê Thị Thu", "Hà", "SNV")])
    book = openpyxl.load_workbook(path)
    book["Nhân sự"].merge_cells("B1:C1")
    book.save(path)
    assert WorkbookSource(path).read().people[0].name == "Lê Thị Thu Hà"


def test_a_unit_merged_over_several_people_belongs_to_each(make: MakeWorkbook) -> None:
    """A merged cell says the same of all its rows; an empty one does not."""
    path = make(
        [HEADER, person("C1", "Lê An", "SNV"), person("C2", "Lê Bình", ""), person("C3", "Lê Chi", "")]
    )
    book = openpyxl.load_workbook(path)
    book["Nhân sự"].merge_cells("D2:D3")
    book.save(path)
    roster = WorkbookSource(path).read()
    assert [(p.key, p.unit) for p in roster.people] == [("C1", "SNV"), ("C2", "SNV")]
    assert [problem.key for problem in roster.problems if problem.key] == ["C3"]


def test_hidden_rows_are_read_and_reported(make: MakeWorkbook) -> None:
    """A filter left on in the file closes nobody's mailbox."""
    path = make()
    book = openpyxl.load_workbook(path)
    book["Nhân sự"].row_dimensions[3].hidden = True
    book.save(path)
    roster = WorkbookSource(path).read()
    assert len(roster.people) == 2
    (warning,) = roster.problems
    assert "1 hàng bị ẩn" in warning.what.vi


def test_a_gap_in_the_serial_numbers_is_reported(make: MakeWorkbook) -> None:
    """STT is never a key, but says when somebody is missing; float drift is no gap."""
    rows = [
        [1.0, "C1", "Lê An", "SNV"],
        [2.0000000000000848, "C2", "Lê Bình", "SNV"],
        [4, "C4", "Lê Chi", "SNV"],
    ]
    roster = read(make, *rows)
    (warning,) = roster.problems
    assert (warning.where.cell, warning.gravity) == ("4", Gravity.WARNING)


REFUSED: dict[str, tuple[list[tuple[object, ...]], str]] = {
    "only a header": ([HEADER], "không có hàng dữ liệu"),
    "no rows": ([], "Không tìm thấy hàng tiêu đề"),
    "no header": ([(1, "C1", "Lê An", "SNV")], "Không tìm thấy hàng tiêu đề"),
    "no key column": (
        [("STT", "Họ và tên", "Mã đơn vị"), (1, "Lê An", "SNV")],
        "thiếu cột bắt buộc: Mã cán bộ",
    ),
    "two key columns": (
        [("Mã cán bộ", "Số hiệu", "Họ và tên", "Mã đơn vị"), ("1", "2", "Lê An", "SNV")],
        "Cột A, B",
    ),
}


@pytest.mark.parametrize(("rows", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_sheet_without_a_usable_table_is_refused(
    make: MakeWorkbook, rows: list[tuple[object, ...]], words: str
) -> None:
    """Nothing is read from a workbook that does not say whose rows these are."""
    with pytest.raises(SourceError, match=words):
        WorkbookSource(make(rows)).read()


def test_a_workbook_without_units_is_refused(make: MakeWorkbook) -> None:
    """People without a department tree cannot be placed."""
    with pytest.raises(SourceError, match="danh sách đơn vị"):
        WorkbookSource(make(units=[("Ghi chú",)])).read()


def test_a_label_above_a_label_says_of_what_it_is_a_part(make: MakeWorkbook) -> None:
    """«Đơn vị» over «Mã | Tên» is the unit's code and name, never a person's given name."""
    path = make(
        [("Mã cán bộ", "Họ và tên", "Đơn vị", ""), ("", "", "Mã", "Tên"), ("C1", "Lê An", "SNV", "Sở Nội vụ")]
    )
    book = openpyxl.load_workbook(path)
    for span in ("A1:A2", "B1:B2", "C1:D1"):
        book["Nhân sự"].merge_cells(span)
    book.save(path)
    (person,) = WorkbookSource(path).read().people
    assert (person.name, person.unit, person.columns) == ("Lê An", "SNV", None)


ODS_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def ods(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """Write a minimal OpenDocument spreadsheet (OASIS ODF 1.2)."""
    tables = ""
    for name, rows in sheets.items():
        lines = "".join(
            f"<table:table-row>{''.join(ODS_CELL.format(cell) for cell in row)}</table:table-row>"
            for row in rows
        )
        tables += f'<table:table table:name="{name}">{lines}</table:table>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(tables))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def test_an_opendocument_spreadsheet_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    """The kind of a file is in its bytes."""
    people = [("Mã cán bộ", "Họ và tên", "Mã đơn vị"), ("C1", "Lê An", "SNV")]
    units = [("Mã đơn vị", "Tên đơn vị"), ("SNV", "Sở Nội vụ")]
    path = ods(tmp_path / "nhan-su.xlsx", {"Nhân sự": people, "Đơn vị": units})
    assert [person.key for person in WorkbookSource(path).read().people] == ["C1"]


@pytest.mark.parametrize("high", ["3", "99999999999"])
def test_merged_cells_of_an_opendocument_spreadsheet_count_too(tmp_path: Path, high: str) -> None:
    """A unit merged over its people belongs to each; a label merged over two columns joins them."""

    def cell(text: str, spans: str = "") -> str:
        return ODS_CELL.format(text).replace("<table:table-cell", f"<table:table-cell {spans}", 1)

    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    label = cell("Ngày sinh", 'table:number-columns-spanned="2"')
    unit = cell("Sở Nội vụ", f'table:number-rows-spanned="{high}"')
    people = (
        row(cell("Mã cán bộ"), cell("Họ và tên"), label, "<table:covered-table-cell/>", cell("Đơn vị"))
        + row(cell(""), cell(""), cell("Nam"), cell("Nữ"), cell(""))
        + row(cell("C1"), cell("Lê An"), cell("1980"), cell(""), unit)
        + row(cell("C2"), cell("Lê Thị Bình"), cell(""), cell("1985"), "<table:covered-table-cell/>")
        + row(cell("C3"), cell("Lê Thị Chi"), '<table:table-cell table:number-columns-repeated="3"/>')
    )
    units = row(cell("Mã đơn vị"), cell("Tên đơn vị")) + row(cell("SNV"), cell("Sở Nội vụ"))
    path = tmp_path / "nhan-su.ods"
    tables = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in (("Nhân sự", people), ("Đơn vị", units))
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(tables))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    roster = WorkbookSource(path).read()
    assert [(p.unit, p.birth) for p in roster.people] == [("SNV", "1980"), ("SNV", "1985"), ("SNV", "")]


def test_people_and_units_may_be_two_files(make: MakeWorkbook, tmp_path: Path) -> None:
    """Each file is opened by itself and has its own digest; two files of one name are told apart."""
    folder = tmp_path / "don-vi"
    folder.mkdir()
    units = make().rename(folder / "nhan-su.xlsx")
    people = make(units=[("Ghi chú",)])
    roster = WorkbookSource(people, units).read()
    assert (len(roster.people), len(roster.units), len(roster.digests)) == (2, 2, 2)


PAGED = ("STT", "Mã cán bộ", "Họ và tên", "Mã đơn vị", "Ghi chú")


def test_the_header_of_another_page_is_no_person(make: MakeWorkbook) -> None:
    """A header repeated among the rows is layout, far below the top too."""
    rows = [(n, f"C{n:03d}", "Lê Đức Phương", "SNV", "") for n in range(1, 101)]
    roster = WorkbookSource(make([PAGED, *rows[:40], PAGED, *rows[40:], ("stt", "MÃ CÁN BỘ")])).read()
    assert roster.people_rows == RowCount(raw=100, accepted=100, layout=3)
    assert roster.problems == ()


def test_another_table_below_the_first_is_refused(make: MakeWorkbook) -> None:
    """Columns of another order would make keys of names; nothing of such a sheet is taken."""
    other = ("STT", "Họ và tên", "Mã cán bộ", "Mã đơn vị", "Lý do")
    people = [PAGED, (1, "C1", "Lê Đức Phương", "SNV", ""), (), other, (1, "Võ Thị Hà", "C2", "SNV", "")]
    with pytest.raises(SourceError, match="Hàng 4 là tiêu đề của một bảng khác") as refusal:
        WorkbookSource(make(people)).read()
    assert str(refusal.value.where) == "nhan-su.xlsx › Nhân sự"


@pytest.mark.parametrize(
    ("remark", "asked"),
    [
        ("Nghỉ hưu từ 01/3/2026", True),
        ("đã chuyển công tác về Sở Tài chính", True),
        ("THÔI VIỆC", True),
        ("Chấm dứt HĐLĐ", True),
        ("Nghỉ thai sản", False),
        ("Chuyên viên chính", False),
        ("Đảng viên", False),
        ("", False),
    ],
)
def test_a_remark_about_leaving_is_asked_about_not_passed_over(
    make: MakeWorkbook, remark: str, *, asked: bool
) -> None:
    """Whoever a remark says has left is neither taken for serving nor closed; the remark is not repeated."""
    roster = WorkbookSource(make([PAGED, (1, "C1", "Lê Đức Phương", "SNV", remark)])).read()
    assert [problem.key for problem in roster.problems] == (["C1"] if asked else [])
    assert len(roster.people) == (not asked)
    assert not remark or remark not in repr(roster)


def test_a_remark_that_is_a_word_of_headers_makes_no_header_of_a_person(make: MakeWorkbook) -> None:
    """The first person of a list stays a person, whatever stands beside them."""
    rows = [(n, f"C{n}", "Lê Đức Phương", "SNV", "Đảng viên") for n in (1, 2)]
    assert read(make, *rows, header=PAGED).people_rows == RowCount(raw=2, accepted=2, layout=1)
    names = [("Lê Đức Phương", "Sở Nội vụ", "Đảng viên", "CB một")]
    header = ("Họ và tên", "Đơn vị", "Đoàn thể", "Mã cán bộ")
    assert read(make, *names, header=header).people_rows.raw == 1


def test_a_remark_about_leaving_adds_nothing_to_a_status(make: MakeWorkbook) -> None:
    """Where the status column speaks, it counts."""
    header = (*PAGED, "Tình trạng")
    rows = [
        (1, "C1", "Lê Đức Phương", "SNV", "Nghỉ hưu từ 01/3/2026", "Nghỉ hưu"),
        (2, "C2", "Lê Đức Phong", "SNV", "sắp nghỉ hưu", "Đang công tác"),
    ]
    roster = WorkbookSource(make([header, *rows])).read()
    assert [person.status for person in roster.people] == [Employment.RETIRED, Employment.WORKING]
    assert roster.problems == ()


@pytest.mark.parametrize(
    ("title", "above", "asked"),
    [
        ("Nghỉ hưu", (), True),
        ("Đợt 2", ("DANH SÁCH CÁN BỘ NGHỈ HƯU, THÔI VIỆC",), True),
        ("Đợt 2", ("Danh sách này không gồm người nghỉ hưu",), False),
    ],
)
def test_a_sheet_of_people_who_left_is_asked_about(
    make: MakeWorkbook, title: str, above: tuple[str, ...], *, asked: bool
) -> None:
    """The people of a sheet called "Nghỉ hưu" are not taken for serving."""
    more = {title: [*([above] if above else []), PAGED, (1, "C9", "Võ Thị Hà", "SNV", "")]}
    roster = WorkbookSource(make(**more)).read()
    assert ("C9" in {person.key for person in roster.people}) is not asked
    assert roster.people_rows.balanced


def test_a_formula_without_a_value_is_said_to_be_one_also_as_key(make: MakeWorkbook) -> None:
    """HR is told to let Excel calculate, not that the key is missing."""
    roster = WorkbookSource(make([PAGED, (1, '="C"&1', "Lê Đức Phương", "SNV", "")])).read()
    assert [(p.gravity, str(p.where), p.what.vi) for p in roster.problems] == [
        (Gravity.REJECTED, "nhan-su.xlsx › Nhân sự › B2", "Ô có công thức chưa tính hoặc báo lỗi.")
    ]


@pytest.mark.parametrize("mark", ['"', "nt", "-nt-", "Như trên"])
@pytest.mark.parametrize("column", [3, 4])
def test_ditto_marks_are_asked_about_once(make: MakeWorkbook, mark: str, column: int) -> None:
    """Neither a position "nt" nor the unit of the row above is made of them."""
    row: list[object] = [2, "C2", "Võ Thị Hà", "Sở Nội vụ", "Chuyên viên"]
    row[column] = mark
    header = ("STT", "Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ")
    people = [header, (1, "C1", "Lê Đức Phương", "Sở Nội vụ", "Giám đốc"), row]
    roster = WorkbookSource(make(people)).read()
    cell = f"{'ABCDE'[column]}3"
    assert [(p.key, p.where.cell, p.what.vi) for p in roster.problems] == [("C2", cell, "Ô ghi «như trên».")]


def test_the_box_of_nha_trang_is_no_ditto_mark(make: MakeWorkbook) -> None:
    """KH Đ3.2a makes `nt` of it."""
    rows = [(1, "SNV", "Sở Nội vụ", "", "snv"), (2, "A06", "UBND thành phố Nha Trang", "", "nt")]
    units = [(*UNITS_HEADER, "Hộp thư"), *rows]
    roster = WorkbookSource(make([HEADER, person("C1", "Lê Đức Phương", "A06")], units)).read()
    assert [unit.mailbox for unit in roster.units] == ["nt", "snv"]
    assert roster.problems == ()


@pytest.mark.parametrize(
    "said", ["Phòng Tổ chức, biên chế", "phòng tổ chức - biên chế", "Phòng Tổ chức–Biên chế"]
)
def test_marks_between_the_words_of_a_unit_do_not_count(make: MakeWorkbook, said: str) -> None:
    """A comma, a hyphen or a dash: people write all of them."""
    units = (UNITS_HEADER, (1, "SNV", "Sở Nội vụ", ""), (2, "TCBC", "Phòng Tổ chức - Biên chế", "SNV"))
    header = ("Mã cán bộ", "Họ và tên", "Đơn vị")
    roster = WorkbookSource(make([header, ("C1", "Lê Đức Phương", said)], units)).read()
    assert [person.unit for person in roster.people] == ["TCBC"]


def test_an_unknown_unit_is_asked_about_with_what_is_near(make: MakeWorkbook) -> None:
    """HR sees what the list of units calls it; nothing is chosen for them."""
    header = ("Mã cán bộ", "Họ và tên", "Đơn vị")
    roster = WorkbookSource(make([header, ("C1", "Lê Đức Phương", "Sở Nội vụ tỉnh")])).read()
    assert roster.people == ()
    assert roster.problems[0].what.vi.endswith("danh sách đơn vị. Gần giống: «Sở Nội vụ».")


def test_the_text_of_a_cell_that_separates_our_columns_is_kept_whole(make: MakeWorkbook) -> None:
    """What the reading process and its parent put between cells is no way to move a value to another row."""
    rows = [person("C1", "Lê Đức Phương"), person("C2", "Võ_x001E_Hà"), person("C3", "Lê Văn An")]
    roster = read(make, *rows)
    assert [(p.key, p.name) for p in roster.people] == [("C1", "Lê Đức Phương"), ("C3", "Lê Văn An")]
    assert roster.people_rows == RowCount(raw=3, accepted=2, questioned=1, layout=1)
