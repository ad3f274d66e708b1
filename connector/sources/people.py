"""`read_people`: rows → `Person` or `Problem`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from connector.model.roster import (
    Gravity,
    NameColumns,
    Person,
    PostMark,
    Problem,
    RowCount,
    Where,
)
from connector.sources.cells import CellValues, PersonCells
from connector.sources.fields import UnitRule
from connector.sources.further import speaks_of_further_post
from connector.sources.identity import NO_SECRET, PREFIX, CitizenKeys
from connector.sources.leaving import LEFT_UNSAID
from connector.sources.one_person import people_of
from connector.sources.person_keys import made_key, question_lost_zeros
from connector.sources.protocol import Table
from connector.sources.rows import NO_VALUE, Faults, Row, layout_of, rows_of
from connector.sources.units import UnitIndex
from connector.text import Text
from connector.vietnamese.matching import matching_key

_NAME_FIELDS = ("name", "family", "middle", "family_middle", "given")
_UNIT_FIELDS = ("unit_key", "unit_name", "room_name", "group", "subgroup")
_CHECKED = (
    *_NAME_FIELDS,
    "key",
    "unit_key",
    "unit_name",
    "room_name",
    "position",
    "status",
    "since",
    "address",
)
_FILL_KEY = Text(vi="Điền mã cán bộ.", en="Fill in the HR key.")
_FILL_NAME = Text(vi="Điền đủ họ và tên.", en="Fill in the whole name.")
_FIX_UNIT = Text(
    vi="Sửa đơn vị cho khớp danh sách đơn vị, hoặc thêm đơn vị vào danh sách.",
    en="Make the unit match the list of units, or add the unit to the list.",
)
_NO_TITLE = Text(
    vi="Các dòng phía trên bảng (hoặc tệp ánh xạ) không nêu rõ một đơn vị có trong danh sách đơn vị.",
    en="The lines above the table (or the mapping) do not name one unit of the list of units.",
)
_FIX_TITLE = Text(
    vi="Thêm cột đơn vị, hoặc ghi đúng tên đơn vị ở dòng tiêu đề.",
    en="Add a column for the unit, or write its name in the title as the list of units has it.",
)


@dataclass(frozen=True, slots=True)
class People:
    """People read, what was wrong with the others, and the count of rows."""

    accepted: tuple[Person, ...]
    problems: tuple[Problem, ...]
    rows: RowCount


def read_people(
    file: str, tables: Sequence[Table], units: UnitIndex, keys: CitizenKeys = NO_SECRET
) -> People:
    """Return the people of all tables; sorted by key, keys unique, every unit known."""
    cells = CellValues()
    read: list[tuple[Person | None, Faults]] = []
    for table in tables:
        read += _Reader(table, units, keys, cells).read_all([*rows_of(file, [table], _CHECKED)])
    people = [(person, faults) for person, faults in read if person is not None]
    whole = people_of(people)
    question_lost_zeros(people)
    verdicts = Counter(faults.verdict if faults.found else None for _, faults in read)
    accepted = {
        person.key: whole[person.key]
        for person, faults in people
        if not faults.found or faults.verdict is None
    }
    return People(
        tuple(accepted[key] for key in sorted(accepted)),
        tuple(problem for _, faults in read for problem in faults.found),
        layout_of(tables)
        + RowCount(len(read), verdicts[None], verdicts[Gravity.QUESTION], verdicts[Gravity.REJECTED]),
    )


def _unit_of_all(table: Table, units: UnitIndex) -> str | None:
    """Return the unit of every row of a table; "" where it is not clear, None where rows say their own."""
    if table.rule is UnitRule.TITLE:
        return units.titled(table.titles)
    if table.rule is UnitRule.FIXED:
        return table.unit if table.unit in units.units else ""
    return None


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, units: UnitIndex, keys: CitizenKeys, cells: CellValues) -> None:
        self._units = units
        self._keys = keys
        self._cells = cells
        self._unit_of_all = _unit_of_all(table, units)
        place = {name: number for number, name in enumerate(table.columns, start=1)}
        self._places = [place.get(name, 0) for name in PersonCells._fields]
        self._key = place.get("key", 0)
        self._letter = next(iter(table.columns.get("key", ())), "")
        self._makes_keys = bool(table.key_from)
        self._pick_unit = itemgetter(*(place.get(name, 0) for name in _UNIT_FIELDS))
        self._sure_units: dict[tuple[str, ...], str] = {}
        """What the cells of a unit say → its key, where that left nothing to be said."""
        self._one_name = "given" not in place
        self._leaving = frozenset(table.leaving)
        self._further = frozenset(table.further)
        self._citizen = place.get("citizen", 0)

    def read_all(self, rows: Sequence[Row]) -> Iterator[tuple[Person | None, Faults]]:
        """Return the person of each row, and what is wrong with it."""
        said = self._cells.read_all([row.cleaned for row in rows], self._places)
        return map(self._read, rows, said)

    def _read(self, row: Row, said: tuple[Any, ...]) -> tuple[Person | None, Faults]:
        faults = Faults(
            row, row.cleaned[self._key] or (made_key(row, self._keys) if self._makes_keys else "")
        )
        if not faults.key:
            _reject_keyless(row, faults)
            return None, faults
        if row.suspects or row.doubts:
            faults.check_letters(_CHECKED)
        whole = row.text("name") if self._one_name else ""
        name, columns = (self._cells.names[whole], None) if whole else _name(row, faults, self._cells)
        cells = self._cells.settled(said, faults) if None in said else said
        position, phone, status, since, decision, birth, address, unlisted, post = cells
        if row.number in self._leaving and not row.text("status"):
            faults.add("status" if row.has("status") else "name", *LEFT_UNSAID, Gravity.QUESTION)
        unit = self._sure_units.get(self._pick_unit(row.cleaned)) or self._unit(row, faults)
        person = Person(
            faults.key,
            name,
            unit,
            position,
            phone,
            status,
            since or None,
            decision,
            birth,
            columns,
            address,
            unlisted,
            Where(row.file, row.table.sheet, f"{self._letter}{row.number}"),
            row.cleaned[self._citizen] or (faults.key if faults.key.startswith(PREFIX) else ""),
            self._keys.born(matching_key(name), birth) if self._keys and birth else "",
            post or self._mark(row, position),
        )
        return person, faults

    def _mark(self, row: Row, position: str) -> PostMark:
        """Return what position or remark say of the post, where no cell of its own does."""
        further = row.number in self._further or speaks_of_further_post(position)
        return PostMark.FURTHER if further else PostMark.UNSAID

    def _unit(self, row: Row, faults: Faults) -> str:
        if self._unit_of_all is None:
            before = len(faults.found)
            unit = _unit(row, self._units, faults)
            if unit and len(faults.found) == before and not _joins_units(row.table):
                self._sure_units[self._pick_unit(row.cleaned)] = unit
            return unit
        if not self._unit_of_all:
            faults.add("unit_name", _NO_TITLE, _FIX_TITLE, Gravity.QUESTION)
        return self._unit_of_all


def _joins_units(table: Table) -> bool:
    """Whether one field holds the agency and the room in two columns, which clean text no longer shows."""
    return len(table.columns.get("unit_name", ())) > 1


def _reject_keyless(row: Row, faults: Faults) -> None:
    if row.raw("key") is None:
        faults.add("key", *NO_VALUE, Gravity.REJECTED)
    elif row.table.key_from:
        what = Text(
            vi="Hàng thiếu dữ liệu để tạo khóa (theo key_from của tệp ánh xạ).",
            en="The row lacks what its key is made of (key_from of the mapping).",
        )
        advice = Text(vi="Điền đủ các ô đó.", en="Fill in these cells.")
        faults.add(row.table.key_from[0], what, advice, Gravity.REJECTED)
    elif row.table.citizens:
        what = Text(
            vi="Số định danh cá nhân trống hoặc không đúng 12 số (9 số với CMND).",
            en="The citizen number is missing or has not twelve digits (nine on old cards).",
        )
        advice = Text(vi="Ghi đủ số, dạng chữ.", en="Write the whole number, as text.")
        faults.add("key", what, advice, Gravity.REJECTED)
    elif row.number in row.table.withheld:
        what = Text(
            vi="Ô mã cán bộ chứa số định danh cá nhân (CCCD), không được dùng.",
            en="The HR key is a citizen number (CCCD), which must not be used.",
        )
        advice = Text(vi="Ghi số hiệu cán bộ do cơ quan cấp.", en="Write the staff number the agency gives.")
        faults.add("key", what, advice, Gravity.REJECTED)
    else:
        what = Text(vi="Hàng không có mã cán bộ.", en="The row has no HR key.")
        faults.add("key", what, _FILL_KEY, Gravity.REJECTED)


def _name(row: Row, faults: Faults, cells: CellValues) -> tuple[str, NameColumns | None]:
    whole = row.text("name")
    columns: NameColumns | None = None
    if "given" in row.fields:
        family, middle, given = row.text("family"), row.text("middle"), row.text("given")
        if both := row.text("family_middle"):
            family, _, middle = both.partition(" ")
        columns = NameColumns(cells.names[family], cells.names[middle], cells.names[given])
        whole = whole or " ".join(filter(None, (family, middle, given)))
        if not given:
            whole = ""
    if not whole and not any(row.raw(name) is None for name in _NAME_FIELDS):
        what = Text(vi="Thiếu họ tên.", en="The name is missing.")
        faults.add("name" if row.has("name") else "given", what, _FILL_NAME, Gravity.QUESTION)
    return cells.names[whole], columns


def _unit(row: Row, units: UnitIndex, faults: Faults) -> str:
    code, name = row.text("unit_key"), row.text("unit_name")
    unit, field, what = _find_unit(row, units, code, name)
    if not unit:
        at = (
            field
            if field in row.fields
            else next((n for n in ("unit_name", "room_name") if row.has(n)), field)
        )
        if row.raw(at) not in row.suspects.get(at, ()):  # else it is asked about already
            faults.add(at, what, _FIX_UNIT, Gravity.QUESTION)
    elif units.misnamed(code, name):
        what = Text(
            vi=f"Tên đơn vị không khớp mã {code}; lấy theo mã.",
            en=f"The unit's name does not match code {code}.",
        )
        faults.add("unit_name", what, _FIX_UNIT, Gravity.WARNING)
    return unit


def _find_unit(row: Row, units: UnitIndex, code: str, name: str) -> tuple[str, str, Text]:
    """Find the unit by its cells; by the group rows above; or by two joined cells, whichever is the agency."""
    room = row.text("room_name")
    if code:
        return units.find(code, name, room)
    if row.has("group"):
        return _by_groups(row, units, code, room)
    parts = row.parts("unit_name") if len(row.table.columns.get("unit_name", ())) > 1 else []
    if len(parts) == 2 and not room:  # noqa: PLR2004  phòng | xã, or xã | phòng
        return _first_known(units.find(code, parts[1], parts[0]), units.find(code, parts[0], parts[1]))
    return units.find(code, name, room)


def _by_groups(row: Row, units: UnitIndex, code: str, room: str) -> tuple[str, str, Text]:
    """Find the unit by the group rows above: the nearest one within those above it, else by itself."""
    outer, inner = row.parts("group") or [""], row.text("subgroup")
    found = units.find(code, outer[0], inner or room)
    if inner:
        for further in outer[1:]:
            found = _first_known(found, units.find(code, further, inner))
        return _first_known(found, units.find(code, inner, room))
    return _first_known(found, units.find(code, outer[0], "")) if room else found


def _first_known(found: tuple[str, str, Text], otherwise: tuple[str, str, Text]) -> tuple[str, str, Text]:
    return found if found[0] else otherwise
