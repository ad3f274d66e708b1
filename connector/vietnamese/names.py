"""`split_name`: family, middle and given name out of one cell; sure, or with reasons to ask a person.

A Vietnamese name is family – middle – given, and the given name is the last word (what the regulations call
"tên"). Only 2 to 4 well-formed syllables that begin with a known family name are read unasked. Everything
else is for review: a reading may be proposed, but no address comes of it until somebody agrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from connector.text import Text
from connector.vietnamese.casing import is_all_caps, title_case
from connector.vietnamese.letters import LEGACY, clean, foreign_letters, looks_legacy
from connector.vietnamese.name_cell import strip_cell
from connector.vietnamese.name_doubts import (
    doubts,
    doubts_of_columns,
    no_reading,
    pattern_of,
    phrase_at_start,
)
from connector.vietnamese.name_facts import Word, facts, word_of

_CACHED_NAMES = 65_536
"""A run asks for the parts of one name several times, and of many people at once."""


class Confidence(StrEnum):
    """Whether a name may be used without asking."""

    SURE = "sure"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart; words keep their accents, and a compound family name its blanks."""

    family: str
    middle: tuple[str, ...]
    given: str

    @property
    def full(self) -> str:
        """Family, middle, given, in this order, although an Ê Đê name is written with its family last."""
        return " ".join(part for part in (self.family, *self.middle, self.given) if part)


@dataclass(frozen=True, slots=True)
class SplitName:
    """What was read. `reasons` is empty exactly when `confidence` is SURE, and then `parts` is there."""

    parts: NameParts | None
    confidence: Confidence
    reasons: tuple[Text, ...]


_SOFT_HYPHEN = "\u00ad"  # TCVN3's ư, which clean() takes away
_EMPTY = Text(vi="Ô họ tên để trống.", en="The name is empty.")
_MANY_GIVEN = Text(
    vi="Cột tên có hơn một chữ: tên nhiều chữ hay lẫn tên đệm?",
    en="The column of the given name holds several words: one name, or a middle name as well?",
)
_COMPOUND = Text(
    vi="Cột họ có hơn một chữ: họ kép hay họ và tên đệm?",
    en="The column of the family name holds several words: a compound family, or family and middle names?",
)
_NO_FAMILY = Text(vi="Cột họ để trống.", en="The column of the family name is empty.")
_NO_GIVEN = Text(vi="Cột tên để trống.", en="The column of the given name is empty.")
_SWAPPED = Text(
    vi="Cột họ không phải họ đã biết mà cột tên lại là một họ: có thể hai cột bị đổi chỗ.",
    en="The family column holds no known family, but the given column does: perhaps the two are swapped.",
)


def _review(parts: NameParts | None, *reasons: Text) -> SplitName:
    return SplitName(parts, Confidence.REVIEW, reasons)


def _family_first(words: Sequence[Word], family_words: int = 1) -> NameParts:
    return NameParts(
        " ".join(word.written for word in words[:family_words]),
        tuple(word.written for word in words[family_words:-1]),
        words[-1].written,
    )


def _clearly_ordinary(words: Sequence[Word]) -> bool:
    """The short way to what `doubts` would say of most names."""
    first = words[0]
    return (
        2 <= len(words) <= 4  # noqa: PLR2004 - the rule itself, as it is written
        and first.family
        and not first.opens_phrase
        and not words[-1].last_is_doubtful
        and all(word.plain for word in words)
    )


@lru_cache(_CACHED_NAMES)
def split_name(name: str) -> SplitName:
    """Take a whole name apart. Never raises; what is doubtful comes back as REVIEW with every reason.

    Capitals are put right on the way (NGUYỄN VĂN → Nguyễn Văn). Parts may be proposed with REVIEW where
    there is a likely reading; they are None where there is none.
    """
    cleaned = clean(name)
    words = [word_of(word) for word in cleaned.split(" ")]
    if _clearly_ordinary(words) and _SOFT_HYPHEN not in name:
        return SplitName(_family_first(words), Confidence.SURE, ())
    unreadable = _unreadable(name, cleaned)
    if unreadable is not None:
        return _review(None, unreadable)
    return _read_slowly(cleaned)


