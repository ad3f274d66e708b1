"""`Retrying`: a target that waits where the answer is "not now", and reads where there was no answer."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

import tenacity

from connector.errors import TargetStopped, TargetUnreachable
from connector.model.directory import Entry, Snapshot
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.ports import Target
from connector.targets.verdict import conflict, verdict

T = TypeVar("T")

TRIES = 5
"""How often anything is tried, the first time included."""

_SHORTEST = 0.5
_LONGEST = 60.0


def full_jitter(rng: Random, attempt: int) -> float:
    """Return seconds to wait after `attempt` (from 1): anything up to 0.5 s, 1 s, 2 s … at most 60 s.

    Full jitter, as in "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
    """
    return rng.uniform(0.0, min(_LONGEST, _SHORTEST * 2.0**attempt))


@dataclass(slots=True)
class _Pending:
    """What of a wave is not settled yet."""

    changes: list[Change]
    """To be written."""
    doubts: list[Outcome] = field(default_factory=list)
    """UNKNOWN: to be read before anything else."""
    last: dict[str, Outcome] = field(default_factory=dict)
    """Key → the latest outcome of a change that is still to be written."""
    unreachable: TargetUnreachable | None = None

    def take(self, outcome: Outcome) -> bool:
        """Keep an outcome that is not the last word; return whether it was one."""
        if outcome.result is Result.UNKNOWN:
            self.doubts.append(outcome)
        elif outcome.result is Result.RETRY:
            self.changes.append(outcome.change)
            self.last[outcome.change.key] = outcome
        else:
            return False
        return True

    @property
    def left(self) -> bool:
        """Whether there is anything more to try."""
        return bool(self.changes or self.doubts)

    def remains(self) -> Iterator[Outcome]:
        """Yield an outcome for everything that is left."""
        yield from self.doubts
        for change in self.changes:
            yield self.last.get(change.key) or Outcome(change, Result.RETRY)


class Retrying:
    """A `connector.ports.Target` around another one; `sleep` and `rng` come from outside.

    A write is never repeated blindly: after UNKNOWN the entry is read, and written again only where it still
    is as it was before. What is still "not now" after five tries is left for the next run. Where the target
    cannot be reached at all any more, `apply` raises `TargetStopped` after yielding what is known.
    """

    def __init__(self, target: Target, sleep: Callable[[float], None], rng: Random) -> None:
        self._target = target
        self._sleep = sleep
        self._rng = rng

    def read(self) -> Snapshot:
        """Read, again where there was no answer."""
        return self._asking(self._target.read)

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Look, again where there was no answer."""
        return self._asking(lambda: self._target.look(keys))

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Write; wait, read and write again what is not settled."""
        pending = _Pending(list(wave))
        attempts = self._attempts(retry=tenacity.retry_if_result(bool))
        # What is left after the last try has its own outcome below.
        attempts.retry_error_callback = lambda _: None
        for attempt in attempts:
            # Not `with attempt`: it would swallow the end of the run, and of whoever listens.
            yield from self._once(pending)
            attempt.retry_state.set_result(pending.left)
        yield from pending.remains()
        if pending.unreachable is not None:
            stopped = pending.unreachable
            raise TargetStopped(stopped.what, where=stopped.where, advice=stopped.advice) from stopped

    def check(self) -> Sequence[Finding]:
        """Check once: who checks wants to know how it is now."""
        return self._target.check()

    def close(self) -> None:
        """Close through."""
        self._target.close()

    def _once(self, pending: _Pending) -> Iterator[Outcome]:
        """Try everything that is pending once, and yield what is settled by it."""
        pending.unreachable = None
        try:
            yield from self._settle(pending)
            yield from self._write(pending)
        except TargetUnreachable as error:
            pending.unreachable = error

    def _settle(self, pending: _Pending) -> Iterator[Outcome]:
        if not pending.doubts:
            return
        present = self._target.look({outcome.change.key for outcome in pending.doubts})
        doubts, pending.doubts = pending.doubts, []
        for doubt in doubts:
            now = present.get(doubt.change.key)
            found = verdict(doubt.change, now)
            if found is Result.ALREADY:
                yield Outcome(doubt.change, found)
            elif found is Result.CONFLICT:
                yield conflict(doubt.change, now)
            else:
                pending.changes.append(doubt.change)

    def _write(self, pending: _Pending) -> Iterator[Outcome]:
        changes, pending.changes = pending.changes, []
        heard: set[str] = set()
        try:
            for outcome in self._target.apply(changes):
                heard.add(outcome.change.key)
                if not pending.take(outcome):
                    yield outcome
        except TargetUnreachable:
            pending.changes.extend(change for change in changes if change.key not in heard)
            raise
        except Exception:
            # The target ends the run: say what is known before the error goes on its way.
            yield from pending.remains()
            raise

    def _asking(self, question: Callable[[], T]) -> T:
        retrying = self._attempts(retry=tenacity.retry_if_exception_type(TargetUnreachable))
        return retrying(question)

    def _attempts(self, retry: tenacity.retry_base) -> tenacity.Retrying:
        return tenacity.Retrying(
            retry=retry,
            stop=tenacity.stop_after_attempt(TRIES),
            wait=lambda state: full_jitter(self._rng, state.attempt_number),
            sleep=self._sleep,
            reraise=True,
        )
