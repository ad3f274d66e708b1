"""`connector reopen`: the order to reopen one box, on a written request."""

import getpass
from typing import TYPE_CHECKING

import click

from connector.cli.screen import NOTHING_TO_DO, Session, words
from connector.cli.suspend_command import NEXT
from connector.errors import ConnectorError
from connector.text import Text

if TYPE_CHECKING:
    from connector.desired.scene import Box
    from connector.desk import Desk
    from connector.sync import Draft


@click.command(
    "reopen",
    help=words(
        vi="Mở lại hộp thư ĐỊA_CHỈ đang tạm khóa hoặc đã đóng, theo văn bản đề nghị. Được ghi nhớ và thực hiện trong kế"
        " hoạch sau; thời gian không đăng nhập tính lại từ hôm nay.",
        en="Reopen the box ADDRESS that is suspended or closed, on a written request. It is remembered and goes through"
        " the next plan; time without login counts anew from today.",
    ),
)
@click.argument("address", metavar=words(vi="ĐỊA_CHỈ", en="ADDRESS"))
@click.option("--document", required=True, help=words(vi="Số văn bản đề nghị.", en="Number of the request."))
@click.pass_obj
def command(session: Session, address: str, document: str) -> int:
    """Find the box, and remember the order."""
    from connector.cli.boxes import box_of
    from connector.model.life import Demand, Order
    from connector.sync import think
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk:
        with session.working():
            draft = think(desk)
        box = box_of(draft.snapshot.directory, address)
        _refuse_removed(box)
        _refuse_open(box, draft)
        against, today = _against(desk, draft, box), desk.clock.now().date()
        order = Order(box.key, Demand.REOPEN, getpass.getuser(), today, document, against=against)
        desk.ledger.lives.give(order)
    session.say(vi=f"Đã ghi: mở lại {box.address}. {NEXT.vi}", en=f"Noted: reopen {box.address}. {NEXT.en}")
    return NOTHING_TO_DO


def _refuse_removed(box: "Box") -> None:
    """Raise ConnectorError where only the tombstone is left."""
    from connector.model.directory import is_tombstone

    if is_tombstone(box):
        raise ConnectorError(
            Text(vi="hộp thư này đã xóa hẳn, không mở lại được.", en="this box was removed for good."),
            where=box.address,
            advice=Text(
                vi="Người ấy có tên lại trong danh sách nhân sự thì được cấp lại đúng địa chỉ này.",
                en="Whoever is in HR's roster again under the same key gets this address again.",
            ),
        )


def _refuse_open(box: "Box", draft: "Draft") -> None:
    """Raise ConnectorError where there is nothing to reopen: the box is in use, and will be."""
    from connector.model.directory import State

    wanted = draft.wanted.directory.get(box.key)
    if box.state is State.ACTIVE and (wanted is None or wanted.state is State.ACTIVE):
        raise ConnectorError(
            Text(vi="hộp thư này đang dùng, không phải mở lại.", en="this box is in use already."),
            where=box.address,
        )


def _against(desk: "Desk", draft: "Draft", box: "Box") -> str:
    """Return which leaving of the box's person the order overrides."""
    from connector.desired.leaving import leaving
    from connector.desired.scene import question_key
    from connector.model.directory import PersonalMailbox
    from connector.model.plan import QuestionKind

    if not isinstance(box, PersonalMailbox):
        return ""
    person = next((one for one in draft.roster.people if one.key == box.person), None)
    return leaving(person, desk.ledger.decisions().get(question_key(QuestionKind.ABSENT, box.key)))
