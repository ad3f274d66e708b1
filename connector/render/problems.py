"""`print_problems`: what is wrong in HR's data, the gravest first: where, what, and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from connector.model.roster import Gravity, Problem
from connector.render.ink import Line, flow, say
from connector.render.legible import legible, number
from connector.render.next_steps import see_problems
from connector.render.words import GRAVITIES
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console


def print_problems(
    problems: Sequence[Problem], console: "Console", language: Language, *, limit: int | None = None
) -> None:
    """Print problems by gravity, in the order they were found; none prints nothing.

    Rows with the same problem are told together, each with its cell. `limit` is how many problems of each
    gravity are shown, the others are counted; 0 counts them all on one line.
    """
    by_gravity = {
        gravity: found
        for gravity in GRAVITIES
        if (found := [problem for problem in problems if problem.gravity is gravity])
    }
    if by_gravity and limit == 0:
        _print_counts(by_gravity, console, language)
        return
    for gravity, found in by_gravity.items():
        _print_gravity(gravity, found, console, language, limit)


def _print_counts(
    by_gravity: Mapping[Gravity, Sequence[Problem]], console: "Console", language: Language
) -> None:
    parts: list[Line] = [
        ((_heading(gravity, len(found), language), GRAVITIES[gravity].style),)
        for gravity, found in by_gravity.items()
    ]
    console.print()
    for line in flow([*parts, ((see_problems().say(language), "dim"),)], console.width):
        say(console, line)


def _heading(gravity: Gravity, count: int, language: Language) -> str:
    mark = GRAVITIES[gravity]
    return f"{mark.sign} {number(count, language)} {mark.word.say(language)}"


def _print_gravity(
    gravity: Gravity,
    problems: Sequence[Problem],
    console: "Console",
    language: Language,
    limit: int | None,
) -> None:
    heading = _heading(gravity, len(problems), language)
    console.print()
    say(console, ((heading, f"bold {GRAVITIES[gravity].style}"),))
    alike = _alike(problems)
    for some in alike[:limit]:
        for indent, line in _lines(some, console.width, language):
            say(console, line, indent=indent)
    left_out = sum(len(some) for some in alike[len(alike[:limit]) :])
    if left_out:
        say(console, (more(left_out, see_problems(), language),), indent=2)


def _alike(problems: Sequence[Problem]) -> Sequence[Sequence[Problem]]:
    """Return the problems in groups: the same thing wrong on the same sheet, in the order of finding."""
    groups: dict[tuple[Text, Text, str, str], list[Problem]] = {}
    for problem in problems:
        place = problem.where.file, problem.where.sheet
        groups.setdefault((problem.what, problem.advice, *place), []).append(problem)
    return tuple(groups.values())


def _lines(alike: Sequence[Problem], width: int, language: Language) -> Iterator[tuple[int, Line]]:
    first = alike[0]
    yield 2, ((legible(str(first.where)), "bold"), *_key(first))
    if len(alike) > 1:
        others: list[Line] = [((legible(one.where.cell), "bold"), *_key(one)) for one in alike[1:]]
        yield from ((4, line) for line in flow(others, width - 4))
    yield 4, ((legible(first.what.say(language)), ""),)
    advice = legible(first.advice.say(language))
    if advice:
        yield 4, ((f"→ {advice}", "dim"),)


def _key(problem: Problem) -> Line:
    return ((f"  {legible(problem.key)}", "cyan"),) if problem.key else ()


def more(count: int, how: Text, language: Language) -> tuple[str, str]:
    """Return how many more there are and how to see them."""
    counted, where = number(count, language), how.say(language)
    return (
        Text(vi=f"… và {counted} mục nữa. {where}", en=f"… and {counted} more. {where}").say(language),
        "bold",
    )
