"""`extract`: the data rows of one sheet, every row counted, and only the columns we are allowed to keep."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from connector.errors import SourceError
from connector.sources.dictionary import Dictionary, fold
from connector.sources.grid import Cell, Grid, Span, cell_text
from connector.sources.header import Header
from connector.sources.prescan import SAVE_AS_XLSX
from connector.sources.protocol import Role, Table
from connector.sources.sheetxml import SheetFacts, column_letters
from connector.text import Text

_KEY = {Role.PEOPLE: "key", Role.UNITS: "unit_key"}
_NAMES = {Role.PEOPLE: ("name", "given", "family_middle"), Role.UNITS: ("unit_name",)}
_DATE_LINE = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_ROMAN_OR_LETTER = re.compile(r"[IVXLC]+\.?|[A-Z]\.?")
_CITIZEN = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}")
"""Số định danh: province 001–096, century and sex 0–3, year, six digits (Decree 137/2015/NĐ-CP, Article 13)."""
_CITIZEN_LENGTHS = (11, 12)
_SHOWN_GAPS = 20
_NEAR_HEADER = 3


@dataclass(slots=True)
class _Sorted:
    """Where the rows went so far."""

    rows: list[list[object]] = field(default_factory=list)
    layout: int = 0
    blank: int = 0
    gaps: list[int] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)
    below_table: bool = False
    last_serial: float = 0.0


class _Sheet:
    """One pass over the rows of one sheet."""

    def __init__(
        self, grid: Grid, facts: SheetFacts | None, header: Header, role: Role, words: Dictionary
    ) -> None:
        self.header = header
        self.role = role
        self.words = words
        self.columns = list(header.columns.values())
        self.fields = list(header.columns)
        self.key = header.columns[_KEY[role]][0]
        self.names = [c for name in _NAMES[role] for c in header.columns.get(name, ())]
        self.valued = facts.valued if facts else None
        self.broken = _broken_rows(
            facts.broken if facts else (), {c for group in self.columns for c in group}
        )
        self.down = _Downwards(
            grid.merges(), header.last, [c for g in self.columns for c in g if c != self.key]
        )
        self.simple = all(len(group) == 1 for group in self.columns)
        self.pick = itemgetter(*(group[0] for group in self.columns))
        self.out = _Sorted()

    def take(self, number: int, row: Sequence[Cell]) -> None:
        """Sort one row below the header."""
        cells = self.down.fill(number - 1, row)
        broken = self.broken.get(number, ())
        if row[self.key] == "" and not (broken or any(value != "" for value in row)):
            self.out.blank += 1
            return
        if not broken and self._is_layout_or_blank(number, row):
            return
        if self.simple and not broken:
            values = [number, *(v if type(v) is str else cell_text(v) for v in self.pick(cells))]
        else:
            values = [number, *(_joined(group, cells, broken) for group in self.columns)]
        self._withhold(number, values, row[self.key])
        self._follow_serial(number, row)
        self.out.rows.append(values)

    def _is_layout_or_blank(self, number: int, row: Sequence[Cell]) -> bool:
        """Count and drop a row that is not data. A row with an HR key and a name always is data."""
        key = row[self.key]
        named = any(row[column] != "" for column in self.names)
        numbering = number <= self.header.last + 1 + _NEAR_HEADER and _is_numbering(row)
        if key != "" and named and not numbering:
            return False
        serial = self.header.serial
        filled = {c: text for c, value in enumerate(row) if (text := cell_text(value).strip())}
        told = {column: text for column, text in filled.items() if column != serial}
        if not told and _is_number(filled.get(serial, "") if serial is not None else ""):
            self.out.blank += 1
            return True
        if numbering or self._is_layout(filled, told, named=named):
            self.out.layout += 1
            return True
        return False

    def _is_layout(self, filled: Mapping[int, str], told: Mapping[int, str], *, named: bool) -> bool:
        has_code = any(letter.isdigit() for letter in filled.get(self.key, ""))
        if has_code:
            return False
        if self._is_footer(filled.values()):
            self.out.below_table = True
            return True
        if self.out.below_table and not (named and len(told) >= _NEAR_HEADER):
            return True
        return self.role is Role.PEOPLE and self._is_group(filled, told)

    def _is_footer(self, texts: Iterable[str]) -> bool:
        folded = [fold(text.strip("(")) for text in texts]
        first = folded[0] if folded else ""
        begins = any(first == word or first.startswith(word + " ") for word in self.words.footers)
        return (begins and len(folded) <= _NEAR_HEADER) or any(_DATE_LINE.search(text) for text in folded)

    def _is_group(self, filled: Mapping[int, str], told: Mapping[int, str]) -> bool:
        """Whether the row names the unit of the rows below: one text, and no number as a person has."""
        serial = filled.get(self.header.serial, "") if self.header.serial is not None else ""
        if len(told) > 1 or _is_number(serial):
            return False
        text = fold(next(iter(told.values()), serial))
        unit_like = any(text == word or text.startswith(word + " ") for word in self.words.groups)
        return unit_like or (bool(told) and bool(_ROMAN_OR_LETTER.fullmatch(serial)))

    def _withhold(self, number: int, values: list[object], key: Cell) -> None:
        """Blank an HR key that is a citizen number: it must not leave this process."""
        text = cell_text(key).strip()
        if len(text) not in _CITIZEN_LENGTHS:
            return
        if _CITIZEN.fullmatch(text) or (isinstance(key, float) and _CITIZEN.fullmatch("0" + text)):
            values[1 + self.fields.index(_KEY[self.role])] = ""
            self.out.withheld.append(number)

    def _follow_serial(self, number: int, row: Sequence[Cell]) -> None:
        """Remember where the serial number jumps. It may start anew at 1 (per unit), and drift as a float."""
        column = self.header.serial
        if column is None:
            return
        value = row[column]
        if type(value) is not float:
            if not _is_number(cell_text(value)):
                return
            value = float(cell_text(value))
        serial = round(value, 6)
        if serial not in (1.0, self.out.last_serial + 1) and len(self.out.gaps) < _SHOWN_GAPS:
            self.out.gaps.append(number)
        self.out.last_serial = serial


class _Downwards:
    """Values of cells merged over several rows of one column, repeated in each of these rows."""

    def __init__(self, merges: Sequence[Span], last_header: int, columns: Iterable[int]) -> None:
        wanted = set(columns)
        self.starts: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, right) in merges:
            if left == right and left in wanted and top > last_header and bottom > top:
                self.starts.setdefault(top, []).append((left, bottom))
        self.active: dict[int, tuple[int, Cell]] = {}

    def fill(self, row: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Return the cells of a row (from 0) with merged values repeated."""
        if not self.starts:
            return cells
        for column, bottom in self.starts.get(row, ()):
            self.active[column] = (bottom, cells[column])
        filled = list(cells)
        for column, (bottom, value) in self.active.items():
            if row <= bottom and filled[column] == "":
                filled[column] = value
        return filled


