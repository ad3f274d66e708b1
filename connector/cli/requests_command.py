"""`connector requests`: what agencies ask for by form or letter: receive, look, approve, refuse, answer."""

import getpass
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, as_json, print_json, words
from connector.errors import ConnectorError
from connector.model.request import Request, RequestKind, RequestStatus, request_data
from connector.text import Text

if TYPE_CHECKING:
    from connector.desired.whom import Register
    from connector.desk import Desk
    from connector.ports import Ledger
    from connector.sync import Draft

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
ID = words(vi="MÃ", en="ID")
WAITING = (
    RequestStatus.RECEIVED,
    RequestStatus.MATCHED,
    RequestStatus.ASKED,
    RequestStatus.APPROVED,
    RequestStatus.APPLIED,
)


@click.group(
    "requests",
    invoke_without_command=True,
    help=words(
        vi="Phiếu yêu cầu (Mẫu 01, 02, 03) và danh sách kèm công văn. Không nêu lệnh con: liệt kê, kèm thời hạn.\n\n"
        "Không đề nghị nào được thực hiện khi chưa duyệt; đã duyệt thì thực hiện trong lần `apply` hay `sync` sau.",
        en="Request forms (Mẫu 01, 02, 03) and lists by letter. Without a subcommand: list them, with deadlines.\n\n"
        "Nothing is done for a request that is not approved; what is, is done by the next `apply` or `sync`.",
    ),
)
@click.option(
    "--all", "show_all", is_flag=True, help=words(vi="Cả đề nghị đã xong.", en="Settled ones, too.")
)
@as_json
@click.pass_context
def command(ctx: click.Context, *, show_all: bool, as_json: bool) -> int:
    """List the requests that wait for somebody, or hand over to a subcommand."""
    if ctx.invoked_subcommand is not None:
        return NOTHING_TO_DO
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import open_ledger_of

    session: Session = ctx.obj
    with open_ledger_of(session.settings) as ledger:
        found = [one for one in ledger.requests() if show_all or one.status in WAITING]
    if as_json:
        print_json([_shaped(one) for one in found])
    else:
        from connector.render.requests import print_requests

        print_requests(found, session.console(), session.language, SystemClock().now().date())
    waiting = any(one.status in (RequestStatus.ASKED, RequestStatus.MATCHED) for one in found)
    return HELD_OR_ASKED if waiting else NOTHING_TO_DO


def _shaped(request: Request) -> dict[str, object]:
    return {**request_data(request), "status": request.status.value}


@command.command(
    "add",
    help=words(
        vi="Nhận một phiếu hay danh sách (TỆP .docx, .xlsx): đọc, tìm xem mỗi dòng nói về ai, ghi vào sổ. Chưa làm gì.",
        en="Receive a form or list (FILE, .docx or .xlsx): read it, find whom it means, remember it. Does nothing yet.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=words(vi="TỆP", en="FILE"))
@click.option(
    "--received",
    type=click.DateTime(DAYS),
    required=True,
    metavar=words(vi="NGÀY", en="DATE"),
    help=words(vi="Ngày nhận, ví dụ 31/12/2026.", en="Day received, such as 31/12/2026."),
)
@click.option("--document", required=True, help=words(vi="Số văn bản đến.", en="Number of the document."))
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in RequestKind]),
    help=words(
        vi="Loại mẫu, khi văn bản không ghi: 01 cấp mới, 02 thay đổi, 03 xóa.",
        en="Which form it is, where the paper does not say: 01 new, 02 change, 03 remove.",
    ),
)
@click.option(
    "--unit",
    default="",
    help=words(vi="Mã đơn vị đề nghị, khi tên không đủ rõ.", en="Key of the unit that asks."),
)
@click.pass_obj
def add(session: Session, file: Path, received: datetime, document: str, kind: str | None, unit: str) -> int:
    """Read, match, remember, show."""
    from connector.desired.handling import receive
    from connector.desired.whom import find_whom
    from connector.wiring.desk import open_desk
    from connector.wiring.hr import read_request

    said = RequestKind(kind) if kind else None
    form = read_request(file, said)
    if form.kind is None:
        raise ConnectorError(
            Text(vi="văn bản không ghi là Mẫu 01, 02 hay 03.", en="the paper does not say which form it is."),
            where=file.name,
            advice=Text(vi="Nêu bằng --kind 01, 02 hoặc 03.", en="Say so with --kind 01, 02 or 03."),
        )
    with open_desk(session.settings) as desk:
        _refuse_twice(form.digest, desk.ledger)
        _, register = _look(session, desk)
        _known_unit(unit, register)
        request = receive(
            form,
            form.kind,
            desk.profile,
            desk.calendar,
            received=received.date(),
            document=document,
            word=secrets.token_hex(3),
        )
        request = desk.ledger.keep_request(find_whom(request, register, unit))
    return _show(session, request)


