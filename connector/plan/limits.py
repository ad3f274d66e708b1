"""`judge`: which changes wait for a person because there are too many of their kind.

A limit is never "log and go on": what is over a limit is held until its plan's digest is approved, and
what is not held proceeds. Each limit is `max(floor, share x what there is)`, counted for the run, and
at twice that for the last seven days, so that a slow bleed is seen as well as a sudden one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from connector.model.directory import Directory, Entry, MailList, PersonalMailbox, State, addresses
from connector.model.outcome import Lately
from connector.model.plan import Change, ChangeKind, Hold
from connector.text import Text


@dataclass(frozen=True, slots=True)
class Limit:
    """As many as `floor`, or as `share` of what there is, whichever is more, may proceed unasked."""

    floor: int
    share: float

    def allows(self, present: int) -> int:
        """Return how many of `present` may change."""
        return max(self.floor, int(self.share * present))


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one organisation; all are on by default. Shares are of boxes (or memberships)."""

    creates: Limit = Limit(10, 0.10)
    updates: Limit = Limit(50, 0.30)
    renames: Limit = Limit(3, 0.02)
    disables: Limit = Limit(5, 0.03)
    removals: Limit = Limit(10, 0.10)
    unit_losses: Limit = Limit(2, 0.30)
    """For each unit by itself: how many people it may lose."""
    source_loss_held: float = 0.05
    """Share of rows by which a source may shrink before the whole plan is held."""
    source_loss_refused: float = 0.30
    """Share of rows by which a source may shrink before it is refused; approval does not help."""
    deletes: Limit = Limit(10, 0.01)
    """How many closed boxes `connector remove` may remove at once; approval does not help."""
    adoptions: Limit = Limit(50, 0.10)
    """Boxes of others that are taken over."""


GROUPS: Mapping[str, frozenset[ChangeKind]] = {
    "creates": frozenset({ChangeKind.CREATE, ChangeKind.REOPEN}),
    "adoptions": frozenset({ChangeKind.ADOPT}),
    "updates": frozenset({ChangeKind.UPDATE}),
    "renames": frozenset({ChangeKind.RENAME}),
    "disables": frozenset({ChangeKind.SUSPEND, ChangeKind.CLOSE, ChangeKind.DELETE}),
}

NAMES: Mapping[str, Text] = {
    "creates": Text(vi="tạo mới", en="creations"),
    "adoptions": Text(vi="nhận quản lý hộp thư có sẵn", en="boxes taken over"),
    "updates": Text(vi="cập nhật thông tin", en="updates"),
    "renames": Text(vi="đổi địa chỉ", en="address changes"),
    "disables": Text(vi="khóa hoặc đóng hộp thư", en="boxes suspended or closed"),
    "removals": Text(vi="bỏ khỏi danh sách thư", en="removals from mail lists"),
}

DAYS = 7
BLEED = 2


def judge(changes: Sequence[Change], current: Directory, limits: Limits, lately: Lately) -> tuple[Hold, ...]:
    """Return a hold for each limit that `changes` pass; `lately` is what the last seven days had of them."""
    boxes = [change for change in changes if not isinstance(change.entry, MailList)]
    present = sum(1 for entry in current if not isinstance(entry, MailList))
    holds: list[Hold] = []
    for group, kinds in GROUPS.items():
        found = [change for change in boxes if change.kind in kinds]
        limit: Limit = getattr(limits, group)
        before = sum(lately.kinds.get(kind, 0) for kind in kinds)
        holds += _over(group, [c.key for c in found], len(found), before, limit.allows(present))
    holds += _removals(changes, current, limits.removals, lately.removals)
    holds += _unit_losses(boxes, current, limits.unit_losses, _lost_by_unit(lately, current))
    return tuple(holds)


def _over(group: str, keys: Iterable[str], count: int, before: int, allowed: int) -> list[Hold]:
    name = NAMES[group]
    if count > allowed:
        text = Text(
            vi=f"{count} lượt {name.vi}, quá giới hạn {allowed} của một lần chạy",
            en=f"{count} {name.en}, more than the {allowed} allowed in one run",
        )
    elif count and count + before > BLEED * allowed:
        text = Text(
            vi=f"{count + before} lượt {name.vi} trong {DAYS} ngày, quá giới hạn {BLEED * allowed}",
            en=f"{count + before} {name.en} within {DAYS} days, more than the {BLEED * allowed} allowed",
        )
    else:
        return []
    return [Hold(group, text, frozenset(keys))]


