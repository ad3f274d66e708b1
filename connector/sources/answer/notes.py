"""`notes_of`: what to tell HR about one of their files: of each row, of single cells, and in three lines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from connector.model.plan import Question
from connector.model.roster import Gravity, Problem, Roster, RowCount, Where

_ROW = re.compile(r"[A-Z]{0,3}(\d+)")


class Mark(StrEnum):
    """How far something is from being usable; the gravest last."""

    ACCEPTED = "accepted"
    WARNING = "warning"
    DECIDE = "decide"
    """A person with authority has to decide; HR need not do anything."""
    QUESTION = "question"
    REJECTED = "rejected"


_MARKS = {Gravity.WARNING: Mark.WARNING, Gravity.QUESTION: Mark.QUESTION, Gravity.REJECTED: Mark.REJECTED}
_ORDER = list(Mark)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to look at."""

    mark: Mark
    sheet: str
    cell: str
    """"B12", "12" for a whole row, or empty for a whole sheet."""
    what: str
    advice: str
    file: str = ""
    """Another file than the one that is answered; empty: this one."""


@dataclass(frozen=True, slots=True)
class Notes:
    """All that is told of one file, in Vietnamese."""

    file: str
    made: str
    """When, as people write it."""
    summary: tuple[str, ...]
    notes: tuple[Note, ...]
    rows: Mapping[str, Mapping[int, Mark]]
    """Sheet → row number → how far the row is."""
    remark: str = ""
    """What HR should know of this copy of their file; empty: nothing."""


def notes_of(roster: Roster, file: str, at: datetime, questions: Sequence[Question] = ()) -> Notes:
    """Return what to tell HR of the file called `file`, by the roster that was read from it."""
    found = [*map(_problem_note, roster.problems), *map(_question_note, questions)]
    own = [note if note.file != file else _here(note) for note in found]
    origins = [*(person.origin for person in roster.people), *(unit.origin for unit in roster.units)]
    accepted = [(origin, Mark.ACCEPTED) for origin in origins]
    told = [(Where(file, note.sheet, note.cell), note.mark) for note in own if not note.file]
    return Notes(
        file,
        f"{at:%H:%M ngày %d/%m/%Y}",
        _summary(roster, own),
        tuple(sorted(own, key=lambda note: -_ORDER.index(note.mark))),
        _rows(file, [*accepted, *told]),
    )


def _problem_note(problem: Problem) -> Note:
    where = problem.where
    mark = _MARKS[problem.gravity]
    return Note(mark, where.sheet, where.cell, problem.what.vi, problem.advice.vi, where.file)


def _question_note(question: Question) -> Note:
    where = question.where
    choices = ", ".join(candidate.address for candidate in question.candidates)
    advice = "Cơ quan quản lý hệ thống sẽ quyết định."
    if choices:
        advice = f"{advice} Phương án: {choices}."
    return Note(
        Mark.DECIDE, where.sheet, where.cell, f"{question.label}: {question.text.vi}", advice, where.file
    )


def _here(note: Note) -> Note:
    return Note(note.mark, note.sheet, note.cell, note.what, note.advice)


def _rows(file: str, told: Iterable[tuple[Where, Mark]]) -> dict[str, dict[int, Mark]]:
    rows: dict[str, dict[int, Mark]] = {}
    for where, mark in told:
        number = _ROW.fullmatch(where.cell)
        if where.file != file or number is None:
            continue
        sheet, row = rows.setdefault(where.sheet, {}), int(number[1])
        sheet[row] = max(sheet.get(row, mark), mark, key=_ORDER.index)
    return rows


def _summary(roster: Roster, notes: Sequence[Note]) -> tuple[str, ...]:
    people, units = roster.people_rows, roster.unit_rows
    waiting = people.questioned + people.rejected + units.questioned + units.rejected
    deciding = sum(note.mark is Mark.DECIDE for note in notes)
    first = f"Đã nhận {_counted(people, 'người')} và {_counted(units, 'đơn vị')}; không dòng nào bị bỏ sót."
    if waiting:
        second = (
            f"{waiting} dòng chưa dùng được ({people.questioned + units.questioned} dòng cần trả lời,"
            f" {people.rejected + units.rejected} dòng bị từ chối). Chưa ai bị đóng hay đổi hộp thư vì các dòng này."
        )
        third = (
            "Việc cần làm: sửa các ô tô màu (danh sách ở trang “Cần kiểm tra”), lưu lại và gửi lại chính tệp này."
            " Các dòng đã nhận được xử lý ngay, không phải chờ."
        )
    else:
        second = "Mọi dòng đều dùng được; các dòng đã nhận được xử lý theo quy định."
        third = "Không cần gửi lại tệp." + (" Nên xem lại các ô tô màu." if notes else "")
    if deciding:
        second += f" {deciding} việc đang chờ người có thẩm quyền quyết định."
    return first, second, third


def _counted(rows: RowCount, what: str) -> str:
    return f"{rows.accepted} trong {rows.raw - rows.blank} dòng {what}"


def notes_data(notes: Notes) -> dict[str, Any]:
    """Return the notes as plain JSON data."""
    return asdict(notes)


def notes_from(data: Mapping[str, Any]) -> Notes:
    """Return the notes that `notes_data` gave, after their way through JSON."""
    return Notes(
        data["file"],
        data["made"],
        tuple(data["summary"]),
        tuple(Note(**{**note, "mark": Mark(note["mark"])}) for note in data["notes"]),
        {sheet: {int(row): Mark(mark) for row, mark in rows.items()} for sheet, rows in data["rows"].items()},
    )
