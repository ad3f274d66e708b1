"""`Settings`: connector.toml as a value. Every fault is found at once; an unknown key is refused by name.

Paths are relative to the folder of connector.toml. Secrets are never in the file, only the path of a file
that holds one (mode 0600, or a systemd credential).

::

    document    the whole file: `Settings`, `load_settings`
    sources     [source], [inbox]
    targets     [target], [[mirror]]
    passwords   [passwords]
    safety      [safety]
    notices     [notices]
    lifecycle   [lifecycle]
    identity    [identity]
    unattended  [schedule], [log], [monitor], [backup], [retention]
    secrets     what stands in files of its own
    table       what every table is made of
"""

from connector.settings.document import OWN_FIELDS, Settings, load_settings
from connector.settings.identity import IdentitySettings
from connector.settings.lifecycle import LifecycleSettings
from connector.settings.notices import NoticeSettings, WebhookSettings
from connector.settings.passwords import PasswordSettings, PasswordWaySettings
from connector.settings.safety import LimitSettings, SafetySettings
from connector.settings.secrets import read_secret
from connector.settings.sources import (
    FeedSourceSettings,
    InboxSettings,
    MergedSettings,
    OauthSettings,
    PartSettings,
    SourceSettings,
    WorkbookSettings,
)
from connector.settings.table import Seconds, Share, Table
from connector.settings.targets import (
    FIRST,
    ClassesOfService,
    LdifMirrorSettings,
    LdifTargetSettings,
    MirrorName,
    MirrorSettings,
    OpenLdapMirrorSettings,
    OpenLdapTargetSettings,
    TargetSettings,
    ZimbraMirrorSettings,
    ZimbraTargetSettings,
)
from connector.settings.unattended import (
    BackupSettings,
    LogSettings,
    MonitorSettings,
    RetentionSettings,
    ScheduleChange,
    ScheduleSettings,
)

__all__ = [
    "FIRST",
    "OWN_FIELDS",
    "BackupSettings",
    "ClassesOfService",
    "FeedSourceSettings",
    "IdentitySettings",
    "InboxSettings",
    "LdifMirrorSettings",
    "LdifTargetSettings",
    "LifecycleSettings",
    "LimitSettings",
    "LogSettings",
    "MergedSettings",
    "MirrorName",
    "MirrorSettings",
    "MonitorSettings",
    "NoticeSettings",
    "OauthSettings",
    "OpenLdapMirrorSettings",
    "OpenLdapTargetSettings",
    "PartSettings",
    "PasswordSettings",
    "PasswordWaySettings",
    "RetentionSettings",
    "SafetySettings",
    "ScheduleChange",
    "ScheduleSettings",
    "Seconds",
    "Settings",
    "Share",
    "SourceSettings",
    "Table",
    "TargetSettings",
    "WebhookSettings",
    "WorkbookSettings",
    "ZimbraMirrorSettings",
    "ZimbraTargetSettings",
    "load_settings",
    "read_secret",
]
