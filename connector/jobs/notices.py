"""`notices`: between runs, letters that wait are sent, and IT hears where no run has succeeded for too long."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connector.errors import AlreadyRunning
from connector.jobs.bench import Bench, Done
from connector.jobs.herald import Herald, herald
from connector.jobs.mail import Delivered
from connector.jobs.news import Silence, Standing
from connector.jobs.overview import last_success
from connector.model.letter import Letter, LetterState
from connector.model.turn import Ending
from connector.ports import Ledger
from connector.text import Text

RECENT = 200
"""How many letters back one is looked for that nobody took."""


def notices(bench: Bench) -> Done:
    """Send what waits, after writing what nobody else tells. Raises SettingsError where nothing can be sent."""
    tells = herald(bench.settings, bench.clock)
    with bench.ledger() as ledger:
        tells.write(ledger, _standing(bench, tells, ledger))
        try:
            tried = tells.send(ledger, bench.stop)
        except AlreadyRunning:
            return Done(Ending.DONE, Text(vi="tiến trình khác đang gửi", en="another process is sending"))
        waiting = len(ledger.outbox.waiting())
    away = next((one.words for one in tried if one.state is LetterState.WAITING), None)
    facts = {"sent": sum(one.state is LetterState.SENT for one in tried), "waiting": waiting}
    if away is not None:
        return Done(Ending.FAILED, away, facts)
    return Done(Ending.DONE, _said(tried), facts)


def _said(tried: Sequence[Delivered]) -> Text:
    sent = sum(one.state is LetterState.SENT for one in tried)
    lost = len(tried) - sent
    if not tried:
        return Text(vi="không có thư chờ", en="no letter waits")
    return Text(
        vi=f"đã gửi {sent} thư" + (f", {lost} thư không ai nhận" if lost else ""),
        en=f"{sent} letters sent" + (f", {lost} that nobody takes" if lost else ""),
    )


def _standing(bench: Bench, tells: Herald, ledger: Ledger) -> Standing:
    now = bench.clock.now()
    alarm = timedelta(hours=bench.settings.monitor.alarm_hours)
    return Standing(
        today=now.date(),
        silence=silence(ledger, now, alarm),
        untaken=[
            replace(one, made=one.made.astimezone(now.tzinfo))
            for one in ledger.outbox.letters(RECENT)
            if _lost(one, tells)
        ],
    )


def silence(ledger: Ledger, now: datetime, alarm: timedelta) -> Silence | None:
    """Return since when no run has succeeded, where that is longer than `alarm`."""
    runs = [run for run in ledger.runs(RECENT) if not run.target]
    success = last_success(runs, now)
    since = success or min((run.started for run in runs), default=None)
    if since is None or now - since <= alarm:
        return None
    return Silence(since.astimezone(now.tzinfo), alarm, ever=success is not None)


def _lost(letter: Letter, tells: Herald) -> bool:
    """Tell whether a letter will never arrive; one to IT itself is not told of by another one to IT."""
    gone = letter.state in (LetterState.REFUSED, LetterState.GIVEN_UP)
    return gone and not tells.is_it(letter.to)