def _unreadable(name: str, cleaned: str) -> Text | None:
    if not cleaned:
        return _EMPTY
    foreign = foreign_letters(cleaned)
    if foreign:
        shown = ", ".join(f"U+{ord(letter):04X}" for letter in foreign)
        return Text(
            vi=f"Có ký tự không phải chữ cái la-tinh hoặc ký tự điều khiển ({shown}).",
            en=f"There are letters that are not Latin, or control characters ({shown}).",
        )
    return LEGACY if looks_legacy(name) else None


def _read_slowly(cleaned: str) -> SplitName:
    cell = strip_cell(title_case(cleaned) if is_all_caps(cleaned) else cleaned)
    words = [word_of(word) for word in cell.words]
    if not words:  # nothing but brackets, or two people
        return _review(None, *cell.reasons)
    reasons = (*cell.reasons, *doubts(words))
    if not reasons:
        return SplitName(_family_first(words), Confidence.SURE, ())
    return _review(_likely_reading(words) if cell.readable else None, *reasons)


def _likely_reading(words: Sequence[Word]) -> NameParts | None:
    """Return the reading to propose; None where any would be a guess."""
    if no_reading(words):
        return None
    found = pattern_of(words)
    if found is not None:
        pattern, length = found
        if pattern.family_first and length < len(words):
            return _family_first(words, length)
        return _family_last(words)
    compound = phrase_at_start(words, facts().compound_families)
    if compound > 2 and compound < len(words):  # noqa: PLR2004 - Công Tằng Tôn Nữ; of two words, see families.toml
        return _family_first(words, compound)
    if words[0].family or all(word.plain for word in words):
        return _family_first(words)
    return None


def _family_last(words: Sequence[Word]) -> NameParts | None:
    """Y Bhăm Niê, H'Hen Niê Kđăm: the clan and all after it is the family."""
    for at, word in enumerate(words):
        if at and word.key in facts().clans_last:
            family = " ".join(later.written for later in words[at:])
            return NameParts(family, (), " ".join(before.written for before in words[:at]))
    return None


def split_columns(family: str, middle: str, given: str) -> SplitName:
    """Read a name HR keeps in columns. The columns decide; only damaged or misplaced words are asked about.

    A family column "Nguyễn Văn" beside an empty middle column is taken for the usual "Họ và tên đệm". With
    family and middle columns empty, the given column is read as a whole name.
    """
    cells = [clean(family), clean(middle), clean(given)]
    if not any(cells[:2]):
        return split_name(given)
    for raw, cleaned in zip((family, middle, given), cells, strict=True):
        unreadable = _unreadable(raw, cleaned) if cleaned else None
        if unreadable is not None:
            return _review(None, unreadable)
    if not cells[0] or not cells[2]:
        return _review(None, _NO_GIVEN if cells[0] else _NO_FAMILY)
    if is_all_caps(" ".join(cells)):
        cells = [title_case(cell) for cell in cells]
    columns = [[word_of(word) for word in cell.split(" ") if word] for cell in cells]
    reasons = _doubts_of_columns(*columns)
    parts = _parts_of_columns(*columns)
    return _review(parts, *reasons) if reasons else SplitName(parts, Confidence.SURE, ())


def _parts_of_columns(family: list[Word], middle: list[Word], given: list[Word]) -> NameParts:
    if not middle and family[0].family and not _is_compound(family):
        family, middle = family[:1], family[1:]
    return NameParts(
        " ".join(word.written for word in family),
        tuple(word.written for word in middle),
        " ".join(word.written for word in given),
    )


def _is_compound(family: list[Word]) -> bool:
    return phrase_at_start(family, facts().compound_families) > 0


def _doubts_of_columns(family: list[Word], middle: list[Word], given: list[Word]) -> list[Text]:
    reasons = [*doubts_of_columns([*family, *middle, *given])]
    if len(family) > 1 and not middle and (_is_compound(family) or not family[0].family):
        reasons.append(_COMPOUND)
    if len(given) > 1:
        reasons.append(_MANY_GIVEN)
    if given[-1].family and not family[0].family and pattern_of(family) is None:
        reasons.append(_SWAPPED)
    return reasons
