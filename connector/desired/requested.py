"""`with_requests`: what approved requests say on top of HR's roster, until the roster says it too.

===================  ======================================================================================
Mẫu 01               a person whose HR key is the line's, until somebody says which HR key it is
Mẫu 02, codes 1, 2   position or unit, as long as HR's roster still says what it said at the approval
Mẫu 02, code 3       a new address by the rule; the old one stays as an alias
Mẫu 03               left the service, unless HR says that they began anew after the request came
===================  ======================================================================================

A line that is not approved changes nothing; one that is not certain is asked about.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connector.desired.overlay import Mark, Overlay
from connector.desired.scene import Rename
from connector.model.directory import Directory, Entry, PersonalMailbox, State
from connector.model.plan import Decision, Question, Reason, Wanted
from connector.model.request import Asked, Line, LineState, Request
from connector.model.roster import Person, Roster
from connector.rules.profile import Profile
from connector.text import NOTHING


@dataclass(frozen=True, slots=True)
class Requested:
    """The roster as requests make it, and what they ask and explain."""

    roster: Roster
    base: Mapping[str, Person]
    """HR key → the person as HR and Mẫu 01 have them, before any change or removal that was asked for."""
    questions: tuple[Question, ...] = ()
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    """HR key, or key of a unit's box → the request that is why the entry is not (yet) as it should be."""
    renames: Mapping[str, Rename] = field(default_factory=dict)
    """HR key → the address asked for."""
    active: frozenset[Mark] = frozenset()
    """Lines that hold now."""
    closed: frozenset[Mark] = frozenset()
    """Lines that have nothing to say any more."""


def with_requests(
    roster: Roster,
    requests: Sequence[Request],
    current: Directory,
    decisions: Mapping[str, Decision],
    profile: Profile,
) -> Requested:
    """Return the roster with what approved lines say, in the order in which the requests came. Pure."""
    ours = [request for request in requests if request.organisation == profile.id]
    if not ours:
        return Requested(roster, {person.key: person for person in roster.people})
    overlay = Overlay(roster, current, decisions, profile)
    decided = list(_lines(ours, LineState.APPROVED, LineState.APPLIED))
    for request, line in decided:
        if line.asked in (Asked.BOX, Asked.AGENCY_BOX):
            overlay.bring_in(request, line)
    base = dict(overlay.people)
    for request, line in decided:
        if line.asked not in (Asked.BOX, Asked.AGENCY_BOX):
            overlay.change(request, line, base)
    for request, line in _lines(ours, LineState.OPEN):
        if line.doubt != NOTHING:
            overlay.ask(request, line, line.doubt)
    return Requested(
        overlay.roster(),
        base,
        tuple(overlay.questions[key] for key in sorted(overlay.questions)),
        overlay.reasons,
        overlay.renames,
        frozenset(overlay.active),
        frozenset(overlay.closed),
    )


def brought_in(requests: Iterable[Request]) -> frozenset[str]:
    """Return the keys of people whom forms brought in; whether a row of HR is one of them is asked here."""
    return frozenset(
        request.key_of(line)
        for request in requests
        for line in request.lines
        if line.asked is Asked.BOX and line.state is not LineState.REFUSED
    )


def _lines(requests: Iterable[Request], *states: LineState) -> Iterator[tuple[Request, Line]]:
    for request in requests:
        for line in request.lines:
            if line.state in states:
                yield request, line


def explained(wanted: Wanted, requested: Requested, current: Directory) -> Wanted:
    """Return what is wanted, with the questions of requests, and their reasons where they are the cause."""
    reasons = dict(wanted.reasons)
    for entry in wanted.directory:
        said = requested.reasons.get(_subject(entry))
        if said is not None and entry != current.get(entry.key):
            before = reasons.get(entry.key)
            articles = dict.fromkeys(filter(None, (said.article, before.article if before else "")))
            reasons[entry.key] = replace(said, article=", ".join(articles))
    questions = sorted((*wanted.questions, *requested.questions), key=lambda question: question.key)
    return replace(wanted, reasons=reasons, questions=tuple(questions))


def _subject(entry: Entry) -> str:
    return entry.person if isinstance(entry, PersonalMailbox) else entry.key


def progressed(
    requests: Iterable[Request], requested: Requested, wanted: Directory, unsettled: frozenset[str]
) -> Iterator[Request]:
    """Yield the requests whose lines are further after a run than before it.

    Args:
        requests: as the ledger has them now.
        requested: what the run planned from.
        wanted: the directory that the run wanted.
        unsettled: keys of entries that are not as wanted after the run.
    """
    boxes: dict[str, list[PersonalMailbox]] = {}
    for entry in wanted:
        if isinstance(entry, PersonalMailbox):
            boxes.setdefault(entry.person, []).append(entry)
    for request in requests:
        lines = tuple(
            replace(line, state=_state(request, line, requested, boxes, unsettled)) for line in request.lines
        )
        if lines != request.lines:
            yield replace(request, lines=lines)


def _state(
    request: Request,
    line: Line,
    requested: Requested,
    boxes: Mapping[str, Sequence[PersonalMailbox]],
    unsettled: frozenset[str],
) -> LineState:
    mark = (request.id, line.number)
    if line.state not in (LineState.APPROVED, LineState.APPLIED):
        return line.state
    if mark in requested.closed:
        return LineState.CLOSED
    if mark not in requested.active or not _done(request, line, boxes, unsettled):
        return line.state
    # A new address stands in the target and nowhere else: to go on asking for it would undo later moves.
    return LineState.CLOSED if line.asked is Asked.ADDRESS else LineState.APPLIED


def _done(
    request: Request,
    line: Line,
    boxes: Mapping[str, Sequence[PersonalMailbox]],
    unsettled: frozenset[str],
) -> bool:
    if line.asked is Asked.AGENCY_BOX:
        return f"unit/{line.unit}" not in unsettled
    own = boxes.get(request.key_of(line) if line.asked is Asked.BOX else line.person, ())
    if any(box.key in unsettled for box in own):
        return False
    if line.asked is Asked.REMOVAL:
        return all(box.state is State.CLOSED for box in own)
    if line.asked is Asked.ADDRESS:
        return any(box.address.partition("@")[0] == line.value.partition("@")[0].lower() for box in own)
    return bool(own)
