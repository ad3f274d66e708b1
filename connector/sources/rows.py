"""`Row`: one data row with its place; `Faults`: what is wrong with it, which decides what becomes of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from connector.model.roster import Gravity, Problem, RowCount, Where
from connector.sources.protocol import Table
from connector.text import Text
from connector.vietnamese.letters import clean, foreign_letters, looks_legacy

Item = TypeVar("Item")

LONGEST = 300
"""Letters in one cell; nothing a staff list says is longer."""


class Row(NamedTuple):
    """One data row of a table."""

    file: str
    table: Table
    number: int
    fields: Mapping[str, int]
    """Field → its place in `values`."""
    values: Sequence[Any]
    """Raw text of the row's cells; None for a cell without a usable value."""

    def has(self, name: str) -> bool:
        """Whether the table has a column for this field."""
        return name in self.fields

    def raw(self, name: str) -> str | None:
        """Return the text of a field as it stands; None where the cell has no usable value."""
        place = self.fields.get(name)
        return "" if place is None else self.values[place]

    def where(self, name: str) -> Where:
        """Return the place of a field in this row, or of the row where there is no such column."""
        letters = self.table.columns.get(name)
        cell = f"{letters[0]}{self.number}" if letters else str(self.number)
        return Where(self.file, self.table.sheet, cell)

    def text(self, name: str) -> str:
        """Return the clean text of a field; empty where there is none."""
        place = self.fields.get(name)
        if place is None:
            return ""
        raw = self.values[place]
        return _clean(raw) if raw else ""


@dataclass(slots=True)
class Faults:
    """What is wrong with the row at hand. The gravest decides about the row."""

    row: Row
    key: str = ""
    found: list[Problem] = field(default_factory=list)

    def add(self, name: str, what: Text, advice: Text, gravity: Gravity) -> None:
        """Remember one problem at the cell of field `name`."""
        self.found.append(Problem(self.row.where(name), what, advice, gravity, self.key))

    @property
    def verdict(self) -> Gravity | None:
        """The gravest of all; None where there is nothing but warnings."""
        gravities = {problem.gravity for problem in self.found}
        return next((g for g in (Gravity.REJECTED, Gravity.QUESTION) if g in gravities), None)

    def check_letters(self, names: Iterable[str]) -> None:
        """Question cells that cannot be trusted: legacy encodings, look-alikes, no value, far too long."""
        fields, values = self.row.fields, self.row.values
        for name in names:
            raw = values[fields[name]] if name in fields else ""
            if raw != "" and (fault := _fault_of(raw)) is not None:
                self.add(name, *fault, Gravity.QUESTION)


_LOOK = Text(vi="Mở tệp xem lại ô này.", en="Open the file and look at this cell.")
_NO_VALUE = Text(
    vi="Ô có công thức chưa tính hoặc báo lỗi.", en="The cell has an error or a formula not calculated."
)
_RECALCULATE = Text(
    vi="Gõ giá trị vào ô, hoặc mở bằng Excel cho tính lại rồi lưu.",
    en="Type the value, or open the file in Excel, let it calculate and save.",
)
_TOO_LONG = Text(vi="Nội dung ô dài bất thường.", en="The text in the cell is abnormally long.")
_LEGACY = Text(
    vi="Chữ trong ô có vẻ dùng bảng mã cũ (TCVN3, VNI…).",
    en="The text seems to be in a legacy encoding (TCVN3, VNI …).",
)
_CONVERT = Text(
    vi="Chuyển tệp sang Unicode rồi gửi lại.", en="Convert the file to Unicode and send it again."
)
_FOREIGN = Text(
    vi="Ô có ký tự lạ (không phải chữ Việt hoặc ký tự điều khiển).",
    en="The cell holds characters that are not Vietnamese, or control characters.",
)
_TYPE_AGAIN = Text(vi="Gõ lại ô này bằng bàn phím.", en="Type the cell again by hand.")


_clean = lru_cache(maxsize=1 << 15)(clean)


@lru_cache(maxsize=1 << 15)
def _fault_of(raw: str | None) -> tuple[Text, Text] | None:
    """Return (what is wrong with the letters of a cell, advice)."""
    if raw is None:
        return _NO_VALUE, _RECALCULATE
    if len(raw) > LONGEST:
        return _TOO_LONG, _LOOK
    if raw.isascii() and raw.isprintable():
        return None
    if looks_legacy(raw):
        return _LEGACY, _CONVERT
    return (_FOREIGN, _TYPE_AGAIN) if foreign_letters(clean(raw)) else None


def rows_of(file: str, tables: Sequence[Table]) -> Iterator[Row]:
    """Yield every data row of all tables."""
    for table in tables:
        fields = {name: place for place, name in enumerate(table.columns, start=1)}
        for values in table.rows:
            yield Row(file, table, values[0], fields, values)


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
            yield _warn(
                first,
                Text(
                    vi="Số thứ tự (STT) bị nhảy hoặc trùng từ hàng này.",
                    en="The serial number (STT) jumps here.",
                ),
            )
    for sheet in unread:
        what = Text(
            vi="Trang tính không có bảng nhận ra được nên không đọc.",
            en="No known table here; the sheet was not read.",
        )
        yield _warn(Where(file, sheet), what)


def _warn(where: Where, what: Text) -> Problem:
    advice = Text(
        vi="Kiểm tra xem có thiếu hoặc thừa người không.", en="Check that nobody is missing or extra."
    )
    return Problem(where, what, advice, Gravity.WARNING)
