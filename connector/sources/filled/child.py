"""The process that opens a filled workbook, so that nothing in it can harm the one that asked.

`python -m connector.sources.filled.child DESCRIPTOR` reads limits on standard input and writes the text of
all cells, or a refusal, as JSON on standard output.
"""

import json
import os
import sys
from typing import BinaryIO

import python_calamine

from connector.errors import SourceError
from connector.sources.confine import confine
from connector.sources.grid import Grid, cell_text
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
    confine(limits)
    try:
        with os.fdopen(int(sys.argv[1]), "rb") as file:
            file.seek(0)
            sheets = cells(file, question["name"], limits)
            answer = json.dumps({"sheets": sheets}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except SourceError as refusal:
        answer = encode_refusal(refusal)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def cells(file: BinaryIO, name: str, limits: Limits) -> list[dict[str, object]]:
    """Return title and rows of every sheet. Raises SourceError."""
    if prescan(file, name, limits).kind is Kind.CSV:
        raise SourceError(
            Text(vi="Tệp này không phải bảng tính.", en="This is not a workbook."),
            where=name,
            advice=Text(vi="Lưu lại thành .xlsx rồi gửi lại.", en="Save it as .xlsx and send it again."),
        )
    file.seek(0)
    try:
        with python_calamine.load_workbook(file) as book:
            return [
                {"title": title, "rows": _rows(Grid(book.get_sheet_by_name(title), title), name, limits)}
                for title in book.sheet_names
            ]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise _damaged(name) from error


def _rows(grid: Grid, name: str, limits: Limits) -> list[list[str]]:
    if grid.height > limits.rows:
        raise _damaged(name)
    return [[cell_text(value).strip() for value in row[: limits.columns]] for _, row in grid.rows()]


def _damaged(name: str) -> SourceError:
    return SourceError(
        Text(vi="Tệp bị hỏng, không đọc được.", en="The file is damaged and cannot be read."),
        where=name,
        advice=ASK_AGAIN,
    )


if __name__ == "__main__":
    main()
