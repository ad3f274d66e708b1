"""Files that lie, burst or attack: each is refused with one clear sentence, and the reader lives on."""

import os
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.errors import SourceError
from connector.sources.limits import Limits
from connector.sources.workbook import WorkbookSource
from connector.text import Language

MakeWorkbook = Callable[..., Path]
SHEET = "xl/worksheets/sheet1.xml"


def rezip(source: Path, change: Callable[[str, bytes], bytes] | None = None, **extra: bytes) -> Path:
    """Return a copy of a workbook with its parts changed and others added."""
    target = source.with_name("sua.xlsx")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(part, content) if change else content)
        for part, content in extra.items():
            new.writestr(part, content)
    return target


def in_sheet(old: bytes, by: bytes) -> Callable[[str, bytes], bytes]:
    """Return a change of the first sheet that must find what it replaces."""

    def change(part: str, content: bytes) -> bytes:
        if part != SHEET:
            return content
        assert re.search(old, content), "the test's own workbook has what it wants to spoil"
        return re.sub(old, by, content, count=1)

    return change


def bomb(source: Path) -> Path:
    """A sheet of 90 MB of blanks, packed into some hundred kilobytes."""
    return rezip(source, in_sheet(b"<sheetData>", b"<sheetData>" + b" " * 90_000_000))


def far_cell(source: Path) -> Path:
    """The five-kilobyte file whose one cell makes a reader allocate 549 GB."""
    return rezip(
        source,
        in_sheet(rb"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    )


def far_column(source: Path) -> Path:
    """A cell in column XFD of an ordinary row."""
    return rezip(source, in_sheet(rb'r="B2"', b'r="XFD2"'))


def encrypted(source: Path) -> Path:
    """An OLE container with the stream names of an encrypted workbook (MS-OFFCRYPTO)."""
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name in ("EncryptionInfo", "EncryptedPackage"))
    source.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + names.ljust(2048, b"\0"))
    return source


def old_word(source: Path) -> Path:
    """An OLE container that is no workbook."""
    source.write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le").ljust(2048, b"\0")
    )
    return source


def macro(source: Path) -> Path:
    """A macro workbook renamed to .xlsx."""
    return rezip(source, None, **{"xl/vbaProject.bin": b"macro"})


def macro_type(source: Path) -> Path:
    """A workbook whose content type says that it is made for macros."""
    return rezip(
        source, lambda _, content: content.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    )


def duplicate(source: Path) -> Path:
    """Two sheets under one name in the container."""
    with zipfile.ZipFile(source) as old:
        content = old.read(SHEET)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(source, "a") as archive:
        archive.writestr(SHEET, content)
    return source


def wrong_crc(source: Path) -> Path:
    """One byte of a stored part changed, its CRC-32 not."""
    target = source.with_name("crc.xlsx")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
    content = target.read_bytes()
    target.write_bytes(content.replace(b"<sheetData>", b"<sheetDatb>", 1))
    return target


