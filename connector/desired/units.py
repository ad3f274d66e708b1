"""Agency boxes: every agency exactly one, named by a registry, never silently by a formula.

Where the name of a unit's box comes from, first match wins: the box it has; the registry (organisation
file, then HR's sheet of units); a decision; the rule's proposal where the organisation accepts proposals
unasked; else a question with the proposals that are free.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from connector.desired.claims import RESERVED
from connector.desired.scene import Scene, question_key
from connector.model.directory import State, UnitMailbox, is_parked, unit_key
from connector.model.plan import Candidate, Question, QuestionKind, Reason
from connector.model.roster import Unit
from connector.model.succession import RENAMED, Converted, SuccessionKind
from connector.rules.addresses import Agency
from connector.rules.gate import is_local_part
from connector.rules.units import to_agency, unit_address, unit_candidates
from connector.text import Text


@dataclass(frozen=True, slots=True)
class _Named:
    """A unit with the name of its box, and why it is called so."""

    agency: Agency
    address: str
    why: Text


def settle_units(scene: Scene) -> None:
    """Say what the box of every unit should be, parents first, or ask."""
    in_order = tuple(_parents_first(scene))
    _reserve_registered(scene, in_order)
    for unit in in_order:
        present = scene.current.get(unit_key(unit.key))
        box = present if isinstance(present, UnitMailbox) else None
        if scene.perhaps_renamed(unit.key):
            continue
        named = _named(scene, unit, box)
        if box is None and unit_key(unit.key) in scene.memory.unadopted:
            # Its people get theirs by a registered name; the box is perhaps there already, made by others.
            scene.agencies.update({unit.key: named.agency} if named is not None else {})
            continue
        if named is None:
            scene.ask(_question(scene, unit))
            continue
        scene.agencies[unit.key] = named.agency
        reason = Reason(named.why, scene.profile.unit.article, unit.origin)
        scene.put(_described(scene, unit, box, named.address), reason)


def _parents_first(scene: Scene) -> Iterator[Unit]:
    def depth(unit: Unit) -> int:
        steps, above = 0, scene.units.get(unit.parent)
        while above is not None:
            steps, above = steps + 1, scene.units.get(above.parent)
        return steps

    yield from sorted(scene.units.values(), key=lambda unit: (depth(unit), unit.key))


def _reserve_registered(scene: Scene, units: tuple[Unit, ...]) -> None:
    """Keep registered names for their units before any rule could give them to somebody else.

    A reserved name (postmaster, admin) is nobody's for being in HR's list: only the regulation may name it.
    """
    by_regulation = {entry.mailbox for entry in scene.profile.agency}
    above: dict[str, Agency] = {}
    for unit in units:
        agency = to_agency(scene.profile, unit, above.get(unit.parent))
        address = unit_address(scene.profile, agency, scene.today) if agency is not None else None
        if agency is not None and address is not None:
            above[unit.key] = agency
            if scene.claims.owner(address) != RESERVED or agency.mailbox in by_regulation:
                scene.claims.take([address], unit_key(unit.key))


def _named(scene: Scene, unit: Unit, box: UnitMailbox | None) -> _Named | None:
    """Return how the unit's box is called, or None where a person has to say."""
    profile, parent = scene.profile, scene.agencies.get(unit.parent)
    key = unit_key(unit.key)
    if box is not None and not is_parked(box.address):
        local_part = box.address.partition("@")[0]
        agency = to_agency(profile, unit, parent, local_part)
        if agency is None:
            return None
        renamed = _renamed(scene, unit, box, agency)
        return renamed or _Named(agency, box.address, AS_LISTED)
    choice = scene.decided(question_key(QuestionKind.UNIT_BOX, key)).strip().lower()
    decided = choice.partition("@")[0]
    accepted = profile.unit.unregistered == "accept-proposal"
    proposed = next((c.local_part for c in _free(scene, unit)), "") if accepted else ""
    for name, why in (("", REGISTERED), (decided, DECIDED), (proposed, PROPOSED)):
        if name and not is_local_part(name):
            continue
        agency = to_agency(profile, unit, parent, name)
        address = unit_address(profile, agency, scene.today) if agency is not None else None
        if why is DECIDED and "@" in choice and address != choice:
            continue  # a domain that is not ours
        if agency is not None and address is not None and scene.claims.free(address, key):
            return _Named(agency, address, why)
    return None


