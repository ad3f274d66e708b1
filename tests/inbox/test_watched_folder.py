"""The watched folder with real files: what is dropped is used or set aside, with a note, and nothing is lost."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from connector.desk import Desk
from connector.jobs.inbox import Handled, Inbox
from connector.jobs.lease import Lease
from connector.jobs.waiting import Waiting
from connector.jobs.watch import office_of, open_inbox, watch
from connector.ledger.sqlite import open_ledger
from connector.ports import SeenFile, Verdict
from connector.sample.generate import generate
from connector.sample.workbook import write_workbook
from connector.settings import load_settings
from connector.wiring.clock import SystemClock
from connector.wiring.hr import content_digest

SETTINGS = """
organisation = "ubnd-khanhhoa"
[source]
people = "hr/current.xlsx"
[target]
kind = "ldif"
file = "directory.ldif"
base_dn = "dc=khanhhoa,dc=gov,dc=vn"
[safety]
creates = {{ floor = 1000, share = 1.0 }}
[inbox]
policy = "{policy}"
poll_seconds = 0.1
patience_seconds = {patience}
"""


@dataclass
class Office:
    """The folders of one organisation."""

    folder: Path
    inbox: Inbox

    def drop(self, name: str, content: bytes) -> Path:
        """Let HR copy a file into the folder."""
        path = self.folder / "inbox" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def look(self, times: int = 2) -> list[Handled]:
        """Look at the folder so many times."""
        return [handled for _ in range(times) for handled in self.inbox.look()]

    def verdicts(self) -> list[tuple[str, Verdict | None]]:
        """Look twice; return what became of each file."""
        return [(handled.name, handled.verdict) for handled in self.look()]

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, without the moment they begin with."""
        return sorted(p.name.partition("_")[2] or p.name for p in (self.folder / folder).iterdir())

    def note(self, folder: str, name: str) -> str:
        """Return the note about a file."""
        (path,) = (self.folder / folder).glob(f"*_{name}.txt")
        return path.read_bytes().decode()

    def seen(self) -> Sequence[SeenFile]:
        """Return what the ledger knows of files, newest first."""
        ledger = open_ledger(self.folder / "state" / "ledger.sqlite")
        try:
            return ledger.seen_files()
        finally:
            ledger.close()


Open = Callable[..., Office]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Return a function that opens an office."""

    def office(policy: str = "plan", patience: float = 600) -> Office:
        file = tmp_path / "connector.toml"
        file.write_text(SETTINGS.format(policy=policy, patience=patience), encoding="utf-8")
        inbox = open_inbox(load_settings(file))
        (tmp_path / "inbox").mkdir(exist_ok=True)
        return Office(tmp_path, inbox)

    return office


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Return a function that makes the workbook of one month."""
    folder = tmp_path_factory.mktemp("months")

    @cache
    def made(day: str = "05/01/2026", people: int = 20, note: str = "") -> bytes:
        path = folder / "made.xlsx"
        write_workbook(path, generate(people, 8, "ubnd-khanhhoa", 1, 0))
        book = openpyxl.load_workbook(path)
        sheet = book["Nhân sự"]
        sheet["C4"] = f"(Tính đến ngày {day})" if day else ""
        sheet["M7"] = note
        book.save(path)
        return path.read_bytes()

    return made


def test_a_dropped_workbook_becomes_the_roster(opened: Open, month: Callable[..., bytes]) -> None:
    """It is archived as it was, answered, remembered, and gone from the folder; nothing is written to the target."""
    office, content = opened(), month()
    office.drop("Danh sách tháng 1.xlsx", content)
    assert office.verdicts() == [("Danh sách tháng 1.xlsx", Verdict.ACCEPTED)]
    assert (office.folder / "hr" / "current.xlsx").read_bytes() == content
    assert office.names("inbox") == []
    assert office.names("archive") == ["Danh sách tháng 1.xlsx", "Danh sách tháng 1.xlsx.txt"]
    assert "Danh sách tháng 1.xlsx.txt" in office.names("outbox")
    (kept,) = (office.folder / "archive").glob("*.xlsx")
    assert kept.read_bytes() == content
    assert not (office.folder / "directory.ldif").exists()
    (seen,) = office.seen()
    assert (seen.name, seen.verdict, str(seen.as_of)) == (
        "Danh sách tháng 1.xlsx",
        Verdict.ACCEPTED,
        "2026-01-05",
    )


