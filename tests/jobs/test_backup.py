"""Backups: whole, private, rotated, encrypted where wished; and an old one that is put back does no harm."""

import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from pyrage import x25519

from connector.jobs.archive import Backup, backups, surplus
from connector.ledger.sqlite import open_ledger
from connector.model.envelope import Envelope, EnvelopeState, Occasion
from connector.model.plan import Decision
from connector.wiring.clock import ZONE
from tests.support.installation import WIDE, Installation

ENVELOPES_MADE = datetime(2026, 11, 30, 9, tzinfo=ZONE)


def envelope(name: str) -> Envelope:
    """Return a sealed password."""
    return Envelope(
        id=name,
        key=f"person/{name}",
        address=f"{name}@khanhhoa.gov.vn",
        unit="S1",
        agency="Sở Nội vụ",
        occasion=Occasion.NEW,
        sealed=b"age-encryption " * 40 + name.encode(),
        ours=True,
        made=ENVELOPES_MADE,
        expires=ENVELOPES_MADE + timedelta(days=7),
        moved=ENVELOPES_MADE,
    )


@pytest.fixture
def made(tmp_path: Path) -> Installation:
    """Give an organisation with its first month in one LDIF file."""
    office = Installation(tmp_path, "ubnd-khanhhoa", more=WIDE)
    office.receive_example("khanh-hoa/thang-01")
    assert office.run("sync").code == 3
    return office


def directory(office: Installation) -> bytes:
    """Return the target, byte by byte."""
    return (office.folder / "danh-ba.ldif").read_bytes()


def backed_up(office: Installation) -> Path:
    """Make a backup and return its file."""
    ran = office.run("backup")
    assert ran.code == 0, ran.said
    return office.folder / ran.out.strip()


def collision(office: Installation) -> tuple[str, list[str]]:
    """Return a question about an address, and the addresses on offer."""
    for question in office.run("questions", "--json").json:
        if question["kind"] == "collision" and len(question["candidates"]) > 1:
            return question["key"], [one["address"] for one in question["candidates"]]
    pytest.fail("the example has no collision")


def decided_anew(office: Installation, key: str, choice: str) -> None:
    """Let a person answer a question otherwise than before."""
    ledger = open_ledger(office.ledger)
    ledger.decide([Decision(key, choice, "giam-doc", datetime(2026, 11, 30, 9, tzinfo=ZONE), "7/QĐ")])
    ledger.close()


def test_a_backup_is_whole_private_and_holds_no_secret(made: Installation) -> None:
    """Ledger, settings and manifest are in it, with mode 0600; a check says what restoring would bring."""
    file = backed_up(made)
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["manifest.json", "ledger.sqlite", "00-connector.toml"]
    looked = made.run("restore", str(file))
    assert looked.code == 2
    assert "còn nguyên vẹn" in looked.words


def without_one(office: Installation) -> str:
    """Let HR send the list without one of its people; return the question that is asked."""
    book = openpyxl.load_workbook(office.workbook)
    next(sheet for sheet in book if sheet.max_row > 100).delete_rows(30)
    book.save(office.workbook)
    office.run("sync")
    [key] = [one["key"] for one in office.run("questions", "--json").json if one["kind"] == "absent"]
    return str(key)


def test_an_old_decision_from_a_backup_closes_nobody(made: Installation) -> None:
    """That a box be closed was decided, and taken back after the backup; the old ledger knows only the first."""
    key = without_one(made)
    assert made.run("decide", key, "close").code == 0
    file = backed_up(made)
    decided_anew(made, key, "keep")
    made.run("sync")
    after = directory(made)
    restored = made.run("restore", str(file), "--yes")
    assert restored.code == 0, restored.said
    assert "1 quyết định từ đó đến nay sẽ mất" in restored.words
    for _ in range(2):
        assert made.run("sync").code == 3
        assert directory(made) == after
    assert "khôi phục từ bản sao lưu" in made.run("status").words
    assert made.run("health").code == 1
    made.approve_all()
    made.run("sync")
    assert directory(made) != after, "what a person approved is done"
    assert made.run("status", "--json").json["held"]["changes"] == 0


