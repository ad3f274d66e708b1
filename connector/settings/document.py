"""`load_settings`: the whole of connector.toml as a value. Every fault is found at once."""

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from connector.errors import SettingsError, foreign
from connector.rules.faults import fault, faults_of
from connector.settings.identity import IdentitySettings
from connector.settings.lifecycle import LifecycleSettings
from connector.settings.notices import NoticeSettings
from connector.settings.passwords import PasswordSettings
from connector.settings.safety import SafetySettings
from connector.settings.sources import InboxSettings, SourceSettings
from connector.settings.table import Table
from connector.settings.targets import FIRST, MirrorSettings, TargetSettings
from connector.settings.unattended import (
    BackupSettings,
    LogSettings,
    MonitorSettings,
    RetentionSettings,
    ScheduleSettings,
)
from connector.text import Language, Text


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
    lifecycle: LifecycleSettings = LifecycleSettings()
    inbox: InboxSettings = InboxSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    log: LogSettings = LogSettings()
    passwords: PasswordSettings = PasswordSettings()
    identity: IdentitySettings = IdentitySettings()
    notices: NoticeSettings = NoticeSettings()
    monitor: MonitorSettings = MonitorSettings()
    backup: BackupSettings = BackupSettings()
    retention: RetentionSettings = RetentionSettings()

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