def test_the_note_opens_right_in_notepad(opened: Open, month: Callable[..., bytes]) -> None:
    """UTF-8 with BOM and CRLF; Vietnamese first: result, rows, what would change."""
    office = opened()
    office.drop("a.xlsx", month())
    office.look()
    note = office.note("outbox", "a.xlsx")
    assert note.startswith("\ufeffTệp: a.xlsx\r\n")
    assert "\n" not in note.replace("\r\n", "")
    for words in ("Kết quả: ĐÃ TIẾP NHẬN", "20 người", "tạo mới", "Result: ACCEPTED"):
        assert words in note


def test_hr_gets_their_own_workbook_back_with_what_is_wrong_marked(
    opened: Open, month: Callable[..., bytes]
) -> None:
    """A row that cannot be used does not keep the others out; it comes back marked."""
    office = opened()
    path = office.drop("a.xlsx", month())
    book = openpyxl.load_workbook(path)
    book["Nhân sự"]["I9"] = "đi vắng"
    book.save(path)
    assert office.verdicts() == [("a.xlsx", Verdict.ACCEPTED)]
    assert office.names("outbox") == ["a.xlsx", "a.xlsx.txt"]
    (marked,) = (office.folder / "outbox").glob("*.xlsx")
    assert "Cần kiểm tra" in openpyxl.load_workbook(marked).sheetnames
    assert "19 + 1 + 0 + 0" in office.note("outbox", "a.xlsx")
    assert "I9" in office.note("outbox", "a.xlsx")


def test_the_policy_sync_carries_out_the_safe_part(opened: Open, month: Callable[..., bytes]) -> None:
    """The directory has the people, and the ledger knows a run of the inbox."""
    office = opened("sync")
    office.drop("a.xlsx", month())
    assert office.verdicts() == [("a.xlsx", Verdict.ACCEPTED)]
    assert (office.folder / "directory.ldif").read_text(encoding="utf-8").count("\ndn: ") > 20
    ledger = open_ledger(office.folder / "state" / "ledger.sqlite")
    assert [run.command for run in ledger.runs()] == ["inbox"]
    ledger.close()


def test_one_look_is_not_enough(opened: Open, month: Callable[..., bytes]) -> None:
    """A file counts when it is the same at two looks in a row."""
    office, content = opened(), month()
    path = office.drop("a.xlsx", content[:1000])
    assert office.look(1) == []
    path.write_bytes(content)
    assert office.look(1) == []
    assert [handled.verdict for handled in office.look(1)] == [Verdict.ACCEPTED]


def test_content_that_changes_under_an_equal_size_and_time_is_waited_for(
    opened: Open, month: Callable[..., bytes]
) -> None:
    """Some copying programs reserve the whole size and set the time first."""
    office, content = opened(), month()
    path = office.drop("a.xlsx", b"PK" + bytes(len(content) - 2))
    moment = path.stat().st_mtime_ns
    assert office.look(3) == []
    path.write_bytes(content)
    os.utime(path, ns=(moment, moment))
    assert office.look(1) == []
    assert [handled.verdict for handled in office.look(1)] == [Verdict.ACCEPTED]


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
def test_half_a_workbook_waits_and_is_judged_in_the_end(
    cut: float, opened: Open, month: Callable[..., bytes]
) -> None:
    """Without its end it is a copy that has not finished; after the patience it is a damaged file."""
    content = month()
    half = content[: int(len(content) * cut)]
    office = opened()
    office.drop("a.xlsx", half)
    assert office.look(5) == []
    assert office.names("inbox") == ["a.xlsx"]
    impatient = Office(office.folder, opened(patience=0.001).inbox)
    impatient.look(1)
    time.sleep(0.01)
    assert [handled.verdict for handled in impatient.look(1)] == [Verdict.REFUSED]
    assert impatient.names("quarantine") == ["a.xlsx", "a.xlsx.txt"]


