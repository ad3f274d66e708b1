"""`recase`: the case of letters whose encoding had no capital for them, taken from the letters around."""

from collections.abc import Set as AbstractSet


def _in_capitals(word: str, unsure: AbstractSet[str]) -> bool:
    """Say whether the letters after the first whose case is certain are capitals, and there is one."""
    certain = [letter for letter in word[1:] if letter.isalpha() and letter not in unsure]
    return bool(certain) and all(map(str.isupper, certain))


def _may_be_in_capitals(word: str, unsure: AbstractSet[str]) -> bool:
    return all(letter in unsure or not letter.islower() for letter in word)


def _as_neighbours(words: list[str], unsure: AbstractSet[str]) -> list[str]:
    """Give a first letter a capital where every other word begins with one: Trần Thị ánh."""
    small = [word[:1] in unsure for word in words]
    others = [
        word for word, is_small in zip(words, small, strict=True) if not is_small and word[:1].isalpha()
    ]
    if not others or not all(word[0].isupper() for word in others):
        return words
    return [
        word[:1].upper() + word[1:] if is_small else word for word, is_small in zip(words, small, strict=True)
    ]


def recase(text: str, unsure: AbstractSet[str]) -> str:
    """Return `text` with the case of the small letters `unsure` set as their neighbours suggest.

    BùI THị Mỹ becomes BÙI THỊ MỸ, Trần Thị ánh becomes Trần Thị Ánh; "xã Mỹ" and "UBND xã" stay.
    """
    if unsure.isdisjoint(text):
        return text
    words = text.split(" ")
    certain = any(not word.isascii() and _in_capitals(word, unsure) for word in words)
    raised = [
        word.upper()
        if not unsure.isdisjoint(word)
        and (_in_capitals(word, unsure) or (certain and _may_be_in_capitals(word, unsure)))
        else word
        for word in words
    ]
    return " ".join(_as_neighbours(raised, unsure))
