"""`Standing`: how it stands, as far as ledger, folders and schedules tell; no target is asked.

`health` says what of it is not as it should be. What is shown (`connector status`), measured (/metrics), watched
(`connector health`) and reported comes from this one value, so that all of them tell the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connector.model.held import Held
from connector.model.outcome import Finding
from connector.model.plan import QuestionKind
from connector.model.turn import Appointment, Ending, Turn
from connector.ports import Run, SeenFile
from connector.text import NOTHING, Text

LONG = timedelta(hours=1)
"""A job that is at work for longer hangs."""
LATE = timedelta(minutes=30)
"""A slot that nobody took for longer has nobody who keeps it."""
STALE_BACKUP = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Saved:
    """The latest backup."""

    at: datetime
    size: int
    sealed: bool
    number: int
    """How many backups there are."""


@dataclass(frozen=True, slots=True)
class InboxNow:
    """The watched folder."""

    waiting: int
    """Files in it."""
    last: SeenFile | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit that runs."""

    day: date
    what: Text
    provisional: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands."""

    organisation: str
    at: datetime
    last: Run | None
    """The latest run that wrote to the first target, or would have."""
    success: datetime | None
    """When the latest run ended that was not stopped."""
    alarm: timedelta
    """How long there may be no success."""
    agenda: tuple[Appointment, ...]
    late: tuple[str, ...]
    """Schedules of which a slot was due and nobody took it."""
    held: tuple[Held, ...]
    doubt: Text | None
    """Why the ledger is not believed."""
    questions: Mapping[QuestionKind, int]
    deadlines: tuple[Deadline, ...]
    """Of requests that are not answered, the nearest first."""
    duties: Turn | None
    """The latest look at all time limits."""
    comparison: Turn | None
    """The latest comparison of everything."""
    backup: Saved | None
    inbox: InboxNow | None
    """None: no folder is watched."""
    mirrors: Mapping[str, Run | None]

    @property
    def waits(self) -> int:
        """How many changes wait for approval."""
        return max((one.changes for one in self.held if not one.target), default=0) + sum(
            one.changes for one in self.held if one.target
        )

    @property
    def overdue(self) -> int:
        """How many time limits of requests are over."""
        return sum(one.day < self.at.date() for one in self.deadlines)

    def next(self, job: str) -> Appointment | None:
        """Return the next appointment for a kind of job."""
        found = [one for one in self.agenda if one.job == job and one.due is not None]
        return min(found, key=lambda one: one.due or self.at, default=None)


def health(now: Standing) -> tuple[Finding, ...]:
    """Return what was looked at, the bad first; all is well where nothing is bad."""
    found = [_success(now), *_turns(now), *_late(now), *_trust(now), *_backup(now)]
    return tuple(sorted(found, key=lambda finding: finding.ok))


def _success(now: Standing) -> Finding:
    hours = int(now.alarm.total_seconds() // 3600)
    if now.success is None:
        return _bad("Chưa có lần chạy nào thành công.", "No run has succeeded yet.")
    since = int((now.at - now.success).total_seconds() // 3600)
    if now.at - now.success > now.alarm:
        return _bad(
            f"Đã {since} giờ không có lần chạy nào thành công (báo động sau {hours} giờ).",
            f"No run has succeeded for {since} hours (alarm after {hours}).",
        )
    return _good(f"Lần chạy thành công gần nhất: {since} giờ trước.", f"A run succeeded {since} hours ago.")


def _turns(now: Standing) -> Iterator[Finding]:
    for one in now.agenda:
        turn = one.last
        if turn is None or not one.enabled:
            continue
        if turn.ending is None and now.at - turn.started > LONG:
            minutes = int((now.at - turn.started).total_seconds() // 60)
            yield _bad(
                f"{one.title.vi}: bắt đầu đã {minutes} phút mà chưa xong.",
                f"{one.title.en}: at work for {minutes} minutes.",
            )
        if turn.ending is Ending.FAILED:
            yield _bad(
                f"{one.title.vi}: lần gần nhất lỗi. {turn.words.vi}",
                f"{one.title.en} failed. {turn.words.en}",
            )


def _late(now: Standing) -> Iterator[Finding]:
    titles = {one.name: one.title for one in now.agenda}
    for name in now.late:
        title = titles.get(name, Text(vi=name, en=name))
        yield _bad(
            f"{title.vi}: đã đến kỳ mà chưa ai làm; `connector serve` hoặc timer có đang chạy không?",
            f"{title.en}: due, and nobody has taken it; is `connector serve` or its timer running?",
        )


def _trust(now: Standing) -> Iterator[Finding]:
    if now.doubt is not None:
        yield _bad(f"Mọi thay đổi bị giữ: {now.doubt.vi}.", f"Everything is held: {now.doubt.en}.")


def _backup(now: Standing) -> Iterator[Finding]:
    kept = [one for one in now.agenda if one.job == "backup" and one.enabled and one.last is not None]
    if now.backup is None:
        if kept:
            yield _bad("Chưa có bản sao lưu nào.", "There is no backup.")
        return
    days = (now.at - now.backup.at).days
    if kept and now.at - now.backup.at > STALE_BACKUP:
        yield _bad(f"Bản sao lưu gần nhất đã {days} ngày.", f"The latest backup is {days} days old.")
    else:
        yield _good(f"Bản sao lưu gần nhất: {days} ngày trước.", f"The latest backup is {days} days old.")


def _good(vi: str, en: str) -> Finding:
    return Finding(ok=True, text=Text(vi=vi, en=en), advice=NOTHING)


def _bad(vi: str, en: str) -> Finding:
    return Finding(ok=False, text=Text(vi=vi, en=en), advice=NOTHING)


def sound(findings: Sequence[Finding]) -> bool:
    """Tell whether nothing is bad."""
    return all(finding.ok for finding in findings)
