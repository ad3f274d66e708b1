"""`SystemClock`: the machine's clock, in Vietnam's time."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, in Vietnam's time."""

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(ZONE)
