"""`written`: a plan's waves, written to a target; each outcome is remembered as it happens.

What depends on a change that did not happen is not tried. Whatever ends it early, all that is known is in the ledger.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from connector.desk import Desk
from connector.errors import TargetError, TargetStopped
from connector.model.directory import MailList
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.text import NOTHING, Text

Watcher = Callable[[Outcome], None]


def written(
    desk: Desk, run: str, waves: Sequence[tuple[Change, ...]], watch: Watcher | None
) -> tuple[tuple[Outcome, ...], Text]:
    """Write `waves` to the desk's target; return the outcomes, and why it ended early if it did."""
    outcomes: list[Outcome] = []
    try:
        for outcome in _write(desk, run, waves):
            outcomes.append(outcome)
            if watch is not None:
                watch(outcome)
    except TargetError as error:
        return tuple(outcomes), error.text
    return tuple(outcomes), NOTHING


AT_ONCE = 64
"""Outcomes remembered in one go; a killed run leaves at most so many to be read back."""


def _write(desk: Desk, run: str, waves: Sequence[tuple[Change, ...]]) -> Iterator[Outcome]:
    failed = _Failed()
    for wave in waves:
        doable, skipped = failed.split(wave)
        yield from _settled(desk, run, skipped)
        for start in range(0, len(doable), AT_ONCE * 8):
            if desk.stop():
                raise TargetStopped(ASKED)
            part = doable[start : start + AT_ONCE * 8]
            desk.ledger.intend(run, part, desk.clock.now())
            for outcome in _settled(desk, run, desk.target.apply(part)):
                failed.note(outcome)
                yield outcome


def _settled(desk: Desk, run: str, outcomes: Iterator[Outcome] | Sequence[Outcome]) -> Iterator[Outcome]:
    """Pass outcomes on once they are remembered; what is known is remembered whatever happens next."""
    known: list[Outcome] = []
    stopped: TargetError | None = None
    try:
        for outcome in outcomes:
            known.append(outcome)
            if len(known) >= AT_ONCE:
                desk.ledger.settle(run, known, desk.clock.now())
                done, known = known, []
                yield from done
    except TargetError as error:
        stopped = error
    desk.ledger.settle(run, known, desk.clock.now())
    yield from known
    if stopped is not None:
        raise stopped


ASKED = Text(
    vi="Dừng theo yêu cầu; phần còn lại để lần chạy sau làm tiếp.",
    en="Stopped as asked; the next run does the rest.",
)


class _Failed:
    """What did not happen, so that what depends on it is not tried."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._created_not: set[str] = set()
        self._kept: set[str] = set()

    def note(self, outcome: Outcome) -> None:
        if outcome.result.settled:
            return
        change = outcome.change
        self._keys.add(change.key)
        self._kept |= change.gives_up
        if change.before is None:
            self._created_not.add(change.key)

    def split(self, wave: Sequence[Change]) -> tuple[list[Change], list[Outcome]]:
        """Return the changes that can be tried, lists without boxes that were not made, and the others."""
        if not self._keys:
            return list(wave), []
        doable: list[Change] = []
        skipped: list[Outcome] = []
        for change in wave:
            fitted = self._without_missing(change)
            if fitted is None or change.key in self._keys or change.takes & self._kept:
                skipped.append(Outcome(change, Result.SKIPPED, DEPENDS))
                self.note(skipped[-1])
            elif fitted.before != fitted.after:
                doable.append(fitted)
        return doable, skipped

    def _without_missing(self, change: Change) -> Change | None:
        after = change.after
        if not isinstance(after, MailList) or not self._created_not.intersection(after.members):
            return change
        members = tuple(member for member in after.members if member not in self._created_not)
        return replace(change, after=replace(after, members=members)) if members else None


DEPENDS = Text(
    vi="chưa làm vì phụ thuộc vào một thay đổi chưa thực hiện được; lần chạy sau sẽ làm",
    en="not tried: it depends on a change that was not done; the next run will do it",
)
