"""`print_workbook`: how a workbook was read: columns, units, rows, encodings, what is doubtful."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from connector.model.reading import TableView, WorkbookView
from connector.model.roster import Gravity, Problem, RowCount
from connector.render.ink import Line, say, table
from connector.render.legible import legible, number
from connector.render.words import GRAVITIES
from connector.render.workbook_words import ROLES, RULES, field_word
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

SHOWN_UNITS = 8
SHOWN_PROBLEMS = 12


def print_workbook(view: WorkbookView, console: "Console", language: Language) -> None:
    """Print the whole view; the verdict comes last, where the eye rests."""
    for found in view.tables:
        _print_table(found, console, language)
    if view.unread:
        names = ", ".join(f"«{legible(sheet)}»" for sheet in view.unread)
        said = Text(vi=f"Trang tính không đọc: {names}", en=f"Sheets not read: {names}")
        say(console, ((said.say(language), "yellow"),))
    _print_problems(view.problems, console, language)
    console.print()
    for line in _verdict(view, language):
        say(console, line)


def _print_table(found: TableView, console: "Console", language: Language) -> None:
    console.print()
    role = ROLES[found.role].say(language)
    place = " › ".join(filter(None, (legible(found.file), legible(found.sheet))))
    header = (
        Text(vi="không có hàng tiêu đề", en="no header row")
        if found.first_row == 1
        else Text(
            vi=f"tiêu đề đến hàng {found.first_row - 1}", en=f"header down to row {found.first_row - 1}"
        )
    )
    say(console, ((role, "bold"), (f"  {place}  ", "cyan"), (header.say(language), "dim")))
    headings = Text(
        vi="Cột|Tiêu đề trong tệp|Hiểu là|Ví dụ (đã che)", en="Column|Label|Read as|Examples (masked)"
    )
    rows = [
        (
            [((column.letters, "bold"),)],
            [((legible(column.label), ""),)],
            [((field_word(column.field).say(language), "green"),)],
            [((legible(", ".join(column.examples)), "dim"),)],
        )
        for column in found.columns
    ]
    console.print(table(headings.say(language).split("|"), rows, whole=(0,)))
    for line in _facts(found, language):
        say(console, line, indent=2)


def _facts(found: TableView, language: Language) -> Iterator[Line]:
    data, blank, layout = (
        number(count, language) for count in (found.data_rows, found.blank_rows, found.layout_rows)
    )
    rows = Text(
        vi=f"{data} hàng dữ liệu, {blank} hàng trống, {layout} hàng trình bày (tiêu đề, nhóm, cuối bảng)",
        en=f"{data} rows of data, {blank} blank, {layout} of layout (titles, groups, footers)",
    )
    yield ((Text(vi="Số hàng: ", en="Rows: ").say(language), "dim"), (rows.say(language), ""))
    if found.role == "people":
        rule = RULES[found.unit_rule].say(language)
        yield ((Text(vi="Đơn vị: ", en="Units: ").say(language), "dim"), (rule, ""))
        if found.units:
            listed = "; ".join(map(legible, found.units[:SHOWN_UNITS]))
            more = len(found.units) - SHOWN_UNITS
            listed += f"; … (+{more})" if more > 0 else ""
            yield ((f"   {len(found.units)}: ", "dim"), (listed, ""))
    if found.encodings:
        told = ", ".join(f"{name}: {number(count, language)}" for name, count in found.encodings.items())
        label = Text(vi="Đã chuyển sang Unicode (ô): ", en="Converted to Unicode (cells): ")
        yield ((label.say(language), "dim"), (told, "yellow"))
    if found.left_out:
        label = Text(vi="Cột không đọc: ", en="Columns not read: ")
        yield ((label.say(language), "dim"), (legible(", ".join(map(_one_line, found.left_out))), "dim"))


def _one_line(label: str) -> str:
    return " / ".join(label.split("\n"))


def _print_problems(problems: Sequence[Problem], console: "Console", language: Language) -> None:
    """Print what is doubtful, the same fault once with its first cell and how often."""
    groups: dict[tuple[Gravity, Text], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.gravity, problem.what), []).append(problem)
    ordered = sorted(groups.items(), key=lambda item: (list(GRAVITIES).index(item[0][0]), -len(item[1])))
    if ordered:
        console.print()
    for (gravity, what), found in ordered[:SHOWN_PROBLEMS]:
        mark = GRAVITIES[gravity]
        count = f" (×{number(len(found), language)})" if len(found) > 1 else ""
        where = legible(str(found[0].where))
        say(console, ((f"{mark.sign} ", mark.style), (legible(what.say(language)), ""), (count, "bold")))
        say(console, ((where, "cyan"), ("  → ", "dim"), (found[0].advice.say(language), "dim")), indent=4)
    if len(ordered) > SHOWN_PROBLEMS:
        more = len(ordered) - SHOWN_PROBLEMS
        say(
            console,
            ((Text(vi=f"… và {more} loại nữa.", en=f"… and {more} kinds more.").say(language), "dim"),),
        )


def _verdict(view: WorkbookView, language: Language) -> Iterator[Line]:
    if view.refused.vi:
        sign = Text(vi="✗ Tệp sẽ bị từ chối. ", en="✗ The file would be refused. ").say(language)
        yield ((sign, "bold red"), (legible(view.refused.say(language)), ""))
        return
    for role, rows in _counts(view).items():
        told = Text(
            vi=f"{rows.raw} hàng = {rows.accepted} nhận + {rows.questioned} hỏi lại + "
            f"{rows.rejected} không dùng được + {rows.blank} trống",
            en=f"{rows.raw} rows = {rows.accepted} accepted + {rows.questioned} questioned + "
            f"{rows.rejected} rejected + {rows.blank} blank",
        )
        style = "bold green" if rows.questioned + rows.rejected == 0 else "bold yellow"
        yield ((f"{ROLES[role].say(language)}: ", "bold"), (told.say(language), style))


def _counts(view: WorkbookView) -> Mapping[str, RowCount]:
    return {"people": view.people_rows, "units": view.unit_rows}
