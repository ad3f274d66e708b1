"""`Proposal`: that a box somebody made by hand is a person's; `Survey`: all of them, and what is left over."""

from dataclasses import dataclass
from enum import StrEnum

from connector.model.roster import Person
from connector.model.stranger import Stranger
from connector.text import Text


class Confidence(StrEnum):
    """How sure a proposal is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One person, one box, and what speaks for and against it."""

    person: Person
    stranger: Stranger
    confidence: Confidence
    signs: Text

    @property
    def name(self) -> str:
        """What a person calls it in an approval: the HR key and the address."""
        return f"{self.person.key}={self.stranger.box.address}"


@dataclass(frozen=True, slots=True)
class Survey:
    """A directory full of boxes made by hand, held against HR's roster."""

    proposals: tuple[Proposal, ...]
    """The surest first."""
    boxless: tuple[Person, ...]
    """Serving people without a box of ours for whom nothing is proposed."""
    unclaimed: tuple[Stranger, ...]
    """Boxes of others that are proposed to nobody."""
    owned: int
    """Serving people who have a box of ours."""
    people: int
    """Serving people."""
