"""Every layout that was seen in real lists is understood, asked about or refused, and no row is lost."""

from pathlib import Path

import pytest

from connector.errors import SourceError
from connector.model.roster import Gravity
from connector.sources.fields import UnitRule
from connector.sources.mapping import TableMapping, WorkbookMapping, dump_mapping, load_mapping
from connector.sources.view import look_at
from connector.sources.workbook import WorkbookSource
from tests.sources.layouts import HEAD, LAYOUTS, UNIT_ROWS, Layout, save


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_real_layout_gives_everybody_the_right_unit(layout: Layout, tmp_path: Path) -> None:
    """Who is accepted, where they work, who is asked about, what is warned of, and the sum of rows."""
    roster = WorkbookSource(save(layout, tmp_path / "ds.xlsx")).read()
    assert {person.key: person.unit for person in roster.people} == layout.units
    asked = {problem.key for problem in roster.problems if problem.gravity is Gravity.QUESTION}
    assert asked == set(layout.asked)
    warned = " | ".join(p.what.vi for p in roster.problems if p.gravity is Gravity.WARNING)
    assert all(words in warned for words in layout.warns)
    rows = roster.people_rows
    assert rows.balanced
    assert (rows.accepted, rows.questioned, rows.rejected) == (
        len(layout.units),
        len(layout.asked),
        layout.rejected,
    )


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_saved_reading_reads_the_same(layout: Layout, tmp_path: Path) -> None:
    """What inspect saves is a contract that gives exactly what detection gave."""
    path = save(layout, tmp_path / "ds.xlsx")
    saved = tmp_path / "m.toml"
    saved.write_text(look_at(WorkbookSource(path), "ds").mapping, encoding="utf-8")
    assert WorkbookSource(path, mapping=load_mapping(saved)).read() == WorkbookSource(path).read()


HEADERLESS: list[tuple[object, ...]] = [
    (1, "Xã Cam An", "Phòng Kinh tế", "Lê Văn An", "Chuyên viên", "an@mau.gov.vn"),
    (2, "", "Phòng Kinh tế", "Trần Thị Bình", "Trưởng phòng", "binh@mau.gov.vn"),
    (3, "", "Phòng Văn hóa - Xã hội", "Phạm Minh Chi", "Chuyên viên", "chi@mau.gov.vn"),
    (4, "", "Phòng Văn hóa - Xã hội", "Hoàng Văn Dũng", "Chuyên viên", "dung"),
    (5, "Phường Cam Linh", "Phòng Kinh tế", "Đỗ Thị Giang", "Chuyên viên", "giang@mau.gov.vn"),
]
BY_PLACE = TableMapping(
    "Nhân sự",
    (),
    {"name": ("D",), "unit_name": ("B",), "room_name": ("C",), "address": ("F",)},
    UnitRule.DOWN,
    key_from=("address",),
    first_row=1,
)


def test_a_table_without_a_header_is_refused_and_proposed(tmp_path: Path) -> None:
    """Layout 1: nothing is read by guess, but inspect shows what the columns seem to hold."""
    path = save(Layout(HEADERLESS, {}), tmp_path / "ds.xlsx")
    with pytest.raises(SourceError, match=r"Không tìm thấy hàng tiêu đề.*connector inspect"):
        WorkbookSource(path).read()
    view = look_at(WorkbookSource(path), "ds")
    columns = {column.letters: column.field for column in view.tables[0].columns}
    expected = {"B": "unit_name", "C": "room_name", "D": "name", "E": "position", "F": "address"}
    assert columns == expected
    assert "hàng tiêu đề" in view.refused.vi
    assert "key_from" in view.mapping


def test_a_table_without_a_header_is_read_by_its_mapping(tmp_path: Path) -> None:
    """Keys are the addresses HR gave; who has none, or half of one, is not accepted."""
    path = save(Layout(HEADERLESS, {}), tmp_path / "ds.xlsx")
    roster = WorkbookSource(path, mapping=WorkbookMapping("m", (BY_PLACE,))).read()
    assert {person.key.partition("@")[0]: person.unit for person in roster.people} == {
        "an": "XA1KT",
        "binh": "XA1KT",
        "chi": "XA1VH",
        "giang": "XA2KT",
    }
    assert roster.people_rows.rejected == 1
    assert roster.people_rows.balanced


