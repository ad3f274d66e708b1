"""`scan`: whether a file that should be a form is safe to open, and what it is."""

from enum import StrEnum
from typing import BinaryIO

from connector.errors import SourceError
from connector.sources.limits import Limits
from connector.sources.prescan import prescan, prescan_document
from connector.text import Text

_ZIP, _OLE = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")
_OLD_WORD = "WordDocument".encode("utf-16-le")


class FormKind(StrEnum):
    """What a form can be written in."""

    DOCX = "docx"
    WORKBOOK = "workbook"


def scan(file: BinaryIO, name: str, limits: Limits) -> FormKind:
    """Return what `file` is. Raises SourceError where it is neither, or not safe to open.

    A document is judged as strictly as a workbook: every part is unpacked and counted, and macros,
    passwords, doubled parts and declared entities are refused.
    """
    head = file.read(8)
    file.seek(0)
    if head[:2] != _ZIP and head != _OLE:
        raise _neither(name)
    if head == _OLE and _OLD_WORD in file.read():
        raise SourceError(
            Text(vi="Đây là văn bản Word cũ (.doc).", en="This is an old Word document (.doc)."),
            where=name,
            advice=Text(
                vi="Mở bằng Word rồi lưu lại thành .docx.", en="Open it in Word and save it as .docx."
            ),
        )
    file.seek(0)
    if head[:2] == _ZIP and prescan_document(file, name, limits):
        return FormKind.DOCX
    prescan(file, name, limits)
    return FormKind.WORKBOOK


def _neither(name: str) -> SourceError:
    return SourceError(
        Text(
            vi="Đây không phải văn bản Word (.docx) hay bảng tính (.xlsx).",
            en="This is neither a Word document (.docx) nor a workbook (.xlsx).",
        ),
        where=name,
        advice=Text(
            vi="Gửi phiếu ở dạng .docx hoặc .xlsx; mẫu trống: connector forms new.",
            en="Send the form as .docx or .xlsx; for an empty one: connector forms new.",
        ),
    )
