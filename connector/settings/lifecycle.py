"""`[lifecycle]`: what the life of a box is counted by."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from connector.settings.table import Table


class LifecycleSettings(Table):
    """What the life of a box is counted by."""

    calendar: Path | None = None
    """Days off and days worked that the shipped calendar does not know (yet), by year."""
    absent_rosters: Annotated[int, Field(ge=0)] = 0
    """From how many rosters in a row somebody has to be missing before the box is suspended; 0: never."""
