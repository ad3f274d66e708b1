"""`Outbox`: letters, and who was told what already; `Post`: what carries a letter away."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from connector.model.letter import Letter, LetterState


class Outbox(Protocol):
    """Letters that wait, and what was told to whom. Losing it tells things again, never nothing.

    Methods happen whole or not at all and raise `LedgerError`, as those of `Ledger` do.
    """

    def told(self, to: str, keys: Collection[str]) -> Collection[str]:
        """Return those of the event keys that are in a letter to this recipient."""
        ...

    def over(self, kind: str, current: Collection[str]) -> None:
        """Forget that events of this kind (`kind:…`) were told which are not among `current`: they are over.

        If they come again they are told again.
        """
        ...

    def put(self, letter: Letter) -> bool:
        """Remember a letter that waits; False, and nothing remembered, where one of its events was told meanwhile."""
        ...

    def waiting(self) -> Sequence[Letter]:
        """Return the letters that wait, oldest first."""
        ...

    def settle(self, letter: str, state: LetterState, at: datetime, detail: str = "") -> None:
        """Remember what a try came to; WAITING counts it and leaves the letter for another time."""
        ...

    def letters(self, limit: int = 50) -> Sequence[Letter]:
        """Return the latest letters, newest first."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget the words of letters settled before this moment, not that their events were told; return how many."""
        ...


class Post(Protocol):
    """A way out: a mail server, a webhook."""

    def send(self, letter: Letter) -> None:
        """Hand over one letter.

        Raises `TargetUnreachable` where a later try may succeed, or nobody knows whether it was taken;
        `TargetDeferred` where only this letter has to wait; `TargetRejected` where it will never be taken.
        """
        ...

    def close(self) -> None:
        """Give back the connection. May be called twice."""
        ...
