"""`born`, `lived`, `without`: what is remembered of the lives of boxes before a run writes, and after it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from connector.desired.leaving import mentioned
from connector.desired.lives import missed
from connector.model.directory import Directory, Entry, MailList, PersonalMailbox, State
from connector.model.life import Absence, Alias, Cause, Life, Past
from connector.model.outcome import Outcome
from connector.model.plan import Change
from connector.model.roster import Roster


def born(past: Past, changes: Iterable[Change], today: date) -> Past:
    """Return the past with the aliases that `changes` make.

    It is remembered before anything is written: a run that dies after a rename leaves none without its day.
    """
    made = {
        address: Alias(address, change.key, today) for change in changes for address in _made_aliases(change)
    }
    fresh = {address: alias for address, alias in made.items() if address not in past.aliases}
    return replace(past, aliases={**past.aliases, **fresh}) if fresh else past


def _made_aliases(change: Change) -> Iterator[str]:
    """Yield the old addresses that go on as aliases: of a renamed box, or of somebody's box at an agency they left."""
    before, after = change.before, change.after
    if after is None:
        return
    if before is not None and before.address in after.aliases:
        yield before.address
    if isinstance(after, PersonalMailbox):
        yield from set(after.aliases).difference(before.aliases if before is not None else ())


def after(current: Directory, outcomes: Iterable[Outcome]) -> Directory:
    """Return what a target holds after the outcomes that settled their entries."""
    entries = dict(current.entries)
    for outcome in outcomes:
        if outcome.result.settled:
            entries.pop(outcome.change.key, None)
            if outcome.change.after is not None:
                entries[outcome.change.key] = outcome.change.after
    return Directory(entries)


def lived(past: Past, present: Directory, wanted: Mapping[str, Life], today: date) -> Past:
    """Return the past after a run: of every box since when it is what it is now.

    Args:
        past: as it was remembered, with what `born` added.
        present: what the target holds now.
        wanted: what `desire` says of boxes, where they came to be as wanted.
        today: the day of the run.
    """
    lives = {life.key: life for entry in present for life in _life(entry, past, wanted, today)}
    notices = {
        key: one for key, one in past.notices.items() if key in lives and lives[key].since == one.about
    }
    aliases = {address: alias for entry in present for address, alias in _aliases(entry, past, today)}
    return replace(past, began=past.began or today, lives=lives, notices=notices, aliases=aliases)


def without(past: Past, present: Directory, roster: Roster, today: date) -> Past:
    """Return the past with how often each owner of an open box is missing from rosters in a row.

    Only for a roster that was accepted: one that is doubted says nothing of who is missing.
    """
    spoken_of = mentioned(roster)
    absences: dict[str, Absence] = {
        entry.key: missed(past, entry.key, roster, today)
        for entry in present
        if isinstance(entry, PersonalMailbox)
        and entry.person not in spoken_of
        and entry.state in (State.ACTIVE, State.SUSPENDED)
    }
    return replace(past, absences=absences)


def _life(entry: Entry, past: Past, wanted: Mapping[str, Life], today: date) -> Iterator[Life]:
    if isinstance(entry, MailList):
        return
    known = past.lives.get(entry.key)
    for life in (wanted.get(entry.key), known):
        if life is not None and life.state is entry.state:
            yield life
            return
    if entry.state is not State.ACTIVE or known is not None:
        yield Life(entry.key, entry.state, today, Cause.UNKNOWN)


def _aliases(entry: Entry, past: Past, today: date) -> Iterator[tuple[str, Alias]]:
    """Yield the aliases whose day is known; before anything was remembered, all of them begin today."""
    for address in entry.aliases:
        known = past.aliases.get(address)
        if known is not None and known.key == entry.key:
            yield address, known
        elif past.began is None:
            yield address, Alias(address, entry.key, today)
