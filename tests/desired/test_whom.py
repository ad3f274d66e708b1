"""Whom a line of a form means: certain, or asked about; never guessed."""

from dataclasses import replace
from datetime import date

import pytest

from connector.desired.handling import Pointed, Signed, approve, receive, refuse
from connector.desired.requested import Requested
from connector.desired.whom import Register, find_whom
from connector.errors import ConnectorError
from connector.model.directory import Directory, PersonalMailbox
from connector.model.request import Asked, Form, Line, LineState, Request, Requester, RequestKind
from connector.model.roster import Person
from connector.rules.calendar import Calendar
from connector.text import NOTHING
from tests.conftest import FixedClock
from tests.support.rosters import profile, roster

KH = profile("ubnd-khanhhoa")
DAY = date(2026, 3, 2)
STTTT = "Sở Thông tin và Truyền thông"
PEOPLE = [
    Person("CB1", "Trần Thị Hòa", "S1"),
    Person("CB2", "Lê Văn Bình", "P1"),
    Person("CB3", "Lê Văn Bình", "P2"),
    Person("CB4", "Phạm Du Lịch", "S2"),
    Person("CB5", "Đỗ Thị Trường", "P1"),
]


def box(person: str, name: str, address: str, *aliases: str) -> PersonalMailbox:
    """Return a box at the department."""
    domain = "@khanhhoa.gov.vn"
    return PersonalMailbox(
        key=f"person/{person}",
        person=person,
        address=address + domain,
        aliases=tuple(alias + domain for alias in aliases),
        name=name,
        surname="",
        given="",
        unit="S1",
    )


BOXES = Directory.of(
    [
        box("CB1", "Trần Thị Hòa", "tthoa", "hoatt"),
        box("CB2", "Lê Văn Bình", "lvbinh_ttr"),
        box("CB8", "Vũ Nghỉ Hưu", "vnhuu"),
    ]
)
REGISTER = Register.of(KH, roster(PEOPLE), BOXES, DAY)


def found(asked: Asked, agency: str = STTTT, **said: str) -> Line:
    """Return one line with whom it means."""
    kind = {Asked.BOX: RequestKind.CREATE, Asked.REMOVAL: RequestKind.DELETE}.get(asked, RequestKind.CHANGE)
    request = Request(
        id="YC1",
        kind=kind,
        organisation=KH.id,
        received=DAY,
        document="1",
        requester=Requester(agency=agency),
        lines=(Line(number=1, asked=asked, **said),),  # type: ignore[arg-type]  # text fields only
    )
    return find_whom(request, REGISTER).lines[0]


CERTAIN = [
    ({"name": "Trần Thị Hòa", "address": "tthoa"}, "CB1"),
    ({"name": "TRẦN THỊ HOÀ", "address": "tthoa@khanhhoa.gov.vn"}, "CB1"),
    ({"name": "Trần Thị Hòa", "address": "hoatt"}, "CB1"),
    ({"name": "Trần Thị Hòa"}, "CB1"),
    ({"name": "Lê Văn Bình", "address": "lvbinh_ttr"}, "CB2"),
    ({"name": "Vũ Nghỉ Hưu", "address": "vnhuu"}, "CB8"),
    ({"name": "Đỗ Thị Trường", "room": "Văn phòng"}, "CB5"),
    ({"name": "Đỗ Thị Trường", "room": "Sở Thông tin và Truyền thông"}, "CB5"),
]


@pytest.mark.parametrize(("said", "person"), CERTAIN)
def test_it_is_certain_by_address_or_by_name_and_unit(said: dict[str, str], person: str) -> None:
    """An address with its own name, or the only person of that name in the agency."""
    line = found(Asked.REMOVAL, **said)
    assert (line.person, line.doubt) == (person, NOTHING)


DOUBTFUL = [
    ({"name": "Lê Thị Khác", "address": "tthoa"}, "họ tên khác"),
    ({"name": "Lê Văn Bình"}, "CB2, CB3"),
    ({"name": "Tran Thi Hoa"}, "CB1"),
    ({"name": "Phạm Du Lịch"}, "CB4"),
    ({"name": "Trần Thị Hòa", "address": "khongco"}, "Không hộp thư nào"),
    ({"name": "Đỗ Thị Trưởng"}, "CB5"),
    ({"name": "Đỗ Thị Trường", "room": "Phòng Bưu chính"}, "Văn phòng"),
    ({"name": "Ai Đó"}, "Không tìm thấy"),
    ({"name": ""}, "Không tìm thấy"),
]


@pytest.mark.parametrize(("said", "words"), DOUBTFUL)
def test_what_is_not_certain_is_asked_with_the_keys_it_could_be(said: dict[str, str], words: str) -> None:
    """Another name, several people, no accents, another agency, another room: a person decides."""
    assert words in found(Asked.REMOVAL, **said).doubt.vi


def test_without_a_known_agency_a_name_alone_is_never_enough() -> None:
    """Where the agency is not found, only an address makes it certain."""
    assert found(Asked.REMOVAL, agency="Sở Lạ", name="Trần Thị Hòa").doubt != NOTHING
    assert found(Asked.REMOVAL, agency="Sở Lạ", name="Trần Thị Hòa", address="tthoa").doubt == NOTHING


