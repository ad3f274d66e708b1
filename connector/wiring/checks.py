"""`check_all`: everything found in settings, regulation, source, ledger and targets, good and bad."""

from collections.abc import Sequence
from dataclasses import replace

from connector.errors import ConnectorError
from connector.model.outcome import Finding
from connector.rules.deadlines import counts_working_days
from connector.rules.profile import Profile
from connector.settings import (
    MirrorSettings,
    Settings,
)
from connector.text import Text
from connector.wiring.clock import SystemClock
from connector.wiring.desk import make_calendar, open_ledger_of, organisation
from connector.wiring.hr import make_source
from connector.wiring.logons import open_logons
from connector.wiring.targets import make_target


def check_all(settings: Settings) -> Sequence[Finding]:
    """Return everything found in settings, regulation, source, target and ledger, good and bad."""
    findings = [_good(f"Cấu hình đọc được ({settings.organisation}).", "The settings can be used.")]
    try:
        profile = organisation(settings.organisation, settings.folder)
    except ConnectorError as error:
        return [*findings, _bad(error)]
    findings += [_regulation(profile), _only_recorded(profile)]
    for look in (
        _check_calendar,
        _check_source,
        _check_ledger,
        _check_passwords,
        _check_target,
        _check_logons,
        _check_notices,
    ):
        try:
            findings += look(settings, profile)
        except ConnectorError as error:
            findings.append(_bad(error))
    return findings + [finding for mirror in settings.mirror for finding in _check(settings, profile, mirror)]


def _check(settings: Settings, profile: Profile, mirror: MirrorSettings) -> list[Finding]:
    """Return what is found in one mirror, each sentence beginning with its name."""
    try:
        found = _check_target(settings, profile, mirror)
    except ConnectorError as error:
        found = [_bad(error)]
    return [
        replace(one, text=Text(vi=f"{mirror.name}: {one.text.vi}", en=f"{mirror.name}: {one.text.en}"))
        for one in found
    ]


def _good(vi: str, en: str) -> Finding:
    return Finding(ok=True, text=Text(vi=vi, en=en))


def _bad(error: ConnectorError) -> Finding:
    return Finding(ok=False, text=error.text)


def _regulation(profile: Profile) -> Finding:
    document = profile.document
    number = f" {document.number}" if document.number else ""
    draft_vi = " (DỰ THẢO, chưa có hiệu lực)" if profile.draft else ""
    draft_en = " (DRAFT, not in force)" if profile.draft else ""
    return _good(
        f"Quy chế: {document.title}{number}{draft_vi}.", f"Regulation: {document.title}{number}{draft_en}."
    )


ONLY_RECORDED = ("message", "checking", "remark")
"""Tables of a regulation that are kept and shown, and that nothing acts on yet."""
ONLY_RECORDED_KEYS = ("password.admin.max_age_months",)


def _only_recorded(profile: Profile) -> Finding:
    """Say which rules of the file nothing acts on yet, so that nobody takes them for promises."""
    there = [name for name in ONLY_RECORDED if getattr(profile, name)]
    admin = profile.password.admin
    keys = ONLY_RECORDED_KEYS if admin is not None and admin.max_age_months is not None else ()
    names = ", ".join((*there, *keys))
    if not names:
        return _good("Mọi mục của quy chế đều được thực hiện.", "Everything in the regulation is acted upon.")
    return _good(
        f"Trong quy chế, các mục sau mới chỉ được ghi nhận, chưa tự động thực hiện: {names}.",
        f"Of the regulation these are recorded only, nothing acts on them yet: {names}.",
    )


