"""`MemoryOutbox`: the outbox's promises, kept in dictionaries."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from connector.ledger.remembered import utc
from connector.model.letter import Letter, LetterState


class MemoryOutbox:
    """An outbox that lasts as long as the process."""

    def __init__(self) -> None:
        self._letters: dict[str, Letter] = {}
        self._told: set[tuple[str, str]] = set()

    def told(self, to: str, keys: Collection[str]) -> Collection[str]:
        """See `connector.ports.outbox.Outbox`."""
        return {key for key in keys if (to, key) in self._told}

    def over(self, kind: str, current: Collection[str]) -> None:
        """See `connector.ports.outbox.Outbox`."""
        self._told = {(to, key) for to, key in self._told if not key.startswith(f"{kind}:") or key in current}

    def put(self, letter: Letter) -> bool:
        """See `connector.ports.outbox.Outbox`."""
        new = {(letter.to, key) for key in letter.events}
        if letter.id in self._letters or new & self._told:
            return False
        self._told |= new
        self._letters[letter.id] = replace(letter, made=utc(letter.made))
        return True

    def waiting(self) -> Sequence[Letter]:
        """See `connector.ports.outbox.Outbox`."""
        return [one for one in self._letters.values() if one.state is LetterState.WAITING]

    def settle(self, letter: str, state: LetterState, at: datetime, detail: str = "") -> None:
        """See `connector.ports.outbox.Outbox`."""
        known = self._letters.get(letter)
        if known is None:
            return
        settled = known.settled if state is LetterState.WAITING else utc(at)
        self._letters[letter] = replace(
            known, state=state, tries=known.tries + 1, settled=settled, detail=detail
        )

    def letters(self, limit: int = 50) -> Sequence[Letter]:
        """See `connector.ports.outbox.Outbox`."""
        return list(reversed(self._letters.values()))[:limit]

    def forget(self, before: datetime) -> int:
        """See `connector.ports.outbox.Outbox`."""
        old = [
            one for one in self._letters.values() if one.settled and one.settled < utc(before) and one.text
        ]
        for one in old:
            self._letters[one.id] = replace(one, text="", html="", subject="")
        return len(old)