def extract(grid: Grid, facts: SheetFacts | None, header: Header, role: Role, words: Dictionary) -> Table:
    """Return the table under `header`. Raises SourceError, without its file, where a row would be lost."""
    sheet = _Sheet(grid, facts, header, role, words)
    for number, row in grid.rows():
        if sheet.valued is not None and number not in sheet.valued and any(value != "" for value in row):
            raise _lost(number)
        if number <= header.last + 1:
            sheet.out.layout += 1
        else:
            sheet.take(number, row)
    if sheet.valued and max(sheet.valued) > grid.height:
        raise _lost(max(sheet.valued))
    return Table(
        sheet=grid.name,
        header=header.labels,
        columns={name: tuple(column_letters(c + 1) for c in group) for name, group in header.columns.items()},
        rows=sheet.out.rows,
        layout=sheet.out.layout,
        blank=sheet.out.blank,
        hidden=grid.hidden,
        hidden_rows=facts.hidden if facts else 0,
        gaps=tuple(sheet.out.gaps),
        withheld=tuple(sheet.out.withheld),
    )


def _joined(group: Sequence[int], cells: Sequence[Cell], broken: Collection[int]) -> str | None:
    """Return the text of the columns of one field, or None where one of them has no usable value."""
    if any(column in broken for column in group):
        return None
    if len(group) == 1:
        return cell_text(cells[group[0]])
    return " ".join(filter(None, (cell_text(cells[column]).strip() for column in group)))


def _broken_rows(cells: Iterable[str], wanted: set[int]) -> dict[int, set[int]]:
    """Return row number → columns (from 0) without a usable value, among the wanted ones."""
    names = {column_letters(column + 1): column for column in wanted}
    rows: dict[int, set[int]] = {}
    for cell in cells:
        letters = cell.rstrip("0123456789")
        if letters in names:
            rows.setdefault(int(cell[len(letters) :]), set()).add(names[letters])
    return rows


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_numbering(row: Sequence[Cell]) -> bool:
    """Whether the row only numbers the columns: 1 | 2 | 3, (1) | (2) | (3), A | B | 1 | 2 | 3."""
    texts = [text.strip("() ") for value in row if (text := cell_text(value).strip())]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    letters = [text for text in texts if len(text) == 1 and text.isalpha()]
    consecutive = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) >= _NEAR_HEADER and len(numbers) + len(letters) == len(texts) and consecutive


def _lost(number: int) -> SourceError:
    return SourceError(
        Text(
            vi=f"Hàng {number} có trong tệp nhưng bộ đọc không thấy; đọc tiếp sẽ mất người.",
            en=f"Row {number} is in the file but the reader does not see it; reading on would lose people.",
        ),
        advice=SAVE_AS_XLSX,
    )