def _refuse_twice(digest: str, ledger: "Ledger") -> None:
    twin = next(
        (
            one
            for one in ledger.requests()
            if one.digest == digest and one.status is not RequestStatus.REFUSED
        ),
        None,
    )
    if twin is not None:
        raise ConnectorError(
            Text(vi="phiếu này đã được nhận rồi.", en="this form was received already."),
            where=twin.id,
            advice=Text(
                vi=f"Xem: connector requests show {twin.id}", en=f"See: connector requests show {twin.id}"
            ),
        )


def _known_unit(unit: str, register: "Register") -> None:
    if unit and unit not in register.units:
        raise ConnectorError(
            Text(vi=f"không có đơn vị mã “{unit}”.", en=f"there is no unit with the key “{unit}”."),
            advice=Text(vi="Xem mã trong danh sách đơn vị.", en="See the keys in the list of units."),
        )


def _look(session: Session, desk: "Desk") -> tuple["Draft", "Register"]:
    """Read both sides, and make the register in which people and units are looked up."""
    from connector.desired.whom import Register
    from connector.sync import think

    with session.working():
        draft = think(desk)
    today = desk.clock.now().date()
    return draft, Register.of(desk.profile, draft.roster, draft.snapshot.directory, today)


def _one(ledger: "Ledger", request: str) -> Request:
    """Return the request whose id begins so. Raises ConnectorError where it is not exactly one."""
    found: Sequence[Request] = [
        one for one in ledger.requests() if one.id.lower().startswith(request.lower())
    ]
    if len(found) != 1:
        raise ConnectorError(
            Text(
                vi=f"không có đúng một đề nghị mã “{request}”.", en=f"not exactly one request is “{request}”."
            ),
            advice=Text(vi="Xem: connector requests --all", en="See: connector requests --all"),
        )
    return found[0]


def _show(session: Session, request: Request) -> int:
    from connector.render.requests import print_request
    from connector.wiring.clock import SystemClock

    print_request(request, session.console(), session.language, SystemClock().now().date())
    waiting = request.status in (RequestStatus.ASKED, RequestStatus.MATCHED)
    if request.status is RequestStatus.MATCHED:
        session.say(
            vi=f"\nDuyệt: connector requests approve {request.id}",
            en=f"\nTo approve: connector requests approve {request.id}",
        )
    return HELD_OR_ASKED if waiting else NOTHING_TO_DO


@command.command("show", help=words(vi="Một đề nghị, từng dòng.", en="One request, line by line."))
@click.argument("request", metavar=ID)
@as_json
@click.pass_obj
def show(session: Session, request: str, *, as_json: bool) -> int:
    """Read the ledger and show."""
    from connector.wiring.desk import open_ledger_of

    with open_ledger_of(session.settings) as ledger:
        found = _one(ledger, request)
    if as_json:
        print_json(_shaped(found))
        return NOTHING_TO_DO
    return _show(session, found)


