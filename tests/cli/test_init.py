"""`connector init`: what it writes works, it asks in Vietnamese, and it overwrites nothing."""

import os
import pty
import shutil
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from connector.errors import SettingsError
from connector.render.beginnings import NAMINGS, NewOrganisation, regulation_text
from connector.rules.addresses import Agency, personal_candidates
from connector.rules.profile import load_profile
from connector.settings import OpenLdapTargetSettings, ZimbraTargetSettings, load_settings
from connector.vietnamese.names import split_name
from tests.support.rosters import ORGANISATIONS, StoppedClock

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = {
    "ubnd-khanhhoa": "khanh-hoa",
    "vks-khanhhoa": "vks-khanh-hoa",
    "skhcn-quangtri": "quang-tri",
    "ubnd-binhphuoc": "binh-phuoc",
    "ubnd-ninhbinh": "ninh-binh",
}
NEW = (
    *("--org", "new", "--name", "Ủy ban nhân dân thị xã An Bình", "--id", "ubnd-anbinh"),
    *("--domain", "anbinh.gov.vn", "--naming", "phuongld.stttt", "--collision", "number"),
)


def connector(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line in a folder, with no terminal."""
    return subprocess.run(
        [sys.executable, "-m", "connector", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_shipped_organisation_works_at_once(organisation: str, tmp_path: Path) -> None:
    """After `init --yes` and HR's workbook, `check` finds nothing wrong and `plan` has something to do."""
    done = connector(tmp_path, "init", "--yes", "--org", organisation)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(ROOT / "examples" / EXAMPLE[organisation] / "thang-01.xlsx", tmp_path / "nhan-su.xlsx")
    check = connector(tmp_path, "check")
    assert check.returncode == 0, check.stdout + check.stderr
    assert connector(tmp_path, "plan", "--brief").returncode == 3


def test_a_new_organisation_gets_a_regulation_that_loads(tmp_path: Path) -> None:
    """The file is a draft, all of it marked as ours, and `name` gives the address that was chosen."""
    done = connector(tmp_path, "init", "--yes", *NEW)
    assert done.returncode == 0, done.stdout + done.stderr
    profile = load_profile(tmp_path / "ubnd-anbinh.toml")
    assert profile.draft
    assert profile.person.collision.mode == "number"
    assert load_settings(tmp_path / "connector.toml").organisation == "ubnd-anbinh.toml"


@pytest.mark.parametrize("naming", NAMINGS)
def test_the_form_that_was_chosen_is_the_form_that_comes_out(naming: str, tmp_path: Path) -> None:
    """Each form is shown by the address it gives Lê Đức Phương, and gives exactly that."""
    file = tmp_path / "ubnd-anbinh.toml"
    new = NewOrganisation("ubnd-anbinh", 'Tên có "nháy"', "AB", "anbinh.gov.vn", naming, "ask", "keep")
    file.write_text(regulation_text(new), encoding="utf-8")
    profile = load_profile(file)
    parts = split_name("Lê Đức Phương").parts
    assert parts is not None
    agency = Agency("A02", "Sở Thông tin và Truyền thông", "stttt", "stttt")
    first = personal_candidates(profile, parts, agency, StoppedClock().now().date())[0]
    assert first.address == f"{naming}@anbinh.gov.vn"


@pytest.mark.parametrize("target", ["openldap", "zimbra"])
def test_a_server_is_named_and_its_missing_password_too(target: str, tmp_path: Path) -> None:
    """The settings load, and the person is told which file still lacks its secret."""
    done = connector(tmp_path, "init", "--yes", "--org", "ubnd-khanhhoa", "--target", target)
    assert done.returncode == 0, done.stderr
    settings = load_settings(tmp_path / "connector.toml")
    assert isinstance(settings.target, OpenLdapTargetSettings | ZimbraTargetSettings)
    assert getattr(settings.target, "canary", None) is (True if target == "openldap" else None)
    assert f"Còn thiếu bí mật: ghi vào {settings.target.password_file}" in done.stdout


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    """Settings that are there, and a regulation file that is there, end it before anything is written."""
    (tmp_path / "ubnd-anbinh.toml").write_text("của tôi", encoding="utf-8")
    done = connector(tmp_path, "init", "--yes", *NEW)
    assert done.returncode == 1
    assert "ubnd-anbinh.toml: đã có tệp này, không ghi đè." in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["ubnd-anbinh.toml"]
    (tmp_path / "connector.toml").write_text("", encoding="utf-8")
    done = connector(tmp_path, "init", "--yes", "--org", "ubnd-khanhhoa")
    assert "đã có tệp cấu hình này" in done.stderr
    assert (tmp_path / "connector.toml").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--org", "khong-co"], "không có lựa chọn “khong-co”"),
        (["--org", "new", "--name", "X", "--id", "Có Dấu"], "“Có Dấu” không dùng được"),
        (["--org", "new", "--name", "X", "--id", "x", "--domain", "http://x"], "“http://x” không dùng được"),
        (["--org", "ubnd-khanhhoa", "--smtp", "http://thu"], "“http://thu” không dùng được"),
        (["--org", "ubnd-khanhhoa", "--target", "exchange"], "không có lựa chọn “exchange”"),
    ],
)
def test_a_wrong_answer_is_one_sentence_and_no_file(arguments: list[str], said: str, tmp_path: Path) -> None:
    """What cannot be used is named, and the folder stays empty."""
    done = connector(tmp_path, "init", "--yes", *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_it_does_not_guess(tmp_path: Path) -> None:
    """A script that forgot --yes is told so."""
    done = connector(tmp_path, "init")
    assert done.returncode == 1
    assert "--yes" in done.stderr
    assert list(tmp_path.iterdir()) == []


def at_a_terminal(folder: Path, *talk: tuple[str, str]) -> str:
    """Run `init` at a terminal: wait for each of these words, type the answer; return what was shown."""
    main, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "connector", "init"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"},
        stdin=side,
        stdout=side,
        stderr=side,
    ) as process:
        os.close(side)
        shown = "".join(said_until(main, words, answer) for words, answer in talk)
        with suppress(OSError):  # the other end is closed: Linux says EIO
            while piece := os.read(main, 4096):
                shown += piece.decode()
        os.close(main)
    assert process.returncode == 0, shown
    return shown


