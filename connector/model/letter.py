"""`Event` and `Letter`: what somebody has to be told, and the mail that tells it.

An event is told to a recipient once, whatever happens: the outbox remembers its key. What is still so tomorrow is
the same event and not told again; what has changed is another one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.text import NOTHING, Text


class EventKind(StrEnum):
    """What an event is about; in this order it stands in a mail."""

    FAILURE = "failure"
    """A run could not be done, or not wholly."""
    HELD = "held"
    """Part of a plan waits for approval."""
    DEADLINE = "deadline"
    """A time limit is near, or has passed."""
    QUESTION = "question"
    """Only a person may decide it."""
    FILE = "file"
    """A file of HR's was not used."""
    PROBLEM = "problem"
    """Rows of HR's list have to be corrected."""
    SUSPENSION = "suspension"
    """A box was suspended: the notice of the regulation, whose time limit begins when it is sent."""
    DONE = "done"
    """What a run did; told only where that is wished."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell. No personal data beyond name and address."""

    key: str
    """Stable: made from what it is about, never from the moment it was noticed."""
    kind: EventKind
    text: Text
    advice: Text = NOTHING
    unit: str = ""
    """Key of the agency it concerns; empty: it concerns whoever runs the connector."""
    subject: str = ""
    """Key of the box it is about, where it is about one."""
    details: tuple[Text, ...] = ()
    """What it consists of, a line each."""


class LetterState(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The mail server will never take it."""
    GIVEN_UP = "given-up"
    """It could not be sent for days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one recipient."""

    id: str
    """Left part of its Message-ID: a letter that is sent twice after a crash is recognised by it."""
    to: str
    subject: str
    text: str
    html: str
    made: datetime
    events: tuple[str, ...] = ()
    """Keys of what it tells."""
    state: LetterState = LetterState.WAITING
    tries: int = 0
    settled: datetime | None = None
    """When it was sent, refused or given up."""
    detail: str = ""
    """What the mail server said last."""
