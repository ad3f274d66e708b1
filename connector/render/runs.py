"""`print_runs`: the latest runs as the ledger remembers them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from connector.ports import Run
from connector.render.ink import Line, say, table
from connector.render.legible import legible, moment, number
from connector.render.report_text import result_counts
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

NO_RUNS: Final = Text(vi="Chưa có lượt chạy nào.", en="There was no run yet.")
HEADINGS: Final = (
    Text(vi="Lượt chạy", en="Run"),
    Text(vi="Bắt đầu", en="Started"),
    Text(vi="Lệnh", en="Command"),
    Text(vi="Kết quả", en="What became of it"),
)
UNFINISHED: Final = Text(vi="đang chạy, hoặc đã bị ngắt", en="running, or cut off")
NO_CHANGES: Final = Text(vi="không thay đổi gì", en="no changes")
MINUTE: Final = 60


def print_runs(runs: Sequence[Run], console: "Console", language: Language) -> None:
    """Print runs in their own order: when, how long, which command by whom, and what became of it."""
    if not runs:
        say(console, ((NO_RUNS.say(language), ""),))
        return
    headings = [heading.say(language) for heading in HEADINGS]
    rows = (
        (
            [((legible(run.run), "cyan"),)],
            [((moment(run.started, language), ""),), ((_lasted(run, language), "dim"),)],
            [((legible(run.command), ""),), ((legible(run.by), "dim"),)],
            _ended(run, language),
        )
        for run in runs
    )
    console.print(table(headings, rows))


def _lasted(run: Run, language: Language) -> str:
    if run.finished is None:
        return UNFINISHED.say(language)
    seconds = int((run.finished - run.started).total_seconds())
    minutes, rest = divmod(seconds, MINUTE)
    shown = number(minutes, language)
    return Text(
        vi=f"{shown} phút {rest} giây" if minutes else f"{rest} giây",
        en=f"{shown} min {rest} s" if minutes else f"{rest} s",
    ).say(language)


def _ended(run: Run, language: Language) -> Sequence[Line]:
    lines: list[Line] = [(count,) for count in result_counts(run.counts or {}, language)]
    stopped = legible(run.stopped.say(language))
    if stopped:
        lines.append(((stopped, "red"),))
    return lines or [((NO_CHANGES.say(language), "dim"),)]