def test_a_wrong_checksum_waits_too(opened: Open, month: Callable[..., bytes]) -> None:
    """The end of the file may arrive before its middle."""
    content = bytearray(month())
    place = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[place] ^= 0xFF
    office = opened()
    office.drop("a.xlsx", bytes(content))
    assert office.look(4) == []


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_that_is_open_in_an_office_program_waits(
    lock: str, opened: Open, month: Callable[..., bytes]
) -> None:
    """Excel and LibreOffice say so beside it; they may save again."""
    office = opened()
    office.drop("a.xlsx", month())
    held = office.drop(lock, b"HR")
    assert office.look(4) == []
    held.unlink()
    assert [handled.verdict for handled in office.look(1)] == [Verdict.ACCEPTED]


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", ".hidden.xlsx", "a.xlsx.tmp", "a.xlsx.crdownload", "a.xlsx.part", "Thumbs.db"]
)
def test_what_is_not_meant_for_us_is_left_alone(name: str, opened: Open, month: Callable[..., bytes]) -> None:
    """Lock files, unfinished downloads and litter."""
    office = opened(patience=0.001)
    office.drop(name, month())
    assert office.look(4) == []
    assert office.names("inbox") == [name.partition("_")[2] or name]


def test_the_same_content_again_is_recognised(opened: Open, month: Callable[..., bytes]) -> None:
    """Under any name, and after a restart."""
    office = opened()
    office.drop("a.xlsx", month())
    office.look()
    office = opened()
    office.drop("b.xlsx", month())
    assert office.verdicts() == [("b.xlsx", Verdict.SAME)]
    assert "giống hệt tệp a.xlsx" in office.note("outbox", "b.xlsx")
    assert office.names("inbox") == []


def test_an_old_content_is_held(opened: Open, month: Callable[..., bytes]) -> None:
    """First one, then another, then the first again: that is a mistake until somebody says it is none."""
    office, old, new = opened(), month(""), month("", note="x")
    for name, content in (("a.xlsx", old), ("b.xlsx", new), ("c.xlsx", old)):
        office.drop(name, content)
        verdicts = office.verdicts()
    assert verdicts == [("c.xlsx", Verdict.HELD)]
    assert (office.folder / "hr" / "current.xlsx").read_bytes() == new
    assert office.names("quarantine") == ["c.xlsx", "c.xlsx.txt"]
    assert "a.xlsx" in office.note("outbox", "c.xlsx")


@pytest.mark.parametrize("day", ["31/12/2025", "05/01/2062"])
def test_a_list_of_another_time_is_held(day: str, opened: Open, month: Callable[..., bytes]) -> None:
    """Older than the one accepted, or so far ahead that every right list after it would be held."""
    office, content = opened(), month()
    office.drop("a.xlsx", content)
    office.look()
    office.drop("b.xlsx", month(day))
    assert office.verdicts() == [("b.xlsx", Verdict.HELD)]
    assert (office.folder / "hr" / "current.xlsx").read_bytes() == content
    assert f"tính đến {day}" in office.note("quarantine", "b.xlsx")


def test_a_correction_of_the_same_day_is_accepted(opened: Open, month: Callable[..., bytes]) -> None:
    """HR sends a list twice on one day."""
    office = opened()
    for name, content in (("a.xlsx", month()), ("b.xlsx", month(note="sửa"))):
        office.drop(name, content)
        assert office.verdicts() == [(name, Verdict.ACCEPTED)]


def test_what_an_administrator_put_there_by_hand_is_not_taken_for_the_last_file(
    opened: Open, month: Callable[..., bytes]
) -> None:
    """The same content is "the same" only while it is in use."""
    office, content = opened(), month()
    office.drop("a.xlsx", content)
    office.look()
    (office.folder / "hr" / "current.xlsx").write_bytes(month(note="tay"))
    office.drop("b.xlsx", content)
    assert office.verdicts() == [("b.xlsx", Verdict.ACCEPTED)]
    assert (office.folder / "hr" / "current.xlsx").read_bytes() == content


