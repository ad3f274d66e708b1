"""`Proposal`: that a box somebody made by hand is a person's; `Survey`: all of them, and what is left over."""

from dataclasses import dataclass
from enum import StrEnum

from connector.model.directory import person_key, unit_key
from connector.model.roster import Person, Unit, Where
from connector.model.stranger import Stranger
from connector.text import Text

ADOPT = "adopt"
"""The answer that approves a proposal, and how its key begins."""
NOT_THEIRS = "other"
"""The answer that the box is somebody else's."""


class Confidence(StrEnum):
    """How sure a proposal is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose a box may be: a person, or a unit."""

    key: str
    """`person_key` or `unit_key`, without an agency."""
    id: str
    """HR key of the person, or key of the unit."""
    name: str
    position: str
    unit: str
    """Key of the unit a person works in; of a unit, its own."""
    origin: Where

    @classmethod
    def of(cls, one: Person | Unit) -> "Subject":
        """Return a person or a unit as the subject of a proposal."""
        if isinstance(one, Person):
            return cls(person_key(one.key), one.key, one.name, one.position, one.unit, one.origin)
        return cls(unit_key(one.key), one.key, one.name, "", one.key, one.origin)

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit."""
        return self.key == unit_key(self.id)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One person or unit, one box, and what speaks for and against it."""

    subject: Subject
    stranger: Stranger
    confidence: Confidence
    signs: Text

    @property
    def name(self) -> str:
        """What a person calls it in an approval: the key and the address."""
        return f"{self.subject.id}={self.stranger.box.address}"

    @property
    def question(self) -> str:
        """The key under which an answer to it is remembered."""
        return f"{ADOPT}:{self.subject.key}:{self.stranger.box.address}"


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
