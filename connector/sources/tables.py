"""`Reading`: the wanted tables of one workbook that is open, decoded, extracted, their keys settled."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from typing import BinaryIO

from connector.errors import SourceError
from connector.sources.answer.status import CHECK_TITLE, RESULT_TITLE
from connector.sources.choose import Choice, Wanted, choose
from connector.sources.dictionary import dictionary
from connector.sources.extract import KEY_FIELD, Extracted, extract
from connector.sources.grid import Grid
from connector.sources.header import SEARCHED
from connector.sources.identity import CitizenKeys
from connector.sources.keys import settle_keys
from connector.sources.legacy_text import Decoded, decoded, needs_decoding
from connector.sources.prescan import ASK_AGAIN, Kind, Prescan
from connector.sources.protocol import Answer, Request, Role, Table
from connector.sources.sheetxml import column_number
from connector.sources.styles import Styles
from connector.sources.top_rows import top_rows
from connector.text import Text

_TEXTS = frozenset(
    {
        "name",
        "family",
        "middle",
        "family_middle",
        "given",
        "unit_name",
        "room_name",
        "position",
        "status",
        "parent",
    }
)
"""Fields in the language of people, where a legacy encoding can hide."""


@dataclass(frozen=True)
class Reading:
    """One request about one open workbook."""

    grids: Sequence[Grid]
    scanned: Prescan
    request: Request
    file: BinaryIO | None
    """The container, where it may be asked for styles."""

    def answer(self) -> Answer:
        """Return all wanted tables. Raises SourceError."""
        for grid in self.grids:
            self._refuse_huge(grid)
        tables: dict[Role, tuple[Table, ...]] = {}
        refused: SourceError | None = None
        for role in self.request.wanted:
            try:
                tables[role] = self._tables(role)
            except SourceError as refusal:
                if not self.request.look_only or role is Role.PEOPLE:
                    raise
                tables[role], refused = (), refusal
        read_sheets = {table.sheet for group in tables.values() for table in group}
        others = [g for g in self.grids if g.name not in read_sheets and g.height > 0 and not g.hidden]
        unread = [grid.name for grid in others if not _of_an_answer(grid)]
        return Answer(tables, tuple(unread), refused)

    def _tables(self, role: Role) -> tuple[Table, ...]:
        request = self.request
        wanted = Wanted(
            role,
            request.wanted[role],
            dictionary(),
            request.name,
            has_identity_key=bool(request.identity_key),
            look_only=request.look_only,
        )
        found = [self._table(choice, wanted) for choice in self._choices(wanted)]
        _refuse_citizen_keys(found, request.name)
        if not any(table.numbers for table in found) and not request.look_only:
            raise _empty(found, request.name)
        return tuple(found)

    def _choices(self, wanted: Wanted) -> list[Choice]:
        """Return the sheets to read; where the headers may be in a legacy encoding, in Unicode if that finds more."""
        suspects = [grid.name for grid in self.grids if needs_decoding(_strings(grid.top(SEARCHED)))]
        if not suspects:
            return choose(self.grids, wanted)
        try:
            plain = choose(self.grids, wanted)
        except SourceError:
            plain = []
        if plain and all(not choice.missing for choice in plain):
            return plain
        grids = [self._decoded(grid.name).grid if grid.name in suspects else grid for grid in self.grids]
        return choose(grids, wanted)

    def _table(self, choice: Choice, wanted: Wanted) -> Table:
        try:
            extracted, done, choice = self._extracted(choice, wanted)
            keys = CitizenKeys(self.request.identity_key.encode())
            formats = partial(self._styles.number_formats, choice.grid.name) if self._styles else None
            known = formats if self.scanned.kind is Kind.XLSX else None
            table = settle_keys(extracted, choice, wanted.role, keys, known)
        except SourceError as refusal:
            where = f"{self.request.name} › {choice.grid.name}"
            raise SourceError(refusal.what, where=where, advice=refusal.advice) from refusal
        if done is not None:
            table = replace(table, encodings=done.encodings, doubts=_doubts(table, done))
        if self.request.look_only:
            table = replace(table, top=top_rows(choice, extracted.kinds))
        return table

    def _extracted(self, choice: Choice, wanted: Wanted) -> tuple[Extracted, Decoded | None, Choice]:
        facts = self.scanned.sheets.get(choice.grid.name)
        role, words = wanted.role, wanted.words
        name = choice.grid.name
        if name in self._done:
            return extract(choice, facts, role, words), self._done[name], choice
        extracted = extract(choice, facts, role, words)
        if not needs_decoding(_texts(extracted.table)):
            return extracted, None, choice
        done = self._decoded(name, kept=_key_columns(choice, role))
        choice = replace(choice, grid=done.grid)
        return extract(choice, facts, role, words), done, choice

    @cached_property
    def _done(self) -> dict[str, Decoded]:
        return {}

    def _decoded(self, name: str, kept: Collection[int] = ()) -> Decoded:
        """Return a sheet in Unicode, weighed once."""
        if name not in self._done:
            grid = next(grid for grid in self.grids if grid.name == name)
            fonts = self._styles.fonts(name) if self._styles else {}
            self._done[name] = decoded(grid, fonts, kept=kept)
        return self._done[name]

    @cached_property
    def _styles(self) -> Styles | None:
        if self.file is None or self.scanned.kind is not Kind.XLSX:
            return None
        return Styles(self.file, self.request.name)

    def _refuse_huge(self, grid: Grid) -> None:
        """Refuse a sheet of .xls or .ods beyond the limits; an .xlsx was judged before it was opened."""
        end, limits = grid.sheet.end, self.request.limits
        if end and (end[0] >= limits.rows or end[1] >= limits.columns):
            raise SourceError(
                Text(
                    vi=f"Trang tính vượt giới hạn {limits.rows} hàng × {limits.columns} cột.",
                    en=f"The sheet is beyond {limits.rows} rows × {limits.columns} columns.",
                ),
                where=f"{self.request.name} › {grid.name}",
                advice=Text(
                    vi="Chép riêng bảng cần dùng sang trang tính mới rồi gửi lại.",
                    en="Copy only the table that is needed into a new sheet and send that.",
                ),
            )


def _strings(rows: Iterable[Sequence[str]]) -> Iterable[str]:
    return (text for row in rows for text in row if text)


def _texts(table: Table) -> Iterable[str]:
    distinct = (set(cells) for name, cells in table.cells.items() if name in _TEXTS)
    return filter(None, chain.from_iterable(distinct))


def _key_columns(choice: Choice, role: Role) -> Collection[int]:
    return choice.header.columns.get(KEY_FIELD[role], ())


def _doubts(table: Table, done: Decoded) -> list[tuple[int, str, str, str]]:
    """Return the doubtful cells of the columns that were kept."""
    fields = {
        column_number(letters) - 1: name
        for name, group in table.columns.items()
        for letters in group
        if name in _TEXTS
    }
    rows = set(table.numbers)
    return [
        (row, fields[column], doubt.vi, doubt.en)
        for (row, column), doubt in done.doubts.items()
        if column in fields and row in rows
    ]


def _refuse_citizen_keys(tables: Sequence[Table], name: str) -> None:
    """Refuse a table whose key column holds citizen numbers (Law 91/2025/QH15: only what is needed)."""
    for table in tables:
        if table.withheld and not table.citizens and 2 * len(table.withheld) >= len(table.numbers):
            raise SourceError(
                Text(
                    vi="Cột mã cán bộ chứa số định danh cá nhân (CCCD), không được dùng làm mã.",
                    en="The HR key column holds citizen numbers (CCCD), which must not be used as keys.",
                ),
                where=f"{name} › {table.sheet}",
                advice=Text(
                    vi="Dùng số hiệu cán bộ do cơ quan cấp, hoặc đặt identity_key_file trong cấu hình để "
                    "chỉ lưu mã băm có khóa.",
                    en="Use the staff number the agency gives, or set identity_key_file so that only keyed "
                    "digests are kept.",
                ),
            )


def _empty(tables: Sequence[Table], name: str) -> SourceError:
    return SourceError(
        Text(
            vi="Trang tính chỉ có tiêu đề, không có hàng dữ liệu nào.",
            en="The sheet has a header and not one row of data.",
        ),
        where=f"{name} › {tables[0].sheet}",
        advice=ASK_AGAIN,
    )


def _of_an_answer(grid: Grid) -> bool:
    """Whether the sheet is one that our answer put in front of the others."""
    top = grid.top(1)
    return bool(top and top[0]) and top[0][0] in (RESULT_TITLE, CHECK_TITLE)