def truncated(source: Path) -> Path:
    """Half a file."""
    content = source.read_bytes()
    source.write_bytes(content[: len(content) // 2])
    return source


def locked_entry(source: Path) -> Path:
    """Zip entries marked as encrypted."""
    content = bytearray(source.read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        flags = struct.unpack_from("<H", content, found.start() + 8)[0]
        struct.pack_into("<H", content, found.start() + 8, flags | 1)
    source.write_bytes(content)
    return source


def xxe(source: Path) -> Path:
    """A sheet that declares an external entity."""
    return rezip(
        source, in_sheet(rb"<worksheet", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet')
    )


def twice_one_row(source: Path) -> Path:
    """Two rows with the number 3: readers lay one over the other."""
    return rezip(source, in_sheet(rb'<row r="2"', b'<row r="3"'))


def word(source: Path) -> Path:
    """A Word document named .xlsx."""
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return source


def text(source: Path) -> Path:
    """Plain text named .xlsx."""
    source.write_text("Kính gửi Sở Nội vụ", encoding="utf-8")
    return source


def pipe(source: Path) -> Path:
    """A named pipe, on which an ordinary open would wait for ever."""
    source.unlink()
    os.mkfifo(source)
    return source


def link(source: Path) -> Path:
    """A symbolic link to the workbook."""
    target = source.with_name("lien-ket.xlsx")
    target.symlink_to(source)
    return target


def emptied(source: Path) -> Path:
    """A file of no bytes."""
    source.write_bytes(b"")
    return source


def gone(source: Path) -> Path:
    """A file that is not there."""
    return source.with_name("khong-co.xlsx")


REFUSED: dict[Callable[[Path], Path], str] = {
    bomb: "khi giải nén lớn bất thường",
    far_cell: "ngoài giới hạn 200000 hàng × 256 cột",
    far_column: "ngoài giới hạn 200000 hàng × 256 cột",
    encrypted: "Tệp có mật khẩu",
    locked_entry: "Tệp có mật khẩu",
    old_word: "không phải tệp bảng tính",
    macro: "chứa macro",
    macro_type: "chứa macro",
    duplicate: "hai phần trùng tên",
    wrong_crc: "hỏng hoặc bị cắt cụt",
    truncated: "hỏng hoặc bị cắt cụt",
    xxe: "khai báo XML không được phép",
    twice_one_row: "Hàng 3 xuất hiện hai lần",
    word: "văn bản Word",
    text: "không phải tệp bảng tính",
    pipe: "không phải tệp thông thường",
    link: "liên kết tượng trưng",
    emptied: "Tệp rỗng",
    gone: "Không tìm thấy tệp",
}


@pytest.mark.parametrize(("spoil", "sentence"), REFUSED.items(), ids=[spoil.__name__ for spoil in REFUSED])
def test_a_hostile_file_is_refused_with_one_sentence(
    make: MakeWorkbook, spoil: Callable[[Path], Path], sentence: str
) -> None:
    """The refusal names the file, says what is wrong in Vietnamese and English, and advises."""
    path = spoil(make())
    with pytest.raises(SourceError) as caught:
        WorkbookSource(path).read()
    said = caught.value.say(Language.VI)
    assert sentence in said
    assert said.startswith(path.name)
    assert "\n" not in said
    assert caught.value.what.en
    assert caught.value.advice.vi


def test_a_death_by_signal_does_not_reach_the_reader(make: MakeWorkbook) -> None:
    """With the prescan's limits opened wide the reader of workbooks aborts; the parent says so and lives on."""
    wide = Limits(rows=2_000_000, columns=20_000)
    with pytest.raises(SourceError, match="quá nhiều bộ nhớ"):
        WorkbookSource(far_cell(make()), limits=wide).read()
    assert len(WorkbookSource(make()).read().people) == 2


def test_a_reading_that_takes_too_long_is_stopped(make: MakeWorkbook) -> None:
    """The parent's own clock ends a child that does not answer."""
    with pytest.raises(SourceError, match="quá lâu"):
        WorkbookSource(make(), limits=Limits(wall_seconds=0.001)).read()


def test_a_file_above_the_size_limit_is_refused_unread(make: MakeWorkbook) -> None:
    """Size is judged before anything is copied."""
    with pytest.raises(SourceError, match="quá lớn"):
        WorkbookSource(make(), limits=Limits(file_bytes=100)).read()


def test_a_declared_dimension_that_is_too_small_loses_no_row(make: MakeWorkbook) -> None:
    """A sloppy exporter's <dimension ref="A1:B2"> hides nobody."""
    path = rezip(make(), in_sheet(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"'))
    assert [person.key for person in WorkbookSource(path).read().people] == ["CB001", "CB002"]


def test_no_copy_of_the_file_is_left_behind(
    make: MakeWorkbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The spool has no name, so nothing personal stays on disk."""
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    WorkbookSource(make()).read()
    assert list(spool.iterdir()) == []
