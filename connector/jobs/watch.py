"""`open_inbox`: the watched folder of an organisation; `watch`: look at it until somebody says stop."""

import threading
import time
from collections.abc import Callable
from functools import partial

from connector.desk import nobody_asked
from connector.jobs.folders import Folders
from connector.jobs.herald import herald
from connector.jobs.inbox import Handled, Inbox, Office, Policy
from connector.jobs.lease import Lease
from connector.jobs.waiting import Waiting
from connector.ports import Clock
from connector.settings import Settings
from connector.wiring.clock import SystemClock
from connector.wiring.desk import open_desk, open_ledger_of
from connector.wiring.hr import annotated, content_digest, roster_file, take_copy

Tell = Callable[[Handled], None]


def open_inbox(
    settings: Settings, stop: Callable[[], bool] = nobody_asked, clock: Clock | None = None
) -> Inbox:
    """Return the inbox that `settings` describe. Raises SettingsError."""
    office = office_of(settings, stop, clock)
    patience = settings.inbox.patience_seconds
    return Inbox(office, Waiting(office.folders.inbox, content_digest, time.monotonic, patience))


def office_of(
    settings: Settings, stop: Callable[[], bool] = nobody_asked, clock: Clock | None = None
) -> Office:
    """Return what the inbox of `settings` needs of the world. Raises SettingsError."""
    inbox, clock = settings.inbox, clock or SystemClock()
    tells = herald(settings, clock)
    state = settings.path(settings.state)
    return Office(
        folders=Folders(
            settings.path(inbox.folder),
            settings.path(inbox.outbox),
            settings.path(inbox.archive),
            settings.path(inbox.quarantine),
        ),
        roster=roster_file(settings),
        spool=state / "inbox",
        policy=Policy(inbox.policy),
        clock=clock,
        desk=lambda people: open_desk(settings, clock, people, stop),
        ledger=partial(open_ledger_of, settings),
        lease=lambda: Lease(state / "run.lock", clock),
        take_copy=take_copy,
        digest=content_digest,
        annotate=annotated,
        tell=tells.write_after,
        post=tells.about_files,
    )


def once(inbox: Inbox, pause: float, tell: Tell) -> None:
    """Deal with what has arrived whole: two looks, as one cannot tell."""
    _tell_all(inbox, tell)
    time.sleep(pause)
    _tell_all(inbox, tell)
    for handled in inbox.waiting():
        tell(handled)


def watch(inbox: Inbox, pause: float, stop: threading.Event, tell: Tell) -> None:
    """Look again and again until `stop` is set; a file that is being dealt with is finished first."""
    while not stop.is_set():
        _tell_all(inbox, tell, stop)
        stop.wait(pause)


def _tell_all(inbox: Inbox, tell: Tell, stop: threading.Event | None = None) -> None:
    for handled in inbox.look():
        tell(handled)
        if stop is not None and stop.is_set():
            return
