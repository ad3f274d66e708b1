"""Approved requests over HR's roster: what they change, why, for how long, and that nothing else does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from connector.desired.handling import Pointed, Signed, answer_text, approve, refuse, settled
from connector.desired.whom import Register, find_whom
from connector.ledger.memory import MemoryLedger
from connector.model.directory import PersonalMailbox, State
from connector.model.plan import Change, Decision, QuestionKind
from connector.model.request import Asked, Line, LineState, Request, Requester, RequestKind, RequestStatus
from connector.model.roster import Employment, Person
from connector.sync import Draft, act, think
from connector.targets.memory import MemoryDirectory
from tests.support.rosters import UNITS, desk, profile, roster

KH = profile("ubnd-khanhhoa")
AT = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SIGNED = Signed("lãnh đạo", AT)
HOA = Person("CB1", "Trần Thị Hòa", "S1", position="Chuyên viên")
BINH = Person("CB2", "Lê Văn Bình", "P1", position="Văn thư")
STTTT = "Sở Thông tin và Truyền thông"


def asking(kind: RequestKind, *lines: Line, name: str = "YC1", agency: str = STTTT) -> Request:
    """Return a request of an invented agency; its lines are numbered."""
    numbered = tuple(replace(line, number=number) for number, line in enumerate(lines, start=1))
    return Request(
        id=name,
        kind=kind,
        organisation=KH.id,
        received=date(2026, 3, 2),
        document="15/CV",
        requester=Requester(agency=agency),
        lines=numbered,
    )


def line(asked: Asked, name: str = "", **said: str) -> Line:
    """Return one line."""
    return Line(number=1, asked=asked, name=name, **said)  # type: ignore[arg-type]  # text fields only


class Office:
    """One organisation with HR's roster, a directory and a ledger, all in memory."""

    def __init__(self, *people: Person) -> None:
        self.people = {person.key: person for person in people}
        self.world = MemoryDirectory()
        self.ledger = MemoryLedger()
        self.run()

    def think(self) -> Draft:
        """Return what would be done now."""
        return think(desk(KH, roster(self.people.values()), self.world, self.ledger))

    def run(self) -> Sequence[Change]:
        """Do it; return what was done."""
        at_work = desk(KH, roster(self.people.values()), self.world, self.ledger)
        report = act(at_work, think(at_work), "sync", whole=True)
        return [outcome.change for outcome in report.outcomes]

    def says(self, key: str, **fields: object) -> None:
        """Let HR's roster say something new."""
        self.people[key] = replace(self.people[key], **fields)  # type: ignore[arg-type]  # any field

    def register(self) -> Register:
        """Return everybody there is."""
        draft = self.think()
        return Register.of(KH, draft.roster, draft.snapshot.directory, AT.date())

    def receive(self, request: Request) -> Request:
        """Match and remember a request."""
        return self.ledger.keep_request(find_whom(request, self.register()))

    def approve(self, request: Request, pointed: Pointed | None = None) -> Request:
        """Approve lines of a request that the ledger has."""
        found = self.kept(request.id)
        return self.ledger.keep_request(
            approve(found, self.register(), self.think().requested, SIGNED, pointed)
        )

    def kept(self, name: str) -> Request:
        """Return a request as the ledger has it."""
        return next(one for one in self.ledger.requests() if one.id == name)

    def box(self, person: str) -> PersonalMailbox:
        """Return the box of a person."""
        found = self.world.entries[f"person/{person}"]
        assert isinstance(found, PersonalMailbox)
        return found

    def questions(self, kind: QuestionKind) -> list[str]:
        """Return the keys of the open questions of a kind."""
        return [question.key for question in self.think().plan.questions if question.kind is kind]


def test_a_position_is_changed_until_the_roster_says_so_too() -> None:
    """KH Đ4.3a: the form holds while HR's roster lags behind; then it is closed and the roster alone counts."""
    office = Office(HOA)
    request = office.receive(
        asking(RequestKind.CHANGE, line(Asked.POSITION, "Trần Thị Hoà", value="Trưởng phòng"))
    )
    assert request.status is RequestStatus.MATCHED
    office.approve(request)
    (change,) = office.run()
    assert office.box("CB1").title == "Trưởng phòng"
    assert (change.reason.text.vi, change.reason.article) == ("Mẫu 02, số 15/CV", "KH Đ4.3a")
    assert office.kept("YC1").status is RequestStatus.APPLIED
    assert office.run() == []
    office.says("CB1", position="Trưởng phòng")
    assert office.run() == []
    assert office.kept("YC1").lines[0].state is LineState.CLOSED
    office.says("CB1", position="Chuyên viên")
    office.run()
    assert office.box("CB1").title == "Chuyên viên"


