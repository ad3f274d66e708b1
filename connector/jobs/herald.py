"""`Herald`: after a run, whoever has to know is told; without a run, why there was none."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from connector.desk import Desk
from connector.due import due_after
from connector.errors import AlreadyRunning, ConnectorError, LedgerError
from connector.follow import Reflection
from connector.jobs.lease import Lease
from connector.jobs.letters import Office, Recipients, agency_boxes, write_letters
from connector.jobs.mail import Delivered, deliver
from connector.jobs.news import Standing, news, suspension_of
from connector.model.directory import Directory
from connector.model.letter import Event, LetterState
from connector.model.life import Notice
from connector.model.outcome import Report
from connector.model.roster import Roster
from connector.ports import Clock, Ledger, SeenFile
from connector.rules.profile import Profile
from connector.rules.units import agency_of
from connector.settings import NoticeSettings, Settings
from connector.sync import Draft
from connector.text import NOTHING, Language, Text
from connector.wiring.desk import open_ledger_of, organisation
from connector.wiring.post import WEBHOOK, opened_posts

RECENT = 1_000
"""How many letters back a notice that was sent is looked for."""
FILES_BACK = timedelta(days=7)
"""How long a file that was not used is news."""


@dataclass(frozen=True, slots=True)
class Herald:
    """Writes and sends what one organisation's people have to know."""

    settings: Settings
    profile: Profile
    clock: Clock

    def write(self, ledger: Ledger, standing: Standing, directory: Directory | None = None) -> int:
        """Write letters about how things stand; return how many. Sends nothing."""
        if not self.settings.notices.wanted:
            return 0
        notices = self.settings.notices
        events = news(standing, timedelta(days=notices.soon_days), uneventful=notices.uneventful)
        to, now = recipients(notices, directory), self.clock.now()
        return write_letters(self._office(ledger), events, to, now, whole=bool(standing.plans))

    def after(self, desk: Desk, plans: Mapping[str, Draft | Reflection], reports: Sequence[Report]) -> Text:
        """Write and send what a run leaves to tell; return why nothing could be sent, or nothing.

        A mail server that is away never makes a run fail: letters wait in the ledger.
        """
        if not self.settings.notices.wanted:
            return NOTHING
        self.write_after(desk, plans, reports)
        try:
            return next((one.words for one in self.send(desk.ledger) if str(one.words)), NOTHING)
        except AlreadyRunning:
            return NOTHING  # whoever sends now, or comes next, sends these, too
        except ConnectorError as error:
            return error.text

    def write_after(
        self, desk: Desk, plans: Mapping[str, Draft | Reflection], reports: Sequence[Report]
    ) -> None:
        """Write letters about what a run, or a mere look, leaves to tell. Sends nothing."""
        directory = next(one.wanted.directory for one in plans.values() if isinstance(one, Draft))
        self.write(desk.ledger, standing_after(desk, plans, reports), directory)

    def about_files(self) -> None:
        """Tell HR of files that were not used, as soon as that is known; letters that cannot go now wait."""
        if not self.settings.notices.wanted:
            return
        with suppress(ConnectorError), open_ledger_of(self.settings) as ledger:
            now = self.clock.now()
            self.write(ledger, Standing(today=now.date(), files=recent_files(ledger, now)))
            self.send(ledger)

    def send(self, ledger: Ledger, stop: Callable[[], bool] = lambda: False) -> Sequence[Delivered]:
        """Try to send every letter that waits.

        Raises SettingsError where the ways out cannot be used, AlreadyRunning where another process is sending.
        """
        if not self.settings.notices.wanted:
            return ()
        lease = Lease(self.settings.path(self.settings.state) / "jobs" / "letters.lock", self.clock)
        with lease, opened_posts(self.settings) as post:
            done = tuple(deliver(ledger.outbox, post, self.clock, stop))
        self._note_notices(ledger)
        return done

    def is_it(self, recipient: str) -> bool:
        """Tell whether a recipient is IT, or IT's webhook."""
        return recipient in (*self.settings.notices.it, WEBHOOK)

    def _note_notices(self, ledger: Ledger) -> None:
        """Remember of each suspension when its notice was sent: the time limit of the regulation runs from then.

        Looks at all recent letters, so that a process killed after sending one loses nothing.
        """
        known = ledger.lives.past().notices
        for letter in ledger.outbox.letters(RECENT):
            if letter.state is not LetterState.SENT or letter.settled is None or self.is_it(letter.to):
                continue
            day = letter.settled.astimezone(self.clock.now().tzinfo).date()
            for box, since in filter(None, map(suspension_of, letter.events)):
                if box not in known or known[box].about != since:
                    ledger.lives.told(Notice(box, day, f"thư {letter.id}", since))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell IT why there was no run, where the block ends with one of our errors; then raise it on."""
        try:
            yield
        except AlreadyRunning:
            raise
        except ConnectorError as error:
            if self.settings.notices.wanted:
                self._tell_trouble(error)
            raise

    def _tell_trouble(self, error: ConnectorError) -> None:
        with suppress(LedgerError), open_ledger_of(self.settings) as ledger:
            self.write(ledger, Standing(today=self.clock.now().date(), trouble=error))
            with suppress(ConnectorError):
                self.send(ledger)

    def _office(self, ledger: Ledger) -> Office:
        return Office(ledger.outbox, self._words, self.settings.language, partial(secrets.token_hex, 12))

    def _words(
        self,
        events: Sequence[Event],
        language: Language,
        notice: bool,  # noqa: FBT001 - as `Words` has it
    ) -> tuple[str, str, str]:
        from connector.render.letters import letter_words  # noqa: PLC0415 - Jinja2, only where somebody is told

        return letter_words(events, self.profile.name, language, notice=notice)


def herald(settings: Settings, clock: Clock) -> Herald:
    """Return who tells people for these settings."""
    return Herald(settings, organisation(settings.organisation, settings.folder), clock)


def recipients(notices: NoticeSettings, directory: Directory | None) -> Recipients:
    """Return who is told; agencies by their own boxes only where the settings say so."""
    boxes = agency_boxes(directory) if notices.agencies and directory is not None else {}
    it = notices.it if notices.server else ()
    told = (*it, WEBHOOK) if notices.webhook else it
    if not notices.server:
        return Recipients(it=told)
    return Recipients(it=told, hr=notices.hr, agencies={**boxes, **notices.contacts})


def standing_after(
    desk: Desk, plans: Mapping[str, Draft | Reflection], reports: Sequence[Report]
) -> Standing:
    """Return how things stand after `reports`; without any, after a mere look."""
    draft = next(one for one in plans.values() if isinstance(one, Draft))
    now = desk.clock.now()
    return Standing(
        today=now.date(),
        plans={name: one.plan for name, one in plans.items()},
        reports=reports,
        problems=draft.roster.problems,
        duties=due_after(
            desk, draft, [one for report in reports if not report.target for one in report.outcomes]
        ),
        sources=draft.roster.digests,
        files=recent_files(desk.ledger, now),
        agency_of=agencies(desk.profile, draft.roster),
    )


def recent_files(ledger: Ledger, now: datetime) -> Sequence[SeenFile]:
    """Return the files of HR's that may be news."""
    return [file for file in ledger.seen_files() if now - file.at <= FILES_BACK]


def agencies(profile: Profile, roster: Roster) -> Mapping[str, str]:
    """Return unit key → key of its agency, for every unit that has one."""
    units = {unit.key: unit for unit in roster.units}
    found = ((key, agency_of(profile, unit, units)) for key, unit in units.items())
    return {key: agency.key for key, agency in found if agency is not None}
