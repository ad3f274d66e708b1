"""`survey`: which boxes that others made belong to whom. Nothing is decided here; a person approves.

=========================================================  ===========
signs                                                      confidence
=========================================================  ===========
staff number, or the address HR says, and the name         certain
the rule's address, the name, and the unit                 certain
the rule's address and the name; nobody else is called so  certain, unless the unit is another
the rule's address and the name, or the name and the unit  probable
staff number or address, but another name                  doubtful
the name alone, or without accents                         doubtful
a unit's registered address and its name                   certain
a unit's registered address, or its name                   probable
=========================================================  ===========

Where two people or two boxes fit equally well, nothing is more than doubtful. A name without accents is taken for
the name: directories made by hand often have none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from connector.desired.evidence import Says, name_says
from connector.desired.whom import Register
from connector.model.directory import Directory, PersonalMailbox, person_key, unit_key
from connector.model.plan import Decision
from connector.model.proposal import ADOPT, Confidence, Proposal, Subject, Survey
from connector.model.roster import Person, Roster, Unit
from connector.model.stranger import Stranger
from connector.rules.profile import Profile
from connector.text import NOTHING, Text
from connector.vietnamese.matching import loose_key

ORDER = list(Confidence)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a person and a box have in common."""

    number: Says
    said: bool
    """HR says that the person has this address."""
    rule: bool
    """The rule offers this address for the name."""
    name: Says
    alone: bool
    """Nobody else in the roster is called so."""
    unit: Says


def without_box(roster: Roster, current: Directory) -> tuple[list[Person], list[Unit]]:
    """Return the serving people and the units that have no box of ours."""
    owners = {entry.person for entry in current if isinstance(entry, PersonalMailbox)}
    people = [person for person in roster.people if person.status.serving and person.key not in owners]
    return people, [unit for unit in roster.units if unit_key(unit.key) not in current.entries]


def survey(
    roster: Roster,
    current: Directory,
    strangers: Sequence[Stranger],
    profile: Profile,
    today: date,
    decisions: Mapping[str, Decision],
) -> Survey:
    """Return the proposals for serving people and units that have no box of ours, and what is left over. Pure.

    What somebody answered to be another's is proposed no more; what somebody approved is, whatever speaks for it.
    """
    serving = [person for person in roster.people if person.status.serving]
    free, units = without_box(roster, current)
    weighing = _Weighing(Register.of(profile, roster, current, today), free, serving)
    found = [proposal for stranger in strangers for proposal in weighing.of(stranger)]
    found += _of_units(units, strangers)
    found += _named([*map(Subject.of, free), *map(Subject.of, units)], strangers, decisions, found)
    proposals = tuple(sorted(_answered(found, decisions), key=_place))
    proposed = {proposal.subject.key for proposal in proposals}
    claimed = {proposal.stranger.place for proposal in proposals}
    return Survey(
        proposals,
        tuple(person for person in free if person_key(person.key) not in proposed),
        tuple(one for one in strangers if one.place not in claimed),
        len(serving) - len(free),
        len(serving),
    )


def pair(subject: Subject, stranger: Stranger) -> Proposal:
    """Return the proposal that nothing but a person's word speaks for."""
    return Proposal(subject, stranger, Confidence.DOUBTFUL, _with_obstacle(_BY_NAME, stranger.obstacle))


_BY_NAME = Text(vi="người duyệt chỉ định", en="named by who approved it")


def _named(
    subjects: Iterable[Subject],
    strangers: Iterable[Stranger],
    decisions: Mapping[str, Decision],
    found: Iterable[Proposal],
) -> Iterator[Proposal]:
    """Yield what was approved although no sign proposes it."""
    proposed = {one.question for one in found}
    approved = [key for key in sorted(decisions) if decisions[key].choice == ADOPT and key not in proposed]
    if not approved:
        return
    by_key = {subject.key: subject for subject in subjects}
    by_address = {stranger.box.address: stranger for stranger in strangers}
    for key in approved:
        whose, _, address = key.removeprefix(f"{ADOPT}:").rpartition(":")
        if whose in by_key and address in by_address:
            yield pair(by_key[whose], by_address[address])


