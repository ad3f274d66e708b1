"""`deliver`: each sealed envelope handed over once, in one file for each agency."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connector.model.envelope import Envelope, EnvelopeState
from connector.ports.envelopes import Envelopes, Sealer

Write = Callable[[Path, bytes], None]
"""Puts bytes into a private file, whole or not at all, and on the disk before it returns."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file with one agency's envelopes."""

    agency: str
    file: Path
    count: int
    ours: bool
    """Whether it was opened to be written (workbook, slips); else only the agency's own key opens it."""


def deliver(
    envelopes: Envelopes,
    sealer: Sealer,
    now: datetime,
    write: Write,
    named: Callable[[str], Path],
    wanted: Callable[[Envelope], bool],
) -> Iterator[Parcel]:
    """Hand over everything that is in force and wanted, agency by agency.

    Which file it will be is remembered first; whoever is killed meanwhile writes that same file again, so
    that there is never a second one with the same passwords. `named` gives a new file's path for an agency,
    without its ending.
    """
    for begun_in, begun in _by_place(envelopes):
        yield _finished(envelopes, sealer, now, write, Path(begun_in), begun)
    ready = [one for one in envelopes.envelopes(states=(EnvelopeState.IN_FORCE,)) if wanted(one)]
    groups: dict[tuple[str, bool], list[Envelope]] = defaultdict(list)
    for one in ready:
        groups[one.agency, one.ours].append(one)
    for (agency, _), group in sorted(groups.items()):
        ending, _ = sealer.pack(agency, group)
        path = named(agency)
        place = path.with_name(path.name + ending)
        envelopes.move([one.id for one in group], EnvelopeState.DELIVERING, now, str(place))
        yield _finished(envelopes, sealer, now, write, place, group)


def _by_place(envelopes: Envelopes) -> Sequence[tuple[str, Sequence[Envelope]]]:
    """Return what an earlier call began and did not finish."""
    found: dict[str, list[Envelope]] = defaultdict(list)
    for one in envelopes.envelopes(states=(EnvelopeState.DELIVERING,)):
        found[one.place].append(one)
    return sorted(found.items())


def _finished(
    envelopes: Envelopes, sealer: Sealer, now: datetime, write: Write, place: Path, group: Sequence[Envelope]
) -> Parcel:
    _, content = sealer.pack(group[0].agency, group)
    write(place, content)
    envelopes.move([one.id for one in group], EnvelopeState.DELIVERED, now)
    return Parcel(group[0].agency, place, len(group), group[0].ours)