def test_a_table_without_a_header_whose_columns_moved_is_refused(tmp_path: Path) -> None:
    """Without labels, what the columns hold is all there is to hold a file to."""
    moved = [(row[0], "x", *row[1:]) for row in HEADERLESS]
    path = save(Layout(moved, {}), tmp_path / "ds.xlsx")
    with pytest.raises(SourceError, match="không còn chứa dữ liệu như đã lưu"):
        WorkbookSource(path, mapping=WorkbookMapping("m", (BY_PLACE,))).read()


def test_a_list_without_keys_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """Most real lists have no staff number; only a mapping may say what takes its place."""
    rows = [("STT", "Họ và tên", "Ngày sinh", "Đơn vị"), (1, "Lê Văn An", "1/2/1980", "Sở Nội vụ")]
    path = save(Layout(rows, {}), tmp_path / "ds.xlsx")
    with pytest.raises(SourceError, match=r"thiếu cột bắt buộc: Mã cán bộ.*key_from"):
        WorkbookSource(path).read()


def test_keys_made_of_name_and_birth_say_neither(tmp_path: Path) -> None:
    """The same person has the same key again, and the birth date stands in no message."""
    rows = [
        ("STT", "Họ và tên", "Ngày sinh", "Đơn vị"),
        (1, "Lê Văn An", "1/2/1980", "Sở Nội vụ"),
        (2, "LÊ VĂN AN", "01.02.1981", "Sở Nội vụ"),
        (3, "Lê Văn Bình", "", "Sở Nội vụ"),
    ]
    path = save(Layout(rows, {}), tmp_path / "ds.xlsx")
    columns = {"name": ("B",), "birth": ("C",), "unit_name": ("D",)}
    table = TableMapping("Nhân sự", tuple(map(str, rows[0])), columns, key_from=("name", "birth"))
    mapping = WorkbookMapping("m", (table,))
    first = WorkbookSource(path, mapping=mapping).read()
    assert len({person.key for person in first.people}) == 2
    assert all(person.key.startswith("made:") and "1980" not in person.key for person in first.people)
    assert first == WorkbookSource(path, mapping=mapping).read()
    assert first.people_rows.rejected == 1
    keyed = WorkbookSource(path, mapping=mapping, identity_key="k" * 40).read()
    assert {p.key for p in keyed.people}.isdisjoint(p.key for p in first.people)


def test_a_unit_named_by_the_mapping_is_that_of_every_row(tmp_path: Path) -> None:
    """A list that nowhere says whose it is can be given its unit once and for all."""
    path = save(Layout([HEAD, (1, "C1", "Lê Văn An", "")], {}), tmp_path / "ds.xlsx")
    table = TableMapping("Nhân sự", HEAD, {"key": ("B",), "name": ("C",)}, UnitRule.FIXED, "VPS")
    saved = tmp_path / "m.toml"
    saved.write_text(dump_mapping(WorkbookMapping("m", (table,))), encoding="utf-8")
    roster = WorkbookSource(path, mapping=load_mapping(saved)).read()
    assert [(person.key, person.unit) for person in roster.people] == [("C1", "VPS")]


def test_a_title_that_names_no_unit_is_asked_about(tmp_path: Path) -> None:
    """Nobody is placed by guess."""
    path = save(Layout([("DANH SÁCH CÁN BỘ",), HEAD, (1, "C1", "Lê Văn An", "")], {}), tmp_path / "ds.xlsx")
    roster = WorkbookSource(path).read()
    assert roster.people == ()
    assert "không nêu rõ một đơn vị" in next(p.what.vi for p in roster.problems if p.key == "C1")


def test_the_units_of_the_corpus_are_all_accepted(tmp_path: Path) -> None:
    """The tests stand on a whole department tree."""
    layout = next(iter(LAYOUTS.values()))
    assert len(WorkbookSource(save(layout, tmp_path / "ds.xlsx")).read().units) == len(UNIT_ROWS) - 1


def test_a_header_of_which_nothing_is_certain_can_be_looked_at(tmp_path: Path) -> None:
    """Found by a fuzzer: every column that is known is there twice, so that none of them is read."""
    rows = [("STT", "Họ và tên", "Họ và tên"), (1, "Lê An", "Lê Bình")]
    view = look_at(WorkbookSource(save(Layout(rows, {}), tmp_path / "ds.xlsx")), "ds")
    assert view.refused.vi
    assert view.tables[0].columns == ()
