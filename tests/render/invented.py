"""An invented plan with one change of every kind, holds, questions, and a report of it."""

from dataclasses import replace
from datetime import UTC, datetime

from connector.model.directory import Entry, MailList, PersonalMailbox, State, UnitMailbox
from connector.model.outcome import Outcome, Report, Result
from connector.model.plan import Candidate, Change, Hold, Plan, Question, QuestionKind, Reason
from connector.model.roster import Gravity, Problem, Where
from connector.model.stranger import Stranger
from connector.text import Text

MADE_AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
DOMAIN = "khanhhoa.gov.vn"
STTTT = "Sở Thông tin và Truyền thông"
OFFICE = "Văn phòng"
JOINER = Reason(Text(vi="người mới trong danh sách", en="new in the roster"), "KH Đ3.3a")
ROSTER = Reason(
    Text(vi="theo danh sách của Nội vụ", en="as the HR roster says"),
    "KH Đ2.4",
    Where("thang-11.xlsx", "Nhân sự", "A12"),
)


def person(serial: int, name: str, local: str, unit: str = "stttt-vp", **more: object) -> PersonalMailbox:
    """Return the box of an invented official of the office of the department."""
    family, _, given = name.rpartition(" ")
    box = PersonalMailbox(
        key=f"person/KH{serial:04}",
        person=f"KH{serial:04}",
        address=f"{local}@{DOMAIN}",
        name=name,
        surname=family,
        given=given,
        title="Chuyên viên",
        unit=unit,
        unit_name=OFFICE,
        agency_name=STTTT,
    )
    return replace(box, **more)  # type: ignore[arg-type]  # each test names fields of its own


def unit_box(unit: str, name: str, local: str, agency: str = "") -> UnitMailbox:
    """Return the box of an invented unit."""
    return UnitMailbox(
        key=f"unit/{unit}", unit=unit, address=f"{local}@{DOMAIN}", name=name, agency_name=agency
    )


def unit_list(unit: str, name: str, local: str, *members: Entry) -> MailList:
    """Return the list of an invented unit."""
    keys = tuple(sorted(member.key for member in members))
    return MailList(key=f"list/{unit}", unit=unit, address=f"{local}@{DOMAIN}", name=name, members=keys)


AN = person(1, "Nguyễn Văn An", "nvan")
ANH = person(2, "Đỗ Thị Ánh", "dtanh")
BINH = person(3, "Lê Thị Bình", "ltbinh")
CUONG = person(4, "Trần Quốc Cường", "tqcuong", aliases=(f"cuong@{DOMAIN}",), retired=(f"old@{DOMAIN}",))
DUNG = person(5, "Phạm Tiến Dũng", "ptdung")
HA = person(6, "Hoàng Thu Hà", "htha")
GIANG = person(7, "Võ Hương Giang", "vhgiang", state=State.SUSPENDED)
AGENCY = unit_box("stttt", STTTT, "stttt")
ALL = unit_list("stttt-vp", OFFICE, "ds.vp_stttt", BINH, CUONG, HA)
GONE = unit_list("stttt-cu", "Phòng cũ", "ds.cu_stttt", HA)


def change(before: Entry | None, after: Entry | None, reason: Reason = ROSTER) -> Change:
    """Return a change as the roster asks for it."""
    return Change(before, after, reason)


CHANGES = (
    change(None, AGENCY, Reason(Text(vi="đơn vị đã đăng ký", en="registered unit"), "KH Đ3.2a")),
    change(None, AN, JOINER),
    change(None, ANH, JOINER),
    change(BINH, replace(BINH, title="Phó Chánh Văn phòng", phone="0258.3822001", quota=2048)),
    change(CUONG, replace(CUONG, address=f"tqcuong2@{DOMAIN}", retired=(f"tqcuong@{DOMAIN}",))),
    change(DUNG, replace(DUNG, state=State.SUSPENDED, listed=False)),
    change(HA, replace(HA, state=State.CLOSED)),
    change(GIANG, replace(GIANG, state=State.ACTIVE)),
    change(GONE, None),
)
KHANH = person(9, "Lý Gia Khánh", "khanh.cu")
ADOPTED = Change(None, KHANH, ROSTER, Stranger(f"uid=khanh,ou=people,dc={DOMAIN}", KHANH, KHANH.name))
MEMBERS = change(ALL, replace(ALL, members=tuple(sorted([AN.key, ANH.key, BINH.key, CUONG.key]))))

