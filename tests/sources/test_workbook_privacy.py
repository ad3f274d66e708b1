"""What we may not keep never leaves the process that reads the file."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.errors import SourceError
from connector.sources.identity import CitizenKeys
from connector.sources.limits import Limits
from connector.sources.parser import parse
from connector.sources.protocol import Request, Role, encode_answer
from connector.sources.spool import spooled
from connector.sources.view import look_at
from connector.sources.workbook import WorkbookSource

MakeWorkbook = Callable[..., Path]
CITIZEN = "079080001234"
PRIVATE = (
    "Số CCCD",
    "Dân tộc",
    "Tôn giáo",
    "Ngày vào Đảng",
    "Chức vụ Đảng",
    "Tình trạng sức khỏe",
    "Di động",
)


def test_private_columns_do_not_leave_the_child(make: MakeWorkbook) -> None:
    """Only the columns of the allow-list are in the child's answer."""
    secrets = [f"bi-mat-{number}" for number in range(len(PRIVATE))]
    path = make([("Mã cán bộ", "Họ và tên", "Mã đơn vị", *PRIVATE), ("C1", "Lê An", "SNV", *secrets)])
    with spooled(path, Limits()) as copy:
        answer = encode_answer(parse(copy, Request(path.name, {Role.PEOPLE: ()}))).decode()
    assert "Lê An" in answer
    assert "bi-mat" not in answer


def test_citizen_numbers_as_hr_keys_are_refused(make: MakeWorkbook) -> None:
    """A list keyed by CCCD is refused as a whole, without quoting one."""
    people = [
        ("Mã cán bộ", "Họ và tên", "Mã đơn vị"),
        (CITIZEN, "Lê An", "SNV"),
        (79080001235, "Lê Bình", "SNV"),
    ]
    with pytest.raises(SourceError, match="CCCD") as caught:
        WorkbookSource(make(people)).read()
    assert CITIZEN[1:9] not in str(caught.value)


def test_one_citizen_number_among_keys_rejects_its_row_only(make: MakeWorkbook) -> None:
    """The slip of one clerk stops one row; its value is nowhere in the roster."""
    rows = [(f"C{number}", "Lê An", "SNV") for number in range(4)]
    roster = WorkbookSource(
        make([("Mã cán bộ", "Họ và tên", "Mã đơn vị"), *rows, (CITIZEN, "Lê Bình", "SNV")])
    ).read()
    assert (roster.people_rows.accepted, roster.people_rows.rejected) == (4, 1)
    assert CITIZEN not in repr(roster)
    assert "CCCD" in roster.problems[0].what.vi


def test_problems_carry_no_name_and_no_phone(make: MakeWorkbook) -> None:
    """What is wrong is said by cell and HR key, never by quoting a person."""
    people = [
        ("Mã cán bộ", "Họ và tên", "Mã đơn vị", "Điện thoại"),
        ("C1", "Lê Bí Mật", "SNV", "0999; 12"),
        ("", "Lê Bí Mật", "X", ""),
    ]
    said = repr(WorkbookSource(make(people)).read().problems)
    assert "Bí Mật" not in said
    assert "0999" not in said


def test_the_digest_is_of_the_content(make: MakeWorkbook) -> None:
    """A cheap digest and a whole read agree, so an unchanged file need not be read."""
    path = make()
    source = WorkbookSource(path)
    expected = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}
    assert source.digests() == expected
    assert source.read().digests == expected


SECRET = "x" * 40
BY_CITIZEN = ("Số CCCD", "Họ và tên", "Mã đơn vị")


def test_citizen_numbers_become_keyed_digests(make: MakeWorkbook) -> None:
    """With a secret they serve as HR keys; the number itself is nowhere, with or without its lost zero."""
    path = make(
        [
            BY_CITIZEN,
            (CITIZEN, "Lê An", "SNV"),
            (79080001235, "Lê Bình", "SNV"),
            ("123456789", "Lê Chi", "SNV"),
        ]
    )
    roster = WorkbookSource(path, identity_key=SECRET).read()
    keys = [person.key for person in roster.people]
    assert len(set(keys)) == 3
    assert all(key.startswith("hmac:") for key in keys)
    assert CITIZEN[1:9] not in repr(roster)
    again = WorkbookSource(make([BY_CITIZEN, (int(CITIZEN), "Lê An", "SNV")]), identity_key=SECRET).read()
    assert again.people[0].key in keys
    other = WorkbookSource(path, identity_key="y" * 40).read()
    assert {person.key for person in other.people}.isdisjoint(keys)


def test_a_citizen_number_that_is_none_rejects_its_row(make: MakeWorkbook) -> None:
    """Eleven digits that no lost zero explains are not hashed, and not quoted."""
    path = make(
        [BY_CITIZEN, (CITIZEN, "Lê An", "SNV"), ("99999999999", "Lê Bình", "SNV"), ("", "Lê Chi", "SNV")]
    )
    roster = WorkbookSource(path, identity_key=SECRET).read()
    assert (roster.people_rows.accepted, roster.people_rows.rejected) == (1, 2)
    assert "99999999999" not in repr(roster)


def test_without_a_secret_a_column_of_citizen_numbers_is_no_key(make: MakeWorkbook) -> None:
    """It is then as if it were not there."""
    with pytest.raises(SourceError, match="thiếu cột bắt buộc: Mã cán bộ"):
        WorkbookSource(make([BY_CITIZEN, (CITIZEN, "Lê An", "SNV")])).read()


def test_the_secret_is_in_no_representation() -> None:
    """Neither a traceback nor a log that prints a value can show it."""
    assert SECRET not in repr(CitizenKeys(SECRET.encode()))
    assert SECRET not in repr(Request("x", {}, identity_key=SECRET))


def test_what_inspect_shows_is_masked(make: MakeWorkbook) -> None:
    """Names, phones, births, columns that are not read, and whoever signed."""
    header = ("Mã cán bộ", "Họ và tên", "Ngày sinh", "Mã đơn vị", "Điện thoại", "Số CCCD")
    rows = [
        ("Người liên hệ: Lê Bí Mật",),
        header,
        ("CB0001", "Nguyễn Bí Mật", "17/08/1980", "SNV", "0258 3822 987", CITIZEN),
        ("Người lập", "", "", "Trần Bí Mật", "", ""),
    ]
    shown = repr(look_at(WorkbookSource(make(rows)), "x"))
    assert "N•••••" in shown
    for secret in ("Bí Mật", "CB0001", "17/08", "1980", "3822", CITIZEN):
        assert secret not in shown
