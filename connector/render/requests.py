"""`print_requests`, `print_request`: what agencies asked for by form or letter, and how far it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from connector.model.request import Line as Asking
from connector.model.request import LineState, Request, RequestStatus, said
from connector.render.ink import Line, say, table
from connector.render.legible import legible, moment
from connector.text import NOTHING, Language, Text

if TYPE_CHECKING:
    from rich.console import Console

STATUSES: Final[Mapping[RequestStatus, tuple[Text, str]]] = {
    RequestStatus.RECEIVED: (Text(vi="mới nhận", en="received"), "yellow"),
    RequestStatus.MATCHED: (Text(vi="chờ duyệt", en="waits for approval"), "yellow"),
    RequestStatus.ASKED: (Text(vi="chờ làm rõ", en="something is unclear"), "yellow"),
    RequestStatus.APPROVED: (Text(vi="đã duyệt, chờ thực hiện", en="approved, to be carried out"), "cyan"),
    RequestStatus.APPLIED: (Text(vi="đã thực hiện, chờ trả lời", en="done, to be answered"), "cyan"),
    RequestStatus.ANSWERED: (Text(vi="đã trả lời", en="answered"), "green"),
    RequestStatus.REFUSED: (Text(vi="từ chối", en="refused"), "red"),
}
STATES: Final[Mapping[LineState, tuple[Text, str]]] = {
    LineState.OPEN: (Text(vi="chờ duyệt", en="waits for approval"), "yellow"),
    LineState.APPROVED: (Text(vi="đã duyệt", en="approved"), "cyan"),
    LineState.APPLIED: (Text(vi="đã thực hiện", en="done"), "green"),
    LineState.CLOSED: (Text(vi="xong, danh sách đã khớp", en="done, the roster agrees"), "green"),
    LineState.REFUSED: (Text(vi="từ chối", en="refused"), "red"),
}
NONE: Final = Text(vi="Không có đề nghị nào.", en="There is no request.")
HEADINGS: Final = (
    Text(vi="Đề nghị", en="Request"),
    Text(vi="Cơ quan", en="Agency"),
    Text(vi="Nhận", en="Received"),
    Text(vi="Hạn", en="Due"),
    Text(vi="Tình trạng", en="State"),
)
NO_LIMIT: Final = Text(vi="không quy định", en="none set")
PROVISIONAL: Final = Text(
    vi="tạm tính: lịch nghỉ năm này chưa có văn bản xác nhận",
    en="provisional: no document has confirmed the days off of this year",
)
LATE: Final = Text(vi="QUÁ HẠN", en="OVERDUE")
UNKNOWN_AGENCY: Final = Text(vi="(chưa rõ cơ quan)", en="(agency not certain)")


def print_requests(requests: Sequence[Request], console: "Console", language: Language, today: date) -> None:
    """Print requests in their own order, one row each."""
    if not requests:
        say(console, ((NONE.say(language), ""),))
        return
    rows = [
        (
            [((legible(one.id), "cyan"),), ((_document(one, language), ""),)],
            [((legible(one.requester.agency) or UNKNOWN_AGENCY.say(language), ""),)],
            [((_day(one.received, language), ""),)],
            _due(one, language, today),
            _status(one, language),
        )
        for one in requests
    ]
    console.print(table([heading.say(language) for heading in HEADINGS], rows))


def print_request(request: Request, console: "Console", language: Language, today: date) -> None:
    """Print one request with its lines: what is asked, whom it means, what is unclear."""
    say(console, ((legible(request.id), "bold cyan"), (f"  {_document(request, language)}", "bold")))
    agency = legible(request.requester.agency) or UNKNOWN_AGENCY.say(language)
    key = f" [{legible(request.agency)}]" if request.agency else ""
    who = " · ".join(filter(None, (request.requester.name, request.requester.position)))
    say(console, ((f"{agency}{key}", ""), (f"  {legible(who)}", "dim")), indent=2)
    received, due = (heading.say(language) for heading in HEADINGS[2:4])
    say(
        console,
        (
            (f"{received}: {_day(request.received, language)}   {due}: ", ""),
            *_flat(_due(request, language, today)),
        ),
        indent=2,
    )
    if request.decided is not None:
        by = Text(vi="Quyết định", en="Decided").say(language)
        say(
            console,
            ((f"{by}: {legible(request.decided_by)}, {moment(request.decided, language)}", "dim"),),
            indent=2,
        )
    for line in request.lines:
        console.print()
        for indent, words in _line(line, language):
            say(console, words, indent=indent)


def _flat(lines: Sequence[Line]) -> Line:
    return tuple(span for line in lines for span in (*line, (" ", "")))


def _document(request: Request, language: Language) -> str:
    number = Text(vi=f"số {request.document}", en=f"No. {request.document}").say(language)
    return legible(f"{request.kind.form}, {number}")


def _day(day: date, language: Language) -> str:
    return day.strftime("%d/%m/%Y" if language is Language.VI else "%Y-%m-%d")


def _due(request: Request, language: Language, today: date) -> Sequence[Line]:
    if request.deadline is None:
        return [((NO_LIMIT.say(language), "dim"),)]
    waiting = request.status not in (RequestStatus.ANSWERED, RequestStatus.REFUSED, RequestStatus.APPLIED)
    late = waiting and request.deadline < today
    lines: list[Line] = [((_day(request.deadline, language), "bold red" if late else ""),)]
    if late:
        lines.append(((LATE.say(language), "bold red"),))
    if request.provisional:
        lines.append(((PROVISIONAL.say(language), "dim"),))
    return lines


def _status(request: Request, language: Language) -> Sequence[Line]:
    word, style = STATUSES[request.status]
    counted = Text(vi=f"{len(request.lines)} dòng", en=f"{len(request.lines)} lines").say(language)
    return [((word.say(language), style),), ((counted, "dim"),)]


def _line(line: Asking, language: Language) -> Sequence[tuple[int, Line]]:
    word, style = STATES[line.state]
    whom = " · ".join(filter(None, (line.person, line.unit and f"[{line.unit}]", line.address)))
    found: list[tuple[int, Line]] = [
        (
            2,
            (
                (f"{line.number}. ", "bold"),
                (legible(said(line).say(language)), ""),
                (f"  {word.say(language)}", style),
            ),
        )
    ]
    if whom:
        found.append((5, ((f"→ {legible(whom)}", "cyan"),)))
    if line.doubt != NOTHING:
        found.append((5, ((f"? {legible(line.doubt.say(language))}", "yellow"),)))
    if line.why:
        found.append((5, ((legible(line.why), "dim"),)))
    found.append((5, ((legible(str(line.where)), "dim"),)))
    return found