def _line_option(vi: str, en: str) -> Callable[..., Callable[..., int]]:
    return click.option("--line", type=click.IntRange(1), help=words(vi=vi, en=en))


@command.command(
    "approve",
    help=words(
        vi="Duyệt mọi dòng đã rõ của đề nghị MÃ, hoặc riêng một dòng (--line), có thể nêu đúng người hay đơn vị.",
        en="Approve all certain lines of request ID, or one line (--line), perhaps saying whom or which unit it means.",
    ),
)
@click.argument("request", metavar=ID)
@_line_option("Chỉ dòng này, kể cả khi chưa rõ.", "This line alone, even if it was unclear.")
@click.option("--person", default="", help=words(vi="Mã cán bộ của người được nói tới.", en="HR key meant."))
@click.option("--unit", default="", help=words(vi="Mã đơn vị được nói tới.", en="Key of the unit meant."))
@click.pass_obj
def approve(session: Session, request: str, line: int | None, person: str, unit: str) -> int:
    """Match anew what was unclear, and approve."""
    from connector.desired import handling
    from connector.desired.whom import find_whom
    from connector.wiring.desk import open_desk

    if line is None and (person or unit):
        raise click.UsageError(
            words(vi="--person, --unit đi với --line.", en="--person, --unit need --line.")
        )
    with open_desk(session.settings) as desk:
        draft, register = _look(session, desk)
        found = find_whom(_one(desk.ledger, request), register)
        signed = handling.Signed(getpass.getuser(), desk.clock.now())
        pointed = handling.Pointed(line, person, unit) if line is not None else None
        approved = handling.approve(found, register, draft.requested, signed, pointed)
        approved = desk.ledger.keep_request(approved)
    code = _show(session, approved)
    session.say(
        vi="\nPhần đã duyệt được thực hiện trong lần `connector apply` hay `sync` sau.",
        en="\nWhat is approved is carried out by the next `connector apply` or `sync`.",
    )
    return code


@command.command(
    "refuse",
    help=words(
        vi="Từ chối đề nghị MÃ, hoặc riêng một dòng; lý do được ghi vào câu trả lời.",
        en="Refuse request ID, or one line of it; the reason stands in the answer.",
    ),
)
@click.argument("request", metavar=ID)
@click.option("--why", required=True, help=words(vi="Lý do, bằng tiếng Việt.", en="Why, in Vietnamese."))
@_line_option("Chỉ dòng này.", "This line alone.")
@click.pass_obj
def refuse(session: Session, request: str, why: str, line: int | None) -> int:
    """Remember the refusal."""
    from connector.desired import handling
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import open_ledger_of

    with open_ledger_of(session.settings) as ledger:
        signed = handling.Signed(getpass.getuser(), SystemClock().now())
        refused = ledger.keep_request(handling.refuse(_one(ledger, request), signed, why, line))
    return _show(session, refused)


@command.command(
    "answer",
    help=words(
        vi="In văn bản trả lời đề nghị MÃ. Khi mọi dòng đã xong, đề nghị được ghi là đã trả lời.",
        en="Print the answer to request ID, in Vietnamese. Once every line is settled it counts as answered.",
    ),
)
@click.argument("request", metavar=ID)
@click.pass_obj
def answer(session: Session, request: str) -> int:
    """Write the answer from what became of each line."""
    from connector.desired import handling
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk:
        found = _one(desk.ledger, request)
        if found.answer:
            click.echo(found.answer, nl=False)
            return NOTHING_TO_DO
        with session.working():
            current = desk.target.read().directory
        text = handling.answer_text(found, current, desk.profile)
        last_word = handling.settled(found)
        if last_word:
            desk.ledger.keep_request(replace(found, answered=desk.clock.now(), answer=text))
    click.echo(text, nl=False)
    return NOTHING_TO_DO if last_word else HELD_OR_ASKED
