"""Everything that can be shown has a word in both languages, and a sign that needs no colour."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import get_args

import pytest
from rich.cells import cell_len
from rich.style import Style

from connector.model.directory import Entry, State
from connector.model.outcome import Result
from connector.model.plan import ChangeKind, QuestionKind
from connector.model.roster import Gravity
from connector.render import words
from connector.render.report_text import MEANING
from connector.render.words import Mark
from connector.text import Text

MARKS = [tuple(marks.values()) for marks in (words.KINDS, words.RESULTS, words.GRAVITIES)]


@pytest.mark.parametrize(
    ("known", "named"),
    [
        (ChangeKind, words.KINDS),
        (Result, words.RESULTS),
        (State, words.STATES),
        (QuestionKind, words.QUESTIONS),
        (Gravity, words.GRAVITIES),
        (get_args(Entry), words.TYPES),
        ([result for result in Result if not result.settled], MEANING),
    ],
)
def test_nothing_is_without_a_word(known: Iterable[object], named: Iterable[object]) -> None:
    """Each member of an enumeration that people see has its word, and nothing else has."""
    assert set(named) == set(known)


def test_every_field_of_every_entry_has_a_label() -> None:
    """A field that is added to an entry cannot be shown as its name in the code."""
    assert {field.name for entry in get_args(Entry) for field in fields(entry)} == set(words.FIELDS)


@pytest.mark.parametrize("marks", MARKS)
def test_signs_differ_and_take_one_column(marks: Sequence[Mark]) -> None:
    """Where there are no colours the sign alone tells one from the other, and columns stay straight."""
    signs = [mark.sign for mark in marks]
    assert len(set(signs)) == len(signs)
    assert [cell_len(sign) for sign in signs] == [1] * len(signs)
    assert all(Style.parse(mark.style) for mark in marks)


@pytest.mark.parametrize("group", [words.STATES, words.FIELDS, words.TYPES, words.QUESTIONS, words.CHOICES])
def test_words_of_one_group_differ_in_both_languages(group: Mapping[object, Text]) -> None:
    """Two fields, states or questions are never called the same."""
    assert len({text.vi for text in group.values()}) == len(group)
    assert len({text.en for text in group.values()}) == len(group)
    assert all(text.vi and text.en for text in group.values())
