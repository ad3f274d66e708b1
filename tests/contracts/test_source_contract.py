"""What every `connector.ports.Source` promises. An adapter only says how to build one."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest

from connector.errors import SourceError
from connector.feed_server.content import Content, Dialect
from connector.feed_server.server import FeedServer
from connector.model.roster import Gravity, Person, Roster, Unit
from connector.ports import Source
from connector.sources.merged import MergedSource
from connector.sources.workbook import WorkbookSource
from tests.support.feeds import source as feed_source

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


def longer(path: Path) -> None:
    """Change the content of a file, whatever it is."""
    with path.open("ab") as file:
        file.write(b"\0")


LABELS = {
    "Mã cán bộ": "ma_can_bo",
    "Họ và tên": "ho_ten",
    "Mã đơn vị": "ma_don_vi",
    "Tình trạng": "trang_thai",
    "Tên đơn vị": "ten_don_vi",
    "Mã đơn vị cấp trên": "ma_cap_tren",
}


def records(header: Sequence[object], rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    """Return the same rows as records of a feed; a blank row has an id and nothing else."""
    return [
        {"id": str(number)}
        | {LABELS[str(label)]: value for label, value in zip(header, row, strict=False) if label != "STT"}
        for number, row in enumerate(rows)
    ]


def served(path: Path) -> Content:
    """Return what a feed serves from a file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Content(Dialect.OURS, data["people"], data["units"])


def feed(folder: Path, stack: ExitStack) -> tuple[Source, Path]:
    """A feed with the same people and units, on a socket."""
    path = folder / "feed.json"
    people, units = records(PEOPLE[1], PEOPLE[2:-1]), records(UNITS[0], UNITS[1:])
    path.write_text(json.dumps({"people": people, "units": units}), encoding="utf-8")
    server = stack.enter_context(FeedServer(lambda: served(path), page=3))
    return feed_source(server.url, folder), path


def fewer(path: Path) -> None:
    """Take one person out of a feed."""
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | {"people": data["people"][1:]}), encoding="utf-8")


def broken_feed(folder: Path, stack: ExitStack) -> Source:
    """A feed of nobody."""
    source, path = feed(folder, stack)
    path.write_text(json.dumps({"people": [], "units": []}), encoding="utf-8")
    return source


def merged(folder: Path, _stack: ExitStack) -> tuple[Source, Path]:
    """Two sources that say the same."""
    source, path = workbook(folder)
    return MergedSource({"a": source, "b": source}, ("a", "b"), {}), path


def broken_merged(folder: Path, _stack: ExitStack) -> Source:
    """Two sources, of which one is cut short."""
    (folder / "whole").mkdir()
    return MergedSource({"a": workbook(folder / "whole")[0], "b": broken_workbook(folder)}, ("a", "b"), {})


Built = tuple[Source, Path]
Build = Callable[[Path, ExitStack], Built]
Alter = Callable[[Path], None]
SOURCES: dict[str, tuple[Build, Alter]] = {
    "workbook": (lambda folder, _stack: workbook(folder), longer),
    "feed": (feed, fewer),
    "merged": (merged, longer),
}
BROKEN: dict[str, Callable[[Path, ExitStack], Source]] = {
    "workbook": lambda folder, _stack: broken_workbook(folder),
    "feed": broken_feed,
    "merged": broken_merged,
}


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Give what closes servers at the end."""
    with ExitStack() as opened:
        yield opened


@pytest.fixture(params=list(SOURCES))
def kind(request: pytest.FixtureRequest) -> str:
    """Name every source in turn."""
    return str(request.param)


@pytest.fixture
def source(kind: str, tmp_path: Path, stack: ExitStack) -> Built:
    """Every source in turn, with the file it reads."""
    return SOURCES[kind][0](tmp_path, stack)


def test_reading_twice_gives_equal_rosters_and_changes_nothing(source: Built) -> None:
    """A source only looks."""
    reader, path = source
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert reader.read() == reader.read()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_every_row_is_counted_and_none_is_lost(source: Built) -> None:
    """Raw = accepted + questioned + rejected + blank, for people and for units."""
    roster = source[0].read()
    people, units = roster.people_rows, roster.unit_rows
    assert people.balanced
    assert units.balanced
    assert (people.raw, people.accepted, people.questioned, people.rejected, people.blank) == (7, 2, 3, 1, 1)
    assert (units.raw, units.accepted, units.questioned) == (3, 2, 1)


def test_a_row_that_is_not_accepted_has_a_problem_with_a_place_and_advice(
    source: Built,
) -> None:
    """Bad rows are values: they say where, what and what to do, in both languages."""
    roster = source[0].read()
    assert {p.key for p in roster.problems if p.gravity is Gravity.QUESTION} == {"C3", "C4", "LAC"}
    for problem in roster.problems:
        assert problem.where.file
        assert all((problem.what.vi, problem.what.en, problem.advice.vi, problem.advice.en))


def test_keys_are_unique_and_sorted_and_nothing_dangles(source: Built) -> None:
    """Whoever uses a roster may rely on its references."""
    roster = source[0].read()
    people, units = [p.key for p in roster.people], [u.key for u in roster.units]
    assert people == sorted(set(people)) == ["C1", "C2"]
    assert units == sorted(set(units))
    assert {p.unit for p in roster.people} <= set(units)
    assert {u.parent for u in roster.units} <= {*units, ""}


def test_all_text_is_composed(source: Built) -> None:
    """NFC, whatever the file has, and names as people write them."""
    roster: Roster = source[0].read()
    items: tuple[Person | Unit, ...] = (*roster.people, *roster.units)
    for item in items:
        for field in fields(item):
            value = getattr(item, field.name)
            if isinstance(value, str):
                assert unicodedata.is_normalized("NFC", value)
    assert [p.name for p in roster.people] == ["Lê Đức Phương", "Nguyễn Thị Ánh"]


def test_the_digests_name_the_content(source: Built, kind: str) -> None:
    """SHA-256 in hexadecimal, one for each file, and another one for other content."""
    reader, path = source
    before = reader.read().digests
    assert all(len(digest) == 64 for digest in before.values())
    SOURCES[kind][1](path)
    try:
        after = reader.read().digests
    except SourceError:
        return
    assert after != before


@pytest.mark.parametrize("build", BROKEN.values(), ids=BROKEN.keys())
def test_a_source_that_cannot_be_trusted_is_refused_whole(
    build: Callable[[Path, ExitStack], Source], tmp_path: Path, stack: ExitStack
) -> None:
    """Nothing of it is read, and the error says what, where and what to do."""
    with pytest.raises(SourceError) as caught:
        build(tmp_path, stack).read()
    assert caught.value.where
    assert caught.value.advice.vi
