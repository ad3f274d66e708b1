"""`letters`: who is told which news, one letter for each recipient, without what they were told already.

=================  =========================================================
recipient          is told
=================  =========================================================
IT                 everything
HR                 what is wrong in lists and files, questions, time limits
an agency          questions, time limits and suspensions of its own people
=================  =========================================================
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connector.model.directory import Directory, State, UnitMailbox
from connector.model.letter import Event, EventKind, Letter
from connector.ports.outbox import Outbox
from connector.text import Language

OF_HR = frozenset({EventKind.PROBLEM, EventKind.FILE, EventKind.QUESTION, EventKind.DEADLINE})
OF_AGENCIES = frozenset({EventKind.QUESTION, EventKind.DEADLINE, EventKind.SUSPENSION})
ENDING = frozenset({EventKind.QUESTION})
"""What can be over and come again as the same matter."""

Words = Callable[[Sequence[Event], Language, bool], tuple[str, str, str]]
"""(news, language, whether it is a notice of suspension) → subject, plain text, HTML."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Mail addresses of who is told."""

    it: tuple[str, ...] = ()
    hr: tuple[str, ...] = ()
    agencies: Mapping[str, str] = field(default_factory=dict)
    """Key of an agency → its address."""


def agency_boxes(directory: Directory) -> Mapping[str, str]:
    """Return unit key → address of every open box of a unit."""
    return {
        entry.unit: entry.address
        for entry in directory
        if isinstance(entry, UnitMailbox) and entry.state is State.ACTIVE
    }


@dataclass(frozen=True, slots=True)
class Office:
    """What writing letters needs of the world."""

    outbox: Outbox
    words: Words
    language: Language
    token: Callable[[], str]
    """A new random word for each letter."""


def write_letters(
    office: Office, events: Sequence[Event], to: Recipients, at: datetime, *, whole: bool
) -> int:
    """Put a letter for everybody who has not been told all that concerns them; return how many.

    `whole`: the events are all there is, so that what is not among them is over. News of a single file, or of
    a run that could not be, say nothing about questions.
    """
    for kind in ENDING if whole else ():
        office.outbox.over(kind, {event.key for event in events if event.kind is kind})
    return sum(_write(office, address, mine, at) for address, mine in _addressed(events, to))


def _addressed(events: Sequence[Event], to: Recipients) -> Iterator[tuple[str, Sequence[Event]]]:
    """Yield (recipient, news); a notice of suspension is a letter of its own: its time limit begins with it."""
    for address in dict.fromkeys(to.it):
        yield address, events
    for address in dict.fromkeys(to.hr):
        if address not in to.it:
            yield address, [event for event in events if event.kind in OF_HR]
    for unit, address in to.agencies.items():
        mine = [event for event in events if event.unit == unit and event.kind in OF_AGENCIES]
        notices = [event for event in mine if event.kind is EventKind.SUSPENSION]
        yield address, [event for event in mine if event.kind is not EventKind.SUSPENSION]
        yield address, notices


def _write(office: Office, address: str, events: Sequence[Event], at: datetime) -> bool:
    known = office.outbox.told(address, {event.key for event in events})
    fresh = [event for event in events if event.key not in known]
    if not fresh:
        return False
    notice = all(event.kind is EventKind.SUSPENSION for event in fresh)
    subject, text, html = office.words(fresh, office.language, notice)
    return office.outbox.put(
        Letter(
            id=office.token(),
            to=address,
            subject=subject,
            text=text,
            html=html,
            made=at,
            events=tuple(event.key for event in fresh),
        )
    )
