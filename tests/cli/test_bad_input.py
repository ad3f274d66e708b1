"""Whatever is given, the answer is a sentence that says what to do: never a traceback, never half a fault list."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.installation import ROOT, Installation, Ran

FAULTY = """
organisation = "ubnd-khanhhoa"
colour = "red"
[source]
people = "nhan-su.xlsx"
sheet = 3
[target]
kind = "openldap"
uri = "ldap://127.0.0.1:1"
driver = "fast"
[safety]
source_loss_held = 7
"""


@pytest.fixture
def office(tmp_path: Path) -> Installation:
    """Give an installation with the example department, that has not run yet."""
    found = Installation(tmp_path, "skhcn-quangtri")
    found.receive_example("quang-tri/thang-01")
    return found


def assert_one_answer(ran: Ran, *words: str) -> None:
    """It failed, without a traceback, and said these words on standard error alone."""
    assert ran.code == 1, ran.said
    assert ran.out == ""
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err


FOREIGN = ("Usage:", "Try '", "No such", "Invalid value", "Missing ", "Got unexpected", "requires an")
"""Words of click and of the system, none of which may reach a Vietnamese reader."""

BAD: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "an unknown command": (["bogus"], ["Không có lệnh bogus. Xem: "]),
    "an unknown option": (["plan", "--bogus"], ["Không có tùy chọn --bogus", "connector plan --help"]),
    "an option that is nearly right": (
        ["plan", "--hmtl", "x"],
        ["Không có tùy chọn --hmtl; có phải là: ", "--html"],
    ),
    "an unknown language": (
        ["--lang", "fr", "plan"],
        ["--lang: không có lựa chọn “fr”; chọn một trong: vi, en."],
    ),
    "a name in two words": (
        ["name", "Lê", "An"],
        ["Thừa tham số: An. Tên có dấu cách phải đặt trong nháy kép."],
    ),
    "no name at all": (["name"], ["Thiếu HỌ_TÊN. Xem: ", "connector name --help"]),
    "an option without its value": (["plan", "--unit"], ["Sau --unit phải có giá trị."]),
    "a switch with a value": (["plan", "--brief=3"], ["Sau --brief không được có giá trị."]),
    "a word for a number": (["runs", "--limit", "x"], ["--limit: “x” không phải là số nguyên."]),
    "a share that is none": (["sample", "--awkward", "x", "o.xlsx"], ["--awkward: “x” không phải là số."]),
    "a day that is none": (
        ["requests", "add", "x", "--received", "31/02/2026"],
        ["“31/02/2026” không phải là ngày; ghi như"],
    ),
    "a roster that is not there": (
        ["feed-server", "--roster", "x.xlsx"],
        ["--roster: không có tệp “x.xlsx”."],
    ),
    "a plan that is not there": (["apply", "khong-co.json"], ["khong-co.json: không đọc được bản kế hoạch"]),
    "a plan that is none": (["apply", "nhan-su.xlsx"], ["không đọc được bản kế hoạch"]),
    "a folder in place of a plan": (["apply", "."], ["."]),
    "a place that cannot be written": (["plan", "--out", "khong/co/x.json"], ["không ghi được tệp"]),
    "no question of that key": (["decide", "collision:person/X", "1"], ["connector questions"]),
    "a key without a choice": (
        ["decide", "collision:person/X"],
        ["Cần một trong: KHÓA và LỰA_CHỌN, --first"],
    ),
    "a run that never was": (["show", "1999"], ["không có lần chạy nào là “1999”. Xem: connector runs"]),
    "an address nobody has": (["why", "khong.co@quangtri.gov.vn"], ["không có hộp thư nào có địa chỉ này"]),
    "a digest that is none": (["approve", "xyz"], ["không phải xyz", "connector plan"]),
    "an organisation nobody knows": (["name", "--org", "ubnd-hue", "Lê An"], ["“ubnd-hue”", "ubnd-khanhhoa"]),
    "fewer than no people": (["sample", "--people", "-1", "x.xlsx"], ["Số người không được âm"]),
    "a regulation that is not there": (["name", "--org", "khong-co.toml", "Lê An"], ["khong-co.toml"]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_arguments_get_a_sentence(name: str, office: Installation) -> None:
    """The sentence is Vietnamese, names what was given, and says where to look."""
    arguments, words = BAD[name]
    ran = office.run(*arguments)
    assert_one_answer(ran, *words)
    assert [word for word in FOREIGN if word in ran.err] == []
    assert len(ran.err.splitlines()) == 1
    assert not (office.folder / "danh-ba.ldif").exists()


def test_every_fault_of_the_settings_is_told_at_once(office: Installation) -> None:
    """Unknown keys, missing keys and wrong values, each in one line with its place; secrets are not among them."""
    office.config.write_text(FAULTY, encoding="utf-8")
    ran = office.run("plan")
    assert_one_answer(ran, "connector.toml: cấu hình chưa dùng được.")
    lines = [line for line in ran.err.splitlines() if line.startswith("  - ")]
    for place in ("colour", "sheet", "base_dn", "bind_dn", "password_file", "driver", "source_loss_held"):
        assert sum(place in line for line in lines) == 1, ran.err
    assert len(lines) == 7


FILE = 'kind = "ldif"\nfile = "x.ldif"\nbase_dn = "dc=x"\n'
SERVER = 'kind = "openldap"\nuri = "ldap://127.0.0.1:1"\nbase_dn = "dc=x"\nbind_dn = "cn=x"\npassword_file = "{}"\n'


def settings(organisation: str = "skhcn-quangtri", people: str = "nhan-su.xlsx", target: str = FILE) -> str:
    """Return the text of a connector.toml."""
    return f'organisation = "{organisation}"\n[source]\npeople = "{people}"\n[target]\n{target}'


SETTINGS: dict[str, tuple[str, str]] = {
    "nothing": ("", "organisation"),
    "no TOML": ("organisation = [", "không đọc được tệp cấu hình"),
    "an organisation nobody knows": (settings("ubnd-hue"), "“ubnd-hue”"),
    "no workbook": (settings(people="khac.xlsx"), "khac.xlsx: Không tìm thấy tệp."),
    "no server": (settings(target=SERVER.format("mat-khau")), "127.0.0.1"),
    "a secret others may read": (
        settings(target=SERVER.format("ai-cung-doc")),
        "người khác đọc được tệp mật khẩu này. Chạy: chmod 600",
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_that_cannot_be_used_get_a_sentence(name: str, office: Installation) -> None:
    """Each says what is wrong and where, and `check` says the same."""
    content, words = SETTINGS[name]
    office.config.write_text(content, encoding="utf-8")
    for file, mode in (("mat-khau", 0o600), ("ai-cung-doc", 0o644)):
        (office.folder / file).write_text("mot-mat-khau-rat-dai\n")
        (office.folder / file).chmod(mode)
    ran = office.run("sync")
    assert_one_answer(ran, words)
    checked = office.run("check")
    assert checked.code == 1
    assert words in checked.words
    assert "Traceback" not in checked.said
    assert "mot-mat-khau" not in ran.said + checked.said


def test_no_settings_at_all_says_what_to_do(office: Installation) -> None:
    """The sentence names --config and the example to copy."""
    office.config.unlink()
    assert_one_answer(office.run("plan"), "không có tệp cấu hình này", "--config", "examples/connector.toml")


def test_what_goes_into_a_pipe_has_no_colour(office: Installation) -> None:
    """Neither plan nor report nor questions nor runs carry terminal codes when nobody watches."""
    said = "".join(
        office.run(*command).said for command in (["plan", "--all"], ["sync"], ["questions"], ["runs"])
    )
    assert "skhcn-quangtri" in said
    assert "\x1b" not in said


def test_a_reader_that_goes_away_is_no_fault(office: Installation) -> None:
    """`connector plan --json | head -1` prints one line, and nothing is said of the broken pipe."""
    command = f"{sys.executable} -m connector --config {office.config} plan --json | head -1"
    ran = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert ran.stdout == "{\n"
    assert ran.stderr == ""


def test_an_error_is_said_in_the_language_of_the_settings(tmp_path: Path) -> None:
    """With language = "en" in connector.toml, what goes wrong later is said in English without --lang."""
    (tmp_path / "connector.toml").write_text(
        'organisation = "ubnd-khanhhoa"\nlanguage = "en"\n[source]\npeople = "missing.xlsx"\n'
        '[target]\nkind = "ldif"\nfile = "d.ldif"\nbase_dn = "dc=x"\n',
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "connector", "plan"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "missing.xlsx" in ran.stderr
    assert "Không" not in ran.stderr


def test_a_stray_key_of_a_table_with_kinds_is_named_as_it_was_written(tmp_path: Path) -> None:
    """A stray key under [target] is `target.peple`, not `target.ldif.peple`, and the keys that exist are listed."""
    (tmp_path / "connector.toml").write_text(
        'organisation = "ubnd-khanhhoa"\n[source]\npeople = "a.xlsx"\n'
        '[target]\nkind = "ldif"\nfile = "d.ldif"\nbase_dn = "dc=x"\npeple = 1\nbase = "dc=y"\n',
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "connector", "plan"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "target.peple:" in ran.stderr
    assert "base_dn" in ran.stderr
