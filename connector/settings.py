"""`Settings`: connector.toml as a value. Every fault is found at once; an unknown key is refused by name.

Paths are relative to the folder of connector.toml. Secrets are never in the file, only the path of a file
that holds one (mode 0600, or a systemd credential).
"""

import os
import stat
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from connector.errors import SettingsError, foreign
from connector.rules.faults import fault, faults_of
from connector.text import Language, Text

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class Table(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkbookSettings(Table):
    """Where HR's workbook lies."""

    kind: Literal["workbook"] = "workbook"
    people: Path
    units: Path | None = None
    """Empty: the units are a sheet of the same workbook."""
    mapping: Path | None = None
    """A saved reading of this workbook; empty: found anew each time."""
    identity_key_file: Path | None = None
    """Secret with which citizen numbers become HR keys that say nothing; empty: such numbers are refused."""


class OauthSettings(Table):
    """OAuth2 client credentials (RFC 6749, section 4.4)."""

    token_url: str
    client_id: str
    client_secret_file: Path
    scope: str = ""


class FeedSourceSettings(Table):
    """An HR feed over HTTPS."""

    kind: Literal["feed"]
    url: str
    """`https://host/path/`; `http://` only to this machine."""
    name: str = "Nội vụ"
    """What messages call it."""
    mapping: Path | None = None
    """How the feed says things; empty: our own contract (mappings/feeds/noi-vu.toml)."""
    dialect: Literal["noi-vu", "scim"] = "noi-vu"
    """Which shipped mapping, where `mapping` is empty."""
    bearer_file: Path | None = None
    oauth: OauthSettings | None = None
    ca_file: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    identity_key_file: Path | None = None
    """Secret under which citizen numbers become keys; empty: they are refused."""
    deadline: Seconds = 300
    """Seconds for the whole reading."""
    keep_days: Annotated[int, Field(ge=0, le=366)] = 14
    """How long the roster of last time may stand in for a feed that does not answer."""


def _kind_of(value: object) -> str:
    kind = value.get("kind", "workbook") if isinstance(value, dict) else getattr(value, "kind", "")
    return str(kind)


PartSettings = Annotated[
    Annotated[WorkbookSettings, Tag("workbook")] | Annotated[FeedSourceSettings, Tag("feed")],
    Discriminator(_kind_of),
]


class MergedSettings(Table):
    """Several sources that describe one organisation."""

    kind: Literal["merged"]
    order: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of the parts; the first decides who exists."""
    parts: dict[str, PartSettings]
    fields: dict[str, tuple[str, ...]] = {}
    """Field → its own order of parts."""
    only_elsewhere: Literal["ask", "accept"] = "ask"
    """What becomes of who is only in a later part."""

    @model_validator(mode="after")
    def _known_parts(self) -> Self:
        named = {name for order in (self.order, *self.fields.values()) for name in order}
        if named - self.parts.keys() or set(self.order) != self.parts.keys():
            msg = f"order and fields name the parts {sorted(self.parts)}, each once"
            raise ValueError(msg)
        return self


SourceSettings = Annotated[
    Annotated[WorkbookSettings, Tag("workbook")]
    | Annotated[FeedSourceSettings, Tag("feed")]
    | Annotated[MergedSettings, Tag("merged")],
    Discriminator(_kind_of),
]


class InboxSettings(Table):
    """The watched folder: HR drops a workbook, and finds the answer."""

    folder: Path = Path("inbox")
    outbox: Path = Path("outbox")
    """Answers for HR: notes, and the workbook with its questions marked."""
    archive: Path = Path("archive")
    """Every file that was accepted, as it was."""
    quarantine: Path = Path("quarantine")
    """Every file that was not."""
    policy: Literal["plan", "sync"] = "plan"
    """What an accepted file leads to: only a look at what would change, or the safe part of it at once."""
    poll_seconds: Seconds = 5
    patience_seconds: Annotated[float, Field(gt=0, le=86_400)] = 600
    """How long a file may look unfinished before it is judged as it is."""


class OpenLdapTargetSettings(Table):
    """A directory server."""

    kind: Literal["openldap"]
    uri: str
    base_dn: str
    bind_dn: str
    password_file: Path
    driver: Literal["auto", "native", "pure"] = "auto"
    start_tls: bool = False
    ca_file: Path | None = None
    allow_plain: bool = False
    operation_timeout: Seconds = 10
    read_timeout: Seconds = 60
    mapping: Path | None = None
    """Neutral fields → attributes; empty: the one that comes with connector."""


class ClassesOfService(Table):
    """Names of Zimbra's classes of service for new accounts; empty: the domain's default."""

    person: str = ""
    unit: str = ""


class ZimbraTargetSettings(Table):
    """A Zimbra mail system."""

    kind: Literal["zimbra"]
    url: str
    admin: str
    password_file: Path
    domains: Annotated[tuple[str, ...], Field(min_length=1)]
    cos: ClassesOfService = ClassesOfService()
    closing: Literal["locked", "closed"] = "locked"
    """What a closed box becomes: see docs/zimbra.md before choosing `closed`."""
    random_passwords: bool = False
    """Whether new accounts get a password that nobody knows and that has to be changed."""
    ca_file: Path | None = None
    allow_plain: bool = False
    operation_timeout: Seconds = 60
    read_timeout: Seconds = 600
    batch: Annotated[int, Field(gt=0, le=200)] = 50
    """Commands sent at once."""
    mapping: Path | None = None
    """Neutral fields → attributes; empty: the one that comes with connector."""


class LdifTargetSettings(Table):
    """One LDIF file in place of a server."""

    kind: Literal["ldif"]
    file: Path
    base_dn: str
    mapping: Path | None = None


MirrorName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=32)]
FIRST = "target"
"""What the command line calls the first target: as its table in connector.toml."""


class OpenLdapMirrorSettings(OpenLdapTargetSettings):
    """A directory server that is given what the first target holds."""

    name: MirrorName


class ZimbraMirrorSettings(ZimbraTargetSettings):
    """A Zimbra that is given what the first target holds."""

    name: MirrorName


class LdifMirrorSettings(LdifTargetSettings):
    """An LDIF file that is given what the first target holds."""

    name: MirrorName


TargetSettings = OpenLdapTargetSettings | LdifTargetSettings | ZimbraTargetSettings
MirrorSettings = OpenLdapMirrorSettings | LdifMirrorSettings | ZimbraMirrorSettings


class LimitSettings(Table):
    """As many as `floor`, or `share` of what there is, whichever is more."""

    floor: Annotated[int, Field(ge=0)]
    share: Share


class SafetySettings(Table):
    """What may happen unasked; each limit left out has its default."""

    creates: LimitSettings = LimitSettings(floor=10, share=0.10)
    updates: LimitSettings = LimitSettings(floor=50, share=0.30)
    renames: LimitSettings = LimitSettings(floor=3, share=0.02)
    disables: LimitSettings = LimitSettings(floor=5, share=0.03)
    removals: LimitSettings = LimitSettings(floor=10, share=0.10)
    unit_losses: LimitSettings = LimitSettings(floor=2, share=0.30)
    source_loss_held: Share = 0.05
    source_loss_refused: Share = 0.30


class Settings(Table):
    """The whole of connector.toml."""

    organisation: str
    """Id of a shipped organisation file, or the path of one (*.toml)."""
    language: Language = Language.VI
    state: Path = Path("state")
    """Folder of the ledger and the lock; a local disk."""
    source: SourceSettings
    target: Annotated[TargetSettings, Field(discriminator="kind")]
    mirror: tuple[Annotated[MirrorSettings, Field(discriminator="kind")], ...] = ()
    """Further targets, each with its own plan and safety; see `connector.follow`."""
    safety: SafetySettings = SafetySettings()
    inbox: InboxSettings = InboxSettings()

    folder: Path = Field(default=Path(), exclude=True)
    """Where connector.toml lies; not a key of the file."""
    digest: str = Field(default="", exclude=True)
    """SHA-256 of the file; not a key of the file."""

    @model_validator(mode="after")
    def _each_target_has_its_own_name(self) -> Self:
        names = [FIRST, *(mirror.name for mirror in self.mirror)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise fault(
                Text(vi=f"tên đích “{twice[0]}” đã được dùng.", en=f"the target name “{twice[0]}” is taken."),
                Text(
                    vi="Đặt cho mỗi [[mirror]] một tên riêng.", en="Give each [[mirror]] a name of its own."
                ),
            )
        return self

    def path(self, path: Path) -> Path:
        """Return `path` as seen from the folder of connector.toml."""
        return self.folder / path


OWN_FIELDS = ("folder", "digest")


def load_settings(file: Path) -> Settings:
    """Return the settings in `file`; raises SettingsError with every fault in it."""
    try:
        raw = file.read_bytes()
        data = tomllib.loads(raw.decode())
    except FileNotFoundError:
        raise SettingsError(
            Text(vi="không có tệp cấu hình này.", en="there is no such configuration file."),
            where=str(file),
            advice=Text(
                vi="Chỉ ra tệp bằng --config, hoặc chép examples/connector.toml về và sửa.",
                en="Name one with --config, or copy examples/connector.toml and edit it.",
            ),
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        words = foreign(error)
        raise SettingsError(
            Text(vi=f"không đọc được tệp cấu hình {words.vi}", en=f"the file cannot be read {words.en}"),
            where=str(file),
        ) from error
    own = {"folder": file.parent, "digest": sha256(raw).hexdigest()}
    try:
        stray = {key: value for key, value in data.items() if key in OWN_FIELDS}
        if stray:
            data = {f"{key}?": value for key, value in stray.items()} | data
        return Settings.model_validate({**data, **own})
    except ValidationError as error:
        raise SettingsError(
            Text(vi="cấu hình chưa dùng được.", en="the configuration cannot be used."),
            where=str(file),
            advice=Text(vi="Hãy sửa các điểm sau:", en="Correct the following:"),
            faults=[fault.text for fault in faults_of(error, file.name, Settings)],
        ) from error


LOOSE = stat.S_IRWXG | stat.S_IRWXO


def read_secret(file: Path) -> str:
    """Return the secret in `file` without its line end.

    Raises SettingsError where it cannot be read, is empty, or where others than its owner may read it.
    """
    try:
        with file.open(encoding="utf-8") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            secret = opened.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        words = foreign(error)
        raise SettingsError(
            Text(vi=f"không đọc được tệp mật khẩu {words.vi}", en=f"the secret cannot be read {words.en}"),
            where=str(file),
        ) from error
    if mode & LOOSE:
        raise SettingsError(
            Text(vi="người khác đọc được tệp mật khẩu này.", en="others may read this secret."),
            where=str(file),
            advice=Text(vi=f"Chạy: chmod 600 {file}", en=f"Run: chmod 600 {file}"),
        )
    if not secret:
        raise SettingsError(Text(vi="tệp mật khẩu trống.", en="the secret is empty."), where=str(file))
    return secret
