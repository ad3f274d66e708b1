"""`connector suspend`: the order to suspend one box."""

import getpass

import click

from connector.cli.screen import NOTHING_TO_DO, Session, words
from connector.errors import ConnectorError
from connector.text import Text

NEXT = Text(
    vi="Lần `connector apply` hay `sync` sau sẽ thực hiện.",
    en="The next `connector apply` or `sync` does it.",
)


@click.command(
    "suspend",
    help=words(
        vi="Yêu cầu tạm khóa hộp thư ĐỊA_CHỈ (vi phạm hành vi bị cấm…). Được ghi nhớ và thực hiện trong kế hoạch sau;"
        " giữ cho tới khi `connector reopen`.",
        en="Order the box ADDRESS suspended (a prohibited act, …). It is remembered, goes through the next plan and"
        " holds until `connector reopen`.",
    ),
)
@click.argument("address", metavar=words(vi="ĐỊA_CHỈ", en="ADDRESS"))
@click.option("--reason", required=True, help=words(vi="Lý do, bằng tiếng Việt.", en="Why, in Vietnamese."))
@click.option("--document", required=True, help=words(vi="Số văn bản yêu cầu.", en="Number of the document."))
@click.pass_obj
def command(session: Session, address: str, reason: str, document: str) -> int:
    """Find the box, and remember the order."""
    from connector.cli.boxes import box_of
    from connector.model.directory import State
    from connector.model.life import Demand, Order
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk:
        with session.working():
            box = box_of(desk.target.read().directory, address)
        if box.state not in (State.ACTIVE, State.SUSPENDED):
            raise ConnectorError(
                Text(vi="hộp thư này đã đóng.", en="this box is closed already."),
                where=box.address,
                advice=Text(vi=f"Xem: connector why {box.address}", en=f"See: connector why {box.address}"),
            )
        today = desk.clock.now().date()
        desk.ledger.lives.give(Order(box.key, Demand.SUSPEND, getpass.getuser(), today, document, reason))
    session.say(
        vi=f"Đã ghi: tạm khóa {box.address}. {NEXT.vi}", en=f"Noted: suspend {box.address}. {NEXT.en}"
    )
    return NOTHING_TO_DO
