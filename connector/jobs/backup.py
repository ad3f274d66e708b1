"""`backup`: a copy of what cannot be read back from the target; `look`, `restore`: taking one back.

Restoring is safe whatever the backup's age: everything that a plan from the restored ledger would do is held
until a person has approved one (`connector.trust`); and no password that was handed over is handed over again.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connector import __version__
from connector.errors import LedgerError
from connector.jobs.archive import Backup, BackupError, backups, surplus, unpack, write
from connector.jobs.bench import Bench, Done
from connector.model.envelope import WAITING, Envelope, EnvelopeState
from connector.model.turn import Ending
from connector.ports import Clock, Ledger
from connector.ports.envelopes import Envelopes
from connector.settings import Settings
from connector.text import Text
from connector.wiring.desk import open_ledger_of
from connector.wiring.keeping import (
    LEDGER,
    configuration_files,
    copy_ledger_to,
    open_copy,
    put_ledger_back,
)


def backup(bench: Bench) -> Done:
    """Write a backup as the settings say, and remove those that are not kept any more."""
    settings = bench.settings
    made = make_backup(settings, bench.clock)
    folder, rule = made.file.parent, settings.backup
    gone = surplus(backups(folder), rule.keep_daily, rule.keep_weekly)
    for one in gone:
        one.file.unlink(missing_ok=True)
    facts = {"bytes": made.size, "kept": len(backups(folder)), "removed": len(gone)}
    kilobytes = -(-made.size // 1024)
    words = Text(
        vi=f"{made.file.name}, {kilobytes} KB, còn giữ {facts['kept']} bản",
        en=f"{made.file.name}, {kilobytes} KB, {facts['kept']} kept",
    )
    return Done(Ending.DONE, words, facts)


def make_backup(settings: Settings, clock: Clock, folder: Path | None = None) -> Backup:
    """Write one backup into `folder`, or where the settings say. Raises BackupError, LedgerError."""
    with _private(settings) as private:
        copy = private / LEDGER
        copy_ledger_to(settings, copy)
        facts = {"version": __version__, "organisation": settings.organisation, "settings": settings.digest}
        parts = {LEDGER: copy, **configuration_files(settings)}
        target = folder or settings.path(settings.backup.folder)
        return write(target, clock.now(), parts, facts, settings.backup.recipients)


@contextmanager
def _private(settings: Settings) -> Iterator[Path]:
    """Give a folder that only this account can look into, on the disk of the ledger."""
    state = settings.path(settings.state)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=state, prefix="backup-") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is known of one ledger."""

    runs: str
    """The name of its latest run; empty where there is none."""
    addresses: int
    decisions: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A backup beside the ledger that it would replace."""

    at: datetime
    version: str
    backup: Weighed
    present: Weighed | None
    """None: there is none, or it cannot be read."""
    lost: Sequence[str]
    """Questions that were decided since; they would be asked again."""
    settings_differ: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored ledger took the place of."""

    saved: Path | None
    """Where the ledger of before was saved; None: there was none that could be."""
    void: int
    """Sealed passwords of which nobody knows whether they were handed over; they are void."""


def look(settings: Settings, file: Path, identity: str = "") -> Comparison:
    """Check a backup and say what it would mean to restore it; changes nothing. Raises BackupError, LedgerError."""
    with _private(settings) as private, _unpacked(settings, file, private, identity) as (manifest, ledger):
        weighed, decided = _weighed(ledger), ledger.decisions()
        present, lost = _present(settings, {key: one.at for key, one in decided.items()})
        return Comparison(
            datetime.fromisoformat(str(manifest["at"])),
            str(manifest.get("version", "")),
            weighed,
            present,
            lost,
            manifest.get("settings") != settings.digest,
        )


def restore(settings: Settings, file: Path, clock: Clock, identity: str = "") -> Restored:
    """Put the ledger of a backup in the place of the present one; return what became of that.

    Only for who holds the lease of runs. Raises BackupError, LedgerError.
    """
    with _private(settings) as private:
        with _unpacked(settings, file, private, identity) as (manifest, ledger):
            at = datetime.fromisoformat(str(manifest["at"]))
            why = Text(
                vi=f"sổ nhớ được khôi phục từ bản sao lưu lúc {at:%H:%M %d/%m/%Y}; hãy xem kỹ kế hoạch rồi mới duyệt",
                en=f"the ledger was restored from the backup of {at:%Y-%m-%d %H:%M}; look well before approving",
            )
            ledger.holds.distrust(why, clock.now())
            void = _as_known_now(settings, ledger.envelopes, clock.now())
        saved = _save(settings, clock)
        put_ledger_back(settings, private / LEDGER)
    return Restored(saved, void)


def _as_known_now(settings: Settings, restored: Envelopes, at: datetime) -> int:
    """Let the restored ledger know of sealed passwords what the one in use knows; return how many are void by that.

    What was handed over is not handed over again, and what was made since the backup is not lost. Where the one in
    use knows nothing of an envelope, or cannot be read, nobody can tell whether it was handed over: it is void.
    """
    known = {one.id: one for one in _in_use(settings)}
    present = restored.envelopes()
    moves: dict[tuple[EnvelopeState, str], list[str]] = defaultdict(list)
    for one in present:
        now = known.get(one.id)
        state, place = (now.state, now.place) if now is not None else (EnvelopeState.VOID, "")
        if one.state in WAITING and (state, place) != (one.state, one.place):
            moves[state, place].append(one.id)
    for (state, place), ids in moves.items():
        restored.move(ids, state, at, place)
    there = {one.id for one in present}
    restored.keep([one for one in known.values() if one.id not in there])
    return sum(one.id not in known and one.state in WAITING for one in present)


def _in_use(settings: Settings) -> Sequence[Envelope]:
    if not (settings.path(settings.state) / LEDGER).exists():
        return ()
    try:
        with open_ledger_of(settings) as ledger:
            return ledger.envelopes.envelopes()
    except LedgerError:
        return ()


@contextmanager
def _unpacked(
    settings: Settings, file: Path, private: Path, identity: str
) -> "Iterator[tuple[dict[str, object], Ledger]]":
    manifest = dict(unpack(file, private, identity))
    if manifest.get("organisation") != settings.organisation or not (private / LEDGER).exists():
        raise BackupError(
            Text(
                vi=f"bản sao lưu này của cơ quan khác ({manifest.get('organisation')}).",
                en=f"this backup is of another organisation ({manifest.get('organisation')}).",
            ),
            where=str(file),
        )
    with open_copy(private / LEDGER) as ledger:
        yield manifest, ledger


def _weighed(ledger: Ledger) -> Weighed:
    runs = ledger.runs(1)
    return Weighed(runs[0].run if runs else "", len(ledger.owners()), len(ledger.decisions()))


def _present(settings: Settings, decided: dict[str, datetime]) -> tuple[Weighed | None, Sequence[str]]:
    if not (settings.path(settings.state) / LEDGER).exists():
        return None, ()
    try:
        with open_ledger_of(settings) as ledger:
            now = ledger.decisions()
            lost = sorted(key for key, one in now.items() if decided.get(key) != one.at)
            return _weighed(ledger), lost
    except LedgerError:
        return None, ()


def _save(settings: Settings, clock: Clock) -> Path | None:
    """Keep the ledger that is about to be replaced beside it."""
    if not (settings.path(settings.state) / LEDGER).exists():
        return None
    saved = settings.path(settings.state) / f"ledger.{clock.now():%Y%m%dT%H%M%S}.before-restore"
    try:
        copy_ledger_to(settings, saved)
    except LedgerError:
        return None
    return saved