def test_a_roster_that_lost_too_many_is_refused(opened: Open, month: Callable[..., bytes]) -> None:
    """The guard of the plan is the guard of the inbox; the roster stays as it is."""
    office, content = opened("sync"), month()
    office.drop("a.xlsx", content)
    office.look()
    office.drop("b.xlsx", month("06/01/2026", people=5))
    assert office.verdicts() == [("b.xlsx", Verdict.REFUSED)]
    assert (office.folder / "hr" / "current.xlsx").read_bytes() == content


NOT_ROSTERS = {
    "text.xlsx": b"hello",
    "page.xls": b"<html><body>Login</body></html>",
    "virus.exe": b"MZ" + bytes(500),
    "empty sheet.xlsx": b"",
    "tệp\u202exslx.exe": b"MZ",
    "a" * 200 + ".xlsx": b"no",
}


@pytest.mark.parametrize(("name", "content"), NOT_ROSTERS.items(), ids=[name[:12] for name in NOT_ROSTERS])
def test_what_is_no_roster_goes_to_quarantine_with_a_note(name: str, content: bytes, opened: Open) -> None:
    """Beside it and in the outbox; the ledger has a line."""
    office = opened(patience=0.001)
    office.drop(name, content)
    office.look(1)
    time.sleep(0.01)
    assert [handled.verdict for handled in office.look(1)] == [Verdict.REFUSED]
    assert office.names("inbox") == []
    assert len(office.names("quarantine")) == 2
    assert len(office.names("outbox")) == 1
    (seen,) = office.seen()
    assert seen.detail.vi
    assert not (office.folder / "hr").exists()


def test_names_that_are_no_utf8_do_not_end_the_service(opened: Open) -> None:
    """A share with another encoding."""
    office = opened()
    (office.folder / "inbox" / os.fsdecode(b"danh s\xe1ch.xlsx")).write_bytes(b"hello")
    assert [handled.verdict for handled in office.look()] == [Verdict.REFUSED]
    assert office.names("inbox") == []


def test_links_pipes_and_sockets_are_moved_away_unopened(opened: Open, tmp_path: Path) -> None:
    """None of them is followed, read or waited for."""
    office, secret = opened(), tmp_path / "secret"
    secret.write_text("private", encoding="utf-8")
    inbox = office.folder / "inbox"
    (inbox / "link.xlsx").symlink_to(secret)
    (inbox / "nowhere.xlsx").symlink_to(tmp_path / "nowhere")
    os.mkfifo(inbox / "pipe.xlsx")
    began = time.monotonic()
    assert {handled.verdict for handled in office.look(1)} == {Verdict.REFUSED}
    assert time.monotonic() - began < 5
    assert office.names("inbox") == []
    assert [name for name in office.names("quarantine") if name.endswith("xlsx")] == [
        "link.xlsx",
        "nowhere.xlsx",
        "pipe.xlsx",
    ]
    assert secret.read_text(encoding="utf-8") == "private"
    assert all(b"private" not in path.read_bytes() for path in (office.folder / "outbox").iterdir())


def test_a_folder_is_left_as_it_is_with_one_note(opened: Open) -> None:
    """Nobody asked us to touch what is in it; nor are they told again at each look or start."""
    office = opened()
    inside = office.drop("x.xlsx", b"hello").rename(office.folder / "x.xlsx")
    (office.folder / "inbox" / "tháng 1").mkdir()
    shutil.move(inside, office.folder / "inbox" / "tháng 1" / "x.xlsx")
    assert len(office.look(3)) == 1
    assert opened().look(3) == []
    assert (office.folder / "inbox" / "tháng 1" / "x.xlsx").exists()
    assert office.names("outbox") == ["tháng 1.txt"]


