"""What every `connector.ports.Source` promises. An adapter only says how to build one."""

import unicodedata
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest

from connector.errors import SourceError
from connector.model.roster import Gravity, Person, Roster, Unit
from connector.ports import Source
from connector.sources.workbook import WorkbookSource

PEOPLE = [
    ("DANH SÁCH CÁN BỘ",),
    ("STT", "Mã cán bộ", "Họ và tên", "Mã đơn vị", "Tình trạng"),
    (1, "C2", unicodedata.normalize("NFD", "Nguyễn Thị Ánh"), "SNV", ""),
    (2, "C1", "LÊ ĐỨC PHƯƠNG", "VPS", "nghỉ hưu"),
    (3, "C3", "Trần An", "KHONG-CO", ""),
    (4, "C4", "Trần An", "SNV", ""),
    (5, "C4", "Trần Bình", "SNV", ""),
    (6, "", "Trần Chi", "SNV", ""),
    (),
    ("Tổng cộng: 6",),
]
UNITS = [
    ("Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên"),
    ("VPS", "Văn phòng Sở", "SNV"),
    ("SNV", "Sở Nội vụ", ""),
    ("LAC", "Phòng lạc", "KHONG-CO"),
]


def workbook(folder: Path) -> tuple[Source, Path]:
    """A workbook with good rows and bad ones."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (("Nhân sự", PEOPLE), ("Đơn vị", UNITS)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = folder / "nhan-su.xlsx"
    book.save(path)
    return WorkbookSource(path), path


def broken_workbook(folder: Path) -> Source:
    """A workbook of which half is missing."""
    source, path = workbook(folder)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return source


SOURCES = {"workbook": workbook}
BROKEN = {"workbook": broken_workbook}

Build = Callable[[Path], tuple[Source, Path]]


@pytest.fixture(params=list(SOURCES.values()), ids=list(SOURCES))
def source(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Source, Path]:
    """Every source in turn, with the file it reads."""
    build: Build = request.param
    return build(tmp_path)


def test_reading_twice_gives_equal_rosters_and_changes_nothing(source: tuple[Source, Path]) -> None:
    """A source only looks."""
    reader, path = source
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert reader.read() == reader.read()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_every_row_is_counted_and_none_is_lost(source: tuple[Source, Path]) -> None:
    """Raw = accepted + questioned + rejected + blank, for people and for units."""
    roster = source[0].read()
    people, units = roster.people_rows, roster.unit_rows
    assert people.balanced
    assert units.balanced
    assert (people.raw, people.accepted, people.questioned, people.rejected, people.blank) == (7, 2, 3, 1, 1)
    assert (units.raw, units.accepted, units.questioned) == (3, 2, 1)


def test_a_row_that_is_not_accepted_has_a_problem_with_a_place_and_advice(
    source: tuple[Source, Path],
) -> None:
    """Bad rows are values: they say where, what and what to do, in both languages."""
    roster = source[0].read()
    assert {p.key for p in roster.problems if p.gravity is Gravity.QUESTION} == {"C3", "C4", "LAC"}
    for problem in roster.problems:
        assert problem.where.file
        assert all((problem.what.vi, problem.what.en, problem.advice.vi, problem.advice.en))


def test_keys_are_unique_and_sorted_and_nothing_dangles(source: tuple[Source, Path]) -> None:
    """Whoever uses a roster may rely on its references."""
    roster = source[0].read()
    people, units = [p.key for p in roster.people], [u.key for u in roster.units]
    assert people == sorted(set(people)) == ["C1", "C2"]
    assert units == sorted(set(units))
    assert {p.unit for p in roster.people} <= set(units)
    assert {u.parent for u in roster.units} <= {*units, ""}


def test_all_text_is_composed(source: tuple[Source, Path]) -> None:
    """NFC, whatever the file has, and names as people write them."""
    roster: Roster = source[0].read()
    items: tuple[Person | Unit, ...] = (*roster.people, *roster.units)
    for item in items:
        for field in fields(item):
            value = getattr(item, field.name)
            if isinstance(value, str):
                assert unicodedata.is_normalized("NFC", value)
    assert [p.name for p in roster.people] == ["Lê Đức Phương", "Nguyễn Thị Ánh"]


def test_the_digests_name_the_content(source: tuple[Source, Path]) -> None:
    """SHA-256 in hexadecimal, one for each file, and another one for other content."""
    reader, path = source
    before = reader.read().digests
    assert all(len(digest) == 64 for digest in before.values())
    with path.open("ab") as file:
        file.write(b"\0")
    try:
        after = reader.read().digests
    except SourceError:
        return
    assert after != before


@pytest.mark.parametrize("build", BROKEN.values(), ids=BROKEN.keys())
def test_a_source_that_cannot_be_trusted_is_refused_whole(
    build: Callable[[Path], Source], tmp_path: Path
) -> None:
    """Nothing of it is read, and the error says what, where and what to do."""
    with pytest.raises(SourceError) as caught:
        build(tmp_path).read()
    assert caught.value.where
    assert caught.value.advice.vi
