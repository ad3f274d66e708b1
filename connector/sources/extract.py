"""`extract`: the data rows of one sheet, every row counted, and only the columns we are allowed to keep."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from math import isfinite
from operator import itemgetter

from connector.errors import SourceError
from connector.sources.as_of import day_described
from connector.sources.choose import Choice
from connector.sources.dictionary import Dictionary
from connector.sources.fields import UnitRule
from connector.sources.further import speaks_of_further_post
from connector.sources.gathered import Gathered, joined
from connector.sources.grid import Cell, cell_text
from connector.sources.groups import Groups
from connector.sources.header_again import HeaderAgain
from connector.sources.layout import (
    filled_cells,
    is_footer,
    is_group,
    is_number,
    is_numbering,
    is_signature,
)
from connector.sources.leaving import speaks_of_leaving, titles_leavers
from connector.sources.merged_cells import Downwards
from connector.sources.other_kinds import SAVE_AS_XLSX
from connector.sources.protocol import Role, RowKind, Table
from connector.sources.sheetxml import SheetFacts, column_letters
from connector.text import Text

KEY_FIELD = {Role.PEOPLE: "key", Role.UNITS: "unit_key"}
GROUP_FIELDS = ("group", "subgroup")
"""The unit in the group rows above a person; they have no columns of their own."""
_NAMES = {Role.PEOPLE: ("name", "given", "family_middle"), Role.UNITS: ("unit_name",)}
_SHOWN_GAPS = 20
_SHOWN_KINDS = 60
_NEAR_HEADER = 3
_BLOCK = 1000
"""Rows looked at together."""
_LONGEST_TITLE = 200
_MOST_TITLES = 20
_DIGIT = re.compile("[0-9]").search


@dataclass(slots=True)
class _Sorted:
    """Where the rows went so far."""

    data: Gathered
    layout: int = 0
    blank: int = 0
    gaps: list[int] = field(default_factory=list)
    numeric: set[int] = field(default_factory=set)
    """Numbers of rows whose key cell holds a number, not text."""
    kinds: dict[int, RowKind] = field(default_factory=dict)
    below_table: bool = False
    last_serial: float = 0.0
    leaving: list[int] = field(default_factory=list)
    """Numbers of rows whose remarks speak of leaving."""
    further: list[int] = field(default_factory=list)
    """Numbers of rows whose remarks speak of a further post."""
    above: dict[int, Cell] = field(default_factory=dict)


class _Sheet:
    """One pass over the rows of one sheet."""

    def __init__(self, choice: Choice, facts: SheetFacts | None, role: Role, words: Dictionary) -> None:
        self.header = choice.header
        self.role = role
        self.words = words
        columns = self.header.columns
        self.columns = columns
        self.key = columns[KEY_FIELD[role]][0] if KEY_FIELD[role] in columns else None
        self.names = [c for name in _NAMES[role] for c in columns.get(name, ())]
        self.name = self.names[0] if self.names else 0
        self.valued = facts.valued if facts else None
        wanted = {c for group in columns.values() for c in group}
        self.broken = _broken_rows(facts.broken if facts else (), wanted)
        self.down = Downwards(choice.grid.merges(), self.header.last, wanted - {self.key})
        self.sparse = _sparse(columns) if choice.rule is UnitRule.DOWN else ()
        self.grouped = choice.rule is UnitRule.GROUPS
        self.simple = bool(self.names) and all(len(group) == 1 for group in columns.values())
        self.serial = self.header.serial
        self.notes = self.header.notes if role is Role.PEOPLE else ()
        self.numbered_until = self.header.last + 1 + _NEAR_HEADER
        self.again = HeaderAgain(self.header.labels, words.tables[role])
        self.groups = Groups()
        self.out = _Sorted(Gathered((*columns, *(GROUP_FIELDS if self.grouped else ()))))

    def require_valued(self, number: int, row: Sequence[Cell]) -> None:
        """Raise SourceError where the reader gives values to a row in which the file has none."""
        if self.valued is not None and number not in self.valued and any(value != "" for value in row):
            raise _lost(number)

    def take_rest(self, rows: Iterator[tuple[int, Sequence[Cell]]]) -> None:
        """Sort the rows far below the header: those that look like people at once, the others one by one."""
        while block := [*islice(rows, _BLOCK)]:
            for usual, run in groupby(zip(self._are_usual(block), block, strict=True), key=itemgetter(0)):
                numbered = [row for _, row in run]
                if usual:
                    self._take_all(numbered)
                    continue
                for number, row in numbered:
                    self.require_valued(number, row)
                    self.take(number, row)

    def _are_usual(self, block: Sequence[tuple[int, Sequence[Cell]]]) -> Sequence[bool]:
        """Whether each row has a key that is no label, a name, and no cell without a usable value: it is data."""
        if self.key is None or not self.simple or self.sparse or self.down.starts:
            return [False] * len(block)
        name, broken = self.name, self.broken
        keys = [row[self.key] for _, row in block]
        return [
            key != ""
            and row[name] != ""
            and (type(key) is not str or _DIGIT(key) is not None)
            and number not in broken
            for key, (number, row) in zip(keys, block, strict=True)
        ]

    def _take_all(self, block: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        """Take usual rows column by column; the same as `take` for each of them."""
        numbers, rows = zip(*block, strict=True)
        if self.valued is not None and not self.valued.issuperset(numbers):
            raise _lost(next(number for number in numbers if number not in self.valued))
        columns: Sequence[Sequence[Cell]] = [*zip(*rows, strict=True)]
        titles = self.groups.titles() if self.grouped else ()
        self.out.data.add_all(
            numbers,
            (
                *(columns[place] for (place,) in self.columns.values()),
                *([title] * len(numbers) for title in titles),
            ),
        )
        if self.key is not None:
            keys = zip(numbers, columns[self.key], strict=True)
            self.out.numeric.update(number for number, key in keys if type(key) is not str)
        if self.serial is not None:
            self._follow_all(numbers, columns[self.serial])
        for note in self.notes:
            self._mind(zip(numbers, columns[note], strict=True))

    def _follow_all(self, numbers: Sequence[int], values: Sequence[Cell]) -> None:
        last = self.out.last_serial
        if values == tuple(last + step for step in range(1, len(values) + 1)):
            self.out.last_serial += len(values)
            return
        for number, value in zip(numbers, values, strict=True):
            self._follow(number, value)

    def _mind(self, remarks: Iterable[tuple[int, Cell]]) -> None:
        """Remember the rows whose remarks speak of leaving or of a further post; nothing else of them is kept."""
        said = [(number, cell_text(remark)) for number, remark in remarks if remark != ""]
        self.out.leaving += [number for number, text in said if speaks_of_leaving(text)]
        self.out.further += [number for number, text in said if speaks_of_further_post(text)]

    def take(self, number: int, row: Sequence[Cell]) -> RowKind:
        """Sort one row below the header."""
        key: Cell = row[self.key] if self.key is not None else ""
        broken = self.broken.get(number, ())
        if key == "" and not (broken or any(value != "" for value in row)):
            self.out.blank += 1
            return RowKind.BLANK
        if not broken:
            kind = self._layout_or_blank(number, row, key)
            if kind is not None:
                return kind
        cells = self.down.fill(number - 1, row) if self.down.starts else row
        if self.sparse:
            cells = self._carried(cells)
        texts = [joined(group, cells, broken) for group in self.columns.values()]
        if self.grouped:
            texts += self.groups.titles()
        if key != "" and type(key) is not str:
            self.out.numeric.add(number)
        if self.serial is not None:
            self._follow(number, row[self.serial])
        self._mind((number, row[note]) for note in self.notes)
        self.out.data.add(number, texts)
        return RowKind.DATA

    def _layout_or_blank(self, number: int, row: Sequence[Cell], key: Cell) -> RowKind | None:
        """Count and drop a row that is not data. A row with an HR key and a name is data, or the header again."""
        if self.again.is_at(number, row):
            self.out.layout += 1
            self.numbered_until = number + _NEAR_HEADER
            return RowKind.HEADER
        numbering = number <= self.numbered_until and is_numbering(row)
        named = self._is_named(row)
        if key != "" and named and not numbering:
            return None
        serial = self.header.serial
        filled = filled_cells(row)
        told = [column for column in filled if column != serial]
        if not told and is_number(filled.get(serial, "") if serial is not None else ""):
            self.out.blank += 1
            return RowKind.BLANK
        kind = RowKind.HEADER if numbering else self._layout(filled, told, named=named)
        if kind is not None:
            self.out.layout += 1
        return kind

    def _is_named(self, row: Sequence[Cell]) -> bool:
        return any(row[column] != "" for column in self.names)

    def _layout(self, filled: Mapping[int, str], told: Sequence[int], *, named: bool) -> RowKind | None:
        has_code = self.key is not None and any(letter.isdigit() for letter in filled.get(self.key, ""))
        if has_code or (self.key is None and self._is_numbered_person(filled, named=named)):
            return None
        if is_footer(filled.values(), self.words):
            self.out.below_table = True
            return RowKind.FOOTER
        if self.out.below_table and (
            not (named and len(told) >= _NEAR_HEADER) or is_signature(filled.values(), self.words)
        ):
            return RowKind.FOOTER
        if self.role is Role.PEOPLE and is_group(filled, self.header.serial, self.words):
            self.groups.open(filled, self.header.serial)
            return RowKind.GROUP
        return None

    def _is_numbered_person(self, filled: Mapping[int, str], *, named: bool) -> bool:
        """Whether a row of a list without keys has a name and a serial number."""
        serial = self.header.serial
        return named and serial is not None and is_number(filled.get(serial, ""))

    def _carried(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Return the cells with the unit of the first row of the block."""
        filled = list(cells)
        for column in self.sparse:
            if cell_text(filled[column]).strip():
                self.out.above[column] = filled[column]
            else:
                filled[column] = self.out.above.get(column, "")
        return filled

    def _follow(self, number: int, value: Cell) -> None:
        if value == self.out.last_serial + 1:
            self.out.last_serial += 1
        else:
            self._follow_serial(number, value)

    def _follow_serial(self, number: int, value: Cell) -> None:
        """Remember where the serial number jumps. It may start anew at 1 (per unit), and drift as a float."""
        if type(value) is not float:
            text = cell_text(value)
            if not is_number(text):
                return
            value = float(text)
        serial = round(value, 6) if isfinite(value) else 0.0
        if serial not in (1.0, self.out.last_serial + 1) and len(self.out.gaps) < _SHOWN_GAPS:
            self.out.gaps.append(number)
        self.out.last_serial = serial


