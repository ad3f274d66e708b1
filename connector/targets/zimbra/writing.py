"""`Writer`: many changes at once, round by round; each answer as an outcome or as a doubt."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connector.errors import TargetError, TargetRejected, TargetStopped
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.targets.verdict import conflict, verdict
from connector.targets.zimbra import codes
from connector.targets.zimbra.codec import Unwritable, between
from connector.targets.zimbra.codes import Meaning
from connector.targets.zimbra.reading import Present
from connector.targets.zimbra.requests import Request
from connector.targets.zimbra.session import Reply, Session
from connector.targets.zimbra.steps import Halted, Hand, Steps, alteration, completion, creation, deletion
from connector.text import Text

_FAILURES = 10
"""So many unclear faults in a row end the run."""

_RIGHTS_MISSED = 3
"""More refusals for want of rights than this end the run."""

_UNCLEAR_TRIES = 2
"""So often an unclear fault is taken for "perhaps later"; then it is a no."""


@dataclass(slots=True)
class Trouble:
    """What went wrong so far, over all waves of a run."""

    failures: int = 0
    """Unclear faults in a row."""
    rights_missed: int = 0
    unclear: dict[str, int] = field(default_factory=dict)
    """Key → unclear faults so far."""
    begun: dict[str, Change] = field(default_factory=dict)
    """Key → change that was begun and whose end is not known: it may be halfway."""

    def end(self, reply: Reply, where: str) -> TargetError | None:
        """Count an answer; return the error that ends the run, if it is time."""
        if reply.answer is None:
            return None
        found = None if reply.fine else codes.meaning(reply.code)
        self.failures = self.failures + 1 if found is Meaning.UNCLEAR else 0
        self.rights_missed += found is Meaning.NO_RIGHT
        if found is Meaning.STOP or self.failures >= _FAILURES or self.rights_missed > _RIGHTS_MISSED:
            told = codes.words(reply.code, reply.answer.words)
            return TargetStopped(told, where=where, advice=codes.advice(reply.code))
        return None

    def insists(self, key: str) -> bool:
        """Count an unclear fault; return whether it was the last that is taken for "perhaps later"."""
        self.unclear[key] = self.unclear.get(key, 0) + 1
        return self.unclear[key] >= _UNCLEAR_TRIES


@dataclass(slots=True)
class _Job:
    """One change on its way."""

    change: Change
    steps: Steps
    pending: Sequence[Request] = ()


@dataclass(slots=True)
class Writer:
    """Give it what is present; draw `outcomes`; then read the `doubts` again and give each to `resolve`."""

    session: Session
    hand: Hand
    trouble: Trouble
    doubts: list[tuple[Change, Reply]] = field(default_factory=list)
    """Changes that only reading settles, with the answer that made them doubtful."""
    end: TargetError | None = None
    """Why the run is to end."""

    def outcomes(self, wave: Sequence[Change], now: Mapping[str, Present]) -> Iterator[Outcome]:
        """Write the changes that the present state allows; yield what is certain."""
        jobs: list[_Job] = []
        for change in wave:
            decided = self._decided(change, now.get(change.key))
            if decided is not None:
                yield decided
                continue
            job = _Job(change, self._steps(change, now.get(change.key)))
            yield from self._advance(job, (), jobs)
        while jobs:
            jobs = yield from self._round(jobs)

    def resolve(self, change: Change, reply: Reply, now: Present | None) -> Outcome:
        """Return what became of a doubtful change, now that the entry was read."""
        entry = now.entry if now is not None else None
        made = change.before is None and entry is not None
        found = verdict(change, entry)
        if found is Result.ALREADY and not (made and self.hand.password(change.key)):
            self.trouble.begun.pop(change.key, None)
            return Outcome(change, found)
        if entry is None and change.after is not None and change.before is not None:
            return conflict(change, None)
        halfway = (
            entry is not None and change.after is not None and between(change.before, entry, change.after)
        )
        if found is Result.CONFLICT and not halfway:
            return conflict(change, entry)
        if entry is not None:
            self.trouble.begun[change.key] = change
        return self._refused(change, reply) or Outcome(change, Result.RETRY, _told(reply))

    def _refused(self, change: Change, reply: Reply) -> Outcome | None:
        """Return the outcome REFUSED where the answer is a no to this entry; None where it may yet pass."""
        if reply.answer is None:
            return None
        if reply.code in codes.TAKEN:
            return Outcome(change, Result.REFUSED, _occupied(reply))
        found = codes.meaning(reply.code)
        if found in (Meaning.RETRY, Meaning.LOGIN, Meaning.STOP):
            return None
        if found is Meaning.UNCLEAR and not self.trouble.insists(change.key):
            return None
        return Outcome(change, Result.REFUSED, _told(reply))

    def _decided(self, change: Change, now: Present | None) -> Outcome | None:
        entry = now.entry if now is not None else None
        found = verdict(change, entry)
        if self._halfway(change, now):
            return None
        if found is Result.CONFLICT:
            return conflict(change, entry)
        return Outcome(change, found) if found is not None else None

    def _halfway(self, change: Change, now: Present | None) -> bool:
        """Return whether we began this very change before and it is on its way."""
        if now is None or change.after is None or self.trouble.begun.get(change.key) != change:
            return False
        return between(change.before, now.entry, change.after)

    def _steps(self, change: Change, now: Present | None) -> Steps:
        if change.after is None:
            return deletion(self.hand, now) if now is not None else iter(())  # type: ignore[return-value]
        if now is None:
            return creation(self.hand, change.after)
        finish = completion if change.before is None else alteration
        return finish(self.hand, now, change.after)

    def _round(self, jobs: Sequence[_Job]) -> Generator[Outcome, None, list[_Job]]:
        replies = iter(self.session.send([request for job in jobs for request in job.pending]))
        going: list[_Job] = []
        for job in jobs:
            mine = [next(replies) for _ in job.pending]
            for reply in mine:
                self.end = self.trouble.end(reply, job.change.key) or self.end
            yield from self._advance(job, mine, going)
        self._note_trouble()
        return going

    def _advance(self, job: _Job, replies: Sequence[Reply], going: list[_Job]) -> Iterator[Outcome]:
        try:
            job.pending = job.steps.send(replies) if replies else next(job.steps)
            going.append(job)
        except StopIteration:
            self._remember(job.change)
            yield Outcome(job.change, Result.DONE)
        except Unwritable as fault:
            yield Outcome(job.change, Result.REFUSED, fault.text)
        except Halted as halt:
            self.hand.stumbled.add(job.change.key)
            self.doubts.append((job.change, halt.reply))

    def _note_trouble(self) -> None:
        """A login that is refused ends the run; a lost answer does not, if reading works again."""
        if isinstance(self.session.trouble, TargetRejected):
            self.end = self.session.trouble

    def _remember(self, change: Change) -> None:
        self.trouble.begun.pop(change.key, None)
        self.trouble.unclear.pop(change.key, None)
        if change.after is None:
            self.hand.book.forget(change.key)
        else:
            self.hand.book.note(change.after, self.hand.ids[change.key])


def _told(reply: Reply) -> Text:
    if reply.answer is None:
        return codes.NOT_DONE
    return codes.words(reply.code, reply.answer.words)


def _occupied(reply: Reply) -> Text:
    told = Text(
        vi="Một địa chỉ của mục này đang thuộc về mục khác trên Zimbra",
        en="An address of this entry belongs to another one in Zimbra",
    )
    return Text(vi=f"{told.vi} ({reply.code}).", en=f"{told.en} ({reply.code}).")
