"""`read_delimited`: a text file of columns (.csv, .tsv, .txt) as a sheet, whatever its encoding and delimiter.

Encodings, in this order: a byte order mark, UTF-8, UTF-16 by its zeros, CP1258 (Vietnamese Windows), and else
each byte as itself, so that text in TCVN3 or VNI reaches `legacy_text` untouched. Every value stays text: no
zero is lost.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from connector.errors import SourceError
from connector.sources.grid import ListedSheet
from connector.sources.limits import Limits
from connector.sources.other_kinds import not_a_workbook
from connector.text import Text
from connector.vietnamese.likelihood import all_syllables

_DELIMITERS = ";,\t|"
_LINES_SEEN = 60
_LONGEST_CELL = 32_767
"""As in Excel."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORD = re.compile(r"[^\W\d_]+")
_SURE = 0.9
_SAYS_DELIMITER = re.compile(r"sep=(.)\r?\n?")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_FEW_CONTROLS = 0.02
"""TCVN3, VPS and VISCII use some control codes as letters; a file full of them is no text."""


def read_delimited(content: bytes, name: str, limits: Limits) -> ListedSheet:
    """Return the rows of the file. Raises SourceError where it is no table, or too large."""
    text = _text(content, name)
    said = _SAYS_DELIMITER.match(text)
    if said:
        text, delimiter = text[said.end() :], said.group(1)
    else:
        delimiter = _delimiter(text)
    if not delimiter:
        raise not_a_workbook(name)
    return ListedSheet(_rows(text, delimiter, name, limits))


def _text(content: bytes, name: str) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strictly(content.removeprefix(mark), encoding, name)
    if wide := _utf16_without_mark(content):
        return _strictly(content, wide, name)
    if b"\0" in content:
        raise not_a_workbook(name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _one_byte(content)
    if len(_CONTROLS.findall(text)) > _FEW_CONTROLS * len(text):
        raise not_a_workbook(name)
    return text


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            Text(
                vi="Tệp chữ bị hỏng hoặc bị cắt cụt (bảng mã không khớp nội dung).",
                en="The text file is damaged or cut short (its encoding does not fit its content).",
            ),
            where=name,
            advice=Text(vi="Lưu lại thành .xlsx rồi gửi lại.", en="Save it as .xlsx and send it again."),
        ) from error
    if "\0" in text:
        raise not_a_workbook(name)
    return text


def _utf16_without_mark(content: bytes) -> str:
    """Return the encoding where every other byte of the beginning is mostly zero."""
    head = content[:4096]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and odd > half // 2 and even <= half // 20:
        return "utf-16-le"
    return "utf-16-be" if half and even > half // 2 and odd <= half // 20 else ""


def _one_byte(content: bytes) -> str:
    """Return CP1258 where that gives Vietnamese words, else each byte as its CP1252 character or itself."""
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    words = Counter(word for word in _WORD.findall(vietnamese) if not word.isascii())
    if words and sum(n for word, n in words.items() if all_syllables(word)) >= _SURE * words.total():
        return vietnamese
    return "".join(_CP1252[byte] for byte in content)


def _cp1252(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte)


_CP1252 = [_cp1252(byte) for byte in range(256)]


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the first lines the same number of columns most often; "" for none."""
    best, best_score = "", (0, 0)
    head = "".join(text.splitlines(keepends=True)[:_LINES_SEEN])
    for delimiter in _DELIMITERS:
        if delimiter not in head:
            continue
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter) if row)
        except csv.Error:
            continue
        wide = Counter({width: count for width, count in widths.items() if width > 1})
        score = max(((count, width) for width, count in wide.items()), default=(0, 0))
        best, best_score = (delimiter, score) if score > best_score else (best, best_score)
    return best


def _rows(text: str, delimiter: str, name: str, limits: Limits) -> Sequence[Sequence[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= limits.rows or len(row) > limits.columns:
                raise _too_large(name, limits)
            rows.append(row)
    except csv.Error as error:
        raise SourceError(
            Text(
                vi="Tệp CSV sai cấu trúc (dấu nháy không khép hoặc ô quá dài).",
                en="The CSV file is malformed (an open quote, or a cell that is too long).",
            ),
            where=name,
            advice=Text(vi="Lưu lại thành .xlsx rồi gửi lại.", en="Save it as .xlsx and send it again."),
        ) from error
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows] if width else []


def _too_large(name: str, limits: Limits) -> SourceError:
    return SourceError(
        Text(
            vi=f"Tệp vượt giới hạn {limits.rows} hàng × {limits.columns} cột.",
            en=f"The file is beyond {limits.rows} rows × {limits.columns} columns.",
        ),
        where=name,
        advice=Text(
            vi="Chép riêng bảng cần dùng sang tệp mới rồi gửi lại.",
            en="Copy only the table that is needed into a new file and send that.",
        ),
    )
