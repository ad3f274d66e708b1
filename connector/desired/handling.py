"""What a person does with a request: receive it, approve lines of it, refuse it, answer it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from connector.desired.overlay import reason_of
from connector.desired.requested import Requested
from connector.desired.whom import Register
from connector.errors import ConnectorError
from connector.model.directory import Directory, PersonalMailbox
from connector.model.request import Asked, Form, Line, LineState, Request, RequestKind, said
from connector.rules.calendar import Calendar
from connector.rules.deadlines import deadline_of
from connector.rules.profile import Profile
from connector.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Signed:
    """Who decides, and when."""

    by: str
    at: datetime


def receive(  # noqa: PLR0913  # each argument is one thing the receipt of a form is made of
    form: Form,
    kind: RequestKind,
    profile: Profile,
    calendar: Calendar,
    *,
    received: date,
    document: str,
    word: str,
) -> Request:
    """Return the request that a form makes; `word` is a random one that keeps its id apart for ever.

    (An id that came twice, after a lost ledger, would give a new person somebody else's box.)
    """
    due = deadline_of(profile, kind, received, calendar)
    return Request(
        id=f"YC{received:%y%m%d}-{word}",
        kind=kind,
        organisation=profile.id,
        received=received,
        document=document,
        deadline=due.day if due is not None else None,
        provisional=due.provisional if due is not None else False,
        requester=form.requester,
        lines=form.lines,
        file=form.file,
        digest=form.digest,
    )


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a person says of one line: that it is right, and perhaps whom or which unit it means."""

    line: int
    person: str = ""
    """HR key."""
    unit: str = ""


def approve(
    request: Request, register: Register, requested: Requested, signed: Signed, pointed: Pointed | None = None
) -> Request:
    """Return the request with lines approved.

    Without `pointed`, all open lines that are certain; with it that one line alone, although it was in
    doubt. Raises ConnectorError where nothing can be approved so.
    """
    if pointed is None:
        chosen = [one for one in request.lines if one.state is LineState.OPEN and one.doubt == NOTHING]
        if not chosen:
            raise _nothing_certain(request)
    else:
        chosen = [_pointed_at(_open_line(request, pointed.line), pointed, register, request.id)]
    done = {one.number: _approved(one, requested) for one in chosen}
    lines = tuple(done.get(one.number, one) for one in request.lines)
    return replace(request, lines=lines, decided_by=signed.by, decided=signed.at)


def _approved(line: Line, requested: Requested) -> Line:
    known = requested.base.get(line.person)
    before = ""
    if known is not None:
        before = known.unit if line.asked is Asked.ROOM else known.position
    return replace(line, state=LineState.APPROVED, doubt=NOTHING, before=before)


def _pointed_at(line: Line, pointed: Pointed, register: Register, request: str) -> Line:
    """Return the line with whom a person says it means. Raises ConnectorError."""
    where = f"{request} › {line.number}"
    line = replace(line, person=pointed.person or line.person, unit=pointed.unit or line.unit)
    if line.asked is Asked.TEXT:
        return line
    if not line.value and line.asked not in (Asked.BOX, Asked.REMOVAL):
        raise ConnectorError(
            Text(vi="dòng này thiếu nội dung mới.", en="this line lacks the new value."),
            where=where,
            advice=Text(
                vi="Từ chối dòng này và đề nghị nơi gửi sửa phiếu.", en="Refuse it and ask for a new form."
            ),
        )
    of_unit = line.asked in (Asked.BOX, Asked.AGENCY_BOX)
    if (of_unit or line.asked is Asked.ROOM) and line.unit not in register.units:
        raise _unknown(where, "--unit", line.unit)
    if not of_unit and line.person not in register.people:
        raise _unknown(where, "--person", line.person)
    return line


def _unknown(where: str, option: str, key: str) -> ConnectorError:
    return ConnectorError(
        Text(
            vi=f"không có mã “{key}” trong danh sách; hãy nêu đúng bằng {option}."
            if key
            else f"chưa rõ là ai hay đơn vị nào; hãy nêu bằng {option}.",
            en=f"the key “{key}” is not in the roster; name one with {option}."
            if key
            else f"whom or which unit is meant is not known; say so with {option}.",
        ),
        where=where,
        advice=Text(vi="Xem: connector requests show", en="See: connector requests show"),
    )


def _nothing_certain(request: Request) -> ConnectorError:
    return ConnectorError(
        Text(vi="không có dòng nào chắc chắn để duyệt.", en="no line is certain enough to approve."),
        where=request.id,
        advice=Text(
            vi=f"Xem connector requests show {request.id}, rồi duyệt từng dòng bằng --line và --person.",
            en=f"See connector requests show {request.id}, then approve single lines with --line and --person.",
        ),
    )


def _open_line(request: Request, number: int, states: Collection[LineState] = (LineState.OPEN,)) -> Line:
    line = request.line(number)
    if line is None or line.state not in states:
        raise ConnectorError(
            Text(
                vi=f"không có dòng {number} đang chờ quyết định.",
                en=f"no line {number} waits for a decision.",
            ),
            where=request.id,
            advice=Text(vi="Xem: connector requests show", en="See: connector requests show"),
        )
    return line


def refuse(request: Request, signed: Signed, why: str, line: int | None = None) -> Request:
    """Return the request with a line, or all lines not yet carried out, refused.

    Raises ConnectorError where there is no such line.
    """
    pending = (LineState.OPEN, LineState.APPROVED)
    if line is not None:
        _open_line(request, line, pending)
    chosen = {one.number for one in request.lines if one.state in pending and line in (None, one.number)}
    if not chosen:
        raise ConnectorError(
            Text(vi="đề nghị này không còn dòng nào để từ chối.", en="no line is left to refuse."),
            where=request.id,
        )
    lines = tuple(
        replace(one, state=LineState.REFUSED, why=why) if one.number in chosen else one
        for one in request.lines
    )
    return replace(request, lines=lines, decided_by=signed.by, decided=signed.at)


# The answer


def settled(request: Request) -> bool:
    """Tell whether every line is done or refused, so that the answer is the last word."""
    return not any(line.state in (LineState.OPEN, LineState.APPROVED) for line in request.lines)


def answer_text(request: Request, current: Directory, profile: Profile) -> str:
    """Return the answer to who asked, in Vietnamese: what became of each line. No password is ever in it."""
    boxes: dict[str, str] = {
        entry.person: entry.address for entry in current if isinstance(entry, PersonalMailbox)
    }
    to = request.requester.agency or request.requester.name or "(cơ quan đề nghị)"
    about = (
        f"Về đề nghị theo {request.kind.form}, văn bản số {request.document}, nhận ngày"
        f" {request.received:%d/%m/%Y} (mã theo dõi {request.id}), {profile.bodies.operator} trả lời như sau:"
    )
    lines = [_answer_line(request, line, boxes, profile) for line in request.lines]
    tail = [""] if settled(request) else ["", "Các dòng đang chờ sẽ được trả lời tiếp sau khi có kết quả."]
    if any(line.asked is Asked.BOX and line.state in _DONE for line in request.lines):
        tail.append(
            "Mật khẩu lần đầu được giao riêng cho cơ quan, không gửi kèm văn bản này;"
            " người dùng phải đổi khi đăng nhập lần đầu."
        )
    return "\n".join([f"Kính gửi: {to}", "", about, "", *lines, *tail]).rstrip() + "\n"


_DONE = (LineState.APPLIED, LineState.CLOSED)


def _answer_line(request: Request, line: Line, boxes: Mapping[str, str], profile: Profile) -> str:
    outcome = {
        LineState.OPEN: "đang chờ xem xét",
        LineState.APPROVED: "đã duyệt, đang chờ thực hiện",
        LineState.APPLIED: "đã thực hiện",
        LineState.CLOSED: "đã thực hiện",
        LineState.REFUSED: f"không thực hiện được, vì: {line.why}" if line.why else "không thực hiện",
    }[line.state]
    article = reason_of(request, line, profile).article
    ground = f" ({article})" if article and line.state in _DONE else ""
    address = boxes.get(request.key_of(line) if line.asked is Asked.BOX else line.person, "")
    given = f", địa chỉ: {address}" if address and line.state in _DONE and line.asked in _ADDRESSED else ""
    return f"{line.number}. {said(line).vi}: {outcome}{given}{ground}."


_ADDRESSED = (Asked.BOX, Asked.ADDRESS)
