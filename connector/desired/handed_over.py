"""Where every agency has its own boxes, and the operator opted in: mail to the old one still reaches who moved.

(NB Đ7.2 ends the old box; `[transfer.alias] keep = true` is a choice of the operator.) The old box is closed and
steps aside, and what it delivered is an alias of the box at the new agency. Who comes back has it the other way
round again.
"""

from collections.abc import Mapping
from dataclasses import replace

from connector.desired.inherited import aside, is_succeeded
from connector.desired.scene import Scene
from connector.model.directory import Directory, PersonalMailbox, State, is_parked, person_key
from connector.model.plan import Reason
from connector.model.roster import Roster
from connector.rules.profile import Profile
from connector.rules.units import agency_of
from connector.text import Text


def heirs_of_movers(roster: Roster, profile: Profile, current: Directory) -> Mapping[str, str]:
    """Return key of an old box → key of the same person's box at their present agency; none unless opted in."""
    if profile.transfer.between.mode != "new-box" or not profile.transfer.alias.keep:
        return {}
    units = {unit.key: unit for unit in roster.units}
    present: dict[str, str] = {}
    for person in roster.people:
        agency = agency_of(profile, units[person.unit], units) if person.status.serving else None
        if agency is not None:
            present[person.key] = person_key(person.key, agency.key)
    boxes = [entry for entry in current if isinstance(entry, PersonalMailbox)]
    # Who left, or is missing, keeps what was handed over where it is.
    last = {box.person: box.key for box in boxes if not is_succeeded(box.address)}
    heirs: dict[str, str] = {}
    for box in boxes:
        stays = last.get(box.person, box.key) if is_succeeded(box.address) else box.key
        heirs[box.key] = present.get(box.person, stays)
    return {old: new for old, new in heirs.items() if old != new}


def hand_over(scene: Scene, heirs: Mapping[str, str]) -> None:
    """Let the box at the present agency take over what the old ones delivered, once they are closed."""
    for old, new in sorted(heirs.items()):
        before, now = scene.entries.get(old), scene.entries.get(new)
        if not isinstance(before, PersonalMailbox) or not isinstance(now, PersonalMailbox):
            continue
        if before.state is State.CLOSED and now.state is not State.CLOSED:
            _hand_over(scene, before, now)


def _hand_over(scene: Scene, before: PersonalMailbox, now: PersonalMailbox) -> None:
    had = {one for one in (before.address, *before.aliases) if not (is_succeeded(one) or is_parked(one))}
    aliases = tuple(sorted({*now.aliases, *had} - {now.address}))
    text = Text(
        vi=f"thư gửi địa chỉ cũ ở {before.agency_name} đến hộp thư mới",
        en=f"mail to the old address at {before.agency_name} goes to the new box",
    )
    reason = Reason(text, scene.profile.transfer.alias.article)
    if had:
        retired = tuple(one for one in now.retired if one not in aliases)
        scene.put(replace(now, aliases=aliases, retired=retired), scene.reasons.get(now.key, reason))
    scene.put(replace(before, address=aside(before), aliases=()), scene.reasons.get(before.key, reason))
