"""`MemorySlots`: turns of schedules as long as the process lasts."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from connector.ledger.remembered import utc
from connector.model.turn import Ending, Turn
from connector.ports.slots import TRIES


class MemorySlots:
    """The promises of `connector.ports.slots.Slots`, kept in a list."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []
        self._last = 0

    def closed(self, schedule: str, slots: Collection[str]) -> Collection[str]:
        """See `connector.ports.slots.Slots`."""
        return {slot for slot in slots if not self._free(schedule, slot)}

    def claim(self, turn: Turn, passed: Collection[str] = ()) -> Turn | None:
        """See `connector.ports.slots.Slots`."""
        if turn.slot and not self._free(turn.schedule, turn.slot):
            return None
        for slot in sorted(passed):
            if self._free(turn.schedule, slot):
                over = replace(turn, slot=slot, finished=turn.started, ending=Ending.PASSED, facts=None)
                self._keep(over)
        return self._keep(turn)

    def cut_off(self, schedule: str, at: datetime) -> None:
        """See `connector.ports.slots.Slots`."""
        self._turns = [
            replace(turn, finished=utc(at), ending=Ending.CUT)
            if turn.schedule == schedule and turn.ending is None
            else turn
            for turn in self._turns
        ]

    def finish(self, turn: Turn) -> None:
        """See `connector.ports.slots.Slots`."""
        self._turns = [_utc(turn) if one.number == turn.number else one for one in self._turns]

    def turns(self, *, schedule: str = "", job: str = "", limit: int = 20) -> Sequence[Turn]:
        """See `connector.ports.slots.Slots`."""
        found = (
            turn
            for turn in reversed(self._turns)
            if schedule in ("", turn.schedule) and job in ("", turn.job)
        )
        return [turn for _, turn in zip(range(limit), found, strict=False)]

    def forget(self, before: datetime) -> int:
        """See `connector.ports.slots.Slots`."""
        moment, had = utc(before), len(self._turns)
        self._turns = [turn for turn in self._turns if turn.finished is None or turn.finished >= moment]
        return had - len(self._turns)

    def _free(self, schedule: str, slot: str) -> bool:
        tries = [turn for turn in self._turns if (turn.schedule, turn.slot) == (schedule, slot)]
        if not tries:
            return True
        last = tries[-1].ending
        return last is not None and last.open and len(tries) < TRIES

    def _keep(self, turn: Turn) -> Turn:
        self._last += 1
        self._turns.append(_utc(replace(turn, number=self._last)))
        return replace(turn, number=self._last)


def _utc(turn: Turn) -> Turn:
    finished = utc(turn.finished) if turn.finished else None
    return replace(turn, started=utc(turn.started), finished=finished, facts=turn.facts or None)
