"""Another mail domain for everybody: each box gets its address in the new domain, the old one lives on for a time.

=========  ===================  ==================================================
phase      first address        and the other
=========  ===================  ==================================================
planned    the old one          the new one is given back
prepared   the old one          the new one is an alias
switched   the new one          the old one is an alias, until its last day
closed     the new one          the same; nothing can be taken back any more
=========  ===================  ==================================================

The local part stays where it is free in the new domain. Where it is not, the regulation decides: a person is
asked, the next candidate is taken, or a number. Incumbents come before joiners; whoever has no address in the new
domain yet keeps the old one, whatever the phase.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from connector.desired.inherited import is_succeeded
from connector.desired.joiners import PROPOSED, Joiner, offered, read_name
from connector.desired.scene import Memory, Scene, as_address, question_key
from connector.model.directory import (
    Directory,
    Entry,
    PersonalMailbox,
    State,
    UnitMailbox,
    addresses,
    is_parked,
)
from connector.model.plan import Candidate, Question, QuestionKind, Reason
from connector.model.roster import Person, Unit
from connector.model.succession import MOVED, Converted, DomainSuccession, Phase, Reorganisation
from connector.rules.addresses import numbered_from
from connector.rules.gate import is_local_part
from connector.rules.units import unit_candidates
from connector.text import Text


@dataclass(frozen=True, slots=True)
class _Move:
    """One domain that another follows, in one reorganisation."""

    reorganisation: Reorganisation
    row: DomainSuccession

    def phase(self, today: date) -> Phase:
        """Return the phase that holds today: before its day nothing is switched."""
        phase = self.reorganisation.phase
        return Phase.PREPARED if phase is not Phase.PLANNED and today < self.row.since else phase

    def other(self, address: str) -> str:
        """Return the address with the same local part in the new domain."""
        return f"{address.partition('@')[0]}@{self.row.new}"


Moves = Mapping[str, _Move]
"""Old domain → where it goes; of two decisions about one domain the later."""


def moves(scene: Scene) -> Moves:
    """Return what is to be converted, from the phase in which new addresses are prepared."""
    return {
        row.old: _Move(one, row)
        for one in scene.memory.reorganisations
        if one.phase is not Phase.PLANNED
        for row in one.domains
    }


def _domain(address: str) -> str:
    return address.partition("@")[2]


# Taking back


def undone(directory: Directory, memory: Memory) -> Directory:
    """Return what is there, with what reorganisations that were taken back had done to it undone."""
    if not memory.converted:
        return directory
    owners, phases = memory.owners, {one.id: one.phase for one in memory.reorganisations}
    entries = dict(directory.entries)
    for one in memory.converted:
        entry, phase = entries.get(one.key), phases.get(one.part_of)
        if entry is None or phase not in (Phase.PLANNED, Phase.PREPARED):
            continue
        if one.reorganisation.endswith(MOVED):
            continue  # where people work is HR's to say
        if owners.get(one.old, one.key) == one.key:
            entries[one.key] = _taken_back(entry, one, keep_new=phase is Phase.PREPARED)
    return Directory(entries)


def _taken_back(entry: Entry, one: Converted, *, keep_new: bool) -> Entry:
    if entry.address == one.new:
        keep_new = keep_new and not is_succeeded(one.new)
        aliases = {*entry.aliases, one.new} - {one.old}
        retired = {*entry.retired} - {one.old, one.new}
        state = State.ACTIVE if is_succeeded(one.new) else entry.state
        entry = replace(
            entry,
            address=one.old,
            aliases=tuple(sorted(aliases)),
            retired=tuple(sorted(retired)),
            state=state,
        )
    if not keep_new and one.new in entry.aliases and entry.address == one.old:
        aliases = {*entry.aliases} - {one.new}
        entry = replace(
            entry, aliases=tuple(sorted(aliases)), retired=tuple(sorted({*entry.retired, one.new}))
        )
    return entry


# Finding the new addresses


def allot(scene: Scene) -> None:
    """Find the new address of every open box that is to be converted, before anybody new joins."""
    going = moves(scene)
    if not going:
        return
    finder = _Finder(scene, going)
    ended = scene.tree.heirs.keys() | scene.tree.ended.keys()
    mine = [
        scene.entries.get(entry.key, entry)
        for entry in scene.current
        if isinstance(entry, PersonalMailbox) or entry.unit not in ended
    ]
    finder.find(sorted((entry for entry in mine if entry.state is not State.CLOSED), key=_in_order))


def _in_order(entry: Entry) -> tuple[int, str]:
    """Units come before lists, lists before people; each by its key."""
    return (
        0 if isinstance(entry, UnitMailbox) else 2 if isinstance(entry, PersonalMailbox) else 1,
        entry.key,
    )


class _Finder:
    """Finds new addresses; what it found is in `scene.converted`, and taken."""

    def __init__(self, scene: Scene, going: Moves) -> None:
        self._scene = scene
        self._going = going
        self._known = {(one.reorganisation, one.key): one for one in scene.memory.converted}
        self._people = {person.key: person for person in scene.roster.people}
        self._proposed: set[str] = set()

    def find(self, entries: list[Entry]) -> None:
        """Find the new address of each, the same local part first."""
        left: list[tuple[Entry, _Move, str]] = []
        for entry in entries:
            started = self._started(entry)
            if started is None:
                continue
            move, old = started
            new = self._had(entry, move, old)
            if new:
                self._take(entry, move, old, new)
            else:
                left.append((entry, move, old))
        colliding = [one for one in left if not self._same(*one)]
        for one in colliding:
            self._otherwise(*one)

    def _started(self, entry: Entry) -> tuple[_Move, str] | None:
        """Return the move that concerns an entry, and its address in the old domain."""
        move = self._going.get(_domain(entry.address))
        if move is not None and not is_parked(entry.address) and not is_succeeded(entry.address):
            return move, entry.address
        for move in self._going.values():
            known = self._known.get((move.reorganisation.id, entry.key))
            if known is not None and known.new == entry.address:
                return move, known.old
        return None

    def _had(self, entry: Entry, move: _Move, old: str) -> str:
        """Return the new address an entry has already, or had in this reorganisation."""
        known = self._known.get((move.reorganisation.id, entry.key))
        if known is not None and known.old == old and self._scene.claims.free(known.new, entry.key):
            return known.new
        there = [one for one in entry.aliases if _domain(one) == move.row.new]
        return there[0] if known is None and len(there) == 1 else ""

    def _same(self, entry: Entry, move: _Move, old: str) -> bool:
        new = move.other(old)
        if not self._scene.claims.free(new, entry.key):
            return False
        self._take(entry, move, old, new)
        return True

    def _take(self, entry: Entry, move: _Move, old: str, new: str) -> None:
        one = Converted(move.reorganisation.id, entry.key, old, new)
        self._scene.converted[entry.key] = one
        self._scene.note(one)
        self._scene.claims.take([new], entry.key)

    def _otherwise(self, entry: Entry, move: _Move, old: str) -> None:
        """Give the next address the regulation allows, or ask."""
        kind = QuestionKind.COLLISION if isinstance(entry, PersonalMailbox) else QuestionKind.UNIT_BOX
        key = question_key(kind, entry.key, move.row.new)
        decided = as_address(self._scene.decided(key), move.row.new)
        usable = _domain(decided) == move.row.new and is_local_part(decided.partition("@")[0])
        if usable and self._scene.claims.free(decided, entry.key):
            self._take(entry, move, old, decided)
            return
        offers = list(self._offers(entry, move, old))
        person = isinstance(entry, PersonalMailbox)
        if person and self._scene.profile.person.collision.mode != "ask" and offers:
            self._take(entry, move, old, offers[0].address)
            return
        self._proposed.update(one.address for one in offers[:1])
        self._scene.ask(_question(self._scene, key, kind, entry, (move, old), offers))

    def _offers(self, entry: Entry, move: _Move, old: str) -> Iterator[Candidate]:
        count = 0
        for candidate in self._candidates(entry, move, old):
            address = move.other(candidate.address)
            if address not in self._proposed and self._scene.claims.free(address, entry.key):
                yield replace(candidate, address=address)
                count += 1
            if count == PROPOSED:
                return

    def _candidates(self, entry: Entry, move: _Move, old: str) -> Iterator[Candidate]:
        scene = self._scene
        if isinstance(entry, PersonalMailbox):
            person = self._people.get(entry.person)
            unit = scene.units.get(person.unit) if person is not None else None
            if person is not None and unit is not None:
                yield from _of_person(scene, person, unit, entry)
        elif isinstance(entry, UnitMailbox) and entry.unit in scene.units:
            unit = scene.units[entry.unit]
            yield from unit_candidates(scene.profile, unit.name, scene.agencies.get(unit.parent), scene.today)
        else:
            box = scene.converted.get(f"unit/{entry.unit}")
            if box is not None:
                stem, before = box.new.partition("@")[0], box.old.partition("@")[0]
                local_part = old.partition("@")[0].replace(before, stem)
                yield Candidate(local_part, f"{local_part}@{move.row.new}", "{mailbox}")


def _of_person(scene: Scene, person: Person, unit: Unit, entry: PersonalMailbox) -> Iterator[Candidate]:
    """Yield the rule's candidates for a person, then its numbers."""
    agency = scene.agency_unit(unit)
    names = scene.agencies.get(agency.key) if agency is not None else None
    joiner = Joiner(person, entry.key, unit, entry.agency_name, names, Reason(FOLLOWS))
    parts = read_name(person).parts
    plain = offered(scene, joiner, parts) if parts is not None else ()
    yield from plain
    if plain and parts is not None:
        start = scene.profile.person.number.start
        yield from (one for _, one in numbered_from(scene.profile, parts, names, plain[0], start))


