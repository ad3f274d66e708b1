"""`header_changes`: what became of a header since its mapping was saved: columns added, gone, called otherwise."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from connector.sources.dictionary import fold
from connector.sources.sheetxml import column_letters
from connector.text import Text


def header_changes(before: Sequence[str], now: Sequence[str]) -> list[Text]:
    """Return one phrase for each difference, left to right; letters of columns that are new are today's."""
    old, new = ([fold(label) for label in labels] for labels in (before, now))
    found: list[Text] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _changes(before[a:b], a, now[c:d], c)
    return found


def _changes(before: Sequence[str], at: int, now: Sequence[str], to: int) -> Iterator[Text]:
    pairs = zip_longest(map(_on_one_line, before), map(_on_one_line, now), fillvalue="")
    for number, (old, new) in enumerate(pairs):
        was, place = column_letters(at + number + 1), column_letters(to + number + 1)
        if number >= len(before):
            yield Text(vi=f"thêm cột {place} «{new}»", en=f"column {place} “{new}” is new")
        elif number >= len(now):
            yield Text(vi=f"mất cột {was} «{old}»", en=f"column {was} “{old}” is gone")
        elif was == place:
            yield Text(vi=f"cột {was} trước «{old}», nay «{new}»", en=f"column {was} was “{old}”, is “{new}”")
        else:
            yield Text(
                vi=f"cột {was} «{old}» nay là cột {place} «{new}»",
                en=f"column {was} “{old}” is now column {place} “{new}”",
            )


def _on_one_line(label: str) -> str:
    return label.replace("\n", " ")
