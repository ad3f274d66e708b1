"""`choose`: which sheets hold the table that is wanted, by the saved mapping or by their headers."""

from collections.abc import Iterator, Sequence

from connector.errors import SourceError
from connector.sources.dictionary import Dictionary, fold
from connector.sources.grid import Cell, Grid, cell_text
from connector.sources.header import SEARCHED, Header, candidates, find_header
from connector.sources.mapping import TableMapping, fingerprint
from connector.sources.protocol import Role
from connector.sources.sheetxml import column_letters, column_number
from connector.text import Text

_REQUIRED = {
    "key": Text(vi="Mã cán bộ", en="HR key (Mã cán bộ)"),
    "name": Text(vi="Họ và tên", en="name (Họ và tên)"),
    "unit": Text(vi="Mã đơn vị hoặc Đơn vị công tác", en="unit (Mã đơn vị or Đơn vị công tác)"),
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
    vi="Xác nhận với nơi gửi; nếu đúng là mẫu mới, lưu lại tệp ánh xạ.",
    en="Ask the sender; if this is a new form, save the mapping again.",
)
_SHOWN = 6


def choose(
    grids: Sequence[Grid], role: Role, mapping: TableMapping | None, words: Dictionary, name: str
) -> list[tuple[Grid, Header]]:
    """Return the sheets with the wanted table and their headers; at least one. Raises SourceError."""
    if mapping is not None:
        return [_mapped(grids, mapping, words, role, name)]
    judged = [(grid, header) for grid in grids if (header := _find(grid, words, role)) is not None]
    complete = [(grid, header) for grid, header in judged if not missing(header, role, words)]
    if complete:
        for grid, header in complete:
            _refuse_ambiguous(grid, header, name)
        return complete
    raise _incomplete(judged, role, words, name)


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


def _find(grid: Grid, words: Dictionary, role: Role) -> Header | None:
    return find_header(_top(grid), grid.merges(), words.tables[role])


def _top(grid: Grid) -> list[list[str]]:
    return [[cell_text(value) for value in row] for _, row in _first(grid)]


def _first(grid: Grid) -> Iterator[tuple[int, Sequence[Cell]]]:
    for number, row in grid.rows():
        if number > SEARCHED:
            return
        yield number, row


def _refuse_ambiguous(grid: Grid, header: Header, name: str) -> None:
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


def _incomplete(
    judged: Sequence[tuple[Grid, Header]], role: Role, words: Dictionary, name: str
) -> SourceError:
    what = _ROLE[role]
    nearest = min(
        judged, key=lambda found: (len(missing(found[1], role, words)), -found[1].score), default=None
    )
    if nearest is None or len(missing(nearest[1], role, words)) > 1:
        return SourceError(
            Text(
                vi=f"Không tìm thấy hàng tiêu đề của {what.vi} trong {SEARCHED} hàng đầu của trang tính nào.",
                en=f"No sheet has the header row of a {what.en} in its first {SEARCHED} rows.",
            ),
            where=name,
            advice=_WRITE_HEADER,
        )
    grid, header = nearest
    lacking = [_REQUIRED[part] for part in missing(header, role, words)]
    vi, en, row = (
        "; ".join(part.vi for part in lacking),
        "; ".join(part.en for part in lacking),
        header.first + 1,
    )
    return SourceError(
        Text(
            vi=f"Hàng tiêu đề {row} thiếu cột bắt buộc: {vi}.",
            en=f"Header row {row} lacks required columns: {en}.",
        ),
        where=f"{name} › {grid.name}",
        advice=_WRITE_HEADER,
    )


def _mapped(
    grids: Sequence[Grid], mapping: TableMapping, words: Dictionary, role: Role, name: str
) -> tuple[Grid, Header]:
    grid = next((grid for grid in grids if grid.name == mapping.sheet), None)
    if grid is None:
        others = ", ".join(f"«{grid.name}»" for grid in grids[:_SHOWN])
        raise SourceError(
            Text(
                vi=f"Không còn trang tính «{mapping.sheet}»; tệp hiện có: {others}.",
                en=f"Sheet “{mapping.sheet}” is gone; the file now has: {others}.",
            ),
            where=name,
            advice=_MAP_AGAIN,
        )
    top = _top(grid)
    for first, last, labels in candidates(top, grid.merges()):
        trimmed = trim(labels)
        if fingerprint(trimmed) == mapping.fingerprint:
            serial = [c for c, label in enumerate(labels) if words.tables[role].field(label)[0] == "serial"]
            columns = {
                field: tuple(column_number(letters) - 1 for letters in group)
                for field, group in mapping.columns.items()
            }
            if any(column >= len(labels) for group in columns.values() for column in group):
                break
            score = len(columns)
            return grid, Header(first, last, labels, columns, {}, serial[0] if serial else None, score)
    raise _changed(grid, mapping, find_header(top, grid.merges(), words.tables[role]), name)


def trim(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels without the empty ones at the right end."""
    last = max((column for column, label in enumerate(labels) if label), default=-1)
    return tuple(labels[: last + 1])


def _changed(grid: Grid, mapping: TableMapping, header: Header | None, name: str) -> SourceError:
    """Say what differs from the saved header; only where there is a header: no data row is ever quoted."""
    vi, en = "không còn thấy hàng tiêu đề", "no header row is found any more"
    if header is not None:
        now = trim(header.labels)
        width = max(len(now), len(mapping.header))
        pairs = [
            (column_letters(column + 1), _at(mapping.header, column), _at(now, column))
            for column in range(width)
        ]
        differing = [pair for pair in pairs if fold(pair[1]) != fold(pair[2])]
        vi = "; ".join(f"cột {column} trước «{old}», nay «{new}»" for column, old, new in differing[:_SHOWN])
        en = "; ".join(f"column {column} was “{old}”, is “{new}”" for column, old, new in differing[:_SHOWN])
    return SourceError(
        Text(vi=f"Tiêu đề đã khác tệp ánh xạ: {vi}.", en=f"The header differs from the mapping: {en}."),
        where=f"{name} › {grid.name}",
        advice=_MAP_AGAIN,
    )


def _at(labels: Sequence[str], column: int) -> str:
    return labels[column].replace("\n", " ") if column < len(labels) else ""
