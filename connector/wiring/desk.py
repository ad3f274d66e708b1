"""`open_desk`: settings in, a `Desk` out, with every adapter behind its port."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from connector.desk import Desk, nobody_asked
from connector.mirrors import Mirror
from connector.model.identity import IdentityRules
from connector.plan.limits import Limit, Limits
from connector.ports import Clock, Ledger
from connector.rules.calendar import Calendar
from connector.rules.calendar_file import load_calendar
from connector.rules.profile import Profile, find_profile, load_profile
from connector.settings import (
    Settings,
    ZimbraTargetSettings,
)
from connector.shipped import shipped
from connector.wiring.clock import SystemClock
from connector.wiring.hr import make_source
from connector.wiring.logons import open_logons
from connector.wiring.targets import make_target, strangers_of


def organisation(name: str, folder: Path = Path()) -> Profile:
    """Return the regulation called `name`: an id that comes with connector, or the path of a TOML file."""
    if name.endswith(".toml"):
        return load_profile(folder / name)
    return find_profile(name, shipped("mappings", "organisations"))


def organisations() -> Mapping[str, str]:
    """Return id → name of every regulation that comes with connector."""
    folder = shipped("mappings", "organisations")
    return {file.stem: load_profile(file).name for file in sorted(folder.glob("*.toml"))}


@contextmanager
def open_desk(
    settings: Settings,
    clock: Clock | None = None,
    people: Path | None = None,
    stop: Callable[[], bool] = nobody_asked,
) -> Iterator[Desk]:
    """Open everything `settings` names, and close it again; `people` stands in for the workbook of people."""
    from connector.wiring.passwords import issuing_target

    clock = clock or SystemClock()
    profile = organisation(settings.organisation, settings.folder)
    with ExitStack() as opened:
        ledger = make_ledger(settings)
        opened.callback(ledger.close)
        target = opened.enter_context(issuing_target(settings, profile, ledger, clock))
        logons = opened.enter_context(open_logons(settings, profile))
        mirrors = tuple(Mirror(one.name, make_target(settings, profile, one)) for one in settings.mirror)
        for mirror in mirrors:
            opened.callback(mirror.target.close)
        yield Desk(
            profile,
            make_source(settings, people),
            target,
            ledger,
            clock,
            make_limits(settings),
            settings.digest,
            mirrors,
            make_calendar(settings),
            stop,
            make_identity_rules(settings),
            logons,
            settings.lifecycle.absent_rosters,
            None
            if isinstance(settings.target, ZimbraTargetSettings)
            else partial(strangers_of, settings, profile),
        )


def make_calendar(settings: Settings) -> Calendar:
    """Return the working days: the shipped calendar, and the organisation's own over it."""
    own = settings.lifecycle.calendar
    files = [shipped("mappings", "calendar", "viet-nam.toml"), *([settings.path(own)] if own else [])]
    return load_calendar(*files)


def make_ledger(settings: Settings) -> Ledger:
    """Open the ledger in the state folder."""
    from connector.ledger.sqlite import open_ledger

    return open_ledger(settings.path(settings.state) / "ledger.sqlite")


def make_identity_rules(settings: Settings) -> IdentityRules:
    """Return how far each key of a person may act alone, as the settings say."""
    said = settings.identity
    return IdentityRules(said.citizen, said.address, said.birth, said.name)


@contextmanager
def open_ledger_of(settings: Settings) -> Iterator[Ledger]:
    """Open the ledger alone, for commands that only look back."""
    ledger = make_ledger(settings)
    try:
        yield ledger
    finally:
        ledger.close()


def make_limits(settings: Settings) -> Limits:
    """Return the limits the settings set."""
    safety = settings.safety
    named = {
        name: Limit(value.floor, value.share)
        for name in (
            "creates",
            "updates",
            "renames",
            "disables",
            "removals",
            "unit_losses",
            "deletes",
            "adoptions",
        )
        for value in (getattr(safety, name),)
    }
    return Limits(
        **named,
        source_loss_held=safety.source_loss_held,
        source_loss_refused=safety.source_loss_refused,
    )
