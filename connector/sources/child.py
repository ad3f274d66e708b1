"""The process that opens a workbook, so that nothing a workbook does can harm the one that asked.

`python -m connector.sources.child DESCRIPTOR` reads a `Request` on standard input and writes an `Answer` or a
refusal on standard output. Before it touches the file it limits itself: memory, processor time, open
files, and no writing of files at all.
"""

import gc
import os
import resource
import sys
from typing import BinaryIO

import python_calamine

from connector.errors import SourceError
from connector.sources.choose import choose
from connector.sources.dictionary import dictionary
from connector.sources.extract import extract
from connector.sources.grid import Grid
from connector.sources.limits import Limits
from connector.sources.prescan import ASK_AGAIN, Prescan, locked, prescan
from connector.sources.protocol import (
    Answer,
    Request,
    Role,
    Table,
    decode_request,
    encode_answer,
    encode_refusal,
)
from connector.text import Text

OUT_OF_MEMORY = 3
"""Exit code where memory ran out and Python could still say so."""


def main() -> None:
    """Answer one request."""
    request = decode_request(sys.stdin.buffer.read())
    _limit(request.limits)
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


def _limit(limits: Limits) -> None:
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        _, hard = resource.getrlimit(kind)
        most = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (most, most))


def read(file: BinaryIO, request: Request) -> Answer:
    """Return the wanted tables of the workbook in `file`. Raises SourceError."""
    scanned = prescan(file, request.name, request.limits)
    try:
        with python_calamine.load_workbook(file) as book:
            grids = [
                Grid(book.get_sheet_by_name(sheet.name), sheet.name, sheet.visible is not _VISIBLE)
                for sheet in book.sheets_metadata
                if sheet.typ is _WORKSHEET
            ]
            return _tables(grids, scanned, request)
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


def _tables(grids: list[Grid], scanned: Prescan, request: Request) -> Answer:
    words = dictionary()
    for grid in grids:
        _refuse_huge(grid, request)
    tables: dict[Role, tuple[Table, ...]] = {}
    for role, mapping in request.wanted.items():
        found = []
        for grid, header in choose(grids, role, mapping, words, request.name):
            where = f"{request.name} › {grid.name}"
            try:
                found.append(extract(grid, scanned.sheets.get(grid.name), header, role, words))
            except SourceError as refusal:
                raise SourceError(refusal.what, where=where, advice=refusal.advice) from refusal
        _refuse_citizen_keys(found, request.name)
        if not any(table.rows for table in found):
            raise _empty(found, request.name)
        tables[role] = tuple(found)
    read_sheets = {table.sheet for group in tables.values() for table in group}
    unread = [g.name for g in grids if g.name not in read_sheets and g.height > 0 and not g.hidden]
    return Answer(tables, tuple(unread))


def _refuse_huge(grid: Grid, request: Request) -> None:
    """Refuse a sheet of .xls or .ods beyond the limits; an .xlsx was judged before it was opened."""
    end = grid.sheet.end
    if end and (end[0] >= request.limits.rows or end[1] >= request.limits.columns):
        raise SourceError(
            Text(
                vi=f"Trang tính vượt giới hạn {request.limits.rows} hàng × {request.limits.columns} cột.",
                en=f"The sheet is beyond {request.limits.rows} rows × {request.limits.columns} columns.",
            ),
            where=f"{request.name} › {grid.name}",
            advice=Text(
                vi="Chép riêng bảng cần dùng sang trang tính mới rồi gửi lại.",
                en="Copy only the table that is needed into a new sheet and send that.",
            ),
        )


def _refuse_citizen_keys(tables: list[Table], name: str) -> None:
    """Refuse a table whose key column holds citizen numbers (Law 91/2025/QH15: only what is needed)."""
    for table in tables:
        if table.withheld and 2 * len(table.withheld) >= len(table.rows):
            raise SourceError(
                Text(
                    vi="Cột mã cán bộ chứa số định danh cá nhân (CCCD), không được dùng làm mã.",
                    en="The HR key column holds citizen numbers (CCCD), which must not be used as keys.",
                ),
                where=f"{name} › {table.sheet}",
                advice=Text(
                    vi="Dùng số hiệu cán bộ do cơ quan cấp và bỏ cột CCCD khỏi tệp.",
                    en="Use the staff number the agency gives, and take the CCCD column out of the file.",
                ),
            )


def _empty(tables: list[Table], name: str) -> SourceError:
    return SourceError(
        Text(
            vi="Trang tính chỉ có tiêu đề, không có hàng dữ liệu nào.",
            en="The sheet has a header and not one row of data.",
        ),
        where=f"{name} › {tables[0].sheet}",
        advice=ASK_AGAIN,
    )


if __name__ == "__main__":
    main()
