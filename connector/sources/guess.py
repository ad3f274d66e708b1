"""`guess_columns`: a proposal for a table that has no header: what each column holds, by its content.

Only ever a proposal for a person to look at and save; `moved_column` then holds the file to it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from connector.sources import values
from connector.sources.dictionary import Dictionary
from connector.sources.grid import Grid, cell_text
from connector.sources.header import Header
from connector.sources.layout import is_number, is_unit_like
from connector.sources.sheetxml import column_letters
from connector.vietnamese.matching import matching_key
from connector.vietnamese.name_facts import facts

_LOOKED_AT = 400
_MOSTLY = 0.6
_FEW = 0.3
_ENOUGH = 3
_NAME_WORDS = range(2, 6)
_CODE = re.compile(r"(?=.*\d)[A-Za-z]{1,6}[-._/]?\d{2,10}")
_POSITION = re.compile(
    r"(?:phó |quyền |nguyên )?(?:chuyên viên|trưởng|phó|giám đốc|chủ tịch|cán sự|nhân viên|kế toán|văn thư|bí thư"
    r"|hiệu trưởng|chánh|thanh tra viên|công chức|viên chức|lái xe|bảo vệ|tạp vụ|bác sĩ|giáo viên)\b.*",
    re.IGNORECASE,
)
_LABELS: Mapping[str, str] = {
    "key": "Mã cán bộ",
    "name": "Họ và tên",
    "unit_name": "Đơn vị",
    "room_name": "Phòng ban",
    "position": "Chức vụ",
    "phone": "Điện thoại",
    "address": "Thư điện tử",
    "birth": "Ngày sinh",
}


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        len(words) in _NAME_WORDS and matching_key(words[0]) in facts().families and not is_number(words[-1])
    )


def _is_phone(text: str) -> bool:
    return len(text) > _ENOUGH and values.phone(text) is not None


def _tests(words: Dictionary) -> dict[str, Callable[[str], bool]]:
    """Return field → whether a text is one, the surest first."""
    return {
        "address": lambda text: "@" in text,
        "birth": lambda text: values.day(text) is not None,
        "key": lambda text: bool(_CODE.fullmatch(text)),
        "position": lambda text: bool(_POSITION.fullmatch(text)),
        "name": _is_name,
        "unit_name": lambda text: is_unit_like(text, words),
        "phone": _is_phone,
    }


def guess_columns(grid: Grid, words: Dictionary) -> Header | None:
    """Return a header made of what the columns hold; None where no column holds names."""
    texts = _texts(grid, 0)
    tests = _tests(words)
    columns: dict[str, tuple[int, ...]] = {}
    rows = max((len(column) for column in texts), default=0)
    serial = next((c for c, column in enumerate(texts) if _counts_up(column)), None)
    for place, column in enumerate(texts):
        if place == serial or not any(column):
            continue
        field = next((name for name, test in tests.items() if _share(column, test) >= _MOSTLY), "")
        if field == "unit_name" and "unit_name" in columns:
            field = "room_name"
        if field and field not in columns:
            columns[field] = (place,)
    if "name" not in columns or rows < _ENOUGH:
        return None
    labels = [""] * len(texts)
    for field, (place,) in columns.items():
        labels[place] = f"({_LABELS[field]}?)"
    return Header(-1, -1, tuple(labels), columns, {}, serial, len(columns))


def moved_column(grid: Grid, header: Header, words: Dictionary) -> tuple[str, str] | None:
    """Return (letters, what they should hold) of a column that holds something else; None where all is well."""
    texts = _texts(grid, header.last + 1)
    tests = _tests(words)
    for field in ("name", "address", "birth"):
        for place in header.columns.get(field, ())[:1]:
            if any(texts[place]) and _share(texts[place], tests[field]) < _FEW:
                return column_letters(place + 1), _LABELS[field]
    return None


def _texts(grid: Grid, first: int) -> list[list[str]]:
    """Return the text of the first rows by column; `first` rows are left out."""
    rows = grid.top(first + _LOOKED_AT)[first:]
    return [[cell_text(value).strip() for value in column] for column in zip(*rows, strict=True)]


def _share(column: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [text for text in column if text]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _counts_up(column: Sequence[str]) -> bool:
    """Whether a column holds 1, 2, 3 …, as serial numbers do."""
    numbers = [round(float(text)) for text in column if is_number(text)]
    following = sum(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) >= _ENOUGH and following >= _MOSTLY * (len(numbers) - 1)
