"""A telephone number and a birthday from the workbook: where they may be seen, and where never."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from tests.support.hr import HEADINGS_ROW, PEOPLE, changed_person, edited, example
from tests.support.installation import WIDE, Installation

KEY = "KH000028"
PHONE, NEW_PHONE = "0258 3911 457", "0258 3911 863"
BIRTHDAY = date(1981, 4, 23)
BIRTHDAYS = ("1981-04-23", "23/04/1981", "23-04-1981", "29699")
"""As ISO 8601, as people write it, and as a spreadsheet counts days."""


def canary(phone: str) -> bytes:
    """Return the example province in which one official has this number and that birthday."""
    january = example("khanh-hoa/thang-01")
    return edited(january, changed_person(KEY, Điện_thoại_cơ_quan=phone, Ngày_sinh=BIRTHDAY))


def digits(text: str) -> str:
    """Return the text without what people put between the digits of a number."""
    return text.replace(" ", "").replace(".", "")


def shows(text: str, phone: str) -> bool:
    """Tell whether the number stands in the text, however it is written."""
    return phone.replace(" ", "") in digits(text)


def remembered(office: Installation) -> str:
    """Return all bytes of the state folder: ledger, journal and lock."""
    files = sorted(path for path in (office.folder / "state").rglob("*") if path.is_file())
    assert any(path.name.startswith("ledger") for path in files)
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in files)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give an office with a file as its directory."""
    return Installation(tmp_path_factory.mktemp("privacy"), "ubnd-khanhhoa", more=WIDE)


def test_a_number_is_seen_where_it_changes_and_nowhere_else(office: Installation) -> None:
    """The plan that changes a number and the directory show it; runs, reports, questions and the ledger do not."""
    office.receive(canary(PHONE))
    said = office.run("check").said
    said += office.run("sync").said
    said += office.run("sync", "--json").said
    unchanged = office.run("plan", "--json").said + office.run("plan", "--all").said
    assert shows((office.folder / "danh-ba.ldif").read_text("utf-8"), PHONE)
    assert not shows(unchanged, PHONE)

    office.receive(canary(NEW_PHONE))
    plan = office.run("plan", "--json").out
    assert shows(plan, PHONE)
    assert shows(plan, NEW_PHONE)
    said += office.run("apply", "--yes", "--json").said
    run = office.run("runs", "--json").json[0]
    assert run["counts"] == {"done": 1}
    said += office.run("runs").said + office.run("show", run["run"]).said + office.run("questions").said
    said += remembered(office)
    assert KEY in said
    assert not shows(said, PHONE)
    assert not shows(said, NEW_PHONE)


def test_a_birthday_is_written_nowhere(office: Installation, tmp_path: Path) -> None:
    """It tells two people of one name apart, and leaves neither in the directory nor in any answer."""
    page, ldif = tmp_path / "plan.html", tmp_path / "plan.ldif"
    said = office.run("--lang", "en", "plan", "--all", "--html", str(page), "--ldif", str(ldif)).said
    said += office.run("why", "cqminh@khanhhoa.gov.vn").said
    said += office.run("why", "cqminh@khanhhoa.gov.vn", "--json").said
    said += page.read_text("utf-8") + ldif.read_text("utf-8")
    said += (office.folder / "danh-ba.ldif").read_text("utf-8") + remembered(office)
    assert KEY in said
    assert [form for form in BIRTHDAYS if form in said] == []


def test_a_row_with_a_fault_is_named_without_what_stands_in_it(office: Installation) -> None:
    """A number that is none and a day that is none are said by cell and HR key."""
    wrong = edited(
        canary(NEW_PHONE),
        changed_person("KH000029", Điện_thoại_cơ_quan="sđt riêng 0912345678 hoặc 0987"),
        changed_person("KH000030", Ngày_hiệu_lực="31/02/1981 (bí mật)"),
    )
    office.receive(wrong)
    said = office.run("sync").said
    assert "KH000030" in said
    assert "bí mật" not in said + remembered(office)
    assert "0912345678" not in said + remembered(office)


CITIZEN = "056181004321"


def with_citizens(book: Workbook) -> None:
    """Put a column of citizen numbers beside the staff numbers."""
    sheet = book[PEOPLE]
    place = sheet.max_column + 1
    sheet.cell(HEADINGS_ROW, place).value = "Số CCCD"
    for row in range(HEADINGS_ROW + 1, sheet.max_row + 1):
        if sheet.cell(row, 2).value == KEY:
            sheet.cell(row, place).value = CITIZEN


def test_a_citizen_number_beside_the_key_identifies_and_is_written_nowhere(tmp_path: Path) -> None:
    """Its holder is known again under another staff number; neither number nor birthday is in any file or answer."""
    office = Installation(
        tmp_path / "office", "ubnd-khanhhoa", more=WIDE, source='identity_key_file = "bam"\n'
    )
    key_file = office.folder / "bam"
    key_file.write_text("k" * 64, encoding="utf-8")
    key_file.chmod(0o600)
    first = edited(canary(PHONE), with_citizens)
    office.receive(first)
    said = office.run("sync", "--json").said
    office.receive(edited(first, changed_person(KEY, Mã_cán_bộ="KH777777")))
    plan = office.run("plan", "--json")
    said += plan.said + office.run("questions").said + office.run("sync").said
    [change] = [one for wave in plan.json["plan"]["waves"] for one in wave if "KH777777" in str(one)]
    assert change["after"] == {**change["before"], "also": ["KH777777"]}
    told = office.run("why", "cqminh@khanhhoa.gov.vn").said
    assert "KH777777" in told
    said += told + remembered(office) + (office.folder / "danh-ba.ldif").read_text("utf-8")
    assert CITIZEN not in said
    assert CITIZEN[1:] not in said
    assert [form for form in BIRTHDAYS if form in said] == []
