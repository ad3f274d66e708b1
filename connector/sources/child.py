"""The process that opens a workbook, so that nothing a workbook does can harm the one that asked.

`python -m connector.sources.child DESCRIPTOR` reads a `Request` on standard input and writes an `Answer` or a
refusal on standard output. Before it touches the file it limits itself: memory, processor time, open
files, and no writing of files at all.
"""

import gc
import io
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import BinaryIO

import python_calamine

from connector.errors import SourceError
from connector.sources.beside import Beside
from connector.sources.confine import confine
from connector.sources.delimited import read_delimited
from connector.sources.grid import Grid
from connector.sources.ods_merges import ods_merges
from connector.sources.prescan import ASK_AGAIN, Kind, Prescan, locked, prescan, prescan_directory
from connector.sources.protocol import Answer, Request, decode_request, encode_answer, encode_refusal
from connector.sources.tables import Reading
from connector.text import Text

OUT_OF_MEMORY = 3
"""Exit code where memory ran out and Python could still say so."""


def main() -> None:
    """Answer one request."""
    request = decode_request(sys.stdin.buffer.read())
    confine(request.limits)
    gc.disable()  # one pass, then the process ends
    try:
        with os.fdopen(int(sys.argv[1]), "rb") as file:
            file.seek(0)
            answer = encode_answer(read(file, request))
    except SourceError as refusal:
        answer = encode_refusal(refusal)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def read(file: BinaryIO, request: Request) -> Answer:
    """Return the wanted tables of the workbook in `file`. Raises SourceError."""
    content = file.read()
    file.seek(0)
    if content.startswith(b"PK") and len(content) >= _LARGE:
        return _read_large(content, request)
    scanned = prescan(file, request.name, request.limits)
    if scanned.kind is Kind.CSV:
        sheet = read_delimited(content, request.name, request.limits)
        return Reading([Grid(sheet, "")], scanned, request, None).answer()
    return _read_workbook(file, request, lambda: scanned)


_LARGE = 1 << 20
"""Bytes from which a workbook is judged while it is being opened, on the other core."""


def _read_large(content: bytes, request: Request) -> Answer:
    """Read a large container. Its directory is judged first; its parts while the reader parses them.

    Nothing is made of what the reader gives before both are done; and a refusal by the judge is what is said,
    whatever became of the reader. What both may use is limited by the process.
    """
    prescan_directory(io.BytesIO(content), request.name, request.limits)
    judge = Beside(partial(prescan, io.BytesIO(content), request.name, request.limits))
    try:
        return _read_workbook(io.BytesIO(content), request, judge.result)
    except SourceError:
        judge.result()
        raise


def _read_workbook(file: BinaryIO, request: Request, judged: Callable[[], Prescan]) -> Answer:
    try:
        with python_calamine.load_workbook(file) as book:
            grids = [
                Grid(book.get_sheet_by_name(sheet.name), sheet.name, sheet.visible is not _VISIBLE)
                for sheet in book.sheets_metadata
                if sheet.typ is _WORKSHEET
            ]
            scanned = judged()
            if scanned.kind is Kind.ODS:
                spans = ods_merges(file)
                grids = [replace(grid, spans=spans.get(grid.name, ())) for grid in grids]
            return Reading(grids, scanned, request, file).answer()
    except python_calamine.PasswordError as error:
        raise locked(request.name) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise SourceError(
            Text(
                vi="Tệp bảng tính bị hỏng, không đọc được.", en="The workbook is damaged and cannot be read."
            ),
            where=request.name,
            advice=ASK_AGAIN,
        ) from error


_VISIBLE = python_calamine.SheetVisibleEnum.Visible
_WORKSHEET = python_calamine.SheetTypeEnum.WorkSheet


if __name__ == "__main__":
    main()
