"""`prescan`: what the file is by its content, and whether it is safe to hand to a reader of workbooks.

Everything is judged from the bytes; a suffix means nothing. Nothing here trusts what the container
declares about itself: parts are unpacked and counted. Raises `SourceError` with one sentence.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import BinaryIO
from xml.etree import ElementTree as ET

from connector.errors import SourceError
from connector.sources.limits import MIB, Limits
from connector.sources.other_kinds import SAVE_AS_XLSX, refuse_other_kinds
from connector.sources.sheetxml import SheetFacts, scan_sheet
from connector.text import Text

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT_MAIN = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BEGINNING = 1024
_WIDE_BOM = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")

ASK_AGAIN = Text(vi="Xin lại tệp từ nơi gửi.", en="Ask the sender for the file again.")


class Kind(StrEnum):
    """The workbook formats we read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Prescan:
    """What is known of a workbook before a reader sees it."""

    kind: Kind
    sheets: Mapping[str, SheetFacts] = field(default_factory=lambda: MappingProxyType({}))
    """Sheet name → what its raw XML says; only for .xlsx."""


def prescan(file: BinaryIO, name: str, limits: Limits) -> Prescan:
    """Return what `file` is. Raises SourceError where it is not a workbook or not safe to open."""
    head = file.read(8)
    file.seek(0)
    if head == _OLE:
        return _ole(file, name)
    if head[:2] == b"PK":
        return _zip(file, name, limits)
    refuse_other_kinds(file.read(_BEGINNING), name)
    file.seek(0)
    return Prescan(Kind.CSV)


def prescan_directory(file: BinaryIO, name: str, limits: Limits) -> None:
    """Judge a zip container by its directory alone: bombs, macros, locks, twins. Raises SourceError."""
    with _container(file, name) as archive:
        _judge_directory(archive.infolist(), name, limits)
    file.seek(0)


def _ole(file: BinaryIO, name: str) -> Prescan:
    content = file.read()
    file.seek(0)
    if _stream(content, "EncryptedPackage") or _stream(content, "EncryptionInfo"):
        raise locked(name)
    if _stream(content, "_VBA_PROJECT"):
        raise _macros(name)
    if not (_stream(content, "Workbook") or _stream(content, "Book")):
        raise SourceError(
            Text(
                vi="Đây không phải tệp bảng tính (có thể là văn bản Word cũ).",
                en="This is not a workbook (perhaps an old Word document).",
            ),
            where=name,
            advice=SAVE_AS_XLSX,
        )
    return Prescan(Kind.XLS)


def _stream(content: bytes, stream: str) -> bool:
    """Whether an OLE directory names `stream` (UTF-16LE, MS-CFB 2.6.1)."""
    return stream.encode("utf-16-le") in content


def locked(name: str) -> SourceError:
    """Return the refusal of a file that needs a password."""
    return SourceError(
        Text(vi="Tệp có mật khẩu.", en="The file has a password."),
        where=name,
        advice=Text(
            vi="Mở tệp, bỏ mật khẩu rồi lưu lại.", en="Open it, take the password away and save it again."
        ),
    )


def _macros(name: str) -> SourceError:
    return SourceError(
        Text(vi="Tệp có chứa macro.", en="The file contains macros."),
        where=name,
        advice=Text(
            vi="Lưu lại thành .xlsx không có macro rồi gửi lại.",
            en="Save it as .xlsx without macros and send it again.",
        ),
    )


def _zip(file: BinaryIO, name: str, limits: Limits) -> Prescan:
    with _container(file, name) as archive:
        entries = archive.infolist()
        _judge_directory(entries, name, limits)
        kind = _kind(archive, name)
        sheets = _judge_parts(archive, entries, kind, name, limits)
    file.seek(0)
    return Prescan(kind, MappingProxyType(sheets))


def prescan_document(file: BinaryIO, name: str, limits: Limits) -> bool:
    """Tell whether `file`, a zip container, is a Word document; one is judged as strictly as a workbook."""
    with _container(file, name) as archive:
        found = "word/document.xml" in archive.namelist()
        if found:
            entries = archive.infolist()
            _judge_directory(entries, name, limits)
            _judge_parts(archive, entries, None, name, limits)
    file.seek(0)
    return found


@contextmanager
def _container(file: BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip container; its own faults are said as one sentence."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise SourceError(
            Text(vi="Tệp bị hỏng hoặc bị cắt cụt.", en="The file is damaged or cut short."),
            where=name,
            advice=ASK_AGAIN,
        ) from error


