"""`Clock`, `Source`, `Target`: what the story needs of the world outside."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from connector.model.directory import Entry, Snapshot
from connector.model.outcome import Finding, Outcome
from connector.model.plan import Change
from connector.model.roster import Roster


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """Return the present moment, with its time zone."""
        ...


class Source(Protocol):
    """HR's side: a workbook, later a form or a feed."""

    def read(self) -> Roster:
        """Return everything HR says now.

        Reading twice gives equal rosters while the source does not change, and changes nothing.
        A row that cannot be used is a `Problem` in the roster; every row is counted.
        Raises `SourceError` where the source as a whole cannot be trusted; then nothing was read.
        """
        ...


class Target(Protocol):
    """A directory or mail system, of which we own the entries that carry our mark and nothing else."""

    def read(self) -> Snapshot:
        """Return all entries we own, whole, and every address that others occupy.

        Never partial: raises `TargetRejected` where a limit or a right cut the answer,
        `TargetUnreachable` where there is no answer.
        """
        ...

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Return the present state of our entries with these keys; those that do not exist are missing."""
        ...

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Write the changes of one wave and yield one outcome for each, as they become known.

        The changes do not depend on each other; they may be written in any order or at once.
        A change is written only if the entry still is as `change.before` says, in what we manage;
        otherwise its outcome is CONFLICT, or ALREADY where it is as `change.after` says.
        A foreign entry is never written; a foreign attribute of our entry stays as it is.
        Applying a change that is done has the outcome ALREADY and writes nothing.
        Raises `TargetStopped` on server-class trouble, after yielding what is known; the rest is UNKNOWN
        or was not tried.
        """
        ...

    def check(self) -> Sequence[Finding]:
        """Look at connection, security, rights and schema; return everything found, good and bad."""
        ...

    def close(self) -> None:
        """Give back connections. May be called twice."""
        ...
