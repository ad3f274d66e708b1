"""The life of a box as it is typed: suspend, due, reopen, remove."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.support.installation import WIDE, Installation


@pytest.fixture(scope="module")
def in_step(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of Ninh Bình's example after its first run."""
    folder = tmp_path_factory.mktemp("ninh-binh") / "office"
    found = Installation(folder, "ubnd-ninhbinh", more=WIDE)
    found.receive_example("ninh-binh/thang-01")
    assert found.run("sync", "--brief").code in (0, 3)
    return folder


@pytest.fixture
def office(in_step: Path, tmp_path: Path) -> Installation:
    """Give a copy of it to work with."""
    shutil.copytree(in_step, tmp_path / "office")
    return Installation(tmp_path / "office", "ubnd-ninhbinh", more=WIDE)


def somebody(office: Installation) -> str:
    """Return the address of an official's box."""
    records = (office.folder / "danh-ba.ldif").read_text(encoding="utf-8").split("\n\n")
    person = next(
        one for one in records if "connectorKey: person/" in one and "connectorStatus: active" in one
    )
    return next(line for line in person.splitlines() if line.startswith("mail: ")).removeprefix("mail: ")


def as_if_since(office: Installation, day: str) -> None:
    """Let the ledger remember that everything which is not in use has been so since `day`."""
    with sqlite3.connect(office.ledger) as ledger:
        for key, body in ledger.execute("SELECT key, body FROM life WHERE part = 'lives'").fetchall():
            older = json.dumps({**json.loads(body), "since": day})
            ledger.execute("UPDATE life SET body = ? WHERE part = 'lives' AND key = ?", (older, key))


def test_an_order_goes_through_the_plan_and_a_notice_starts_the_limit(office: Installation) -> None:
    """Suspended by document, to be told, told, until when somebody may ask; reopened by document."""
    address = somebody(office)
    ordered = office.run("suspend", address, "--reason", "phát tán thư rác", "--document", "5/QĐ")
    assert ordered.code == 0
    planned = office.run("plan", "--all").words
    assert "5/QĐ): phát tán thư rác · NB Đ7.1" in planned
    assert office.run("sync", "--brief").code in (0, 3)

    told = office.run("due", "--json")
    [notice] = [duty for duty in told.json if duty["kind"] == "notice"]
    assert (told.code, notice["address"], notice["due"]) == (3, address, None)
    assert f"connector due --sent {address}" in office.run("due").words

    assert office.run("due", "--sent", address, "--document", "12/TB").code == 0
    [limit] = [duty for duty in office.run("due", "--all", "--json").json if duty["kind"] == "reopen"]
    assert limit["article"] == "NB Đ7.1"
    assert "12/TB" in limit["text"]["vi"]
    assert "12/TB" in office.run("why", address).words

    assert office.run("reopen", address, "--document", "9/CV").code == 0
    assert office.run("sync", "--brief").code in (0, 3)
    assert "mở lại theo yêu cầu" in office.run("why", address).words
    assert [duty for duty in office.run("due", "--all", "--json").json if duty["kind"] == "reopen"] == []


def test_a_box_is_removed_only_by_the_digest_that_was_shown(office: Installation) -> None:
    """Nothing is due; then one is shown; a wrong digest removes nothing; the right one leaves the address taken."""
    address = somebody(office)
    assert office.run("remove").words == "Không có hộp thư nào hết hạn lưu."
    office.run("suspend", address, "--reason", "x", "--document", "5/QĐ")
    office.run("sync", "--brief")
    key = next(duty["key"] for duty in office.run("due", "--json").json if duty["kind"] == "notice")
    file = office.folder / "danh-ba.ldif"
    text = file.read_text(encoding="utf-8")
    before, mark, after = text.partition(f"connectorKey: {key}")
    file.write_text(before + mark + after.replace("suspended", "closed", 1), encoding="utf-8")
    office.run("sync", "--brief")
    as_if_since(office, "2026-01-05")
    shown = office.run("remove")
    assert shown.code == 2
    assert address in shown.words
    digest = office.run("remove", "--json").json["digest"]
    assert office.run("remove", "--approve", "0" * 12).code == 1
    assert office.run("remove", "--approve", digest[:6]).code == 1
    assert address in file.read_text(encoding="utf-8")
    assert office.run("remove", "--approve", digest[:12]).code == 0
    left = next(one for one in file.read_text(encoding="utf-8").split("\n\n") if f"mail: {address}" in one)
    assert "title:" not in left
    assert "telephoneNumber:" not in left
    assert office.run("remove").code == 0
    assert "xóa" in office.run("why", address).words
    assert "đã xóa hẳn" in office.run("reopen", address, "--document", "9/CV").words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("suspend", "khong-co@ninhbinh.gov.vn", "--reason", "x", "--document", "1"),
            "không có hộp thư nào mang",
        ),
        (("reopen", "ADDRESS", "--document", "1"), "đang dùng, không phải mở lại"),
        (("due", "--sent", "ADDRESS", "--document", "1"), "không đang bị tạm khóa"),
        (("due", "--sent", "ADDRESS"), "--sent cần --document"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    office: Installation, words: tuple[str, ...], said: str
) -> None:
    """One sentence that says what and where; nothing is remembered."""
    address = somebody(office)
    ran = office.run(*(address if word == "ADDRESS" else word for word in words))
    assert ran.code == 1
    assert said in ran.words
    assert office.run("plan", "--brief").words.count("tạm khóa") == 0
