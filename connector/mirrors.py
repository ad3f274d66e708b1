"""`Mirror`: a further target that is given what the first one holds, and what is seen in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connector.errors import SettingsError, TargetError
from connector.model.directory import Directory, Snapshot, addresses, is_parked
from connector.ports import Target
from connector.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Mirror:
    """A further target by its name."""

    name: str
    target: Target


@dataclass(frozen=True, slots=True)
class Seen:
    """A mirror as it was read; without a snapshot where it could not be, and why."""

    mirror: Mirror
    snapshot: Snapshot | None
    trouble: Text = NOTHING


def look_at(mirror: Mirror) -> Seen:
    """Read a mirror; one that cannot be read raises nothing."""
    try:
        return Seen(mirror, mirror.target.read())
    except (TargetError, SettingsError) as error:
        return Seen(mirror, None, error.text)


def with_others_of(mirrors: Sequence[Seen], snapshot: Snapshot) -> Snapshot:
    """Return `snapshot` with the addresses that entries of others occupy in the mirrors."""
    foreign = dict(snapshot.foreign)
    for seen in mirrors:
        for address, place in seen.snapshot.foreign.items() if seen.snapshot else ():
            foreign.setdefault(address, f"{seen.mirror.name}: {place}")
    return replace(snapshot, foreign=foreign) if mirrors else snapshot


def owned_in_mirrors_only(mirrors: Sequence[Seen], first: Directory) -> Mapping[str, str]:
    """Return address → key of our entries that only mirrors have; what the first target has is its own."""
    if not mirrors:
        return {}
    taken = {address for entry in first for address in addresses(entry)}
    return {
        address: entry.key
        for seen in mirrors
        if seen.snapshot is not None
        for entry in seen.snapshot.directory
        if entry.key not in first.entries
        for address in addresses(entry) - taken
        if not is_parked(address)
    }
