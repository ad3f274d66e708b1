"""`followed`: HR's tree of units once the successions that hold today are laid over it.

=========  =====================================================================================
renamed    the unit under its new key *is* the old one: same key here, same box, same list
merged     people and rooms of the old unit belong to the new one, which inherits its addresses
dissolved  the same; without a successor its box and list are closed
split      a person says who inherits; until then the box stays
=========  =====================================================================================

Keys of units in the directory never change, so that a renamed unit keeps the key HR gave it first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from connector.desired.scene import Memory, question_key
from connector.desired.tree import Followed
from connector.model.directory import Directory, UnitMailbox, unit_key
from connector.model.plan import QuestionKind
from connector.model.roster import Roster, Unit
from connector.model.succession import SuccessionKind, UnitSuccession, last_heirs

RENAMED, MERGED = "renamed:", "merged:"
"""How an answer to what became of a unit begins; the key of the other unit follows."""


def followed(
    roster: Roster, successions: Iterable[UnitSuccession], memory: Memory, current: Directory
) -> Followed:
    """Return HR's tree with `successions`, the earlier ones first, and answers about lost units in it."""
    work = _Work({unit.key: unit for unit in roster.units}, current, memory)
    for row in (*successions, *_answered(memory)):
        work.follow(row)
    work.settle_splits()
    return work.result()


def _answered(memory: Memory) -> Iterable[UnitSuccession]:
    """Yield what was answered about units that vanished: `renamed:S9`, `merged:S9`."""
    begin = f"{QuestionKind.SUCCESSION}:{unit_key('')}"
    for key in sorted(memory.decisions):
        decision = memory.decisions[key]
        for word, kind in ((RENAMED, SuccessionKind.RENAMED), (MERGED, SuccessionKind.MERGED)):
            if key.startswith(begin) and decision.choice.startswith(word):
                old, new = key.removeprefix(begin), decision.choice.removeprefix(word)
                yield UnitSuccession(old, new, kind, decision.at.date(), decision.document)


@dataclass(slots=True)
class _Work:
    """One pass over all successions."""

    units: dict[str, Unit]
    current: Directory
    memory: Memory
    own: dict[str, str] = field(default_factory=dict)
    """HR's key → the key a renamed unit had first."""
    heirs: dict[str, str] = field(default_factory=dict)
    ended: dict[str, UnitSuccession] = field(default_factory=dict)
    rows: dict[str, UnitSuccession] = field(default_factory=dict)
    split: dict[str, list[UnitSuccession]] = field(default_factory=dict)
    missing: dict[str, UnitSuccession] = field(default_factory=dict)

    def follow(self, row: UnitSuccession) -> None:
        """Lay one decision over the tree."""
        old, new = self.own.get(row.old, row.old), self.own.get(row.new, row.new)
        if row.kind is SuccessionKind.SPLIT:
            self.split.setdefault(old, []).append(replace(row, old=old, new=new))
        elif row.kind is SuccessionKind.RENAMED and (new == old or self._is_free(row.new)):
            self._rename(row, old)
        elif old == new:
            pass
        elif not new:
            self.ended[old] = row
        elif row.new in self.units or new in self.units:
            self.heirs[old] = new
            self.rows[old] = row
        elif old not in self.units:
            self.missing[old] = row

    def _is_free(self, unit: str) -> bool:
        """Whether a key may be another name of an older unit: neither that of one already, nor of one with a box.

        Otherwise the old unit goes up in it, whatever the decision calls it.
        """
        return unit not in self.own and not isinstance(self.current.get(unit_key(unit)), UnitMailbox)

    def _rename(self, row: UnitSuccession, old: str) -> None:
        if row.new in self.units:
            self.own[row.new] = old
            self.rows[old] = row
        elif old not in self.units:
            self.missing[old] = row

    def settle_splits(self) -> None:
        """Let a person's answer say who inherits from a unit that was split; one that goes on keeps its box."""
        for old, rows in list(self.split.items()):
            if old in self.units or any(row.new == old for row in rows):
                del self.split[old]
                continue
            decision = self.memory.decisions.get(question_key(QuestionKind.SUCCESSION, unit_key(old)))
            chosen = decision.choice.removeprefix(MERGED) if decision is not None else ""
            row = next((row for row in rows if row.new == chosen and chosen in self.units), None)
            if row is not None:
                self.heirs[old], self.rows[old] = chosen, row
                del self.split[old]

    def result(self) -> Followed:
        """Return what has come together; whatever decisions contradict each other, nobody is left without a unit."""
        heirs = last_heirs(self.heirs)
        home = {key: heirs.get(own, own) for key, own in self.own.items()}
        home |= {old: heir for old, heir in heirs.items() if home.get(old, old) == old}
        gone = heirs.keys() | (self.ended.keys() - self.units.keys())
        tree: dict[str, Unit] = {}
        for key, unit in sorted(self.units.items()):
            own = self.own.get(key, key)
            listed_twice = key not in self.own and key in self.own.values()
            if own not in gone and not listed_twice:
                tree[own] = replace(unit, key=own)
        for key, unit in sorted(self.units.items()):
            if home.get(key, key) not in tree:
                tree[key] = unit
                home.pop(key, None)
        home = {key: to for key, to in home.items() if key != to}
        heirs = {old: new for old, new in heirs.items() if new in tree and old not in tree}
        return Followed(
            _in_order(tree, home),
            home,
            heirs,
            {key: row for key, row in self.ended.items() if key not in tree and key not in heirs},
            self.rows,
            {key: tuple(rows) for key, rows in self.split.items() if key not in heirs},
            {key: row for key, row in self.missing.items() if key not in heirs},
        )


def _in_order(tree: Mapping[str, Unit], home: Mapping[str, str]) -> tuple[Unit, ...]:
    """Return the units by key, each below the unit that its parent is now; a ring is cut open."""
    parents = {key: home.get(unit.parent, unit.parent) for key, unit in tree.items()}
    for key in sorted(tree):
        seen, above = {key}, parents[key]
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above in seen or parents[key] not in tree:
            parents[key] = ""
    return tuple(replace(tree[key], parent=parents[key]) for key in sorted(tree))
