"""`Held`: what the last run of a target left for a person to approve."""

from dataclasses import dataclass
from datetime import datetime

from connector.text import Text


@dataclass(frozen=True, slots=True)
class Held:
    """One limit that was passed, and how many changes wait because of it."""

    target: str
    """Name of the mirror; empty: the first target."""
    limit: str
    text: Text
    changes: int
    run: str
    at: datetime