@dataclass(frozen=True, slots=True)
class Extracted:
    """The table of one sheet, and what only the reading process may know of it."""

    table: Table
    numeric: Collection[int]
    """Numbers of rows whose key cell holds a number, not text."""
    kinds: Mapping[int, RowKind]
    """What the first rows of the sheet are."""


def extract(choice: Choice, facts: SheetFacts | None, role: Role, words: Dictionary) -> Extracted:
    """Return the table under the header. Raises SourceError, without its file, where a row would be lost."""
    sheet = _Sheet(choice, facts, role, words)
    header, out, valued = choice.header, sheet.out, sheet.valued
    titles: list[str] = []
    rows = choice.grid.rows()
    for number, row in islice(rows, max(_SHOWN_KINDS, header.last + 1 + _NEAR_HEADER)):
        sheet.require_valued(number, row)
        if number > header.last + 1:
            kind = sheet.take(number, row)
        else:
            out.layout += 1
            kind = RowKind.HEADER if number > header.first else RowKind.TITLE
            if kind is RowKind.TITLE and len(titles) < _MOST_TITLES:
                titles += [text[:_LONGEST_TITLE] for text in filled_cells(row).values()]
        if number <= _SHOWN_KINDS:
            out.kinds[number] = kind
    sheet.take_rest(rows)
    if valued and max(valued) > choice.grid.height:
        raise _lost(max(valued))
    letters = {name: tuple(column_letters(c + 1) for c in group) for name, group in header.columns.items()}
    if sheet.grouped:
        letters |= dict.fromkeys(GROUP_FIELDS, ())
    if role is Role.PEOPLE and any(map(titles_leavers, (choice.grid.name, *titles))):
        out.leaving = out.data.numbers
    table = Table(
        sheet=choice.grid.name,
        header=header.labels,
        columns=letters,
        numbers=out.data.numbers,
        cells=out.data.cells,
        layout=out.layout,
        blank=out.blank,
        hidden=choice.grid.hidden,
        hidden_rows=facts.hidden if facts else 0,
        gaps=tuple(out.gaps),
        rule=choice.rule,
        unit=choice.unit,
        key_from=choice.key_from,
        first_row=header.last + 2,
        titles=tuple(titles) if choice.rule is UnitRule.TITLE else (),
        missing=choice.missing,
        leaving=tuple(out.leaving),
        further=tuple(out.further),
        as_of=day.isoformat() if (day := day_described(titles)) is not None else "",
    )
    return Extracted(table, out.numeric, out.kinds)


def _sparse(columns: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the column that says the unit of a whole block once."""
    return columns.get("unit_name", columns.get("room_name", ()))


def _broken_rows(cells: Iterable[str], wanted: set[int]) -> dict[int, set[int]]:
    """Return row number → columns (from 0) without a usable value, among the wanted ones."""
    names = {column_letters(column + 1): column for column in wanted}
    rows: dict[int, set[int]] = {}
    for cell in cells:
        letters = cell.rstrip("0123456789")
        if letters in names:
            rows.setdefault(int(cell[len(letters) :]), set()).add(names[letters])
    return rows


def _lost(number: int) -> SourceError:
    return SourceError(
        Text(
            vi=f"Hàng {number} có trong tệp nhưng bộ đọc không thấy; đọc tiếp sẽ mất người.",
            en=f"Row {number} is in the file but the reader does not see it; reading on would lose people.",
        ),
        advice=SAVE_AS_XLSX,
    )
