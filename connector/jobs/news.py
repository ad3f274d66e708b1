"""`news`: what there is to tell, from how things stand after a run. Pure.

Every event has a key that stays the same as long as the matter is the same, so that nobody is told twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from connector.errors import ConnectorError
from connector.model.duty import Duty, DutyKind
from connector.model.letter import Event, EventKind, Letter
from connector.model.outcome import Report
from connector.model.plan import Hold, Plan, Question, canonical, change_data
from connector.model.roster import Gravity, Problem
from connector.ports import SeenFile, Verdict
from connector.settings import FIRST
from connector.text import Text, same


@dataclass(frozen=True, slots=True)
class Silence:
    """No run has succeeded for longer than may be."""

    since: datetime
    alarm: timedelta
    ever: bool
    """Whether one succeeded then; else the first one began then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand: what a run read, planned and did. Whatever is not known is left out."""

    today: date
    plans: Mapping[str, Plan] = field(default_factory=dict)
    """Name of a target → its plan, the first target first."""
    reports: Sequence[Report] = ()
    problems: Sequence[Problem] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """Name of a source → digest of its content."""
    duties: Sequence[Duty] = ()
    files: Sequence[SeenFile] = ()
    trouble: ConnectorError | None = None
    """Why there was no run."""
    silence: Silence | None = None
    """Where no run has succeeded for too long."""
    untaken: Sequence[Letter] = ()
    """Letters that will never arrive."""
    agency_of: Mapping[str, str] = field(default_factory=dict)
    """Unit key → key of its agency."""


def news(standing: Standing, soon: timedelta, *, uneventful: bool = False) -> tuple[Event, ...]:
    """Return what there is to tell, in the order of `EventKind`.

    Args:
        standing: how things stand.
        soon: how long before a time limit it is told.
        uneventful: also what a run did, when nobody has to do anything.
    """
    found = [
        *_troubles(standing),
        *_silence(standing),
        *_untaken(standing),
        *_held(standing),
        *_deadlines(standing, soon),
        *_questions(standing),
        *_files(standing),
        *_problems(standing),
        *(_done(report) for report in standing.reports if uneventful),
    ]
    order = list(EventKind)
    return tuple(sorted(found, key=lambda event: (order.index(event.kind), event.key)))


SHORTEST_HASH = 16
LONGEST_KEY = 200


def event_key(kind: EventKind, *parts: str) -> str:
    """Return the key of an event; what is too long for a key is named by its digest."""
    words = ":".join(parts)
    return f"{kind}:{words}" if len(words) <= LONGEST_KEY else f"{kind}:{_digest(words)}"


def suspension_key(box: str, since: date) -> str:
    """Return the key of the event that a box is suspended since a day."""
    return f"{EventKind.SUSPENSION}:{since.isoformat()}:{box}"


def suspension_of(key: str) -> tuple[str, date] | None:
    """Return box and day of such a key; None of any other."""
    kind, _, rest = key.partition(":")
    if kind != EventKind.SUSPENSION:
        return None
    day, _, box = rest.partition(":")
    return box, date.fromisoformat(day)


def _digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()[: SHORTEST_HASH * 2]


def _troubles(standing: Standing) -> Iterator[Event]:
    if standing.trouble is not None:
        words = standing.trouble.text
        yield Event(
            event_key(EventKind.FAILURE, standing.today.isoformat(), _digest(words.en)),
            EventKind.FAILURE,
            Text(vi=f"Không chạy được: {words.vi}", en=f"No run: {words.en}"),
        )
    for report in standing.reports:
        target = f" ({report.target})" if report.target else ""
        show = Text(vi=f"Xem: connector show {report.run}", en=f"See: connector show {report.run}")
        if report.stopped.vi:
            yield Event(
                event_key(EventKind.FAILURE, report.run, "stopped"),
                EventKind.FAILURE,
                Text(
                    vi=f"Lần chạy {report.run}{target} dừng giữa chừng: {report.stopped.vi}",
                    en=f"Run {report.run}{target} ended early: {report.stopped.en}",
                ),
                show,
            )
        if report.failed:
            number = len(report.failed)
            yield Event(
                event_key(EventKind.FAILURE, report.run, "failed"),
                EventKind.FAILURE,
                Text(
                    vi=f"Lần chạy {report.run}{target}: {number} thay đổi chưa thực hiện được.",
                    en=f"Run {report.run}{target}: {number} changes could not be made.",
                ),
                show,
            )


def _silence(standing: Standing) -> Iterator[Event]:
    """Yield one event for each success after which nothing came."""
    silence = standing.silence
    if silence is None:
        return
    hours = f"{silence.alarm.total_seconds() / 3600:g}"
    vi, en = f"{silence.since:%H:%M ngày %d/%m/%Y}", f"{silence.since:%Y-%m-%d %H:%M}"
    yield Event(
        event_key(EventKind.FAILURE, "silence", silence.since.astimezone(UTC).isoformat()),
        EventKind.FAILURE,
        Text(
            vi=f"Đã quá {hours} giờ không có lần chạy nào thành công; lần thành công gần nhất xong lúc {vi}."
            if silence.ever
            else f"Đã quá {hours} giờ mà chưa có lần chạy nào thành công; lần đầu bắt đầu lúc {vi}.",
            en=f"No run has succeeded for more than {hours} hours; the latest success ended at {en}."
            if silence.ever
            else f"No run has succeeded yet, for more than {hours} hours; the first began at {en}.",
        ),
        Text(vi="Xem: connector status, connector schedule", en="See: connector status, connector schedule"),
    )


def _untaken(standing: Standing) -> Iterator[Event]:
    for letter in standing.untaken:
        yield Event(
            event_key(EventKind.FAILURE, "letter", letter.id),
            EventKind.FAILURE,
            Text(
                vi=f"Thư ngày {letter.made:%d/%m/%Y} gửi {letter.to} không tới được: {letter.detail}",
                en=f"The letter of {letter.made:%Y-%m-%d} to {letter.to} cannot be delivered: {letter.detail}",
            ),
            Text(
                vi="Kiểm tra địa chỉ ở [notices]; xem: connector notices",
                en="Check the address in [notices]; see: connector notices",
            ),
        )


def _held(standing: Standing) -> Iterator[Event]:
    """Yield what waits for approval; the same changes held by the same limit are the same matter every night."""
    reports = {report.target or FIRST: report for report in standing.reports}
    for name, plan in standing.plans.items():
        report = reports.get(name)
        waiting = report.waiting if report is not None else plan.held
        # What was written beside it moved the target, and with it the plan's digest.
        named = report is None or not report.outcomes
        for hold in plan.holds:
            if hold.keys & waiting:
                yield _hold(name, plan, hold, named=named, several=len(standing.plans) > 1)


def _hold(name: str, plan: Plan, hold: Hold, *, named: bool, several: bool) -> Event:
    changes = [change_data(change) for change in plan.changes if change.key in hold.keys]
    same_as_ever = canonical([{**change, "reason": None} for change in changes])
    target, code = f" --target {name}" if several else "", plan.digest[:12]
    shown = (f", kế hoạch {code}", f", plan {code}") if named else ("", "")
    approve = (code, code) if named else ("MÃ (connector plan cho biết mã)", "CODE (connector plan shows it)")
    return Event(
        event_key(EventKind.HELD, name, hold.limit, _digest(same_as_ever)),
        EventKind.HELD,
        Text(
            vi=f"{hold.text.vi} ({len(hold.keys)} hộp thư{shown[0]})",
            en=f"{hold.text.en} ({len(hold.keys)} entries{shown[1]})",
        ),
        Text(
            vi=f"Xem: connector plan{target}; duyệt: connector approve {approve[0]}",
            en=f"See: connector plan{target}; approve: connector approve {approve[1]}",
        ),
    )


def _deadlines(standing: Standing, soon: timedelta) -> Iterator[Event]:
    for duty in standing.duties:
        unit = standing.agency_of.get(duty.unit, duty.unit)
        who = f"{duty.label} ({duty.address})" if duty.address else duty.label
        if duty.kind is DutyKind.NOTICE and duty.since is not None:
            yield Event(
                suspension_key(duty.key, duty.since),
                EventKind.SUSPENSION,
                Text(vi=f"{who}: {duty.what.vi}", en=f"{who}: {duty.what.en}"),
                same(duty.article),
                unit,
                duty.key,
            )
        elif duty.due is not None and duty.due <= standing.today + soon:
            late = duty.late(standing.today)
            yield Event(
                event_key(
                    EventKind.DEADLINE, duty.kind, duty.key, duty.due.isoformat(), "late" if late else "soon"
                ),
                EventKind.DEADLINE,
                _limit(duty, who, late=late),
                same(duty.article),
                unit,
                duty.key,
            )


def _limit(duty: Duty, who: str, *, late: bool) -> Text:
    day = f"{duty.due:%d/%m/%Y}"
    perhaps = (" (tạm tính)", " (provisional)") if duty.provisional else ("", "")
    by = f"{duty.who} – " if duty.who else ""
    if late:
        return Text(
            vi=f"QUÁ HẠN từ {day}{perhaps[0]}: {by}{who}: {duty.what.vi}",
            en=f"OVERDUE since {duty.due}{perhaps[1]}: {by}{who}: {duty.what.en}",
        )
    return Text(
        vi=f"Hạn {day}{perhaps[0]}: {by}{who}: {duty.what.vi}",
        en=f"Due {duty.due}{perhaps[1]}: {by}{who}: {duty.what.en}",
    )


def _questions(standing: Standing) -> Iterator[Event]:
    for plan in list(standing.plans.values())[:1]:
        for question in plan.questions:
            yield _question(question, standing.agency_of.get(question.unit, question.unit))


def _question(question: Question, agency: str) -> Event:
    return Event(
        event_key(EventKind.QUESTION, question.key),
        EventKind.QUESTION,
        Text(vi=f"{question.label}: {question.text.vi}", en=f"{question.label}: {question.text.en}"),
        Text(
            vi="Chọn: " + ", ".join(one.address for one in question.candidates)
            if question.candidates
            else "",
            en="Choices: " + ", ".join(one.address for one in question.candidates)
            if question.candidates
            else "",
        ),
        agency,
        question.subject,
    )


def _files(standing: Standing) -> Iterator[Event]:
    for file in standing.files:
        if file.verdict not in (Verdict.HELD, Verdict.REFUSED):
            continue
        words = {
            Verdict.HELD: ("chưa dùng, phải có người quyết định", "waits for a decision"),
            Verdict.REFUSED: ("không dùng được", "cannot be used"),
        }[file.verdict]
        yield Event(
            event_key(
                EventKind.FILE, f"{file.at.astimezone(UTC):%Y-%m-%d}", file.digest or file.name, file.verdict
            ),
            EventKind.FILE,
            Text(
                vi=f"Tệp {file.name} {words[0]}: {file.detail.vi.removeprefix(f'{file.name}: ')}",
                en=f"{file.name} {words[1]}: {file.detail.en.removeprefix(f'{file.name}: ')}",
            ),
        )


def _problems(standing: Standing) -> Iterator[Event]:
    """Yield one event for all that has to be corrected in these very files."""
    wrong = [one for one in standing.problems if one.gravity is not Gravity.WARNING]
    if not wrong:
        return
    content = _digest("".join(sorted(standing.sources.values())))
    yield Event(
        event_key(EventKind.PROBLEM, content),
        EventKind.PROBLEM,
        Text(
            vi=f"{len(wrong)} chỗ trong danh sách nhân sự cần sửa; chưa ai bị đóng hộp thư vì các chỗ đó.",
            en=f"{len(wrong)} places in HR's list have to be corrected; nobody's box was closed because of them.",
        ),
        details=tuple(
            Text(
                vi=f"{one.where}: {one.what.vi} {one.advice.vi}",
                en=f"{one.where}: {one.what.en} {one.advice.en}",
            )
            for one in wrong
        ),
    )


def _done(report: Report) -> Event:
    number = sum(1 for outcome in report.outcomes if outcome.result.settled)
    return Event(
        event_key(EventKind.DONE, report.run),
        EventKind.DONE,
        Text(
            vi=f"Lần chạy {report.run}: đã ghi {number} thay đổi.",
            en=f"Run {report.run}: {number} changes made.",
        ),
    )
