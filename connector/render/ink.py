"""`Line`, `say`, `table`: coloured text as values, and the few places that need rich to print it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

Span: TypeAlias = tuple[str, str]
"""Text and its style, as rich names styles."""
Line: TypeAlias = tuple[Span, ...]


def plain(line: Line) -> str:
    """Return the text of `line` without its styles."""
    return "".join(text for text, _ in line)


def cells(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415  # rich is loaded only when something is printed

    return cell_len(text)


def padded(text: str, columns: int) -> str:
    """Return `text` filled up with blanks to `columns`; longer text stays as it is."""
    return text + " " * (columns - cells(text))


def say(console: "Console", line: Line, indent: int = 0) -> None:
    """Print one line; what is too long goes on below, `indent` columns from the left."""
    from rich.padding import Padding  # noqa: PLC0415  # as in `cells`

    text = ink(line)
    console.print(Padding(text, (0, 0, 0, indent)) if indent else text, highlight=False)


def hanging(console: "Console", first: Line, line: Line) -> None:
    """Print `line` after `first`; what is too long goes on below where `line` began."""
    from rich.table import Table  # noqa: PLC0415  # as in `cells`

    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(ink(first), ink(line))
    console.print(grid, highlight=False)


def ink(line: Line) -> "Text":
    """Return `line` as rich wants it; nothing in it is taken for markup."""
    from rich.text import Text  # noqa: PLC0415  # as in `cells`

    return Text.assemble(*line, overflow="fold", end="")


def flow(parts: Iterable[Line], columns: int, gap: int = 3) -> Iterator[Line]:
    """Yield lines of at most `columns` made of `parts`, broken only between parts."""
    line: Line = ()
    for part in parts:
        longer = (*line, (" " * gap, ""), *part) if line else part
        if line and cells(plain(longer)) > columns:
            yield line
            longer = part
        line = longer
    yield line


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Sequence[Line]]],
    *,
    leading: int = 0,
    whole: Collection[int] = (),
) -> "Table":
    """Return a table.

    Args:
        columns: headings.
        rows: of cells; a cell is a sequence of lines.
        leading: blank lines between rows.
        whole: places of columns whose lines are not broken where the others can give way.
    """
    from rich import box  # noqa: PLC0415  # as in `cells`
    from rich.table import Table  # noqa: PLC0415  # as in `cells`

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", leading=leading)
    for place, column in enumerate(columns):
        made.add_column(column, overflow="fold", no_wrap=place in whole)
    for row in rows:
        made.add_row(*(_cell(lines) for lines in row))
    return made


def _cell(lines: Sequence[Line]) -> "RenderableType":
    from rich.text import Text  # noqa: PLC0415  # as in `cells`

    return Text("\n").join(ink(line) for line in lines)
