"""`Owned`: a target that refuses to touch what it has not seen to be ours. Belt and braces."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from connector.model.directory import Entry, MailList, PersonalMailbox, Snapshot, UnitMailbox
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.ports import Target
from connector.targets.verdict import conflict, verdict
from connector.text import Text

_PREFIXES: Mapping[type[Entry], str] = {PersonalMailbox: "person/", UnitMailbox: "unit/", MailList: "list/"}


class Owned:
    """A `connector.ports.Target` around another one.

    The target guards each write by itself; this wrapper asks again, from what was read, before anything is
    sent. A change is refused where

    - it would turn one entry into another, or its key is not of its kind;
    - it takes an address that an entry of others occupies.

    A change or deletion of an entry that was not among ours when the target was read is looked at once more,
    and is not sent where there is still nothing of ours.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._ours: set[str] | None = None
        self._foreign: Mapping[str, str] = {}

    def read(self) -> Snapshot:
        """Read, and remember what is ours and what is not."""
        snapshot = self._target.read()
        self._ours, self._foreign = set(snapshot.directory.entries), snapshot.foreign
        return snapshot

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Look through."""
        return self._target.look(keys)

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Refuse what is not ours to write, and hand on the rest."""
        if self._ours is None:
            self.read()
        sound: list[Change] = []
        for change in wave:
            fault = self._fault(change)
            if fault is None:
                sound.append(change)
            else:
                yield Outcome(change, Result.REFUSED, fault)
        absent = self._absent(sound)
        for change in sound:
            if change.key in absent:
                found = verdict(change, None)
                yield Outcome(change, found) if found is Result.ALREADY else conflict(change, None)
        allowed = [change for change in sound if change.key not in absent]
        for outcome in self._target.apply(allowed):
            self._remember(outcome)
            yield outcome

    def check(self) -> Sequence[Finding]:
        """Check through."""
        return self._target.check()

    def close(self) -> None:
        """Close through."""
        self._target.close()

    def _absent(self, changes: Sequence[Change]) -> frozenset[str]:
        """Return the keys that `changes` take for ours and that are not there."""
        ours = self._ours or set()
        unseen = {one.key for one in changes if one.before is not None and one.key not in ours}
        return frozenset(unseen - self._target.look(unseen).keys()) if unseen else frozenset()

    def _fault(self, change: Change) -> Text | None:
        sides = [entry for entry in (change.before, change.after) if entry is not None]
        if any(side.key != change.key or not side.key.startswith(_PREFIXES[type(side)]) for side in sides):
            return Text(
                vi=f"Thay đổi của {change.key} trỏ tới một mục khác; đã chặn.",
                en=f"The change of {change.key} points at another entry; blocked.",
            )
        own = change.adopts.place if change.adopts is not None else ""
        taken = sorted(a for a in change.takes & self._foreign.keys() if self._foreign[a] != own)
        if taken:
            place = self._foreign[taken[0]]
            return Text(
                vi=f"Địa chỉ {taken[0]} đang thuộc về mục {place} không do hệ thống này quản lý.",
                en=f"The address {taken[0]} belongs to {place}, which is not ours.",
            )
        return None

    def _remember(self, outcome: Outcome) -> None:
        if self._ours is None:
            return
        if outcome.result.settled and outcome.change.after is None:
            self._ours.discard(outcome.change.key)
        elif outcome.change.after is not None and outcome.result is not Result.REFUSED:
            if outcome.result.settled and outcome.change.adopts is not None:
                taken = outcome.change.takes
                self._foreign = {a: place for a, place in self._foreign.items() if a not in taken}
            # Also where nobody knows whether it was made: if it was, it is ours.
            self._ours.add(outcome.change.key)
