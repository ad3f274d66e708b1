"""One distribution list for each unit, with the people who work there.

The list of an agency holds the people of its rooms as well; the list of a room holds its own. Who has
further posts (kiêm nhiệm) is on the lists of all their units; while HR has no usable row of a person, they
stay on the lists they are on. A unit without people has its own box as the one member, so that mail to its
list never bounces.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from connector.desired.scene import Scene
from connector.model.directory import MailList, PersonalMailbox, State, list_key, unit_key
from connector.model.plan import Reason
from connector.model.roster import Unit
from connector.model.succession import RENAMED, Converted, SuccessionKind
from connector.rules.units import list_candidate
from connector.text import Text

FOLLOWS = Text(vi="thành viên theo đơn vị công tác", en="members follow the unit they work in")


def settle_lists(scene: Scene) -> None:
    """Say what the list of every unit should be; a unit whose box is in question keeps its list."""
    if not scene.profile.unit.list_.enabled:
        return
    members = _members(scene)
    reason = Reason(FOLLOWS, scene.profile.unit.list_.article)
    for unit in scene.units.values():
        key = list_key(unit.key)
        present = scene.current.get(key)
        entry = _list_of(scene, unit, present, members[unit.key])
        if entry is None:
            scene.keep(key)
        else:
            scene.put(entry, reason)


def _list_of(scene: Scene, unit: Unit, present: object, members: set[str]) -> MailList | None:
    key, own_box = list_key(unit.key), unit_key(unit.key)
    if not members and own_box in scene.entries:
        members = {own_box}
    if not members:
        return None
    if isinstance(present, MailList):
        address, aliases, retired = present.address, present.aliases, present.retired
        renamed = _renamed(scene, unit, present)
        if renamed:
            aliases, address = tuple(sorted({*aliases, address} - {renamed})), renamed
            retired = tuple(one for one in retired if one != renamed)
    else:
        agency = scene.agencies.get(unit.key)
        free = list_candidate(scene.profile, agency, scene.today) if agency is not None else None
        if free is None or not scene.claims.free(free.address, key):
            return None
        address, aliases, retired = free.address, (), ()
    return MailList(
        key=key,
        unit=unit.key,
        address=address,
        aliases=aliases,
        retired=retired,
        name=unit.name,
        members=tuple(sorted(members)),
    )


def _renamed(scene: Scene, unit: Unit, present: MailList) -> str:
    """Return the new address of the list of a unit that a decision renamed; empty where it stays."""
    row, agency = scene.tree.rows.get(unit.key), scene.agencies.get(unit.key)
    if row is None or row.kind is not SuccessionKind.RENAMED or scene.profile.unit.renamed == "keep":
        return ""
    by_rule = list_candidate(scene.profile, agency, scene.today) if agency is not None else None
    if by_rule is None or by_rule.address == present.address:
        return ""
    same_domain = by_rule.address.partition("@")[2] == present.address.partition("@")[2]
    if not same_domain or not scene.claims.free(by_rule.address, present.key):
        return ""
    if row.reorganisation:
        name = f"{row.reorganisation}{RENAMED}"
        scene.note(Converted(name, present.key, present.address, by_rule.address))
    return by_rule.address


def _members(scene: Scene) -> dict[str, set[str]]:
    """Return unit key → keys of the open boxes of its people."""
    members: dict[str, set[str]] = defaultdict(set)
    above = {unit.key: tuple(_lists_above(scene, unit)) for unit in scene.units.values()}
    open_boxes = {
        entry.key: entry
        for entry in scene.entries.values()
        if isinstance(entry, PersonalMailbox) and entry.state is State.ACTIVE
    }
    for entry in open_boxes.values():
        for unit in above.get(entry.unit, ()):
            members[unit].add(entry.key)
    for key, where in _further(scene, open_boxes):
        for unit in above.get(where, ()):
            members[unit].add(key)
    return members


def _further(scene: Scene, open_boxes: Mapping[str, PersonalMailbox]) -> Iterator[tuple[str, str]]:
    """Yield the boxes that are on the lists of further units too, each with the unit."""
    for person in scene.roster.people:
        key = scene.settled.get(person.key, "")
        if person.posts and key in open_boxes:
            yield from ((key, post.unit) for post in person.posts)
    unsaid = {key for key, box in open_boxes.items() if box.person not in scene.settled}
    for entry in scene.current if unsaid else ():
        if isinstance(entry, MailList):
            yield from ((key, entry.unit) for key in unsaid.intersection(entry.members))


def _lists_above(scene: Scene, unit: Unit) -> Iterator[str]:
    """Yield the unit and the units above it, up to and with its agency."""
    agency = scene.agency_unit(unit)
    current: Unit | None = unit
    while current is not None:
        yield current.key
        if agency is None or current.key == agency.key:
            return
        current = scene.units.get(current.parent)
