"""`read_rows`: the rows of a form → who asks, and what for. Every row of its table leads to a line.

Nothing but the columns of the form and the requester's name, position and agency is taken; a phone number
is not, and of a citizen number only the last three digits are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connector.errors import SourceError
from connector.model.request import Asked, Line, Requester, RequestKind
from connector.model.roster import Where
from connector.sources.forms.table import Row, Table, blank, find_table, fold
from connector.text import Text
from connector.vietnamese.casing import is_all_caps, title_case
from connector.vietnamese.letters import clean, foreign_letters, looks_legacy

_FORM = re.compile(r"\bmau (?:so )?0?([123])\b")
_TITLES = {
    "cap moi hop thu": RequestKind.CREATE,
    "thay doi thong tin hop thu": RequestKind.CHANGE,
    "xoa hop thu": RequestKind.DELETE,
}
_LABEL = re.compile(
    r"(?P<name>họ và tên người (?:yêu cầu|đề nghị))|(?P<position>chức vụ)|(?P<agency>cơ quan công tác)"
    r"|(?P<other>điện thoại(?: liên lạc)?|nội dung yêu cầu|kính gửi)",
    re.IGNORECASE,
)
_ITEM_ONE = re.compile(r"^1 de nghi (?:cap moi|thay doi)\b.*\bco quan\b")
_ITEM = re.compile(r"^2 de nghi\b")
_LETTERHEAD = (
    *("cong hoa xa hoi", "doc lap tu do", "ten co quan", "mau ", "phieu yeu cau", "kinh gui"),
    *("danh sach", "kem theo", "de nghi"),
)
_FILLING = " .…_-–—:\t\n"
_CITIZEN = re.compile(r"\b\d{9}(?:\d{3})?\b")
_CODES = {"1": Asked.POSITION, "2": Asked.ROOM, "3": Asked.ADDRESS}
_WHOLE = {RequestKind.CREATE: Asked.BOX, RequestKind.DELETE: Asked.REMOVAL}
LONGEST, LONGEST_TEXT = 300, 2000
"""Letters of one cell, and of free text."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the rows of one file say."""

    kind: RequestKind | None
    requester: Requester
    lines: tuple[Line, ...]


def read_rows(rows: Sequence[Row], file: str, kind: RequestKind | None = None) -> Found:
    """Return what a form says. `kind` is what a person says it is; else the form must say so.

    Raises SourceError where it is no form, several forms, or in letters that cannot be trusted.
    """
    tables = list(_tables(rows))
    inside = {place for table in tables for place in range(table.first, table.last)}
    outside = [row for place, row in enumerate(rows) if place not in inside]
    kind = kind or _kind(outside, file)
    if not tables:
        raise _no_table(file)
    before = [row for place, row in enumerate(rows) if place < tables[0].first]
    lines = [*_item_one(before, kind, file)]
    for table in tables:
        lines += _lines(table, kind, file)
    numbered = tuple(replace(line, number=number) for number, line in enumerate(lines, start=1))
    if not numbered:
        raise SourceError(
            Text(vi="Phiếu chưa điền dòng nào.", en="No row of the form is filled in."),
            where=file,
            advice=Text(vi="Điền danh sách rồi gửi lại.", en="Fill in the list and send it again."),
        )
    return Found(kind, _requester(before), numbered)


def _tables(rows: Sequence[Row]) -> Iterator[Table]:
    start = 0
    while (table := find_table(rows, start)) is not None:
        yield table
        start = table.last


def _no_table(file: str) -> SourceError:
    return SourceError(
        Text(
            vi="Không thấy bảng danh sách có cột “Họ và tên” trong phiếu.",
            en="The form has no table with a column “Họ và tên”.",
        ),
        where=file,
        advice=Text(
            vi="Dùng mẫu phiếu trống: connector forms new.", en="Use an empty form: connector forms new."
        ),
    )


# Which form


def _kind(rows: Sequence[Row], file: str) -> RequestKind | None:
    """Return what the form says it is. Raises SourceError where it says two things."""
    folded = [fold(" ".join(row.cells)) for row in rows]
    named = {RequestKind(f"0{found}") for text in folded for found in _FORM.findall(text)}
    titled = {
        kind
        for text in folded
        for words, kind in _TITLES.items()
        if text.startswith((words, f"phieu yeu cau {words}"))
    }
    said = named | titled
    if len(said) > 1:
        forms = ", ".join(sorted(kind.form for kind in said))
        raise SourceError(
            Text(vi=f"Tệp ghi nhiều mẫu cùng lúc: {forms}.", en=f"The file says several forms: {forms}."),
            where=file,
            advice=Text(vi="Gửi mỗi mẫu một tệp.", en="Send each form as a file of its own."),
        )
    return next(iter(said), None)


# Who asks


def _requester(rows: Sequence[Row]) -> Requester:
    found: dict[str, str] = {}
    for row in rows:
        text = clean(" ".join(row.cells))
        labels = list(_LABEL.finditer(text))
        ends = [*(label.start() for label in labels[1:]), len(text)]
        for label, end in zip(labels, ends, strict=False):  # without labels there is nothing to pair
            rest = text[label.end() : end]
            if label.lastgroup and rest.lstrip().startswith(":"):
                found.setdefault(label.lastgroup, rest.strip(_FILLING))
    return Requester(
        _cased(found.get("name", "")),
        found.get("position", ""),
        found.get("agency", "") or _letterhead(rows),
    )


