"""What things are called: one word for each kind, result, state, field and gravity, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from connector.model.directory import Entry, MailList, PersonalMailbox, State, UnitMailbox
from connector.model.envelope import EnvelopeState, Occasion
from connector.model.outcome import Result
from connector.model.plan import ChangeKind, QuestionKind
from connector.model.roster import Gravity
from connector.text import Text


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with a sign and a colour; word and sign say everything where there is no colour."""

    sign: str
    """One character, one column wide."""
    style: str
    """A style of rich."""
    word: Text


KINDS: Final[Mapping[ChangeKind, Mark]] = {
    ChangeKind.CREATE: Mark("+", "green", Text(vi="tạo mới", en="create")),
    ChangeKind.ADOPT: Mark("^", "bright_green", Text(vi="tiếp nhận", en="take over")),
    ChangeKind.UPDATE: Mark("~", "cyan", Text(vi="cập nhật", en="update")),
    ChangeKind.RENAME: Mark("→", "magenta", Text(vi="đổi địa chỉ", en="new address")),
    ChangeKind.SUSPEND: Mark("‖", "yellow", Text(vi="tạm khóa", en="suspend")),
    ChangeKind.CLOSE: Mark("×", "red", Text(vi="đóng", en="close")),
    ChangeKind.REOPEN: Mark("↑", "bright_green", Text(vi="mở lại", en="reopen")),
    ChangeKind.MEMBERS: Mark("±", "bright_blue", Text(vi="thành viên", en="members")),
    ChangeKind.DELETE: Mark("−", "bold red", Text(vi="xóa", en="delete")),
}
"""In the order in which they are counted out."""

RESULTS: Final[Mapping[Result, Mark]] = {
    Result.DONE: Mark("✓", "green", Text(vi="đã làm", en="done")),
    Result.ALREADY: Mark("=", "green", Text(vi="đã đúng sẵn", en="already so")),
    Result.REFUSED: Mark("×", "red", Text(vi="bị từ chối", en="refused")),
    Result.CONFLICT: Mark("!", "magenta", Text(vi="đã bị sửa nơi khác", en="changed elsewhere")),
    Result.UNKNOWN: Mark("?", "yellow", Text(vi="chưa rõ kết quả", en="unclear")),
    Result.RETRY: Mark("…", "yellow", Text(vi="để lần sau", en="later")),
    Result.SKIPPED: Mark("·", "yellow", Text(vi="chưa làm", en="not tried")),
}
"""In the order in which a reader should look at them."""

NEVER_HEARD: Final = Mark("?", "yellow", Text(vi="không rõ (bị ngắt)", en="unknown (cut off)"))
"""Of a change that was about to be written when its run was killed."""

HELD: Final = Mark("⏸", "yellow", Text(vi="chờ duyệt", en="held"))
ASKED: Final = Mark("?", "yellow", Text(vi="câu hỏi", en="questions"))

STATES: Final[Mapping[State, Text]] = {
    State.ACTIVE: Text(vi="đang dùng", en="active"),
    State.SUSPENDED: Text(vi="tạm khóa", en="suspended"),
    State.CLOSED: Text(vi="đã đóng", en="closed"),
}

FIELDS: Final[Mapping[str, Text]] = {
    "key": Text(vi="Mã mục", en="Key"),
    "person": Text(vi="Mã nhân sự", en="HR key"),
    "also": Text(vi="Mã nhân sự khác", en="Further HR keys"),
    "name": Text(vi="Tên hiển thị", en="Display name"),
    "surname": Text(vi="Họ", en="Family name"),
    "given": Text(vi="Tên", en="Given name"),
    "title": Text(vi="Chức vụ", en="Position"),
    "unit": Text(vi="Mã đơn vị", en="Unit key"),
    "unit_name": Text(vi="Đơn vị", en="Unit"),
    "agency_name": Text(vi="Cơ quan", en="Agency"),
    "address": Text(vi="Địa chỉ", en="Address"),
    "aliases": Text(vi="Địa chỉ phụ", en="Aliases"),
    "retired": Text(vi="Địa chỉ đã thôi dùng", en="Retired addresses"),
    "state": Text(vi="Trạng thái", en="State"),
    "lock_astray": Text(vi="Khóa sai trạng thái", en="Lock not as state"),
    "phone": Text(vi="Điện thoại", en="Phone"),
    "quota": Text(vi="Dung lượng", en="Quota"),
    "listed": Text(vi="Hiện trong danh bạ", en="In the address book"),
    "members": Text(vi="Thành viên", en="Members"),
}
"""Name of a field of an entry → its label, in the order in which a person wants to read them."""

