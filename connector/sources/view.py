"""`look_at`: how a workbook would be read, also where it would be refused, as a `WorkbookView`."""

from collections.abc import Iterable, Mapping

from connector.model.reading import ColumnView, RowView, TableView, WorkbookView
from connector.model.roster import Problem, RowCount
from connector.sources.choose import REQUIRED, trim
from connector.sources.mapping import WorkbookMapping, dump_mapping
from connector.sources.protocol import Answer, Role, RowKind, Table
from connector.sources.rows import layout_of
from connector.sources.sheetxml import column_letters, column_number
from connector.sources.workbook import WorkbookSource, proposed, roster_of
from connector.text import NOTHING, Text

_EXAMPLES = 2
_UNIT_FIELDS = ("unit_key", "unit_name", "room_name", "group", "subgroup")
_KEY_HINT = """
# Bảng này không có cột mã cán bộ. Thêm cột mã vào tệp, hoặc chọn MỘT cách tạo khóa (ghi dưới [people]):
# The table has no column of HR keys. Add one to the file, or choose ONE rule (below [people]):
#   key_from = ["address"]          địa chỉ thư đã có / the address each person already has
#   key_from = ["name", "birth"]    họ tên và ngày sinh / name and birth date
"""


def look_at(source: WorkbookSource, name: str) -> WorkbookView:
    """Return how the workbook would be read. Raises SourceError where not even that can be shown."""
    answers, digests = source.look()
    people_rows, unit_rows, refused = RowCount(), RowCount(), _refusal(answers)
    problems: tuple[Problem, ...] = ()
    tables = {role: answer.tables[role] for role, (_, answer) in answers.items()}
    if not refused.vi and tables[Role.UNITS]:
        roster = roster_of(answers, digests)
        people_rows, unit_rows, problems = roster.people_rows, roster.unit_rows, roster.problems
    else:
        people_rows = layout_of(tables[Role.PEOPLE])
    return WorkbookView(
        tuple(
            _table(role, file, table)
            for role, (file, answer) in sorted(answers.items())
            for table in answer.tables[role]
        ),
        tuple(dict.fromkeys(sheet for _, answer in answers.values() for sheet in answer.unread)),
        people_rows,
        unit_rows,
        problems,
        mapping_text(proposed(name, answers)),
        refused,
    )


def mapping_text(mapping: WorkbookMapping) -> str:
    """Return the mapping as TOML, with what a person still has to choose said in a comment."""
    keyless = any("key" not in table.columns and not table.key_from for table in mapping.people)
    return dump_mapping(mapping) + (_KEY_HINT if keyless else "")


def _refusal(answers: Mapping[Role, tuple[str, Answer]]) -> Text:
    """Return why the file would be refused: something a table lacks, or no list of units at all."""
    for _, answer in answers.values():
        lacking = [REQUIRED[part] for table in answer.tables.get(Role.PEOPLE, ()) for part in table.missing]
        if lacking:
            vi, en = "; ".join(part.vi for part in lacking), "; ".join(part.en for part in lacking)
            return Text(vi=f"Thiếu: {vi}.", en=f"Missing: {en}.")
        if answer.refused is not None:
            return answer.refused.text
    return NOTHING


def _table(role: Role, file: str, table: Table) -> TableView:
    labels = table.header
    letters = {letter: name for name, group in table.columns.items() for letter in group}
    columns = tuple(
        ColumnView(letter, _label(labels, letter), name, _examples(table, letter))
        for letter, name in letters.items()
    )
    left_out = tuple(
        label
        for column, label in enumerate(trim(labels), start=1)
        if label and column_letters(column) not in letters
    )
    return TableView(
        role.value,
        file,
        table.sheet,
        table.first_row,
        tuple(sorted(columns, key=lambda column: column_number(column.letters))),
        left_out,
        table.rule.value,
        len(table.numbers),
        table.blank,
        table.layout,
        _units(table) if role is Role.PEOPLE else (),
        dict(table.encodings),
        tuple(REQUIRED[part] for part in table.missing),
        tuple(RowView(number, kind, texts) for number, kind, texts in table.top),
    )


def _label(labels: tuple[str, ...], letter: str) -> str:
    column = column_number(letter) - 1
    return " / ".join(labels[column].split("\n")) if column < len(labels) else ""


def _examples(table: Table, letter: str) -> tuple[str, ...]:
    column = column_number(letter) - 1
    texts = (
        texts[column] for _, kind, texts in table.top if kind == RowKind.DATA.value and column < len(texts)
    )
    return tuple(dict.fromkeys(text for text in texts if text))[:_EXAMPLES]


def _units(table: Table) -> tuple[str, ...]:
    columns = [table.cells[name] for name in table.columns if name in _UNIT_FIELDS]
    named: Iterable[str] = (
        " › ".join(" ".join(text.split()) for text in texts if text) for texts in zip(*columns, strict=True)
    )
    return tuple(dict.fromkeys(text for text in named if text))
