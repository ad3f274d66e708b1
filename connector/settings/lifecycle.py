"""`[lifecycle]`: what the life of a box is counted by."""

from pathlib import Path

from connector.settings.table import Table


class LifecycleSettings(Table):
    """What the life of a box is counted by."""

    calendar: Path | None = None
    """Days off and days worked that the shipped calendar does not know (yet), by year."""