FOLLOWS = Text(vi="theo tên miền mới", en="the new domain")


def _question(  # a question is what these say, each once
    scene: Scene, key: str, kind: QuestionKind, entry: Entry, what: tuple[_Move, str], offers: list[Candidate]
) -> Question:
    move, old = what
    paper = move.row.decision
    text = Text(
        vi=f"chuyển {old} sang tên miền {move.row.new} ({paper}): tên này ở tên miền mới đã có người dùng"
        " hoặc được giữ lại.",
        en=f"{old} moves to the domain {move.row.new} ({paper}), where this name is taken or reserved.",
    )
    rules = scene.profile
    article = rules.person.collision.article if kind is QuestionKind.COLLISION else rules.unit.article
    return Question(key, kind, entry.key, entry.name, entry.unit, text, tuple(offers), article)


# Making it so


def convert(scene: Scene) -> None:
    """Give every open box the two addresses that its phase asks for; those who just joined get theirs too."""
    going = moves(scene)
    if not going:
        return
    new = [
        entry
        for entry in scene.entries.values()
        if entry.state is not State.CLOSED and _domain(entry.address) in going and _late(scene, entry)
    ]
    for late in new:
        scene.converted.pop(late.key, None)
    _Finder(scene, going).find(sorted(new, key=_in_order))
    by_id = {move.reorganisation.id: move for move in going.values()}
    for key, one in sorted(scene.converted.items()):
        entry = scene.entries.get(key)
        move = going.get(_domain(one.old))
        if entry is None or move is None or move.reorganisation.id not in by_id:
            continue
        if entry.state is not State.CLOSED and move.reorganisation.id == one.reorganisation:
            _put(scene, entry, one, move)