def test_a_huge_file_is_moved_away_unread(opened: Open) -> None:
    """51 MiB are beyond the limit; a sparse file takes no room here."""
    office = opened()
    with (office.folder / "inbox" / "huge.xlsx").open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    assert office.verdicts() == [("huge.xlsx", Verdict.REFUSED)]
    assert "quá lớn" in office.note("outbox", "huge.xlsx")


def test_a_bomb_is_refused_within_limits(opened: Open) -> None:
    """A zip that grows a thousandfold."""
    office = opened()
    bomb = office.folder / "bomb"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(300 * 1024 * 1024))
    office.drop("bomb.xlsx", bomb.read_bytes())
    assert office.verdicts() == [("bomb.xlsx", Verdict.REFUSED)]


def test_several_files_are_taken_oldest_first(opened: Open, month: Callable[..., bytes]) -> None:
    """Whatever their names; the newest is what HR says."""
    office = opened()
    newest = month("06/01/2026")
    for age, (name, content) in enumerate((("z.xlsx", month()), ("a.xlsx", newest))):
        os.utime(office.drop(name, content), (1_000_000 + age, 1_000_000 + age))
    assert office.verdicts() == [("z.xlsx", Verdict.ACCEPTED), ("a.xlsx", Verdict.ACCEPTED)]
    assert (office.folder / "hr" / "current.xlsx").read_bytes() == newest


def test_while_another_run_is_at_work_the_file_waits(opened: Open, month: Callable[..., bytes]) -> None:
    """It is said once, and tried again."""
    office = opened()
    office.drop("a.xlsx", month())
    with Lease(office.folder / "state" / "run.lock", SystemClock()):
        assert [(handled.name, handled.verdict) for handled in office.look(6)] == [("a.xlsx", None)]
    assert office.verdicts() == [("a.xlsx", Verdict.ACCEPTED)]


def test_a_target_that_cannot_be_read_loses_no_file(opened: Open, month: Callable[..., bytes]) -> None:
    """It stays in the folder, and nothing was accepted."""
    office = opened()
    (office.folder / "directory.ldif").write_text("not ldif\n", encoding="utf-8")
    office.drop("a.xlsx", month())
    assert office.verdicts() == [("a.xlsx", None)]
    assert office.names("inbox") == ["a.xlsx"]
    (office.folder / "directory.ldif").unlink()
    assert office.verdicts() == [("a.xlsx", Verdict.ACCEPTED)]


def test_a_folder_that_cannot_be_written_loses_no_file(opened: Open, month: Callable[..., bytes]) -> None:
    """Something stands where the archive should be; when it is gone, the file is taken."""
    office = opened()
    office.drop("a.xlsx", month())
    office.look(1)
    shutil.rmtree(office.folder / "archive")
    (office.folder / "archive").write_text("", encoding="utf-8")
    assert [handled.verdict for handled in office.look(1)] == [None]
    (office.folder / "archive").unlink()
    assert office.verdicts()[0][1] in (Verdict.ACCEPTED, Verdict.SAME)
    assert office.names("inbox") == []
    assert "a.xlsx" in office.names("archive")


def test_a_file_whose_turn_ended_early_goes_on_and_is_answered_as_new(
    opened: Open, month: Callable[..., bytes]
) -> None:
    """It was accepted, and the disk went away before HR was answered: then it is no "same as before"."""
    office = opened("sync")
    office.drop("a.xlsx", month())
    world = office_of(load_settings(office.folder / "connector.toml"))
    waiting = Waiting(world.folders.inbox, content_digest, time.monotonic, 600)
    early = Office(office.folder, Inbox(replace(world, tell=_power_cut), waiting))
    assert [handled.verdict for handled in early.look(2)] == [None]
    assert [file.verdict for file in office.seen()] == [Verdict.ACCEPTED]
    assert office.verdicts() == [("a.xlsx", Verdict.ACCEPTED)]
    assert "Kết quả: ĐÃ TIẾP NHẬN" in office.note("outbox", "a.xlsx")
    assert office.names("inbox") == []
    office.drop("a.xlsx", month())
    assert office.verdicts() == [("a.xlsx", Verdict.SAME)]


def _power_cut(*_of: object) -> None:
    raise OSError(errno.EIO, "the disk is gone")


