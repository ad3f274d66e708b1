"""`refuse_other_kinds`: files that are surely no table, each named, so that the sender knows what went wrong."""

from connector.errors import SourceError
from connector.text import Text

SAVE_AS_XLSX = Text(
    vi="Mở bằng Excel hoặc LibreOffice rồi lưu lại thành .xlsx.",
    en="Open it in Excel or LibreOffice and save it as .xlsx.",
)

_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "tệp PDF", "a PDF file"),
    (b"{\\rtf", "văn bản RTF", "an RTF document"),
    (b"\x89PNG", "tệp hình ảnh", "a picture"),
    (b"\xff\xd8\xff", "tệp hình ảnh", "a picture"),
    (b"GIF8", "tệp hình ảnh", "a picture"),
    (b"BM", "tệp hình ảnh", "a picture"),
    (b"Rar!", "tệp nén RAR", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7z", "a 7z archive"),
    (b"\x1f\x8b", "tệp nén gzip", "a gzip archive"),
    (b"BZh", "tệp nén bzip2", "a bzip2 archive"),
    (b"\xfd7zXZ", "tệp nén xz", "an xz archive"),
    (b"MZ", "tệp chương trình", "a program"),
    (b"\x7fELF", "tệp chương trình", "a program"),
    (b"SQLite format 3", "tệp cơ sở dữ liệu", "a database file"),
)
_MARKUP: tuple[tuple[bytes, str, str], ...] = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "bảng tính XML 2003", "an XML spreadsheet of 2003"),
    (b"<html", "trang HTML", "an HTML page"),
    (b"<!doctype html", "trang HTML", "an HTML page"),
    (b"<table", "trang HTML", "an HTML page"),
    (b"<?xml", "tệp XML", "an XML file"),
)


def refuse_other_kinds(beginning: bytes, name: str) -> None:
    """Raise SourceError where the first bytes are those of something that is no table."""
    bare = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    small = bare.lower()
    found = next(((vi, en) for magic, vi, en in _KINDS if beginning.startswith(magic)), None)
    if found is None and bare.startswith(b"<"):
        found = next(((vi, en) for mark, vi, en in _MARKUP if mark in small), None)
    if found is not None:
        raise not_a_workbook(name, *found)


def not_a_workbook(name: str, vi: str = "", en: str = "") -> SourceError:
    """Return the refusal of a file that is something else; what, where that is known."""
    what = (
        Text(vi=f"Đây là {vi}, không phải tệp bảng tính.", en=f"This is {en}, not a workbook.")
        if vi
        else Text(vi="Đây không phải tệp bảng tính.", en="This is not a workbook.")
    )
    return SourceError(what, where=name, advice=SAVE_AS_XLSX)