def test_newer_news_of_hr_overtake_a_form() -> None:
    """What HR says after the approval, and is neither the old nor the new, is newer: the form is closed."""
    office = Office(HOA)
    request = office.receive(asking(RequestKind.CHANGE, line(Asked.POSITION, HOA.name, value="Phó phòng")))
    office.approve(request)
    office.run()
    office.says("CB1", position="Giám đốc")
    office.run()
    assert office.box("CB1").title == "Giám đốc"
    assert office.kept("YC1").lines[0].state is LineState.CLOSED


def test_two_forms_about_one_person_hold_in_their_order() -> None:
    """The later form wins, and HR saying what the earlier one asked for does not undo it."""
    office = Office(HOA)
    for name, value in (("YC1", "Phó phòng"), ("YC2", "Trưởng phòng")):
        request = asking(RequestKind.CHANGE, line(Asked.POSITION, HOA.name, value=value), name=name)
        office.approve(office.receive(request))
        office.run()
        assert office.box("CB1").title == value
    office.says("CB1", position="Phó phòng")
    office.run()
    assert office.box("CB1").title == "Trưởng phòng"


def test_a_move_to_another_room_keeps_the_address() -> None:
    """KH Đ2.4: code 2 changes the unit and nothing of the address."""
    office = Office(HOA)
    request = office.receive(
        asking(RequestKind.CHANGE, line(Asked.ROOM, HOA.name, address="ttHoa".lower(), value="Văn phòng"))
    )
    assert request.lines[0].unit == "P1"
    before = office.box("CB1").address
    office.approve(request)
    office.run()
    assert (office.box("CB1").unit, office.box("CB1").address) == ("P1", before)


def old_style(office: Office) -> None:
    """Let the box of CB1 have an address of before the regulation."""
    office.world.entries["person/CB1"] = replace(office.box("CB1"), address="tthoa_ttr@khanhhoa.gov.vn")
    office.ledger = MemoryLedger()
    office.run()


def test_code_3_turns_an_old_address_into_one_by_the_rule() -> None:
    """KH Đ4.3c: the box is renamed once, the old address stays as an alias, and that is the end of it."""
    office = Office(HOA)
    old_style(office)
    request = office.receive(
        asking(RequestKind.CHANGE, line(Asked.ADDRESS, HOA.name, address="tthoa_ttr", value="tthoa"))
    )
    assert request.status is RequestStatus.MATCHED
    office.approve(request)
    (change,) = office.run()
    assert office.box("CB1").address == "tthoa@khanhhoa.gov.vn"
    assert office.box("CB1").aliases == ("tthoa_ttr@khanhhoa.gov.vn",)
    assert (change.reason.text.vi, change.reason.article) == ("Mẫu 02, mã 3, số 15/CV", "KH Đ4.3c")
    assert office.kept("YC1").lines[0].state is LineState.CLOSED
    assert office.run() == []


def test_code_3_is_for_old_addresses_only() -> None:
    """KH Đ2.4 forbids another address on a plain transfer: such a line is asked about."""
    office = Office(HOA)
    request = office.receive(asking(RequestKind.CHANGE, line(Asked.ADDRESS, HOA.name, value="hoadep")))
    assert request.status is RequestStatus.ASKED
    assert "kiểu cũ" in request.lines[0].doubt.vi


def test_an_address_that_somebody_has_is_not_given() -> None:
    """An approver may insist, but never on what belongs to somebody else."""
    office = Office(HOA, BINH)
    request = office.receive(asking(RequestKind.CHANGE, line(Asked.ADDRESS, HOA.name, value="lvbinh")))
    office.approve(request, Pointed(1))
    assert office.run() == []
    assert office.questions(QuestionKind.CONFLICT) == ["conflict:person/CB1"]
    assert office.kept("YC1").status is RequestStatus.APPROVED


def test_a_removal_closes_the_box_and_says_why() -> None:
    """KH Đ4.4: closed by Mẫu 03 although the roster still has the person at work."""
    office = Office(HOA, BINH)
    request = office.receive(asking(RequestKind.DELETE, line(Asked.REMOVAL, HOA.name, address="tthoa")))
    office.approve(request)
    changes = {change.key: change for change in office.run()}
    assert office.box("CB1").state is State.CLOSED
    reason = changes["person/CB1"].reason
    assert (reason.text.vi, reason.article) == ("Mẫu 03, số 15/CV", "KH Đ4.4")
    assert office.kept("YC1").status is RequestStatus.APPLIED


