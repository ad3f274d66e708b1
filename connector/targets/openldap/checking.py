"""`check_server`: what `connector check` says of a server, all at once."""

import re
from collections.abc import Callable, Iterator, Sequence

from connector.errors import TargetError, TargetRejected
from connector.model.directory import MailList, State
from connector.model.outcome import Finding
from connector.targets.ldap_codec.changes import How, Modification, equals
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.mapping import KINDS
from connector.targets.ldap_codec.names import NameBook, rdn
from connector.targets.openldap import codes, tls
from connector.targets.openldap.canary import own_policies, policies
from connector.targets.openldap.driver import (
    NO_OPERATION,
    Add,
    Delete,
    Driver,
    Modify,
    Operation,
    Scope,
    Search,
)
from connector.targets.openldap.reading import Sorter
from connector.targets.openldap.schema import LOAD_IT, missing, values
from connector.targets.openldap.settings import OpenLdapSettings
from connector.text import NOTHING, Text

_ASSERTION = b"1.3.6.1.1.12"
_PAGED = b"1.2.840.113556.1.4.319"
_PROBE = "connector-check-probe"
_NEVER_STORED = _PROBE + "-" * 7_000
"""The name of an entry that back-mdb refuses (80) after it looked at the rights and before it stores anything.

A trial creation that gets further is dangerous: slapd 2.5 takes back what No-Op wrote, but goes on believing
that it knows the numbers of attributes that were new to the database; what is written with them later cannot
be read any more, not even by slapcat.
"""
_OTHER = 80
_NO_CRITICAL_EXTENSION = 12