def _late(scene: Scene, entry: Entry) -> bool:
    """Tell whether the address to be converted was not known before people were settled: joined, reopened, moved."""
    known, present = scene.converted.get(entry.key), scene.current.get(entry.key)
    if known is not None:
        return entry.address not in (known.old, known.new)
    return present is None or present.state is State.CLOSED or present.address != entry.address


def _put(scene: Scene, entry: Entry, one: Converted, move: _Move) -> None:
    if entry.address not in (one.old, one.new):
        return  # another rule gave it another address
    phase, until = move.phase(scene.today), f"{move.row.until:%d/%m/%Y}"
    if phase is Phase.PREPARED:
        made = _with(entry, one.old, alias=one.new)
        vi, en = f"chuẩn bị địa chỉ mới {one.new}", f"the new address {one.new} is prepared"
    elif scene.today <= move.row.until:
        made = _with(entry, one.new, alias=one.old)
        vi = f"đổi sang {move.row.new}; địa chỉ cũ còn nhận thư đến hết ngày {until}"
        en = f"moved to {move.row.new}; the old address still receives until {move.row.until.isoformat()}"
    else:
        made = _with(entry, one.new, gone=one.old)
        vi, en = f"địa chỉ cũ hết hạn ngày {until}", f"the old address ended on {move.row.until.isoformat()}"
    there = scene.current.get(entry.key)
    if made == entry and (there is None or addresses(there) == addresses(made)):
        return
    paper = move.row.decision
    text = Text(vi=f"{vi} ({paper})", en=f"{en} ({paper})")
    scene.put(made, Reason(text) if there != made else None)


def _with(entry: Entry, address: str, *, alias: str = "", gone: str = "") -> Entry:
    both = {address, alias, gone} - {""}
    aliases = {*entry.aliases} - both | ({alias} - {""})
    retired = {*entry.retired} - both | ({gone} - {""})
    return replace(entry, address=address, aliases=tuple(sorted(aliases)), retired=tuple(sorted(retired)))