NEWCOMERS = [
    ({"name": "Phạm Mới", "room": "Văn phòng"}, "P1", ""),
    ({"name": "Phạm Mới"}, "S1", ""),
    ({"name": "Phạm Mới", "room": "Phòng Lạ"}, "", "Phòng Lạ"),
    ({"name": "Lê Văn Bình", "room": "Văn phòng"}, "P1", "CB2, CB3"),
    ({"name": "", "room": "Văn phòng"}, "P1", "không có họ tên"),
]


@pytest.mark.parametrize(("said", "unit", "words"), NEWCOMERS)
def test_a_new_person_has_a_room_of_the_agency_and_no_namesake(
    said: dict[str, str], unit: str, words: str
) -> None:
    """Mẫu 01: the room is found below the agency; somebody of that name there already is asked about."""
    line = found(Asked.BOX, **said)
    assert line.unit == unit
    assert words in line.doubt.vi
    assert bool(words) == (line.doubt != NOTHING)


def test_a_value_that_is_missing_or_a_room_that_is_not_there_is_asked() -> None:
    """Mẫu 02: a code without its value, and a room nobody has."""
    assert "không khớp" in found(Asked.POSITION, name="Trần Thị Hòa").doubt.vi
    assert "Phòng Lạ" in found(Asked.ROOM, name="Trần Thị Hòa", value="Phòng Lạ").doubt.vi
    assert found(Asked.ROOM, name="Trần Thị Hòa", value="Phòng Bưu chính").unit == "P2"


NOTHING_SAID = Requested(roster(PEOPLE), {person.key: person for person in PEOPLE})


def request_of(*lines: Line) -> Request:
    """Return the request that a form with these lines makes."""
    form = Form("p.docx", "ab" * 32, RequestKind.DELETE, Requester(agency=STTTT), lines)
    return receive(form, RequestKind.DELETE, KH, Calendar(), received=DAY, document="9/CV", word="7f3a1c")


def test_ids_hold_the_day_and_a_random_word() -> None:
    """An id never comes twice, even when the ledger was lost: it becomes an HR key."""
    request = request_of(Line(number=1, asked=Asked.REMOVAL, name="Trần Thị Hòa"))
    assert request.id == "YC260302-7f3a1c"
    assert request.key_of(request.lines[0]) == "YC260302-7f3a1c-1"


def test_approving_all_leaves_what_is_doubtful(clock: FixedClock) -> None:
    """Without a line number only certain lines are approved; a doubtful one needs to be pointed at."""
    signed = Signed("lãnh đạo", clock.now())
    lines = (
        Line(number=1, asked=Asked.REMOVAL, name="Trần Thị Hòa"),
        Line(number=2, asked=Asked.REMOVAL, name="Lê Văn Bình"),
    )
    request = find_whom(request_of(*lines), REGISTER)
    approved = approve(request, REGISTER, NOTHING_SAID, signed)
    assert [line.state for line in approved.lines] == [LineState.APPROVED, LineState.OPEN]
    pointed = approve(approved, REGISTER, NOTHING_SAID, signed, Pointed(2, person="CB3"))
    assert (pointed.lines[1].state, pointed.lines[1].person) == (LineState.APPROVED, "CB3")
    with pytest.raises(ConnectorError, match="không có dòng 2"):
        approve(pointed, REGISTER, NOTHING_SAID, signed, Pointed(2))


REFUSED = [
    (Line(number=1, asked=Asked.REMOVAL, name="Ai Đó"), Pointed(1), "--person"),
    (Line(number=1, asked=Asked.REMOVAL, name="Ai Đó"), Pointed(1, person="CB77"), "CB77"),
    (Line(number=1, asked=Asked.BOX, name="Ai Đó", room="Lạ"), Pointed(1), "--unit"),
    (Line(number=1, asked=Asked.BOX, name="Ai Đó"), Pointed(1, unit="X9"), "X9"),
    (Line(number=1, asked=Asked.POSITION, name="Trần Thị Hòa"), Pointed(1), "nội dung mới"),
    (Line(number=1, asked=Asked.REMOVAL, name="Ai Đó"), None, "chắc chắn"),
]


@pytest.mark.parametrize(("line", "pointed", "words"), REFUSED)
def test_an_approval_that_means_nobody_is_refused(
    line: Line, pointed: Pointed | None, words: str, clock: FixedClock
) -> None:
    """Whoever approves must say a person or unit that there is, and a value."""
    request = find_whom(request_of(line), REGISTER)
    with pytest.raises(ConnectorError, match=words):
        approve(request, REGISTER, NOTHING_SAID, Signed("x", clock.now()), pointed)


def test_what_is_refused_keeps_its_reason_and_what_is_done_stays(clock: FixedClock) -> None:
    """Refusing a request leaves the lines that were carried out already."""
    lines = (Line(number=1, asked=Asked.REMOVAL), Line(number=2, asked=Asked.REMOVAL))
    request = request_of(replace(lines[0], state=LineState.APPLIED), lines[1])
    refused = refuse(request, Signed("x", clock.now()), "thiếu dấu")
    assert [(line.state, line.why) for line in refused.lines] == [
        (LineState.APPLIED, ""),
        (LineState.REFUSED, "thiếu dấu"),
    ]
    with pytest.raises(ConnectorError, match="từ chối"):
        refuse(refused, Signed("x", clock.now()), "nữa")
