"""`print_report`: what became of a plan, what did not work and why, and what to do next."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from connector.model.outcome import Outcome, Report, Result
from connector.model.roster import Gravity
from connector.render import next_steps
from connector.render.ink import Line, flow, say
from connector.render.legible import legible, number
from connector.render.problems import more, print_problems
from connector.render.words import ASKED, HELD, KINDS, RESULTS
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

RUN: Final = Text(vi="Lượt chạy", en="Run")
OF_PLAN: Final = Text(vi="kế hoạch", en="plan")
NOTHING_WRITTEN: Final = Text(vi="Không có gì phải ghi.", en="There was nothing to write.")
STOPPED: Final = Text(vi="Dừng giữa chừng:", en="Stopped early:")
NEXT: Final = Text(vi="Việc cần làm tiếp", en="What to do next")

MEANING: Final[Mapping[Result, Text]] = {
    Result.REFUSED: Text(
        vi="Máy chủ từ chối mục này; chạy lại cũng không khác nếu chưa sửa nguyên nhân.",
        en="The server says no to this entry, and will again until the cause is removed.",
    ),
    Result.CONFLICT: Text(
        vi="Mục này bị sửa ở nơi khác sau khi được đọc nên chưa ghi; lần chạy sau lập lại kế hoạch.",
        en="Somebody else changed this entry after it was read, so it was left; the next run plans anew.",
    ),
    Result.UNKNOWN: Text(
        vi="Không nhận được trả lời nên chưa biết đã ghi hay chưa; lần chạy sau sẽ đọc lại.",
        en="No answer came, so it may or may not be written; the next run reads it again.",
    ),
    Result.RETRY: Text(
        vi="Máy chủ chưa nhận lúc này; lần chạy sau sẽ làm.",
        en="The server takes nothing just now; the next run will do it.",
    ),
    Result.SKIPPED: Text(
        vi="Chưa làm vì phụ thuộc vào một thay đổi chưa thực hiện được.",
        en="Not tried, because it depends on a change that was not done.",
    ),
}
"""What a result that leaves its entry unsettled means, where the target gave no words of its own."""

AGAIN: Final = frozenset({Result.CONFLICT, Result.UNKNOWN, Result.RETRY, Result.SKIPPED})
"""Results that another run will settle."""


def print_report(report: Report, console: "Console", language: Language, *, limit: int | None = None) -> None:
    """Print `report`: counts by result, each failure with its sentence, problems of the roster, next steps.

    `limit` is how many failures of each result, and problems of each gravity, are shown one by one; the
    others are counted; None shows all. Entries are named by HR key and address, never by name or DN.
    """
    digest = report.plan.digest
    waiting = report.waiting
    say(console, _title(report, digest, language))
    for line in flow(_counts(report, waiting, language), console.width - 2):
        say(console, line, indent=2)
    if str(report.stopped):
        console.print()
        say(console, ((f"{STOPPED.say(language)} ", "bold red"), (legible(report.stopped.say(language)), "")))
    _print_failures(report, console, language, limit)
    print_problems(report.problems, console, language, limit=limit)
    console.print()
    say(console, ((NEXT.say(language), "bold"),))
    for step in _steps(report, digest, waiting):
        for words in next_steps.lines(step, language, console.width - len("  → ")):
            say(console, ((words if words.startswith(" ") else f"→ {words}", ""),), indent=2)


def _title(report: Report, digest: str, language: Language) -> Line:
    return (
        (f"{RUN.say(language)} ", "bold"),
        (legible(report.run), "bold cyan"),
        (f" · {OF_PLAN.say(language)} {digest[:12]} · {legible(report.plan.organisation)}", ""),
    )


def _counts(report: Report, waiting: frozenset[str], language: Language) -> Sequence[Line]:
    counts = result_counts(Counter(outcome.result for outcome in report.outcomes), language)
    others = [(HELD, len(waiting)), (ASKED, len(report.plan.questions))]
    counts += [
        (f"{mark.sign} {mark.word.say(language)} {number(count, language)}", mark.style)
        for mark, count in others
        if count
    ]
    spans = counts or [(NOTHING_WRITTEN.say(language), "green")]
    return [(span,) for span in spans]


def result_counts(counts: Mapping[Result, int], language: Language) -> list[tuple[str, str]]:
    """Return sign, word and count of each result that there is, with its style."""
    return [
        (f"{mark.sign} {mark.word.say(language)} {number(counts[result], language)}", mark.style)
        for result, mark in RESULTS.items()
        if counts.get(result)
    ]


def _print_failures(report: Report, console: "Console", language: Language, limit: int | None) -> None:
    for result in MEANING:
        found = [outcome for outcome in report.failed if outcome.result is result]
        if not found:
            continue
        mark = RESULTS[result]
        heading = f"{mark.sign} {mark.word.say(language)}: {number(len(found), language)}"
        console.print()
        say(console, ((heading, f"bold {mark.style}"),))
        for outcome in found[:limit]:
            say(console, _failure(outcome, language), indent=2)
            say(console, ((_sentence(outcome, language), "dim"),), indent=4)
        left_out = len(found) - len(found[:limit])
        if left_out:
            say(console, (more(left_out, next_steps.details(report.run), language),), indent=2)


def _failure(outcome: Outcome, language: Language) -> Line:
    mark = KINDS[outcome.change.kind]
    return (
        (f"{mark.sign} {mark.word.say(language)}", mark.style),
        (f"  {legible(outcome.change.entry.address)}", "bold"),
        (f"  {legible(outcome.change.key)}", "cyan"),
    )


def _sentence(outcome: Outcome, language: Language) -> str:
    words = legible(outcome.detail.say(language)) or MEANING[outcome.result].say(language)
    code = Text(vi=f" (mã {outcome.code})", en=f" (code {outcome.code})").say(language)
    return words + (code if outcome.code is not None else "")


def _steps(report: Report, digest: str, waiting: frozenset[str]) -> Iterator[Text]:
    results = {outcome.result for outcome in report.outcomes}
    hurt = {problem.gravity for problem in report.problems} & {Gravity.REJECTED, Gravity.QUESTION}
    steps = [
        (bool(report.plan.questions), next_steps.see_questions()),
        (bool(waiting), next_steps.approve(digest[:12])),
        (bool(hurt), next_steps.correct_rows()),
        (Result.REFUSED in results, next_steps.details(report.run)),
        (Result.REFUSED in results or bool(str(report.stopped)), next_steps.check()),
        (bool(results & AGAIN) or bool(str(report.stopped)), next_steps.run_again()),
    ]
    due = [step for holds, step in steps if holds]
    yield from due or [next_steps.nothing()]
