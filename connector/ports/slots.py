"""`Slots`: which turn of which schedule was taken, when, and what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from connector.model.turn import Turn

TRIES = 3
"""How often one slot is taken at most, where each time the process ended in the middle."""


class Slots(Protocol):
    """Turns of schedules. A slot is done by one process, whoever else claims it, also after restarts.

    Methods happen whole or not at all and raise `LedgerError`, as those of `Ledger` do.
    """

    def closed(self, schedule: str, slots: Collection[str]) -> Collection[str]:
        """Return those of `slots` that nobody may claim any more, or somebody is at work on."""
        ...

    def claim(self, turn: Turn, passed: Collection[str] = ()) -> Turn | None:
        """Begin `turn`, and pass over the slots it stands for; None where its slot is closed.

        A turn by hand (no slot) always begins. The number in `turn` means nothing; the one returned does.
        """
        ...

    def cut_off(self, schedule: str, at: datetime) -> None:
        """End unfinished turns of a schedule as CUT; only for who knows that nobody is at work on them."""
        ...

    def finish(self, turn: Turn) -> None:
        """Remember how a turn ended."""
        ...

    def turns(self, *, schedule: str = "", job: str = "", limit: int = 20) -> Sequence[Turn]:
        """Return the latest turns, newest first: all, those of a schedule, or those of a kind of job."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget turns that ended before this moment; return how many."""
        ...
