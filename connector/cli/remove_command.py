"""`connector remove`: closed boxes whose hold is over, removed for good by approval of exactly what is shown."""

import getpass
from typing import TYPE_CHECKING

import click

from connector.cli.approve_command import SHORTEST
from connector.cli.outcome import run_code
from connector.cli.screen import NOTHING_TO_DO, PENDING, Session, as_json, unit_titles, words
from connector.errors import PlanStale
from connector.text import Text

if TYPE_CHECKING:
    from connector.removal import Removal
    from connector.sync import Draft


@click.command(
    "remove",
    help=words(
        vi="Xóa hẳn hộp thư đã đóng và hết hạn lưu. Không có --approve thì chỉ cho xem, kèm MÃ; --approve MÃ xóa đúng"
        " những gì đã xem.\n\n"
        "Mỗi lần chỉ xóa một số lượng nhỏ (giới hạn `deletes`). Địa chỉ của hộp thư đã xóa không cấp cho ai khác.",
        en="Remove boxes for good that are closed and whose hold is over. Without --approve it only shows them, and a"
        " DIGEST; --approve DIGEST removes exactly what was shown.\n\n"
        "Only a few at once (the limit `deletes`). The addresses of a removed box are never given to anybody else.",
    ),
)
@click.option(
    "--approve",
    "digest",
    metavar=words(vi="MÃ", en="DIGEST"),
    help=words(vi="Duyệt và xóa đúng danh sách có mã này.", en="Approve and remove what has this digest."),
)
@as_json
@click.pass_obj
def command(session: Session, digest: str | None, *, as_json: bool) -> int:
    """Think, find what is due, and show or remove it."""
    from connector.removal import removable, remove
    from connector.sync import think
    from connector.wiring.desk import open_desk

    with session.lease(), open_desk(session.settings) as desk:
        with session.working():
            draft = think(desk)
            removal = removable(desk, draft)
        if digest is None:
            return _show(session, draft, removal, as_json=as_json)
        plan = removal.plan
        if len(digest) < SHORTEST or not plan.digest.startswith(digest.lower()) or not plan.changes:
            raise PlanStale(
                Text(
                    vi=f"danh sách bây giờ có mã {plan.digest[:12]}, không phải {digest}.",
                    en=f"the list now has the digest {plan.digest[:12]}, not {digest}.",
                ),
                advice=Text(
                    vi="Không có gì bị xóa. Xem lại bằng `connector remove`.",
                    en="Nothing was removed. Look again with `connector remove`.",
                ),
            )
        report = remove(desk, removal, getpass.getuser())
    session.show_report(report, as_json=as_json)
    return run_code(report, whole=True)


def _show(session: Session, draft: "Draft", removal: "Removal", *, as_json: bool) -> int:
    plan = removal.plan
    if as_json:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(plan))
        return PENDING if plan.changes else NOTHING_TO_DO
    if not plan.changes:
        session.say(vi="Không có hộp thư nào hết hạn lưu.", en="No closed box is past its hold.")
        return NOTHING_TO_DO
    from connector.render.plan_table import print_plan

    print_plan(plan, session.console(), session.language, titles=unit_titles(draft.roster))
    if removal.waiting:
        session.say(
            vi=f"Còn {removal.waiting} hộp thư nữa đã hết hạn lưu, để lần sau.",
            en=f"{removal.waiting} more are past their hold and wait for another time.",
        )
    session.say(
        vi=f"Xóa đúng những hộp thư trên: connector remove --approve {plan.digest[:12]}",
        en=f"To remove exactly these: connector remove --approve {plan.digest[:12]}",
    )
    return PENDING