def test_who_begins_anew_after_a_removal_is_let_in() -> None:
    """HR saying a later day of entry is newer than the form."""
    office = Office(HOA, BINH)
    office.approve(office.receive(asking(RequestKind.DELETE, line(Asked.REMOVAL, HOA.name))))
    office.run()
    office.says("CB1", since=date(2026, 9, 1))
    office.run()
    assert office.box("CB1").state is State.ACTIVE
    assert office.kept("YC1").lines[0].state is LineState.CLOSED


def test_somebody_hr_has_dropped_already_can_be_removed() -> None:
    """The box of a person who is in no roster any more is closed by the form, and no longer asked about."""
    office = Office(HOA, BINH)
    del office.people["CB1"]
    request = office.receive(asking(RequestKind.DELETE, line(Asked.REMOVAL, HOA.name, address="tthoa")))
    assert request.status is RequestStatus.MATCHED
    office.approve(request)
    office.run()
    assert office.box("CB1").state is State.CLOSED
    assert office.questions(QuestionKind.ABSENT) == []


NEW = line(Asked.BOX, "Phạm Thị Mới", position="Chuyên viên", room="Văn phòng")


def newcomer() -> Office:
    """Return an office with one person that only a form knows."""
    office = Office(HOA)
    office.approve(office.receive(asking(RequestKind.CREATE, NEW)))
    office.run()
    return office


def test_a_new_person_gets_a_box_before_hr_knows_them() -> None:
    """KH Đ4.1: the line's id is the HR key for the time being."""
    office = newcomer()
    box = office.box("YC1-1")
    assert (box.address, box.title, box.unit) == ("ptmoi@khanhhoa.gov.vn", "Chuyên viên", "P1")
    assert office.run() == []
    assert office.kept("YC1").status is RequestStatus.APPLIED


def test_when_hr_lists_the_new_person_somebody_is_asked_and_no_second_box_is_made() -> None:
    """Until it is decided who the row is, it waits; the first box stays as it is."""
    office = newcomer()
    office.people["CB9"] = Person("CB9", "Phạm Thị Mới", "S1", position="Kế toán")
    assert office.questions(QuestionKind.IDENTITY) == ["identity:person/YC1-1:CB9"]
    assert office.run() == []


def decide(office: Office, choice: str) -> None:
    """Decide who CB9 is."""
    office.ledger.decide([Decision("identity:person/YC1-1:CB9", choice, "it", AT)])


def test_one_and_the_same_person_keeps_the_box_and_follows_the_roster() -> None:
    """After "same", HR's row speaks for the box; when HR drops it, it is asked about like any other."""
    office = newcomer()
    office.people["CB9"] = Person("CB9", "Phạm Thị Mới", "S1", position="Kế toán")
    decide(office, "same")
    office.run()
    assert (office.box("YC1-1").title, office.box("YC1-1").unit) == ("Kế toán", "S1")
    assert "person/CB9" not in office.world.entries
    office.says("CB9", name="Phạm Thị Mơi", unit="S2")
    office.run()
    assert office.box("YC1-1").unit == "S2"
    del office.people["CB9"]
    assert office.questions(QuestionKind.ABSENT) == ["absent:person/YC1-1"]


def test_another_person_of_the_same_name_joins_as_anybody() -> None:
    """After "other", the row of HR joins, and the taken address is asked about."""
    office = newcomer()
    office.people["CB9"] = Person("CB9", "Phạm Thị Mới", "S1")
    decide(office, "other")
    assert office.questions(QuestionKind.COLLISION) == ["collision:person/CB9"]
    assert office.questions(QuestionKind.IDENTITY) == []


def test_the_agencys_box_gets_the_name_that_was_approved() -> None:
    """Mẫu 01, item 1: a registered name where HR's list of units has none."""
    office = Office(HOA)
    unnamed = tuple(replace(unit, mailbox="") if unit.key == "S2" else unit for unit in UNITS)
    regulation = profile("ubnd-khanhhoa")

    def at_work() -> Draft:
        return think(desk(regulation, roster(office.people.values(), unnamed), world, office.ledger))

    world = MemoryDirectory()
    draft = at_work()
    register = Register.of(KH, draft.roster, draft.snapshot.directory, AT.date())
    request = asking(RequestKind.CREATE, line(Asked.AGENCY_BOX, value="snv"), agency="Sở Nội vụ")
    found = find_whom(request, register)
    assert found.status is RequestStatus.MATCHED
    office.ledger.keep_request(approve(found, register, draft.requested, SIGNED))
    entry = at_work().wanted.directory.get("unit/S2")
    assert entry is not None
    assert entry.address == "snv@khanhhoa.gov.vn"


