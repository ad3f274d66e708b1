"""`sync`, `compare`, `duties`: the nightly run, the same without its writes, and what is owed, as jobs."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from connector.due import due_of_desk
from connector.follow import Done as Written
from connector.follow import Plans, Reflection, carry_out, plans_of, unwatched
from connector.jobs.bench import Bench, Done
from connector.jobs.herald import herald
from connector.model.duty import ENDINGS, Duty, DutyKind
from connector.model.outcome import Report
from connector.model.turn import Ending
from connector.sync import think
from connector.text import Text
from connector.wiring.desk import open_desk


def sync(bench: Bench) -> Done:
    """Plan for every target and carry out the safe part. Raises what `think` raises."""
    tells = herald(bench.settings, bench.clock)
    with tells.telling(), open_desk(bench.settings, bench.clock, stop=bench.stop) as desk:
        plans = plans_of(desk, think(desk))
        if bench.stop():
            return NOTHING_WRITTEN
        written = carry_out(desk, plans, "sync", tuple(plans), unwatched)
        unsent = tells.after(desk, plans, [report for report, _ in written])
    if str(unsent):
        bench.log.warning("letters wait", said=unsent.en)
    for report, _ in written:
        bench.log.info("run", run=report.run, counts=_counts(report), held=len(report.plan.held))
    return _told(written, asked=bench.stop())


def compare(bench: Bench) -> Done:
    """Read everything, think, and count what is not as it should be; writes nothing."""
    with open_desk(bench.settings, bench.clock, stop=bench.stop) as desk:
        plans = plans_of(desk, think(desk))
    troubles = [one.trouble for one in plans.values() if isinstance(one, Reflection) and str(one.trouble)]
    facts = _facts(plans)
    if troubles:
        return Done(Ending.FAILED, troubles[0], facts)
    number = facts["differences"]
    words = Text(
        vi=f"{number} khác biệt, lần chạy tới sẽ sửa" if number else "không có khác biệt nào phải sửa",
        en=f"{number} differences that the next run will mend" if number else "no differences to mend",
    )
    return Done(Ending.DONE, words, facts)


def duties(bench: Bench) -> Done:
    """Look at everything with a time limit, and at boxes that nobody uses; writes nothing."""
    with open_desk(bench.settings, bench.clock, stop=bench.stop) as desk:
        found = due_of_desk(desk, think(desk))
        today = desk.clock.now().date()
    waiting = [duty for duty in found if duty.kind not in ENDINGS]
    facts = {
        "overdue": sum(duty.late(today) for duty in waiting),
        "due": sum(_near(duty, today) for duty in waiting),
        "notices": sum(duty.kind is DutyKind.NOTICE for duty in waiting),
        "idle": sum(duty.kind is DutyKind.IDLE for duty in waiting),
    }
    return Done(Ending.WAITS if any(facts.values()) else Ending.DONE, _owed(facts), facts)


def _near(duty: Duty, today: date) -> bool:
    return duty.due is not None and today <= duty.due <= today + SOON


def _owed(facts: Mapping[str, int]) -> Text:
    parts = [
        ("overdue", Text(vi="quá hạn", en="overdue")),
        ("due", Text(vi=f"đến hạn trong {SOON.days} ngày", en=f"due within {SOON.days} days")),
        ("notices", Text(vi="thông báo phải gửi", en="notices to send")),
        ("idle", Text(vi="hộp thư cơ quan bỏ không", en="boxes of agencies that nobody uses")),
    ]
    return _listed(facts, parts, Text(vi="không có gì đến hạn", en="nothing is due"))


SOON = timedelta(days=7)
"""How long before its last day a time limit is near."""

NOTHING_WRITTEN = Done(
    Ending.STOPPED, Text(vi="dừng theo yêu cầu, chưa ghi gì", en="stopped as asked, nothing was written")
)


def _facts(plans: Plans) -> dict[str, int]:
    differences = sum(len(wave) for one in plans.values() for wave in one.proceeding)
    return {
        "differences": differences,
        "held": sum(len(one.plan.held) for one in plans.values()),
        "questions": max(len(one.plan.questions) for one in plans.values()),
    }


def _counts(report: Report) -> dict[str, int]:
    counts: dict[str, int] = {}
    for outcome in report.outcomes:
        counts[outcome.result.value] = counts.get(outcome.result.value, 0) + 1
    return counts


def _told(written: Sequence[Written], *, asked: bool) -> Done:
    """Return what came of all targets: the worst of it, and everything counted."""
    reports = [report for report, _ in written]
    stopped = [report for report in reports if str(report.stopped)]
    facts = {
        "done": sum(outcome.result.settled for report in reports for outcome in report.outcomes),
        "failed": sum(len(report.failed) for report in reports),
        "held": sum(len(report.plan.held) for report, whole in written if not whole),
        "questions": len(reports[0].plan.questions) if reports else 0,
        "problems": sum(len(report.problems) for report in reports),
        "mirrors_failed": sum(1 for report in stopped if report.target),
    }
    if stopped:
        ending = Ending.STOPPED if asked else Ending.FAILED
        return Done(ending, stopped[0].stopped, facts)
    waits = facts["held"] or facts["questions"] or facts["failed"]
    return Done(Ending.WAITS if waits else Ending.DONE, _summary(facts), facts)


def _summary(facts: Mapping[str, int]) -> Text:
    parts = [
        ("done", Text(vi="đã ghi", en="written")),
        ("failed", Text(vi="chưa ghi được", en="not written")),
        ("held", Text(vi="chờ duyệt", en="held")),
        ("questions", Text(vi="câu hỏi", en="questions")),
        ("problems", Text(vi="dòng cần xem", en="rows to look at")),
    ]
    return _listed(facts, parts, Text(vi="không có gì phải làm", en="nothing to do"))


def _listed(facts: Mapping[str, int], parts: Sequence[tuple[str, Text]], nothing: Text) -> Text:
    said = [(f"{facts[name]} {word.vi}", f"{facts[name]} {word.en}") for name, word in parts if facts[name]]
    if not said:
        return nothing
    return Text(vi=", ".join(vi for vi, _ in said), en=", ".join(en for _, en in said))
