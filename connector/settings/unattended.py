"""`[schedule]`, `[log]`, `[monitor]`, `[backup]`, `[retention]`: what runs by itself, and what is kept of it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from connector.settings.table import Table

Days = Annotated[int, Field(ge=0, le=36_500)]


class ScheduleChange(Table):
    """What one schedule says instead; see `connector.jobs.schedules`."""

    cron: str | None = None
    zone: str | None = None
    jitter_minutes: int | None = None
    grace_hours: float | None = None
    enabled: bool | None = None


class ScheduleSettings(Table):
    """What runs when."""

    folder: Path | None = None
    """Schedules of the organisation: files of a shipped one's name stand in its place, others are added."""
    change: dict[str, ScheduleChange] = Field(default_factory=dict)
    """Name of a schedule → what is different about it."""


class LogSettings(Table):
    """Where events are written."""

    to: Literal["stderr", "file"] = "stderr"
    folder: Path = Path("log")
    """One file a day, where `to` is `file`."""
    form: Literal["auto", "json", "console"] = "auto"
    """auto: JSON lines, except on a terminal."""
    level: Literal["debug", "info", "warning", "error"] = "info"


class MonitorSettings(Table):
    """How others see whether all is well."""

    port: Annotated[int, Field(ge=0, le=65_535)] = 0
    """Of /metrics and /health on 127.0.0.1, while `connector serve` runs; 0: none."""
    textfile: Path | None = None
    """A file that node_exporter reads (--collector.textfile.directory), such as `…/connector.prom`."""
    alarm_hours: Annotated[float, Field(gt=0, le=1000)] = 26
    """Hours without a run that succeeded after which something is wrong."""


class BackupSettings(Table):
    """Copies of what cannot be read back from the target."""

    folder: Path = Path("backup")
    keep_daily: Annotated[int, Field(ge=1, le=1000)] = 14
    """Of so many of the latest days the last backup is kept."""
    keep_weekly: Annotated[int, Field(ge=0, le=1000)] = 8
    """And of so many weeks."""
    recipients: tuple[str, ...] = ()
    """Public keys of age (`age1…`, `ssh-ed25519 …`) that can read a backup; empty: not encrypted."""


class RetentionSettings(Table):
    """How long things are kept, in days; 0: for ever."""

    archive_days: Days = 90
    """Files of HR that were accepted."""
    quarantine_days: Days = 30
    """Files that were not."""
    outbox_days: Days = 90
    """Answers for HR, with their own workbooks in them."""
    log_days: Days = 90
    letters_days: Days = 90
    """Words of letters that were sent; that their matter was told stays."""
    turns_days: Days = 400
    """What came of scheduled jobs."""
    runs_days: Days = 400
    """Changes of runs, one by one; who owns an address, and every decision, stays."""