OCCASIONS: Final[Mapping[Occasion, Text]] = {
    Occasion.NEW: Text(vi="cấp cùng hộp thư", en="with the box"),
    Occasion.RESET: Text(vi="cấp lại", en="made anew"),
    Occasion.HANDOVER: Text(vi="bàn giao", en="handover"),
}

ENVELOPES: Final[Mapping[EnvelopeState, Text]] = {
    EnvelopeState.SEALED: Text(vi="chưa rõ đã có hiệu lực", en="not known whether in force"),
    EnvelopeState.IN_FORCE: Text(vi="chưa giao", en="not handed over"),
    EnvelopeState.DELIVERING: Text(vi="đang giao dở", en="being handed over"),
    EnvelopeState.DELIVERED: Text(vi="đã giao", en="handed over"),
    EnvelopeState.VOID: Text(vi="hết hiệu lực", en="void"),
}

TYPES: Final[Mapping[type[Entry], Text]] = {
    UnitMailbox: Text(vi="hộp thư đơn vị", en="unit box"),
    PersonalMailbox: Text(vi="hộp thư cá nhân", en="personal box"),
    MailList: Text(vi="danh sách thư", en="mail list"),
}

QUESTIONS: Final[Mapping[QuestionKind, Text]] = {
    QuestionKind.COLLISION: Text(vi="trùng địa chỉ", en="address taken"),
    QuestionKind.NAME: Text(vi="họ tên chưa rõ", en="unclear name"),
    QuestionKind.UNIT_BOX: Text(vi="hộp thư đơn vị", en="unit box"),
    QuestionKind.TRANSFER: Text(vi="chuyển công tác", en="transfer"),
    QuestionKind.ABSENT: Text(vi="không còn trong danh sách", en="no longer in the roster"),
    QuestionKind.CLOSED: Text(vi="đang đóng, chưa rõ vì sao", en="closed, nobody knows why"),
    QuestionKind.CONFLICT: Text(vi="dữ liệu mâu thuẫn", en="contradicting data"),
    QuestionKind.IDENTITY: Text(vi="có phải cùng một người", en="the same person or not"),
    QuestionKind.POST: Text(vi="vị trí nào là chính", en="which post is the main one"),
    QuestionKind.ADOPT: Text(vi="hộp thư có sẵn là của ai", en="whose is a box made by hand"),
    QuestionKind.REQUEST: Text(vi="đề nghị chưa rõ", en="unclear request"),
    QuestionKind.SUCCESSION: Text(vi="đơn vị không còn", en="unit that is gone"),
}

CHOICES: Final[Mapping[str, Text]] = {
    "keep": Text(vi="giữ nguyên", en="leave it as it is"),
    "close": Text(vi="đóng hộp thư", en="close the box"),
    "reopen": Text(vi="mở lại hộp thư", en="reopen the box"),
    "rename": Text(vi="đổi địa chỉ", en="change the address"),
    "adopt": Text(vi="đúng, nhận quản lý", en="theirs, take it over"),
    "same": Text(vi="cùng một người", en="one person"),
    "other": Text(vi="người khác", en="another person"),
}
"""Answers that are words and not addresses → what they mean."""

GRAVITIES: Final[Mapping[Gravity, Mark]] = {
    Gravity.REJECTED: Mark("×", "red", Text(vi="dòng không dùng được", en="rows that cannot be used")),
    Gravity.QUESTION: Mark("?", "yellow", Text(vi="dòng chờ trả lời", en="rows that wait for an answer")),
    Gravity.WARNING: Mark("!", "cyan", Text(vi="dòng nên xem lại", en="rows to look at again")),
}
"""The gravest first."""

YES: Final = Text(vi="có", en="yes")
NO: Final = Text(vi="không", en="no")
ABSENT: Final = Text(vi="(trống)", en="(empty)")
DEFAULT_QUOTA: Final = Text(vi="mặc định", en="default")
