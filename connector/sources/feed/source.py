"""`FeedSource`: a feed of people and units over HTTPS as a `connector.ports.Source`."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from connector.errors import SourceError
from connector.model.roster import Gravity, Problem, Roster, Where
from connector.sources import values
from connector.sources.feed.door import Door
from connector.sources.feed.kept import Kept, load_kept, save_kept
from connector.sources.feed.limits import FeedLimits
from connector.sources.feed.mapping import FeedMapping
from connector.sources.feed.pages import gather, unchanged
from connector.sources.feed.settings import FeedSettings
from connector.sources.feed.tables import tables_of
from connector.sources.feed.troubles import ASK_OWNER, LATER, Trouble
from connector.sources.feed.visitor import Visitor, World
from connector.sources.identity import CitizenKeys
from connector.sources.people import read_people
from connector.sources.protocol import Role
from connector.sources.units import UnitIndex, read_units
from connector.text import Text


@dataclass(frozen=True, slots=True)
class FeedSource:
    """Reads the feed, or falls back on the roster of last time.

    "Unchanged" (304) and "no answer" mean the roster of last time, never "everybody left"; the latter adds a
    warning, and is an error where that roster is older than `limits.keep_days`, or where there is none.
    """

    settings: FeedSettings
    mapping: FeedMapping
    state: Path
    """The file in which the roster of last time is kept."""
    world: World
    citizens: CitizenKeys = field(default_factory=CitizenKeys)
    """Makes keys of citizen numbers; without a secret it makes none."""
    limits: FeedLimits = field(default_factory=FeedLimits)

    def read(self) -> Roster:
        """Return what the feed says, every record accounted for. Raises SourceError."""
        last = load_kept(self.state, self._agreement())
        try:
            fresh = self._ask(last)
        except SourceError as trouble:
            return self._fall_back(last, trouble)
        roster = self._roster(fresh)
        if fresh != last:
            save_kept(self.state, fresh)
        return roster

    def _ask(self, last: Kept | None) -> Kept:
        with Door(self.settings, self.limits, self.world.ticks) as door:
            visitor = Visitor(door, self.settings, self.limits, self.world, self.mapping.accept)
            if last is not None and unchanged(visitor, last.pages):
                return replace(last, at=self.world.clock.now())
            return self._gather(visitor)

    def _gather(self, visitor: Visitor) -> Kept:
        questions = {Role.UNITS: self.mapping.units, Role.PEOPLE: self.mapping.people}
        gathered = {
            role: gather(visitor, self.settings.url, question, self.limits)
            for role, question in questions.items()
        }
        tables = {
            role: tables_of(
                found.records, questions[role], role, self.citizens, f"{self.settings.name} › {role.value}"
            )
            for role, found in gathered.items()
        }
        if not any(table.numbers for table in tables[Role.PEOPLE]):
            raise _nobody(self.settings.name)
        return Kept(
            self._agreement(),
            self.world.clock.now(),
            gathered[Role.PEOPLE].as_of,
            tuple(page for found in gathered.values() for page in found.pages),
            tables,
        )

    def _fall_back(self, last: Kept | None, trouble: SourceError) -> Roster:
        if last is None:
            raise trouble
        if self.world.clock.now() - last.at > timedelta(days=self.limits.keep_days):
            raise SourceError(
                Text(
                    vi=f"{trouble.what.vi} Danh sách lần trước đã quá {self.limits.keep_days} ngày.",
                    en=f"{trouble.what.en} The roster of last time is over {self.limits.keep_days} days old.",
                ),
                where=trouble.where,
                advice=trouble.advice,
            ) from trouble
        roster = self._roster(last)
        return replace(roster, problems=(_warning(self.settings.name, last, trouble), *roster.problems))

    def _roster(self, kept: Kept) -> Roster:
        name = self.settings.name
        units = read_units(name, kept.tables[Role.UNITS])
        people = read_people(name, kept.tables[Role.PEOPLE], UnitIndex(units), self.citizens)
        if not (units.rows.balanced and people.rows.balanced):
            raise Trouble(
                Text(
                    vi="Số bản ghi đã đọc không khớp; không dùng kết quả này.",
                    en="The records read do not add up; the result was not used.",
                ),
                where=name,
                advice=ASK_OWNER,
            )
        return Roster(
            people.accepted,
            units.accepted,
            (*units.problems, *people.problems),
            people.rows,
            units.rows,
            {name: _digest(kept)},
            values.day(kept.as_of) if kept.as_of else None,
        )

    def _agreement(self) -> str:
        """Return the digest of what is asked and how, and under which key citizen numbers are hashed."""
        parts = [self.settings.url, self.mapping.digest, self.citizens.of("") if self.citizens else ""]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _digest(kept: Kept) -> str:
    """Return the SHA-256 of the content, blind to the order of the records and to the moment of asking."""
    content = {
        role.value: [[[*table.columns], sorted([*row[1:]] for row in table.rows())] for table in tables]
        for role, tables in kept.tables.items()
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _nobody(name: str) -> Trouble:
    return Trouble(
        Text(vi="Nguồn trả về danh sách không có ai.", en="The feed lists nobody."),
        where=name,
        advice=ASK_OWNER,
    )


def _warning(name: str, last: Kept, trouble: SourceError) -> Problem:
    return Problem(
        Where(name),
        Text(
            vi=f"Không đọc được nguồn: {trouble.what.vi} Dùng danh sách lần trước ({last.at:%d/%m/%Y %H:%M}).",
            en=f"The feed cannot be read: {trouble.what.en} The roster of {last.at:%Y-%m-%d %H:%M} is used.",
        ),
        trouble.advice if trouble.advice.vi else LATER,
        Gravity.WARNING,
    )
