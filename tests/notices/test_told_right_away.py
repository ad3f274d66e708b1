"""What is told between nights and after bad ones: a file as soon as it was dropped, nothing twice, no stale code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.cli.screen import HELD_OR_ASKED
from connector.jobs.lease import Lease
from connector.wiring.clock import SystemClock
from tests.notices.test_who_is_told import HR, IT, notices, replace_port
from tests.support.installation import Installation
from tests.support.postoffice import PostOffice, body, free_port, post_office

INBOX = '[inbox]\npolicy = "{policy}"\npoll_seconds = 0.1\npatience_seconds = 0.2\n'


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Give a mail server."""
    with post_office() as running:
        yield running


def installation(folder: Path, office: PostOffice, policy: str = "plan") -> Installation:
    """Return a province with a watched folder and somebody to tell."""
    made = Installation(
        folder / "tinh", "ubnd-khanhhoa", more=notices(office.port) + INBOX.format(policy=policy)
    )
    made.receive_example("khanh-hoa/thang-01")
    return made


def drop(made: Installation, name: str, content: bytes) -> None:
    """Let HR put a file into the folder, and the folder be looked at."""
    inbox = made.folder / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / name).write_bytes(content)
    made.run("inbox", "--once")


def test_hr_hears_at_once_of_a_file_that_cannot_be_used(tmp_path: Path, office: PostOffice) -> None:
    """HR and IT, one mail each, with the name and the reason; the same file again that day says nothing more."""
    made = installation(tmp_path, office)
    drop(made, "thang 2.xlsx", b"day khong phai bang tinh")
    (letter,) = office.to(HR)
    assert "Tệp thang 2.xlsx không dùng được: Đây không phải" in body(letter)
    assert len(office.to(IT)) == 1
    drop(made, "thang 2.xlsx", b"day khong phai bang tinh")
    assert len(office.mails) == 2
    made.run("sync")
    assert not any("thang 2.xlsx" in body(one) for one in office.mails[2:])


def test_a_link_in_the_folder_is_told_too(tmp_path: Path, office: PostOffice) -> None:
    """What is no file is not opened, and HR hears of it."""
    made = installation(tmp_path, office)
    inbox = made.folder / "inbox"
    inbox.mkdir()
    (inbox / "danh sach.xlsx").symlink_to(tmp_path / "khong-co")
    made.run("inbox", "--once")
    (letter,) = office.to(HR)
    assert "danh sach.xlsx" in body(letter)
    assert "không phải tệp thông thường" in body(letter)


def test_an_accepted_file_tells_what_has_to_be_corrected_before_the_night(
    tmp_path: Path, office: PostOffice
) -> None:
    """HR hears of the cells, IT of what waits for approval; the night after it has nothing to add."""
    made = installation(tmp_path, office)
    drop(made, "thang 1.xlsx", made.workbook.read_bytes())
    (letter,) = office.to(HR)
    assert "Danh sách cần sửa" in body(letter)
    (held,) = office.to(IT)
    digest = made.run("plan", "--json").json["digest"]
    assert f"connector approve {digest[:12]}" in body(held)
    assert made.run("sync").code == HELD_OR_ASKED
    assert len(office.mails) == 2


def test_a_night_without_a_run_makes_no_question_new(tmp_path: Path, office: PostOffice) -> None:
    """Questions told before a workbook that cannot be read are the same questions after it."""
    made = installation(tmp_path, office)
    good = made.workbook.read_bytes()
    made.run("sync")
    asked = len(office.to(HR))
    made.workbook.write_bytes(b"khong phai bang tinh")
    assert made.run("sync").code == 1
    made.workbook.write_bytes(good)
    made.run("sync")
    assert len(office.to(HR)) == asked
    assert len(office.to(IT)) == 2


def test_a_hold_beside_which_something_was_written_names_no_stale_code(
    tmp_path: Path, office: PostOffice
) -> None:
    """The plan that was looked at is not the plan that waits now; nights on end, it is told once."""
    made = installation(tmp_path, office)
    made.first_load()
    made.more = "[safety]\nupdates = { floor = 0, share = 0.0 }\n" + made.more
    made.settle()
    made.receive_example("khanh-hoa/thang-02")
    assert made.run("sync", "--json").json["counts"]
    held = [body(one) for one in office.to(IT) if "Chờ duyệt" in body(one)]
    assert len(held) == 1
    assert "connector approve MÃ" in held[0]
    assert made.run("sync").code == HELD_OR_ASKED
    assert len([one for one in office.to(IT) if "Chờ duyệt" in body(one)]) == 1


def test_one_process_sends_at_a_time(tmp_path: Path, office: PostOffice) -> None:
    """While another one is sending, a run leaves its letters to it, and `notices --send` says who is at work."""
    made = installation(tmp_path, office)
    with Lease(made.folder / "state" / "jobs" / "letters.lock", SystemClock()):
        ran = made.run("sync")
        assert (ran.code, ran.err) == (HELD_OR_ASKED, "")
        assert made.run("notices", "--send").code == 75
        assert office.mails == []
    assert made.run("notices", "--send").code == 0
    assert len(office.mails) == 2


def test_a_file_is_dealt_with_while_no_mail_can_go(tmp_path: Path, office: PostOffice) -> None:
    """The note is there, the letter waits and goes out later."""
    made = installation(tmp_path, office)
    away = replace_port(made, free_port())
    drop(made, "thang 2.xlsx", b"day khong phai bang tinh")
    assert list((made.folder / "outbox").glob("*_thang 2.xlsx.txt"))
    replace_port(made, away)
    assert made.run("notices", "--send").code == 0
    assert [one["To"] for one in office.mails] == [IT, HR]
