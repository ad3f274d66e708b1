"""`settle_lives`: boxes that are not in use, or should not be, and old addresses whose time is over.

What HR says of a person is settled before; here the life of each box is laid over it, first match wins:

==========  ============  =======================================  ================================
the box is  HR wants it   and                                      becomes
==========  ============  =======================================  ================================
suspended   as it is      reopened by order                        in use
suspended   as it is      was absent, is in the roster again       in use
suspended   as it is      notice sent, its time limit is over      closed
closed      in use        its person had left                      in use: back to the old box
closed      in use        idle, or by order; not reopened          stays closed
closed      in use        nobody remembers why                     stays closed, and it is asked
closed      closed        reopened by order                        in use
in use      closed        reopened although that is said           stays in use
in use      in use        suspended by order                       suspended
in use      in use        absent from so many rosters in a row     suspended
in use      in use        nobody logged in for so many months      suspended
==========  ============  =======================================  ================================

A clock that nobody remembers starts today: later than it should, never earlier. A limit in working days of a
year that no document has confirmed closes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from connector.desired.leaving import leaving, mentioned
from connector.desired.scene import Box, Scene, Times, question_key
from connector.model.directory import Entry, MailList, PersonalMailbox, State, is_tombstone
from connector.model.life import Absence, Cause, Demand, Life, Order, Past
from connector.model.plan import Candidate, Question, QuestionKind, Reason
from connector.model.roster import Person, Roster
from connector.rules.calendar import months_after
from connector.rules.deadlines import Due, removal_due
from connector.rules.profile import Profile
from connector.text import NOTHING, Text


def settle_lives(scene: Scene) -> None:
    """Lay what is remembered over what HR says; fills `scene.lives`. Without times there is nothing to say."""
    times = scene.memory.times
    if times is None:
        return
    people = {person.key: person for person in scene.roster.people}
    court = _Court(scene, times, people, mentioned(scene.roster) | scene.memory.in_question)
    for entry in list(scene.entries.values()):
        now = scene.current.get(entry.key)
        if now is None:
            continue
        if not isinstance(entry, MailList) and not isinstance(now, MailList):
            court.settle(now, entry)
        _retire_aliases(scene, times, scene.entries[entry.key])


def missed(past: Past, key: str, roster: Roster, today: date) -> Absence:
    """Return how often in a row somebody who is missing from `roster` was, this time included."""
    digest = ",".join(sorted(roster.digests.values()))
    known = past.absences.get(key)
    if known is None:
        return Absence(key, today, 1, digest)
    return known if known.digest == digest else replace(known, rosters=known.rosters + 1, digest=digest)


def idle_until(profile: Profile, times: Times, key: str) -> date | None:
    """Return the last day on which a box in use may go without login; None where that is not known.

    It counts from the last login (or the making of the box), but not from before anything was remembered, nor
    from before the box was reopened.
    """
    rule, past = profile.suspension, times.past
    last = times.used.get(key) if times.used is not None else None
    if rule is None or last is None or past.began is None:
        return None
    begins = [last, past.began]
    life, order = past.lives.get(key), past.orders.get(key)
    begins += [life.since] if life is not None else []
    begins += [order.day] if order is not None else []
    return months_after(max(begins), rule.idle_months)


@dataclass(frozen=True, slots=True)
class _Court:
    """Judges one box at a time."""

    scene: Scene
    times: Times
    people: Mapping[str, Person]
    mentioned: frozenset[str]

    def settle(self, now: Box, wanted: Box) -> None:
        """Say what becomes of a box that is `now` so and that HR wants to be `wanted`."""
        key, state = now.key, now.state
        known = self.times.past.lives.get(key)
        if state is State.ACTIVE:
            life = self._open(now, wanted, known)
        else:
            before = self._standing(now, known)
            judge = self._suspended if state is State.SUSPENDED else self._closed
            life = self._unless_ordered(now, judge(now, wanted, before))
        if life is None:
            return
        self.scene.lives[key] = life
        if life.state is not wanted.state:
            self.scene.put(replace(wanted, state=life.state), Reason(life.reason, life.article))

    # What it is

    def _standing(self, now: Box, known: Life | None) -> Life:
        """Return the life of a box that is not in use, as remembered, or as it is found."""
        if known is not None and known.state is now.state:
            return known
        if known is not None and known.state is State.SUSPENDED:
            # A run closed it and died before it could remember.
            return replace(known, state=now.state, since=self.scene.today)
        left = now.state is State.CLOSED and self._left(now)
        # Whatever else closed it, an administrator's hand among it, only a person opens it again.
        cause = Cause.LEAVER if left else Cause.UNKNOWN
        return Life(now.key, now.state, self.scene.today, cause)

    def _left(self, box: Box) -> bool:
        return isinstance(box, PersonalMailbox) and (self._missing(box) or bool(self._leaving(box)))

    def _missing(self, box: Box) -> bool:
        return isinstance(box, PersonalMailbox) and box.person not in self.mentioned

    def _leaving(self, box: Box) -> str:
        if not isinstance(box, PersonalMailbox):
            return ""
        absent = self.scene.memory.decisions.get(question_key(QuestionKind.ABSENT, box.key))
        return leaving(self.people.get(box.person), absent)

    # What becomes of it

    def _suspended(self, now: Box, wanted: Box, life: Life) -> Life:
        if wanted.state is State.CLOSED:
            return self._as_wanted(wanted)
        order = self._reopened(life, now)
        if order is not None:
            return self._reopening(now, order)
        if life.cause is Cause.ABSENT and not self._missing(now):
            return self._begun(now, State.ACTIVE, Cause.REOPENED, BACK_AGAIN)
        due = self._removal(life)
        if due is not None and due.passed(self.scene.today) and not due.provisional:
            notice = self.times.past.told(life)
            document = notice.document if notice is not None else ""
            return self._begun(now, State.CLOSED, life.cause, _unanswered(document, due.day), due.article)
        return life

    def _closed(self, now: Box, wanted: Box, life: Life) -> Life:
        if is_tombstone(now) and wanted.state is not State.ACTIVE:
            return life  # there is no box any more that could be reopened
        order = self._reopened(life, now)
        if order is not None:
            return self._reopening(now, order)
        if life.cause is not Cause.LEAVER and self._leaving(now):
            # Whoever leaves and comes back comes back to the box, whatever it was closed for before.
            life = replace(life, cause=Cause.LEAVER)
        if wanted.state is not State.ACTIVE or life.cause in (Cause.IDLE, Cause.ORDER):
            return life
        if life.cause is not Cause.UNKNOWN:
            return self._begun(now, State.ACTIVE, Cause.REOPENED, self._reason(wanted))
        key = question_key(QuestionKind.CLOSED, now.key)
        decided = self.scene.decided(key)
        if decided == REOPEN:
            return self._begun(now, State.ACTIVE, Cause.REOPENED, self._reason(wanted))
        if decided != KEEP:
            self.scene.ask(_why_closed(key, now))
        return life

    def _unless_ordered(self, now: Box, life: Life) -> Life:
        """Return `life`; where the box would be in use, but an order to suspend it stands, that."""
        order = self.times.past.orders.get(now.key)
        if life.state is State.ACTIVE and order is not None and order.demand is Demand.SUSPEND:
            return self._ordered(now, order)
        return life

    def _open(self, now: Box, wanted: Box, known: Life | None) -> Life | None:
        if known is not None and known.state is not State.ACTIVE:
            # Somebody opened it by hand, or a run died before it could remember.
            known = self._begun(now, State.ACTIVE, Cause.UNKNOWN, NOTHING)
        order = self.times.past.orders.get(now.key)
        if wanted.state is State.CLOSED:
            against = self._leaving(now)
            if order is not None and order.demand is Demand.REOPEN and against and order.against == against:
                return known or self._reopening(now, order)
            return self._as_wanted(wanted)
        if order is not None and order.demand is Demand.SUSPEND:
            return self._ordered(now, order)
        return self._absent(now, order) or self._idle(now) or known

    def _ordered(self, now: Box, order: Order) -> Life:
        papers = f" ({order.document})" if order.document else ""
        text = Text(
            vi=f"tạm khóa theo yêu cầu của {order.by}{papers}: {order.reason}",
            en=f"suspended as {order.by} asked{papers}: {order.reason}",
        )
        rule = self.scene.profile.suspension
        return self._begun(now, State.SUSPENDED, Cause.ORDER, text, rule.article if rule else "")

    def _absent(self, now: Box, order: Order | None) -> Life | None:
        if not self.times.absent_after or not self._missing(now):
            return None
        absence = missed(self.times.past, now.key, self.scene.roster, self.scene.today)
        if absence.rosters < self.times.absent_after or (order is not None and order.day >= absence.since):
            return None
        if self.scene.decided(question_key(QuestionKind.ABSENT, now.key)) == KEEP:
            return None
        text = Text(
            vi=f"không có tên trong {self.times.absent_after} danh sách đầy đủ liên tiếp; tạm khóa, chưa đóng",
            en=f"missing from {self.times.absent_after} complete rosters in a row: suspended, not closed",
        )
        return self._begun(now, State.SUSPENDED, Cause.ABSENT, text)

    def _idle(self, now: Box) -> Life | None:
        rule = self.scene.profile.suspension
        if rule is None or not isinstance(now, PersonalMailbox):
            return None
        until = idle_until(self.scene.profile, self.times, now.key)
        if until is None or until >= self.scene.today:
            return None
        text = Text(
            vi=f"quá {rule.idle_months} tháng không đăng nhập, tạm khóa",
            en=f"no login for more than {rule.idle_months} months: suspended",
        )
        return self._begun(now, State.SUSPENDED, Cause.IDLE, text, rule.article)

    # What all of them need

    def _removal(self, life: Life) -> Due | None:
        return removal_due(self.scene.profile, self.times.past, life, self.times.calendar)

    def _reopened(self, life: Life, box: Box) -> Order | None:
        """Return the order that reopens a box which is not in use, if there is one about just this."""
        order = self.times.past.orders.get(life.key)
        if order is None or order.demand is not Demand.REOPEN:
            return None
        if life.cause is Cause.LEAVER:
            return order if order.against == self._leaving(box) and order.day >= life.since else None
        return order if order.day >= life.since or life.key not in self.times.past.lives else None

    def _reopening(self, now: Box, order: Order) -> Life:
        papers = f" ({order.document})" if order.document else ""
        text = Text(
            vi=f"mở lại theo yêu cầu của {order.by}{papers}", en=f"reopened as {order.by} asked{papers}"
        )
        return self._begun(now, State.ACTIVE, Cause.REOPENED, text)

    def _as_wanted(self, wanted: Box) -> Life:
        said = self.scene.reasons.get(wanted.key)
        article = said.article if said is not None else ""
        return self._begun(wanted, wanted.state, Cause.LEAVER, self._reason(wanted), article)

    def _reason(self, wanted: Box) -> Text:
        said = self.scene.reasons.get(wanted.key)
        return said.text if said is not None else BACK_AGAIN

    def _begun(self, box: Box, state: State, cause: Cause, reason: Text, article: str = "") -> Life:
        return Life(box.key, state, self.scene.today, cause, reason, article)


REOPEN, KEEP = "reopen", "keep"
"""What a person may answer where nobody remembers why a box is closed."""

BACK_AGAIN = Text(vi="có tên trở lại trong danh sách, mở lại", en="in the roster again: reopened")


def _unanswered(document: str, day: date) -> Text:
    papers = f" {document}" if document else ""
    return Text(
        vi=f"đã thông báo tạm khóa{papers}, hết hạn {day:%d/%m/%Y} không có văn bản đề nghị mở lại",
        en=f"told of the suspension{papers}, and nobody asked in writing to reopen it by {day.isoformat()}",
    )


def _why_closed(key: str, box: Box) -> Question:
    text = Text(
        vi="hộp thư đang đóng nhưng danh sách ghi người này đang công tác, và sổ nhớ không ghi vì sao đóng (có thể do"
        f" đóng bằng tay): mở lại ({REOPEN}) hay để đóng ({KEEP})?",
        en="the box is closed, the roster says that the person serves, and nothing is remembered of why (perhaps it"
        f" was closed by hand): reopen it ({REOPEN}) or leave it closed ({KEEP})?",
    )
    local_part = box.address.partition("@")[0]
    choices = tuple(Candidate(local_part, choice, choice) for choice in (REOPEN, KEEP))
    return Question(key, QuestionKind.CLOSED, box.key, box.name, box.unit, text, choices)


# Old addresses


def _retire_aliases(scene: Scene, times: Times, entry: Entry) -> None:
    """Take aliases whose transition is over from those that deliver; nobody else ever gets them."""
    rule = scene.profile.transfer.alias
    if not rule.months or not entry.aliases:
        return
    over = {a for a in entry.aliases if _is_over(times.past, entry.key, a, rule.months, scene.today)}
    if not over:
        return
    kept = tuple(a for a in entry.aliases if a not in over)
    retired = tuple(sorted({*entry.retired, *over}))
    text = Text(
        vi=f"hết {rule.months} tháng chuyển tiếp của địa chỉ cũ {', '.join(sorted(over))}",
        en=f"the {rule.months} months of the old address {', '.join(sorted(over))} are over",
    )
    unchanged = entry == scene.current.get(entry.key)
    scene.put(
        replace(entry, aliases=kept, retired=retired), Reason(text, rule.article) if unchanged else None
    )


def _is_over(past: Past, key: str, address: str, months: int, today: date) -> bool:
    alias = past.aliases.get(address)
    return alias is not None and alias.key == key and months_after(alias.since, months) < today
