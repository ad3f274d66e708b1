"""`print_questions`: what only a person can decide, with the answers on offer."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from connector.model.plan import Candidate, Question
from connector.render.ink import Line, cells, plain, say, table
from connector.render.legible import legible
from connector.render.next_steps import answer
from connector.render.words import CHOICES, QUESTIONS
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

NONE_OPEN: Final = Text(vi="Không có câu hỏi nào chờ trả lời.", en="No question is waiting for an answer.")
WHO: Final = Text(vi="Về ai, đơn vị nào", en="Whom it is about")
WHAT: Final = Text(vi="Câu hỏi", en="Question")
ANSWERS: Final = Text(vi="Lựa chọn", en="Choices")
WIDE: Final = 100
"""Columns from which on the questions stand in a table."""
FREE: Final = Text(vi="(ghi địa chỉ mong muốn)", en="(name the address you want)")


def print_questions(
    questions: Sequence[Question],
    console: "Console",
    language: Language,
    unit_titles: Mapping[str, str] | None = None,
) -> None:
    """Print open questions in their own order, and how to answer them.

    `unit_titles` gives the names of units by their keys; without it the keys are shown.
    """
    if not questions:
        say(console, ((NONE_OPEN.say(language), "green"),))
        return
    rows = [
        (_who(question, unit_titles or {}), _what(question, language), _choices(question, language))
        for question in questions
    ]
    if console.width >= WIDE:
        console.print(
            table(
                [words.say(language) for words in (WHO, WHAT, ANSWERS)],
                rows,
                leading=1,
                whole=_whole(rows, console.width),
            )
        )
    else:
        _print_below(rows, console)
    say(console, ((answer().say(language), "dim"),))


def _whole(rows: Sequence[Sequence[Sequence[Line]]], width: int) -> Sequence[int]:
    """Return the column of choices where it fits into half the width: addresses are read better whole."""
    widest = max(cells(plain(line)) for row in rows for line in row[2])
    return (2,) if widest <= width // 2 else ()


def _print_below(rows: Sequence[Sequence[Sequence[Line]]], console: "Console") -> None:
    """Print each question from top to bottom, so that keys and addresses stay whole where it is narrow."""
    for row in rows:
        for indent, cell in zip((0, 2, 4), row, strict=True):
            for line in cell:
                say(console, line, indent=indent)
        console.print()


def _who(question: Question, unit_titles: Mapping[str, str]) -> Sequence[Line]:
    return [
        ((legible(question.label), "bold"),),
        ((legible(unit_titles.get(question.unit, question.unit)), ""),),
        ((legible(question.key), "cyan"),),
    ]


def _what(question: Question, language: Language) -> Sequence[Line]:
    kind = QUESTIONS[question.kind].say(language)
    article = f" · {legible(question.article)}" if question.article else ""
    where = legible(str(question.where))
    return [
        ((kind, "yellow"), (article, "dim")),
        ((legible(question.text.say(language)), ""),),
        *([((where, "dim"),)] if where else []),
    ]


def _choices(question: Question, language: Language) -> Sequence[Line]:
    if not question.candidates:
        return [((FREE.say(language), "dim"),)]
    return [
        ((f"{place}) ", "bold"), (choice_word(candidate), ""), *_beside(candidate, question, language))
        for place, candidate in enumerate(question.candidates, start=1)
    ]


def choice_word(candidate: Candidate) -> str:
    """Return what a person answers with: an address, or a word."""
    return legible(candidate.address or candidate.local_part)


def _beside(candidate: Candidate, question: Question, language: Language) -> Line:
    """Return what a word means, and the article of a choice where it is not that of the question."""
    meaning = CHOICES.get(candidate.address)
    notes = [meaning.say(language)] if meaning is not None else []
    notes += [legible(candidate.article)] if candidate.article not in ("", question.article) else []
    return tuple((f"  {note}", "dim") for note in notes)