def _judge_directory(entries: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    """Refuse by what the central directory alone already says."""
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise SourceError(
            Text(
                vi="Trong tệp có hai phần trùng tên, không rõ phần nào là thật.",
                en="Two parts of the file have the same name; which one is meant is unknown.",
            ),
            where=name,
            advice=SAVE_AS_XLSX,
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise locked(name)
    if any(posixpath.basename(part) == "vbaproject.bin" for part in names):
        raise _macros(name)
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise _bomb(name)
    for entry in entries:
        packed = max(entry.compress_size, 1)
        swollen = entry.file_size > limits.ratio_exempt_bytes and entry.file_size > packed * limits.ratio
        if swollen or entry.file_size > limits.part_bytes:
            raise _bomb(name)


def _bomb(name: str) -> SourceError:
    return SourceError(
        Text(
            vi="Tệp khi giải nén lớn bất thường, nên không mở.",
            en="The file is abnormally large when unpacked, so it was not opened.",
        ),
        where=name,
        advice=Text(
            vi="Chép riêng bảng cần dùng sang tệp mới rồi gửi lại.",
            en="Copy only the table that is needed into a new file and send that.",
        ),
    )


def _kind(archive: zipfile.ZipFile, name: str) -> Kind:
    parts = set(archive.namelist())
    if "xl/workbook.xml" in parts:
        return Kind.XLSX
    if "mimetype" in parts and archive.read("mimetype").strip() == _ODS and "content.xml" in parts:
        return Kind.ODS
    what = Text(vi="Đây không phải tệp bảng tính.", en="This is not a workbook.")
    if any(part.startswith("word/") for part in parts):
        what = Text(
            vi="Đây là văn bản Word, không phải bảng tính.", en="This is a Word document, not a workbook."
        )
    elif "xl/workbook.bin" in parts:
        what = Text(vi="Chưa đọc được định dạng .xlsb.", en="The .xlsb format is not read.")
    raise SourceError(what, where=name, advice=SAVE_AS_XLSX)


def _judge_parts(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], kind: Kind | None, name: str, limits: Limits
) -> dict[str, SheetFacts]:
    """Unpack every part (checking its CRC), refuse what is inside, and return the facts of each sheet."""
    named = sheet_parts(archive, name) if kind is Kind.XLSX else {}
    facts: dict[str, SheetFacts] = {}
    for entry in entries:
        if entry.is_dir():
            continue
        sheet = named.get(entry.filename.lower())
        if sheet is None and not _is_xml(entry.filename):
            _unpack(archive, entry)
            continue
        xml = archive.read(entry)
        _refuse_dtd(xml, name)
        _refuse_declared(entry.filename, xml, name)
        if sheet is not None:
            facts[sheet] = scan_sheet(xml, name, sheet, limits)
    return facts


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels", ".vml"))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read a part to its end, which checks its CRC-32, and keep nothing."""
    with archive.open(entry) as part:
        while part.read(MIB):
            pass


def _refuse_dtd(xml: bytes, name: str) -> None:
    if (b"!" in xml and b"<!" in xml and _DTD.search(xml)) or xml.startswith(_WIDE_BOM):
        raise SourceError(
            Text(
                vi="Tệp chứa khai báo XML không được phép (DTD/thực thể), có thể là tệp tấn công.",
                en="The file declares XML that is not allowed (DTD/entities); it may be an attack.",
            ),
            where=name,
            advice=Text(vi="Không mở tệp này; hỏi lại nơi gửi.", en="Do not open it; ask who sent it."),
        )


def _refuse_declared(part: str, xml: bytes, name: str) -> None:
    """Refuse what the small parts declare: macros under another suffix, encryption of OpenDocument."""
    if part == "[Content_Types].xml" and (b"macroEnabled" in xml or b"vbaProject" in xml):
        raise _macros(name)
    if part == "META-INF/manifest.xml" and b"encryption-data" in xml:
        raise locked(name)


def sheet_parts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return part name in lower case → sheet name, by the workbook's relations (ECMA-376 part 1, 18.2)."""
    try:
        parts = {entry.filename.lower(): entry for entry in archive.infolist()}
        relations = _relations(_parse(archive.read(parts["xl/_rels/workbook.xml.rels"]), name))
        book = _parse(archive.read(parts["xl/workbook.xml"]), name)
    except (KeyError, ET.ParseError) as error:
        raise SourceError(
            Text(vi="Tệp bảng tính bị hỏng cấu trúc.", en="The structure of the workbook is damaged."),
            where=name,
            advice=SAVE_AS_XLSX,
        ) from error
    found: dict[str, str] = {}
    for main in (_MAIN, _STRICT_MAIN):
        for sheet in book.iter(f"{main}sheet"):
            target = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            part = relations.get(target, "")
            if part:
                found[part.lower()] = sheet.get("name", "")
    return found


def _relations(root: ET.Element) -> dict[str, str]:
    """Return relation id → part name; a target is absolute, or relative to the folder `xl`."""
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip(
            "/"
        )
        for relation in root
    }


def _parse(xml: bytes, name: str) -> ET.Element:
    _refuse_dtd(xml, name)
    return ET.fromstring(xml)  # noqa: S314  no DTD, so no entity can be declared
