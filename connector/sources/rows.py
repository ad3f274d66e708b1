"""`Row`: one data row with its place; `Faults`: what is wrong with it, which decides what becomes of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar, cast

from connector.model.roster import Gravity, Problem, RowCount, Where
from connector.sources.fields import UnitRule
from connector.sources.protocol import Table
from connector.text import Text
from connector.vietnamese.letters import clean, foreign_letters, is_clean, looks_legacy

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
    cleaned: Sequence[str]
    """The same, clean; empty for a cell without a usable value."""
    suspects: Mapping[str, Mapping[str | None, tuple[Text, Text]]] = MappingProxyType({})
    """Field → raw text of cells that cannot be trusted → (what is wrong, advice); fields without any are left out."""
    doubts: Mapping[tuple[int, str], Text] = MappingProxyType({})
    """(row number, field) → why the decoded text of the cell is doubtful."""

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

    def parts(self, name: str) -> list[str]:
        """Return the clean text of each column of a field that several columns make up; none where empty."""
        raw = self.raw(name) or ""
        return [text for part in raw.split("\n") if (text := clean(part))]

    def text(self, name: str) -> str:
        """Return the clean text of a field; empty where there is none."""
        place = self.fields.get(name)
        return "" if place is None else self.cleaned[place]


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
        row = self.row
        if not row.suspects and not row.doubts:
            return
        for name in names:
            if (doubt := row.doubts.get((row.number, name))) is not None:
                self.add(name, doubt, _TYPE_AGAIN, Gravity.QUESTION)
            elif name in row.suspects and (fault := row.suspects[name].get(row.raw(name))) is not None:
                self.add(name, *fault, Gravity.QUESTION)


_LOOK = Text(vi="Mở tệp xem lại ô này.", en="Open the file and look at this cell.")
_NO_VALUE = Text(
    vi="Ô có công thức chưa tính hoặc báo lỗi.", en="The cell has an error or a formula not calculated."
)
_RECALCULATE = Text(
    vi="Gõ giá trị vào ô, hoặc mở bằng Excel cho tính lại rồi lưu.",
    en="Type the value, or open the file in Excel, let it calculate and save.",
)
NO_VALUE = (_NO_VALUE, _RECALCULATE)
"""What is wrong with a cell whose formula has no value, and what to do."""
_DITTO = Text(vi="Ô ghi «như trên».", en="The cell says “as above”.")
_WRITE_OUT = Text(vi="Ghi đủ nội dung vào từng ô.", en="Write every cell in full.")
_DITTOS = frozenset(
    {
        '"',
        '""',
        "''",
        "”",
        "″",
        "〃",
        "//",
        "nt",
        "NT",
        "Nt",
        "-nt-",
        "- nt -",
        "như trên",
        "Như trên",
        "NHƯ TRÊN",
    }
)
_AMBIGUOUS = frozenset({"nt", "NT", "Nt"})
_OF_BOXES = frozenset({"mailbox", "person_suffix"})
"""Fields in which "nt" is no ditto mark but the short name of a place: Nha Trang has the box nt (KH Đ3.2a)."""
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


def _fault_of(raw: str | None) -> tuple[Text, Text] | None:
    """Return (what is wrong with the letters of a cell, advice)."""
    if raw is None:
        return NO_VALUE
    if len(raw) > LONGEST:
        return _TOO_LONG, _LOOK
    if raw in _DITTOS:
        return _DITTO, _WRITE_OUT
    if raw.isascii() and raw.isprintable():
        return None
    if looks_legacy(raw):
        return _LEGACY, _CONVERT
    return (_FOREIGN, _TYPE_AGAIN) if foreign_letters(clean(raw)) else None


def rows_of(file: str, tables: Sequence[Table], checked: Collection[str] | None = None) -> Iterator[Row]:
    """Yield every data row of all tables. `checked` are the fields whose letters will be asked about; None: all."""
    for table in tables:
        if not table.rows:
            continue
        fields = {name: place for place, name in enumerate(table.columns, start=1)}
        doubts = {(row, name): Text(vi=vi, en=en) for row, name, vi, en in table.doubts}
        columns = [_Column(column) for column in islice(zip(*table.rows, strict=True), 1, None)]
        cleaned = zip([""] * len(table.rows), *(column.cleaned() for column in columns), strict=True)
        named = zip(fields, columns, strict=True)
        asked = ((name, column) for name, column in named if checked is None or name in checked)
        faulty = ((name, column.faults(short_names=name in _OF_BOXES)) for name, column in asked)
        suspects = {name: faults for name, faults in faulty if faults}
        yield from map(
            Row,
            repeat(file),
            repeat(table),
            map(itemgetter(0), table.rows),
            repeat(fields),
            table.rows,
            cleaned,
            repeat(suspects),
            repeat(doubts),
        )


_BETWEEN = "\x1e"
"""Joins the cells of a column, to look at all of them at once; a cell that holds it is looked at by itself."""


class _Column:
    """The cells of one column. What can be told of all of them at once is; only the rest is looked at one by one."""

    def __init__(self, cells: Sequence[str | None]) -> None:
        self._cells = cells
        self._distinct = set(cells)
        texts = [cell for cell in self._distinct if cell is not None]
        self._joined = _BETWEEN.join(texts)
        self._as_one = len(texts) == len(self._distinct) and self._joined.count(_BETWEEN) == len(texts) - 1

    def cleaned(self) -> Iterable[str]:
        """Return the clean text of each cell."""
        ends = (" " + _BETWEEN, _BETWEEN + " ")
        trimmed = self._joined == self._joined.strip(" ") and not any(end in self._joined for end in ends)
        if self._as_one and trimmed and is_clean(self._joined):
            return cast("Sequence[str]", self._cells)  # none of them is None, or they would not be as one
        tidy = {raw: clean(raw) if raw else "" for raw in self._distinct}
        return map(tidy.__getitem__, self._cells)

    def faults(self, *, short_names: bool = False) -> dict[str | None, tuple[Text, Text]]:
        """Return raw text → what is wrong with such cells; nothing where all can be trusted.

        `short_names`: whether two letters may well be the name of a box.
        """
        if self._as_one and self._distinct.isdisjoint(_DITTOS) and self._is_ordinary():
            return {}
        trusted = {"", *(_AMBIGUOUS if short_names else ())}
        return {
            raw: fault
            for raw in self._distinct
            if raw not in trusted and (fault := _fault_of(raw)) is not None
        }

    def _is_ordinary(self) -> bool:
        if max(map(len, self._distinct), default=0) > LONGEST:  # type: ignore[arg-type]  # no None among them
            return False
        text = self._joined.replace(_BETWEEN, " ")
        if text.isascii() and text.isprintable():
            return True
        return all(map(_is_ordinary_word, set(text.split(" "))))


def _is_ordinary_word(word: str) -> bool:
    if word.isascii():
        return word.isprintable()
    return not looks_legacy(word) and not foreign_letters(clean(word))


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
