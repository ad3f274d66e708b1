"""`Settings`: connector.toml as a value. Every fault is found at once; an unknown key is refused by name.

Paths are relative to the folder of connector.toml. Secrets are never in the file, only the path of a file
that holds one (mode 0600, or a systemd credential).
"""

import os
import stat
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connector.errors import SettingsError, foreign
from connector.rules.faults import faults_of
from connector.text import Language, Text

DEFAULT_FILE = Path("connector.toml")

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


class LdifTargetSettings(Table):
    """One LDIF file in place of a server."""

    kind: Literal["ldif"]
    file: Path
    base_dn: str
    mapping: Path | None = None


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
    source: WorkbookSettings
    target: Annotated[OpenLdapTargetSettings | LdifTargetSettings, Field(discriminator="kind")]
    safety: SafetySettings = SafetySettings()

    folder: Path = Field(default=Path(), exclude=True)
    """Where connector.toml lies; not a key of the file."""
    digest: str = Field(default="", exclude=True)
    """SHA-256 of the file; not a key of the file."""

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