def test_a_ledger_that_was_set_back_behind_our_back_does_nothing(made: Installation) -> None:
    """The file of a month ago, copied by hand: the target has entries it does not know, so all is held."""
    old = made.folder / "old.sqlite"
    with closing(sqlite3.connect(made.ledger)) as source, closing(sqlite3.connect(old)) as copy:
        source.backup(copy)
    made.receive_example("khanh-hoa/thang-02")
    made.run("sync")
    for ending in ("", "-wal", "-shm"):
        made.ledger.with_name(made.ledger.name + ending).unlink(missing_ok=True)
    shutil.copyfile(old, made.ledger)
    made.receive_example("khanh-hoa/thang-01")
    after = directory(made)
    for _ in range(2):
        assert made.run("sync").code == 3
        assert "sổ nhớ cũ hơn máy chủ" in made.run("status").words
        assert directory(made) == after


def test_a_lost_ledger_is_no_old_one(made: Installation) -> None:
    """Without any ledger nothing is held: it has no decision that could do harm."""
    shutil.rmtree(made.folder / "state")
    ran = made.run("sync", "--json")
    assert ran.json["held"] == []


def test_restore_drill_with_a_key(made: Installation) -> None:
    """Encrypted to a key that lies elsewhere; everything is lost; the backup brings decisions and runs back."""
    identity = x25519.Identity.generate()
    made.more = f'{WIDE}[backup]\nrecipients = ["{identity.to_public()}"]\n'
    made.settle()
    key, _ = collision(made)
    made.run("decide", key, "1")
    file = backed_up(made)
    assert file.suffix == ".age"
    assert b"ledger.sqlite" not in file.read_bytes()
    shutil.rmtree(made.folder / "state")
    secret = made.folder / "khoa.txt"
    secret.write_text(f"# khóa sao lưu\n{identity}\n", encoding="utf-8")
    assert "khóa này" in made.run("restore", str(file)).words
    restored = made.run("restore", str(file), "--identity", str(secret), "--yes")
    assert restored.code == 0, restored.said
    assert len(made.run("runs", "--json").json) == 1
    assert key not in {question["key"] for question in made.run("questions", "--json").json}


def test_the_ledger_of_before_is_kept(made: Installation) -> None:
    """Restoring the wrong backup can be undone."""
    file = backed_up(made)
    made.run("sync")
    assert made.run("restore", str(file), "--yes").code == 0
    [saved] = (made.folder / "state").glob("*.before-restore")
    with closing(sqlite3.connect(saved)) as connection:
        assert connection.execute("SELECT count(*) FROM run").fetchone() == (2,)


def test_a_damaged_ledger_is_replaced(made: Installation) -> None:
    """It is set aside, and the backup takes its place."""
    file = backed_up(made)
    made.ledger.write_bytes(b"no database" * 1000)
    assert made.run("restore", str(file), "--yes").code == 0
    assert made.run("runs").code == 0
    assert made.ledger.with_name("ledger.sqlite.damaged").exists()


def with_envelopes(office: Installation, *names: str) -> None:
    """Put sealed passwords that were set in the target into the ledger."""
    ledger = open_ledger(office.ledger)
    ledger.envelopes.keep([envelope(name) for name in names])
    ledger.envelopes.move(names, EnvelopeState.IN_FORCE, ENVELOPES_MADE)
    ledger.close()


def envelopes(office: Installation) -> dict[str, tuple[EnvelopeState, bool]]:
    """Return name → state, and whether there is something in it."""
    ledger = open_ledger(office.ledger)
    found = {one.id: (one.state, bool(one.sealed)) for one in ledger.envelopes.envelopes()}
    ledger.close()
    return found


def test_a_password_that_was_handed_over_since_is_not_handed_over_again(made: Installation) -> None:
    """What the ledger in use knows of an envelope holds: what waits goes on waiting, what is new stays."""
    with_envelopes(made, "a", "b", "c", "d")
    file = backed_up(made)
    ledger = open_ledger(made.ledger)
    ledger.envelopes.move(["a"], EnvelopeState.DELIVERED, ENVELOPES_MADE)
    ledger.envelopes.move(["b"], EnvelopeState.VOID, ENVELOPES_MADE)
    ledger.envelopes.move(["d"], EnvelopeState.DELIVERING, ENVELOPES_MADE, "giao/so.zip")
    ledger.close()
    with_envelopes(made, "e")
    assert made.run("restore", str(file), "--yes").code == 0
    assert envelopes(made) == {
        "a": (EnvelopeState.DELIVERED, False),
        "b": (EnvelopeState.VOID, False),
        "c": (EnvelopeState.IN_FORCE, True),
        "d": (EnvelopeState.DELIVERING, True),
        "e": (EnvelopeState.IN_FORCE, True),
    }


