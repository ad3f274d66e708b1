"""What we may not keep never leaves the process that reads the file."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.errors import SourceError
from connector.sources.limits import Limits
from connector.sources.parser import parse
from connector.sources.protocol import Request, Role, encode_answer
from connector.sources.spool import spooled
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
