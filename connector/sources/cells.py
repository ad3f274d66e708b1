"""`CellValues`: the cells of people's rows that are values by themselves: days, numbers, addresses, flags.

Equal texts are judged once: fifty thousand rows hold few statuses, and a call saved for each cell is felt.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, Generic, NamedTuple, TypeVar

from connector.model.roster import Employment, Gravity, PostMark
from connector.sources import values
from connector.sources.further import post_mark
from connector.sources.rows import Faults, Rows
from connector.text import Text
from connector.vietnamese.casing import is_all_caps, title_case

Value = TypeVar("Value")

_WRITE_DAY = Text(vi="Ghi ngày theo dạng 31/12/2026.", en="Write the day as 31/12/2026.")


class Known(dict[str, Value], Generic[Value]):
    """Text → value, judged when it is met first."""

    def __init__(self, judge: Callable[[str], Value]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, text: str) -> Value:
        value = self[text] = self._judge(text)
        return value


class PersonColumns(NamedTuple):
    """What the cells of the rows say, column by column; the empty value where they say nothing."""

    position: Sequence[str]
    phone: Sequence[str]
    status: Sequence[Employment]
    since: Sequence[date | str]
    decision: Sequence[str]
    birth: Sequence[str]
    address: Sequence[str]
    unlisted: Sequence[bool]
    post: Sequence[PostMark]


class _Unclear(NamedTuple):
    """What to say of a cell that is not understood, and what to take in its place."""

    what: Text
    advice: Text
    gravity: Gravity
    instead: object


_UNCLEAR: Final[dict[str, _Unclear]] = {
    "phone": _Unclear(
        Text(vi="Số điện thoại không rõ nên để trống.", en="The phone number is unclear and was left out."),
        Text(vi="Ghi một số duy nhất, đủ mã vùng.", en="Write one number, with its area code."),
        Gravity.WARNING,
        "",
    ),
    "status": _Unclear(
        Text(vi="Không hiểu tình trạng công tác.", en="The employment status is not understood."),
        Text(
            vi="Ghi: đang công tác, biệt phái, nghỉ dài ngày, nghỉ hưu, thôi việc, chuyển công tác hoặc từ trần.",
            en="Write: đang công tác, biệt phái, nghỉ dài ngày, nghỉ hưu, thôi việc, chuyển công tác or từ trần.",
        ),
        Gravity.QUESTION,
        Employment.WORKING,
    ),
    "since": _Unclear(
        Text(vi="Ngày hiệu lực không đúng.", en="The effective day is not a day."),
        _WRITE_DAY,
        Gravity.QUESTION,
        "",
    ),
    "birth": _Unclear(
        Text(vi="Ngày sinh không đúng nên để trống.", en="The birth date is not a date and was left out."),
        _WRITE_DAY,
        Gravity.WARNING,
        "",
    ),
    "address": _Unclear(
        Text(vi="Địa chỉ thư điện tử không rõ.", en="The e-mail address is unclear."),
        Text(
            vi="Ghi đủ địa chỉ, ví dụ lan@tinh.gov.vn, hoặc để trống.",
            en="Write the whole address, such as lan@tinh.gov.vn, or leave it empty.",
        ),
        Gravity.QUESTION,
        "",
    ),
    "post": _Unclear(
        Text(
            vi="Không hiểu ô ghi vị trí chính hay kiêm nhiệm; coi như để trống.",
            en="Whether the post is the main one is not understood; taken as not said.",
        ),
        Text(vi="Ghi: chính hoặc kiêm nhiệm.", en="Write: chính or kiêm nhiệm."),
        Gravity.WARNING,
        PostMark.UNSAID,
    ),
    "unlisted": _Unclear(
        Text(
            vi="Không hiểu ô «Không công khai»; tạm không công khai người này.",
            en="The opt-out cell is not understood; the person is not published for now.",
        ),
        Text(vi="Đánh dấu x hoặc để trống.", en="Write x or leave it empty."),
        Gravity.WARNING,
        instead=True,
    ),
}


def _if_said(judge: Callable[[str], Value]) -> Callable[[str], Value | str]:
    """Return a judge to whom an empty cell, or one that says "none", says the empty text."""

    def judged(text: str) -> Value | str:
        said = values.blank_if_said(text)
        return judge(said) if said else ""

    return judged


def _status(text: str) -> Employment | None:
    return values.employment(values.blank_if_said(text))


class CellValues:
    """Reads the cells of rows; made anew for every reading, so that nothing personal is kept."""

    def __init__(self) -> None:
        self.names = Known(lambda name: title_case(name) if is_all_caps(name) else name)
        judges: dict[str, Callable[[str], object]] = {
            "position": values.blank_if_said,
            "phone": _if_said(values.phone),
            "status": _status,
            "since": _if_said(values.day),
            "decision": values.blank_if_said,
            "birth": _if_said(values.birth),
            "address": _if_said(values.address),
            "unlisted": values.yes_or_no,
            "post": post_mark,
        }
        self._known = {name: Known(judges[name]) for name in PersonColumns._fields}

    def read_all(self, rows: Rows, faults: Callable[[int], Faults]) -> PersonColumns:
        """Return what the rows say, column by column; with a fault for each cell that is not understood.

        `faults` are those of the row at a place.
        """
        return PersonColumns(*(self._column(name, rows, faults) for name in PersonColumns._fields))

    def _column(self, name: str, rows: Rows, faults: Callable[[int], Faults]) -> Sequence[Any]:
        """Return the values of one column; the texts themselves where all of them are plain values already."""
        known = self._known[name]
        if not rows.has(name):
            return [known[""]] * len(rows)
        texts = rows.texts(name)
        if name in values.PLAIN and values.PLAIN[name].fullmatch("\x1e".join(texts) + "\x1e"):
            return texts
        found = [*map(known.__getitem__, texts)]
        if None in found:
            what, advice, gravity, instead = _UNCLEAR[name]
            for place in [place for place, value in enumerate(found) if value is None]:
                faults(place).add(name, what, advice, gravity)
                found[place] = instead
        return found