def check_server(
    settings: OpenLdapSettings,
    codec: LdapCodec,
    connected: Callable[[], Driver],
    proof: Callable[[Driver], Iterator[Finding]] | None = None,
) -> Sequence[Finding]:
    """Return everything found, good and bad. Writes nothing: rights are probed with the No-Op control.

    `proof` makes an account of its own for a moment and tries the locks on it; None: that is left undone.
    """
    findings = list(_connection(settings))
    try:
        driver = connected()
    except TargetError as error:
        return [*findings, _bad(error)]
    findings.append(
        Finding(
            ok=True,
            text=Text(vi=f"Đăng nhập được với {settings.bind_dn}.", en=f"Bound as {settings.bind_dn}."),
        )
    )

    def policy(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:
        return policies(driver, codec, settings.demand)

    for look in (_controls, _places, _schema, _whole, _rights, _overlays, policy, own_policies, _locks):
        try:
            findings.extend(look(driver, codec))
        except TargetError as error:
            findings.append(_bad(error))
    if proof is None:
        return [*findings, _UNPROVEN] if codec.mapping.lock is not None else findings
    try:
        findings.extend(proof(driver))
    except TargetError as error:
        findings.append(_bad(error))
    return findings


_UNPROVEN = Finding(
    ok=True,
    text=Text(
        vi="Chưa thử xem khóa có thật sự ngăn đăng nhập không; đặt canary = true trong [target] để thử.",
        en="Whether locks really keep people out was not tried; set canary = true in [target] to try it.",
    ),
)


def _locks(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:
    """Say how many boxes are suspended or closed and not locked."""
    if codec.mapping.lock is None:
        return
    sorter = Sorter(codec, NameBook(codec.dn))
    search = Search(codec.base_dn, filter=equals(codec.mapping.owner, codec.owner), attributes=codec.wanted)
    for page in driver.search(search):
        for dn, attributes in page:
            sorter.take(dn, attributes)
    boxes = [entry for entry in sorter.entries().values() if not isinstance(entry, MailList)]
    shut = sum(box.state is not State.ACTIVE for box in boxes)
    astray = sum(box.lock_astray for box in boxes)
    if astray:
        yield Finding(
            ok=False,
            text=Text(
                vi=f"{astray} hộp thư có khóa đăng nhập không khớp trạng thái.",
                en=f"{astray} boxes have a lock on logging in that is not as their state.",
            ),
            advice=Text(
                vi="Lần chạy sau sẽ sửa. Nếu vẫn còn: tài khoản dịch vụ phải đọc và ghi được"
                f" {codec.mapping.lock.locked}, {codec.mapping.lock.ends}.",
                en="The next run puts it right. If they stay: the service account has to read and write"
                f" {codec.mapping.lock.locked} and {codec.mapping.lock.ends}.",
            ),
        )
    elif shut:
        yield Finding(
            ok=True,
            text=Text(
                vi=f"{shut} hộp thư tạm khóa hoặc đã đóng đều bị khóa đăng nhập.",
                en=f"All {shut} suspended or closed boxes are locked.",
            ),
        )


def _connection(settings: OpenLdapSettings) -> Iterator[Finding]:
    if settings.encrypted:
        fault = tls.fault(settings)
        if fault is not None:
            yield _bad(fault)
        else:
            yield Finding(
                ok=True,
                text=Text(vi="Kết nối được mã hoá (TLS).", en="The connection is encrypted (TLS)."),
            )
    elif settings.scheme == "ldap":
        yield Finding(
            ok=not settings.allow_plain,
            text=Text(vi="Kết nối không mã hoá.", en="The connection is not encrypted."),
            advice=Text(vi="Hãy dùng ldaps:// hoặc start_tls.", en="Use ldaps:// or start_tls.")
            if settings.allow_plain
            else NOTHING,
        )


def _controls(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:  # noqa: ARG001 - one shape for all looks
    offered = values(driver, "", "supportedControl")
    for control, name in ((_ASSERTION, "assertion (RFC 4528)"), (_PAGED, "paged results (RFC 2696)")):
        yield Finding(
            ok=control in offered,
            text=Text(
                vi=f"Máy chủ {'có' if control in offered else 'không có'} điều khiển {name}.",
                en=f"The server {'offers' if control in offered else 'does not offer'} {name}.",
            ),
        )


def _places(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:
    for dn in (codec.base_dn, *sorted({codec.container(kind) for kind in KINDS})):
        try:
            there = any(page for page in driver.search(Search(dn, Scope.BASE)))
        except TargetRejected as error:
            yield _bad(error)
            continue
        yield Finding(
            ok=there,
            text=Text(vi=f"Có mục {dn}.", en=f"{dn} exists.")
            if there
            else Text(vi=f"Không thấy mục {dn}.", en=f"{dn} cannot be seen."),
            advice=NOTHING if there else Text(vi="Hãy tạo mục này.", en="Create it."),
        )


def _schema(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:
    found = missing(driver, codec)
    if found is None:
        yield Finding(
            ok=False,
            text=Text(vi="Không đọc được lược đồ của máy chủ.", en="The server's schema cannot be read."),
            advice=Text(vi="Hãy cho tài khoản đọc cn=Subschema.", en="Let the account read cn=Subschema."),
        )
        return
    for name in found:
        yield Finding(
            ok=False,
            text=Text(vi=f"Lược đồ của máy chủ thiếu {name}.", en=f"The server's schema lacks {name}."),
            advice=LOAD_IT,
        )
    if not found:
        yield Finding(ok=True, text=Text(vi="Lược đồ đầy đủ.", en="The schema is complete."))


def _whole(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:
    """Read every DN, as a run would: a size limit shows here and not in the night."""
    count = sum(len(page) for page in driver.search(Search(codec.base_dn)))
    yield Finding(
        ok=True,
        text=Text(
            vi=f"Đọc được toàn bộ {count} mục, không bị giới hạn.",
            en=f"All {count} entries can be read; no limit cuts them.",
        ),
    )


def _rights(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:
    for what, operation in _probes(driver, codec):
        [(_, reply)] = driver.perform([(what, operation)], rehearse=True)
        if reply.code is None:
            raise codes.lost(operation.dn, reply.words)
        if reply.code == _NO_CRITICAL_EXTENSION:
            yield Finding(
                ok=True,
                text=Text(
                    vi="Máy chủ không cho ghi thử (No-Op); quyền ghi chưa được kiểm tra.",
                    en="The server offers no trial writes (No-Op); the right to write was not checked.",
                ),
            )
            return
        fine = reply.code in (0, NO_OPERATION) or (reply.code == _OTHER and isinstance(operation, Add))
        yield Finding(
            ok=fine,
            text=Text(vi=f"Được phép {what.vi}.", en=f"May {what.en}.")
            if fine
            else Text(
                vi=f"Không được phép {what.vi}: {codes.words(reply.code, reply.words).vi}",
                en=f"May not {what.en}: {codes.words(reply.code, reply.words).en}",
            ),
            advice=NOTHING if fine else codes.advice(codes.NO_RIGHT),
        )


def _probes(driver: Driver, codec: LdapCodec) -> Iterator[tuple[Text, Operation]]:
    for kind in KINDS:
        container = codec.container(kind)
        yield (
            Text(vi=f"tạo mục dưới {container}", en=f"create entries under {container}"),
            Add(f"{rdn(codec.mapping.id, _NEVER_STORED)},{container}", _probe_attributes(codec, kind)),
        )
    ours = Search(codec.base_dn, filter=equals(codec.mapping.owner, codec.owner), attributes=codec.wanted)
    some = next((page[0] for page in driver.search(ours) if page), None)
    if some is None:
        return
    dn, attributes = some
    guard = equals(codec.mapping.owner, codec.owner)
    state = codec.mapping.kinds["person"].attributes["state"][0]
    same = [Modification(How.REPLACE, state, list(attributes.get(state, ())))]
    yield Text(vi="sửa mục đã có", en="change entries"), Modify(dn, same, guard)
    yield Text(vi="xoá mục đã có", en="delete entries"), Delete(dn, guard)


def _probe_attributes(codec: LdapCodec, kind: str) -> dict[str, list[bytes]]:
    """Return an entry that would pass but for its name; its address can exist nowhere (RFC 2606)."""
    mapped = codec.mapping.kinds[kind]
    text = _PROBE.encode()
    found = {
        "objectClass": [name.encode() for name in mapped.classes],
        codec.mapping.id: [_NEVER_STORED.encode()],
        codec.mapping.key: [f"{kind}/{_PROBE}".encode()],
        codec.mapping.owner: [codec.owner.encode()],
    }
    values = {
        "address": text + b"@check.invalid",
        "state": b"closed",
        "name": text,
        "surname": text,
        "members": codec.base_dn.encode(),
        "person": text,
        "unit": text,
    }
    for name, value in values.items():
        for attribute in mapped.attributes.get(name, ()):
            found[attribute] = [value]
    return found


def _overlays(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:  # noqa: ARG001 - one shape for all looks
    """Say which overlays are there, where the configuration is readable; it need not be."""
    try:
        search = Search("cn=config", filter="(objectClass=olcOverlayConfig)", attributes=("olcOverlay",))
        values = [
            v for page in driver.search(search) for _, found in page for v in found.get("olcOverlay", ())
        ]
    except TargetRejected:
        return
    present = {re.sub(r"^\{\d+\}", "", value.decode()) for value in values}
    for name in ("unique", "refint") if present else ():
        yield Finding(
            ok=name in present,
            text=Text(
                vi=f"Overlay {name} {'đang bật' if name in present else 'chưa bật'}.",
                en=f"The overlay {name} is {'on' if name in present else 'off'}.",
            ),
        )


def _bad(error: TargetError) -> Finding:
    place = f"{error.where}: " if error.where else ""
    return Finding(
        ok=False,
        text=Text(vi=place + error.what.vi, en=place + error.what.en),
        advice=error.advice,
    )
