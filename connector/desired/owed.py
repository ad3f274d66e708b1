"""`duties`: everything with a time limit, and what is to be done without one; what is overdue comes first. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from connector.desired.lives import idle_until
from connector.desired.scene import Times
from connector.desired.undelivered import undelivered
from connector.model.directory import (
    Directory,
    Entry,
    MailList,
    PersonalMailbox,
    State,
    UnitMailbox,
    is_tombstone,
)
from connector.model.duty import ENDINGS, Duty, DutyKind
from connector.model.envelope import Envelope
from connector.model.life import Cause, Life
from connector.model.plan import Change, ChangeKind, Plan
from connector.model.request import Request, RequestStatus
from connector.model.roster import Person, Roster
from connector.rules.calendar import UNCONFIRMED, months_after
from connector.rules.deadlines import Due, deadline_of, due_of, hold_due, limits, removal_due, report_due
from connector.rules.duties import Deadline
from connector.rules.profile import Profile
from connector.text import Text

SOON = timedelta(days=30)
"""How long before its end something that merely ends is shown."""


@dataclass(frozen=True, slots=True)
class Known:
    """What duties follow from: both sides, what is asked for, and what would be done."""

    profile: Profile
    roster: Roster
    present: Directory
    plan: Plan
    requests: Sequence[Request]
    times: Times
    today: date
    envelopes: Sequence[Envelope] = ()
    """Sealed passwords: of each box at least the one made last."""
    zone: tzinfo | None = None
    """Where `today` is."""


def duties(known: Known, soon: timedelta | None = SOON) -> tuple[Duty, ...]:
    """Return what is owed and what ends, the overdue first, then by day; what has no limit comes between.

    What merely ends is left out until `soon` before its day; with None nothing is left out.
    """
    found = [*_requests(known), *_agencies(known), *_boxes(known), *_reports(known), *_calendar(known)]
    operator = known.profile.bodies.operator
    found += undelivered(known.envelopes, known.present, operator, known.today, known.zone)
    last = known.today + soon if soon is not None else date.max
    shown = [one for one in found if one.kind not in ENDINGS or one.due is None or one.due <= last]
    return tuple(sorted(shown, key=lambda one: _place(one, known.today)))


def _place(duty: Duty, today: date) -> tuple[bool, date, str, str]:
    return (not duty.late(today), duty.due or today, duty.kind.value, duty.key)


# Requests


def _requests(known: Known) -> Iterator[Duty]:
    over = (RequestStatus.ANSWERED, RequestStatus.REFUSED)
    for request in known.requests:
        if request.organisation == known.profile.id and request.status not in over:
            yield Duty(
                DutyKind.REQUEST,
                request.id,
                request.requester.agency or request.file,
                "",
                request.agency,
                known.profile.bodies.operator,
                Text(
                    vi=f"giải quyết và trả lời {request.kind.form}, văn bản {request.document}",
                    en=f"carry out and answer {request.kind.form}, document {request.document}",
                ),
                request.deadline,
                _article_of(known.profile, request),
                request.provisional,
            )


def _article_of(profile: Profile, request: Request) -> str:
    due = deadline_of(profile, request.kind, request.received, UNCONFIRMED)
    return due.article if due is not None else ""


# What agencies have to ask for


_OF_SUBSTANCE = frozenset({"state", "address", "unit", "title"})
"""What a decision of HR changes; a unit's new name or a phone number is none of it."""


def _agencies(known: Known) -> Iterator[Duty]:
    """Yield what follows from a decision of HR, is not so in the directory yet, and nobody has asked for.

    A decision from before anything was remembered is none of it: the directory was loaded after it.
    """
    pending: dict[str, list[Change]] = {}
    for change in known.plan.changes:
        if _OF_SUBSTANCE.intersection(change.changed):
            pending.setdefault(change.key, []).append(change)
    waiting = pending.keys() | {question.subject for question in known.plan.questions}
    first = known.times.past.began or known.today
    people = {person.key: person for person in known.roster.people}
    for key in sorted(waiting):
        entry = known.present.get(key)
        person = people.get(entry.person) if isinstance(entry, PersonalMailbox) else None
        if entry is None or person is None or person.since is None:
            continue
        rule = _rule(known.profile, person, pending.get(key, ()))
        if rule is not None and first <= person.since <= known.today and not _has_asked(known, person):
            yield _agency(known, entry, person.since, rule)


def _agency(known: Known, entry: Entry, since: date, rule: Deadline) -> Duty:
    return _duty(
        DutyKind.AGENCY,
        entry,
        Text(
            vi=f"đề nghị thay đổi hộp thư theo quyết định có hiệu lực từ {since:%d/%m/%Y}",
            en=f"ask for the change that follows from the decision in force since {since.isoformat()}",
        ),
        due_of(rule, since, known.times.calendar),
        who=rule.who,
    )


def _rule(profile: Profile, person: Person, pending: Sequence[Change]) -> Deadline | None:
    ends = not person.status.serving or any(change.kind is ChangeKind.CLOSE for change in pending)
    wanted = ("agency-notice", "directory-update") if ends else ("directory-update",)
    return next((rule for duty in wanted for rule in limits(profile, duty)), None)


def _has_asked(known: Known, person: Person) -> bool:
    return person.since is not None and any(
        line.person == person.key and request.received >= person.since
        for request in known.requests
        for line in request.lines
    )


# Boxes


