"""The process that writes notes into a workbook, so that nothing in it can harm the one that asked.

`python -m connector.sources.answer.child DESCRIPTOR` reads limits and notes on standard input and writes the
workbook, or a refusal as JSON, on standard output.
"""

import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import openpyxl
import python_calamine
from openpyxl import Workbook

from connector.errors import SourceError
from connector.sources.answer.book import reaches_out, write_notes
from connector.sources.answer.notes import Notes, notes_from
from connector.sources.answer.values import book_of_values
from connector.sources.confine import confine
from connector.sources.limits import Limits
from connector.sources.prescan import ASK_AGAIN, Kind, prescan
from connector.sources.protocol import encode_refusal
from connector.text import Text

OUT_OF_MEMORY = 3
"""Exit code where memory ran out and Python could still say so."""


def main() -> None:
    """Answer one question."""
    question = json.loads(sys.stdin.buffer.read())
    limits = Limits(**question["limits"])
    confine(limits, file_bytes=limits.unpacked_bytes)
    try:
        with os.fdopen(int(sys.argv[1]), "rb") as file:
            file.seek(0)
            answer = annotated(file, notes_from(question["notes"]), limits)
    except SourceError as refusal:
        answer = encode_refusal(refusal)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def annotated(file: BinaryIO, notes: Notes, limits: Limits) -> bytes:
    """Return the workbook in `file` with the notes in it. Raises SourceError."""
    kind = prescan(file, notes.file, limits).kind
    file.seek(0)
    try:
        if kind is Kind.XLSX:
            book = openpyxl.load_workbook(file, keep_links=False, keep_vba=False, rich_text=True)
            cached = _cached(book, file)
            notes = replace(notes, remark=_NO_PICTURES if _has_pictures(file) else "")
            _forget_other_files(book)
        else:
            book, cached = book_of_values(file, kind, notes.file, limits), {}
            notes = replace(notes, remark=_NO_LOOKS)
    except (
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        python_calamine.CalamineError,
    ) as error:
        raise SourceError(
            Text(
                vi="Không ghi chú vào tệp này được: cấu trúc tệp bị hỏng hoặc khác thường.",
                en="The answer cannot be written into this file: its structure is damaged or unusual.",
            ),
            where=notes.file,
            advice=ASK_AGAIN,
        ) from error
    write_notes(book, notes, cached)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_NO_PICTURES = "Hình ảnh và biểu đồ của tệp gốc không có trong bản này; hãy giữ tệp gốc."
_NO_LOOKS = (
    "Tệp gốc không phải .xlsx: bản này chỉ có nội dung, không có định dạng của tệp gốc; hãy giữ tệp gốc."
)
_PICTURES = ("xl/media/", "xl/charts/", "xl/diagrams/", "xl/embeddings/")


def _has_pictures(file: BinaryIO) -> bool:
    """Whether the container holds what the writer of workbooks drops."""
    with ZipFile(file) as archive:
        return any(name.lower().startswith(_PICTURES) for name in archive.namelist())


def _cached(book: Workbook, file: BinaryIO) -> Mapping[tuple[str, str], object]:
    """Return the last values of formulas that reach out of the file; it is read again only for them."""
    wanted = [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if reaches_out(cell)
    ]
    if not wanted:
        return {}
    file.seek(0)
    values = openpyxl.load_workbook(file, keep_links=False, data_only=True)
    return {(sheet, cell): values[sheet][cell].value for sheet, cell in wanted}


def _forget_other_files(book: Workbook) -> None:
    """Drop names that speak of other files: the links themselves are not kept."""
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in [name for name, defined in names.items() if "[" in (defined.value or "")]:
            del names[name]


if __name__ == "__main__":
    main()
