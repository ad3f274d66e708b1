"""`deliver`: hand over the letters that wait; what cannot be sent now is sent later, and given up after days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from connector.errors import TargetDeferred, TargetRejected, TargetUnreachable
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
    away: bool = False
    """Nobody was there for it, nor would be for the next one."""


def deliver(
    outbox: Outbox, post: Callable[[Letter], Post], clock: Clock, stop: Callable[[], bool]
) -> Iterator[Delivered]:
    """Try each waiting letter once, oldest first; the first that finds nobody there ends it for its way out.

    Where only one recipient cannot have mail now (a full box, greylisting), the others get theirs.
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
        if found.away:
            away.add(id(way))
        if found.state is LetterState.WAITING and clock.now() - letter.made > PATIENCE:
            found = Delivered(letter, LetterState.GIVEN_UP, found.words)
        outbox.settle(letter.id, found.state, clock.now(), found.words.vi)
        yield found


def _tried(post: Post, letter: Letter) -> Delivered:
    try:
        post.send(letter)
    except TargetDeferred as error:
        return Delivered(letter, LetterState.WAITING, error.text)
    except TargetUnreachable as error:
        return Delivered(letter, LetterState.WAITING, error.text, away=True)
    except TargetRejected as error:
        return Delivered(letter, LetterState.REFUSED, error.text)
    return Delivered(letter, LetterState.SENT)