def test_where_nobody_knows_what_was_handed_over_nothing_is(made: Installation) -> None:
    """The ledger in use cannot be read: envelopes of the backup are void, and people ask for new passwords."""
    with_envelopes(made, "a")
    file = backed_up(made)
    made.ledger.write_bytes(b"no database" * 1000)
    ran = made.run("restore", str(file), "--yes")
    assert ran.code == 0
    assert "1 mật khẩu đã niêm phong bị hủy" in ran.said
    assert envelopes(made) == {"a": (EnvelopeState.VOID, False)}


def test_a_sealed_password_that_was_handed_over_is_in_no_page_of_the_ledger(made: Installation) -> None:
    """SQLite overwrites what is deleted (PRAGMA secure_delete), in the file and beside it."""
    with_envelopes(made, "a")
    sealed = envelope("a").sealed
    assert sealed in made.ledger.read_bytes()
    ledger = open_ledger(made.ledger)
    ledger.envelopes.move(["a"], EnvelopeState.DELIVERED, ENVELOPES_MADE)
    ledger.close()
    for file in made.ledger.parent.glob("ledger.sqlite*"):
        assert sealed not in file.read_bytes()


@pytest.mark.parametrize("how", ["cut", "flipped", "foreign", "empty"])
def test_a_backup_that_is_not_whole_is_refused(made: Installation, how: str) -> None:
    """Nothing is changed by trying."""
    file = backed_up(made)
    content = bytearray(file.read_bytes())
    if how == "cut":
        content = content[: len(content) // 2]
    elif how == "flipped":
        content[len(content) // 2] ^= 0xFF
    elif how == "foreign":
        content = bytearray(b"PK\x03\x04 something else")
    else:
        content = bytearray()
    file.write_bytes(content)
    before = made.ledger.read_bytes()
    refused = made.run("restore", str(file), "--yes")
    assert refused.code == 1
    assert "không phải bản sao lưu còn nguyên vẹn" in refused.words
    assert made.ledger.read_bytes() == before


def test_another_organisations_backup_is_refused(made: Installation, tmp_path: Path) -> None:
    """Its decisions are about other people."""
    file = backed_up(made)
    other = Installation(tmp_path / "other", "ubnd-ninhbinh")
    refused = other.run("restore", str(file), "--yes")
    assert (refused.code, "cơ quan khác" in refused.words) == (1, True)


def test_a_bad_key_is_told_before_anything_is_written(made: Installation) -> None:
    """One sentence, and no half backup."""
    made.more = f'{WIDE}[backup]\nrecipients = ["age1nonsense"]\n'
    made.settle()
    refused = made.run("backup")
    assert (refused.code, "không phải khóa công khai của age" in refused.words) == (1, True)
    assert not (made.folder / "backup").exists()


def test_age_itself_opens_a_backup(made: Installation) -> None:
    """Without connector: age and tar are enough."""
    if shutil.which("age") is None:
        pytest.skip("age is missing (Debian package age)")
    identity = x25519.Identity.generate()
    made.more = f'{WIDE}[backup]\nrecipients = ["{identity.to_public()}"]\n'
    made.settle()
    file = backed_up(made)
    secret = made.folder / "khoa.txt"
    secret.write_text(str(identity), encoding="utf-8")
    plain = subprocess.run(["age", "-d", "-i", secret, file], check=True, capture_output=True).stdout
    (made.folder / "plain.tar.gz").write_bytes(plain)
    with tarfile.open(made.folder / "plain.tar.gz") as tar:
        assert "ledger.sqlite" in tar.getnames()


def test_the_last_of_each_day_and_week_is_kept() -> None:
    """Fourteen days twice a day: seven days and three weeks are left."""
    start = datetime(2026, 3, 1, 0, 45, tzinfo=ZONE)
    every = [
        Backup(Path(f"{number}"), start + timedelta(hours=12 * number), 1) for number in reversed(range(56))
    ]
    gone = {backup.file for backup in surplus(every, daily=7, weekly=3)}
    kept = [f"{backup.at:%d %H}" for backup in every if backup.file not in gone]
    assert kept == ["28 12", "27 12", "26 12", "25 12", "24 12", "23 12", "22 12", "15 12"]


def test_files_that_are_no_backups_are_let_be(tmp_path: Path) -> None:
    """Only names of our own form count."""
    for name in (
        "connector-x.tar.gz",
        "connector-20260301.tar.gz",
        "khac.tar.gz",
        "connector-20260301T004500+0700.txt",
    ):
        (tmp_path / name).touch()
    assert list(backups(tmp_path)) == []
