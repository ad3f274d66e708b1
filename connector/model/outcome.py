"""What became of it: `Outcome` of one change, `Report` of one run, `Lately` of a week, `Finding` of one check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from connector.model.plan import Change, Plan
from connector.model.roster import Problem
from connector.text import NOTHING, Text


class Result(StrEnum):
    """What became of one change."""

    DONE = "done"
    ALREADY = "already"
    """It was so before we wrote, or an unclear write turned out to have happened."""
    CONFLICT = "conflict"
    """The entry was changed by somebody else since it was read; the next run plans it anew."""
    REFUSED = "refused"
    """The target says no to this entry, for good."""
    RETRY = "retry"
    """The target says "not now"."""
    UNKNOWN = "unknown"
    """No answer: it may or may not have happened; only reading tells."""
    SKIPPED = "skipped"
    """Not tried: it depends on another change that was not done."""

    @property
    def settled(self) -> bool:
        """Whether the entry is now as planned."""
        return self in (Result.DONE, Result.ALREADY)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change, with the target's own words where there are any."""

    change: Change
    result: Result
    detail: Text = NOTHING
    code: int | None = None
    """LDAP result code (RFC 4511 A.1) or HTTP status, where there is one."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run, told from its end."""

    run: str
    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    stopped: Text = NOTHING
    """Why the run ended early; empty where it did not."""
    target: str = ""
    """Name of the mirror it wrote to; empty: the first target."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Outcomes that did not settle their entry."""
        return tuple(outcome for outcome in self.outcomes if not outcome.result.settled)

    @property
    def waiting(self) -> frozenset[str]:
        """Keys of entries that a limit holds back and that nobody approved."""
        return self.plan.held - {outcome.change.key for outcome in self.outcomes}


@dataclass(frozen=True, slots=True)
class Lately:
    """What was done in the last days without anybody's approval: the slow bleed that limits must see, too."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    """Change kind → how many."""
    removals: int = 0
    """Members taken off lists although their boxes stayed open."""
    left: tuple[tuple[str, str], ...] = ()
    """(key of a person, key of the unit they left); an empty unit is the one where their closed box stands."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `connector check` looked at."""

    ok: bool
    text: Text
    advice: Text = NOTHING
