"""The process that opens a form, so that nothing in it can harm the one that asked.

`python -m connector.sources.forms.child DESCRIPTOR` reads a question on standard input and writes what the
form says, or a refusal, on standard output.
"""

import json
import os
import sys
from typing import BinaryIO

from lxml.etree import LxmlError

from connector.errors import SourceError
from connector.model.request import RequestKind
from connector.sources.confine import confine
from connector.sources.forms.answer import encode
from connector.sources.forms.layout import Found, read_rows
from connector.sources.forms.scan import FormKind, scan
from connector.sources.forms.table import Row
from connector.sources.limits import Limits
from connector.sources.prescan import ASK_AGAIN
from connector.sources.protocol import encode_refusal
from connector.text import Text

OUT_OF_MEMORY = 3
"""Exit code where memory ran out and Python could still say so."""


def main() -> None:
    """Answer one question."""
    question = json.loads(sys.stdin.buffer.read())
    limits = Limits(**question["limits"])
    kind = RequestKind(question["kind"]) if question["kind"] else None
    import docx  # noqa: F401, PLC0415  # its templates are files: found before this process closes itself in

    confine(limits)
    try:
        with os.fdopen(int(sys.argv[1]), "rb") as file:
            file.seek(0)
            answer = encode(read(file, question["name"], kind, limits))
    except SourceError as refusal:
        answer = encode_refusal(refusal)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def read(file: BinaryIO, name: str, kind: RequestKind | None, limits: Limits) -> Found:
    """Return what the form in `file` says. Raises SourceError."""
    scanned = scan(file, name, limits)
    file.seek(0)
    rows = _document(file, name) if scanned is FormKind.DOCX else _workbook(file, name, limits)
    return read_rows(rows, name, kind)


def _document(file: BinaryIO, name: str) -> list[Row]:
    from connector.sources.forms.word import document_rows  # noqa: PLC0415  # only for documents

    try:
        return document_rows(file)
    except (LxmlError, KeyError, ValueError, AttributeError, RecursionError) as error:
        raise _damaged(name) from error


def _workbook(file: BinaryIO, name: str, limits: Limits) -> list[Row]:
    import python_calamine  # noqa: PLC0415  # only for workbooks

    from connector.sources.grid import Grid, cell_text  # noqa: PLC0415

    rows: list[Row] = []
    try:
        with python_calamine.load_workbook(file) as book:
            for title in book.sheet_names:
                grid = Grid(book.get_sheet_by_name(title), title)
                if grid.height > limits.rows:
                    raise _damaged(name)
                rows += [Row(title, number, tuple(map(cell_text, row))) for number, row in grid.rows()]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise _damaged(name) from error
    return rows


def _damaged(name: str) -> SourceError:
    return SourceError(
        Text(vi="Tệp phiếu bị hỏng, không đọc được.", en="The form is damaged and cannot be read."),
        where=name,
        advice=ASK_AGAIN,
    )


if __name__ == "__main__":
    main()
