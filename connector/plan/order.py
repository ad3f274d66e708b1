"""`waves`: the order of doing, so that every name is given up before it is taken.

Three things must come after something else:

====================================  =========================================================
what                                  waits for
====================================  =========================================================
taking an address                     the change that gives it up
a list with a member                  the creation of that member's box
deleting a box                        the list that drops it
====================================  =========================================================

Chains (A takes what B gives up, B takes what C gives up) are merely long. A ring (two people swap)
has no first change, so one of its members steps aside to a parked address and comes back last: the
whole ring converges in one run.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

from connector.model.directory import PARKED_PREFIX, Entry, MailList, is_parked
from connector.model.plan import Change, Reason
from connector.text import Text

STEPS_ASIDE = Text(
    vi="tạm nhường địa chỉ để hai bên đổi cho nhau",
    en="steps aside for a moment so that addresses can be exchanged",
)


def waves(changes: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """Return `changes` in waves: those of one wave do not depend on each other, only on earlier waves."""
    pending = tuple(changes)
    needs = _needs(pending)
    done: list[tuple[Change, ...]] = []
    while True:
        levels, ring = _levels(pending, needs)
        if not ring:
            done.extend(levels)
            return tuple(done)
        pending = _step_aside(pending, ring)
        needs = _needs(pending)


def _needs(changes: Sequence[Change]) -> list[set[int]]:
    """Return for each change the indexes of the changes that must come before it."""
    giver: dict[str, int] = {}
    creator: dict[str, int] = {}
    steps: dict[str, list[int]] = defaultdict(list)
    for index, change in enumerate(changes):
        giver.update({address: index for address in change.gives_up if not is_parked(address)})
        steps[change.key].append(index)
        if change.before is None:
            creator[change.key] = index
    needs: list[set[int]] = [set() for _ in changes]
    for index, change in enumerate(changes):
        needs[index].update(giver[address] for address in change.takes if address in giver)
        needs[index].update(creator[key] for key in _members(change.after) if key in creator)
        for member in _members(change.before):
            for step in steps.get(member, ()):
                if changes[step].after is None:
                    needs[step].add(index)
    for indexes in steps.values():
        for earlier, later in pairwise(indexes):
            needs[later].add(earlier)
    for index, needed in enumerate(needs):
        needed.discard(index)
    return needs


def _members(entry: Entry | None) -> tuple[str, ...]:
    return entry.members if isinstance(entry, MailList) else ()


def _levels(
    changes: Sequence[Change], needs: Sequence[set[int]]
) -> tuple[list[tuple[Change, ...]], list[int]]:
    """Return the waves that can be done, and the indexes of one ring that stops the rest (or none)."""
    open_needs = [len(needed) for needed in needs]
    unlocks: dict[int, list[int]] = defaultdict(list)
    for index, needed in enumerate(needs):
        for before in needed:
            unlocks[before].append(index)
    ready = [index for index, count in enumerate(open_needs) if count == 0]
    levels: list[tuple[Change, ...]] = []
    finished: set[int] = set()
    while ready:
        finished.update(ready)
        levels.append(tuple(sorted((changes[index] for index in ready), key=_place)))
        freed: list[int] = []
        for index in ready:
            for later in unlocks[index]:
                open_needs[later] -= 1
                if open_needs[later] == 0:
                    freed.append(later)
        ready = freed
    stuck = set(range(len(changes))) - finished
    return levels, _ring(stuck, needs) if stuck else []


KINDS = ("unit", "person", "list")


def _place(change: Change) -> tuple[int, str]:
    return (KINDS.index(change.key.partition("/")[0]), change.key)


def _ring(stuck: set[int], needs: Sequence[set[int]]) -> list[int]:
    """Return one ring among the stuck changes: follow any need until a change comes round again."""
    path: list[int] = []
    seen: dict[int, int] = {}
    index = min(stuck)
    while index not in seen:
        seen[index] = len(path)
        path.append(index)
        index = min(needs[index] & stuck)
    return path[seen[index] :]


def _step_aside(changes: Sequence[Change], ring: Sequence[int]) -> tuple[Change, ...]:
    """Return the changes with one of the ring's split in two: first let go, later take."""
    index, change, aside = min(
        (
            (index, changes[index], aside)
            for index in ring
            if (aside := _aside(changes[index])) is not None and aside != changes[index].before
        ),
        key=lambda found: found[1].key,
    )
    reason = Reason(STEPS_ASIDE, change.reason.article, change.reason.where)
    return (
        *changes[:index],
        Change(change.before, aside, reason),
        Change(aside, change.after, change.reason),
        *changes[index + 1 :],
    )


def _aside(change: Change) -> Entry | None:
    """Return what stands before `change` without all that it lets go, and with nothing new.

    None for a creation or a deletion: the one lets nothing go, the other takes nothing.
    """
    before, after = change.before, change.after
    if before is None or after is None:
        return None
    address = before.address
    if address in change.gives_up:
        domain = address.rpartition("@")[2]
        mark = sha256(f"{before.key}|{after.address}".encode()).hexdigest()[:12]
        address = f"{PARKED_PREFIX}{mark}@{domain}"
    kept = replace(
        before,
        address=address,
        aliases=tuple(a for a in before.aliases if a not in change.gives_up),
        retired=tuple(a for a in before.retired if a not in change.gives_up),
    )
    if isinstance(kept, MailList):
        staying = set(_members(after))
        return replace(kept, members=tuple(member for member in kept.members if member in staying))
    return kept
