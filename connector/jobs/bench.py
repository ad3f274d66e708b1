"""`Bench`: what a job needs of the world, and `Done`: what it says at its end."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from connector.jobs.stopping import Stop
from connector.logs import Log
from connector.model.turn import Ending
from connector.ports import Clock, Ledger
from connector.settings import Settings
from connector.text import Text


@dataclass(frozen=True, slots=True)
class Bench:
    """What a job needs of the world."""

    settings: Settings
    ledger: Callable[[], AbstractContextManager[Ledger]]
    """Opens the ledger."""
    clock: Clock
    stop: Stop
    log: Log
    machine: str
    """The name of this machine: jitter differs from one to another."""
    account: str
    """Who runs it, for the ledger."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job."""

    ending: Ending
    words: Text
    facts: Mapping[str, int] = field(default_factory=dict)
