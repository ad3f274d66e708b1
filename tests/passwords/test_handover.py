"""An agency's box changes hands: the old password is worth nothing, and it is known who answers for it now."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.sample.generate import generate
from devtools.slapd import PrivateSlapd
from tests.passwords.support import dn_of, keys, passwords, slips_in
from tests.support.hr import written
from tests.support.installation import Installation, quiet_slapd

pytestmark = pytest.mark.slapd

ORGANISATION = "ubnd-khanhhoa"
BOX, UNIT_KEY = "vpubnd@khanhhoa.gov.vn", "unit/A01"
BINH, HOA = "Trần Văn Bình, Chánh Văn phòng", "Phạm Thị Hoa, Chánh Văn phòng"


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give an empty server."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as server:
        yield server


@pytest.fixture
def office(tmp_path: Path, slapd: PrivateSlapd) -> Installation:
    """Give an office whose boxes are made."""
    _, own = keys(tmp_path)
    more = passwords(own, 'name = "*"\nform = "slips"', give='["unit"]')
    made = Installation(tmp_path / "office", ORGANISATION, slapd, more=more)
    made.receive(written(generate(6, 3, ORGANISATION, seed=4), tmp_path))
    made.run("sync")
    return made


def delivered(office: Installation, folder: Path) -> str:
    """Hand over what waits and return the password of the box."""
    office.run("password", "deliver", "--out", str(folder))
    return dict(slips_in(folder))[BOX]


def test_a_new_holder_gets_a_new_password_and_the_old_one_is_worth_nothing(
    office: Installation, slapd: PrivateSlapd, tmp_path: Path
) -> None:
    """Twice: who holds it, who held it and by which document is told by `--list` and by `why`."""
    old = delivered(office, tmp_path / "1")
    first = office.run("handover", BOX, "--to", BINH, "--delegate", "Lê Thị Dung", "--document", "21/QĐ-VP")
    assert first.code == 0, first.said
    dn = dn_of(slapd, BOX)
    assert slapd.bind(dn, old) == 49
    new = delivered(office, tmp_path / "2")
    assert slapd.bind(dn, new) == 0
    second = office.run("handover", BOX, "--to", HOA, "--document", "5/QĐ-VP", "--since", "2026-11-01")
    assert second.code == 0, second.said
    assert slapd.bind(dn, new) == 49
    [listed] = office.run("handover", "--list", "--json").json
    assert (listed["holder"], listed["document"], listed["since"]) == (HOA, "5/QĐ-VP", "2026-11-01")
    story = office.run("why", BOX).words
    assert story.index(BINH) < story.index(HOA)
    assert "21/QĐ-VP" in story
    assert "ủy quyền Lê Thị Dung" in story
    assert [one["holder"] for one in office.run("why", BOX, "--json").json["holders"]] == [BINH, HOA]


def test_only_a_unit_box_is_handed_over_and_only_with_papers(
    office: Installation, slapd: PrivateSlapd
) -> None:
    """A person's box, a missing document and an unknown address are refused, and nothing is changed."""
    person = slapd.search("(employeeNumber=*)", ("mail",))[0].first("mail")
    mark = slapd.accesslog_mark()
    for arguments, said in (
        ((person, "--to", BINH, "--document", "1"), "hộp thư cá nhân"),
        ((BOX, "--to", BINH), "--document"),
        (("khong.co@khanhhoa.gov.vn", "--to", BINH, "--document", "1"), "không có hộp thư nào"),
    ):
        ran = office.run("handover", *arguments)
        assert ran.code == 1
        assert said in ran.words
    assert slapd.accesslog_writes(mark) == []
    assert "Chưa ghi nhận" in office.run("handover", "--list").out
