"""`connector due`: everything with a time limit; notices that were sent by hand."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from connector.cli.screen import (
    HELD_OR_ASKED,
    NOTHING_TO_DO,
    Session,
    as_json,
    print_json,
    unit_titles,
    words,
)
from connector.errors import ConnectorError
from connector.text import Text

if TYPE_CHECKING:
    from connector.model.duty import Duty

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]


@click.command(
    "due",
    help=words(
        vi="Mọi việc có thời hạn, quá hạn đứng đầu: đề nghị phải trả lời, cơ quan chưa báo, thông báo phải gửi,"
        " hạn đề nghị mở lại, hết hạn lưu, hết hạn địa chỉ cũ.\n\n"
        "--sent ghi rằng thông báo tạm khóa một hộp thư đã được gửi; thời hạn đề nghị mở lại tính từ ngày ấy.",
        en="Everything with a time limit, the overdue first: requests to answer, agencies that have not asked, notices"
        " to send, last days to ask for reopening, ends of holds and of old addresses.\n\n"
        "--sent remembers that the notice of a suspension was sent; the time to ask for reopening runs from that day.",
    ),
)
@click.option("--unit", default="", help=words(vi="Chỉ đơn vị có mã này.", en="This unit only, by its key."))
@click.option(
    "--all",
    "show_all",
    is_flag=True,
    help=words(vi="Cả những hạn còn hơn 30 ngày.", en="Ends more than 30 days ahead, too."),
)
@click.option(
    "--sent",
    metavar=words(vi="ĐỊA_CHỈ", en="ADDRESS"),
    help=words(vi="Đã gửi thông báo tạm khóa hộp thư này.", en="The notice about this box was sent."),
)
@click.option(
    "--document", default="", help=words(vi="Với --sent: số văn bản.", en="With --sent: its number.")
)
@click.option(
    "--day",
    type=click.DateTime(DAYS),
    metavar=words(vi="NGÀY", en="DATE"),
    help=words(vi="Với --sent: ngày gửi; bỏ trống: hôm nay.", en="With --sent: the day; default: today."),
)
@as_json
@click.pass_obj
def command(  # one argument for each option
    session: Session,
    unit: str,
    sent: str | None,
    document: str,
    day: datetime | None,
    *,
    show_all: bool,
    as_json: bool,
) -> int:
    """Think, and show what is due; or remember a notice."""
    if sent is not None:
        return _sent(session, sent, document, day.date() if day is not None else None)
    from connector.due import due_of_desk
    from connector.sync import think
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk, session.working():
        draft = think(desk)
        found = due_of_desk(desk, draft, whole=show_all)
        today = desk.clock.now().date()
    shown = [one for one in found if unit in ("", one.unit)]
    if as_json:
        from connector.render.json_shapes import duty_data

        print_json([duty_data(one, today) for one in shown])
    else:
        from connector.render.duties import print_duties

        print_duties(shown, session.console(), session.language, today, unit_titles(draft.roster))
    return HELD_OR_ASKED if any(_waits(one, today) for one in shown) else NOTHING_TO_DO


def _waits(duty: "Duty", today: date) -> bool:
    from connector.model.duty import DutyKind

    return duty.late(today) or duty.kind is DutyKind.NOTICE


def _sent(session: Session, named: str, document: str, day: date | None) -> int:
    """Remember that a notice was sent. Raises ConnectorError where the box is not suspended, or was not then."""
    from connector.cli.boxes import box_of
    from connector.model.directory import State
    from connector.model.life import Notice
    from connector.wiring.desk import open_desk

    if not document:
        raise click.UsageError(words(vi="--sent cần --document.", en="--sent needs --document."))
    with open_desk(session.settings) as desk:
        with session.working():
            box = box_of(desk.target.read().directory, named)
        life = desk.ledger.lives.past().lives.get(box.key)
        if life is None or life.state is not State.SUSPENDED or box.state is not State.SUSPENDED:
            raise ConnectorError(
                Text(vi="hộp thư này không đang bị tạm khóa.", en="this box is not suspended."),
                where=box.address,
                advice=Text(vi="Xem: connector due", en="See: connector due"),
            )
        today = desk.clock.now().date()
        when = day or today
        if not life.since <= when <= today:
            raise ConnectorError(
                Text(
                    vi=f"ngày gửi phải từ ngày tạm khóa {life.since:%d/%m/%Y} đến hôm nay.",
                    en=f"the day must be from the suspension on {life.since.isoformat()} to today.",
                ),
                where=box.address,
            )
        desk.ledger.lives.told(Notice(box.key, when, document, life.since))
    session.say(
        vi=f"Đã ghi: thông báo {document} về {box.address} gửi ngày {when:%d/%m/%Y}.",
        en=f"Noted: notice {document} about {box.address}, sent on {when.isoformat()}.",
    )
    return NOTHING_TO_DO
