"""`choose`: which sheets hold the table that is wanted, by the saved mapping or by their headers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector.errors import SourceError
from connector.sources.answer.status import STATUS
from connector.sources.changed import header_changes
from connector.sources.dictionary import CITIZEN, NOTE, SERIAL, Dictionary, fold
from connector.sources.fields import UnitRule
from connector.sources.grid import Grid
from connector.sources.guess import guess_columns, moved_column
from connector.sources.header import SEARCHED, Header, candidates, find_header
from connector.sources.mapping import TableMapping, fingerprint
from connector.sources.protocol import Role
from connector.sources.sheetxml import column_letters, column_number
from connector.sources.unit_rule import settle
from connector.text import Text

REQUIRED = {
    "key": Text(vi="Mã cán bộ", en="HR key (Mã cán bộ)"),
    "name": Text(vi="Họ và tên", en="name (Họ và tên)"),
    "unit": Text(vi="Mã đơn vị hoặc Đơn vị công tác", en="unit (Mã đơn vị or Đơn vị công tác)"),
    "header": Text(vi="hàng tiêu đề (bảng không có tiêu đề)", en="a header row"),
    "unit_key": Text(vi="Mã đơn vị", en="unit code (Mã đơn vị)"),
    "unit_name": Text(vi="Tên đơn vị", en="unit name (Tên đơn vị)"),
}
_ROLE = {
    Role.PEOPLE: Text(vi="danh sách cán bộ", en="list of people"),
    Role.UNITS: Text(vi="danh sách đơn vị", en="list of units"),
}
_WRITE_HEADER = Text(
    vi="Đặt tên cột như mẫu (ví dụ: Mã cán bộ, Họ và tên, Mã đơn vị) hoặc lưu một tệp ánh xạ cho tệp này.",
    en="Name the columns as in the template (Mã cán bộ, Họ và tên, Mã đơn vị), or save a mapping for the file.",
)
_MAP_AGAIN = Text(
    vi="Xác nhận với nơi gửi; nếu đúng là mẫu mới, lưu lại tệp ánh xạ bằng: connector inspect TỆP --out.",
    en="Ask the sender; if this is a new form, save the mapping again: connector inspect FILE --out.",
)
_INSPECT = Text(
    vi="Đặt tên cột như mẫu; nếu bảng vốn không có tiêu đề, xem và lưu cách đọc bằng: connector inspect TỆP --out.",
    en="Name the columns as in the template; where the table never has a header, look at it and save how it is read: "
    "connector inspect FILE --out.",
)
_KEY_RULE = Text(
    vi="Thêm cột mã cán bộ; nếu không thể có, chạy connector inspect TỆP --out rồi chọn key_from trong tệp ánh xạ.",
    en="Add a column of HR keys; where there can be none, run connector inspect FILE --out and choose key_from.",
)
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One sheet, and how its table is to be read."""

    grid: Grid
    header: Header
    rule: UnitRule = UnitRule.COLUMNS
    unit: str = ""
    key_from: tuple[str, ...] = ()
    key_width: int = 0
    citizens: bool = False
    """The key column holds citizen numbers, of which keyed digests are made."""
    missing: tuple[str, ...] = ()
    """What a real reading would refuse the table for; only when it is looked at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, and what may be used to find it."""

    role: Role
    mappings: Sequence[TableMapping]
    words: Dictionary
    name: str
    """Of the file, for messages."""
    has_identity_key: bool = False
    look_only: bool = False


def choose(grids: Sequence[Grid], wanted: Wanted) -> list[Choice]:
    """Return the sheets with the wanted table and how to read them; at least one. Raises SourceError."""
    if wanted.mappings:
        return [_mapped(grids, mapping, wanted) for mapping in wanted.mappings]
    judged = [choice for grid in grids if (choice := _judge(grid, wanted)) is not None]
    complete = [choice for choice in judged if not choice.missing]
    if complete:
        for choice in complete:
            _refuse_ambiguous(choice, wanted.name)
        return _without_annexes(complete)
    if wanted.look_only and wanted.role is Role.PEOPLE:
        nearest = _nearest([choice for choice in judged if "name" not in choice.missing])
        return [nearest or _headerless(grids, wanted)]
    raise _incomplete(judged, wanted)


