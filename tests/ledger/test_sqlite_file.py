"""The file a ledger lives in: made private, migrated after a copy, refused with one sentence where unsafe."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from connector.errors import LedgerError
from connector.ledger.mounts import filesystem_type, over_the_network
from connector.ledger.schema import METADATA, REVISIONS
from connector.ledger.sqlite import HISTORY, History, open_ledger
from connector.model.directory import State
from connector.text import Language
from tests.ledger.making import START, box, change, create, done, run


def filled(path: Path) -> None:
    """Make a ledger with one run and one address."""
    ledger = open_ledger(path)
    ledger.begin(run())
    ledger.intend(run().run, [create("1")], START)
    ledger.close()


def mode(path: Path) -> int:
    """Return the permission bits of a file."""
    return path.stat().st_mode & 0o777


def test_file_and_folder_are_private(tmp_path: Path) -> None:
    """Nobody else reads the ledger, its write-ahead log, or a folder made for it."""
    path = tmp_path / "state" / "ledger.db"
    ledger = open_ledger(path)
    ledger.begin(run())
    assert {mode(file) for file in path.parent.iterdir()} == {0o600}
    assert mode(path.parent) == 0o700
    ledger.close()


def test_a_file_that_others_could_read_is_made_private(tmp_path: Path) -> None:
    """A copy restored with loose rights is tightened on opening."""
    path = tmp_path / "ledger.db"
    filled(path)
    path.chmod(0o644)
    open_ledger(path).close()
    assert mode(path) == 0o600


def test_the_connection_is_as_safe_as_sqlite_gets(tmp_path: Path) -> None:
    """Write-ahead log, a flush for every commit, and foreign keys that hold."""
    ledger = open_ledger(tmp_path / "ledger.db")
    with ledger.engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    ledger.close()
    assert values == ["wal", 2, 1]


def test_two_ledgers_may_be_open_at_once(tmp_path: Path) -> None:
    """A reader in another place sees what is written, at once."""
    path = tmp_path / "ledger.db"
    writer, reader = open_ledger(path), open_ledger(path)
    writer.begin(run())
    assert [one.run for one in reader.runs()] == [run().run]
    writer.close()
    reader.close()


def test_a_ledger_held_by_another_process_is_said_to_be(tmp_path: Path) -> None:
    """Whoever waits too long for another writer is told so; reading goes on meanwhile."""
    path = tmp_path / "ledger.db"
    filled(path)
    ledger = open_ledger(path, busy_seconds=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="một tiến trình khác giữ"):
            ledger.finish(run().run, START)
        assert [one.finished for one in ledger.runs()] == [None]
    ledger.finish(run().run, START)
    ledger.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO address VALUES ('1@example.gov.vn', 'person/2', 'given', 'r', 't')",
        "UPDATE address SET owner = 'person/2'",
        "DELETE FROM address",
        "DELETE FROM run",
    ],
)
def test_the_database_itself_keeps_an_address_with_its_owner(tmp_path: Path, statement: str) -> None:
    """Even a statement that is not ours cannot give a used address to another entry."""
    path = tmp_path / "ledger.db"
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)


def test_addresses_stand_as_their_entry_has_them(tmp_path: Path) -> None:
    """Given when intended; in use, alias or retired when done; retired for good when the box is closed."""
    path = tmp_path / "ledger.db"
    steps = [
        change(None, box("1", "lan", "lan.nt")),
        change(box("1", "lan", "lan.nt"), box("1", "lan2", "lan.nt", retired=["lan"])),
        change(box("1", "lan2"), box("1", "lan2", state=State.CLOSED)),
    ]
    ledger = open_ledger(path)
    ledger.begin(run())
    seen = []
    with closing(sqlite3.connect(path)) as connection:
        for step in steps:
            ledger.intend(run().run, [step], START)
            if step is steps[0]:
                seen.append(standings(connection))
            ledger.settle(run().run, done(step), START)
            seen.append(standings(connection))
    ledger.close()
    assert seen == [
        {"lan": "given", "lan.nt": "given"},
        {"lan": "in-use", "lan.nt": "alias"},
        {"lan": "retired", "lan.nt": "alias", "lan2": "in-use"},
        {"lan": "retired", "lan.nt": "alias", "lan2": "retired"},
    ]


def standings(connection: sqlite3.Connection) -> dict[str, str]:
    """Return local part → standing, as the table has it."""
    found = connection.execute("SELECT address, standing FROM address").fetchall()
    return {address.split("@")[0]: standing for address, standing in found}


def test_migrations_make_the_tables_that_the_code_reads(tmp_path: Path) -> None:
    """What the migrations made and what `schema` says do not differ, and the versions are listed in order."""
    path = tmp_path / "ledger.db"
    open_ledger(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    config = Config()
    config.set_main_option("script_location", str(HISTORY.scripts))
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS


def longer_history(folder: Path, body: str) -> History:
    """Return a history with one more version, whose upgrade does `body`."""
    scripts = folder / "migrations"
    shutil.copytree(HISTORY.scripts, scripts)
    (scripts / "versions" / "r9999_more.py").write_text(
        f"from alembic import op\nrevision = '9999'\ndown_revision = '{REVISIONS[-1]}'\n"
        f"def upgrade():\n    {body}\n",
        encoding="utf-8",
    )
    return History((*REVISIONS, "9999"), scripts)


def tables(path: Path) -> set[str]:
    """Return the tables of a database file."""
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_older_ledger_is_migrated_after_a_copy(tmp_path: Path) -> None:
    """The copy beside it is the whole old ledger, private; the ledger itself is new and complete."""
    path = tmp_path / "ledger.db"
    filled(path)
    history = longer_history(tmp_path, "op.execute('CREATE TABLE more (x INTEGER)')")
    ledger = open_ledger(path, history=history)
    assert list(ledger.owners().values()) == ["person/1"]
    ledger.close()
    copy = tmp_path / f"ledger.db.{REVISIONS[-1]}.bak"
    assert "more" in tables(path)
    assert "more" not in tables(copy)
    assert mode(copy) == 0o600
    old = open_ledger(copy)
    assert list(old.owners().values()) == ["person/1"]
    old.close()


def test_a_failed_migration_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    """All steps of a migration happen, or none; the old program can go on."""
    path = tmp_path / "ledger.db"
    filled(path)
    history = longer_history(
        tmp_path, "op.execute('CREATE TABLE more (x INTEGER)'); op.execute('INSERT INTO absent VALUES (1)')"
    )
    with pytest.raises(LedgerError, match="absent"):
        open_ledger(path, history=history)
    assert "more" not in tables(path)
    ledger = open_ledger(path)
    assert list(ledger.owners().values()) == ["person/1"]
    ledger.close()


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    """A ledger of a program from the future is not touched, and the sentence says what to do."""
    path = tmp_path / "ledger.db"
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError) as caught:
        open_ledger(path)
    assert caught.value.say(Language.EN) == (
        f"{path}: The ledger was written by a newer version of this program (ledger version 9999). "
        "Install the newer version again, or restore the ledger's backup from before the upgrade."
    )
    assert "phiên bản mới hơn" in caught.value.say(Language.VI)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """A database with tables that are not ours is left alone."""
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE invoices (x)")
    with pytest.raises(LedgerError, match="không phải là sổ cái"):
        open_ledger(path)
    assert tables(path) == {"invoices"}


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """The content stays as it is, and the advice says how to go on."""
    path = tmp_path / "ledger.db"
    path.write_bytes(b"PK\x03\x04" * 1000)
    with pytest.raises(LedgerError, match="bị hỏng"):
        open_ledger(path)
    assert path.read_bytes() == b"PK\x03\x04" * 1000


def test_a_damaged_page_is_never_read_over(tmp_path: Path) -> None:
    """Damage inside the file ends the reading with advice instead of a shorter answer."""
    path = tmp_path / "ledger.db"
    ledger = open_ledger(path)
    ledger.begin(run())
    ledger.intend(run().run, [create(f"{number}") for number in range(3_000)], START)
    ledger.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="bị hỏng"):
        open_ledger(path).owners()


def test_damage_is_looked_for_after_a_kill(tmp_path: Path) -> None:
    """Where a write-ahead log was left behind, every page is checked before anything is trusted."""
    path = tmp_path / "ledger.db"
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_record_key_run'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)
    path.with_name("ledger.db-wal").touch()
    with pytest.raises(LedgerError, match="bị hỏng"):
        open_ledger(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A path through a file says where and what to check."""
    (tmp_path / "state").write_text("")
    with pytest.raises(LedgerError, match="quyền") as caught:
        open_ledger(tmp_path / "state" / "ledger.db")
    assert caught.value.where == str(tmp_path / "state" / "ledger.db")


