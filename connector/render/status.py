"""`print_status`: how it stands, on one screen."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from connector.model.outcome import Finding
from connector.model.turn import Appointment
from connector.ports import Run, Verdict
from connector.render.ink import Line, ink
from connector.render.legible import VIETNAM_TIME, legible, number
from connector.render.report_text import result_counts
from connector.render.turns import as_data, due, ending_of, line_data
from connector.render.words import QUESTIONS
from connector.standing import Standing, health, sound
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

DAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WELL: Final = Text(vi="Hệ thống chạy bình thường", en="All is well")
WAITING: Final = Text(vi="; có việc chờ người", en="; something waits for a person")
LABELS: Final = {
    "last": Text(vi="Lần chạy gần nhất", en="Latest run"),
    "held": Text(vi="Chờ duyệt", en="Held"),
    "questions": Text(vi="Câu hỏi", en="Questions"),
    "deadlines": Text(vi="Thời hạn", en="Time limits"),
    "drift": Text(vi="Khác biệt", en="Drift"),
    "inbox": Text(vi="Thư mục nhận tệp", en="Folder"),
    "mirror": Text(vi="Đích phụ", en="Mirror"),
    "backup": Text(vi="Sao lưu", en="Backup"),
}
VERDICTS: Final[Mapping[Verdict, Text]] = {
    Verdict.ACCEPTED: Text(vi="đã tiếp nhận", en="accepted"),
    Verdict.SAME: Text(vi="trùng với tệp đã nhận", en="the same as before"),
    Verdict.HELD: Text(vi="tạm giữ", en="held"),
    Verdict.REFUSED: Text(vi="không nhận được", en="refused"),
}
OK: Final = ("✓", "green")
SEE: Final = ("●", "yellow")
BAD: Final = ("✗", "bold red")
LATE: Final = ("●", "bold red")
NONE: Final = ("·", "dim")
Sign = tuple[str, str]
Row = tuple[Sign, Text, Sequence[Line]]


def print_status(now: Standing, console: "Console", language: Language) -> None:
    """Print everything that somebody has to know in the morning."""
    found = health(now)
    _print_head(now, console, language)
    for finding in found:
        if not finding.ok:
            console.print(ink(((f" {BAD[0]} ", BAD[1]), (legible(finding.text.say(language)), "red"))))
    rows = list(_rows(now, language))
    if sound(found):
        waits = WAITING.say(language) if any(sign in (SEE, LATE) for sign, _, _ in rows) else ""
        console.print(ink(((f" {OK[0]} ", "bold green"), (WELL.say(language), "green"), (waits, "yellow"))))
    console.print()
    console.print(_grid(rows, language))
    console.print()
    console.print(_agenda(now, language))


def _print_head(now: Standing, console: "Console", language: Language) -> None:
    from rich.table import Table  # noqa: PLC0415  # rich is loaded only when something is printed

    at = now.at.astimezone(VIETNAM_TIME)
    day = (
        f"{DAYS[at.weekday()]} {at:%d/%m/%Y %H:%M}" if language is Language.VI else f"{at:%A %Y-%m-%d %H:%M}"
    )
    head = Table.grid(expand=True)
    head.add_column()
    head.add_column(justify="right")
    head.add_row(
        ink(((" connector ", "bold reverse"), (f"  {now.organisation}", "bold"))), ink(((day, "dim"),))
    )
    console.print(head)
    console.print()


def _grid(rows: Sequence[Row], language: Language) -> "Table":
    from rich.table import Table  # noqa: PLC0415  # as above
    from rich.text import Text as Rich  # noqa: PLC0415  # as above

    grid = Table.grid(padding=(0, 2, 0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for sign, label, lines in rows:
        grid.add_row(ink((sign,)), ink(((label.say(language), "bold"),)), Rich("\n").join(map(ink, lines)))
    return grid


def _rows(now: Standing, language: Language) -> Iterator[Row]:
    yield _last(now, language)
    yield _held(now, language)
    yield _questions(now, language)
    yield _deadlines(now, language)
    yield _drift(now, language)
    if now.inbox is not None:
        yield _inbox(now, language)
    for name, run in now.mirrors.items():
        yield _mirror(now, name, run, language)
    yield _backup(now, language)


def _last(now: Standing, language: Language) -> Row:
    run, label = now.last, LABELS["last"]
    if run is None:
        return NONE, label, [((Text(vi="chưa có", en="none yet").say(language), "dim"),)]
    lines: list[Line] = [((_when(run.started, now.at, language), ""), (f"   {legible(run.command)}", "dim"))]
    counts = [span for count in result_counts(run.counts or {}, language) for span in (count, ("   ", ""))]
    stopped = legible(run.stopped.say(language))
    if stopped:
        return BAD, label, [*lines, ((stopped, "red"),), *([tuple(counts[:-1])] if counts else [])]
    if run.finished is None:
        return (
            SEE,
            label,
            [*lines, ((Text(vi="đang chạy, hoặc đã bị ngắt", en="at work, or cut off").say(language), ""),)],
        )
    nothing = Text(vi="không phải ghi gì", en="nothing to write")
    if now.held:
        nothing = Text(vi="chưa ghi gì, còn chờ duyệt", en="nothing written, waits for approval")
    said = tuple(counts[:-1]) or ((nothing.say(language), ""),)
    return OK, label, [*lines, said]


def _held(now: Standing, language: Language) -> Row:
    if not now.held:
        return OK, LABELS["held"], [((Text(vi="không có", en="nothing").say(language), ""),)]
    head = Text(vi=f"{number(now.waits, language)} thay đổi", en=f"{number(now.waits, language)} changes")
    lines: list[Line] = [((head.say(language), "bold yellow"), ("   connector plan", "cyan"))]
    for one in now.held[:3]:
        place = f"{one.target}: " if one.target else ""
        lines.append(((legible(f"{place}{one.text.say(language)}"), ""),))
    if len(now.held) > len(lines) - 1:
        lines.append(((f"+ {len(now.held) - len(lines) + 1}", "dim"),))
    return SEE, LABELS["held"], lines


def _questions(now: Standing, language: Language) -> Row:
    total = sum(now.questions.values())
    if not total:
        return OK, LABELS["questions"], [((Text(vi="không có", en="none").say(language), ""),)]
    kinds = sorted(now.questions.items(), key=lambda item: -item[1])
    parts = "   ".join(f"{QUESTIONS[kind].say(language)} {number(count, language)}" for kind, count in kinds)
    head: Line = ((number(total, language), "bold yellow"), ("   connector questions", "cyan"))
    return SEE, LABELS["questions"], [head, ((parts, ""),)]


def _deadlines(now: Standing, language: Language) -> Row:
    lines: list[Line] = []
    if now.deadlines:
        first = now.deadlines[0]
        word = Text(
            vi=f"{len(now.deadlines)} đề nghị chưa trả lời", en=f"{len(now.deadlines)} requests to answer"
        )
        style = "bold red" if now.overdue else "bold yellow"
        over = (
            Text(vi=f", {now.overdue} quá hạn", en=f", {now.overdue} overdue").say(language)
            if now.overdue
            else ""
        )
        lines.append(((word.say(language) + over, style), ("   connector requests", "cyan")))
        nearest = Text(vi=f"gần nhất {first.day:%d/%m/%Y}: ", en=f"the nearest {first.day}: ")
        lines.append(((nearest.say(language) + legible(first.what.say(language)), ""),))
    if now.duties is not None and str(now.duties.words):
        lines.append(((legible(now.duties.words.say(language)), ""), ("   connector due", "cyan")))
    late = now.overdue or (now.duties is not None and (now.duties.facts or {}).get("overdue", 0))
    if not lines:
        return OK, LABELS["deadlines"], [((Text(vi="không có", en="none").say(language), ""),)]
    return (LATE if late else SEE if now.deadlines else OK), LABELS["deadlines"], lines


def _drift(now: Standing, language: Language) -> Row:
    turn = now.comparison
    if turn is None:
        return (
            NONE,
            LABELS["drift"],
            [((Text(vi="chưa so toàn bộ lần nào", en="never compared").say(language), "dim"),)],
        )
    when = _when(turn.started, now.at, language)
    found = (turn.facts or {}).get("differences", 0)
    sign = BAD if turn.ending is not None and not turn.ending.success else SEE if found else OK
    return sign, LABELS["drift"], [((legible(turn.words.say(language)), ""), (f"   {when}", "dim"))]


def _inbox(now: Standing, language: Language) -> Row:
    number_of, last = (now.inbox.waiting, now.inbox.last) if now.inbox else (0, None)
    waiting = Text(vi=f"{number_of} tệp đang chờ", en=f"{number_of} files waiting").say(language)
    if last is None:
        return OK, LABELS["inbox"], [((waiting, ""),)]
    good = last.verdict in (Verdict.ACCEPTED, Verdict.SAME)
    line: Line = (
        (waiting, ""),
        (f"   {VERDICTS[last.verdict].say(language)} ", "" if good else "yellow"),
        (_when(last.at, now.at, language), "dim"),
    )
    return (OK if good else SEE), LABELS["inbox"], [line]


def _mirror(now: Standing, name: str, run: Run | None, language: Language) -> Row:
    if run is None:
        return (
            NONE,
            LABELS["mirror"],
            [((name, ""), (Text(vi="   chưa chạy", en="   never ran").say(language), "dim"))],
        )
    stopped = legible(run.stopped.say(language))
    line: Line = ((f"{name}   ", ""), (_when(run.started, now.at, language), "dim"))
    return (BAD if stopped else OK), LABELS["mirror"], [line, *([((stopped, "red"),)] if stopped else [])]


def _backup(now: Standing, language: Language) -> Row:
    saved = now.backup
    if saved is None:
        return NONE, LABELS["backup"], [((Text(vi="chưa có bản nào", en="none").say(language), "dim"),)]
    sealed = (
        Text(vi="có mã hóa", en="encrypted") if saved.sealed else Text(vi="không mã hóa", en="not encrypted")
    )
    kept = Text(vi=f"{saved.number} bản", en=f"{saved.number} kept")
    words = f"   {sealed.say(language)}, {kept.say(language)}"
    return OK, LABELS["backup"], [((_when(saved.at, now.at, language), ""), (words, "dim"))]


def _agenda(now: Standing, language: Language) -> "Table":
    from rich import box  # noqa: PLC0415  # as above
    from rich.table import Table  # noqa: PLC0415  # as above

    made = Table(box=box.SIMPLE_HEAD, pad_edge=True, header_style="bold dim", padding=(0, 1))
    for heading in (
        Text(vi="Lịch", en="Schedule"),
        Text(vi="Kỳ tới", en="Due next"),
        Text(vi="Kỳ gần nhất", en="Last turn"),
    ):
        made.add_column(heading.say(language), overflow="fold")
    for line in now.agenda:
        if line.enabled:
            made.add_row(
                ink(((line.title.say(language), ""),)),
                ink(_due(line, now.at, language)),
                ink(_ran(line, now, language)),
            )
    return made


def _due(line: Appointment, now: datetime, language: Language) -> Line:
    if line.due is None:
        return due(line, language)
    return ((_when(line.due, now, language), ""),)


def _ran(line: Appointment, now: Standing, language: Language) -> Line:
    turn = line.last
    if turn is None:
        last = now.inbox.last if now.inbox is not None and not line.when else None
        return ((_when(last.at, now.at, language) if last is not None else "–", "dim"),)
    word, style = ending_of(turn)
    return ((_when(turn.started, now.at, language), "dim"), (f"   {word.say(language)}", style))


def _when(at: datetime, now: datetime, language: Language) -> str:
    """Return a moment as people say it: today, yesterday, tomorrow, or the day."""
    there, here = at.astimezone(VIETNAM_TIME), now.astimezone(VIETNAM_TIME)
    days = (there.date() - here.date()).days
    names = {
        -1: Text(vi="hôm qua", en="yesterday"),
        0: Text(vi="hôm nay", en="today"),
        1: Text(vi="ngày mai", en="tomorrow"),
    }
    if days in names:
        return f"{there:%H:%M} {names[days].say(language)}"
    return there.strftime("%H:%M %d/%m/%Y" if language is Language.VI else "%Y-%m-%d %H:%M")


def status_data(now: Standing) -> Mapping[str, object]:
    """Return how it stands, for programs."""
    findings = health(now)
    return {
        "organisation": now.organisation,
        "at": now.at.isoformat(),
        "sound": sound(findings),
        "findings": [finding_data(finding) for finding in findings],
        "last_run": run_data(now.last),
        "last_success": now.success.isoformat() if now.success else None,
        "held": {
            "changes": now.waits,
            "limits": [
                {
                    "target": one.target or "target",
                    "limit": one.limit,
                    "changes": one.changes,
                    "text": _both(one.text),
                }
                for one in now.held
            ],
        },
        "questions": {kind.value: count for kind, count in sorted(now.questions.items())},
        "deadlines": [
            {"day": one.day.isoformat(), "what": _both(one.what), "provisional": one.provisional}
            for one in now.deadlines
        ],
        "duties": as_data(now.duties) if now.duties else None,
        "comparison": as_data(now.comparison) if now.comparison else None,
        "inbox": {
            "waiting": now.inbox.waiting,
            "last": now.inbox.last.verdict.value if now.inbox.last else None,
        }
        if now.inbox
        else None,
        "mirrors": {name: run_data(run) for name, run in now.mirrors.items()},
        "backup": {
            "at": now.backup.at.isoformat(),
            "bytes": now.backup.size,
            "encrypted": now.backup.sealed,
            "number": now.backup.number,
        }
        if now.backup
        else None,
        "schedule": [line_data(line) for line in now.agenda],
    }


def finding_data(finding: Finding) -> Mapping[str, object]:
    """Return one finding of the health check, for programs."""
    return {"ok": finding.ok, "text": _both(finding.text)}


def run_data(run: Run | None) -> Mapping[str, object] | None:
    """Return a run in short, for programs."""
    if run is None:
        return None
    return {
        "run": run.run,
        "command": run.command,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat() if run.finished else None,
        "stopped": _both(run.stopped) if str(run.stopped) else None,
        "counts": {result.value: count for result, count in (run.counts or {}).items()},
    }


def _both(text: Text) -> Mapping[str, str]:
    return {"vi": text.vi, "en": text.en}