def _removals(changes: Sequence[Change], current: Directory, limit: Limit, before: int) -> list[Hold]:
    """Members taken off lists although their boxes stay open; those of closed boxes count as disables."""
    closing = {change.key for change in changes if change.after is None or change.after.state is State.CLOSED}
    dropped = {
        change.key: len(set(_members(change.before)) - set(_members(change.after)) - closing)
        for change in changes
        if isinstance(change.entry, MailList)
    }
    memberships = sum(len(entry.members) for entry in current if isinstance(entry, MailList))
    keys = [key for key, count in dropped.items() if count]
    return _over("removals", keys, sum(dropped.values()), before, limit.allows(memberships))


def _lost_by_unit(lately: Lately, current: Directory) -> Mapping[str, int]:
    """Return unit → how many people it lost lately; a box that is gone altogether tells no unit."""
    lost: Counter[str] = Counter()
    for key, unit in lately.left:
        entry = current.get(key)
        lost[unit or (entry.unit if isinstance(entry, PersonalMailbox) else "")] += 1
    return lost


def _unit_losses(
    boxes: Sequence[Change], current: Directory, limit: Limit, lately: Mapping[str, int]
) -> list[Hold]:
    people: dict[str, int] = defaultdict(int)
    for entry in current:
        if isinstance(entry, PersonalMailbox) and entry.state is State.ACTIVE:
            people[entry.unit] += 1
    lost: dict[str, list[str]] = defaultdict(list)
    for change in boxes:
        if _leaves(change) and isinstance(change.before, PersonalMailbox):
            lost[change.before.unit].append(change.key)
    return [
        Hold("unit_losses", text, frozenset(keys))
        for unit, keys in sorted(lost.items())
        if (text := _unit_text(unit, len(keys), lately.get(unit, 0), people[unit], limit)) is not None
    ]


def _unit_text(unit: str, lost: int, before: int, people: int, limit: Limit) -> Text | None:
    """Return what is to be said of a unit that loses `lost` of its `people`; None where that may proceed."""
    allowed = limit.allows(people)
    if lost > allowed:
        return Text(
            vi=f"đơn vị {unit} mất {lost} trong {people} người chỉ trong một lần chạy",
            en=f"unit {unit} loses {lost} of its {people} people in one run",
        )
    if lost + before > BLEED * allowed:
        return Text(
            vi=f"đơn vị {unit} mất {lost + before} người trong {DAYS} ngày, quá giới hạn {BLEED * allowed}",
            en=f"unit {unit} loses {lost + before} people within {DAYS} days, more than the {BLEED * allowed} allowed",
        )
    return None


def _leaves(change: Change) -> bool:
    """Tell whether a person who worked in a unit no longer does."""
    before, after = change.before, change.after
    if not isinstance(before, PersonalMailbox) or before.state is not State.ACTIVE:
        return False
    if not isinstance(after, PersonalMailbox) or after.state is not State.ACTIVE:
        return True
    return bool(before.unit) and after.unit != before.unit  # a box that was just adopted has no unit yet


def _members(entry: Entry | None) -> tuple[str, ...]:
    return entry.members if isinstance(entry, MailList) else ()


def restrain(desired: Directory, current: Directory, held: frozenset[str]) -> Directory:
    """Return what should be for now: every held entry stays as it is, and the others make room for it.

    Whoever waits for an address that a held entry keeps waits as well. A list neither gains a box that
    is not made yet nor loses one whose change is held; one that would have nobody waits too.
    """
    while True:
        kept = {
            key: _followed(entry, current, held, desired)
            for key in {**desired.entries, **current.entries}
            if (entry := (current if key in held else desired).get(key)) is not None
        }
        waiting = _waiting(kept, current, held) - held
        if not waiting:
            return Directory.of(kept.values())
        held |= waiting


def _followed(entry: Entry, current: Directory, held: frozenset[str], desired: Directory) -> Entry:
    """Return a list with the members it can have while others are held; any other entry as it is."""
    if not isinstance(entry, MailList) or entry.key in held:
        return entry
    before = set(_members(current.get(entry.key)))
    members = {key for key in entry.members if key in desired.entries and (key not in held or key in before)}
    members |= before & held & current.entries.keys()
    return replace(entry, members=tuple(sorted(members)))


def _waiting(kept: Mapping[str, Entry], current: Directory, held: frozenset[str]) -> frozenset[str]:
    """Return the keys that cannot change yet: their address, their list or their members are held."""
    stays = {address: key for key in held if key in kept for address in addresses(kept[key])}
    staying = {key for name in held for key in _members(current.get(name))} & current.entries.keys()
    return frozenset(staying - kept.keys()) | frozenset(
        key
        for key, entry in kept.items()
        if (isinstance(entry, MailList) and not entry.members)
        or (entry != current.get(key) and any(stays.get(owned, key) != key for owned in addresses(entry)))
    )
