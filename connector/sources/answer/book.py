"""`write_notes`: notes into a workbook: a column of states, coloured cells with comments, two sheets in front.

A workbook that was answered before loses its earlier answer first, so that HR can correct it and send it
back as often as is needed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from connector.sources.answer import cells, sheets
from connector.sources.answer.cells import COLOURS, FILLS, WORDS, write
from connector.sources.answer.notes import Mark, Note, Notes
from connector.sources.answer.status import STATUS
from connector.sources.dictionary import SERIAL, dictionary

_AUTHOR = "connector"
_BEGIN = "— Kết quả kiểm tra —"
_MOST_COMMENTS = 5_000
"""Cells with a comment; the list has all."""
_COMMENT_WIDTH, _COMMENT_HEIGHT = 340, 130
_SEARCHED = 40
"""Rows from the top in which the header is looked for."""
_LEAST = 3
_STATUS_WIDTH = 22
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_AREA = re.compile(r"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_REACHES_OUT = re.compile(
    r"[\[|]|\b(?:HYPERLINK|WEBSERVICE|FILTERXML|IMAGE|RTD|CALL|REGISTER|EXEC|DDE|IMPORT\w+)\b", re.IGNORECASE
)
"""What a formula must not do in a file that we hand out: other files, programs, the network."""


def write_notes(book: Workbook, notes: Notes, cached: Mapping[tuple[str, str], object]) -> None:
    """Write the notes into the workbook.

    Args:
        book: HR's workbook.
        notes: what to tell.
        cached: (sheet, cell) → the value that a formula last had, for those that reach out of the file.
    """
    _forget_earlier_answer(book)
    for sheet in book.worksheets:
        _disarm(sheet, cached)
    names = {sheet.title: sheet for sheet in book.worksheets}
    first = next(iter(names), "")
    facts = {title: Facts.of(sheet) for title, sheet in names.items()}
    for title, rows in notes.rows.items():
        if (title or first) in names:
            _write_states(names[title or first], rows, facts[title or first])
    by_sheet: dict[str, list[Note]] = {}
    for note in notes.notes:
        if not note.file:
            by_sheet.setdefault(note.sheet or first, []).append(note)
    left = _MOST_COMMENTS
    for title in by_sheet.keys() & names.keys():
        left -= _mark_cells(names[title], by_sheet[title], left)
    sheets.add(book, notes, partial(_person, facts, first))


def _person(facts: Mapping[str, "Facts"], first: str, note: Note) -> tuple[str, str]:
    """Return (serial number, name) of the row that a note is about."""
    found = facts.get(note.sheet or first)
    return found.person(note.cell) if found is not None else ("", "")


class Facts:
    """Where a sheet has its header, its serial numbers and its names."""

    def __init__(self, sheet: Worksheet, header: int, serial: int, names: Sequence[int], width: int) -> None:
        self._sheet = sheet
        self.header = header
        self._serial = serial
        self._names = names
        self.width = width
        """Number of the last column that holds anything."""

    @classmethod
    def of(cls, sheet: Worksheet) -> "Facts":
        """Return the facts of a sheet; the header is the row among the first that says most."""
        words = dictionary().tables["people"]
        best: dict[str, list[int]] = {}
        header = 0
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _SEARCHED)):
            fields: dict[str, list[int]] = {}
            for cell in row:
                field = words.field(str(cell.value))[0] if isinstance(cell.value, str | CellRichText) else ""
                if field and cell.column is not None:
                    fields.setdefault(field, []).append(cell.column)
            if len(fields) > max(len(best), _LEAST - 1):
                best, header = fields, row[0].row or 0
        names = best.get("name") or [
            column for part in ("family", "family_middle", "middle", "given") for column in best.get(part, ())
        ]
        return cls(sheet, header, best.get(SERIAL, [0])[0], names, _width(sheet))

    def person(self, cell: str) -> tuple[str, str]:
        """Return (serial number, name) of the row of a cell, as they stand in the file."""
        digits = re.search(r"\d+$", cell)
        if digits is None:
            return "", ""
        row = int(digits[0])
        name = " ".join(filter(None, (self._text(row, column) for column in self._names)))
        return self._text(row, self._serial) if self._serial else "", name

    def _text(self, row: int, column: int) -> str:
        value = self._sheet.cell(row, column).value
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()


def _width(sheet: Worksheet) -> int:
    """Return the number of the last column that holds anything; formats reach further."""
    return max((cell.column or 0 for cell in _cells(sheet) if cell.value is not None), default=0)


def _cells(sheet: Worksheet) -> Iterator[Cell | MergedCell]:
    for row in sheet.iter_rows():
        yield from row


def _forget_earlier_answer(book: Workbook) -> None:
    for sheet in list(book.worksheets):
        if sheets.is_ours(sheet):
            book.remove(sheet)
    for sheet in book.worksheets:
        for cell in _cells(sheet):
            comment = cell.comment
            if isinstance(cell, Cell) and comment is not None and comment.author == _AUTHOR:
                before = comment.text.partition(_BEGIN)[0].strip()
                cell.comment = (
                    Comment(before, "", height=comment.height, width=comment.width) if before else None
                )
                if cell.fill.fgColor.rgb in COLOURS.values():
                    cell.fill = PatternFill()
        _forget_states(sheet)


def _forget_states(sheet: Worksheet) -> None:
    """Empty the column of states of an earlier answer: it is the last one, and its header says what it is."""
    column = _width(sheet)
    top = range(1, min(sheet.max_row, _SEARCHED) + 1)
    if not column or not any(sheet.cell(row, column).value == STATUS for row in top):
        return
    for row in range(1, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        if isinstance(cell, Cell):
            cell.value = None
            cell.style = "Normal"


def _disarm(sheet: Worksheet, cached: Mapping[tuple[str, str], object]) -> None:
    """Replace formulas that reach out of the file by the value they last had; by their text where they had none."""
    for cell in _cells(sheet):
        if isinstance(cell, Cell) and reaches_out(cell):
            value = cached.get((sheet.title, cell.coordinate))
            if value is None:
                write(cell, str(cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value))
            elif isinstance(value, str):
                write(cell, value)
            else:
                cell.value = value  # type: ignore[assignment]  # a number, a day, or nothing


def reaches_out(cell: Cell | MergedCell) -> bool:
    """Tell whether a cell holds a formula that names other files, programs or the network."""
    value = cell.value
    if isinstance(value, ArrayFormula):
        value = value.text
    formula = isinstance(cell, Cell) and cell.data_type == "f" and isinstance(value, str)
    return formula and _REACHES_OUT.search(str(value)) is not None


def _write_states(sheet: Worksheet, rows: Mapping[int, Mark], facts: Facts) -> None:
    column = facts.width + 1
    header = facts.header or max(min(rows) - 1, 1)
    title = sheet.cell(header, column)
    if isinstance(title, MergedCell):
        return
    write(title, STATUS)
    title.font, title.border, title.alignment = cells.BOLD, cells.BOXED, cells.WRAPPED
    sheet.column_dimensions[get_column_letter(column)].width = _STATUS_WIDTH
    sheet.column_dimensions[get_column_letter(column)].hidden = False
    for row, mark in rows.items():
        cell = sheet.cell(row, column)
        if row == header or isinstance(cell, MergedCell):
            continue
        write(cell, WORDS[mark])
        cell.border = cells.BOXED
        if mark in FILLS:
            cell.fill = FILLS[mark]
    _print_too(sheet, column)


def _print_too(sheet: Worksheet, column: int) -> None:
    """Widen a print area that ends just before the column of states, so that it is on paper too."""
    areas = sheet.print_area if isinstance(sheet.print_area, str) else ""
    found = _AREA.fullmatch(areas.rpartition("!")[2].replace("$", ""))
    if found is not None and found[2] == get_column_letter(column - 1):
        sheet.print_area = f"{found[1]}:{get_column_letter(column)}{found[3]}"


def _mark_cells(sheet: Worksheet, notes: Sequence[Note], most: int) -> int:
    """Colour the cells in question and put a comment into each; return how many got one."""
    by_cell: dict[str, list[Note]] = {}
    for note in notes:
        if _CELL.fullmatch(note.cell):
            by_cell.setdefault(note.cell, []).append(note)
    covered = _covered(sheet)
    count = 0
    for coordinate, found in by_cell.items():
        cell = sheet[covered.get(coordinate, coordinate)]
        if count >= most or not isinstance(cell, Cell):
            continue
        cell.fill = FILLS[found[0].mark]
        told = "\n".join(f"{WORDS[note.mark]}: {note.what}\n→ {note.advice}" for note in found)
        before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
        comment = Comment(f"{before}{_BEGIN}\n{told}", _AUTHOR)
        comment.width, comment.height = _COMMENT_WIDTH, _COMMENT_HEIGHT
        cell.comment = comment
        count += 1
    return count


def _covered(sheet: Worksheet) -> dict[str, str]:
    """Return cell → the first cell of the merged area that hides it."""
    found: dict[str, str] = {}
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(area.min_row, area.min_col).coordinate
        found |= {
            f"{get_column_letter(column)}{row}": first
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
    return found
