"""`Inbox`: the watched folder. HR drops a workbook; it is understood, used or refused, and answered.

::

    wait       until the file has arrived whole                                    (`waiting`)
    copy       once, without following links, to a private place; hash
    recognise  the same content again, or older than what was accepted since
    think      read it in the limited child and plan from it; nothing is written
    decide     ACCEPTED: it becomes the roster, the original goes to archive/
               SAME: archive/;  HELD, REFUSED: quarantine/
    act        only where the policy says so, and only the safe part
    answer     a note beside the file and in outbox/, the workbook marked, a line in the ledger
    tell       whoever has to know, by mail                                        (`herald`)

Whatever ends it early, the file is still in the folder or the ledger knows it: the next look goes on.
"""

import glob
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from connector.desk import Desk
from connector.errors import ConnectorError, SourceError, foreign
from connector.follow import Plans, carry_out, plans_of, unwatched
from connector.jobs import notes
from connector.jobs.folders import Folders, free, put, put_copy, put_note, readable, replace_with, stamped
from connector.jobs.mishap import mishap
from connector.jobs.waiting import Arrived, Waiting
from connector.model.outcome import Report
from connector.model.plan import Question
from connector.model.roster import Roster
from connector.ports import Clock, Ledger, SeenFile, Verdict
from connector.sync import Draft, think
from connector.text import NOTHING, Text

_AHEAD = timedelta(days=31)
"""How far ahead a list may say it is; lists "as of the end of the month" come before its end."""


class Policy(StrEnum):
    """What an accepted file leads to."""

    PLAN = "plan"
    """A look at what would change; somebody else carries it out."""
    SYNC = "sync"
    """The safe part at once; what passes a limit is held for approval."""


Annotate = Callable[[Path, Roster, datetime, Sequence[Question]], bytes]
"""(workbook, what was read, when, questions) → the workbook with the answer in it. Raises SourceError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the inbox needs of the world."""

    folders: Folders
    roster: Path
    """The workbook that an accepted file replaces."""
    spool: Path
    """A private folder of ours."""
    policy: Policy
    clock: Clock
    desk: Callable[[Path], AbstractContextManager[Desk]]
    """Opens a desk with this file as the workbook of people."""
    ledger: Callable[[], AbstractContextManager[Ledger]]
    lease: Callable[[], AbstractContextManager[object]]
    take_copy: Callable[[Path, Path], str]
    """Copies a file from outside to a new one and returns its digest. Raises SourceError."""
    digest: Callable[[Path], str]
    """Returns the digest of a file. Raises SourceError."""
    annotate: Annotate
    tell: Callable[[Desk, Plans, Sequence[Report]], object]
    """Writes letters about what a file leads to."""
    post: Callable[[], object]
    """Writes letters about files that are not used, and sends what waits; raises none of our errors."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one entry of the folder."""

    name: str
    verdict: Verdict | None
    """None: nothing yet; the file is where it was."""
    words: Text


@dataclass(slots=True)
class _Case:
    """One file being judged."""

    path: Path
    copy: Path
    digest: str
    draft: Draft | None = None
    """Made from the copy, so that its problems name the file as HR knows it."""
    plan: Draft | None = None
    """Made from the same content as the roster."""
    report: Report | None = None


