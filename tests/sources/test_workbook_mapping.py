"""A saved mapping is a contract: what changed is said, and nothing is read."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from connector.errors import SettingsError, SourceError
from connector.sources.changed import header_changes
from connector.sources.mapping import dump_mapping, load_mapping
from connector.sources.workbook import WorkbookSource

MakeWorkbook = Callable[..., Path]
HEADER = ("STT", "Mã cán bộ", "Họ và tên", "Mã đơn vị")
ROW = (1, "C1", "Lê An", "SNV")


def test_a_proposed_mapping_reads_the_same_roster(make: MakeWorkbook, tmp_path: Path) -> None:
    """Propose, save, load, read: nothing is lost on the way."""
    path = make()
    proposed = WorkbookSource(path).propose()
    saved = tmp_path / "mau.toml"
    saved.write_text(dump_mapping(proposed), encoding="utf-8")
    loaded = load_mapping(saved)
    assert loaded == proposed
    assert WorkbookSource(path, mapping=loaded).read() == WorkbookSource(path).read()


def test_more_letterhead_above_a_mapped_header_changes_nothing(make: MakeWorkbook) -> None:
    """The header is found by its labels, not by its row number."""
    mapping = WorkbookSource(make([HEADER, ROW])).propose()
    moved = make([("SỞ MẪU",), (), HEADER, ROW])
    assert len(WorkbookSource(moved, mapping=mapping).read().people) == 1


def test_a_changed_header_is_refused_with_what_changed(make: MakeWorkbook) -> None:
    """The column, its old and its new label are named."""
    mapping = WorkbookSource(make([HEADER, ROW])).propose()
    changed = make([("STT", "Mã cán bộ", "Họ tên khai sinh", "Mã đơn vị"), ROW])
    with pytest.raises(SourceError, match="cột C trước «Họ và tên», nay «Họ tên khai sinh»"):
        WorkbookSource(changed, mapping=mapping).read()


def test_a_renamed_sheet_is_refused_with_the_sheets_there_are(make: MakeWorkbook) -> None:
    """Reading another sheet in its place would be a guess."""
    mapping = WorkbookSource(make([HEADER, ROW])).propose()
    path = make([HEADER, ROW])
    book = openpyxl.load_workbook(path)
    book["Nhân sự"].title = "Tháng 2"
    book.save(path)
    with pytest.raises(SourceError, match=r"Không còn trang tính «Nhân sự».*«Tháng 2»"):
        WorkbookSource(path, mapping=mapping).read()


def test_a_faulty_mapping_names_every_fault(tmp_path: Path) -> None:
    """All faults at once, so that one correction is enough."""
    path = tmp_path / "sai.toml"
    path.write_text(
        'format = 2\n[people]\nsheet = "A"\nheader = ["x"]\n[people.columns]\nkey = "B"\n"lương" = ["C"]\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as caught:
        load_mapping(path)
    said = " ".join(fault.vi for fault in caught.value.faults)
    assert all(words in said for words in ("«format»", "«key»", "«lương»", "thiếu cột bắt buộc"))


REPOSITORY = Path(__file__).parents[2]
EXAMPLES = sorted((REPOSITORY / "examples").rglob("*.xlsx"))


@pytest.mark.parametrize("example", EXAMPLES, ids=[str(path.relative_to(REPOSITORY)) for path in EXAMPLES])
def test_the_shipped_mapping_reads_every_example_as_detection_does(example: Path) -> None:
    """The common form of the examples is also written down as a mapping."""
    mapping = load_mapping(REPOSITORY / "mappings" / "workbooks" / "mau-chung.toml")
    roster = WorkbookSource(example, mapping=mapping).read()
    assert roster.people
    assert roster == WorkbookSource(example).read()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (["STT", "Mã mới", "Mã cán bộ", "Họ và tên", "Đơn vị"], ["thêm cột B «Mã mới»"]),
        (["STT", "Họ và tên", "Đơn vị"], ["mất cột B «Mã cán bộ»"]),
        (["STT", "MÃ CÁN BỘ", "Họ tên", "Đơn vị"], ["cột C trước «Họ và tên», nay «Họ tên»"]),
        (
            ["STT", "Mã cán bộ", "Ngày\nsinh", "Họ và tên", "Phòng"],
            ["thêm cột C «Ngày sinh»", "cột D «Đơn vị» nay là cột E «Phòng»"],
        ),
        (["STT", "Mã cán bộ", "Họ và tên", "Đơn vị"], []),
    ],
)
def test_a_changed_header_is_told_as_what_changed(now: list[str], said: list[str]) -> None:
    """One column more is one column more, not every column to the right of it another one."""
    before = ["STT", "Mã cán bộ", "Họ và tên", "Đơn vị"]
    assert [change.vi for change in header_changes(before, now)] == said