QUESTIONS = (
    Question(
        key="collision:person/KH0008",
        kind=QuestionKind.COLLISION,
        subject="person/KH0008",
        label="Nguyễn Vũ An",
        unit="stttt-vp",
        text=Text(
            vi="Địa chỉ nvan đã có người dùng. Cấp địa chỉ nào?", en="nvan is taken. Which address instead?"
        ),
        candidates=(
            Candidate("nguyenvan", f"nguyenvan@{DOMAIN}", "{ho}{dem}{ten}", "KH Đ3.3b"),
            Candidate("nvan2", f"nvan2@{DOMAIN}", "{h}{d}{ten}{so}", "KH Đ3.3b"),
        ),
        article="KH Đ3.3b",
        where=Where("thang-11.xlsx", "Nhân sự", "A19"),
    ),
    Question(
        key="unit-box:unit/lamson",
        kind=QuestionKind.UNIT_BOX,
        subject="unit/lamson",
        label="Ban quản lý rừng Lâm Sơn",
        unit="lamson",
        text=Text(vi="Đơn vị chưa đăng ký tên hộp thư.", en="The unit has no registered box."),
        candidates=(),
    ),
)
HOLD = Hold(
    "creates",
    Text(vi="3 lượt tạo mới, quá giới hạn 2 của một lần chạy", en="3 creations, more than the 2 allowed"),
    frozenset({AGENCY.key, AN.key, ANH.key}),
)
PLAN = Plan("khanhhoa", {"target": "0" * 64}, (CHANGES, (ADOPTED, MEMBERS)), QUESTIONS, (HOLD,))

PROBLEMS = (
    Problem(
        Where("thang-11.xlsx", "Nhân sự", "D7"),
        Text(vi="Tình trạng “nghỉ phép” không có trong bảng.", en="The status “nghỉ phép” is not known."),
        Text(vi="Sửa ô này hoặc thêm từ vào bảng tình trạng.", en="Correct it or add it to the statuses."),
        Gravity.QUESTION,
        "KH0031",
    ),
    Problem(
        Where("thang-11.xlsx", "Nhân sự", "A40"),
        Text(vi="Dòng không có mã nhân sự.", en="The row has no HR key."),
        Text(vi="Điền mã nhân sự.", en="Fill in the HR key."),
        Gravity.REJECTED,
    ),
    Problem(
        Where("thang-11.xlsx", "Nhân sự", "E9"),
        Text(vi="Số điện thoại có 8 chữ số.", en="The phone number has 8 digits."),
        Text(vi="Kiểm tra lại số.", en="Check the number."),
        Gravity.WARNING,
        "KH0009",
    ),
)
NO_RIGHT = Text(vi="máy chủ không cho ghi thuộc tính title", en="the server forbids writing title")
RESULTS = (
    Result.DONE,
    Result.ALREADY,
    Result.DONE,
    Result.REFUSED,
    Result.CONFLICT,
    Result.UNKNOWN,
    Result.RETRY,
    Result.DONE,
    Result.SKIPPED,
)
OUTCOMES = tuple(
    Outcome(one, result, NO_RIGHT, 50) if result is Result.REFUSED else Outcome(one, result)
    for one, result in zip(CHANGES, RESULTS, strict=True)
)
REPORT = Report(
    "20261122T083000-7f3a",
    PLAN,
    OUTCOMES,
    PROBLEMS,
    Text(vi="Máy chủ dừng giữa chừng.", en="The server stopped midway."),
)
