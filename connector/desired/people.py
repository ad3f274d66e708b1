"""Personal boxes: who joins, stays, moves and leaves.

==================================  ==========================================================
HR says                             and the box
==================================  ==========================================================
serving, no box yet                 joins: gets an address by the rule, or a question is asked
serving, same agency                stays: the address never changes, what the book says does
serving, a new address approved     keeps the box; the old address becomes an alias
serving, another agency             moves as the regulation says: keep, rename, new-box, ask
serving, box closed                 comes back to the old box and the old address
serving, perhaps a box of others    nothing: somebody is asked whether that box is theirs
anything, but from a day to come    what is there stays as it is until that day
no longer serving                   the box is closed; its addresses go to nobody else
==================================  ==========================================================
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from connector.desired.inherited import is_succeeded
from connector.desired.joiners import DECIDED, Joiner, give_addresses, offered, read_name
from connector.desired.moved import note_moved
from connector.desired.new_names import NewName, new_name, renaming
from connector.desired.scene import Scene, as_address, person_question, question_key
from connector.model.directory import PersonalMailbox, State, is_parked, person_key, unit_key
from connector.model.plan import Candidate, Question, QuestionKind, Reason
from connector.model.posts import titles
from connector.model.roster import Employment, Person, Unit
from connector.model.spoken import spoken
from connector.rules.gate import is_local_part
from connector.text import Text

NEW_BOX, KEEP, RENAME, ASK = "new-box", "keep", "rename", "ask"
CHOICES = (KEEP, RENAME)
"""What a person may answer to a transfer."""

Boxes = Mapping[str, Sequence[PersonalMailbox]]


def settle_people(scene: Scene) -> None:
    """Say for everybody HR mentions what their box should be, or ask."""
    boxes = _boxes_by_person(scene)
    joiners: list[Joiner] = []
    for person in scene.roster.people:
        mine = boxes.get(person.key, ())
        if _not_yet(scene, person, mine):
            _wait_for_the_day(scene, person, mine)
        elif not mine and person_key(person.key) in scene.memory.unadopted:
            continue
        elif person.status.serving:
            joiners += _serve(scene, person, mine)
        else:
            _dismiss(scene, person, mine)
    in_order = sorted(joiners, key=lambda joiner: natural(joiner.key))
    give_addresses(scene, in_order, lambda joiner, chosen: _arrive(scene, joiner, chosen))
    for person in scene.roster.people:
        mine = boxes.get(person.key, ())
        if person.status.serving and not _not_yet(scene, person, mine):
            _leave_behind(scene, person, mine)
    note_moved(scene)


def natural(key: str) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts keys as people count: CB2 before CB10."""
    parts = (part for part in re.split(r"(\d+)", key) if part)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _boxes_by_person(scene: Scene) -> Boxes:
    boxes: dict[str, list[PersonalMailbox]] = {}
    for entry in scene.current:
        if isinstance(entry, PersonalMailbox):
            boxes.setdefault(entry.person, []).append(entry)
    return boxes


# Not yet


def _not_yet(scene: Scene, person: Person, boxes: Sequence[PersonalMailbox]) -> bool:
    """Tell whether the row speaks of a day to come, about somebody who has an open box until then."""
    ahead = person.since is not None and person.since > scene.today
    return ahead and any(box.state is not State.CLOSED for box in boxes)


def _wait_for_the_day(scene: Scene, person: Person, boxes: Iterable[PersonalMailbox]) -> None:
    since = f"{person.since:%d/%m/%Y}"
    text = Text(
        vi=f"danh sách ghi có hiệu lực từ ngày {since}; đến ngày đó mới thay đổi",
        en=f"the roster says from {since}; nothing changes before that day",
    )
    for box in boxes:
        scene.keep(box.key)
        scene.reasons[box.key] = Reason(text, "", person.origin)


# Leaving

