"""Addresses for those who need one: the rule's own name to the first, then as the regulation says.

Three passes, each in the order of the keys, so that the order of rows does not matter:

1. what a person decided;
2. the rule's own name, to as many as possible (the first holder keeps the plain id);
3. for the others the next candidate, a number, or a question with the candidates that are free, the first
   of which is proposed to nobody else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from connector.desired.scene import Scene, as_address, person_question, question_key
from connector.desired.taken import taken_by
from connector.model.directory import PersonalMailbox, is_parked
from connector.model.plan import Candidate, QuestionKind, Reason
from connector.model.roster import Person, Unit
from connector.rules.addresses import (
    Agency,
    needs_agency,
    numbered_from,
    own_candidate,
    personal_candidates,
)
from connector.rules.gate import is_local_part
from connector.text import Text
from connector.vietnamese.ascii import NotFoldable
from connector.vietnamese.names import Confidence, NameParts, SplitName, split_columns, split_name

PROPOSED = 4
"""How many free addresses a question offers."""


@dataclass(frozen=True, slots=True)
class Joiner:
    """A person who needs an address: new, or moved where the regulation then changes it."""

    person: Person
    key: str
    unit: Unit
    agency_name: str
    agency: Agency | None
    reason: Reason
    previous: PersonalMailbox | None = None
    """The box they have already, where the address must change."""

    @property
    def name(self) -> SplitName:
        """The name in parts, from HR's own columns where there are any."""
        return read_name(self.person)


def read_name(person: Person) -> SplitName:
    """Return the person's name in parts, from HR's own columns where there are any."""
    if person.columns is not None:
        return split_columns(person.columns.family, person.columns.middle, person.columns.given)
    return split_name(person.name)


Settle = Callable[[Joiner, Candidate], None]


def give_addresses(scene: Scene, joiners: Sequence[Joiner], settle: Settle) -> None:
    """Call `settle` for every joiner who gets an address now; ask about all others."""
    undecided = [joiner for joiner in joiners if not _decided(scene, joiner, settle)]
    left = [joiner for joiner in undecided if not _own_name(scene, joiner, settle)]
    proposed: set[str] = set()
    for joiner in left:
        if joiner.name.confidence is Confidence.SURE:
            _collide(scene, joiner, settle, proposed)
        else:
            _ask_name(scene, joiner, proposed)


def offered(scene: Scene, joiner: Joiner, parts: NameParts) -> tuple[Candidate, ...]:
    """Return the rule's candidates for `parts`, best first, free or not; none where it cannot be folded."""
    try:
        return personal_candidates(scene.profile, parts, joiner.agency, scene.today)
    except NotFoldable:
        return ()


def _rules_own(scene: Scene, joiner: Joiner, parts: NameParts) -> Candidate | None:
    try:
        return own_candidate(scene.profile, parts, joiner.agency, scene.today)
    except NotFoldable:
        return None


def _decided(scene: Scene, joiner: Joiner, settle: Settle) -> bool:
    for kind in (QuestionKind.COLLISION, QuestionKind.NAME):
        choice = scene.decided(question_key(kind, joiner.key, _about(scene, joiner)))
        if not choice:
            continue
        address = as_address(choice, scene.domain("person"))
        local_part = address.partition("@")[0]
        if not is_local_part(local_part) or address.partition("@")[2] not in _domains(scene, joiner):
            continue
        if scene.claims.free(address, joiner.key):
            article = scene.profile.person.collision.article
            settle(joiner, Candidate(local_part, address, DECIDED, article))
            return True
    return False


def _about(scene: Scene, joiner: Joiner) -> str:
    """Return what keeps the questions of a move apart from those of the years before: the new agency."""
    if joiner.previous is None or is_parked(joiner.previous.address):
        return ""
    agency = scene.agency_unit(joiner.unit)
    return agency.key if agency is not None else joiner.unit.key


DECIDED = "quyết định"
"""Stands in place of a template where a person decided."""


def _domains(scene: Scene, joiner: Joiner) -> set[str]:
    """Return the domains in which a decision may give this person an address: never one of somebody else."""
    ours = {one.name.text for one in scene.profile.domains(scene.today) if not one.name.tokens}
    of_rule = offered(scene, joiner, joiner.name.parts or ANYBODY)
    return ours | {candidate.address.partition("@")[2] for candidate in of_rule}


ANYBODY = NameParts("Trần", (), "An")
"""A name that can be read, for what a rule says of everybody."""


