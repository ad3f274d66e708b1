"""`read_people`: rows → `Person` or `Problem`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from connector.model.roster import (
    Employment,
    Gravity,
    NameColumns,
    Person,
    Problem,
    RowCount,
)
from connector.sources import values
from connector.sources.fields import UnitRule
from connector.sources.identity import NO_SECRET, CitizenKeys
from connector.sources.person_keys import made_key, question_lost_zeros
from connector.sources.protocol import Table
from connector.sources.rows import Faults, Row, layout_of, repeated, rows_of
from connector.sources.units import UnitIndex, office_phone
from connector.text import Text
from connector.vietnamese.casing import is_all_caps, title_case

_NAME_FIELDS = ("name", "family", "middle", "family_middle", "given")
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
_ONE_ROW = Text(vi="Giữ lại một hàng đúng cho mỗi người.", en="Keep one right row for each person.")
_WRITE_DAY = Text(vi="Ghi ngày theo dạng 31/12/2026.", en="Write the day as 31/12/2026.")
_WRITE_ADDRESS = Text(
    vi="Ghi đủ địa chỉ, ví dụ lan@tinh.gov.vn, hoặc để trống.",
    en="Write the whole address, such as lan@tinh.gov.vn, or leave it empty.",
)
_WRITE_STATUS = Text(
    vi="Ghi: đang công tác, biệt phái, nghỉ dài ngày, nghỉ hưu, thôi việc, chuyển công tác hoặc từ trần.",
    en="Write: đang công tác, biệt phái, nghỉ dài ngày, nghỉ hưu, thôi việc, chuyển công tác or từ trần.",
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
    whole = {id(table): _unit_of_all(table, units) for table in tables}
    read = [_read(row, units, whole[id(row.table)], keys) for row in rows_of(file, tables)]
    people = [(person, faults) for person, faults in read if person is not None]
    _question_duplicates(people)
    question_lost_zeros(people)
    verdicts = Counter(faults.verdict if faults.found else None for _, faults in read)
    accepted = {person.key: person for person, faults in reversed(people) if faults.verdict is None}
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


def _read(
    row: Row, units: UnitIndex, unit_of_all: str | None, keys: CitizenKeys
) -> tuple[Person | None, Faults]:
    faults = Faults(row, row.text("key") or (made_key(row, keys) if row.table.key_from else ""))
    if not faults.key:
        _reject_keyless(row, faults)
        return None, faults
    faults.check_letters(_CHECKED)
    name, columns = _name(row, faults)
    unit = _unit(row, units, faults) if unit_of_all is None else unit_of_all
    if unit_of_all == "":
        faults.add("unit_name", _NO_TITLE, _FIX_TITLE, Gravity.QUESTION)
    person = Person(
        key=faults.key,
        name=name,
        unit=unit,
        position=values.blank_if_said(row.text("position")),
        phone=office_phone(row, faults),
        status=_status(row, faults),
        since=_since(row, faults),
        decision=values.blank_if_said(row.text("decision")),
        birth=_birth(row, faults),
        columns=columns,
        address=_address(row, faults),
        unlisted=_unlisted(row, faults),
        origin=row.where("key"),
    )
    return person, faults


def _reject_keyless(row: Row, faults: Faults) -> None:
    if row.table.key_from:
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


def _name(row: Row, faults: Faults) -> tuple[str, NameColumns | None]:
    whole = row.text("name")
    columns: NameColumns | None = None
    if row.has("given"):
        family, middle, given = row.text("family"), row.text("middle"), row.text("given")
        if both := row.text("family_middle"):
            family, _, middle = both.partition(" ")
        columns = NameColumns(_cased(family), _cased(middle), _cased(given))
        whole = whole or " ".join(filter(None, (family, middle, given)))
        if not given:
            whole = ""
    if not whole and not any(row.raw(name) is None for name in _NAME_FIELDS):
        what = Text(vi="Thiếu họ tên.", en="The name is missing.")
        faults.add("name" if row.has("name") else "given", what, _FILL_NAME, Gravity.QUESTION)
    return _cased(whole), columns


def _cased(name: str) -> str:
    return title_case(name) if is_all_caps(name) else name


def _unit(row: Row, units: UnitIndex, faults: Faults) -> str:
    code, name = row.text("unit_key"), row.text("unit_name")
    unit, field, what = _find_unit(row, units, code, name)
    if not unit:
        at = (
            field
            if field in row.fields
            else next((n for n in ("unit_name", "room_name") if row.has(n)), field)
        )
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
        outer, inner = row.text("group"), row.text("subgroup")
        found = units.find(code, outer, inner or room)
        if not found[0] and inner:
            found = _first_known(units.find(code, inner, room), found)
        return _first_known(units.find(code, outer, ""), found) if room and not inner else found
    parts = row.parts("unit_name") if len(row.table.columns.get("unit_name", ())) > 1 else []
    if len(parts) == 2 and not room:  # noqa: PLR2004  phòng | xã, or xã | phòng
        return _first_known(units.find(code, parts[1], parts[0]), units.find(code, parts[0], parts[1]))
    return units.find(code, name, room)


def _first_known(found: tuple[str, str, Text], otherwise: tuple[str, str, Text]) -> tuple[str, str, Text]:
    return found if found[0] else otherwise


def _status(row: Row, faults: Faults) -> Employment:
    said = row.text("status")
    found = values.employment(values.blank_if_said(said)) if said else Employment.WORKING
    if found is None:
        what = Text(vi="Không hiểu tình trạng công tác.", en="The employment status is not understood.")
        faults.add("status", what, _WRITE_STATUS, Gravity.QUESTION)
    return found or Employment.WORKING


def _since(row: Row, faults: Faults) -> date | None:
    said = values.blank_if_said(row.text("since"))
    found = values.day(said) if said else None
    if said and found is None:
        what = Text(vi="Ngày hiệu lực không đúng.", en="The effective day is not a day.")
        faults.add("since", what, _WRITE_DAY, Gravity.QUESTION)
    return found


def _birth(row: Row, faults: Faults) -> str:
    said = values.blank_if_said(row.text("birth"))
    found = values.birth(said) if said else ""
    if found is None:
        what = Text(
            vi="Ngày sinh không đúng nên để trống.", en="The birth date is not a date and was left out."
        )
        faults.add("birth", what, _WRITE_DAY, Gravity.WARNING)
        return ""
    return found


def _address(row: Row, faults: Faults) -> str:
    said = values.blank_if_said(row.text("address"))
    found = values.address(said) if said else ""
    if found is None:
        what = Text(vi="Địa chỉ thư điện tử không rõ.", en="The e-mail address is unclear.")
        faults.add("address", what, _WRITE_ADDRESS, Gravity.QUESTION)
        return ""
    return found


def _unlisted(row: Row, faults: Faults) -> bool:
    if not row.has("unlisted"):
        return False
    found = values.yes_or_no(row.text("unlisted"))
    if found is None:
        what = Text(
            vi="Không hiểu ô «Không công khai»; tạm không công khai người này.",
            en="The opt-out cell is not understood; the person is not published for now.",
        )
        advice = Text(vi="Đánh dấu x hoặc để trống.", en="Write x or leave it empty.")
        faults.add("unlisted", what, advice, Gravity.WARNING)
    return found is not False


def _question_duplicates(people: Sequence[tuple[Person, Faults]]) -> None:
    """Question every row of a key that says different things; warn of equal rows."""
    for key, group in repeated((person.key, (person, faults)) for person, faults in people).items():
        first = group[0][0]
        same = all(replace(person, origin=first.origin) == first for person, _ in group)
        for number, (_, faults) in enumerate(group):
            if not same:
                what = Text(
                    vi=f"Mã cán bộ {key} có hai hàng khác nhau.", en=f"HR key {key} has two different rows."
                )
                faults.add("key", what, _ONE_ROW, Gravity.QUESTION)
            elif number:
                what = Text(
                    vi=f"Mã cán bộ {key} lặp lại giống hệt.", en=f"HR key {key} is repeated unchanged."
                )
                faults.add("key", what, _ONE_ROW, Gravity.WARNING)
