"""`find_header`: which row (or pair of rows) is the header, and which column is which field; never assumed.

::

    letterhead, title, dates …          any number of rows, up to SEARCHED
    STT | Mã cán bộ | Họ và tên | …      one row, or
    STT | Họ và tên | Đề nghị thay đổi   … two rows, the upper one merged over several columns
        |           | Mã | Nội dung mới
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.sources.dictionary import CITIZEN, NOTE, PRIVATE, SERIAL, Words, fold
from connector.sources.grid import Span

SEARCHED = 30
"""How many rows from the top may hold the header."""
_NAME_PARTS = frozenset({"family", "middle", "family_middle", "given"})
_NEVER_DIVIDED = frozenset({SERIAL, CITIZEN, "key", "name", "unit_key", "given"})
"""Fields whose label has nothing below it but parts that are labels themselves."""
_JOINED = frozenset({"name", "birth", "unit_name", "room_name"})
"""Fields that one merged label may spread over neighbouring columns: họ đệm | tên, nam | nữ, phòng | xã."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header found. Columns and rows are counted from 0."""

    first: int
    last: int
    labels: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    ambiguous: Mapping[str, tuple[int, ...]]
    """Fields that several columns could be."""
    serial: int | None
    """The column of the serial number (STT), where there is one."""
    score: int
    """How many different fields were recognised."""
    notes: tuple[int, ...] = ()
    """Columns of remarks; read only where they turn out to name units."""
    citizens: tuple[int, ...] = ()
    """Columns of citizen numbers; they never leave the reading process as they are."""


def find_header(top: Sequence[Sequence[str]], merges: Sequence[Span], words: Words) -> Header | None:
    """Return the best header among the first rows; the upper one of equals, one row rather than two."""
    found = [_judge(labels, row, last, merges, words) for row, last, labels in candidates(top, merges)]
    best = max(
        found,
        key=lambda header: (header.score, -_pairs(header), header.first == header.last, -header.first),
        default=None,
    )
    if best is None or best.score <= 1:
        return None
    lower = next((h for h in found if (h.first, h.last) == (best.first, best.first + 1)), None)
    if lower is not None and best.last == best.first and _has_sublabels(top, best.first, merges):
        return lower
    return best


def _pairs(header: Header) -> int:
    """Return how many labels are made of two: a title above a label adds nothing to it."""
    return sum("\n" in label for label in header.labels)


def _has_sublabels(top: Sequence[Sequence[str]], row: int, merges: Sequence[Span]) -> bool:
    """Whether the row below only divides labels merged over several columns: Ngày sinh over Nam | Nữ."""
    divided = {
        column
        for (upper, left), (lower, right) in merges
        if upper == lower == row and left < right
        for column in range(left, right + 1)
    }
    below = {column for column, text in enumerate(top[row + 1]) if text.strip()}
    return len(below) > 1 and below <= divided and not any(top[row + 1][column].isdigit() for column in below)


def candidates(
    top: Sequence[Sequence[str]], merges: Sequence[Span]
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return (first row, last row, label of each column) of all rows and pairs that could be a header."""
    rows = min(len(top), SEARCHED)
    near = [span for span in merges if span[0][0] < rows]
    filled = [_fill_right(top[row], row, near) for row in range(rows)]
    single = [
        (row, _merged_down(row, near), tuple(_squeeze(label) for label in filled[row])) for row in range(rows)
    ]
    double = [
        (row, row + 1, _pair(filled[row], filled[row + 1]))
        for row in range(rows - 1)
        if any(filled[row]) and any(filled[row + 1])
    ]
    return [candidate for candidate in single if any(candidate[2])] + double


def _judge(labels: tuple[str, ...], first: int, last: int, merges: Sequence[Span], words: Words) -> Header:
    exact: dict[str, list[int]] = {}
    begun: dict[str, list[int]] = {}
    for column, label in enumerate(labels):
        field, whole = _field(label, words)
        if field:
            (exact if whole else begun).setdefault(field, []).append(column)
    chosen = begun | exact
    serial = chosen.pop(SERIAL, None)
    private = chosen.pop(PRIVATE, None)
    notes = tuple(chosen.pop(NOTE, ()))
    citizens = tuple(chosen.pop(CITIZEN, ()))
    columns: dict[str, tuple[int, ...]] = {}
    ambiguous: dict[str, tuple[int, ...]] = {}
    for field, where in chosen.items():
        clear = len(where) == 1 or (field in _JOINED and _one_label(where, first, last, merges))
        (columns if clear else ambiguous)[field] = tuple(where)
    score = len(chosen) + sum(map(bool, (serial, private, citizens)))
    if any(_is_over_data(label, words) for label in labels):
        score = 0
    return Header(
        first, last, labels, columns, ambiguous, serial[0] if serial else None, score, notes, citizens
    )


def _is_over_data(label: str, words: Words) -> bool:
    """Whether a pair of rows is a header and the first person: what stands under STT or Họ và tên is no label.

    A remark such as "Đảng viên" is one, and would make the person a part of the header.
    """
    upper, _, lower = label.partition("\n")
    field, whole = words.field(upper)
    return whole and field in _NEVER_DIVIDED and bool(fold(lower)) and not words.field(lower)[0]


def _field(label: str, words: Words) -> tuple[str, bool]:
    """Return what a label says, and whether all of it does.

    In a two-row header "Đơn vị" over "Mã" is read as "Mã đơn vị"; "Tên" alone counts only where the upper label
    does not already say of what it is a part.
    """
    upper, _, lower = label.partition("\n")
    above = words.field(upper)
    if above[0] in (PRIVATE, CITIZEN) or not lower:
        return above
    below = words.field(lower)
    if below[0] in (PRIVATE, CITIZEN):
        return below
    for part in (f"{upper} {lower}", f"{lower} {upper}"):
        found = words.field(part)
        if found[1]:
            return found
    if below[1] and (not above[0] or (above[0] == "name" and below[0] in _NAME_PARTS)):
        return below
    return above if above[0] else below


def _one_label(where: Sequence[int], first: int, last: int, merges: Sequence[Span]) -> bool:
    """Whether these columns lie under one merged label."""
    return any(
        first <= top <= last and left <= where[0] and where[-1] <= right for (top, left), (_, right) in merges
    )


def _fill_right(row: Sequence[str], number: int, merges: Sequence[Span]) -> list[str]:
    """Return the row with a merged label repeated over all its columns."""
    labels = [label.strip() for label in row]
    for (top, left), (_, right) in merges:
        if top == number and left < right and left < len(labels):
            labels[left : right + 1] = [labels[left]] * (min(right + 1, len(labels)) - left)
    return labels


def _merged_down(row: int, merges: Sequence[Span]) -> int:
    """Return the last row that labels of this row reach down to."""
    return max([row, *(bottom for (top, _), (bottom, _) in merges if top == row and bottom - top < SEARCHED)])


def _pair(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        "\n".join(_squeeze(part) for part in parts if part) if parts[0] != parts[1] else _squeeze(parts[0])
        for parts in zip(upper, lower, strict=True)
    )


def _squeeze(label: str) -> str:
    """Return a label on one line."""
    return " ".join(label.split())
