"""`Row`: one data row with its place; `Faults`: what is wrong with it, which decides what becomes of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from connector.model.roster import Gravity, Problem, RowCount, Where
from connector.sources.column import OF_BOXES, TYPE_AGAIN, Column
from connector.sources.fields import UnitRule
from connector.sources.protocol import Table
from connector.text import Text
from connector.vietnamese.letters import clean

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The data rows of one table, column by column."""

    file: str
    table: Table
    cleaned: Mapping[str, Sequence[str]]
    """Field → the clean text of its cells; empty for a cell without a usable value."""
    suspects: Mapping[str, Mapping[str | None, tuple[Text, Text]]]
    """Field → raw text of cells that cannot be trusted → (what is wrong, advice); fields without any are left out."""
    doubts: Mapping[tuple[int, str], Text]
    """(row number, field) → why the decoded text of the cell is doubtful."""
    order: int = 0
    """Which of the tables that are read together it is."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.table.numbers)

    def __iter__(self) -> Iterator["Row"]:
        """Yield each row."""
        return (Row(self, place) for place in range(len(self)))

    def has(self, name: str) -> bool:
        """Whether the table has a column for this field."""
        return name in self.cleaned

    def texts(self, name: str) -> Sequence[str]:
        """Return the clean texts of a field; empty ones where there is no such column."""
        return self.cleaned[name] if self.has(name) else [""] * len(self)

    def doubtful(self) -> list[int]:
        """Return the places of the rows with a cell that cannot be trusted."""
        rows = {row for row, _ in self.doubts}
        places = (
            {place for place, number in enumerate(self.table.numbers) if number in rows} if rows else set()
        )
        for name, faults in self.suspects.items():
            places |= {place for place, raw in enumerate(self.table.cells[name]) if raw in faults}
        return sorted(places)

    def only(self, places: Sequence[int]) -> "Rows":
        """Return some of the rows."""
        numbers = [self.table.numbers[place] for place in places]
        cells = {name: [cells[place] for place in places] for name, cells in self.table.cells.items()}
        cleaned = {name: [texts[place] for place in places] for name, texts in self.cleaned.items()}
        return replace(self, table=replace(self.table, numbers=numbers, cells=cells), cleaned=cleaned)


class Row(NamedTuple):
    """One data row of a table."""

    rows: Rows
    place: int
    """Among the rows, from 0."""

    @property
    def table(self) -> Table:
        """The table it stands in."""
        return self.rows.table

    @property
    def number(self) -> int:
        """Its number as Excel shows it."""
        return self.rows.table.numbers[self.place]

    def has(self, name: str) -> bool:
        """Whether the table has a column for this field."""
        return self.rows.has(name)

    def raw(self, name: str) -> str | None:
        """Return the text of a field as it stands; None where the cell has no usable value."""
        return self.rows.table.cells[name][self.place] if self.has(name) else ""

    def where(self, name: str) -> Where:
        """Return the place of a field in this row, or of the row where there is no such column."""
        letters = self.table.columns.get(name)
        cell = f"{letters[0]}{self.number}" if letters else str(self.number)
        return Where(self.rows.file, self.table.sheet, cell)

    def parts(self, name: str) -> list[str]:
        """Return the clean text of each column of a field that several columns make up; none where empty."""
        raw = self.raw(name) or ""
        return [text for part in raw.split("\n") if (text := clean(part))]

    def text(self, name: str) -> str:
        """Return the clean text of a field; empty where there is none."""
        return self.rows.cleaned[name][self.place] if self.has(name) else ""


@dataclass(slots=True)
class Faults:
    """What is wrong with the row at hand. The gravest decides about the row."""

    row: Row
    key: str = ""
    found: Sequence[Problem] = ()

    def add(self, name: str, what: Text, advice: Text, gravity: Gravity) -> None:
        """Remember one problem at the cell of field `name`."""
        self.found = (*self.found, Problem(self.row.where(name), what, advice, gravity, self.key))

    @property
    def verdict(self) -> Gravity | None:
        """The gravest of all; None where there is nothing but warnings."""
        gravities = {problem.gravity for problem in self.found}
        return next((g for g in (Gravity.REJECTED, Gravity.QUESTION) if g in gravities), None)

    def check_letters(self, names: Iterable[str]) -> None:
        """Question cells that cannot be trusted: legacy encodings, look-alikes, no value, far too long."""
        row, suspects = self.row, self.row.rows.suspects
        for name in names:
            if (doubt := row.rows.doubts.get((row.number, name))) is not None:
                self.add(name, doubt, TYPE_AGAIN, Gravity.QUESTION)
            elif name in suspects and (fault := suspects[name].get(row.raw(name))) is not None:
                self.add(name, *fault, Gravity.QUESTION)


class FaultsOf(dict[Row, Faults]):
    """What is wrong with the rows of several tables: `Faults` for the few rows that have any."""

    def of(self, row: Row, key: str = "") -> Faults:
        """Return those of one row, to add to them; `key` is the HR key it stands for."""
        if row not in self:
            self[row] = Faults(row, key)
        return self[row]

    def problems(self) -> tuple[Problem, ...]:
        """Return all that was found, table by table and row by row."""
        in_order = sorted(self.values(), key=lambda faults: (faults.row.rows.order, faults.row.number))
        return tuple(problem for faults in in_order for problem in faults.found)


def rows_of(file: str, table: Table, checked: Collection[str] | None = None, order: int = 0) -> Rows:
    """Return the data rows of a table. `checked` are the fields whose letters will be asked about; None: all."""
    columns = {name: Column(cells) for name, cells in table.cells.items()}
    asked = {name: column for name, column in columns.items() if checked is None or name in checked}
    faulty = {name: column.faults(short_names=name in OF_BOXES) for name, column in asked.items()}
    return Rows(
        file,
        table,
        {name: column.cleaned() for name, column in columns.items()},
        {name: faults for name, faults in faulty.items() if faults},
        {(row, name): Text(vi=vi, en=en) for row, name, vi, en in table.doubts},
        order,
    )


def layout_of(tables: Sequence[Table]) -> RowCount:
    """Return the rows that were no data: blank ones (raw) and layout."""
    blank = sum(table.blank for table in tables)
    return RowCount(raw=blank, blank=blank, layout=sum(table.layout for table in tables))


def repeated(items: Iterable[tuple[str, Item]]) -> dict[str, list[Item]]:
    """Return key → all items with it, for keys that occur more than once."""
    listed = list(items)
    counts = Counter(key for key, _ in listed)
    return by_key((key, item) for key, item in listed if counts[key] > 1)


def by_key(items: Iterable[tuple[str, Item]]) -> dict[str, list[Item]]:
    """Return key → all items with it, in order."""
    groups: defaultdict[str, list[Item]] = defaultdict(list)
    for key, item in items:
        groups[key].append(item)
    return groups


def table_warnings(file: str, tables: Sequence[Table], unread: Iterable[str]) -> Iterator[Problem]:
    """Yield what somebody should look at in the sheets as a whole."""
    for table in tables:
        place = Where(file, table.sheet)
        if table.hidden:
            yield _warn(
                place, Text(vi="Trang tính bị ẩn, vẫn được đọc.", en="The sheet is hidden; it was read.")
            )
        if table.hidden_rows:
            count = table.hidden_rows
            yield _warn(
                place,
                Text(
                    vi=f"Có {count} hàng bị ẩn hoặc lọc, vẫn được đọc.",
                    en=f"{count} hidden rows were read too.",
                ),
            )
        if table.gaps:
            first = Where(file, table.sheet, f"{table.gaps[0]}")
            listed = ", ".join(map(str, table.gaps[:_SHOWN_GAPS]))
            yield _warn(
                first,
                Text(
                    vi=f"Số thứ tự (STT) bị nhảy hoặc trùng ở hàng {listed}.",
                    en=f"The serial number (STT) jumps or repeats in row {listed}.",
                ),
            )
        yield from _reading_warnings(place, table)
    for sheet in unread:
        what = Text(
            vi="Trang tính không có bảng nhận ra được nên không đọc.",
            en="No known table here; the sheet was not read.",
        )
        yield _warn(Where(file, sheet), what)


_SHOWN_GAPS = 5
_READ_AS = {
    UnitRule.DOWN: Text(
        vi="Tên đơn vị chỉ ghi ở hàng đầu mỗi nhóm; các hàng dưới lấy theo hàng đó.",
        en="The unit stands only in the first row of each block; the rows below were given it too.",
    ),
    UnitRule.GROUPS: Text(
        vi="Đơn vị lấy theo các hàng tiêu đề nhóm xen giữa danh sách.",
        en="Units were taken from the group rows between the people.",
    ),
    UnitRule.TITLE: Text(
        vi="Đơn vị của mọi hàng lấy theo dòng tiêu đề phía trên bảng.",
        en="The unit of all rows was taken from the lines above the table.",
    ),
}


def _reading_warnings(place: Where, table: Table) -> Iterator[Problem]:
    """Yield what was understood rather than said: units of blocks, decoded text, zeros put back."""
    if table.rule in _READ_AS:
        yield _warn(place, _READ_AS[table.rule])
    for encoding, count in table.encodings.items():
        what = Text(
            vi=f"Đã chuyển {count} ô từ bảng mã {encoding} sang Unicode.",
            en=f"{count} cells were converted from {encoding} to Unicode.",
        )
        yield _warn(place, what)
    if table.bare_numbers:
        what = Text(
            vi=f"{table.bare_numbers} mã cán bộ là số, định dạng này không cho biết có số 0 ở đầu hay không.",
            en=f"{table.bare_numbers} HR keys are numbers; this format hides whether zeros stand in front.",
        )
        advice = Text(
            vi="Lưu lại thành .xlsx, hoặc ghi key_width trong tệp ánh xạ.",
            en="Save the file as .xlsx, or write key_width into the mapping.",
        )
        yield Problem(place, what, advice, Gravity.WARNING)


def _warn(where: Where, what: Text) -> Problem:
    advice = Text(
        vi="Kiểm tra xem có thiếu hoặc thừa người không.", en="Check that nobody is missing or extra."
    )
    return Problem(where, what, advice, Gravity.WARNING)