def _boxes(known: Known) -> Iterator[Duty]:
    for entry in known.present:
        yield from _aliases(known, entry)
        if isinstance(entry, MailList):
            continue
        life = known.times.past.lives.get(entry.key)
        if life is None or life.state is not entry.state:
            life = None
        if entry.state is State.ACTIVE:
            yield from _idle(known, entry)
        elif life is not None and entry.state is State.SUSPENDED:
            yield from _suspended(known, entry, life)
        elif life is not None and entry.state is State.CLOSED and not is_tombstone(entry):
            yield _hold(known, entry, life)


def _aliases(known: Known, entry: Entry) -> Iterator[Duty]:
    rule = known.profile.transfer.alias
    for address in entry.aliases if rule.months else ():
        alias = known.times.past.aliases.get(address)
        if alias is not None and alias.key == entry.key:
            yield _duty(
                DutyKind.ALIAS,
                entry,
                Text(
                    vi=f"địa chỉ cũ {address} còn nhận thư đến hết ngày này",
                    en=f"the old address {address} delivers until the end of this day",
                ),
                Due(months_after(alias.since, rule.months), rule.article),
            )


def _idle(known: Known, entry: Entry) -> Iterator[Duty]:
    if not isinstance(entry, UnitMailbox):
        return
    until = idle_until(known.profile, known.times, entry.key)
    rule = known.profile.suspension
    if rule is not None and until is not None and until < known.today:
        yield _duty(
            DutyKind.IDLE,
            entry,
            Text(
                vi=f"quá {rule.idle_months} tháng không ai đăng nhập hộp thư cơ quan: xem xét tạm khóa"
                f" (connector suspend {entry.address})",
                en=f"no login to the agency's box for more than {rule.idle_months} months: consider"
                f" connector suspend {entry.address}",
            ),
            None,
            who=known.profile.bodies.operator,
            article=rule.article,
        )


def _suspended(known: Known, entry: Entry, life: Life) -> Iterator[Duty]:
    rule = known.profile.suspension
    if rule is None or life.cause is Cause.ABSENT:
        return
    due = removal_due(known.profile, known.times.past, life, known.times.calendar)
    if due is None:
        why = f": {life.reason.vi}" if life.reason.vi else ""
        yield _duty(
            DutyKind.NOTICE,
            entry,
            Text(
                vi=f"gửi thông báo tạm khóa từ {life.since:%d/%m/%Y} cho cơ quan quản lý trực tiếp{why}",
                en=f"tell the agency of the suspension since {life.since.isoformat()}",
            ),
            None,
            who=known.profile.bodies.operator,
            article=rule.article,
            since=life.since,
        )
        return
    notice = known.times.past.told(life)
    document = notice.document if notice is not None else ""
    yield _duty(
        DutyKind.REOPEN,
        entry,
        Text(
            vi=f"hết hạn đề nghị mở lại theo thông báo {document}; sau đó hộp thư bị đóng",
            en=f"the last day to ask for reopening after notice {document}; then the box is closed",
        ),
        due,
    )


def _hold(known: Known, entry: Entry, life: Life) -> Duty:
    due = hold_due(known.profile, life)
    return _duty(
        DutyKind.HOLD,
        entry,
        Text(
            vi=f"hộp thư đã đóng từ {life.since:%d/%m/%Y}; sau ngày này có thể xóa hẳn (connector remove)",
            en=f"closed since {life.since.isoformat()}; after this day it may be removed (connector remove)",
        ),
        due,
    )


# Reports


def _reports(known: Known) -> Iterator[Duty]:
    """Yield the next last day of every report that the regulation asks for at fixed times."""
    for rule in known.profile.report:
        due = report_due(rule, known.today)
        if due is not None:
            yield Duty(
                DutyKind.REPORT,
                f"report/{rule.every}/{rule.article}",
                rule.to,
                "",
                "",
                rule.who,
                Text(vi="báo cáo định kỳ về sử dụng thư điện tử", en="the regular report on the use of mail"),
                due,
                rule.article,
            )


def _duty(  # noqa: PLR0913  # a duty is what these say, each once
    kind: DutyKind,
    entry: Entry,
    what: Text,
    due: Due | None,
    *,
    who: str = "",
    article: str = "",
    since: date | None = None,
) -> Duty:
    return Duty(
        kind,
        entry.key,
        entry.name,
        entry.address,
        entry.unit,
        who,
        what,
        due.day if due is not None else None,
        due.article if due is not None else article,
        due.provisional if due is not None else False,
        since,
    )


# The calendar


def _calendar(known: Known) -> Iterator[Duty]:
    """Yield that the days off of a year have to be added, a month before it begins and as long as they are not."""
    year = (known.today + SOON).year
    if year in known.times.calendar.years:
        return
    yield Duty(
        DutyKind.CALENDAR,
        f"calendar/{year}",
        f"{year}",
        "",
        "",
        known.profile.bodies.operator,
        Text(
            vi=f"thêm ngày nghỉ, ngày làm bù của năm {year} vào tệp lịch (lifecycle.calendar); chưa có thì hạn theo"
            " ngày làm việc chỉ là tạm tính, không hộp thư nào bị đóng hay xóa vì hạn ấy",
            en=f"add the days off and the days worked of {year} to the calendar file (lifecycle.calendar); without"
            " them limits in working days are provisional, and no box is closed or removed because of them",
        ),
        date(year - 1, 12, 31),
    )