LEAVING: Mapping[Employment, Text] = {
    Employment.RETIRED: Text(vi="nghỉ hưu", en="retired"),
    Employment.LEFT: Text(vi="thôi việc", en="left the service"),
    Employment.MOVED_AWAY: Text(vi="chuyển công tác ra ngoài", en="moved to a body outside"),
    Employment.DECEASED: Text(vi="từ trần", en="deceased"),
}


def _dismiss(scene: Scene, person: Person, boxes: Iterable[PersonalMailbox]) -> None:
    papers = f" ({person.decision})" if person.decision else ""
    word = LEAVING[person.status]
    text = Text(vi=f"{word.vi}{papers}", en=f"{word.en}{papers}")
    for box in boxes:
        if box.state is State.CLOSED:
            scene.keep(box.key)
        else:
            reason = Reason(text, scene.profile.leaver.article, person.origin)
            scene.put(replace(box, state=State.CLOSED), reason)


# Serving


def _serve(scene: Scene, person: Person, boxes: Sequence[PersonalMailbox]) -> Iterator[Joiner]:
    """Settle a serving person who keeps an address; yield the one who needs one."""
    unit = scene.units[person.unit]
    agency = scene.agency_unit(unit)
    per_agency = scene.profile.transfer.between.mode == NEW_BOX
    key = person_key(person.key, agency.key if per_agency and agency else "")
    box = next((box for box in boxes if box.key == key), None)
    joiner = Joiner(
        person,
        key,
        unit,
        agency.name if agency else "",
        scene.agencies.get(agency.key) if agency else None,
        _joining(scene, person, moved=bool(boxes)),
        box,
    )
    if _waits_for_lost_unit(scene, joiner, boxes, agency):
        for one in boxes:
            scene.keep(one.key)
    elif box is None or is_parked(box.address) or is_succeeded(box.address):
        yield joiner
    elif _rename(scene, joiner, box):
        return
    elif _changes_agency(scene, box, agency):
        yield from _move(scene, joiner, box, agency)
    else:
        yield from _remain(scene, joiner, box)


def _remain(scene: Scene, joiner: Joiner, box: PersonalMailbox) -> Iterator[Joiner]:
    """Settle somebody who stays where they are; yield the one whose new name changes the address."""
    said = new_name(scene, joiner, box)
    if said is NewName.RENAME:
        yield renaming(scene, joiner)
    elif said is NewName.WAIT:
        scene.keep(box.key)
        scene.settled[joiner.person.key] = joiner.key
    else:
        _stay(scene, joiner, box, _staying(scene, joiner.person, box))


def _waits_for_lost_unit(
    scene: Scene, joiner: Joiner, boxes: Sequence[PersonalMailbox], agency: Unit | None
) -> bool:
    """Tell whether somebody only seems to move: their agency is gone and nobody has said what became of it.

    It may have a new key and nothing else. Who moves to a unit that has a box, under a regulation that keeps
    addresses, has nothing to wait for.
    """
    if not scene.lost:
        return False
    if scene.profile.transfer.between.mode == KEEP and not scene.perhaps_renamed(joiner.person.unit):
        return False
    for box in boxes:
        homes = {box.unit, box.key.partition("@")[2]} & scene.lost
        if box.state is not State.CLOSED and homes and box.agency_name != (agency.name if agency else ""):
            return True
        if box.state is not State.CLOSED and box.key != joiner.key and homes:
            return True
    return False


def _rename(scene: Scene, joiner: Joiner, box: PersonalMailbox) -> bool:
    """Give the address that an approved request asks for; tell whether that settles the person."""
    asked = scene.memory.renames.get(joiner.person.key)
    if asked is None:
        return False
    address = as_address(asked.address, scene.domain("person"))
    local_part = address.partition("@")[0]
    if address == box.address:
        return False
    if not (is_local_part(local_part) and scene.claims.free(address, joiner.key)):
        text = Text(
            vi=f"{asked.reason.text.vi}: không cấp được địa chỉ {address} vì đã có người dùng hoặc được giữ lại.",
            en=f"{asked.reason.text.en}: the address {address} is taken or reserved.",
        )
        article = asked.reason.article
        scene.ask(person_question(QuestionKind.CONFLICT, joiner.key, joiner.person, text, article=article))
        return False
    chosen = Candidate(local_part, address, asked.reason.text.vi, asked.reason.article)
    _arrive(scene, replace(joiner, reason=asked.reason), chosen)
    return True