def test_a_network_file_system_is_refused(tmp_path: Path) -> None:
    """File locks over the network cannot be trusted; nothing is made there."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nnas:/x {tmp_path}/shared nfs4 rw 0 0\n", encoding="utf-8")
    with pytest.raises(LedgerError, match="nfs4"):
        open_ledger(tmp_path / "shared" / "ledger.db", mounts=mounts)
    assert not (tmp_path / "shared").exists()
    open_ledger(tmp_path / "local" / "ledger.db", mounts=mounts).close()


MOUNTED = r"""
/dev/sda1 / ext4 rw 0 0
tmpfs /srv tmpfs rw 0 0
//nas/so /srv/so\040c\303\241i cifs rw 0 0
nas:/state /srv/state nfs rw 0 0
/dev/sdb1 /srv/state xfs rw 0 0
""".replace(r"\303\241", "á")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/connector/ledger.db", "ext4"),
        ("/srv/ledger.db", "tmpfs"),
        ("/srv/so cái/ledger.db", "cifs"),
        ("/srv/so", "tmpfs"),
        ("/srv/state/ledger.db", "xfs"),
    ],
)
def test_the_deepest_and_latest_mount_holds_a_path(path: str, kind: str) -> None:
    """Of nested mounts the innermost counts, of two on one point the later; blanks are unescaped."""
    assert filesystem_type(Path(path), MOUNTED) == kind


def test_local_file_systems_are_allowed() -> None:
    """Only what other machines may write to is a network file system."""
    kinds = ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "", "nfs", "cifs", "9p", "fuse.sshfs"]
    assert [kind for kind in kinds if over_the_network(kind)] == ["nfs", "cifs", "9p", "fuse.sshfs"]


def test_nothing_heavy_is_imported_to_open_an_up_to_date_ledger(tmp_path: Path) -> None:
    """Alembic is loaded only where there is something to migrate, SQLAlchemy not before there is a ledger."""
    path = tmp_path / "ledger.db"
    filled(path)
    script = (
        "import sys, connector.ports, connector.ledger.memory\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        "from pathlib import Path\n"
        "from connector.ledger.sqlite import open_ledger\n"
        "open_ledger(Path(sys.argv[1])).close()\n"
        "assert 'alembic' not in sys.modules\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(path)], check=True, cwd=Path(__file__).resolve().parents[2]
    )