def _letterhead(rows: Sequence[Row]) -> str:
    """Return the agency that the letterhead names: the last line of its first cell that says anything."""
    for row in rows:
        said = [clean(line).strip(_FILLING) for line in row.cells[0].split("\n")] if row.cells else []
        said = [line for line in said if line and not fold(line).startswith(_LETTERHEAD)]
        if said:
            return said[-1]
        if any(fold(" ".join(row.cells)).startswith(word) for word in ("phieu yeu cau", "kinh gui")):
            break
    return ""


# Item 1: the agency's own box


def _item_one(rows: Sequence[Row], kind: RequestKind | None, file: str) -> Iterator[Line]:
    said: list[str] = []
    at: Row | None = None
    for row in rows:
        text = clean(" ".join(row.cells))
        if at is None and _ITEM_ONE.match(fold(text)):
            at = row
            said.append(text.partition(":")[2].strip(_FILLING))
        elif at is not None:
            if _ITEM.match(fold(text)):
                break
            said.append(text.strip(_FILLING))
    value = " ".join(filter(None, said))
    if at is None or not value:
        return
    asked = Asked.AGENCY_BOX if kind is RequestKind.CREATE else Asked.TEXT
    place = Where(file, at.part, str(at.number))
    if asked is Asked.AGENCY_BOX:
        value = value.lower()
    yield Line(number=1, asked=asked, value=_masked(_trusted(value, place, LONGEST_TEXT)), where=place)


# The table


def _lines(table: Table, kind: RequestKind | None, file: str) -> Iterator[Line]:
    above: Line | None = None
    for row in table.rows:
        place = Where(file, row.part, str(row.number))
        cells = {
            name: _trusted(table.cell(row, name), place, LONGEST)
            for name in ("name", "position", "room", "address", "code", "value")
        }
        if not any(cells.values()):
            continue
        line = Line(
            number=1,
            asked=_WHOLE.get(kind, Asked.TEXT) if kind is not None else Asked.TEXT,
            name=_cased(clean(cells["name"])),
            position=clean(cells["position"]),
            room=clean(cells["room"]),
            address=clean(cells["address"]).lower(),
            where=place,
        )
        if kind is RequestKind.CHANGE:
            if above is not None and not line.name and not line.address:
                line = above
            above = line
            yield from _changes(line, cells["code"], cells["value"], place)
        else:
            yield line


def _changes(line: Line, codes: str, values: str, place: Where) -> Iterator[Line]:
    """Yield one line for each code of a row; what cannot be paired keeps its code and loses its value."""
    for code, value in paired(codes, values):
        asked = _CODES.get(code, Asked.TEXT)
        said = clean(value) if asked is not Asked.TEXT else clean(f"mã “{code}”: {value}")
        yield replace(line, asked=asked, value=_masked(said), where=place)


def paired(codes: str, values: str) -> list[tuple[str, str]]:
    """Return (code, new value), line by line; the values are empty where they do not go with the codes.

    ==============  ======================  ============================================
    codes           values
    ==============  ======================  ============================================
    1 / 2           Trưởng phòng / Văn thư  as they stand
    1               Trưởng / phòng          one code has the whole cell
    1, 2            Trưởng phòng; Văn thư   several in one line, if there are as many
    1 / (blank) / 2 a / b / c               a value goes on until the line of the next code
    (blank)         anything                no code: a person has to read it
    ==============  ======================  ============================================
    """
    numbers = re.findall(r"\d+", codes)
    code_lines, value_lines = codes.split("\n"), values.split("\n")
    said = [line.strip() for line in value_lines if not blank(line)]
    if not numbers:
        return [("", " ".join([codes.strip(), *said]).strip())]
    if len(numbers) == 1:
        return [(numbers[0], " ".join(said))]
    if len(said) != len(numbers) and len(said) == 1:
        said = [part.strip() for part in said[0].split(";") if part.strip()]
    if len(said) == len(numbers):
        return list(zip(numbers, said, strict=True))
    starts = [place for place, line in enumerate(code_lines) if re.search(r"\d", line)]
    if len(starts) == len(numbers) and len(code_lines) == len(value_lines):
        ends = [*starts[1:], len(value_lines)]
        parts = [" ".join(value_lines[a:b]).strip() for a, b in zip(starts, ends, strict=True)]
        if all(parts):
            return list(zip(numbers, parts, strict=True))
    return [(number, "") for number in numbers]


# Text


def _cased(name: str) -> str:
    return title_case(name) if is_all_caps(name) else name


def _masked(text: str) -> str:
    """Return the text with citizen numbers hidden but for their last three digits."""
    return _CITIZEN.sub(lambda found: "•" * (len(found[0]) - 3) + found[0][-3:], text)


def _trusted(text: str, place: Where, longest: int) -> str:
    """Return the text of a cell. Raises SourceError where its letters cannot be trusted."""
    if looks_legacy(text):
        what = Text(
            vi="Chữ trong phiếu dùng bảng mã cũ (TCVN3, VNI…).",
            en="The form is written in a legacy encoding (TCVN3, VNI …).",
        )
        advice = Text(
            vi="Chuyển phiếu sang Unicode rồi gửi lại.", en="Convert the form to Unicode and send it again."
        )
    elif any(foreign_letters(clean(line)) for line in text.split("\n")):
        what = Text(
            vi="Ô có ký tự lạ (không phải chữ Việt hoặc ký tự điều khiển).",
            en="The cell holds characters that are not Vietnamese, or control characters.",
        )
        advice = Text(vi="Gõ lại ô này bằng bàn phím.", en="Type the cell again by hand.")
    elif len(text) > longest:
        what = Text(vi="Nội dung ô dài bất thường.", en="The text in the cell is abnormally long.")
        advice = Text(vi="Rút gọn rồi gửi lại.", en="Shorten it and send the form again.")
    else:
        return text
    raise SourceError(what, where=str(place), advice=advice)