def _answered(found: Sequence[Proposal], decisions: Mapping[str, Decision]) -> Iterable[Proposal]:
    """Yield what is approved, and of the rest, save what is another's, what the signs tell apart."""
    answers = {one.question: decisions[one.question].choice for one in found if one.question in decisions}
    approved = [one for one in found if answers.get(one.question) == ADOPT]
    settled = {side for one in approved for side in _sides(one)}
    yield from approved
    yield from _told_apart(
        [one for one in found if one.question not in answers and settled.isdisjoint(_sides(one))]
    )


def _place(proposal: Proposal) -> tuple[int, str, str]:
    return ORDER.index(proposal.confidence), proposal.subject.key, proposal.stranger.box.address


def _told_apart(found: Sequence[Proposal]) -> Iterable[Proposal]:
    """Yield the proposals of the best confidence for each person and box; of equals none is more than doubtful."""
    best: dict[tuple[str, str], Confidence] = {}
    for one in found:
        for side in _sides(one):
            best[side] = min(best.get(side, one.confidence), one.confidence, key=ORDER.index)
    kept = [one for one in found if all(best[side] is one.confidence for side in _sides(one))]
    counts = Counter(side for one in kept for side in _sides(one))
    for one in kept:
        rivals = max(counts[side] for side in _sides(one)) - 1
        yield replace(one, confidence=Confidence.DOUBTFUL, signs=_rivalled(one, rivals)) if rivals else one


def _sides(proposal: Proposal) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("subject", proposal.subject.key), ("box", proposal.stranger.place)


def _rivalled(proposal: Proposal, rivals: int) -> Text:
    said = proposal.signs
    return Text(
        vi=f"{said.vi}; còn {rivals} khả năng khác cũng hợp", en=f"{said.en}; {rivals} others fit as well"
    )


def _of_units(units: Sequence[Unit], strangers: Sequence[Stranger]) -> Iterable[Proposal]:
    """Yield the boxes that may be a unit's: by the address that is registered for it, or by its name."""
    by_mailbox = {unit.mailbox: unit for unit in units if unit.mailbox}
    by_name: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_name[loose_key(unit.name)].append(unit)
    for stranger in strangers:
        if stranger.unit_box is None:
            continue
        registered = by_mailbox.get(stranger.box.address.partition("@")[0])
        alike = by_name.get(loose_key(stranger.name), [])
        # Every agency has a "Văn phòng": a name that several units have is a sign beside the address only.
        named = {unit.key: unit for unit in alike if len(alike) == 1 or unit is registered}
        found = named | ({registered.key: registered} if registered is not None else {})
        for unit in found.values():
            both = registered is unit and unit.key in named
            signs = [_REGISTERED] if registered is unit else []
            signs += [_UNIT_NAME] if unit.key in named else []
            why = Text(vi="; ".join(one.vi for one in signs), en="; ".join(one.en for one in signs))
            confidence = Confidence.CERTAIN if both else Confidence.PROBABLE
            yield Proposal(Subject.of(unit), stranger, confidence, _with_obstacle(why, stranger.obstacle))


_REGISTERED = Text(vi="địa chỉ đã đăng ký của đơn vị", en="the unit's registered address")
_UNIT_NAME = Text(vi="trùng tên đơn vị", en="name of the unit")


def _with_obstacle(signs: Text, why: Text) -> Text:
    if why == NOTHING:
        return signs
    return Text(vi=f"{signs.vi}; CHƯA NHẬN ĐƯỢC: {why.vi}", en=f"{signs.en}; CANNOT BE TAKEN OVER: {why.en}")


