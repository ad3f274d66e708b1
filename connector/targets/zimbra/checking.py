"""`check_server`: what `connector check` says of a Zimbra, all at once. Writes nothing."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from connector.errors import TargetError
from connector.model.directory import Entry, MailList, State
from connector.model.outcome import Finding
from connector.targets.zimbra import codes, requests
from connector.targets.zimbra.codec import ACCOUNT, COS, ZimbraCodec
from connector.targets.zimbra.envelope import Answer
from connector.targets.zimbra.logons import granularity
from connector.targets.zimbra.reading import EVERYTHING, read_domains
from connector.targets.zimbra.session import Session
from connector.targets.zimbra.settings import ZimbraSettings
from connector.text import NOTHING, Text

_SAMPLES = 5
_NEXT_POLL = Text(
    vi="Nếu dùng tài khoản đồng bộ GAL: đợi lần đồng bộ sau rồi kiểm tra lại.",
    en="With a GAL sync account: wait for the next poll, then check again.",
)


def check_server(settings: ZimbraSettings, codec: ZimbraCodec, session: Session) -> Sequence[Finding]:
    """Return everything found, good and bad."""
    findings = [_encryption(settings)]
    try:
        session.login()
    except TargetError as error:
        return [*findings, _bad(error)]
    findings.append(_good(f"Đăng nhập được với {settings.admin}.", f"Logged in as {settings.admin}."))
    for look in (_version, _domains, _classes, _whole, _address_list, _logons):
        try:
            findings.extend(look(settings, codec, session))
        except TargetError as error:
            findings.append(_bad(error))
    findings.append(
        _good(
            "Quyền ghi chưa được thử: Zimbra không có cách ghi thử.",
            "The right to write was not tried: Zimbra has no trial writes.",
        )
    )
    return findings


def _encryption(settings: ZimbraSettings) -> Finding:
    if settings.encrypted:
        return _good("Kết nối được mã hoá (TLS).", "The connection is encrypted (TLS).")
    return Finding(
        ok=not settings.allow_plain,
        text=Text(vi="Kết nối không mã hoá.", en="The connection is not encrypted."),
        advice=Text(vi="Hãy dùng https://.", en="Use https://.") if settings.allow_plain else NOTHING,
    )


def _version(settings: ZimbraSettings, codec: ZimbraCodec, session: Session) -> Iterator[Finding]:
    del settings, codec
    [answer] = session.ask([requests.version()])
    version = answer.found[0].first("version") if answer.found else ""
    yield _good(f"Phiên bản Zimbra: {version or '?'}.", f"Zimbra's version: {version or '?'}.")


def _domains(settings: ZimbraSettings, codec: ZimbraCodec, session: Session) -> Iterator[Finding]:
    del codec
    asked = [requests.get_domain(domain) for domain in settings.domains]
    for domain, answer in zip(settings.domains, session.ask(asked), strict=True):
        if answer.code:
            yield _fault(answer, domain)
            continue
        status = answer.found[0].first("zimbraDomainStatus") if answer.found else ""
        open_ = status in ("", "active")
        yield Finding(
            ok=open_,
            text=Text(vi=f"Có tên miền {domain}.", en=f"The domain {domain} exists.")
            if open_
            else Text(
                vi=f"Tên miền {domain} đang ở trạng thái {status}.", en=f"The domain {domain} is {status}."
            ),
        )


def _classes(settings: ZimbraSettings, codec: ZimbraCodec, session: Session) -> Iterator[Finding]:
    del codec
    names = sorted(set(settings.cos.values()))
    for name, answer in zip(names, session.ask([requests.get_cos(name) for name in names]), strict=True):
        if answer.code:
            yield _fault(answer, f"cos {name}")
        else:
            yield _good(f"Có lớp dịch vụ {name}.", f"The class of service {name} exists.")


def _whole(settings: ZimbraSettings, codec: ZimbraCodec, session: Session) -> Iterator[Finding]:
    """Read everything as a run would, and count: entries that we may not see vanish without a word."""
    asked = [requests.count_accounts(domain) for domain in settings.domains]
    counts = session.ask(asked)
    for domain, answer in zip(settings.domains, counts, strict=True):
        search = requests.search(domain, EVERYTHING, (COS,))
        shown = [found.element for found in session.search(search)]
        yield _good(
            f"{domain}: đọc được toàn bộ {len(shown)} mục, không bị giới hạn.",
            f"{domain}: all {len(shown)} entries can be read; no limit cuts them.",
        )
        expected = sum(int(one.first("text") or 0) for one in answer.found)
        if not answer.code and expected > shown.count(ACCOUNT):
            yield Finding(
                ok=False,
                text=Text(
                    vi=f"{domain} có {expected} tài khoản nhưng chỉ thấy {shown.count(ACCOUNT)}.",
                    en=f"{domain} has {expected} accounts, but only {shown.count(ACCOUNT)} can be seen.",
                ),
                advice=codes.advice("service.PERM_DENIED"),
            )
    del codec


def _address_list(settings: ZimbraSettings, codec: ZimbraCodec, session: Session) -> Iterator[Finding]:
    """See for a few of our boxes whether users find in the GAL what they should, and nothing else."""
    snapshot, _ = read_domains(session, codec, settings.domains)
    boxes = [one for one in snapshot.directory if not isinstance(one, MailList) and one.state is State.ACTIVE]
    for listed in (True, False):
        tried = list(islice((box for box in boxes if box.listed is listed), _SAMPLES))
        shown = {box: _in_address_list(session, box) for box in tried}
        some = [box for box in tried if shown[box] is not None]
        wrong = [box for box in some if shown[box] is not listed]
        if some and not wrong:
            yield _good(
                f"Danh bạ chung (GAL): {len(some)} hộp thư thử đều {'có mặt' if listed else 'ẩn'} đúng như đặt.",
                f"Address list (GAL): {len(some)} boxes tried are all {'shown' if listed else 'hidden'}, as set.",
            )
        for box in wrong:
            yield _misplaced(box, listed=listed)


def _logons(settings: ZimbraSettings, codec: ZimbraCodec, session: Session) -> Iterator[Finding]:
    """Say how far last logins can be believed: rules about boxes that nobody uses rest on them."""
    del settings, codec
    late = granularity(session)
    if late is None:
        yield _good(
            "Zimbra không ghi lần đăng nhập cuối (zimbraLastLogonTimestampFrequency = 0): không tính được hộp thư"
            " nào lâu không dùng.",
            "Zimbra notes no last logins (zimbraLastLogonTimestampFrequency = 0): nobody can tell which boxes"
            " are out of use.",
        )
    else:
        hours = f"{late / timedelta(hours=1):g}"
        yield _good(
            f"Zimbra ghi lần đăng nhập cuối, chậm tối đa {hours} giờ.",
            f"Zimbra notes last logins, at most {hours} h late.",
        )


def _misplaced(box: Entry, *, listed: bool) -> Finding:
    if listed:
        return Finding(
            ok=False,
            text=Text(
                vi=f"{box.key} không có trong danh bạ chung (GAL).", en=f"{box.key} is not in the GAL."
            ),
            advice=_NEXT_POLL,
        )
    return Finding(
        ok=False,
        text=Text(
            vi=f"{box.key} lẽ ra phải ẩn nhưng có trong danh bạ chung (GAL).",
            en=f"{box.key} should be hidden but is in the GAL.",
        ),
        advice=_NEXT_POLL,
    )


def _in_address_list(session: Session, box: Entry) -> bool | None:
    """Return whether users find a box; None where Zimbra shows only a part of what it found."""
    [answer] = session.ask([requests.search_gal(box.address)])
    if answer.code:
        raise codes.error(answer.code, answer.words, box.address)
    if any(box.address in found.attributes.get("email", ()) for found in answer.found):
        return True
    return None if answer.attribute("more").lower() in ("1", "true") else False


def _fault(answer: Answer, where: str) -> Finding:
    return _bad(codes.error(answer.code, answer.words, where))


def _good(vi: str, en: str) -> Finding:
    return Finding(ok=True, text=Text(vi=vi, en=en))


def _bad(error: TargetError) -> Finding:
    place = f"{error.where}: " if error.where else ""
    return Finding(
        ok=False, text=Text(vi=place + error.what.vi, en=place + error.what.en), advice=error.advice
    )
