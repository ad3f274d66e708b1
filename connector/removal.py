"""`removable`, `remove`: closed boxes whose time is over are removed for good, a few at once, by approval.

What is left of a removed box is its tombstone in the target (`connector.model.directory.tombstone`): the key, and
every address it ever had. So no address is ever given to anybody else, even where the ledger is lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from connector.desired.scene import Box
from connector.desk import Desk
from connector.errors import ConnectorError
from connector.model.directory import Directory, MailList, State, is_parked, is_tombstone, tombstone
from connector.model.life import Demand, Life
from connector.model.outcome import Report
from connector.model.plan import Plan, Reason, canonical
from connector.plan.diff import diff
from connector.plan.order import waves
from connector.ports import Approval
from connector.rules.deadlines import hold_due
from connector.sync import Draft, begun
from connector.text import Text
from connector.writing import Watcher, written


@dataclass(frozen=True, slots=True)
class Removal:
    """What would be removed now, and how many more are due and have to wait for another time."""

    plan: Plan
    waiting: int = 0


def removable(desk: Desk, draft: Draft) -> Removal:
    """Return what may be removed now: the boxes that are closed longest, as many as the limit allows.

    A box is due when its hold is over, HR does not want it, and nobody ordered it reopened. Raises
    ConnectorError where the roster is doubted, or the calendar of a year since a box was closed is not confirmed.
    """
    if any(hold.limit == "source" for hold in draft.plan.holds):
        raise ConnectorError(
            Text(
                vi="danh sách nhân sự đang bị nghi ngờ nên không xóa gì.",
                en="the roster is doubted, so nothing is removed.",
            ),
            advice=Text(vi="Xem: connector plan", en="See: connector plan"),
        )
    due = sorted(_due(desk, draft), key=lambda one: (one[1].since, one[1].key))
    boxes = sum(not isinstance(entry, MailList) for entry in draft.snapshot.directory)
    chosen = due[: desk.limits.deletes.allows(boxes)]
    _refuse_uncertain(desk, chosen)
    return Removal(_plan(desk, draft, chosen), len(due) - len(chosen))


def _due(desk: Desk, draft: Draft) -> Iterator[tuple[Box, Life]]:
    past, today = draft.times.past, desk.clock.now().date()
    busy = {change.key for change in draft.plan.changes}
    busy |= {question.subject for question in draft.plan.questions}
    for entry in draft.snapshot.directory:
        life = past.lives.get(entry.key)
        if isinstance(entry, MailList) or life is None or is_tombstone(entry) or is_parked(entry.address):
            continue
        order = past.orders.get(entry.key)
        wanted = draft.wanted.directory.get(entry.key)
        if (
            entry.state is State.CLOSED
            and life.state is State.CLOSED
            and entry.key not in busy
            and (wanted is None or wanted.state is State.CLOSED)
            and not (order is not None and order.demand is Demand.REOPEN and order.day >= life.since)
            and hold_due(desk.profile, life).passed(today)
        ):
            yield entry, life


def _refuse_uncertain(desk: Desk, chosen: Sequence[tuple[Box, Life]]) -> None:
    today = desk.clock.now().date()
    first = min((life.since for _, life in chosen), default=today)
    years = [str(year) for year in range(first.year, today.year + 1) if year not in desk.calendar.years]
    if years:
        listed = ", ".join(years)
        raise ConnectorError(
            Text(
                vi=f"lịch nghỉ năm {listed} chưa có văn bản xác nhận, nên không xóa gì.",
                en=f"no document has confirmed the days off of {listed}, so nothing is removed.",
            ),
            advice=Text(
                vi="Thêm mục [[year]] vào tệp nêu ở khóa lifecycle.calendar.",
                en="Add a [[year]] to the file named by lifecycle.calendar.",
            ),
        )


def _plan(desk: Desk, draft: Draft, chosen: Sequence[tuple[Box, Life]]) -> Plan:
    current = draft.snapshot.directory
    hold = desk.profile.leaver.hold
    reasons = {
        box.key: Reason(
            Text(
                vi=f"đã đóng từ {life.since:%d/%m/%Y}, hết hạn lưu {hold.days} ngày",
                en=f"closed since {life.since.isoformat()}, the hold of {hold.days} days is over",
            ),
            hold.article,
        )
        for box, life in chosen
    }
    wanted = Directory({**current.entries, **{box.key: tombstone(box) for box, _ in chosen}})
    due = canonical([[life.key, life.since.isoformat()] for _, life in chosen])
    inputs = {
        "regulation": desk.profile.digest,
        "settings": desk.settings_digest,
        "target": draft.snapshot.fingerprint,
        "removal": sha256(due.encode()).hexdigest(),
    }
    return Plan(desk.profile.id, inputs, waves(diff(wanted, current, reasons)))


def remove(desk: Desk, removal: Removal, by: str, watch: Watcher | None = None) -> Report:
    """Write what a person approved by its digest, and return what became of it."""
    plan = removal.plan
    desk.ledger.approve(Approval(plan.digest, by, desk.clock.now()))
    run = begun(desk, "remove", plan, ())
    outcomes, stopped = written(desk, run, plan.waves, watch)
    desk.ledger.finish(run, desk.clock.now(), stopped)
    return Report(run, plan, outcomes, (), stopped)