class _Weighing:
    """Looks up who may have made a box theirs."""

    def __init__(self, register: Register, free: Sequence[Person], serving: Sequence[Person]) -> None:
        self._register = register
        self._by_key = {person.key: person for person in free}
        self._by_address = {person.address: person for person in free if person.address}
        self._by_name: defaultdict[str, list[Person]] = defaultdict(list)
        for person in free:
            self._by_name[loose_key(person.name)].append(person)
        self._namesakes = Counter(loose_key(person.name) for person in serving)
        self._rules: dict[str, frozenset[str]] = {}

    def of(self, stranger: Stranger) -> Iterable[Proposal]:
        """Yield a proposal for everybody the box may be."""
        box = stranger.box
        people: dict[str, Person] = {}
        for person in (self._by_key.get(box.person), *map(self._by_address.get, (box.address, *box.aliases))):
            if person is not None:
                people[person.key] = person
        people |= {person.key: person for person in self._by_name.get(loose_key(stranger.name), ())}
        for person in people.values():
            signs = self._signs(person, stranger)
            confidence = weigh(signs)
            if confidence is not None:
                yield Proposal(Subject.of(person), stranger, confidence, told(signs, stranger))

    def _signs(self, person: Person, stranger: Stranger) -> Signs:
        box = stranger.box
        name = name_says(person.name, stranger.name) if stranger.name else Says.UNKNOWN
        return Signs(
            number=Says.UNKNOWN
            if not box.person
            else Says.AGREES
            if box.person == person.key
            else Says.DIFFERS,
            said=person.address in (box.address, *box.aliases),
            rule=box.address.partition("@")[0] in self._offered(person),
            name=name,
            alone=self._namesakes[loose_key(person.name)] == 1,
            unit=self._unit(person, box),
        )

    def _offered(self, person: Person) -> frozenset[str]:
        found = self._rules.get(person.key)
        if found is None:
            someone = self._register.people[person.key]
            found = self._rules[person.key] = self._register.rule_addresses(someone, person.unit)
        return found

    def _unit(self, person: Person, box: PersonalMailbox) -> Says:
        """Compare the names of unit and agency; rooms are often called alike, so any of those above will do."""
        said = {loose_key(text) for text in (box.unit_name, box.agency_name) if text}
        if not said:
            return Says.UNKNOWN
        units: Mapping[str, str] = {
            key: self._register.units[key].name for key in self._register.above(person.unit)
        }
        return Says.AGREES if said & {loose_key(name) for name in units.values()} else Says.DIFFERS


def weigh(signs: Signs) -> Confidence | None:
    """Return how sure the signs are together; None where they say nothing."""
    named = signs.name in (Says.AGREES, Says.ALIKE)
    if signs.number is Says.AGREES or signs.said:
        return Confidence.CERTAIN if named else Confidence.DOUBTFUL
    if not named:
        return None
    if signs.number is Says.DIFFERS:
        return Confidence.DOUBTFUL
    near, far = signs.unit is Says.AGREES, signs.unit is Says.DIFFERS
    if signs.rule and (near or (signs.alone and not far)):
        return Confidence.CERTAIN
    if signs.rule or near:
        return Confidence.PROBABLE
    return Confidence.DOUBTFUL


def told(signs: Signs, stranger: Stranger) -> Text:
    """Return the signs for a person to read."""
    parts = [
        _NUMBER.get(signs.number, NOTHING),
        _SAID if signs.said else NOTHING,
        _RULE if signs.rule else NOTHING,
        _NAME.get(signs.name, NOTHING),
        _UNIT.get(signs.unit, NOTHING),
    ]
    said = [part for part in parts if part != NOTHING]
    text = Text(vi="; ".join(part.vi for part in said), en="; ".join(part.en for part in said))
    return _with_obstacle(text, stranger.obstacle if stranger.obstacle != NOTHING else stranger.no_person)


_NUMBER = {
    Says.AGREES: Text(vi="trùng mã cán bộ", en="staff number agrees"),
    Says.DIFFERS: Text(vi="mã cán bộ khác", en="another staff number"),
}
_SAID = Text(vi="nhân sự ghi đúng địa chỉ này", en="HR names this address")
_RULE = Text(vi="địa chỉ đúng quy tắc", en="address by the rule")
_NAME = {
    Says.AGREES: Text(vi="trùng họ tên", en="name agrees"),
    Says.ALIKE: Text(vi="trùng họ tên không dấu", en="name agrees without accents"),
    Says.DIFFERS: Text(vi="họ tên khác", en="another name"),
}
_UNIT = {
    Says.AGREES: Text(vi="trùng đơn vị", en="unit agrees"),
    Says.DIFFERS: Text(vi="đơn vị khác", en="another unit"),
}
