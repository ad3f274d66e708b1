"""The open questions as a workbook, and the workbook filled in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from connector.model.answer import Answer
from connector.model.plan import Question
from connector.rules.profile import Profile


def as_workbook(
    questions: Sequence[Question],
    profile: Profile,
    made: datetime,
    units: Mapping[str, str],
    words: tuple[Mapping[str, str], Mapping[str, str]],
) -> bytes:
    """Return `questions` as an .xlsx for an official to fill in, by unit.

    Args:
        questions: what is asked.
        profile: the organisation.
        made: when.
        units: key → title of each unit.
        words: kind → what it is called, and word of a choice → what it means; both in Vietnamese.
    """
    from connector.sources.questionnaire.layout import Asked
    from connector.sources.questionnaire.write import questionnaire

    kinds, meanings = words

    def choice(word: str) -> str:
        return f"{meanings[word]} ({word})" if word in meanings else word

    rows = [
        Asked(
            key=question.key,
            unit=units.get(question.unit, question.unit),
            about=question.label,
            kind=kinds.get(question.kind, question.kind),
            text=f"{question.text.vi} ({question.article})" if question.article else question.text.vi,
            choices=tuple(choice(candidate.address) for candidate in question.candidates),
        )
        for question in questions
    ]
    rows.sort(key=lambda row: (row.unit, row.kind, row.key))
    return questionnaire(rows, profile.id, profile.name, made)


def filled_in(path: Path, profile: Profile) -> tuple[Answer, ...]:
    """Return what stands in a questionnaire that came back. Raises SourceError."""
    from connector.sources.questionnaire.read import read_questionnaire

    return read_questionnaire(path, profile.id)
