"""`strip_cell`: what stands in a name cell beside the name: titles, brackets, positions, a second person."""

import re
from dataclasses import dataclass
from typing import Final

from connector.text import Text
from connector.vietnamese.letters import clean
from connector.vietnamese.matching import matching_key
from connector.vietnamese.name_facts import facts, word_of
from connector.vietnamese.syllables import is_syllable


@dataclass(frozen=True, slots=True)
class Cell:
    """The words that seem to be the name, and what was found beside them."""

    words: tuple[str, ...]
    reasons: tuple[Text, ...]
    readable: bool = True
    """False where no name can be picked out: two people, digits, a title that may be the family name."""


_ASIDE: Final = re.compile(r"\(.*\)?|\[.*\]?|\{.*\}?|,.*| [-–—] .*")
_TWO_PEOPLE: Final = re.compile(r"[;/&+|]| và ", re.IGNORECASE)
_COMRADE: Final = re.compile(r"\bđ/c\b\.?", re.IGNORECASE)
_IN_A_NAME: Final = frozenset("'- ")
_WORDS_AFTER_TITLE = 2
_WORDS_AFTER_ONG_BA = 3


def _two_people(text: str, aside: str) -> bool:
    if _TWO_PEOPLE.search(text):
        return True
    rest = aside.strip(" ,-–—").split(" ")
    return aside.startswith((",", " ")) and len(rest) > 1 and word_of(rest[0]).family


def strip_cell(cell: str) -> Cell:
    """Take away what is not the name. `cell` is cleaned and not empty; words come back in their order."""
    text = _COMRADE.sub("đc ", cell)
    found = _ASIDE.search(text)
    aside = found[0] if found else ""
    name = text[: found.start()] if found else text
    if _two_people(text, aside):
        return Cell((), (_say_two_people(),), readable=False)
    reasons = [_say_aside(aside)] if aside else []
    titles, words = _peel_titles(clean(name.replace(".", " ")).split(" "))
    if titles:
        reasons.append(_say_titles(titles))
    signs = _signs(name, dot_is_of_title=bool(titles))
    if signs:
        reasons.append(_say_signs(signs))
    name_is_clear = not any(sign.isdigit() for sign in signs)
    if titles and not _stands_alone(titles, words):
        name_is_clear = False
    return Cell(tuple(word for word in words if word), tuple(reasons), readable=name_is_clear)


def _signs(name: str, *, dot_is_of_title: bool) -> str:
    allowed = _IN_A_NAME | ({"."} if dot_is_of_title else set())
    signs = (sign for sign in name if not sign.isalpha() and sign not in allowed and not _is_mark(sign))
    return "".join(dict.fromkeys(signs))


def _is_mark(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f"


def _title_length(words: list[str]) -> int:
    """Return how many of the first words are a title, "BS CKII" before "BS"."""
    known = facts()
    for length in (2, 1):
        if len(words) > length and matching_key(" ".join(words[:length])) in known.titles:
            return length
    return int(len(words) > 1 and matching_key(words[0]) in known.titles_or_families)


def _peel_titles(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the titles and the rest; at the end only those that are no syllable ("ThS", never "Anh")."""
    titles: list[str] = []
    rest = words
    while length := _title_length(rest):
        titles += rest[:length]
        rest = rest[length:]
    while len(rest) > 1 and not is_syllable(rest[-1]) and matching_key(rest[-1]) in facts().titles:
        titles.append(rest[-1])
        rest = rest[:-1]
    return titles, rest


def _stands_alone(titles: list[str], rest: list[str]) -> bool:
    """Say whether the rest is a name by itself; Ông and Bà, being families too, need more to be titles."""
    may_be_family = any(matching_key(title) in facts().titles_or_families for title in titles)
    needed = _WORDS_AFTER_ONG_BA if may_be_family else _WORDS_AFTER_TITLE
    return len(rest) >= needed and word_of(rest[0]).family


def _say_two_people() -> Text:
    return Text(
        vi="Trong ô có thể có tên của hai người; mỗi người cần một dòng riêng.",
        en="The cell may hold two people; each needs a row of their own.",
    )


def _say_aside(aside: str) -> Text:
    shown = aside.strip(" ")
    return Text(
        vi=f"Ô họ tên có phần thêm ngoài tên: «{shown}».",
        en=f"The name cell holds more than the name: «{shown}».",
    )


def _say_titles(titles: list[str]) -> Text:
    shown = " ".join(titles).replace("đc", "Đ/c")
    if any(matching_key(title) in facts().titles_or_families for title in titles):
        return Text(
            vi=f"«{shown}» có thể là cách xưng hô, cũng có thể là họ.",
            en=f"«{shown}» may be a form of address, or the family name.",
        )
    return Text(
        vi=f"Ô họ tên có cả chức danh hoặc cách xưng hô: «{shown}».",
        en=f"The name cell also holds a title or a form of address: «{shown}».",
    )


def _say_signs(signs: str) -> Text:
    return Text(
        vi=f"Ô họ tên có chữ số hoặc dấu lạ: «{signs}».",
        en=f"There are digits or unusual signs in the name: «{signs}».",
    )
