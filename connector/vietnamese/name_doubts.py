"""`doubts`: every reason why a list of words must not be read as family – middle – given unasked.

Each check takes the words left of the cell and returns a sentence, or None. The order is the order in which
a person reads the reasons.
"""

from collections.abc import Callable, Container, Sequence
from typing import Final

from connector.text import Text
from connector.vietnamese.name_facts import Pattern, Word, facts

_FEWEST, _MOST = 2, 4
_CLITICS: Final = ("y-", "y'", "h'", "h-", "k'", "k-")
_ALONE: Final = frozenset({"y", "h", "k", "a"})

_CLITIC: Final = Pattern(
    Text(
        vi="Ê Đê, M'nông, Gia Rai, Ba Na, Cơ Ho (Y …, H' …, K' …, A …: họ có thể đứng cuối hoặc không có họ)",
        en="Ê Đê, M'nông, Gia Rai, Ba Na, Cơ Ho (Y …, H' …, K' …, A …: family last, or none)",
    ),
    family_first=False,
)

Check = Callable[[Sequence[Word]], Text | None]


def phrase_at_start(words: Sequence[Word], phrases: Container[str]) -> int:
    """Return how many first words make the longest phrase of `phrases`; 0 for none."""
    for length in range(min(len(words), facts().longest_phrase), 0, -1):
        if " ".join(word.key for word in words[:length]) in phrases:
            return length
    return 0


def pattern_of(words: Sequence[Word]) -> tuple[Pattern, int] | None:
    """Return the pattern the words begin like, and how many words of them belong to it."""
    if not words:
        return None
    first = words[0].written.lower()
    if first in _ALONE or first.startswith(_CLITICS):
        return _CLITIC, 1
    length = phrase_at_start(words, facts().patterns)
    if not length:
        return None
    return facts().patterns[" ".join(word.key for word in words[:length])], length


def _quoted(words: Sequence[Word]) -> str:
    return " ".join(f"«{word.written}»" for word in words)


def _is_bare_letter(word: Word) -> bool:
    return len(word.written) == 1 and word.written.isascii() and word.written.isalpha()


def _of_pattern(words: Sequence[Word]) -> Text | None:
    found = pattern_of(words)
    if found is None:
        return None
    what = found[0].what
    return Text(vi=f"Kiểu tên: {what.vi}.", en=f"Pattern of the name: {what.en}.")


def _too_few(words: Sequence[Word]) -> Text | None:
    if len(words) >= _FEWEST:
        return None
    return Text(
        vi="Chỉ có một chữ, không phân biệt được họ và tên.",
        en="There is a single word; family and given name cannot be told apart.",
    )


def _too_many(words: Sequence[Word]) -> Text | None:
    if len(words) <= _MOST:
        return None
    return Text(
        vi=f"Tên có {len(words)} chữ; thường chỉ từ {_FEWEST} đến {_MOST} chữ.",
        en=f"The name has {len(words)} words; {_FEWEST} to {_MOST} are usual.",
    )


def _one_letter(words: Sequence[Word]) -> Text | None:
    short = [word for word in words if _is_bare_letter(word)]
    if not short or pattern_of(words):
        return None
    return Text(
        vi=f"Có chữ chỉ gồm một chữ cái ({_quoted(short)}): "
        "tên đệm kiểu Hmông, chữ viết tắt hay tên giả định?",
        en=f"A word is a single letter ({_quoted(short)}): "
        "a Hmông middle name, an abbreviation, a placeholder?",
    )


def _not_vietnamese(words: Sequence[Word]) -> Text | None:
    strange = [word for word in words if not word.plain and not _is_bare_letter(word)]
    if not strange or pattern_of(words):
        return None
    return Text(
        vi=f"Có chữ không phải âm tiết tiếng Việt viết đúng ({_quoted(strange)}): gõ sai, thiếu dấu, "
        "tên dân tộc hay tên nước ngoài?",
        en=f"Not well-formed Vietnamese syllables ({_quoted(strange)}): a typing error, marks left out, "
        "a minority or a foreign name?",
    )


def _unknown_family(words: Sequence[Word]) -> Text | None:
    if words[0].family or pattern_of(words):
        return None
    compound = phrase_at_start(words, facts().compound_families)
    if compound:
        return Text(
            vi=f"Họ kép ({_quoted(words[:compound])}): phần nào là họ, phần nào là tên đệm?",
            en=f"A compound family ({_quoted(words[:compound])}): which words are family, which middle?",
        )
    return Text(
        vi=f"Chữ đầu «{words[0].written}» không có trong danh sách họ đã biết.",
        en=f"The first word «{words[0].written}» is not in the list of known family names.",
    )


def _reversed(words: Sequence[Word]) -> Text | None:
    if words[-1].key not in facts().never_given or len(words) < _FEWEST:
        return None
    return Text(
        vi=f"Chữ cuối «{words[-1].written}» thường là họ: có thể tên viết trước, họ viết sau.",
        en=f"The last word «{words[-1].written}» is usually a family name: perhaps the order is reversed.",
    )


def _given_missing(words: Sequence[Word]) -> Text | None:
    last = words[-1].written.lower()
    if len(words) < _FEWEST or not (last == "thị" or (last == "văn" and len(words) == _FEWEST)):
        return None
    return Text(
        vi=f"Kết thúc bằng «{words[-1].written}»: có vẻ thiếu tên.",
        en=f"It ends with «{words[-1].written}»: the given name seems to be missing.",
    )


def _no_person(words: Sequence[Word]) -> Text | None:
    if not phrase_at_start(words, facts().not_people):
        return None
    return Text(
        vi="Đây có vẻ là tên bộ phận hoặc chức danh, không phải tên người.",
        en="This looks like the name of a unit or a position, not of a person.",
    )


_CHECKS: Final[tuple[Check, ...]] = (
    _no_person,
    _of_pattern,
    _too_few,
    _too_many,
    _one_letter,
    _not_vietnamese,
    _unknown_family,
    _reversed,
    _given_missing,
)

_CHECKS_OF_COLUMNS: Final[tuple[Check, ...]] = (_one_letter, _not_vietnamese, _no_person)


def doubts(words: Sequence[Word]) -> tuple[Text, ...]:
    """Return every doubt about a whole name of at least one word; none means it may be read unasked."""
    return tuple(doubt for check in _CHECKS if (doubt := check(words)) is not None)


def doubts_of_columns(words: Sequence[Word]) -> tuple[Text, ...]:
    """Return the doubts that remain when HR itself says which word is what."""
    return tuple(doubt for check in _CHECKS_OF_COLUMNS if (doubt := check(words)) is not None)


def no_reading(words: Sequence[Word]) -> bool:
    """Say whether some doubt leaves no reading that could be proposed."""
    return any(check(words) for check in (_no_person, _too_few, _reversed, _given_missing))