class Inbox:
    """One watched folder. `look` may be called again and again; it never raises because of a file."""

    def __init__(self, office: Office, waiting: Waiting) -> None:
        self._office = office
        self._waiting = waiting
        self._said: dict[str, Text] = {}
        self._left: set[tuple[str, int]] = set()

    def look(self) -> Iterator[Handled]:
        """Look once, and deal with each file that has arrived, one after the other."""
        try:
            self._office.folders.prepare()
            for arrived in self._waiting.look():
                yield from self._tried(arrived)
        except OSError as error:
            yield from self._trouble("", _disk(error))

    def waiting(self) -> Iterator[Handled]:
        """Yield what has not arrived whole yet."""
        for name in self._waiting.names:
            yield Handled(readable(name), None, notes.UNFINISHED)

    def _tried(self, arrived: Arrived) -> Iterator[Handled]:
        try:
            yield from self._dealt_with(arrived)
        except ConnectorError as error:
            yield from self._trouble(arrived.path.name, error.text)
        except OSError as error:
            yield from self._trouble(arrived.path.name, _disk(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours keeps one file waiting, never the others
            yield from self._trouble(arrived.path.name, mishap(error))

    def _trouble(self, name: str, words: Text) -> Iterator[Handled]:
        """Say once what stands in the way; the file stays and is tried again."""
        if self._said.get(name) != words:
            self._said[name] = words
            yield Handled(name, None, words)

    def _dealt_with(self, arrived: Arrived) -> Iterator[Handled]:
        mode = arrived.path.lstat().st_mode
        if not stat.S_ISREG(mode):
            yield from self._not_a_file(arrived.path, mode)
            return
        self._office.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._office.spool) as private:
            copy = Path(private) / readable(arrived.path.name)
            try:
                digest = self._office.take_copy(arrived.path, copy)
            except SourceError as refusal:
                yield self._set_aside(arrived.path, refusal.text)
                return
            if digest != arrived.digest:
                return  # changed since the last look: it is looked at anew
            yield self._judged(_Case(arrived.path, copy, digest))
        self._said.pop(arrived.path.name, None)

    def _judged(self, case: _Case) -> Handled:
        office = self._office
        with office.lease():
            with office.desk(case.copy) as desk:
                seen = self._verdict(case, desk)
                if seen.verdict is not Verdict.ACCEPTED:
                    desk.ledger.saw_file(seen)
            if seen.verdict is Verdict.ACCEPTED:
                replace_with(office.roster, case.copy)
                with office.desk(office.roster) as desk:
                    self._follow(case, seen, desk)
            self._answer(case, seen)
        office.post()
        return Handled(case.copy.name, seen.verdict, seen.detail)

    def _follow(self, case: _Case, seen: SeenFile, desk: Desk) -> None:
        """Plan anew from where the roster lies now, so that it is the plan others see and approve; act on it."""
        case.plan = think(desk)
        plans, reports = plans_of(desk, case.plan), []
        desk.ledger.saw_file(seen)
        if self._office.policy is Policy.SYNC:
            reports = [report for report, _ in carry_out(desk, plans, "inbox", tuple(plans), unwatched)]
            case.report = reports[0]
        self._office.tell(desk, plans, reports)

    def _verdict(self, case: _Case, desk: Desk) -> SeenFile:
        """Return what is to become of the file; writes nothing."""

        def seen(verdict: Verdict, why: Text = NOTHING, as_of: date | None = None) -> SeenFile:
            return SeenFile(case.digest, case.copy.name, desk.clock.now(), verdict, as_of, why)

        accepted = desk.ledger.seen_files(verdict=Verdict.ACCEPTED)
        again = next((file for file in accepted if file.digest == case.digest), None)
        if again is not None:
            at = again.at.astimezone(desk.clock.now().tzinfo)
            if again == accepted[0] and self._in_use(case.digest) and self._was_answered(again):
                return seen(Verdict.SAME, notes.same_as(at, again.name), again.as_of)
            if again != accepted[0]:
                return seen(Verdict.HELD, notes.taken_before(at, again.name), again.as_of)
        try:
            case.draft = think(desk)
        except SourceError as refusal:
            if case.copy.name not in refusal.where:
                raise  # another source of the organisation cannot be read; this file has to wait for it
            return seen(Verdict.REFUSED, refusal.text)
        as_of = case.draft.roster.as_of
        why = _too_old_or_young(as_of, accepted, desk.clock.now().date())
        return seen(Verdict.HELD if why else Verdict.ACCEPTED, why or NOTHING, as_of)

    def _was_answered(self, file: SeenFile) -> bool:
        """Whether what was accepted also got its note; else it ended early, and goes on as if it were new."""
        since = stamped(file.name, file.at.astimezone(self._office.clock.now().tzinfo))
        _, _, name = since.partition("_")
        notes_of = self._office.folders.archive.glob(f"*_{glob.escape(name)}.txt")
        return any(note.name >= since for note in notes_of)

    def _in_use(self, digest: str) -> bool:
        """Whether the roster is still that content; somebody may have put another file there by hand."""
        try:
            return self._office.digest(self._office.roster) == digest
        except SourceError:
            return False

    def _answer(self, case: _Case, seen: SeenFile) -> None:
        """Put the file where it belongs, tell HR, and only then take it from the folder.

        The note beside the file comes last: where it is, HR was answered.
        """
        folders, name = self._office.folders, stamped(seen.name, self._office.clock.now())
        kept = seen.verdict in (Verdict.ACCEPTED, Verdict.SAME)
        place = put_copy(folders.archive if kept else folders.quarantine, name, case.copy)
        words = notes.note(seen, case.draft, case.plan, case.report)
        put_note(folders.outbox, name, words)
        self._mark(case, name)
        put_note(place.parent, place.name, words)
        _take_away(case, self._office.take_copy)

    def _mark(self, case: _Case, name: str) -> None:
        """Give HR their own workbook back with what has to be looked at marked, where there is anything."""
        if case.draft is None or case.plan is None:
            return
        roster, questions = case.draft.roster, case.draft.plan.questions
        places = [problem.where for problem in roster.problems] + [question.where for question in questions]
        if case.copy.name not in {place.file for place in places}:
            return
        try:
            marked = self._office.annotate(case.copy, roster, self._office.clock.now(), questions)
        except SourceError:
            return  # the note names the same
        stem = name.rpartition(".")[0] or name
        put(self._office.folders.outbox, f"{stem}.xlsx", lambda hidden: hidden.write_bytes(marked))

    def _not_a_file(self, path: Path, mode: int) -> Iterator[Handled]:
        """Move away what is no file, and say so; a folder stays, as nobody asked us to touch what is in it."""
        known = (path.name, path.lstat().st_ino)
        if known in self._left:
            return
        if not stat.S_ISDIR(mode):
            yield self._set_aside(path, notes.NOT_ORDINARY)
            return
        self._left.add(known)
        at = _stood_since(path).astimezone(self._office.clock.now().tzinfo)
        outbox, name = self._office.folders.outbox, stamped(path.name, at)
        if not (outbox / f"{name}.txt").exists():
            seen = SeenFile("", readable(path.name), at, Verdict.REFUSED, None, notes.A_FOLDER)
            put_note(outbox, name, notes.note(seen))
            yield Handled(readable(path.name), Verdict.REFUSED, notes.A_FOLDER)

    def _set_aside(self, path: Path, why: Text) -> Handled:
        """Move an entry that cannot be read to the quarantine as it is, without opening it."""
        office, at = self._office, self._office.clock.now()
        seen = SeenFile("", readable(path.name), at, Verdict.REFUSED, None, why)
        name = stamped(path.name, at)
        words = notes.note(seen)
        self._remember(seen)
        _move(path, free(office.folders.quarantine, name))
        put_note(office.folders.quarantine, name, words)
        put_note(office.folders.outbox, name, words)
        office.post()
        return Handled(seen.name, Verdict.REFUSED, why)

    def _remember(self, seen: SeenFile) -> None:
        with self._office.ledger() as ledger:
            ledger.saw_file(seen)


def _too_old_or_young(as_of: date | None, accepted: Sequence[SeenFile], today: date) -> Text | None:
    """Return why a list of this day is held, or None."""
    if as_of is None:
        return None
    if as_of > today + _AHEAD:
        return notes.from_the_future(as_of)
    newest = max((file.as_of for file in accepted if file.as_of is not None), default=None)
    return notes.older(as_of, newest) if newest is not None and as_of < newest else None


def _stood_since(path: Path) -> datetime:
    """Return when an entry was changed last, so that one note is enough for it, also after a restart."""
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def _take_away(case: _Case, take_copy: Callable[[Path, Path], str]) -> None:
    """Remove the original, unless it is no longer what was judged."""
    again = case.copy.parent / ".again"
    try:
        if take_copy(case.path, again) == case.digest:
            case.path.unlink(missing_ok=True)
    except SourceError:
        return  # it is being written anew: the next look sees another file


def _move(path: Path, target: Path) -> None:
    """Rename an entry; across file systems a link or a pipe is removed, and a file is copied."""
    try:
        path.rename(target)
    except OSError:
        if stat.S_ISREG(path.lstat().st_mode):
            shutil.copyfile(path, target, follow_symlinks=False)
        path.unlink()


def _disk(error: OSError) -> Text:
    said = foreign(OSError(error.errno, os.strerror(error.errno or 0)))
    return Text(
        vi=f"Không đọc hoặc ghi được thư mục {said.vi}; sẽ thử lại.",
        en=f"A folder cannot be read or written {said.en}; it will be tried again.",
    )