def test_a_regulation_without_forms_still_names_the_letter() -> None:
    """Where the regulation names no form, the reason names ours, and the leaver's article."""
    vks = profile("vks-khanhhoa")
    request = replace(asking(RequestKind.DELETE, line(Asked.REMOVAL, HOA.name)), organisation=vks.id)
    world, ledger = MemoryDirectory(), MemoryLedger()
    at_work = desk(vks, roster([HOA, BINH]), world, ledger)
    act(at_work, think(at_work), "sync", whole=True)
    draft = think(at_work)
    register = Register.of(vks, draft.roster, draft.snapshot.directory, AT.date())
    ledger.keep_request(approve(find_whom(request, register), register, draft.requested, SIGNED))
    reason = think(at_work).wanted.reasons["person/CB1"]
    assert reason.text.vi == "Mẫu 03, số 15/CV"


def test_an_unmatched_line_changes_nothing_and_is_asked_about() -> None:
    """The question says how to answer it."""
    office = Office(HOA)
    office.receive(asking(RequestKind.DELETE, line(Asked.REMOVAL, "Ai Đó Lạ")))
    assert office.questions(QuestionKind.REQUEST) == ["request:YC1:1"]
    draft = office.think()
    assert draft.plan.changes == ()
    assert "requests approve YC1 --line 1" in draft.plan.questions[0].text.vi


def test_a_plan_names_the_lines_it_was_made_from() -> None:
    """A plan approved before a request was approved is not the same plan."""
    office = Office(HOA)
    before = office.think().plan.inputs
    request = office.receive(asking(RequestKind.CHANGE, line(Asked.POSITION, HOA.name, value="Thư ký")))
    assert office.think().plan.inputs == before
    office.approve(request)
    assert "requests" in office.think().plan.inputs


def test_what_is_gone_since_the_approval_is_asked_about() -> None:
    """A person or unit that is no longer in the roster stops the line, not the run."""
    office = Office(HOA, BINH)
    request = asking(
        RequestKind.CHANGE,
        line(Asked.POSITION, HOA.name, value="Thư ký"),
        line(Asked.POSITION, BINH.name, value="Thư ký"),
    )
    office.approve(office.receive(request))
    del office.people["CB1"]
    assert office.questions(QuestionKind.REQUEST) == ["request:YC1:1"]
    office.run()
    assert [one.state for one in office.kept("YC1").lines] == [LineState.APPROVED, LineState.APPLIED]


def test_the_answer_tells_each_line_and_never_a_password() -> None:
    """In Vietnamese: done, refused with the reason, or waiting; the last word only when all is settled."""
    office = Office(HOA)
    request = office.receive(asking(RequestKind.CREATE, NEW, line(Asked.BOX, HOA.name)))
    office.approve(request)
    office.run()
    waiting = office.kept("YC1")
    assert not settled(waiting)
    done = office.ledger.keep_request(refuse(waiting, SIGNED, "đã có hộp thư", 2))
    assert settled(done)
    text = answer_text(done, office.think().snapshot.directory, KH)
    assert "Kính gửi: Sở Thông tin và Truyền thông" in text
    assert "1. Phạm Thị Mới: cấp mới hộp thư cá nhân: đã thực hiện, địa chỉ: ptmoi@khanhhoa.gov.vn" in text
    assert "2. Trần Thị Hòa: cấp mới hộp thư cá nhân: không thực hiện được, vì: đã có hộp thư." in text


ASKED = st.sampled_from([one for one in Asked if one is not Asked.AGENCY_BOX])
LINES = st.builds(
    Line,
    number=st.just(1),
    asked=ASKED,
    name=st.sampled_from([HOA.name, BINH.name, "Lê Văn Bình", "Ai Đó", ""]),
    address=st.sampled_from(["", "tthoa", "lvbinh", "khongco"]),
    room=st.sampled_from(["", "Văn phòng"]),
    value=st.sampled_from(["", "Trưởng phòng", "Văn phòng", "hoa.moi", "tthoa"]),
)


@given(
    lines=st.lists(LINES, min_size=1, max_size=4),
    kind=st.sampled_from(RequestKind),
    employment=st.sampled_from(Employment),
    state=st.sampled_from([LineState.OPEN, LineState.REFUSED, LineState.CLOSED]),
)
def test_nothing_is_done_without_approval(
    lines: list[Line], kind: RequestKind, employment: Employment, state: LineState
) -> None:
    """Whatever is asked for, certain or not: only approved lines make the plan another one."""
    office = Office(HOA, replace(BINH, status=employment))
    request = find_whom(asking(kind, *lines), office.register())
    held = tuple(replace(one, state=state) for one in request.lines)
    office.ledger.keep_request(replace(request, lines=held))
    assert office.think().plan.changes == ()
    assert office.think().roster == roster(office.people.values())