def _joining(scene: Scene, person: Person, *, moved: bool) -> Reason:
    if moved:
        text = Text(vi="chuyển đến cơ quan này, được cấp hộp thư mới", en="moved to this agency: a new box")
        return Reason(text, scene.profile.transfer.between.article, person.origin)
    return Reason(Text(vi="mới có trong danh sách", en="new in the roster"), "", person.origin)


def _staying(scene: Scene, person: Person, box: PersonalMailbox) -> Reason:
    if box.state is State.CLOSED:
        text = Text(vi="công tác trở lại, mở lại hộp thư cũ", en="serving again: the old box is reopened")
        return Reason(text, "", person.origin)
    text = Text(vi="theo danh sách của Nội vụ", en="as the HR roster says")
    return Reason(text, scene.profile.transfer.inside.article, person.origin)


def _stay(scene: Scene, joiner: Joiner, box: PersonalMailbox, reason: Reason) -> None:
    scene.put(_described(scene, joiner, box, box.address, box.aliases), reason)


BY_DECISION = Text(vi="theo quyết định", en="as decided")


def _arrive(scene: Scene, joiner: Joiner, chosen: Candidate) -> None:
    """Give a joiner the address that was chosen; the one before becomes an alias where the rule says so."""
    box, aliases = joiner.previous, ()
    if box is not None:
        nameless = is_parked(box.address) or is_succeeded(box.address)
        old = () if nameless or box.address == chosen.address else (box.address,)
        kept = old if scene.profile.transfer.alias.keep else ()
        aliases = tuple(sorted({*box.aliases, *kept} - {chosen.address}))
    reason = joiner.reason
    if not reason.article:
        by = BY_DECISION if chosen.template == DECIDED else spoken(chosen.template)
        text = Text(vi=f"{reason.text.vi}; địa chỉ: {by.vi}", en=f"{reason.text.en}; address: {by.en}")
        reason = Reason(text, chosen.article, reason.where)
    scene.put(_described(scene, joiner, box, chosen.address, aliases), reason)


def _described(
    scene: Scene, joiner: Joiner, box: PersonalMailbox | None, address: str, aliases: tuple[str, ...]
) -> PersonalMailbox:
    """Return the box of a serving person with what HR says of them; a suspension stays."""
    person = joiner.person
    surname, given = _name_fields(person, box)
    suspended = box is not None and box.state is State.SUSPENDED
    scene.settled[person.key] = joiner.key
    return PersonalMailbox(
        key=joiner.key,
        person=person.key,
        also=box.also if box is not None else (),
        address=address,
        aliases=aliases,
        retired=scene.retired(joiner.key, box, address, aliases),
        state=State.SUSPENDED if suspended else State.ACTIVE,
        name=person.name,
        surname=surname,
        given=given,
        title=titles(person),
        unit=person.unit,
        unit_name=joiner.unit.name,
        agency_name=joiner.agency_name,
        phone=person.phone,
        quota=scene.quota(scene.profile.quota.person, box),
        listed=not person.unlisted,
    )


def _name_fields(person: Person, box: PersonalMailbox | None) -> tuple[str, str]:
    """Return what the address book sorts by: family and given name, as far as they are certain."""
    if box is not None and box.name == person.name:
        return box.surname, box.given
    parts = read_name(person).parts
    return (person.name, "") if parts is None else (parts.family or person.name, parts.given)


# Moving


