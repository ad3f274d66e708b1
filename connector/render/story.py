"""`print_story`: everything that is known of one address, in the order in which a person asks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from connector.model.plan import Change, Decision, Reason
from connector.render.differences import differences
from connector.render.duties import AT_ONCE
from connector.render.ink import Line, say
from connector.render.legible import day, legible, moment
from connector.render.plan_table import reason_words, shift_line
from connector.render.problems import print_problems
from connector.render.questions import print_questions
from connector.render.records import NO_RECORDS, print_entry, print_record
from connector.render.words import CHOICES, ENVELOPES, HELD, KINDS, OCCASIONS, STATES
from connector.text import NOTHING, Language, Text
from connector.why import Story, Told

if TYPE_CHECKING:
    from rich.console import Console

NOT_THERE: Final = Text(vi="Hiện nay: không có trên máy chủ", en="Now: not on the server")
WHY: Final = Text(vi="Căn cứ", en="Grounds")
ROW: Final = Text(vi="Dòng nhân sự", en="HR's row")
NO_ROW: Final = Text(vi="không có dòng nào trong danh sách hiện nay", en="no row in the present roster")
FURTHER_KEYS: Final = Text(vi="Mã cán bộ khác của cùng người", en="Further HR keys of the same person")
DUE: Final = Text(vi="Hạn", en="Due")
DECIDED: Final = Text(vi="Đã quyết định", en="Decided")
HOLDERS: Final = Text(vi="Người giữ hộp thư", en="Who answers for it")
PASSWORDS: Final = Text(vi="Mật khẩu do hệ thống cấp", en="Passwords made for it")
PENDING: Final = Text(vi="Sắp thay đổi", en="About to change")
HISTORY: Final = Text(vi="Đã thay đổi", en="What changed")
ASKED: Final = Text(vi="Đang chờ trả lời", en="Waiting for an answer")


def print_story(story: Story, console: "Console", language: Language) -> None:
    """Print `story`: how it stands, on which grounds, what was decided, what is to come, what was done."""
    say(console, ((legible(story.address), "bold"), (f"  {legible(story.key)}", "cyan")))
    if story.present is not None:
        print_entry(story.present, console, language)
    else:
        say(console, ((NOT_THERE.say(language), "yellow"),))
    for line in (*_grounds(story, language), *_life(story, language)):
        say(console, line)
    _print_holders(story, console, language)
    _print_passwords(story, console, language)
    _print_decisions(story, console, language)
    _print_pending(story, console, language)
    if story.questions:
        _heading(ASKED, console, language)
        print_questions(story.questions, console, language)
    print_problems(story.problems, console, language)
    _heading(HISTORY, console, language)
    if not story.history:
        say(console, ((NO_RECORDS.say(language), "dim"),), indent=2)
    for told in story.history:
        print_record(told.record, console, language, beside=_run_words(told, language))


def _heading(words: Text, console: "Console", language: Language) -> None:
    console.print()
    say(console, ((words.say(language), "bold"),))


def _grounds(story: Story, language: Language) -> Iterator[Line]:
    if story.reason is not None:
        yield ((f"{WHY.say(language)}: ", "bold"), (reason_words(story.reason, language), ""))
    if story.hr_keys:
        yield ((f"{FURTHER_KEYS.say(language)}: ", "bold"), (legible(", ".join(story.hr_keys)), ""))
    for one in story.converted:
        part = Text(vi=f"Đợt sắp xếp {one.part_of}: ", en=f"Reorganisation {one.part_of}: ")
        yield ((part.say(language), "bold"), (legible(f"{one.old} → {one.new}"), ""))
    row = legible(str(story.row)) if story.row is not None else NO_ROW.say(language)
    yield ((f"{ROW.say(language)}: ", "bold"), (row or NO_ROW.say(language), ""))


def _life(story: Story, language: Language) -> Iterator[Line]:
    """Yield since when a box is as it is, and the days that are to come."""
    life = story.life
    if life is not None and story.present is not None and life.state is story.present.state:
        head = Text(vi=f"Từ {day(life.since, language)}", en=f"Since {day(life.since, language)}")
        reason = reason_words(Reason(life.reason, life.article), language)
        yield (
            (f"{head.say(language)}: ", "bold"),
            (f"{STATES[life.state].say(language)}", ""),
            *_after(reason),
        )
    for duty in story.due:
        when = day(duty.due, language) if duty.due is not None else AT_ONCE.say(language)
        words = legible(duty.what.say(language))
        yield ((f"{DUE.say(language)} {when}: ", "bold"), (words, ""), *_after(legible(duty.article)))


def _after(words: str) -> Line:
    return ((f" · {words}", "dim"),) if words else ()


def _print_holders(story: Story, console: "Console", language: Language) -> None:
    if not story.holders:
        return
    _heading(HOLDERS, console, language)
    for one in story.holders:
        delegate = legible(one.delegate)
        used = Text(vi=f", ủy quyền {delegate}", en=f", delegated to {delegate}") if delegate else NOTHING
        papers = f"{used.say(language)} · {legible(one.document)}"
        line = ((f"{day(one.since, language)}  ", "dim"), (legible(one.holder), "bold"), (papers, ""))
        say(console, line, indent=2)


def _print_passwords(story: Story, console: "Console", language: Language) -> None:
    if not story.envelopes:
        return
    _heading(PASSWORDS, console, language)
    for one in story.envelopes:
        occasion, state = OCCASIONS[one.occasion].say(language), ENVELOPES[one.state].say(language)
        papers = " · ".join(legible(part) for part in (one.by, one.document, one.phone) if part)
        line = (
            (f"{moment(one.made, language)}  ", "dim"),
            (f"{occasion}: {state}", ""),
            (f"  {papers}", "dim"),
        )
        say(console, line, indent=2)


def _print_decisions(story: Story, console: "Console", language: Language) -> None:
    if not story.decisions:
        return
    _heading(DECIDED, console, language)
    for decision in story.decisions:
        say(console, _decision(decision, language), indent=2)


def _decision(decision: Decision, language: Language) -> Line:
    meaning = CHOICES.get(decision.choice)
    choice = f"{legible(decision.choice)} ({meaning.say(language)})" if meaning else legible(decision.choice)
    by = Text(vi=f"do {legible(decision.by)}", en=f"by {legible(decision.by)}").say(language)
    papers = f" · {legible(decision.document)}" if decision.document else ""
    return (
        (f"{moment(decision.at, language)}  ", "dim"),
        (choice, "bold"),
        (f"  {by}{papers}  ", ""),
        (legible(decision.question), "cyan"),
    )


def _print_pending(story: Story, console: "Console", language: Language) -> None:
    if not story.pending:
        return
    _heading(PENDING, console, language)
    for change in story.pending:
        for indent, line in _pending(change, language):
            say(console, line, indent=indent)
    for hold in story.holds:
        say(
            console,
            ((f"{HELD.sign} {HELD.word.say(language)}: ", HELD.style), (_sentence(hold.text, language), "")),
        )


def _sentence(text: Text, language: Language) -> str:
    return legible(text.say(language))


def _pending(change: Change, language: Language) -> Iterator[tuple[int, Line]]:
    mark = KINDS[change.kind]
    yield (
        2,
        ((f"{mark.sign} {mark.word.say(language)}  ", mark.style), (legible(change.entry.address), "bold")),
    )
    for shift in differences(change, language):
        yield 4, shift_line(shift)
    yield 4, ((f"└ {reason_words(change.reason, language)}", "dim"),)


def _run_words(told: Told, language: Language) -> str:
    """Return which run a record is of, by whose command, and who approved its plan."""
    run, approval = told.run, told.approval
    if run is None:
        return legible(told.record.run)
    words = f"{legible(run.run)} · {legible(run.command)} · {legible(run.by)}"
    if approval is None:
        return words
    by, at = legible(approval.by), moment(approval.at, language)
    return words + Text(vi=f" · {by} duyệt lúc {at}", en=f" · approved by {by} at {at}").say(language)
