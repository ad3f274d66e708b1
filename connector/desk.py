"""`Desk`: all that one organisation's run needs, with the world behind ports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from connector.mirrors import Mirror
from connector.model.identity import DEFAULT_RULES, IdentityRules
from connector.model.stranger import Stranger
from connector.plan.limits import Limits
from connector.ports import Clock, Ledger, LogonBook, Source, Target
from connector.rules.calendar import UNCONFIRMED, Calendar
from connector.rules.profile import Profile


def nobody_asked() -> bool:
    """Return False: nobody asks this run to stop."""
    return False


@dataclass(frozen=True, slots=True)
class Desk:
    """All that one organisation's run needs, with the world behind ports."""

    profile: Profile
    source: Source
    target: Target
    ledger: Ledger
    clock: Clock
    limits: Limits
    settings_digest: str
    mirrors: tuple[Mirror, ...] = ()
    calendar: Calendar = UNCONFIRMED
    """Working days, for time limits."""
    stop: Callable[[], bool] = nobody_asked
    """Whether somebody asked the run to stop; what is being written then is written, and nothing more."""
    identity: IdentityRules = DEFAULT_RULES
    """How far each key of a person may act alone."""
    logons: LogonBook | None = None
    """Who knows when boxes were used last; None: the target does not."""
    absent_after: int = 0
    """From how many rosters in a row somebody is missing before the box is suspended; 0: never."""
    strangers: Callable[[], Sequence[Stranger]] | None = None
    """Returns the boxes that others made in the first target; None: it cannot tell. Raises TargetError."""
