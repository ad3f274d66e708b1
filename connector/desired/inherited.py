"""What becomes of the box and the list of a unit that ended: its addresses go to the unit that follows it.

The old box is closed and steps aside to an address that says nothing, so that what was in it can still be read;
every address it had delivers to the heir from then on. Where the heir has no box (yet), nothing moves.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256

from connector.desired.absent import KEEP
from connector.desired.leaving import CLOSE
from connector.desired.scene import Scene, question_key
from connector.desired.succession import MERGED, RENAMED
from connector.model.directory import (
    Entry,
    MailList,
    PersonalMailbox,
    State,
    UnitMailbox,
    is_parked,
    list_key,
    unit_key,
)
from connector.model.plan import Candidate, Question, QuestionKind, Reason
from connector.model.succession import ENDED, Converted, SuccessionKind, UnitSuccession
from connector.text import Text

SUCCEEDED_PREFIX = "succeeded-"
"""Local parts that begin so belong to boxes of units that ended."""

Key = Callable[[str], str]
"""`unit_key` or `list_key`."""


def is_succeeded(address: str) -> bool:
    """Tell whether `address` is that of a box whose own addresses went to an heir."""
    return address.startswith(SUCCEEDED_PREFIX)


def aside(entry: Entry) -> str:
    """Return the address to which the box or list of an ended unit steps aside."""
    if is_succeeded(entry.address):
        return entry.address
    mark = sha256(entry.key.encode()).hexdigest()[:12]
    return f"{SUCCEEDED_PREFIX}{mark}@{entry.address.rpartition('@')[2]}"


def settle_ended(scene: Scene, key: Key) -> None:
    """Let heirs take over what ended units had; `key` says of what: their boxes, or their lists."""
    for old, new in sorted(scene.tree.heirs.items()):
        before, heir = scene.current.get(key(old)), scene.entries.get(key(new))
        row = scene.tree.rows[old]
        if before is not None and not isinstance(before, PersonalMailbox):
            if heir is None or isinstance(heir, PersonalMailbox):
                _without_heir(scene, before, new, row)
            else:
                _take_over(scene, before, heir, row)
    for old, row in sorted(scene.tree.ended.items()):
        before = scene.current.get(key(old))
        if before is not None and not isinstance(before, PersonalMailbox):
            _close(scene, before, Reason(_said(row, before.name, ""), scene.profile.unit.article))


def _take_over(
    scene: Scene, before: UnitMailbox | MailList, heir: UnitMailbox | MailList, row: UnitSuccession
) -> None:
    """Close `before` and give everything it had to `heir`; what delivered still delivers."""
    there = scene.current.get(heir.key)
    had = {before.address, *before.aliases} - {aside(before)}
    if there is not None:
        had |= {one for one in there.aliases if scene.claims.first_owner(one) == before.key}
    gone = {*before.retired, *scene.claims.had(before.key)} - {aside(before), *had}
    gone = {one for one in gone if not is_parked(one) and not is_succeeded(one)}
    reason = Reason(_said(row, before.name, heir.name), scene.profile.unit.article)
    aliases = {*heir.aliases, *had} - {heir.address}
    taken = replace(
        heir,
        aliases=tuple(sorted(aliases)),
        retired=tuple(sorted({*heir.retired, *gone} - aliases - {heir.address})),
    )
    if taken != heir or there != taken:
        scene.put(taken, reason if there != taken else None)
    closed = replace(before, address=aside(before), aliases=(), retired=(), state=State.CLOSED, listed=False)
    if isinstance(closed, MailList):
        closed = replace(closed, members=_one_member(scene, closed, heir.key))
    scene.put(closed, reason)
    if row.reorganisation:
        _remember(scene, before, closed, row)


def _remember(scene: Scene, before: Entry, closed: Entry, row: UnitSuccession) -> None:
    """Note which address the old box had, so that it comes back to it when the decision is taken back."""
    name = f"{row.reorganisation}{ENDED}"
    old = "" if is_succeeded(before.address) else before.address
    for one in scene.memory.converted:
        if (one.reorganisation, one.key, one.new) == (name, before.key, closed.address):
            old = one.old
    if old:
        scene.note(Converted(name, before.key, old, closed.address))


def _one_member(scene: Scene, closed: MailList, heir: str) -> tuple[str, ...]:
    """Return whom a list that delivers nowhere has as its member: no list is ever empty."""
    box = f"unit/{heir.partition('/')[2]}"
    return (box,) if box in scene.entries else closed.members


def _without_heir(scene: Scene, before: UnitMailbox | MailList, new: str, row: UnitSuccession) -> None:
    """Keep what the heir cannot take; mail to the list of the old unit goes to the new unit's box meanwhile."""
    box = unit_key(new)
    if isinstance(before, MailList) and box in scene.entries and before.state is not State.CLOSED:
        name = scene.entries[box].name
        reason = Reason(_said(row, before.name, name), scene.profile.unit.article)
        scene.put(replace(before, members=(box,)), reason if before.members != (box,) else None)
    else:
        scene.keep(before.key)


def _close(scene: Scene, before: UnitMailbox | MailList, reason: Reason) -> None:
    scene.put(replace(before, state=State.CLOSED), reason if before.state is not State.CLOSED else None)


