"""`print_agenda`: what is due next and what ran; `said`: one turn in a few words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from connector.model.turn import Appointment, Ending, Turn
from connector.render.ink import Line, table
from connector.render.legible import legible, moment
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

ENDINGS: Final[Mapping[Ending, tuple[Text, str]]] = {
    Ending.DONE: (Text(vi="xong", en="done"), "green"),
    Ending.WAITS: (Text(vi="còn chờ người", en="something waits"), "yellow"),
    Ending.FAILED: (Text(vi="lỗi", en="failed"), "bold red"),
    Ending.STOPPED: (Text(vi="dừng theo yêu cầu", en="stopped as asked"), "yellow"),
    Ending.CUT: (Text(vi="bị ngắt giữa chừng", en="cut off"), "red"),
    Ending.PASSED: (Text(vi="bỏ qua", en="passed over"), "dim"),
}
AT_WORK: Final = Text(vi="đang làm", en="at work"), "cyan"
HEADINGS: Final = (
    Text(vi="Việc", en="What"),
    Text(vi="Kỳ tới", en="Due next"),
    Text(vi="Kỳ gần nhất", en="Last turn"),
    Text(vi="Kết quả", en="What came of it"),
)
ALWAYS: Final = Text(vi="khi serve chạy", en="while serve runs")
OFF: Final = Text(vi="tắt", en="off")
NEVER: Final = Text(vi="chưa chạy lần nào", en="never ran")


def ending_of(turn: Turn) -> tuple[Text, str]:
    """Return the word for how a turn ended, and its colour."""
    return ENDINGS[turn.ending] if turn.ending is not None else AT_WORK


def said(turn: Turn, language: Language) -> str:
    """Return a turn in a few words: "xong, còn việc chờ người (đã ghi 3, chờ duyệt 12)"."""
    words = legible(turn.words.say(language))
    ending = ending_of(turn)[0].say(language)
    return f"{ending}: {words}" if words else ending


def print_agenda(lines: Sequence[Appointment], console: "Console", language: Language) -> None:
    """Print one line for each schedule."""
    headings = [heading.say(language) for heading in HEADINGS]
    console.print(table(headings, [_row(line, language) for line in lines], leading=0))


def _row(line: Appointment, language: Language) -> Sequence[Sequence[Line]]:
    what: list[Line] = [((line.title.say(language), ""),), ((line.name, "cyan"),)]
    what += [((when, "dim"),) for when in [_when(line)] if when]
    return [what, [due(line, language)], [_ran(line.last, language)], _came(line.last, language)]


HERE: Final = " Asia/Ho_Chi_Minh"


def _when(line: Appointment) -> str:
    """Return the cron line; Vietnam's zone goes without saying."""
    return line.when.removesuffix(HERE)


def due(line: Appointment, language: Language) -> Line:
    """Return when a schedule is due next."""
    if not line.enabled:
        return ((OFF.say(language), "dim"),)
    if line.due is None:
        return ((ALWAYS.say(language) if not line.when else "–", "dim"),)
    return ((moment(line.due, language), ""),)


def _ran(turn: Turn | None, language: Language) -> Line:
    return ((moment(turn.started, language), ""),) if turn is not None else (("", ""),)


def _came(turn: Turn | None, language: Language) -> Sequence[Line]:
    if turn is None:
        return [(("–", "dim"),)]
    word, style = ending_of(turn)
    lines: list[Line] = [((word.say(language), style),)]
    words = legible(turn.words.say(language))
    return [*lines, ((words, "dim"),)] if words else lines


def as_data(turn: Turn) -> Mapping[str, object]:
    """Return a turn for programs."""
    return {
        "schedule": turn.schedule,
        "job": turn.job,
        "slot": turn.slot or None,
        "started": turn.started.isoformat(),
        "finished": turn.finished.isoformat() if turn.finished else None,
        "ending": turn.ending.value if turn.ending else None,
        "words": {"vi": turn.words.vi, "en": turn.words.en},
        "facts": dict(turn.facts or {}),
    }


def line_data(line: Appointment) -> Mapping[str, object]:
    """Return a schedule for programs."""
    return {
        "schedule": line.name,
        "job": line.job,
        "title": {"vi": line.title.vi, "en": line.title.en},
        "when": line.when,
        "enabled": line.enabled,
        "due": line.due.isoformat() if line.due else None,
        "last": as_data(line.last) if line.last else None,
    }
