"""`purge`: remove what was kept as long as [retention] says; `overdue` only says what that is.

Only files that connector itself put there (their names begin with when they came) are looked at, so nothing that
somebody keeps beside them is ever removed. By itself it purges only while runs are recent: a clock that was
set years ahead must not empty the archive.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from connector.jobs.bench import Bench, Done
from connector.model.turn import Ending
from connector.passwords.settling import expire
from connector.ports import Ledger
from connector.settings import Settings
from connector.text import Text

SILENCE = timedelta(days=14)
"""Where nothing ran for so long, the clock may be wrong."""
_STAMPED = re.compile(r"(\d{8})-\d{6}_")
_LOG = re.compile(r"connector-(\d{4})-(\d\d)-(\d\d)\.jsonl")


@dataclass(frozen=True, slots=True)
class Overdue:
    """What has been kept long enough."""

    files: Mapping[str, Sequence[Path]]
    """Folder's key in [retention], without `_days` → its files."""
    changes: int
    """Of runs, in the ledger."""

    @property
    def number(self) -> int:
        """How many files."""
        return sum(map(len, self.files.values()))


def overdue(settings: Settings, ledger: Ledger, now: datetime) -> Overdue:
    """Return what has been kept as long as the settings say."""
    rule, inbox = settings.retention, settings.inbox
    folders = {
        "archive": (inbox.archive, rule.archive_days),
        "quarantine": (inbox.quarantine, rule.quarantine_days),
        "outbox": (inbox.outbox, rule.outbox_days),
        "log": (settings.log.folder, rule.log_days),
    }
    files = {
        name: tuple(_old(settings.path(folder), now.date() - timedelta(days=days))) if days else ()
        for name, (folder, days) in folders.items()
    }
    days = rule.runs_days
    return Overdue(files, ledger.retention.stale(now - timedelta(days=days)) if days else 0)


def _old(folder: Path, last: date) -> Iterator[Path]:
    """Yield files of ours in a folder that came on this day or before."""
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        day = day_of(file.name)
        if day is not None and day <= last and file.is_file() and not file.is_symlink():
            yield file


def day_of(name: str) -> date | None:
    """Return the day that stands in the name of a file of ours; None where it is none."""
    stamped, log = _STAMPED.match(name), _LOG.fullmatch(name)
    try:
        if stamped is not None:
            return datetime.strptime(stamped[1], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        return date(int(log[1]), int(log[2]), int(log[3])) if log is not None else None
    except ValueError:
        return None


def remove(settings: Settings, ledger: Ledger, found: Overdue, now: datetime) -> Done:
    """Remove it."""
    for files in found.files.values():
        for file in files:
            file.unlink(missing_ok=True)
    rule = settings.retention
    changes = ledger.retention.forget(now - timedelta(days=rule.runs_days)) if rule.runs_days else 0
    turns = ledger.slots.forget(now - timedelta(days=rule.turns_days)) if rule.turns_days else 0
    letters = ledger.outbox.forget(now - timedelta(days=rule.letters_days)) if rule.letters_days else 0
    envelopes = expire(ledger.envelopes, now)
    lines = changes + turns + letters
    words = Text(
        vi=f"đã xóa {found.number} tệp, {lines} dòng cũ của sổ nhớ",
        en=f"{found.number} files and {lines} old lines of the ledger removed",
    )
    facts = {
        "removed": found.number,
        "changes": changes,
        "turns": turns,
        "letters": letters,
        "envelopes": envelopes,
    }
    return Done(Ending.DONE, words, facts)


def purge(bench: Bench) -> Done:
    """Remove what has been kept long enough, unless the clock may be wrong."""
    now = bench.clock.now()
    with bench.ledger() as ledger:
        seen = [run.started for run in ledger.runs(1)] + [one.at for one in ledger.seen_files()[:1]]
        if not seen or now - max(seen) > SILENCE:
            return Done(Ending.FAILED, SILENT)
        return remove(bench.settings, ledger, overdue(bench.settings, ledger, now), now)


SILENT = Text(
    vi=f"không xóa gì: {SILENCE.days} ngày qua không có lần chạy nào; đồng hồ của máy có đúng không? "
    "Xóa bằng tay: connector purge --yes.",
    en=f"nothing was removed: there was no run within {SILENCE.days} days; is the clock right? "
    "By hand: connector purge --yes.",
)
