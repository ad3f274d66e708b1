"""`connector password`: first passwords: hand over, renew, see what is still under way; keys for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from connector.cli.screen import Session, as_json, print_json, words
from connector.errors import ConnectorError, TargetError
from connector.text import Text

if TYPE_CHECKING:
    from connector.model.directory import Entry
    from connector.model.envelope import Envelope, Occasion, PasswordState
    from connector.model.outcome import Result
    from connector.wiring.passwords import Registry


@click.group(
    "password",
    help=words(
        vi="Mật khẩu lần đầu: giao, cấp lại, xem việc nào còn dở. Mật khẩu không bao giờ hiện ra màn hình.",
        en="First passwords: hand over, renew, see what is under way. No password is ever shown on the screen.",
    ),
)
def command() -> None:
    """Hold the four."""


@command.command(
    "deliver",
    help=words(
        vi="Giao mọi phong bì đang chờ, mỗi cơ quan một tệp trong thư mục --out. Mỗi phong bì chỉ được giao một lần.",
        en="Hand over every waiting envelope, one file for each agency in the folder --out. Each one once.",
    ),
)
@click.option(
    "--unit",
    default="",
    help=words(vi="Chỉ một cơ quan (tên) hoặc đơn vị (mã).", en="One agency (name) or unit (key) only."),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help=words(vi="Thư mục nhận các tệp.", en="The folder for the files."),
)
@click.pass_obj
def deliver_command(session: Session, unit: str, out: Path) -> int:
    """Settle what is unclear, write the files, mark as delivered."""
    from connector.passwords.delivering import deliver
    from connector.passwords.settling import settle
    from connector.wiring.passwords import open_registry, write_private

    def wanted(one: "Envelope") -> bool:
        return unit in ("", one.unit, one.agency)

    with session.lease(), open_registry(session.settings) as registry:
        now = registry.clock.now()
        settle(registry.envelopes, registry.passwords, now)
        parcels = 0
        for parcel in deliver(
            registry.envelopes, registry.sealer, now, write_private, lambda a: _file(out, a, now), wanted
        ):
            parcels += 1
            session.say(
                vi=f"{parcel.agency or '(không rõ cơ quan)'}: {parcel.count} phong bì → {parcel.file}",
                en=f"{parcel.agency or '(no agency)'}: {parcel.count} envelopes → {parcel.file}",
            )
            if parcel.file.suffix == ".html":
                session.say(
                    vi="  Tệp này KHÔNG mã hóa: in ngay, cắt, giao tận tay từng người, rồi xóa tệp.",
                    en="  This file is NOT encrypted: print it, cut it, hand it over, then delete it.",
                )
        if not parcels:
            session.say(vi="Không có phong bì nào chờ giao.", en="No envelope is waiting.")
        _say_expired(session, registry)
    return 0


def _file(out: Path, agency: str, now: datetime) -> Path:
    from connector.vietnamese.ascii import to_ascii

    parts = ("".join(c for c in to_ascii(word).lower() if c.isalnum()) for word in agency.split())
    name = "-".join(filter(None, parts))
    return out.resolve() / f"mat-khau-{name or 'khac'}-{now:%Y%m%dT%H%M%S}"


@command.command(
    "reset",
    help=words(
        vi="Cấp mật khẩu mới, niêm phong, cho hộp thư ĐỊA_CHỈ; người dùng phải đổi ngay.",
        en="Give the mailbox ADDRESS a new, sealed password, to be changed at once.",
    ),
)
@click.argument("address", metavar=words(vi="ĐỊA_CHỈ", en="ADDRESS"))
@click.option(
    "--request",
    "document",
    required=True,
    help=words(vi="Số văn bản đề nghị.", en="Number of the written request."),
)
@click.option(
    "--phone",
    default="",
    help=words(vi="Ghi chú cuộc gọi: ai gọi, lúc nào.", en="Note of the call: who, when."),
)
@click.pass_obj
def reset_command(session: Session, address: str, document: str, phone: str) -> int:
    """Check what the regulation wants, make, seal, set."""
    from connector.model.envelope import Occasion
    from connector.wiring.passwords import open_registry

    with session.lease(), open_registry(session.settings) as registry:
        _require_channels(registry, document, phone)
        entry = box_at(registry, address)
        return renewed(session, registry, entry, Occasion.RESET, document=document, phone=phone)


def renewed(
    session: Session,
    registry: "Registry",
    entry: "Entry",
    occasion: "Occasion",
    *,
    document: str,
    phone: str = "",
) -> int:
    """Give `entry` a new sealed password and say what became of it; exit 1 where it is not in force."""
    from connector.model.outcome import Result
    from connector.passwords.renewing import renew

    envelope, result = renew(
        registry.envelopes,
        registry.passwords,
        registry.issuer,
        entry,
        occasion,
        document=document,
        phone=phone,
    )
    if result is Result.DONE:
        session.say(
            vi=f"{entry.address}: mật khẩu mới đã có hiệu lực và đã niêm phong; giao bằng"
            f" `connector password deliver` trước {envelope.expires:%d/%m/%Y %H:%M}.",
            en=f"{entry.address}: the new password is in force and sealed; hand it over with"
            f" `connector password deliver` before {envelope.expires:%Y-%m-%d %H:%M}.",
        )
        return 0
    click.echo(_failure(result, entry.address).say(session.language), err=True)
    return 1


def _failure(result: "Result", address: str) -> Text:
    if result.value == "unknown":
        return Text(
            vi=f"{address}: máy chủ không trả lời, chưa rõ mật khẩu mới đã có hiệu lực chưa."
            " Chạy `connector password status`, hoặc cấp lại lần nữa.",
            en=f"{address}: no answer; it is not known whether the new password is in force."
            " Run `connector password status`, or do it again.",
        )
    return Text(
        vi=f"{address}: máy chủ không nhận; mật khẩu cũ giữ nguyên.",
        en=f"{address}: the server refused; the former password stays.",
    )


def _require_channels(registry: "Registry", document: str, phone: str) -> None:
    rule = registry.profile.password.reset
    missing = not document.strip() or (rule is not None and rule.by_phone and not phone.strip())
    if not missing:
        return
    article = f" ({rule.article})" if rule is not None and rule.article else ""
    raise ConnectorError(
        Text(
            vi=f"Quy chế đòi đề nghị vừa bằng văn bản vừa qua điện thoại{article}.",
            en=f"The regulation wants the request in writing and by telephone{article}.",
        ),
        advice=Text(
            vi="Thêm --request SỐ_VĂN_BẢN và --phone GHI_CHÚ_CUỘC_GỌI.",
            en="Add --request NUMBER and --phone NOTE_OF_THE_CALL.",
        ),
    )


def box_at(registry: "Registry", address: str) -> "Entry":
    """Return our active box with this address. Raises ConnectorError where there is none."""
    from connector.model.directory import MailList, State, addresses

    address = address.strip().lower()
    key = registry.ledger.owners().get(address, "")
    found = registry.target.look([key]).get(key) if key else None
    if found is None or address not in addresses(found):
        everything = registry.target.read().directory
        found = next((entry for entry in everything if address in addresses(entry)), None)
    if found is None or isinstance(found, MailList):
        raise ConnectorError(
            Text(vi="không có hộp thư nào có địa chỉ này.", en="no mailbox has this address."), where=address
        )
    if found.state is not State.ACTIVE:
        raise ConnectorError(
            Text(
                vi="hộp thư đang tạm khóa hoặc đã đóng; mật khẩu mới không mở được nó.",
                en="the box is suspended or closed; a new password would not open it.",
            ),
            where=address,
            advice=Text(vi="Hãy mở lại hộp thư trước.", en="Reopen the box first."),
        )
    return found


@command.command(
    "status",
    help=words(
        vi="Phong bì nào chưa giao, đã hết hạn; ai đã nhận mà chưa đổi mật khẩu. Không ghi gì.",
        en="Which envelopes are undelivered or expired; who has not changed the password yet. Writes nothing.",
    ),
)
@as_json
@click.pass_obj
def status_command(session: Session, *, as_json: bool) -> int:
    """Look at the ledger and at the target; exit 3 where something is to be done."""
    from connector.wiring.passwords import open_registry

    with open_registry(session.settings) as registry:
        latest = _latest(registry.envelopes.envelopes())
        states, silent = _states(registry, latest)
        now = registry.clock.now()
    rows = [(one, _standing(one, states.get(one.key), now)) for one in latest.values()]
    rows = [(one, standing) for one, standing in rows if standing]
    if as_json:
        print_json([_shape(one, standing) for one, standing in rows])
    else:
        _print(session, rows)
        if silent is not None:
            click.echo(silent.say(session.language), err=True)
    return 3 if rows else 0


WORDS: Final[Mapping[str, Text]] = {
    "unclear": Text(vi="chưa rõ đã có hiệu lực chưa", en="not known whether it is in force"),
    "undelivered": Text(vi="chưa giao", en="not handed over"),
    "expired": Text(vi="hết hạn khi chưa giao: cấp lại", en="expired before it was fetched: make a new one"),
    "unchanged": Text(vi="đã giao, chưa đổi mật khẩu", en="handed over, password not changed yet"),
}


def _latest(envelopes: Iterable["Envelope"]) -> dict[str, "Envelope"]:
    """Return key → the envelope made last."""
    return {one.key: one for one in envelopes}


def _states(
    registry: "Registry", latest: Mapping[str, "Envelope"]
) -> tuple[Mapping[str, "PasswordState"], Text | None]:
    try:
        return registry.passwords.password_states(latest.keys()), None
    except TargetError as error:
        return {}, error.text


def _standing(one: "Envelope", state: "PasswordState | None", now: datetime) -> str:
    from connector.model.envelope import EnvelopeState

    if one.state is EnvelopeState.DELIVERED:
        return "unchanged" if state is not None and state.must_change and state.envelope == one.id else ""
    if one.state is EnvelopeState.VOID:
        fetched_late = one.moved >= one.expires and state is not None and state.envelope == one.id
        return "expired" if fetched_late and state is not None and state.must_change else ""
    if one.expires <= now:
        return "expired"
    in_force = one.state is not EnvelopeState.SEALED or (state is not None and state.envelope == one.id)
    return "undelivered" if in_force else "unclear"


def _print(session: Session, rows: Sequence[tuple["Envelope", str]]) -> None:
    if not rows:
        session.say(vi="Không còn việc gì về mật khẩu lần đầu.", en="Nothing is left to do.")
    for standing, text in WORDS.items():
        some = [one for one, found in rows if found == standing]
        if not some:
            continue
        click.echo(f"{text.say(session.language)}: {len(some)}")
        for one in some:
            click.echo(f"  {one.address}  {one.agency}  {one.made:%d/%m/%Y} → {one.expires:%d/%m/%Y}")


def _shape(one: "Envelope", standing: str) -> dict[str, str]:
    return {
        "address": one.address,
        "key": one.key,
        "agency": one.agency,
        "unit": one.unit,
        "standing": standing,
        "occasion": one.occasion.value,
        "made": one.made.isoformat(),
        "expires": one.expires.isoformat(),
        "by": one.by,
        "document": one.document,
        "phone": one.phone,
    }


def _say_expired(session: Session, registry: "Registry") -> None:
    latest = _latest(registry.envelopes.envelopes())
    states, _ = _states(registry, latest)
    now = registry.clock.now()
    late = sum(_standing(one, states.get(one.key), now) == "expired" for one in latest.values())
    if late:
        session.say(
            vi=f"{late} phong bì đã hết hạn khi chưa giao; cấp lại bằng `connector password reset`.",
            en=f"{late} envelopes expired before they were fetched; renew them with `connector password reset`.",
        )


@command.command(
    "keygen",
    help=words(
        vi="Tạo khóa bí mật của age trong TỆP mới (quyền 0600) và in khóa công khai.",
        en="Make a secret key of age in the new FILE (mode 0600) and print its public half.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar=words(vi="TỆP", en="FILE"))
def keygen_command(file: Path) -> int:
    """Make a key; needs no settings."""
    from connector.wiring.passwords import new_key

    click.echo(new_key(file))
    return 0
