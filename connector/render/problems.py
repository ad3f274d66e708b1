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

    `limit` is how many of each gravity are shown one by one; the others are counted;
    0 counts them all on one line.
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
    for problem in problems[:limit]:
        for indent, line in _lines(problem, language):
            say(console, line, indent=indent)
    left_out = len(problems) - len(problems[:limit])
    if left_out:
        say(console, (more(left_out, see_problems(), language),), indent=2)


def _lines(problem: Problem, language: Language) -> Iterator[tuple[int, Line]]:
    key = f"  {legible(problem.key)}" if problem.key else ""
    yield 2, ((legible(str(problem.where)), "bold"), (key, "cyan"))
    yield 4, ((legible(problem.what.say(language)), ""),)
    advice = legible(problem.advice.say(language))
    if advice:
        yield 4, ((f"→ {advice}", "dim"),)


def more(count: int, how: Text, language: Language) -> tuple[str, str]:
    """Return how many more there are and how to see them."""
    counted, where = number(count, language), how.say(language)
    return (
        Text(vi=f"… và {counted} mục nữa. {where}", en=f"… and {counted} more. {where}").say(language),
        "bold",
    )
