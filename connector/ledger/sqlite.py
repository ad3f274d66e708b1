"""`open_ledger(path)`: the ledger in one SQLite file, safe to kill at any moment.

Write-ahead log, and every commit waits for the disk (`synchronous=FULL`), see
https://www.sqlite.org/wal.html and https://www.sqlite.org/pragma.html#pragma_synchronous.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from connector.errors import LedgerError, foreign
from connector.ledger.faults import FULL, RIGHTS, corrupt, translated
from connector.ledger.mounts import MOUNTS, filesystem_type, over_the_network
from connector.ledger.schema import REVISIONS
from connector.ledger.sql import SqlLedger
from connector.ledger.store import READING
from connector.text import Text

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""

ROOM_MIB = 32
"""What must be free on the disk before a run begins: the records of some 20,000 changes."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
)
"""The last: what is deleted, a sealed password above all, is overwritten and does not stay in free pages."""


@dataclass(frozen=True, slots=True)
class History:
    """The versions the tables went through, oldest first, and the folder of migrations between them."""

    revisions: tuple[str, ...]
    scripts: Path


HISTORY = History(REVISIONS, Path(__file__).parent / "migrations")


def open_ledger(
    path: Path,
    *,
    mounts: Path = MOUNTS,
    history: History = HISTORY,
    room_mib: int = ROOM_MIB,
    busy_seconds: float = BUSY_SECONDS,
) -> SqlLedger:
    """Open the ledger in the file `path`; make it, or bring it to the newest version, where that is due.

    Before a migration the file is copied to `<name>.<old version>.bak` beside it. A new folder gets
    mode 0700, the file always 0600. `mounts` is the kernel's list of mounted file systems (proc(5)).
    Raises LedgerError where the file lies on a network file system, was written by a newer program, is
    damaged, or may not be written.
    """
    where = str(path)
    _refuse_network(path, mounts)
    interrupted = path.with_name(path.name + "-wal").exists()
    _make_private(path)
    engine = _engine(path, busy_seconds)
    try:
        with translated(where):
            if interrupted:
                _refuse_damage(engine, where)
            _bring_up_to_date(engine, path, history)
    except BaseException:
        engine.dispose()
        raise
    return SqlLedger(engine, where, partial(_refuse_without_room, path, room_mib))


def _refuse_network(path: Path, mounts: Path) -> None:
    if not mounts.exists():
        return
    kind = filesystem_type(path.resolve(), mounts.read_text(encoding="utf-8", errors="surrogateescape"))
    if over_the_network(kind):
        raise LedgerError(
            Text(
                vi=f"Sổ cái nằm trên hệ thống tệp qua mạng ({kind}), nơi việc khóa tệp không đáng tin cậy.",
                en=f"The ledger lies on a network file system ({kind}), where file locks cannot be trusted.",
            ),
            where=str(path),
            advice=Text(
                vi="Hãy đặt thư mục trạng thái trên ổ đĩa của chính máy chạy lệnh.",
                en="Put the state folder on a disk of the machine that runs the command.",
            ),
        )


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except OSError as error:
        what, advice = RIGHTS
        words = foreign(error)
        raise LedgerError(
            Text(vi=f"{what.vi} {words.vi}", en=f"{what.en} {words.en}"), where=str(path), advice=advice
        ) from error


def _engine(path: Path, busy_seconds: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,  # the values of a row stay out of exceptions
        connect_args={"timeout": busy_seconds},
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Open the transaction ourselves: the driver would leave DDL outside, and take the write lock late."""
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _refuse_damage(engine: Engine, where: str) -> None:
    """Look at every page; worth its time only after a process that did not end by itself."""
    with engine.execution_options(**{READING: True}).connect() as connection:
        words = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if words != "ok":
        raise corrupt(where, words)


def _bring_up_to_date(engine: Engine, path: Path, history: History) -> None:
    with engine.execution_options(**{READING: True}).connect() as connection:
        version = _version(connection, path)
    if version == history.revisions[-1]:
        return
    if version and version not in history.revisions:
        raise _newer(version, path)
    if version:
        _refuse_damage(engine, str(path))
        copy_ledger(path, path.with_name(f"{path.name}.{version}.bak"))
    # Alembic takes as long to import as all the rest; most openings have nothing to migrate.
    from connector.ledger.migrate import upgrade  # noqa: PLC0415 - see the line above

    with engine.begin() as connection:
        upgrade(connection, history.scripts)


def _version(connection: Connection, path: Path) -> str:
    """Return the version of the tables; empty for a new file."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return ""
    if "alembic_version" not in tables:
        raise corrupt(str(path), ", ".join(tables))
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _newer(version: str, path: Path) -> LedgerError:
    return LedgerError(
        Text(
            vi=f"Sổ cái do một phiên bản mới hơn của phần mềm ghi (phiên bản sổ {version}).",
            en=f"The ledger was written by a newer version of this program (ledger version {version}).",
        ),
        where=str(path),
        advice=Text(
            vi="Hãy cài lại phiên bản mới của phần mềm, hoặc khôi phục bản sao lưu của sổ cái "
            "có trước khi nâng cấp.",
            en="Install the newer version again, or restore the ledger's backup from before the upgrade.",
        ),
    )


def copy_ledger(path: Path, copy: Path) -> None:
    """Copy the database whole, with what its write-ahead log holds; the copy appears only when complete.

    SQLite's online backup (https://www.sqlite.org/backup.html): others may write meanwhile.
    """
    unfinished = copy.with_name(copy.name + ".part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.replace(copy)


def put_ledger(copy: Path, path: Path) -> None:
    """Put what `copy` holds in the place of the ledger at `path`, in one transaction, whoever has it open.

    A file that is no database any more is set aside as `<name>.damaged` first. Raises LedgerError.
    """
    where = str(path)
    _make_private(path)
    with translated(where):
        try:
            _backed_up(copy, path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            for ending in ("", "-wal", "-shm"):
                file = path.with_name(path.name + ending)
                if file.exists():
                    file.replace(path.with_name(f"{path.name}.damaged{ending}"))
            _make_private(path)
            _backed_up(copy, path)


def _backed_up(copy: Path, path: Path) -> None:
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)


def refuse_unsound(path: Path) -> None:
    """Look at every page and index of a ledger's file. Raises LedgerError where one is damaged."""
    where = str(path)
    with translated(where), closing(sqlite3.connect(path)) as connection:
        [words] = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if words != "ok":
            raise corrupt(where, words)


def _refuse_without_room(path: Path, room_mib: int) -> None:
    free = shutil.disk_usage(path.parent).free // 2**20
    if free < room_mib:
        _, advice = FULL
        raise LedgerError(
            Text(
                vi=f"Ổ đĩa chứa sổ cái chỉ còn trống {free} MiB, cần ít nhất {room_mib} MiB để bắt đầu.",
                en=f"The disk of the ledger has {free} MiB left; {room_mib} MiB are needed to begin.",
            ),
            where=str(path),
            advice=advice,
        )