def test_a_fault_of_the_program_keeps_one_file_waiting_and_no_other(
    opened: Open, month: Callable[..., bytes]
) -> None:
    """It is said once, by its place and without its words; the next file is used, and the service goes on."""
    office = opened()
    world = office_of(load_settings(office.folder / "connector.toml"))

    def desk(people: Path) -> AbstractContextManager[Desk]:
        if people.name == "first.xlsx":
            raise KeyError(people.name, "Nguyễn Văn An")
        return world.desk(people)

    waiting = Waiting(world.folders.inbox, content_digest, time.monotonic, 600)
    faulty = Office(office.folder, Inbox(replace(world, desk=desk), waiting))
    os.utime(faulty.drop("first.xlsx", month()), (1, 1))
    faulty.drop("second.xlsx", month("06/01/2026"))
    first, second = faulty.look(2)
    assert (first.name, first.verdict) == ("first.xlsx", None)
    assert "lỗi của chương trình (KeyError, " in first.words.vi
    assert "Nguyễn" not in first.words.vi
    assert (second.name, second.verdict) == ("second.xlsx", Verdict.ACCEPTED)
    assert faulty.look(2) == []
    assert office.names("inbox") == ["first.xlsx"]


def test_a_file_replaced_while_it_is_judged_is_judged_anew(opened: Open, month: Callable[..., bytes]) -> None:
    """What is taken away is only what was read."""
    office, later = opened(), month("06/01/2026")
    path = office.drop("a.xlsx", month())
    world = office_of(load_settings(office.folder / "connector.toml"))

    def desk(people: Path) -> AbstractContextManager[Desk]:
        path.write_bytes(later)
        return world.desk(people)

    waiting = Waiting(world.folders.inbox, content_digest, time.monotonic, 600)
    busy = Office(office.folder, Inbox(replace(world, desk=desk), waiting))
    assert busy.verdicts() == [("a.xlsx", Verdict.ACCEPTED)]
    assert path.read_bytes() == later
    assert office.verdicts() == [("a.xlsx", Verdict.ACCEPTED)]
    assert (office.folder / "hr" / "current.xlsx").read_bytes() == later


def test_watching_goes_on_until_it_is_told_to_stop(opened: Open, month: Callable[..., bytes]) -> None:
    """Files that come one after the other are taken as they come."""
    office, stop, told = opened(), threading.Event(), list[Handled]()
    watcher = threading.Thread(target=watch, args=(office.inbox, 0.05, stop, told.append))
    watcher.start()
    try:
        for name, content in (("a.xlsx", month()), ("b.xlsx", b"none")):
            office.drop(name, content)
            wait_until(lambda: told[-1:] and told[-1].name == name)  # noqa: B023  called before name changes
    finally:
        stop.set()
        watcher.join(10)
    assert not watcher.is_alive()
    assert [(h.name, h.verdict) for h in told] == [("a.xlsx", Verdict.ACCEPTED), ("b.xlsx", Verdict.REFUSED)]


def wait_until(true: Callable[[], object]) -> None:
    """Wait, at most twenty seconds."""
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("nothing happened")


@pytest.fixture
def program(opened: Open, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Give a running `connector inbox --watch`."""
    opened()
    command = [sys.executable, "-u", "-m", "connector", "--config", "connector.toml", "inbox", "--watch"]
    home = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(home)}, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_sigterm_ends_the_program_at_a_clean_boundary(
    program: "subprocess.Popen[str]", tmp_path: Path, month: Callable[..., bytes]
) -> None:
    """A file is taken, then the program is told to stop: exit code 0, nothing half done."""
    assert program.stdout is not None
    assert "Đang canh" in program.stdout.readline()
    (tmp_path / "inbox" / "a.xlsx").write_bytes(month())
    assert "ĐÃ TIẾP NHẬN" in program.stdout.readline()
    program.send_signal(signal.SIGTERM)
    assert program.wait(20) == 0
    assert not [*tmp_path.rglob("*.part")]
    assert not [*(tmp_path / "state" / "inbox").iterdir()]
