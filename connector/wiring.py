"""`open_desk`: the only place that knows every adapter. Settings in, a `Desk` out."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from connector.errors import ConnectorError, SettingsError
from connector.follow import Reflection
from connector.mirrors import Mirror
from connector.model.outcome import Finding
from connector.model.plan import Question
from connector.model.request import Form, RequestKind
from connector.model.roster import Roster
from connector.plan.limits import Limit, Limits
from connector.ports import Clock, Ledger, Source, Target
from connector.rules.profile import Profile, find_profile, load_profile
from connector.settings import (
    FeedSourceSettings,
    LdifTargetSettings,
    MergedSettings,
    MirrorSettings,
    OpenLdapTargetSettings,
    Settings,
    TargetSettings,
    WorkbookSettings,
    ZimbraTargetSettings,
    read_secret,
)
from connector.shipped import shipped
from connector.sync import Desk, Draft
from connector.text import Text

if TYPE_CHECKING:
    from connector.model.reading import WorkbookView
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
def open_desk(settings: Settings, clock: Clock | None = None, people: Path | None = None) -> Iterator[Desk]:
    """Open everything `settings` names, and close it again; `people` stands in for the workbook of people."""
    clock = clock or SystemClock()
    profile = organisation(settings.organisation, settings.folder)
    with ExitStack() as opened:
        target = make_target(settings, profile)
        opened.callback(target.close)
        mirrors = tuple(Mirror(one.name, make_target(settings, profile, one)) for one in settings.mirror)
        for mirror in mirrors:
            opened.callback(mirror.target.close)
        ledger = make_ledger(settings)
        opened.callback(ledger.close)
        yield Desk(
            profile,
            make_source(settings, people),
            target,
            ledger,
            clock,
            make_limits(settings),
            settings.digest,
            mirrors,
        )


def make_ledger(settings: Settings) -> Ledger:
    """Open the ledger in the state folder."""
    from connector.ledger.sqlite import open_ledger

    return open_ledger(settings.path(settings.state) / "ledger.sqlite")


def make_source(settings: Settings, people: Path | None = None) -> Source:
    """Return HR's side; `people` stands in for the workbook of people, as a file that was just dropped does."""
    source = settings.source
    if not isinstance(source, MergedSettings):
        return _one_source(settings, source, people, "source")
    from connector.sources.merged import FIELDS, MergedSource

    unknown = sorted(source.fields.keys() - FIELDS)
    if unknown:
        names, known = ", ".join(unknown), ", ".join(sorted(FIELDS))
        raise SettingsError(
            Text(vi=f"không có trường {names} để đặt ưu tiên.", en=f"there are no fields {names}."),
            where="source.fields",
            advice=Text(vi=f"Các trường: {known}.", en=f"The fields are: {known}."),
        )
    parts = {
        name: _one_source(settings, part, people, f"source-{number}")
        for number, (name, part) in enumerate(sorted(source.parts.items()))
    }
    return MergedSource(parts, source.order, source.fields, source.only_elsewhere == "accept")


def _one_source(
    settings: Settings, source: WorkbookSettings | FeedSourceSettings, people: Path | None, name: str
) -> Source:
    return (
        _workbook(settings, source, people)
        if isinstance(source, WorkbookSettings)
        else _feed(settings, source, name)
    )


def _workbook(settings: Settings, source: WorkbookSettings, people: Path | None) -> Source:
    from connector.sources.mapping import load_mapping
    from connector.sources.workbook import WorkbookSource

    return WorkbookSource(
        people or settings.path(source.people),
        settings.path(source.units) if source.units else None,
        load_mapping(settings.path(source.mapping)) if source.mapping else None,
        identity_key=identity_key(settings.path(source.identity_key_file))
        if source.identity_key_file
        else "",
    )


SHORTEST_IDENTITY_KEY = 32
"""Characters: as many bits as the digest keeps, even in hexadecimal (openssl rand -hex 32 gives 64)."""


def identity_key(file: Path) -> str:
    """Return the secret that makes HR keys of citizen numbers. Raises SettingsError where it is too short."""
    secret = read_secret(file)
    if len(secret) < SHORTEST_IDENTITY_KEY:
        raise SettingsError(
            Text(
                vi=f"khóa băm số định danh ngắn hơn {SHORTEST_IDENTITY_KEY} ký tự.",
                en=f"the key for citizen numbers is shorter than {SHORTEST_IDENTITY_KEY} characters.",
            ),
            where=str(file),
            advice=Text(
                vi=f"Tạo bằng: (umask 077; openssl rand -hex 32 > {file}). Giữ mãi một khóa: đổi khóa là đổi mọi mã.",
                en=f"Make one: (umask 077; openssl rand -hex 32 > {file}). Keep it: another key changes every HR key.",
            ),
        )
    return secret


