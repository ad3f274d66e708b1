"""More than sixty hostile files: whatever they are, the service lives, and says why it refuses them."""

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.errors import SourceError
from connector.model.reading import WorkbookView
from connector.model.roster import Roster
from connector.sources.questionnaire.read import read_questionnaire
from connector.sources.reorganisation.read import read_workbook
from connector.sources.view import look_at
from connector.sources.workbook import WorkbookSource
from connector.text import Language
from tests.sources.hostile import HOSTILE, Spoil

MakeWorkbook = Callable[..., Path]
MEMORY = 512 * 1024
"""KiB, as getrusage counts on Linux."""
SECONDS = 30


def test_the_corpus_is_large_enough() -> None:
    """What is promised is at least sixty."""
    assert len(HOSTILE) >= 60


def outcome(read: Callable[[], Roster | WorkbookView]) -> Roster | WorkbookView | SourceError:
    """Return what reading gives, or the refusal; anything else is a crash, and ends the test."""
    try:
        return read()
    except SourceError as refusal:
        return refusal


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_or_every_row_of_it_is_counted(make: MakeWorkbook, spoil: Spoil) -> None:
    """Within 30 seconds and 512 MB: one clear sentence in both languages, or a roster whose rows add up."""
    path = spoil(make())
    began = time.monotonic()
    found = outcome(WorkbookSource(path).read)
    assert time.monotonic() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEMORY
    if isinstance(found, SourceError):
        said = found.say(Language.VI)
        assert path.name in said
        assert "\n" not in said
        assert found.what.vi.endswith(".")
        assert all((found.what.en, found.advice.vi, found.advice.en))
    else:
        assert isinstance(found, Roster)
        assert found.people_rows.balanced
        assert found.unit_rows.balanced
        assert {"CB001", "CB002"} <= {person.key for person in found.people}


LOOKED_AT = (
    "pdf",
    "no strings",
    "merges that overlap",
    "300 columns",
    "html named xls",
    "a number that is none",
)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_looking_at_a_hostile_file_is_as_safe(make: MakeWorkbook, name: str) -> None:
    """Inspect goes through the same doors."""
    path = HOSTILE[name](make())
    found = outcome(lambda: look_at(WorkbookSource(path), "x"))
    sound = bool(found.what.vi) if isinstance(found, SourceError) else found.people_rows.balanced
    assert sound


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_in_place_of_a_filled_workbook_decides_nothing(
    make: MakeWorkbook, spoil: Spoil
) -> None:
    """Answers and reorganisations are read with the same caution, and nothing is mistaken for one."""
    path = spoil(make())
    for read in (lambda: read_questionnaire(path, "ubnd-khanhhoa"), lambda: read_workbook(path)):
        with pytest.raises(SourceError) as refused:
            read()
        assert path.name in refused.value.say(Language.VI)
