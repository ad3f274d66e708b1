"""`connector handover`: an agency's box gets another holder; its password is changed and sealed for them."""

import getpass
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from connector.cli.screen import Session, as_json, print_json, words
from connector.errors import ConnectorError
from connector.text import Text

if TYPE_CHECKING:
    from connector.model.directory import UnitMailbox
    from connector.model.holding import Holding
    from connector.wiring.passwords import Registry


@click.command(
    "handover",
    help=words(
        vi="Bàn giao hộp thư đơn vị ĐỊA_CHỈ cho người giữ mới: đổi mật khẩu (niêm phong), ghi người giữ, người được"
        " ủy quyền, số văn bản. --list: ai đang giữ hộp thư nào.",
        en="Hand the unit's mailbox ADDRESS to a new holder: new sealed password; holder, delegate and document are"
        " remembered. --list: who holds which box.",
    ),
)
@click.argument("address", required=False, metavar=words(vi="[ĐỊA_CHỈ]", en="[ADDRESS]"))
@click.option(
    "--to",
    "holder",
    default="",
    help=words(
        vi="Người giữ mới: địa chỉ, hoặc họ tên và chức vụ.",
        en="The new holder: an address, or name and title.",
    ),
)
@click.option(
    "--delegate",
    default="",
    help=words(vi="Người được ủy quyền sử dụng.", en="Who uses it by delegation."),
)
@click.option(
    "--document", default="", help=words(vi="Số quyết định hoặc biên bản.", en="Number of the document.")
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help=words(
        vi="Từ ngày (YYYY-MM-DD); bỏ trống: hôm nay.", en="From which day (YYYY-MM-DD); default: today."
    ),
)
@click.option("--list", "listing", is_flag=True, help=words(vi="Chỉ liệt kê, không ghi gì.", en="Only list."))
@as_json
@click.pass_obj
def command(
    session: Session,
    address: str | None,
    holder: str,
    delegate: str,
    document: str,
    since: datetime | None,
    *,
    listing: bool,
    as_json: bool,
) -> int:
    """List, or change the password and remember who has it now, in this order."""
    if listing:
        return _list(session, as_json=as_json)
    if not address or not holder.strip() or not document.strip():
        raise ConnectorError(
            Text(
                vi="cần ĐỊA_CHỈ, --to và --document.",
                en="ADDRESS, --to and --document are needed.",
            ),
            advice=Text(vi="Xem ai đang giữ: --list.", en="See who holds what: --list."),
        )
    from connector.cli.password_command import renewed
    from connector.model.envelope import Occasion
    from connector.model.holding import Holding
    from connector.wiring.passwords import open_registry

    with session.lease(), open_registry(session.settings) as registry:
        box = _unit_box(registry, address)
        _require_lawful(registry, delegate)
        code = renewed(session, registry, box, Occasion.HANDOVER, document=document)
        if code:
            return code
        now = registry.clock.now()
        holding = Holding(
            key=box.key,
            address=box.address,
            holder=holder.strip(),
            delegate=delegate.strip(),
            document=document.strip(),
            since=since.date() if since is not None else now.date(),
            at=now,
            by=getpass.getuser(),
        )
        registry.ledger.holders.hand_over(holding)
        _say(session, registry, holding)
    return 0


def _unit_box(registry: "Registry", address: str) -> "UnitMailbox":
    from connector.cli.password_command import box_at
    from connector.model.directory import UnitMailbox

    box = box_at(registry, address)
    if isinstance(box, UnitMailbox):
        return box
    raise ConnectorError(
        Text(
            vi="đây là hộp thư cá nhân; chỉ hộp thư đơn vị mới bàn giao.",
            en="this is a person's box; only those of units are handed over.",
        ),
        where=address,
    )


def _require_lawful(registry: "Registry", delegate: str) -> None:
    rule = registry.profile.owner
    if not delegate or rule is None or rule.may_delegate:
        return
    raise ConnectorError(
        Text(
            vi=f"Quy chế không cho ủy quyền sử dụng hộp thư đơn vị ({rule.article}).",
            en=f"The regulation does not let the holder delegate a unit's box ({rule.article}).",
        ),
        where="--delegate",
    )


def _say(session: Session, registry: "Registry", holding: "Holding") -> None:
    session.say(
        vi=f"Đã ghi: {_line(holding, vi=True)}.",
        en=f"Remembered: {_line(holding, vi=False)}.",
    )
    rule = registry.profile.owner
    if rule is not None and rule.handover:
        things = ", ".join(rule.handover)
        session.say(
            vi=f"Theo {rule.article} còn phải bàn giao: {things}.",
            en=f"By {rule.article} these are handed over: {things}.",
        )


def _line(holding: "Holding", *, vi: bool) -> str:
    day = f"{holding.since:%d/%m/%Y}" if vi else holding.since.isoformat()
    if vi:
        used = f", ủy quyền {holding.delegate}" if holding.delegate else ""
        return f"{holding.address} do {holding.holder} giữ từ {day}{used}, theo {holding.document}"
    used = f", delegated to {holding.delegate}" if holding.delegate else ""
    return f"{holding.address} is held by {holding.holder} since {day}{used}, by {holding.document}"


def _list(session: Session, *, as_json: bool) -> int:
    from connector.wiring.desk import open_ledger_of

    with open_ledger_of(session.settings) as ledger:
        latest = {one.key: one for one in ledger.holders.holdings()}
    found: Sequence[Holding] = sorted(latest.values(), key=lambda one: one.address)
    if as_json:
        print_json(
            [
                {
                    "key": one.key,
                    "address": one.address,
                    "holder": one.holder,
                    "delegate": one.delegate,
                    "document": one.document,
                    "since": one.since.isoformat(),
                    "at": one.at.isoformat(),
                    "by": one.by,
                }
                for one in found
            ]
        )
        return 0
    if not found:
        session.say(vi="Chưa ghi nhận lần bàn giao nào.", en="No handover is remembered yet.")
    for one in found:
        session.say(vi=_line(one, vi=True), en=_line(one, vi=False))
    return 0