def look_at_workbook(
    settings: Settings | None, file: Path, units: Path | None, mapping: Path | None
) -> "WorkbookView":
    """Return how `file` would be read; with settings, units it lacks come from where HR's workbook has them."""
    from connector.sources.mapping import load_mapping
    from connector.sources.view import look_at
    from connector.sources.workbook import WorkbookSource

    own = settings.source if settings and isinstance(settings.source, WorkbookSettings) else None
    secret = ""
    if settings and own and own.identity_key_file:
        secret = identity_key(settings.path(own.identity_key_file))
    saved = load_mapping(mapping) if mapping else None
    view = look_at(WorkbookSource(file, units, saved, identity_key=secret), file.stem)
    if settings is None or own is None or units is not None or any(t.role == "units" for t in view.tables):
        return view
    usual = settings.path(own.units or own.people)
    if not usual.exists() or usual == file:
        return view
    return look_at(WorkbookSource(file, usual, saved, identity_key=secret), file.stem)


def _feed(settings: Settings, source: FeedSourceSettings, name: str) -> Source:
    from connector.sources.feed.limits import FeedLimits
    from connector.sources.feed.mapping import load_feed_mapping
    from connector.sources.feed.settings import ClientCredentials, FeedSettings
    from connector.sources.feed.source import FeedSource
    from connector.sources.feed.visitor import World
    from connector.sources.identity import CitizenKeys

    def secret(file: Path | None) -> Callable[[], str] | None:
        return partial(read_secret, settings.path(file)) if file else None

    oauth, credentials = source.oauth, None
    if oauth is not None:
        client_secret = partial(read_secret, settings.path(oauth.client_secret_file))
        credentials = ClientCredentials(
            token_url=oauth.token_url,
            client_id=oauth.client_id,
            client_secret=client_secret,
            scope=oauth.scope,
        )
    feed = FeedSettings(
        name=source.name,
        url=source.url,
        bearer=secret(source.bearer_file),
        oauth=credentials,
        ca_file=settings.path(source.ca_file) if source.ca_file else None,
        client_certificate=settings.path(source.client_certificate) if source.client_certificate else None,
        client_key=settings.path(source.client_key) if source.client_key else None,
    )
    mapping = (
        settings.path(source.mapping)
        if source.mapping
        else shipped("mappings", "feeds", f"{source.dialect}.toml")
    )
    key = identity_key(settings.path(source.identity_key_file)) if source.identity_key_file else ""
    return FeedSource(
        feed,
        load_feed_mapping(mapping),
        settings.path(settings.state) / f"{name}.roster.gz",
        World(time.monotonic, SystemClock(), time.sleep, SystemRandom().random),
        CitizenKeys(key.encode()),
        FeedLimits(deadline=source.deadline, keep_days=source.keep_days),
    )


