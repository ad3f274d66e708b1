"""`Text`: one sentence in the two languages this project speaks, Vietnamese first.

Both languages stand side by side where the sentence is made, so neither can be forgotten, and who
prints chooses. There is no catalogue and no global language.
"""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages a person can read us in (ISO 639-1)."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, said in Vietnamese and in English."""

    vi: str
    en: str

    def say(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.vi if language is Language.VI else self.en

    def __str__(self) -> str:
        """Vietnamese: what a reader gets who chose nothing."""
        return self.vi


NOTHING = Text(vi="", en="")


def same(words: str) -> Text:
    """Return `words` as a sentence that is the same in both languages (a name, an address, a code)."""
    return Text(vi=words, en=words)
