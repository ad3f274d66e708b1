"""`[schedule]`, `[log]`: what runs by itself, and what it writes down."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from connector.settings.table import Table


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
