"""`deliver`: hand over the letters that wait; what cannot be sent now is sent later, and given up after days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from connector.errors import TargetRejected, TargetUnreachable
from connector.model.letter import Letter, LetterState
from connector.ports import Clock
from connector.ports.outbox import Outbox, Post
from connector.text import NOTHING, Text

PATIENCE = timedelta(days=5)
"""How long a letter is tried, as mail servers do (RFC 5321, 4.5.4.1)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one letter in one try."""

    letter: Letter
    state: LetterState
    words: Text = NOTHING


def deliver(
    outbox: Outbox, post: Callable[[Letter], Post], clock: Clock, stop: Callable[[], bool]
) -> Iterator[Delivered]:
    """Try each waiting letter once, oldest first; the first that finds nobody there ends it for its way out.

    A letter is settled only after it was handed over: whoever is killed in between sends it again, with the same
    Message-ID.
    """
    away: set[int] = set()
    for letter in outbox.waiting():
        if stop():
            return
        way = post(letter)
        if id(way) in away:
            continue
        found = _tried(way, letter)
        if found.state is LetterState.WAITING:
            away.add(id(way))
            if clock.now() - letter.made > PATIENCE:
                found = Delivered(letter, LetterState.GIVEN_UP, found.words)
        outbox.settle(letter.id, found.state, clock.now(), found.words.vi)
        yield found


def _tried(post: Post, letter: Letter) -> Delivered:
    try:
        post.send(letter)
    except TargetUnreachable as error:
        return Delivered(letter, LetterState.WAITING, error.text)
    except TargetRejected as error:
        return Delivered(letter, LetterState.REFUSED, error.text)
    return Delivered(letter, LetterState.SENT)
