"""The month after, in the example province: who joined, moved, left, was renamed, collided, or has a bad row."""

from collections.abc import Iterator

import pytest

from devtools.ldif import Record
from devtools.openldap import ANONYMOUS
from tests.support.installation import WIDE, Installation, Ran, boxes, quiet_slapd

pytestmark = pytest.mark.slapd

JOINER, COLLIDES, MOVER, LEAVER, RENAMED = "KH000201", "KH000206", "KH000028", "KH000040", "KH000108"
NAMELESS = "KH000210"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Give an office after its first month, which somebody approved."""
    folder = tmp_path_factory.mktemp("months")
    with quiet_slapd(folder / "slapd", "ubnd-khanhhoa") as slapd:
        found = Installation(folder / "office", "ubnd-khanhhoa", slapd, more=WIDE)
        found.receive_example("khanh-hoa/thang-01")
        assert found.first_load().code == 3
        yield found


@pytest.fixture(scope="module")
def january(office: Installation) -> dict[str, Record]:
    """Give every entry of ours as it was in the first month."""
    return boxes(office.server)


@pytest.fixture(scope="module")
def night(office: Installation, january: dict[str, Record]) -> Ran:
    """Give the run over the second month's workbook."""
    assert january
    office.receive_example("khanh-hoa/thang-02")
    return office.run("sync")


@pytest.fixture(scope="module")
def february(office: Installation, night: Ran) -> dict[str, Record]:
    """Give every entry of ours as it is in the second month."""
    assert night.code == 3, night.said
    return boxes(office.server)


def test_a_joiner_gets_the_address_of_the_rule(february: dict[str, Record]) -> None:
    """KH Đ3.3a: Trần Nguyễn Thanh Nguyện is tnnguyen, and on the lists of the office and its agency."""
    box = february[f"person/{JOINER}"]
    assert box.first("mail") == "tnnguyen@khanhhoa.gov.vn"
    assert box.dn in february["list/A07-01"].get("member")
    assert box.dn in february["list/A07"].get("member")


def test_a_mover_keeps_the_address(january: dict[str, Record], february: dict[str, Record]) -> None:
    """KH Đ4.3b: who goes to another agency keeps the id; unit, title and lists follow."""
    before, after = january[f"person/{MOVER}"], february[f"person/{MOVER}"]
    assert before.first("mail") == after.first("mail") == "cqminh@khanhhoa.gov.vn"
    assert (before.first("connectorUnit"), after.first("connectorUnit")) == ("A01-03", "A04-03")
    assert after.first("o") == "Sở Nội vụ"
    assert before.dn == after.dn
    assert after.dn not in february["list/A01-03"].get("member")
    assert after.dn in february["list/A04-03"].get("member")


def test_a_renamed_person_keeps_the_address(january: dict[str, Record], february: dict[str, Record]) -> None:
    """The display name follows HR; the address, once given, does not change."""
    before, after = january[f"person/{RENAMED}"], february[f"person/{RENAMED}"]
    assert (before.first("displayName"), after.first("displayName")) == ("Nguyễn Văn Trung", "Trần Văn Trung")
    assert before.first("mail") == after.first("mail") == "nvtrung@khanhhoa.gov.vn"


def test_a_leaver_is_closed_and_seen_no_more(
    office: Installation, january: dict[str, Record], february: dict[str, Record]
) -> None:
    """KH Đ4.4: closed, not deleted; on no list; not in the address book that anybody may read."""
    box = february[f"person/{LEAVER}"]
    assert january[f"person/{LEAVER}"].first("connectorStatus") == "active"
    assert box.first("connectorStatus") == "closed"
    assert box.first("mail") == "ntlinh@khanhhoa.gov.vn"
    lists = [entry for key, entry in february.items() if key.startswith("list/")]
    assert not [entry.dn for entry in lists if box.dn in entry.get("member")]

    seen = {entry.dn for entry in office.server.search("(mail=*)", ("mail",), who=ANONYMOUS)}
    assert box.dn not in seen
    assert february[f"person/{MOVER}"].dn in seen
    assert february["unit/A07"].dn in seen


def test_a_bad_row_is_named_by_its_cell_and_touches_nobody(
    night: Ran, january: dict[str, Record], february: dict[str, Record]
) -> None:
    """The report names file, sheet and cell and says what to do; nobody gets or loses a box for it."""
    assert f"nhan-su.xlsx › Nhân sự › C213 {NAMELESS} Thiếu họ tên. → Điền đủ họ và tên." in night.words
    assert f"person/{NAMELESS}" not in february
    assert january.keys() <= february.keys()


def test_a_collision_is_asked_and_the_decision_is_carried_out(
    office: Installation, february: dict[str, Record]
) -> None:
    """The first holder keeps nttram; the second waits for a person, who chooses; why tells it all."""
    assert f"person/{COLLIDES}" not in february
    asked = {one["subject"]: one for one in office.run("questions", "--json").json}
    question = asked[f"person/{COLLIDES}"]
    assert question["article"] == "KH Đ3.3b"
    chosen = question["candidates"][0]["address"]
    assert chosen == "nguyenthitram@khanhhoa.gov.vn"

    decided = office.run("decide", question["key"], "1", "--document", "12/QĐ-STTTT")
    assert decided.code == 0, decided.said
    ran = office.run("sync", "--json").json
    assert boxes(office.server)[f"person/{COLLIDES}"].first("mail") == chosen

    story = office.run("why", chosen).words
    assert "nhan-su.xlsx › Nhân sự › B187" in story
    assert "12/QĐ-STTTT" in story
    assert "KH Đ3.3b" in story
    assert ran["run"] in story


def test_why_tells_row_rule_run_and_who_approved(office: Installation, february: dict[str, Record]) -> None:
    """A joiner of the first month: the row then, the article, the run, and the approval of its plan."""
    assert february
    story = office.run("why", "cqminh@khanhhoa.gov.vn", "--json").json
    made, moved = story["history"]
    assert story["row"]["sheet"] == "Nhân sự"
    assert (made["record"]["kind"], made["record"]["article"]) == ("create", "KH Đ3.3a")
    assert made["run"]["command"] == "apply"
    assert made["approval"]["by"] == made["run"]["by"]
    assert made["approval"]["digest"] == made["run"]["digest"]
    assert (moved["record"]["kind"], moved["record"]["article"]) == ("update", "KH Đ2.4, Đ4.3b")
    assert "Văn phòng UBND tỉnh" in moved["record"]["reason"]["vi"]
    assert office.run("why", "khong-co@khanhhoa.gov.vn").code == 1


def test_runs_and_show_tell_what_was_done(office: Installation, night: Ran) -> None:
    """The newest run comes first; one run shows each change with its reason and its row."""
    runs = office.run("runs", "--json").json
    assert [run["run"] for run in runs] == sorted((run["run"] for run in runs), reverse=True)
    [loaded] = [run for run in runs if run["command"] == "apply"]
    assert loaded["counts"] == {"done": 238}
    [of_night] = [run for run in runs if run["run"] in night.out]
    records = office.run("show", of_night["run"], "--json").json
    closed = {record["key"] for record in records if record["kind"] == "close"}
    assert closed == {"person/KH000040", "person/KH000160", "person/KH000197"}
    shown = office.run("show", of_night["run"]).words
    assert "ntlinh@khanhhoa.gov.vn" in shown
    assert "nhan-su.xlsx › Nhân sự › B44" in shown
