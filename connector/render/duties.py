"""`print_duties`: what is owed and what ends, by unit, the overdue first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from connector.model.duty import Duty, DutyKind
from connector.render.ink import Line, padded, say
from connector.render.legible import day, legible, number
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

NONE: Final = Text(
    vi="Không có việc nào đến hạn, không có thông báo nào phải gửi.",
    en="Nothing is due, no notice is to be sent.",
)
LATE: Final = Text(vi="QUÁ HẠN", en="OVERDUE")
AT_ONCE: Final = Text(vi="làm ngay", en="at once")
PROVISIONAL: Final = Text(
    vi="tạm tính: lịch nghỉ năm này chưa có văn bản xác nhận",
    en="provisional: no document has confirmed the days off of this year",
)
NO_UNIT: Final = Text(vi="(chưa rõ đơn vị)", en="(unit not certain)")
WHOLE: Final = Text(vi="Toàn hệ thống", en="The whole system")
OF_ALL: Final = frozenset({DutyKind.REPORT, DutyKind.CALENDAR, DutyKind.ENVELOPE})
"""What concerns no single unit."""
KINDS: Final[Mapping[DutyKind, Text]] = {
    DutyKind.REQUEST: Text(vi="đề nghị", en="request"),
    DutyKind.AGENCY: Text(vi="cơ quan phải báo", en="agency to ask"),
    DutyKind.NOTICE: Text(vi="thông báo phải gửi", en="notice to send"),
    DutyKind.IDLE: Text(vi="cần xem xét", en="to consider"),
    DutyKind.REOPEN: Text(vi="hạn đề nghị mở lại", en="time to ask for reopening"),
    DutyKind.HOLD: Text(vi="hết hạn lưu", en="end of the hold"),
    DutyKind.ALIAS: Text(vi="hết hạn địa chỉ cũ", en="end of an old address"),
    DutyKind.CALENDAR: Text(vi="lịch làm việc", en="calendar"),
    DutyKind.ENVELOPE: Text(vi="mật khẩu chưa giao", en="passwords to hand over"),
    DutyKind.REPORT: Text(vi="hạn báo cáo", en="report due"),
}
_WIDTH: Final = 10


def print_duties(
    duties: Sequence[Duty], console: "Console", language: Language, today: date, titles: Mapping[str, str]
) -> None:
    """Print duties under the unit they concern; units with something overdue come first."""
    if not duties:
        say(console, ((NONE.say(language), "green"),))
        return
    units = dict.fromkeys((duty.unit, duty.kind in OF_ALL) for duty in duties)
    for unit, of_all in units:
        mine = [duty for duty in duties if (duty.unit, duty.kind in OF_ALL) == (unit, of_all)]
        nowhere = (WHOLE if of_all else NO_UNIT).say(language)
        say(console, ((legible(titles.get(unit, unit)) or nowhere, "bold"),))
        for duty in mine:
            for indent, line in _lines(duty, language, today):
                say(console, line, indent=indent)
        console.print()
    say(console, ((_summary(duties, today).say(language), "bold"),))


def _lines(duty: Duty, language: Language, today: date) -> Iterator[tuple[int, Line]]:
    late = duty.late(today)
    when = (day(duty.due, language) if duty.due else AT_ONCE.say(language), "bold red" if late else "bold")
    head: list[tuple[str, str]] = [(padded(when[0], _WIDTH), when[1]), ("  ", "")]
    if late:
        head += [(LATE.say(language), "bold red"), ("  ", "")]
    head += [(KINDS[duty.kind].say(language), "yellow"), ("  ", "")]
    head += [(legible(duty.label), "bold"), (f"  {legible(duty.address)}" if duty.address else "", "cyan")]
    yield 2, tuple(head)
    article = f" · {legible(duty.article)}" if duty.article else ""
    yield 14, ((legible(duty.what.say(language)), ""), (article, "dim"))
    if duty.who:
        who = Text(vi=f"trách nhiệm: {duty.who}", en=f"who: {duty.who}").say(language)
        yield 14, ((legible(who), "dim"),)
    if duty.provisional:
        yield 14, ((PROVISIONAL.say(language), "dim"),)
    if duty.kind in (DutyKind.NOTICE, DutyKind.REQUEST):
        yield 14, ((_how(duty), "dim"),)


def _how(duty: Duty) -> str:
    if duty.kind is DutyKind.REQUEST:
        return f"connector requests show {duty.key}"
    return f"connector due --sent {duty.address} --document …"


def _summary(duties: Sequence[Duty], today: date) -> Text:
    late = sum(duty.late(today) for duty in duties)
    notices = sum(duty.kind is DutyKind.NOTICE for duty in duties)
    vi = [f"{number(len(duties), Language.VI)} mục", f"{number(late, Language.VI)} quá hạn"]
    en = [f"{number(len(duties), Language.EN)} in all", f"{number(late, Language.EN)} overdue"]
    if notices:
        vi.append(f"{number(notices, Language.VI)} thông báo phải gửi")
        en.append(f"{number(notices, Language.EN)} notices to send")
    return Text(vi=", ".join(vi) + ".", en=", ".join(en) + ".")
