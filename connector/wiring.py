"""`open_desk`: the only place that knows every adapter. Settings in, a `Desk` out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from connector.errors import ConnectorError
from connector.model.outcome import Finding
from connector.plan.limits import Limit, Limits
from connector.ports import Clock, Ledger, Source, Target
from connector.rules.profile import Profile, find_profile, load_profile
from connector.settings import LdifTargetSettings, OpenLdapTargetSettings, Settings, read_secret
from connector.shipped import shipped
from connector.sync import Desk, Draft
from connector.text import Text

if TYPE_CHECKING:
    from connector.targets.ldap_codec.codec import LdapCodec

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, in Vietnam's time."""

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(ZONE)


def organisation(name: str, folder: Path = Path()) -> Profile:
    """Return the regulation called `name`: an id that comes with connector, or the path of a TOML file."""
    if name.endswith(".toml"):
        return load_profile(folder / name)
    return find_profile(name, shipped("mappings", "organisations"))


@contextmanager
def open_desk(settings: Settings, clock: Clock | None = None) -> Iterator[Desk]:
    """Open everything `settings` names, and close it again."""
    clock = clock or SystemClock()
    profile = organisation(settings.organisation, settings.folder)
    with ExitStack() as opened:
        target = make_target(settings, profile)
        opened.callback(target.close)
        ledger = make_ledger(settings)
        opened.callback(ledger.close)
        yield Desk(
            profile,
            make_source(settings),
            target,
            ledger,
            clock,
            make_limits(settings),
            settings.digest,
        )


def make_ledger(settings: Settings) -> Ledger:
    """Open the ledger in the state folder."""
    from connector.ledger.sqlite import open_ledger

    return open_ledger(settings.path(settings.state) / "ledger.sqlite")


def make_source(settings: Settings) -> Source:
    """Return HR's side."""
    from connector.sources.mapping import load_mapping
    from connector.sources.workbook import WorkbookSource

    source = settings.source
    return WorkbookSource(
        settings.path(source.people),
        settings.path(source.units) if source.units else None,
        load_mapping(settings.path(source.mapping)) if source.mapping else None,
    )


def make_target(settings: Settings, profile: Profile) -> Target:
    """Return the directory, guarded and patient."""
    from connector.targets.owned import Owned
    from connector.targets.retrying import Retrying

    codec = make_codec(settings, profile)
    target = settings.target
    bare = (
        _ldif(settings, target, codec)
        if isinstance(target, LdifTargetSettings)
        else _openldap(settings, target, codec)
    )
    return Owned(Retrying(bare, time.sleep, SystemRandom()))


def make_codec(settings: Settings, profile: Profile) -> "LdapCodec":
    """Return how entries and LDAP attributes become each other."""
    from connector.targets.ldap_codec.codec import LdapCodec
    from connector.targets.ldap_codec.mapping import load_mapping

    target = settings.target
    shipped_file = shipped("mappings", "targets", "openldap.toml")
    file = settings.path(target.mapping) if target.mapping else shipped_file
    return LdapCodec(load_mapping(file), target.base_dn, profile.id)


def _ldif(settings: Settings, target: LdifTargetSettings, codec: "LdapCodec") -> Target:
    from connector.targets.ldif import LdifTarget

    return LdifTarget(settings.path(target.file), codec)


def _openldap(settings: Settings, target: OpenLdapTargetSettings, codec: "LdapCodec") -> Target:
    from connector.targets.openldap.settings import DriverChoice, OpenLdapSettings
    from connector.targets.openldap.target import OpenLdapTarget

    server = OpenLdapSettings(
        uri=target.uri,
        base_dn=target.base_dn,
        bind_dn=target.bind_dn,
        password=partial(read_secret, settings.path(target.password_file)),
        driver=DriverChoice(target.driver),
        start_tls=target.start_tls,
        ca_file=settings.path(target.ca_file) if target.ca_file else None,
        allow_plain=target.allow_plain,
        operation_timeout=target.operation_timeout,
        read_timeout=target.read_timeout,
    )
    return OpenLdapTarget(server, codec)


@contextmanager
def open_ledger_of(settings: Settings) -> Iterator[Ledger]:
    """Open the ledger alone, for commands that only look back."""
    ledger = make_ledger(settings)
    try:
        yield ledger
    finally:
        ledger.close()


def check_all(settings: Settings) -> Sequence[Finding]:
    """Return everything found in settings, regulation, source, target and ledger, good and bad."""
    findings = [_good(f"Cấu hình đọc được ({settings.organisation}).", "The settings can be used.")]
    try:
        profile = organisation(settings.organisation, settings.folder)
    except ConnectorError as error:
        return [*findings, _bad(error)]
    findings.append(_regulation(profile))
    for look in (_check_source, _check_ledger, _check_target):
        try:
            findings += look(settings, profile)
        except ConnectorError as error:
            findings.append(_bad(error))
    return findings


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


def _check_ledger(settings: Settings, profile: Profile) -> list[Finding]:
    del profile
    with open_ledger_of(settings) as ledger:
        count = len(ledger.owners())
    return [_good(f"Sổ nhớ mở được, {count} địa chỉ đã cấp.", f"The ledger opens; {count} addresses given.")]


def _check_target(settings: Settings, profile: Profile) -> list[Finding]:
    target = make_target(settings, profile)
    try:
        return list(target.check())
    finally:
        target.close()


def make_limits(settings: Settings) -> Limits:
    """Return the limits the settings set."""
    safety = settings.safety
    named = {
        name: Limit(value.floor, value.share)
        for name in ("creates", "updates", "renames", "disables", "removals", "unit_losses")
        for value in (getattr(safety, name),)
    }
    return Limits(
        **named,
        source_loss_held=safety.source_loss_held,
        source_loss_refused=safety.source_loss_refused,
    )


def plan_as_ldif(settings: Settings, desk: Desk, draft: Draft) -> str:
    """Return the plan's changes as LDIF change records (RFC 2849) that `ldapmodify` accepts."""
    from connector.targets.ldap_codec.ldif import ldif_changes

    return ldif_changes(draft.plan.changes, make_codec(settings, desk.profile))