def _check_calendar(settings: Settings, profile: Profile) -> list[Finding]:
    """Say of which years the days off are certain; bad where this year's are needed and are not."""
    calendar = make_calendar(settings)
    years = ", ".join(map(str, sorted(calendar.years)))
    today = SystemClock().now().date()
    if calendar.certain(today, today) or not counts_working_days(profile):
        return [
            _good(
                f"Lịch làm việc: các năm đã có văn bản xác nhận: {years}.",
                f"Working days: years confirmed by a document: {years}.",
            )
        ]
    return [
        Finding(
            ok=False,
            text=Text(
                vi=f"Lịch làm việc năm {today.year} chưa có văn bản xác nhận: thời hạn theo ngày làm việc chỉ là"
                " tạm tính, không hộp thư nào bị đóng hay xóa vì các thời hạn ấy.",
                en=f"No document has confirmed the working days of {today.year}: such time limits are provisional,"
                " and no box is closed or removed because of them.",
            ),
            advice=Text(
                vi="Thêm mục [[year]] vào tệp nêu ở khóa lifecycle.calendar.",
                en="Add a [[year]] to the file named by lifecycle.calendar.",
            ),
        )
    ]


def _check_source(settings: Settings, profile: Profile) -> list[Finding]:
    del profile
    roster = make_source(settings).read()
    rows, wrong = roster.people_rows, len(roster.problems)
    return [
        _good(
            f"Danh sách: {len(roster.people)} người, {len(roster.units)} đơn vị; {rows.raw} dòng = "
            f"{rows.accepted} nhận + {rows.questioned} hỏi + {rows.rejected} từ chối + {rows.blank} trống;"
            f" {wrong} điểm cần xem.",
            f"Roster: {len(roster.people)} people, {len(roster.units)} units; {rows.raw} rows = "
            f"{rows.accepted} accepted + {rows.questioned} questioned + {rows.rejected} rejected + "
            f"{rows.blank} blank; {wrong} to look at.",
        )
    ]


def _check_passwords(settings: Settings, profile: Profile) -> list[Finding]:
    """Say who gets first passwords, and whether they could be handed over."""
    from connector.wiring.passwords import make_sealer

    del profile
    passwords = settings.passwords
    if not passwords.agency:
        return []
    make_sealer(settings).require_ready()
    names = ", ".join(passwords.give) or "–"
    return [
        _good(
            f"Mật khẩu lần đầu: cấp cho {names}; khóa của {len(passwords.agency)} cách giao dùng được.",
            f"First passwords: given to {names}; the keys of {len(passwords.agency)} ways can be used.",
        )
    ]


def _check_ledger(settings: Settings, profile: Profile) -> list[Finding]:
    del profile
    with open_ledger_of(settings) as ledger:
        count = len(ledger.owners())
    return [_good(f"Sổ nhớ mở được, {count} địa chỉ đã cấp.", f"The ledger opens; {count} addresses given.")]


def _check_logons(settings: Settings, profile: Profile) -> list[Finding]:
    """Say whether idle boxes can be told, where the regulation wants them suspended."""
    if profile.suspension is None:
        return []
    with open_logons(settings, profile) as books:
        if books is None:
            return [
                _good(
                    "Đích này không ghi lần đăng nhập: quy định về hộp thư lâu không dùng chưa thực hiện được ở đây.",
                    "This target records no logins: the rule about idle boxes cannot be carried out here.",
                )
            ]
        if books.logons().recorded:
            return [_good("Đích có ghi lần đăng nhập cuối.", "The target records the last login.")]
    return [
        _good(
            "Có đích chưa ghi lần đăng nhập nào (chưa ai đăng nhập, hoặc chưa bật lastbind): chưa tạm khóa ai vì lâu"
            " không dùng.",
            "A target has recorded no login yet (nobody came, or lastbind is off): nobody is suspended for being idle.",
        )
    ]


def _check_notices(settings: Settings, profile: Profile) -> list[Finding]:
    del profile
    from connector.wiring.post import mail_server, webhook

    hook, server = webhook(settings), mail_server(settings)
    if hook is not None:
        hook.close()
    if server is None:
        return []
    try:
        server.greet()
    finally:
        server.close()
    told = len({*settings.notices.it, *settings.notices.hr, *settings.notices.contacts.values()})
    return [
        _good(
            f"Máy chủ thư {settings.notices.server} nhận kết nối; {told} địa chỉ nhận thư báo.",
            f"The mail server {settings.notices.server} answers; {told} addresses are told.",
        )
    ]


def _check_target(
    settings: Settings, profile: Profile, mirror: MirrorSettings | None = None
) -> list[Finding]:
    target = make_target(settings, profile, mirror)
    try:
        return list(target.check())
    finally:
        target.close()
