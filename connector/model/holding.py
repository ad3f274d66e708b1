"""`Holding`: who answers for an agency's box, since when, and by which document."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One handover of one box; the latest says who holds it."""

    key: str
    """Key of the unit's box."""
    address: str
    holder: str
    """Whom it was handed to: an address of ours, or a name and position."""
    delegate: str = ""
    """Who uses it by the holder's written delegation."""
    document: str
    """Number of the decision or of the minutes of handing over."""
    since: date
    at: datetime
    """When it was remembered."""
    by: str