def _said(row: UnitSuccession, old: str, new: str) -> Text:
    vi = {
        SuccessionKind.MERGED: f"{old} sáp nhập vào {new}",
        SuccessionKind.DISSOLVED: f"{old} giải thể, {new} tiếp nhận" if new else f"{old} giải thể",
        SuccessionKind.SPLIT: f"{old} chia tách, {new} tiếp nhận hộp thư",
        SuccessionKind.RENAMED: f"{old} đổi thành {new}",
    }[row.kind]
    en = {
        SuccessionKind.MERGED: f"{old} was merged into {new}",
        SuccessionKind.DISSOLVED: f"{old} was dissolved, {new} follows" if new else f"{old} was dissolved",
        SuccessionKind.SPLIT: f"{old} was split, {new} takes over its box",
        SuccessionKind.RENAMED: f"{old} became {new}",
    }[row.kind]
    paper = f" ({row.decision})" if row.decision else ""
    return Text(vi=f"{vi}{paper}", en=f"{en}{paper}")


# Units of which nobody has said what became of them


def find_lost(scene: Scene) -> None:
    """Find the units with an open box that are no longer in HR's list, without a decision or an answer.

    A new unit to which their people went is perhaps the same under another key: it gets no box meanwhile.
    """
    spoken = scene.units.keys() | scene.tree.heirs.keys() | scene.tree.ended.keys()
    lost = {
        entry.unit
        for entry in scene.current
        if isinstance(entry, UnitMailbox) and entry.unit not in spoken and entry.state is not State.CLOSED
    }
    scene.lost.update(unit for unit in lost if _answer(scene, unit) not in (CLOSE, KEEP))
    if scene.lost:
        scene.went_to.update(_where_people_are(scene))


def ask_about_lost(scene: Scene) -> None:
    """Ask what became of each lost unit, and close those of which a person said so; nothing is deleted."""
    for entry in scene.current:
        if not isinstance(entry, UnitMailbox) or entry.unit in scene.units:
            continue
        if entry.unit in scene.lost:
            scene.ask(_question(scene, entry, scene.went_to.get(entry.unit, ())))
        elif entry.unit not in scene.tree.heirs and _answer(scene, entry.unit) == CLOSE:
            decision = scene.memory.decisions[_key(entry.unit)]
            paper = f" ({decision.document})" if decision.document else ""
            text = Text(
                vi=f"đơn vị không còn; {decision.by} quyết định đóng{paper}",
                en=f"the unit is gone; {decision.by} decided to close it{paper}",
            )
            for present in (entry, scene.current.get(list_key(entry.unit))):
                if isinstance(present, UnitMailbox | MailList):
                    _close(scene, present, Reason(text, scene.profile.unit.article))


def _key(unit: str) -> str:
    return question_key(QuestionKind.SUCCESSION, unit_key(unit))


def _answer(scene: Scene, unit: str) -> str:
    return scene.decided(_key(unit))


def _where_people_are(scene: Scene) -> dict[str, tuple[str, ...]]:
    """Return lost unit → the units in which HR now lists most of its people, most first, two at most."""
    now = {person.key: person.unit for person in scene.roster.people}
    without_word = scene.lost - scene.tree.split.keys()
    counts: dict[str, dict[str, int]] = {}
    for entry in scene.current:
        if isinstance(entry, PersonalMailbox) and entry.unit in without_word and entry.person in now:
            found = counts.setdefault(entry.unit, {})
            found[now[entry.person]] = found.get(now[entry.person], 0) + 1
    return {unit: _most(found) for unit, found in counts.items()}


def _most(found: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda key: (-found[key], key)))[:2]


def _question(scene: Scene, box: UnitMailbox, where: tuple[str, ...]) -> Question:
    split = scene.tree.split.get(box.unit, ())
    row = scene.tree.missing.get(box.unit)
    local_part = box.address.partition("@")[0]
    heirs = [one.new for one in split] or list(where)
    words = [_becomes(scene, heir) for heir in heirs if heir in scene.units]
    words = [*words, KEEP] if split else [*words, KEEP, CLOSE]
    names = ", ".join(
        f"{scene.units[heir].name} ({_becomes(scene, heir)})" for heir in heirs if heir in scene.units
    )
    if split:
        text = Text(
            vi=f"đơn vị đã chia tách ({split[0].decision}): đơn vị nào tiếp nhận hộp thư và thư gửi đến? {names}",
            en=f"the unit was split ({split[0].decision}): which unit takes over its box and mail? {names}",
        )
    elif row is not None:
        text = Text(
            vi=f"theo {row.decision}, đơn vị {row.new} kế thừa, nhưng chưa có trong danh sách đơn vị.",
            en=f"{row.decision} names {row.new} as its successor, which HR's list of units does not have.",
        )
    else:
        people = f" Người của đơn vị nay ở: {names}." if names else ""
        now = f" Its people now work in: {names}." if names else ""
        text = Text(
            vi=f"đơn vị không còn trong danh sách và không có quyết định sắp xếp nào.{people}"
            f" Giữ nguyên ({KEEP}) hay đóng ({CLOSE})?",
            en=f"the unit is no longer in the list, and no decision says why.{now}"
            f" Keep it ({KEEP}) or close it ({CLOSE})?",
        )
    candidates = tuple(Candidate(local_part, word, word) for word in words)
    return Question(
        _key(box.unit),
        QuestionKind.SUCCESSION,
        box.key,
        box.name,
        box.unit,
        text,
        candidates,
        scene.profile.unit.article,
    )


def _becomes(scene: Scene, heir: str) -> str:
    """Return the answer by which `heir` follows: under its new key, or as a unit that has its own box."""
    own = scene.current.get(unit_key(heir))
    split = any(one.new == heir for rows in scene.tree.split.values() for one in rows)
    return f"{MERGED if split or own is not None else RENAMED}{heir}"
