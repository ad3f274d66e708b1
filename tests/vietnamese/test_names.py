"""Family, middle, given: sure, or asked about."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.vietnamese.letters import clean
from connector.vietnamese.name_doubts import doubts
from connector.vietnamese.name_facts import facts, word_of
from connector.vietnamese.names import Confidence, NameParts, SplitName, split_columns, split_name
from connector.vietnamese.syllables import is_syllable

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "names.toml").read_text(encoding="utf-8")
)
SHIPPED = tomllib.loads(
    (Path(__file__).parents[2] / "connector" / "vietnamese" / "families.toml").read_text(encoding="utf-8")
)
WORDS = st.sampled_from(CASES["colliding_words"].split())


def parts(written: str) -> NameParts | None:
    """Read "family|middle|given" of the case file; "" is no reading."""
    if not written:
        return None
    family, middle, given = written.split("|")
    return NameParts(family, tuple(middle.split()), given)


def assert_asked(split: SplitName, reason: str, proposed: str) -> None:
    """The name waits, says why in both languages, and proposes exactly this reading."""
    assert split.confidence is Confidence.REVIEW
    assert reason in " ".join(said.vi for said in split.reasons)
    assert all(said.vi and said.en for said in split.reasons)
    assert split.parts == parts(proposed)


@pytest.mark.parametrize(("name", "written"), CASES["sure"], ids=ascii)
def test_an_ordinary_name_is_read_unasked(name: str, written: str) -> None:
    """Two to four syllables after a known family; capitals and Unicode forms are put right."""
    assert split_name(name) == SplitName(parts(written), Confidence.SURE, ())


@pytest.mark.parametrize(("name", "reason", "proposed"), CASES["review"], ids=ascii)
def test_a_doubtful_name_is_asked_about(name: str, reason: str, proposed: str) -> None:
    """Each trap is named; a reading is proposed only where there is a likely one."""
    assert_asked(split_name(name), reason, proposed)


@pytest.mark.parametrize(("family", "middle", "given", "written"), CASES["columns_sure"], ids=ascii)
def test_columns_are_used(family: str, middle: str, given: str, written: str) -> None:
    """What HR keeps apart is not guessed at again."""
    assert split_columns(family, middle, given) == SplitName(parts(written), Confidence.SURE, ())


@pytest.mark.parametrize(
    ("family", "middle", "given", "reason", "proposed"), CASES["columns_review"], ids=ascii
)
def test_doubtful_columns_are_asked_about(
    family: str, middle: str, given: str, reason: str, proposed: str
) -> None:
    """Empty, damaged, swapped or overfull columns wait for a person."""
    split = split_columns(family, middle, given)
    assert split.confidence is Confidence.REVIEW
    assert reason in " ".join(said.vi for said in split.reasons)
    if proposed:
        assert split.parts is not None
        assert "|".join((split.parts.family, " ".join(split.parts.middle), split.parts.given)) == proposed
    else:
        assert split.parts is None


@given(st.lists(WORDS, max_size=6).map(" ".join))
def test_sure_means_no_doubt_at_all(name: str) -> None:
    """The short way for ordinary names and the full list of doubts never disagree."""
    split = split_name(name)
    words = [word_of(word) for word in clean(name).split(" ")]
    if split.confidence is Confidence.SURE:
        assert doubts(words) == ()
        assert split.parts is not None
        assert split.parts.full.casefold() == clean(name).casefold()
        assert 2 <= len(words) <= 4
        assert all(is_syllable(word) for word in split.parts.full.split(" "))
    else:
        assert split.reasons


@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_no_text_makes_it_fail(name: str, middle: str, family: str) -> None:
    """Whatever stands in the cell, the answer is a value; and the same for NFC and NFD."""
    assert split_name(unicodedata.normalize("NFD", name)) == split_name(unicodedata.normalize("NFC", name))
    assert split_columns(family, middle, name).confidence in Confidence


def test_the_list_of_families_is_well_kept() -> None:
    """No family twice, each a well-formed syllable, none also held back as a doubtful pattern."""
    families = SHIPPED["families"]
    assert len(families) == len(set(families)) > 200
    assert [family for family in families if not is_syllable(family)] == []
    assert facts().families.isdisjoint(facts().patterns)
    assert facts().families.isdisjoint(facts().titles | facts().titles_or_families)
    assert facts().never_given <= facts().families


def test_full_joins_what_is_there() -> None:
    """No blanks for a middle name that is absent."""
    assert NameParts("Nguyễn", (), "Ân").full == "Nguyễn Ân"
    assert NameParts("Bùi", ("Thị", "Mỹ"), "Phương").full == "Bùi Thị Mỹ Phương"