def said_until(terminal: int, words: str, answer: str) -> str:
    """Read until `words` and a pause for an answer have come, then type it."""
    shown = ""
    while words not in shown or not shown.endswith(": "):
        shown += os.read(terminal, 4096).decode()
    os.write(terminal, f"{answer}\n".encode())
    return shown


def test_a_person_is_asked_in_vietnamese_with_defaults(tmp_path: Path) -> None:
    """Khánh Hòa by its number, the default workbook, an OpenLDAP server, a password that is not shown."""
    shown = at_a_terminal(
        tmp_path,
        ("Cơ quan nào?", "3"),
        ("Tệp Excel", ""),
        ("Ghi vào đâu?", "9"),
        ("Gõ một số từ 1 đến 3.", "2"),
        ("Máy chủ LDAP", ""),
        ("Gốc của cây", ""),
        ("DN để đăng nhập", ""),
        ("Mật khẩu", "bi-mat-thu-nghiem"),
        ("Máy chủ thư", "127.0.0.1"),
        ("Ai ở IT", ""),
    )
    assert "bi-mat" not in shown
    settings = load_settings(tmp_path / "connector.toml")
    assert settings.organisation == "ubnd-khanhhoa"
    assert isinstance(settings.target, OpenLdapTargetSettings)
    assert (settings.notices.server, settings.notices.it) == ("127.0.0.1", ("it@khanhhoa.gov.vn",))
    secret = tmp_path / "secrets" / "ldap"
    assert secret.read_text(encoding="utf-8") == "bi-mat-thu-nghiem\n"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    assert "Tiếp theo:" in shown


def test_the_port_of_the_mail_server_may_be_said_with_it(tmp_path: Path) -> None:
    """`host:port` becomes two keys; written into the settings as one it would be refused there."""
    done = connector(tmp_path, "init", "--yes", "--org", "ubnd-khanhhoa", "--smtp", "127.0.0.1:2525")
    assert done.returncode == 0, done.stderr
    notices = load_settings(tmp_path / "connector.toml").notices
    assert (notices.server, notices.port, notices.security) == ("127.0.0.1", 2525, "none")
    file = tmp_path / "connector.toml"
    file.write_text(file.read_text("utf-8").replace('"127.0.0.1"', '"127.0.0.1:2525"'), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"không phải tên hay địa chỉ của một máy chủ.*khóa port"):
        load_settings(file)


def test_a_new_organisations_id_is_proposed_from_its_name(tmp_path: Path) -> None:
    """Enter takes what the name gives."""
    shown = at_a_terminal(
        tmp_path,
        ("Cơ quan nào?", "new"),
        ("Tên cơ quan", "UBND xã An Phú"),
        ("Mã", ""),
        ("Viết tắt", ""),
        ("Tên miền thư", "anphu.gov.vn"),
        ("có địa chỉ nào?", ""),
        ("Khi trùng?", ""),
        ("Khi chuyển", ""),
        ("Tệp Excel", ""),
        ("Ghi vào đâu?", ""),
        ("Gốc của cây", ""),
        ("Máy chủ thư", "thư của tôi"),
        ("Chưa đúng dạng", ""),
    )
    assert "[ubnd-xa-an-phu]" in shown
    profile = load_profile(tmp_path / "ubnd-xa-an-phu.toml")
    assert (profile.id, profile.short) == ("ubnd-xa-an-phu", "UBNDXAP")
    assert load_settings(tmp_path / "connector.toml").notices.server == ""