def _own_name(scene: Scene, joiner: Joiner, settle: Settle) -> bool:
    """Settle with the rule's own name where it is free; tell whether nothing is left to do."""
    if joiner.agency is None and needs_agency(scene.profile):
        if not scene.wait(joiner.unit):
            about = _about(scene, joiner)
            scene.ask(person_question(QuestionKind.NAME, joiner.key, joiner.person, NO_AGENCY, about=about))
        return True
    if joiner.name.confidence is not Confidence.SURE or joiner.name.parts is None:
        return False
    own = _rules_own(scene, joiner, joiner.name.parts)
    if own is None or not scene.claims.free(own.address, joiner.key):
        return False
    settle(joiner, own)
    return True


NO_AGENCY = Text(
    vi="đơn vị không thuộc cơ quan nào mà địa chỉ cá nhân mang tên. Hãy cho biết địa chỉ.",
    en="the unit belongs to no agency that a personal address could name. Give the address.",
)


def _ask_name(scene: Scene, joiner: Joiner, proposed: set[str]) -> None:
    why = Text(
        vi=" ".join(reason.vi for reason in joiner.name.reasons),
        en=" ".join(reason.en for reason in joiner.name.reasons),
    )
    text = Text(
        vi=f"họ tên cần người xem: {why.vi} Hãy chọn địa chỉ.",
        en=f"a person has to look at this name: {why.en} Choose an address.",
    )
    parts = joiner.name.parts
    candidates = _free(scene, joiner, parts, proposed) if parts is not None else ()
    proposed.update(candidate.address for candidate in candidates[:1])
    about = _about(scene, joiner)
    scene.ask(person_question(QuestionKind.NAME, joiner.key, joiner.person, text, candidates, about=about))


def _collide(scene: Scene, joiner: Joiner, settle: Settle, proposed: set[str]) -> None:
    parts = joiner.name.parts
    if parts is None:
        return
    rule = scene.profile.person.collision
    if rule.mode == "number":
        candidates = _free(scene, joiner, parts, proposed, most=1, numbers_only=True)
    else:
        candidates = _free(scene, joiner, parts, proposed)
    if rule.mode != "ask" and candidates:
        settle(joiner, candidates[0])
        return
    proposed.update(candidate.address for candidate in candidates[:1])
    scene.ask(
        person_question(
            QuestionKind.COLLISION,
            joiner.key,
            joiner.person,
            _collision_text(scene, joiner, parts),
            candidates,
            article=rule.article,
            about=_about(scene, joiner),
        )
    )


def _collision_text(scene: Scene, joiner: Joiner, parts: NameParts) -> Text:
    own = _rules_own(scene, joiner, parts)
    if own is None:
        return Text(
            vi="quy tắc không tạo được địa chỉ từ họ tên này.", en="the rule gives no address for this name."
        )
    return taken_by(scene, own.address)


def _free(  # where to look, for whom, from what, and how much
    scene: Scene,
    joiner: Joiner,
    parts: NameParts,
    proposed: set[str],
    *,
    most: int = PROPOSED,
    numbers_only: bool = False,
) -> tuple[Candidate, ...]:
    """Return the first free candidates, in the rule's order: its templates, then numbers without end."""
    plain = offered(scene, joiner, parts)
    numbered = _numbered(scene, joiner, parts, plain[0], proposed) if plain else iter(())
    source = numbered if numbers_only else chain(plain, numbered)
    free = (
        candidate
        for candidate in source
        if candidate.address not in proposed and scene.claims.free(candidate.address, joiner.key)
    )
    return tuple(islice(free, most))


def _numbered(
    scene: Scene, joiner: Joiner, parts: NameParts, base: Candidate, proposed: set[str]
) -> Iterator[Candidate]:
    """Yield `base` with numbers, beginning behind those that are gone for everybody.

    Of hundreds with one name each would otherwise try the numbers of all before. Who was promised an address
    already looks from the start: it may be one of those.
    """
    rule = scene.profile.person.number
    known = scene.claims.had(joiner.key)
    first = rule.start if known else scene.numbers.get(base.address, rule.start)
    gone = not known
    for number, candidate in numbered_from(scene.profile, parts, joiner.agency, base, first):
        gone = gone and (candidate.address in proposed or scene.claims.owner(candidate.address) != "")
        if gone:
            scene.numbers[base.address] = number + 1
        else:
            yield candidate
