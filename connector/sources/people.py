"""`read_people`: rows → `Person` or `Problem`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from connector.model.identity import KEYED
from connector.model.roster import (
    Gravity,
    NameColumns,
    Person,
    PostMark,
    Problem,
    RowCount,
    Where,
)
from connector.sources.cells import CellValues, PersonColumns
from connector.sources.column import NO_VALUE
from connector.sources.fields import UnitRule
from connector.sources.further import speaks_of_further_post
from connector.sources.identity import NO_SECRET, CitizenKeys
from connector.sources.leaving import LEFT_UNSAID
from connector.sources.one_person import people_of
from connector.sources.person_keys import made_key, question_lost_zeros
from connector.sources.protocol import Table
from connector.sources.rows import Faults, FaultsOf, Row, Rows, layout_of, rows_of
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


_Fault = tuple[str, Text, Text, Gravity]
"""What `Faults.add` takes."""


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
    faults = FaultsOf()
    read: list[tuple[Person, Row]] = []
    for order, table in enumerate(tables):
        read += _Reader(rows_of(file, table, _CHECKED, order), units, keys, cells, faults).read()
    whole = people_of(read, faults)
    question_lost_zeros(read, faults)
    verdicts = Counter(found.verdict for found in faults.values())
    waiting = {found.key for found in faults.values() if found.verdict is not None}
    accepted = {key: person for key, person in whole.items() if key not in waiting}
    return People(
        tuple(accepted[key] for key in sorted(accepted)),
        faults.problems(),
        layout_of(tables)
        + RowCount(
            sum(len(table.numbers) for table in tables),
            sum(person.key in accepted for person, _ in read),
            verdicts[Gravity.QUESTION],
            verdicts[Gravity.REJECTED],
        ),
    )


def _unit_of_all(table: Table, units: UnitIndex) -> str | None:
    """Return the unit of every row of a table; "" where it is not clear, None where rows say their own."""
    if table.rule is UnitRule.TITLE:
        return units.titled(table.titles)
    if table.rule is UnitRule.FIXED:
        return table.unit if table.unit in units.units else ""
    return None


class _Reader:
    """Reads the rows of one table, column by column; a row is looked at by itself only where something is wrong."""

    def __init__(
        self, rows: Rows, units: UnitIndex, secret: CitizenKeys, cells: CellValues, faults: FaultsOf
    ) -> None:
        keys: Sequence[str] = rows.texts("key")
        if rows.table.key_from:
            keys = [key or made_key(row, secret) for key, row in zip(keys, rows, strict=True)]
        if "" in keys:
            keyed = [place for place, key in enumerate(keys) if key]
            for row in (row for row, key in zip(rows, keys, strict=True) if not key):
                _reject_keyless(row, faults.of(row))
            rows, keys = rows.only(keyed), [keys[place] for place in keyed]
        self._rows = rows
        self._keys = keys
        self._units = units
        self._secret = secret
        self._cells = cells
        self._all_faults = faults

    def _faults(self, place: int) -> Faults:
        """Return the faults of the row at a place, to add to them."""
        return self._all_faults.of(Row(self._rows, place), self._keys[place])

    def read(self) -> Iterator[tuple[Person, Row]]:
        """Return the person of each row that has a key. In the order in which a row is asked about."""
        rows, table = self._rows, self._rows.table
        for place in rows.doubtful():
            self._faults(place).check_letters(_CHECKED)
        names, separate = self._names()
        said = self._cells.read_all(rows, self._faults)
        self._ask_who_left()
        units = self._find_units()
        letter = next(iter(table.columns.get("key", ())), "")
        people = map(
            Person,
            self._keys,
            names,
            units,
            said.position,
            said.phone,
            said.status,
            [day or None for day in said.since],
            said.decision,
            said.birth,
            separate,
            said.address,
            said.unlisted,
            [Where(rows.file, table.sheet, f"{letter}{number}") for number in table.numbers],
            self._citizens(),
            self._births(names, said.birth),
            self._marks(said),
        )
        return zip(people, rows, strict=True)

    def _names(self) -> tuple[Sequence[str], Iterable[NameColumns | None]]:
        """Return the name of each row, and its parts where they stand in columns of their own."""
        known = self._cells.names
        names = self._rows.texts("name")
        parts: Iterable[NameColumns | None] = repeat(None)
        if self._rows.has("given"):
            names, parts = _joined_names(self._rows, known)
        if "" in names:
            for place in [place for place, name in enumerate(names) if not name]:
                _ask_name(self._faults(place))
        return [*map(known.__getitem__, names)], parts

    def _ask_who_left(self) -> None:
        """Question rows whose remarks speak of leaving, where the status does not say it."""
        left = frozenset(self._rows.table.leaving)
        name = "status" if self._rows.has("status") else "name"
        for place, number in enumerate(self._rows.table.numbers if left else ()):
            if number in left and not self._rows.texts("status")[place]:
                self._faults(place).add(name, *LEFT_UNSAID, Gravity.QUESTION)

    def _find_units(self) -> Sequence[str]:
        """Return the unit of each row; rows with the same cells for it are asked about together."""
        rows, unit_of_all = self._rows, _unit_of_all(self._rows.table, self._units)
        if unit_of_all is not None:
            for place in range(0 if unit_of_all else len(rows)):
                self._faults(place).add("unit_name", _NO_TITLE, _FIX_TITLE, Gravity.QUESTION)
            return [unit_of_all] * len(rows)
        columns = [rows.table.cells[name] for name in _UNIT_FIELDS if rows.has(name)]
        cells = [*zip(*columns, strict=True)] if columns else [()] * len(rows)
        found: dict[tuple[str | None, ...], tuple[str, _Fault | None]] = {}
        for place, said in enumerate(cells):
            if said not in found:
                found[said] = _unit(Row(rows, place), self._units)
            fault = found[said][1]
            if fault is not None:
                self._faults(place).add(*fault)
        return [found[said][0] for said in cells]

    def _citizens(self) -> Iterable[str]:
        digests = [key if key.startswith(KEYED) else "" for key in self._keys]
        if not self._rows.has("citizen"):
            return digests
        return [own or key for own, key in zip(self._rows.texts("citizen"), digests, strict=True)]

    def _births(self, names: Iterable[str], births: Iterable[str]) -> Iterable[str]:
        """Return the digests of names and births together."""
        if not self._secret:
            return repeat("")
        return [
            self._secret.born(matching_key(name), birth) if birth else ""
            for name, birth in zip(names, births, strict=True)
        ]

    def _marks(self, said: PersonColumns) -> Iterable[PostMark]:
        """Return what each row says of its post: in a cell of its own, else in its position or remark."""
        further = frozenset(self._rows.table.further)
        return [
            mark
            or (
                PostMark.FURTHER if number in further or speaks_of_further_post(position) else PostMark.UNSAID
            )
            for mark, number, position in zip(said.post, self._rows.table.numbers, said.position, strict=True)
        ]


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


def _joined_names(rows: Rows, known: Mapping[str, str]) -> tuple[Sequence[str], Sequence[NameColumns]]:
    """Return the names of rows that have them in several columns, and their parts; no name without a given one."""
    names: list[str] = []
    parts: list[NameColumns] = []
    for whole, family, middle, both, given in zip(*map(rows.texts, _NAME_FIELDS), strict=True):
        first, rest = (family, middle) if not both else (both.partition(" ")[0], both.partition(" ")[2])
        parts.append(NameColumns(known[first], known[rest], known[given]))
        names.append((whole or " ".join(filter(None, (first, rest, given)))) if given else "")
    return names, parts


def _ask_name(faults: Faults) -> None:
    row = faults.row
    if not any(row.raw(name) is None for name in _NAME_FIELDS):
        what = Text(vi="Thiếu họ tên.", en="The name is missing.")
        faults.add("name" if row.has("name") else "given", what, _FILL_NAME, Gravity.QUESTION)


def _unit(row: Row, units: UnitIndex) -> tuple[str, _Fault | None]:
    """Return the unit of a row, and what is wrong with what it says of it."""
    code, name = row.text("unit_key"), row.text("unit_name")
    unit, field, what = _find_unit(row, units, code, name)
    if not unit:
        at = field if row.has(field) else next((n for n in ("unit_name", "room_name") if row.has(n)), field)
        if row.raw(at) in row.rows.suspects.get(at, ()):  # it is asked about already
            return "", None
        return "", (at, what, _FIX_UNIT, Gravity.QUESTION)
    if not units.misnamed(code, name):
        return unit, None
    what = Text(
        vi=f"Tên đơn vị không khớp mã {code}; lấy theo mã.",
        en=f"The unit's name does not match code {code}.",
    )
    return unit, ("unit_name", what, _FIX_UNIT, Gravity.WARNING)


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