def _judge(grid: Grid, wanted: Wanted) -> Choice | None:
    """Return how the sheet would be read; None where it has no header."""
    words = wanted.words.tables[wanted.role]
    header = find_header(grid.top(SEARCHED), grid.merges(), words)
    if header is None:
        return None
    if wanted.role is Role.UNITS:
        return Choice(grid, header, missing=tuple(missing(header, wanted.role, wanted.words)))
    header, rule = settle(grid, header, wanted.words)
    citizens = False
    if wanted.has_identity_key and not {"key"} & {*header.columns, *header.ambiguous} and header.citizens:
        header = replace(header, columns={"key": header.citizens[:1], **header.columns})
        citizens = True
    elif wanted.has_identity_key and header.citizens:
        header = replace(header, columns={**header.columns, "citizen": (newest_number(header),)})
    lacking = [part for part in missing(header, wanted.role, wanted.words) if part != "unit" or rule is None]
    return Choice(grid, header, rule or UnitRule.COLUMNS, citizens=citizens, missing=tuple(lacking))


def newest_number(header: Header) -> int:
    """Return the column of citizen numbers to read beside HR keys: that of the twelve digits before that of CMND."""
    return min(header.citizens, key=lambda column: "cccd" not in fold(header.labels[column]))


def _without_annexes(choices: list[Choice]) -> list[Choice]:
    """Leave out sheets called an annex, where there are others."""
    main = [choice for choice in choices if not fold(choice.grid.name).startswith("phu luc")]
    return main or choices


def _nearest(judged: Sequence[Choice]) -> Choice | None:
    return min(judged, key=lambda choice: (len(choice.missing), -choice.header.score), default=None)


def _headerless(grids: Sequence[Grid], wanted: Wanted) -> Choice:
    """Return a proposal for a table without a header: its columns by what they hold. Raises SourceError."""
    proposals = [
        (grid, header) for grid in grids if (header := guess_columns(grid, wanted.words)) is not None
    ]
    if not proposals:
        raise _incomplete((), wanted)
    grid, header = max(proposals, key=lambda proposal: proposal[1].score)
    header, rule = settle(grid, header, wanted.words)
    lacking = [part for part in missing(header, wanted.role, wanted.words) if part != "unit" or rule is None]
    return Choice(grid, header, rule or UnitRule.COLUMNS, missing=("header", *lacking))


def missing(header: Header, role: Role, words: Dictionary) -> list[str]:
    """Return what the header lacks to be a table of this role."""
    have = set(header.columns) | set(header.ambiguous)
    if role is Role.UNITS:
        people = {words.tables[Role.PEOPLE].field(label)[0] for label in header.labels}
        lacking = [name for name in ("unit_key", "unit_name") if name not in have]
        return (
            lacking if not people & {"key", "name", "given", "family_middle"} else ["unit_key", "unit_name"]
        )
    lacking = [] if "key" in have else ["key"]
    if not (have & {"name", "given"}):
        lacking.append("name")
    if not (have & {"unit_key", "unit_name", "room_name"}):
        lacking.append("unit")
    return lacking


def _refuse_ambiguous(choice: Choice, name: str) -> None:
    grid, header = choice.grid, choice.header
    row = header.first + 1
    for columns in header.ambiguous.values():
        letters = ", ".join(column_letters(column + 1) for column in columns)
        label = header.labels[columns[0]].replace("\n", " ")
        raise SourceError(
            Text(
                vi=f"Cột {letters} (hàng {row}) có thể cùng là «{label}», không rõ dùng cột nào.",
                en=f"Columns {letters} (row {row}) may all be “{label}”; which one to use is unclear.",
            ),
            where=f"{name} › {grid.name}",
            advice=_WRITE_HEADER,
        )


def _incomplete(judged: Sequence[Choice], wanted: Wanted) -> SourceError:
    what = _ROLE[wanted.role]
    nearest = _nearest(judged)
    if nearest is None or len(nearest.missing) > 1:
        return SourceError(
            Text(
                vi=f"Không tìm thấy hàng tiêu đề của {what.vi} trong {SEARCHED} hàng đầu của trang tính nào.",
                en=f"No sheet has the header row of a {what.en} in its first {SEARCHED} rows.",
            ),
            where=wanted.name,
            advice=_WRITE_HEADER if wanted.role is Role.UNITS else _INSPECT,
        )
    lacking = [REQUIRED[part] for part in nearest.missing]
    vi, en = "; ".join(part.vi for part in lacking), "; ".join(part.en for part in lacking)
    row = nearest.header.first + 1
    keyless = nearest.missing == ("key",)
    return SourceError(
        Text(
            vi=f"Hàng tiêu đề {row} thiếu cột bắt buộc: {vi}.",
            en=f"Header row {row} lacks required columns: {en}.",
        ),
        where=f"{wanted.name} › {nearest.grid.name}",
        advice=_KEY_RULE if keyless else _WRITE_HEADER,
    )