def _renamed(scene: Scene, unit: Unit, box: UnitMailbox, agency: Agency) -> _Named | None:
    """Return the new address of a unit that a decision renamed, once its new name is registered."""
    row = scene.tree.rows.get(unit.key)
    if row is None or row.kind is not SuccessionKind.RENAMED or scene.profile.unit.renamed == "keep":
        return None
    address = unit_address(scene.profile, agency, scene.today)
    key = unit_key(unit.key)
    if address is None or address == box.address or not scene.claims.free(address, key):
        return None
    if address.partition("@")[2] != box.address.partition("@")[2]:
        return None  # another domain is another decision
    if row.reorganisation:
        scene.note(Converted(f"{row.reorganisation}{RENAMED}", key, box.address, address))
    text = Text(
        vi=f"đơn vị đổi tên thành {unit.name} ({row.decision}); địa chỉ cũ là địa chỉ phụ",
        en=f"the unit is now called {unit.name} ({row.decision}); the old address is an alias",
    )
    return _Named(agency, address, text)


AS_LISTED = Text(vi="theo danh sách đơn vị", en="as the list of units says")
REGISTERED = Text(vi="tên hộp thư đã đăng ký của đơn vị", en="the unit's registered box")
DECIDED = Text(vi="tên hộp thư đã được quyết định", en="the name of the box was decided")
PROPOSED = Text(vi="tên hộp thư theo đề xuất của quy tắc", en="the name of the box as the rule proposes")


def _free(scene: Scene, unit: Unit) -> list[Candidate]:
    key = unit_key(unit.key)
    offers = unit_candidates(scene.profile, unit.name, scene.agencies.get(unit.parent), scene.today)
    return [candidate for candidate in offers if scene.claims.free(candidate.address, key)]


def _described(scene: Scene, unit: Unit, box: UnitMailbox | None, address: str) -> UnitMailbox:
    agency = scene.agency_unit(unit)
    key = unit_key(unit.key)
    aliases = box.aliases if box is not None else ()
    if box is not None and box.address != address and not is_parked(box.address):
        aliases = tuple(sorted({*aliases, box.address} - {address}))
    return UnitMailbox(
        key=key,
        unit=unit.key,
        address=address,
        aliases=aliases,
        retired=scene.retired(key, box, address, aliases),
        state=box.state if box is not None and not _comes_back(scene, unit, box) else State.ACTIVE,
        name=unit.name,
        agency_name=agency.name if agency is not None else "",
        phone=unit.phone,
        quota=scene.quota(scene.profile.quota.unit, box),
    )


def _comes_back(scene: Scene, unit: Unit, box: UnitMailbox) -> bool:
    """Tell whether HR lists a unit again that was closed because it had gone."""
    key = question_key(QuestionKind.SUCCESSION, unit_key(unit.key))
    return box.state is State.CLOSED and scene.decided(key) != ""


def _question(scene: Scene, unit: Unit) -> Question:
    key = unit_key(unit.key)
    agency = to_agency(scene.profile, unit, scene.agencies.get(unit.parent))
    text = Text(vi="đơn vị chưa có tên hộp thư đã đăng ký.", en="the unit has no registered box.")
    candidates = tuple(_free(scene, unit))
    if agency is not None:
        candidates = ()  # what is registered goes before every answer
        text = Text(
            vi=f"tên hộp thư đã đăng ký “{agency.mailbox}” đã thuộc về nơi khác hoặc là tên dành riêng."
            " Hãy đăng ký tên khác trong danh sách đơn vị.",
            en=f"the registered box “{agency.mailbox}” belongs to somebody else, or is reserved."
            " Register another in the list of units.",
        )
    return Question(
        question_key(QuestionKind.UNIT_BOX, key),
        QuestionKind.UNIT_BOX,
        key,
        unit.name,
        unit.key,
        text,
        candidates,
        scene.profile.unit.article,
        unit.origin,
    )
