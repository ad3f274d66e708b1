"""`Duty`: something somebody must do, or something that ends, and until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from connector.text import Text


class DutyKind(StrEnum):
    """What has to be done, or what ends."""

    REQUEST = "request"
    """The operator carries out and answers a request."""
    AGENCY = "agency"
    """An agency asks for what HR's decision means for a box."""
    NOTICE = "notice"
    """The operator tells the agency that a box was suspended."""
    IDLE = "idle"
    """Nobody logs in to an agency's box: a person decides."""
    REOPEN = "reopen"
    """Until when somebody may ask in writing to reopen a suspended box."""
    HOLD = "hold"
    """From when on a closed box may be removed."""
    ALIAS = "alias"
    """Until when an old address still delivers."""
    CALENDAR = "calendar"
    """The operator adds the days off of a year, without which no time limit in working days is certain."""
    ENVELOPE = "envelope"
    """The operator hands over first passwords, or makes them anew."""
    REPORT = "report"
    """Until when somebody owes somebody a report."""


ENDINGS = frozenset({DutyKind.REOPEN, DutyKind.HOLD, DutyKind.ALIAS, DutyKind.REPORT})
"""What merely comes to its end: nobody is known to be late with it."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is owed, or that ends."""

    kind: DutyKind
    key: str
    """Key of the box, or id of the request."""
    label: str
    """What a person calls it: a name."""
    address: str
    unit: str
    """Key of the unit it concerns; empty where it is not known."""
    who: str
    """Who has to act, in Vietnamese; empty where something merely ends."""
    what: Text
    due: date | None
    """The last day; None where the regulation sets no limit: as soon as possible."""
    article: str = ""
    provisional: bool = False
    """Whether the last day counts working days of a year that no document has confirmed."""
    since: date | None = None
    """Of a notice: since when the box is suspended."""

    def late(self, today: date) -> bool:
        """Tell whether somebody is late with it."""
        return self.kind not in ENDINGS and self.due is not None and self.due < today
