"""`Scene`: what all parts of making a desired directory look at, and where they put what they find."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from connector.desired.claims import Claims
from connector.desired.tree import Followed
from connector.model.directory import (
    Directory,
    Entry,
    PersonalMailbox,
    UnitMailbox,
    addresses,
    is_parked,
    unit_key,
)
from connector.model.life import Life, Past
from connector.model.plan import Candidate, Decision, Question, QuestionKind, Reason
from connector.model.roster import Person, Roster, Unit
from connector.model.succession import Converted, Reorganisation
from connector.rules.addresses import Agency
from connector.rules.calendar import UNCONFIRMED, Calendar
from connector.rules.duties import Size
from connector.rules.profile import Profile
from connector.rules.templates import OF_AGENCY
from connector.rules.units import agency_of
from connector.text import Text

Box = PersonalMailbox | UnitMailbox
NO_AGENCY = dict.fromkeys(OF_AGENCY, "")


@dataclass(frozen=True, slots=True)
class Rename:
    """Another address for somebody who keeps their box."""

    address: str
    """In full, or the local part alone."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class Times:
    """What is known of times: the past, the calendar, and the last logins."""

    past: Past = field(default_factory=Past)
    calendar: Calendar = UNCONFIRMED
    used: Mapping[str, date] | None = None
    """Key → the last day on which the box may have been used; None where no target records logins."""
    absent_after: int = 0
    """From how many rosters in a row somebody has to be missing before the box is suspended; 0: never."""


NO_TIMES = Times()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the ledger remembers that the target cannot say."""

    owners: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    renames: Mapping[str, Rename] = field(default_factory=dict)
    """HR key → the address that an approved request asks for."""
    in_question: frozenset[str] = frozenset()
    """Keys of people of whom somebody is asked whether a row of HR is theirs: they are not absent."""
    reorganisations: Sequence[Reorganisation] = ()
    converted: Sequence[Converted] = ()
    """The two addresses of every box that a reorganisation has converted so far."""
    times: Times | None = None
    """None: nothing is known of times, and nothing follows from them."""
    unadopted: frozenset[str] = frozenset()
    """Keys of people and units, without an agency, whose box may be there already, made by others."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One organisation at one moment; `entries`, `reasons`, `questions` and `agencies` fill up."""

    profile: Profile
    roster: Roster
    current: Directory
    claims: Claims
    memory: Memory
    today: date
    units: Mapping[str, Unit]
    entries: dict[str, Entry] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    """Unit key → the names it lends to addresses, for every unit whose box is settled."""
    waiting: dict[str, int] = field(default_factory=dict)
    """Unit key → how many people wait until its box is settled."""
    settled: dict[str, str] = field(default_factory=dict)
    """HR key → key of the box of a serving person that is settled."""
    tree: Followed = field(default_factory=Followed)
    """HR's units with the decisions about them that hold today; `roster` and `units` are those of this tree."""
    lost: set[str] = field(default_factory=set)
    """Keys of units with an open box or list that are gone, and of which nobody has said why."""
    went_to: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Key of a lost unit → where HR now lists most of its people."""
    former: dict[str, str] = field(default_factory=dict)
    """Name → key of the units that went up in others."""
    converted: dict[str, Converted] = field(default_factory=dict)
    """Key of an entry → its two addresses, where a reorganisation converts its domain."""
    noted: dict[tuple[str, str], Converted] = field(default_factory=dict)
    """The same of every entry, for whatever reason: by reorganisation and key."""
    numbers: dict[str, int] = field(default_factory=dict)
    """The rule's own address → the lowest number that is not gone for everybody."""
    lives: dict[str, Life] = field(default_factory=dict)
    """Key → since when and why a box is as it should be, where there is anything to say."""
    _agency_units: dict[str, Unit | None] = field(default_factory=dict)

    def put(self, entry: Entry, reason: Reason | None = None) -> None:
        """Say that `entry` should be."""
        self.entries[entry.key] = entry
        self.claims.take(addresses(entry), entry.key)
        if reason is not None:
            self.reasons[entry.key] = reason

    def note(self, one: Converted) -> None:
        """Say that a reorganisation gives an entry another address, so that it can be taken back."""
        self.noted[one.reorganisation, one.key] = one

    def keep(self, key: str) -> None:
        """Say that the entry `key`, if it is there, should stay as it is."""
        present = self.current.get(key)
        if present is not None:
            self.entries.setdefault(key, present)

    def decided(self, key: str) -> str:
        """Return what was decided of the question `key`, or the empty string."""
        decision = self.memory.decisions.get(key)
        return decision.choice if decision is not None else ""

    def ask(self, question: Question) -> None:
        """Put a question to a person."""
        self.questions[question.key] = question

    def wait(self, unit: Unit) -> bool:
        """Count one more person who waits for the box of `unit`'s agency; tell whether it is asked about."""
        agency = self.agency_unit(unit)
        if agency is None:
            return False
        asked = question_key(QuestionKind.UNIT_BOX, unit_key(agency.key)) in self.questions
        if not asked and not self.perhaps_renamed(agency.key):
            return False
        self.waiting[agency.key] = self.waiting.get(agency.key, 0) + 1
        return True

    def perhaps_renamed(self, unit: str) -> bool:
        """Tell whether a unit without a box may be one that is lost, under another key."""
        return self.current.get(unit_key(unit)) is None and any(unit in to for to in self.went_to.values())

    def domain(self, boxes: str) -> str:
        """Return the primary domain of `boxes` ("person" or "unit"); empty where it depends on the agency."""
        return self.profile.primary_domain(self.today, boxes).name.fill_domain(NO_AGENCY) or ""

    def retired(
        self, key: str, before: Box | None, address: str, aliases: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Return every address the box had and will not answer to; the target keeps them for ever."""
        had = set(self.claims.had(key))
        if before is not None:
            had.update(addresses(before))
        had -= {address, *aliases}
        return tuple(sorted(a for a in had if not is_parked(a) and self.claims.owner(a) == key))

    def quota(self, size: Size | None, before: Box | None) -> int:
        """Return the size of a box in MiB; a box that is larger than a floor stays as it is."""
        mib = size.mib if size is not None else 0
        return max(mib, before.quota) if before is not None and (size is None or size.floor) else mib

    def agency_unit(self, unit: Unit) -> Unit | None:
        """Return the agency that `unit` is, or belongs to."""
        if unit.key not in self._agency_units:
            self._agency_units[unit.key] = agency_of(self.profile, unit, self.units)
        return self._agency_units[unit.key]


def question_key(kind: QuestionKind, subject: str, about: str = "") -> str:
    """Return the key under which a question is remembered."""
    return f"{kind}:{subject}" + (f":{about}" if about else "")


def person_question(  # noqa: PLR0913  # a question is what these say, each once
    kind: QuestionKind,
    key: str,
    person: Person,
    text: Text,
    candidates: Sequence[Candidate] = (),
    *,
    article: str = "",
    about: str = "",
) -> Question:
    """Return a question about one person."""
    return Question(
        question_key(kind, key, about),
        kind,
        key,
        person.name,
        person.unit,
        text,
        tuple(candidates),
        article,
        person.origin,
    )


def as_address(choice: str, domain: str) -> str:
    """Return a decided address in full: people may give the local part alone."""
    word = choice.strip().lower()
    return word if not word or "@" in word else f"{word}@{domain}"