def _mapped(grids: Sequence[Grid], mapping: TableMapping, wanted: Wanted) -> Choice:
    grid = next((grid for grid in grids if grid.name == mapping.sheet), None)
    if grid is None:
        others = ", ".join(f"«{grid.name}»" for grid in grids[:_SHOWN])
        raise SourceError(
            Text(
                vi=f"Không còn trang tính «{mapping.sheet}»; tệp hiện có: {others}.",
                en=f"Sheet “{mapping.sheet}” is gone; the file now has: {others}.",
            ),
            where=wanted.name,
            advice=_MAP_AGAIN,
        )
    header = _mapped_header(grid, mapping, wanted)
    if not wanted.has_identity_key and "citizen" in header.columns:
        # Without a secret the number would have to leave as it is: it is not read.
        header = replace(header, columns={n: c for n, c in header.columns.items() if n != "citizen"})
    letters = mapping.columns.get("key", ())
    citizens = bool(letters) and column_number(letters[0]) - 1 in header.citizens
    return Choice(
        grid, header, mapping.unit_rule, mapping.unit, mapping.key_from, mapping.key_width, citizens
    )


def _mapped_header(grid: Grid, mapping: TableMapping, wanted: Wanted) -> Header:
    """Return the header that the mapping describes. Raises SourceError where it is another one now."""
    words = wanted.words.tables[wanted.role]
    columns = {
        field: tuple(column_number(letters) - 1 for letters in group)
        for field, group in mapping.columns.items()
    }
    widest = max(column for group in columns.values() for column in group)
    if not mapping.header:
        return _by_place(grid, mapping, columns, widest, wanted)
    top = grid.top(SEARCHED)
    for first, last, labels in candidates(top, grid.merges()):
        if fingerprint(trim(labels)) == mapping.fingerprint and widest < len(labels):
            said = [words.field(label)[0] for label in labels]
            serial = said.index(SERIAL) if SERIAL in said else None
            citizens = tuple(c for c, field in enumerate(said) if field == CITIZEN)
            notes = tuple(c for c, field in enumerate(said) if field == NOTE)
            return Header(first, last, labels, columns, {}, serial, len(columns), notes, citizens)
    raise _changed(grid, mapping, find_header(top, grid.merges(), words), wanted.name)


def _by_place(
    grid: Grid,
    mapping: TableMapping,
    columns: dict[str, tuple[int, ...]],
    widest: int,
    wanted: Wanted,
) -> Header:
    """Return the header of a table that has none, if its columns still hold what they should."""
    width = len(grid.top(1)[0]) if grid.height else 0
    last = mapping.first_row - 2
    header = Header(last, last, ("",) * width, columns, {}, None, len(columns))
    moved = (column_letters(widest + 1), "") if widest >= width else moved_column(grid, header, wanted.words)
    if moved is not None:
        letters, field = moved
        raise SourceError(
            Text(
                vi=f"Bảng không có tiêu đề, và cột {letters} không còn chứa dữ liệu như đã lưu ({field}).",
                en=f"The table has no header, and column {letters} no longer holds what was saved ({field}).",
            ),
            where=f"{wanted.name} › {grid.name}",
            advice=_MAP_AGAIN,
        )
    return header


def trim(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels without the empty ones at the right end, and without the column that our answer adds."""
    ours = ("", STATUS)
    last = max((column for column, label in enumerate(labels) if label not in ours), default=-1)
    return tuple(labels[: last + 1])


def _changed(grid: Grid, mapping: TableMapping, header: Header | None, name: str) -> SourceError:
    """Say what differs from the saved header; only where there is a header: no data row is ever quoted."""
    vi, en = "không còn thấy hàng tiêu đề", "no header row is found any more"
    if header is not None:
        changes = header_changes(mapping.header, trim(header.labels))
        vi = "; ".join(change.vi for change in changes[:_SHOWN])
        en = "; ".join(change.en for change in changes[:_SHOWN])
    return SourceError(
        Text(vi=f"Tiêu đề đã khác tệp ánh xạ: {vi}.", en=f"The header differs from the mapping: {en}."),
        where=f"{name} › {grid.name}",
        advice=_MAP_AGAIN,
    )
