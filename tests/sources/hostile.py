"""Hostile files, made by code: each function spoils a good workbook and returns the path of what came of it."""

import gzip
import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

Spoil = Callable[[Path], Path]
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
DTD = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def content(data: bytes) -> Spoil:
    """Put other bytes in place of the workbook."""

    def spoil(source: Path) -> Path:
        source.write_bytes(data)
        return source

    return spoil


def parts(*changes: tuple[str, bytes, bytes], without: str = "", **more: bytes) -> Spoil:
    """Change parts of the container: (part, pattern, replacement); leave one out; add others."""

    def spoil(source: Path) -> Path:
        target = source.with_name("sua.xlsx")
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                data = old.read(part)
                for name, pattern, by in changes:
                    if name == part:
                        assert re.search(pattern, data), (part, pattern)
                        data = data.replace(re.findall(pattern, data)[0], by, 1)
                if part != without:
                    new.writestr(part, data)
            for part, data in more.items():
                new.writestr(part, data)
        return target

    return spoil


def container(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Spoil:
    """A zip of other parts."""

    def spoil(source: Path) -> Path:
        with zipfile.ZipFile(source, "w", method) as archive:
            for name, data in entries.items():
                archive.writestr(name, data)
        return source

    return spoil


def edited(change: Callable[[bytes], bytes]) -> Spoil:
    """Change the raw bytes of the file."""

    def spoil(source: Path) -> Path:
        source.write_bytes(change(source.read_bytes()))
        return source

    return spoil


def cells(row: bytes) -> Spoil:
    """Put a row in front of the end of the first sheet."""
    return parts((SHEET, b"</sheetData>", row + b"</sheetData>"))


def many_sheets(source: Path) -> Path:
    """More parts than any staff list has."""
    more = {f"xl/worksheets/x{number}.xml": b"<worksheet/>" for number in range(300)}
    return parts(without="", **more)(source)


def directory(source: Path) -> Path:
    """A folder with the name of a workbook."""
    source.unlink()
    source.mkdir()
    return source


def unreadable_link(source: Path) -> Path:
    """A link that points at itself."""
    target = source.with_name("vong.xlsx")
    target.symlink_to(target)
    return target


def device(source: Path) -> Path:
    """A device that never ends."""
    del source
    return Path("/dev/zero")


def nested_gzip(source: Path) -> Path:
    """A bomb in gzip, named as a workbook."""
    source.write_bytes(gzip.compress(gzip.compress(bytes(10_000_000))))
    return source


def ods(body: bytes) -> Spoil:
    """An OpenDocument spreadsheet of one sheet."""
    xml = (
        b'<?xml version="1.0"?><office:document-content'
        b' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        b'<office:spreadsheet><table:table table:name="A">'
        + body
        + b"</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return container(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": xml,
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def lying_sizes(data: bytes) -> bytes:
    """Say in the central directory that every part is empty."""
    changed = bytearray(data)
    for found in re.finditer(rb"PK\x01\x02", data):
        struct.pack_into("<I", changed, found.start() + 24, 0)
    return bytes(changed)


def bomb_that_lies(source: Path) -> Path:
    """Thirty megabytes of blanks declared as one kilobyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b" " * 30_000_000) + packer.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/media/a.bin", b"A" * 1024)
    data = out.getvalue()
    source.write_bytes(data.replace(zlib.compress(b"A" * 1024, 6)[2:-4], packed[:20]))
    return source


BIG_TEXT = b'<row r="9"><c r="C9" t="inlineStr"><is><t>' + b"A" * 40_000_000 + b"</t></is></c></row>"
FLAT_XML = b"<a>" * 200_000

HOSTILE: dict[str, Spoil] = {
    "pdf": content(b"%PDF-1.7\n" + b"x" * 500),
    "rtf": content(b"{\\rtf1 abc}"),
    "png": content(b"\x89PNG\r\n\x1a\n" + b"x" * 99),
    "jpeg": content(b"\xff\xd8\xff\xe0" + b"x" * 99),
    "gif": content(b"GIF89a" + b"x" * 99),
    "rar": content(b"Rar!\x1a\x07\x00" + b"x" * 99),
    "7z": content(b"7z\xbc\xaf\x27\x1c" + b"x" * 99),
    "gzip in gzip": nested_gzip,
    "xz": content(b"\xfd7zXZ\x00" + b"x" * 99),
    "windows program": content(b"MZ\x90\x00" + b"\0" * 999),
    "linux program": content(b"\x7fELF" + b"\0" * 999),
    "database": content(b"SQLite format 3\0" + b"\0" * 999),
    "html named xls": content("<html><table><tr><td>Mã cán bộ</td></tr></table></html>".encode()),
    "html with a mark": content(b"\xef\xbb\xbf  <!DOCTYPE html><table></table>"),
    "xml spreadsheet 2003": content(
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    ),
    "json": content(b'{"people": [1, 2, 3]}'),
    "zeros": content(bytes(5000)),
    "random bytes": content(bytes((i * 7919 + i * i) % 251 + 4 for i in range(5000))),
    "one newline": content(b"\n"),
    "only a mark": content(b"\xef\xbb\xbf"),
    "a nul in text": content(b"a;b\n1;\0\n"),
    "an odd byte of UTF-16": content(b"\xff\xfea\0;\0b"),
    "an open quote": content(b'a;b\n1;"' + b"x" * 40_000),
    "a cell that is too long": content(b"a;b\n1;" + b"x" * 40_000),
    "too many columns": content((b"a;" * 300 + b"\n") * 5),
    "too many lines": content(b"a;b\n" * 200_010),
    "no delimiter": content(b"word\n" * 1000),
    "sep= and nothing": content(b"sep=;\n"),
    "an empty zip": content(b"PK\x05\x06" + bytes(18)),
    "a zip of folders": container({"xl/": b"", "docProps/": b""}),
    "too many parts": many_sheets,
    "a path that climbs": container({"../../etc/cron.d/x": b"x", "xl/workbook.xml": b"<workbook/>"}),
    "an absolute path": container({"/etc/passwd": b"x", "xl/workbook.xml": b"<workbook/>"}),
    "bytes behind the end": edited(lambda data: data[: len(data) - 22] + b"x" * 70_000),
    "a directory that is cut": edited(lambda data: data[:-60]),
    "sizes that lie": edited(lying_sizes),
    "a part that lies about its size": bomb_that_lies,
    "lzma": container({"xl/workbook.xml": b"<workbook/>" * 99}, zipfile.ZIP_LZMA),
    "no relations": parts(without=RELATIONS),
    "no strings": parts(without=STRINGS),
    "no sheet": parts(without=SHEET),
    "a relation to a file of the machine": parts(
        (RELATIONS, rb"/xl/worksheets/sheet1.xml", b"file:///etc/passwd")
    ),
    "a relation that climbs": parts((RELATIONS, rb"/xl/worksheets/sheet1.xml", b"../../../../etc/passwd")),
    "a book that is no xml": parts((BOOK, rb"<workbook", b"<<workbook")),
    "a sheet that is no xml": parts((SHEET, rb"<sheetData>", b"<sheetData><row><c>")),
    "a sheet that is cut": parts((SHEET, rb"</sheetData>.*", b"")),
    "a sheet in UTF-16": parts((SHEET, rb"(?s).*", "<worksheet/>".encode("utf-16"))),
    "laughs in the strings": parts((STRINGS, rb"<sst", DTD + b"<sst")),
    "laughs in the styles": parts((STYLES, rb"<styleSheet", DTD + b"<styleSheet")),
    "laughs in the book": parts((BOOK, rb"<workbook", DTD + b"<workbook")),
    "laughs in the content types": parts(("[Content_Types].xml", rb"<Types", DTD + b"<Types")),
    "an entity in a cell": cells(b'<row r="9"><c r="A9" t="inlineStr"><is><t>&xxe;</t></is></c></row>'),
    "row zero": cells(b'<row r="0"><c r="A0"><v>1</v></c></row>'),
    "a negative row": cells(b'<row r="-1"><c r="A-1"><v>1</v></c></row>'),
    "a row that is no number": cells(b'<row r="abc"><c r="Aabc"><v>1</v></c></row>'),
    "a huge row number": cells(b'<row r="99999999999999999999"><c><v>1</v></c></row>'),
    "a cell without a number": cells(b'<row r="9"><c r="A"><v>1</v></c></row>'),
    "a cell of another row": cells(b'<row r="9"><c r="A70000"><v>1</v></c></row>'),
    "one cell twice": cells(b'<row r="9"><c r="A9"><v>1</v></c><c r="A9"><v>2</v></c></row>'),
    "a string that is not there": cells(b'<row r="9"><c r="A9" t="s"><v>99999999</v></c></row>'),
    "a negative string": cells(b'<row r="9"><c r="A9" t="s"><v>-1</v></c></row>'),
    "a style that is not there": cells(b'<row r="9"><c r="A9" s="99999"><v>1</v></c></row>'),
    "a number that is none": cells(b'<row r="9"><c r="A9"><v>1e999</v></c><c r="B9"><v>NaN</v></c></row>'),
    "a day beyond all calendars": cells(b'<row r="9"><c r="A9" t="d"><v>99999-99-99</v></c></row>'),
    "a cell of 40 MB": cells(BIG_TEXT),
    "a merge over everything": parts(
        (SHEET, rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "merges that overlap": parts(
        (
            SHEET,
            rb"</sheetData>",
            b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:H3"/>' * 2000 + b"</mergeCells>",
        )
    ),
    "a merge that is none": parts(
        (SHEET, rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="hello"/></mergeCells>')
    ),
    "tags without end": parts((SHEET, rb"<sheetData>", FLAT_XML + b"<sheetData>")),
    "a hundred thousand empty rows": cells(b"".join(b'<row r="%d"/>' % n for n in range(10, 100_000))),
    "300 columns": cells(b'<row r="9">' + b"<c><v>1</v></c>" * 300 + b"</row>"),
    "controls in a name": cells(
        b'<row r="9"><c r="A9"><v>9</v></c><c r="B9" t="inlineStr"><is><t>C9</t></is></c>'
        b'<c r="C9" t="inlineStr"><is><t>L&#x202e;An&#x0;</t></is></c></row>'
    ),
    "a formula as a name": cells(
        b'<row r="9"><c r="B9" t="inlineStr"><is><t>=cmd|/C calc!A0</t></is></c>'
        b'<c r="C9"><f>HYPERLINK("http://x")</f></c><c r="D9" t="inlineStr"><is><t>SNV</t></is></c></row>'
    ),
    "two sheets of one name": parts((BOOK, 'name="Đơn vị"'.encode(), 'name="Nhân sự"'.encode())),
    "ole and nothing": content(OLE + bytes(600)),
    "ole that is cut": content(OLE + b"x" * 20),
    "ole of rubbish": content(OLE + bytes(504) + "Workbook".encode("utf-16-le") * 200),
    "ods of rubbish": ods(b"<table:table-row><oops"),
    "ods with a billion rows": ods(
        b'<table:table-row table:number-rows-repeated="1000000000"><table:table-cell'
        b' office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>'
    ),
    "ods with a billion columns": ods(
        b'<table:table-row><table:table-cell table:number-columns-repeated="1000000000"'
        b' office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>'
    ),
    "a folder": directory,
    "a link to itself": unreadable_link,
}
if os.path.exists("/dev/zero"):  # noqa: PTH110  the one device every Unix has
    HOSTILE["a device"] = device