def take_copy(path: Path, to: Path) -> str:
    """Copy a file from outside to the new private file `to`; return its SHA-256. Raises SourceError.

    A link, a pipe, a device, an empty or huge file is refused, and so is one that changes meanwhile.
    """
    from connector.sources.limits import Limits
    from connector.sources.spool import copied

    return copied(path, to, Limits())


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a file from outside. Raises SourceError as `take_copy` does."""
    from connector.sources.limits import Limits
    from connector.sources.spool import digest_of

    return digest_of(path, Limits())


def roster_file(settings: Settings) -> Path:
    """Return where the workbook of people lies that a dropped file replaces. Raises SettingsError."""
    source = settings.source
    parts = [*source.parts.values()] if isinstance(source, MergedSettings) else [source]
    workbooks = [part for part in parts if isinstance(part, WorkbookSettings)]
    if len(workbooks) != 1:
        raise SettingsError(
            Text(
                vi="thư mục nhận tệp cần đúng một nguồn loại workbook.",
                en="a watched folder needs exactly one source of kind workbook.",
            ),
            where="source",
        )
    return settings.path(workbooks[0].people)


class WatchedWorkbook:
    """A workbook that is read again whenever its content has changed."""

    def __init__(self, path: Path) -> None:
        from connector.sources.workbook import WorkbookSource

        self._source = WorkbookSource(path)
        self._digests: Mapping[str, str] = {}
        self._roster: Roster | None = None

    def roster(self) -> Roster:
        """Return what the workbook says now. Raises SourceError."""
        digests = self._source.digests()
        if self._roster is None or digests != self._digests:
            self._roster, self._digests = self._source.read(), digests
        return self._roster


def make_target(settings: Settings, profile: Profile, mirror: MirrorSettings | None = None) -> Target:
    """Return the first target, or a mirror, guarded and patient."""
    from connector.targets.owned import Owned
    from connector.targets.retrying import Retrying

    target = mirror or settings.target
    if isinstance(target, ZimbraTargetSettings):
        bare = _zimbra(settings, target, profile)
    elif isinstance(target, LdifTargetSettings):
        bare = _ldif(settings, target, make_codec(settings, target, profile))
    else:
        bare = _openldap(settings, target, make_codec(settings, target, profile))
    return Owned(Retrying(bare, time.sleep, SystemRandom()))


def make_codec(settings: Settings, target: TargetSettings, profile: Profile) -> "LdapCodec":
    """Return how entries and LDAP attributes become each other. Raises SettingsError for a Zimbra."""
    from connector.targets.ldap_codec.codec import LdapCodec
    from connector.targets.ldap_codec.mapping import load_mapping

    if isinstance(target, ZimbraTargetSettings):
        raise SettingsError(
            Text(vi="LDIF không dùng cho đích Zimbra.", en="There is no LDIF for a Zimbra target."),
            where="target.kind",
            advice=Text(
                vi="Hãy xem kế hoạch bằng bảng, HTML hoặc JSON.", en="See the plan as a table, HTML or JSON."
            ),
        )
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


def _zimbra(settings: Settings, target: ZimbraTargetSettings, profile: Profile) -> Target:
    from connector.targets.zimbra.codec import ZimbraCodec
    from connector.targets.zimbra.mapping import load_mapping
    from connector.targets.zimbra.passwords import first_password
    from connector.targets.zimbra.settings import Closing, ZimbraSettings
    from connector.targets.zimbra.target import ZimbraTarget

    server = ZimbraSettings(
        url=target.url,
        admin=target.admin,
        password=partial(read_secret, settings.path(target.password_file)),
        domains=target.domains,
        cos={kind: name for kind, name in target.cos.model_dump().items() if name},
        closing=Closing(target.closing),
        ca_file=settings.path(target.ca_file) if target.ca_file else None,
        allow_plain=target.allow_plain,
        operation_timeout=target.operation_timeout,
        read_timeout=target.read_timeout,
        batch=target.batch,
    )
    shipped_file = shipped("mappings", "targets", "zimbra.toml")
    file = settings.path(target.mapping) if target.mapping else shipped_file
    codec = ZimbraCodec(load_mapping(file), profile.id, server.closing)
    password = partial(first_password, SystemRandom()) if target.random_passwords else None
    return ZimbraTarget(server, codec, password=password)


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


def _check_target(
    settings: Settings, profile: Profile, mirror: MirrorSettings | None = None
) -> list[Finding]:
    target = make_target(settings, profile, mirror)
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


def plan_as_ldif(settings: Settings, desk: Desk, draft: Draft | Reflection) -> str:
    """Return the plan's changes as LDIF change records (RFC 2849) that `ldapmodify` accepts."""
    from connector.targets.ldap_codec.ldif import ldif_changes

    target: TargetSettings = settings.target
    if isinstance(draft, Reflection):
        target = next(one for one in settings.mirror if one.name == draft.mirror.name)
    return ldif_changes(draft.plan.changes, make_codec(settings, target, desk.profile))


def read_request(file: Path, kind: RequestKind | None) -> Form:
    """Return what a form or letter asks for; `kind` where a person says what it is. Raises SourceError."""
    from connector.sources.forms.reader import read_form

    return read_form(file, kind)


def empty_form(kind: RequestKind, profile: Profile, suffix: str) -> bytes:
    """Return an empty form, ".docx" or ".xlsx", addressed as the organisation says."""
    addressee = profile.bodies.addressee
    if suffix == ".xlsx":
        from connector.sources.forms.blank_xlsx import blank_xlsx

        return blank_xlsx(kind, addressee)
    from connector.sources.forms.blank_docx import blank_docx

    return blank_docx(kind, addressee)


def roster_of_file(settings: Settings, file: Path) -> Roster:
    """Return what one workbook says, read as the settings read HR's workbook. Raises SourceError."""
    source = settings.source
    parts = source.parts.values() if isinstance(source, MergedSettings) else (source,)
    known = next((part for part in parts if isinstance(part, WorkbookSettings)), None)
    return _workbook(settings, known or WorkbookSettings(people=file), file).read()


def annotated(file: Path, roster: Roster, at: datetime, questions: Sequence[Question] = ()) -> bytes:
    """Return HR's workbook with what became of each row in it, as an .xlsx. Raises SourceError."""
    from connector.sources.answer.annotate import annotate

    return annotate(file, roster, at, [one for one in questions if one.where.file == file.name])