def _changes_agency(scene: Scene, box: PersonalMailbox, agency: Unit | None) -> bool:
    if scene.profile.transfer.between.mode == NEW_BOX or box.unit == "":
        return False
    before = scene.units.get(box.unit)
    if before is None:
        return (agency.name if agency else "") != box.agency_name
    old = scene.agency_unit(before)
    if (old.key if old else "") != (agency.key if agency else ""):
        return True
    return scene.tree.heirs.get(_former(scene).get(box.agency_name, "")) == (agency.key if agency else "")


def _former(scene: Scene) -> Mapping[str, str]:
    """Return name → key of the units that went up in others: a room keeps its key when its agency does."""
    if not scene.former and scene.tree.heirs:
        for old in scene.tree.heirs:
            box = scene.current.get(unit_key(old))
            if box is not None:
                scene.former[box.name] = old
    return scene.former


def _move(scene: Scene, joiner: Joiner, box: PersonalMailbox, agency: Unit | None) -> Iterator[Joiner]:
    """Do with somebody who changed agency what the regulation, or a person, says."""
    rule = scene.profile.transfer.between
    mode, about = str(rule.mode), f"{box.unit}>{agency.key if agency else ''}"
    if mode == ASK:
        mode = scene.decided(question_key(QuestionKind.TRANSFER, joiner.key, about))
        if mode not in CHOICES:
            scene.keep(box.key)
            scene.settled[joiner.person.key] = joiner.key
            scene.ask(_transfer_question(joiner, box, rule.article, about))
            return
    row = scene.tree.rows.get(_former(scene).get(box.agency_name, ""))
    paper = f" ({row.decision})" if row is not None else ""
    text = Text(
        vi=f"chuyển công tác từ {box.agency_name or box.unit_name} đến {joiner.agency_name}{paper}",
        en=f"moved from {box.agency_name or box.unit_name} to {joiner.agency_name}{paper}",
    )
    if box.state is State.CLOSED:
        back = _staying(scene, joiner.person, box).text
        text = Text(vi=f"{back.vi}; {text.vi}", en=f"{back.en}; {text.en}")
    reason = Reason(text, rule.article, joiner.person.origin)
    if mode == KEEP or _fits(scene, joiner, box):
        _stay(scene, joiner, box, reason)
    else:
        yield replace(joiner, reason=reason)


def _transfer_question(joiner: Joiner, box: PersonalMailbox, article: str, about: str) -> Question:
    text = Text(
        vi=f"chuyển từ {box.agency_name} đến {joiner.agency_name}: giữ địa chỉ {box.address} ({KEEP})"
        f" hay đổi theo cơ quan mới ({RENAME})?",
        en=f"moved from {box.agency_name} to {joiner.agency_name}: keep the address {box.address} ({KEEP})"
        f" or change it as the rule of the new agency says ({RENAME})?",
    )
    local_part = box.address.partition("@")[0]
    candidates = [Candidate(local_part, choice, choice, article) for choice in CHOICES]
    return person_question(
        QuestionKind.TRANSFER, joiner.key, joiner.person, text, candidates, article=article, about=about
    )


def _fits(scene: Scene, joiner: Joiner, box: PersonalMailbox) -> bool:
    """Tell whether the present address is one the rule would give at the new agency too."""
    parts = read_name(joiner.person).parts
    return parts is None or any(c.address == box.address for c in offered(scene, joiner, parts))


def _leave_behind(scene: Scene, person: Person, boxes: Iterable[PersonalMailbox]) -> None:
    """Close a serving person's other boxes once the one at their present agency is settled."""
    for box in boxes:
        if box.key in scene.entries:
            continue
        if box.state is State.CLOSED or person.key not in scene.settled:
            scene.keep(box.key)
        else:
            text = Text(vi="chuyển sang cơ quan khác", en="moved to another agency")
            reason = Reason(text, scene.profile.transfer.between.article, person.origin)
            scene.put(replace(box, state=State.CLOSED), reason)
