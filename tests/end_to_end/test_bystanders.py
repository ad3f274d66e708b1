"""What others put into the same subtree stays as it is, byte for byte, whatever the connector does beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools.slapd import PrivateSlapd
from tests.support.hr import changed_person, edited, example, more_people
from tests.support.installation import WIDE, Installation, block, boxes, quiet_slapd

pytestmark = pytest.mark.slapd

BASE = "dc=binhphuoc,dc=gov,dc=vn"
TAKEN = "nguyenvanbinh.stnmt@binhphuoc.gov.vn"
BINH = {"Mã cán bộ": "AA0001", "Họ và tên": "Nguyễn Văn Bình", "Mã đơn vị": "A05", "Chức vụ": "Chuyên viên"}
"""Somebody who by the rule would get the address that a hand-made entry has."""
LAN = {"Mã cán bộ": "AA0002", "Họ và tên": "Đỗ Thị Ngọc Lan", "Mã đơn vị": "A05", "Chức vụ": "Chuyên viên"}

HAND_MADE = {
    f"uid=binh,ou=people,{BASE}": (
        f"objectClass: inetOrgPerson\nuid: binh\ncn: Nguyen Van Binh\nsn: Nguyen\nmail: {TAKEN}\n"
        "description:: IGtob+G6o25nIHRy4bqvbmcg4bufIMSR4bqndSA=\n"
    ),
    f"cn=nhom-ky-thuat,ou=lists,{BASE}": (
        f"objectClass: groupOfNames\ncn: nhom-ky-thuat\nmember: uid=binh,ou=people,{BASE}\n"
    ),
    f"ou=thiet-bi,{BASE}": "objectClass: organizationalUnit\nou: thiet-bi\n",
    f"cn=may-in,ou=thiet-bi,{BASE}": (
        "objectClass: applicationProcess\ncn: may-in\ncn: Máy in tầng 2\nl: Tầng 2\n"
    ),
}
FOREIGN_ATTRIBUTES = (
    "add: description\ndescription: ghi chú của tổ kỹ thuật\n-\n"
    "add: jpegPhoto\njpegPhoto:: /9j/4AAQSkZJRg==\n-\n"
    "add: userPassword\nuserPassword: mot-mat-khau-rat-dai\n-\n"
)
OURS_TO_LEAVE = re.compile(r"^(description|jpegPhoto|userPassword):.*$", re.MULTILINE)


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give a server in which somebody made entries by hand before the connector came."""
    with quiet_slapd(tmp_path / "slapd", "ubnd-binhphuoc", BASE) as server:
        server.add("\n".join(f"dn: {dn}\n{attributes}" for dn, attributes in HAND_MADE.items()))
        yield server


def hand_made(slapd: PrivateSlapd) -> dict[str, str]:
    """Return the bytes of each entry of others, operational attributes among them."""
    return {dn: block(slapd, dn) for dn in HAND_MADE}


def foreign_attributes(slapd: PrivateSlapd, dn: str) -> list[str]:
    """Return the lines of our entry that are not ours."""
    return [found.group() for found in OURS_TO_LEAVE.finditer(block(slapd, dn))]


def test_what_others_wrote_is_the_same_after_a_load_a_month_and_a_rename(
    slapd: PrivateSlapd, tmp_path: Path
) -> None:
    """Load, next month with a change of agency that changes an address: the bytes of others do not move."""
    before = hand_made(slapd)
    office = Installation(tmp_path / "office", "ubnd-binhphuoc", slapd, more=WIDE)
    january = edited(example("binh-phuoc/thang-01"), more_people(BINH, LAN))
    office.receive(january)
    assert office.run("sync").code == 3
    assert hand_made(slapd) == before

    lan = boxes(slapd)["person/AA0002"]
    assert lan.first("mail") == "dothingoclan.stnmt@binhphuoc.gov.vn"
    assert slapd.modify(f"dn: {lan.dn}\nchangetype: modify\n{FOREIGN_ATTRIBUTES}").code == 0
    extras = foreign_attributes(slapd, lan.dn)
    assert len(extras) == 3

    office.receive(edited(january, changed_person("AA0002", Mã_đơn_vị="A02", Chức_vụ="Phó Giám đốc")))
    assert office.run("sync").code == 3
    moved = boxes(slapd)["person/AA0002"]
    assert moved.first("mail") == "dothingoclan.sotttt@binhphuoc.gov.vn"
    assert moved.first("title") == "Phó Giám đốc"
    assert foreign_attributes(slapd, moved.dn) == extras
    assert hand_made(slapd) == before


def test_an_address_others_have_is_never_given_but_asked_about(slapd: PrivateSlapd, tmp_path: Path) -> None:
    """First whether that box is theirs; it is another's: then the question offers other names, and no taken one."""
    office = Installation(tmp_path / "office", "ubnd-binhphuoc", slapd, more=WIDE)
    office.receive(edited(example("binh-phuoc/thang-01"), more_people(BINH)))
    assert office.run("sync").code == 3
    assert "person/AA0001" not in boxes(slapd)
    assert office.run("decide", f"adopt:person/AA0001:{TAKEN}", "other").code == 0
    assert office.run("sync").code == 3
    assert "person/AA0001" not in boxes(slapd)

    [question] = [one for one in office.run("questions", "--json").json if one["subject"] == "person/AA0001"]
    offered = [candidate["address"] for candidate in question["candidates"]]
    assert TAKEN not in offered
    assert offered[0] == "nguyenvanbinh2.stnmt@binhphuoc.gov.vn"

    before = hand_made(slapd)
    for useless in (TAKEN, "binh@gmail.com"):
        refused = office.run("decide", "person/AA0001", useless)
        assert refused.code == 1
        assert f"collision:person/AA0001: không dùng được “{useless}”" in refused.err
    assert office.run("decide", "person/AA0001", "1").code == 0
    assert office.run("sync").code in (0, 3)
    assert boxes(slapd)["person/AA0001"].first("mail") == offered[0]
    assert hand_made(slapd) == before
