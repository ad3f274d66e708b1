"""`as_json`: plans, reports, questions, runs, records and stories for programs; the shapes do not change lightly.

=========  =====================================================================================
value      object
=========  =====================================================================================
Plan       `digest`, `summary` {`changes` {kind: n}, `held`: n, `questions`: n}, `plan`:
           `Plan.as_data()`, whose canonical JSON has that digest
Report     `format`: 1, `run`, `digest`, `organisation`, `counts` {result: n}, `held` [key] (not approved),
           `outcomes` [{`key`, `kind`, `address`, `result`, `detail`, `code`}],
           `problems` [{`where`, `gravity`, `key`, `what`, `advice`}], `questions` [key], `stopped`,
           and `target` where it is of a mirror
Question   `key`, `kind`, `subject`, `label`, `unit`, `text`, `candidates` [{`local_part`, `address`,
           `template`, `article`}], `article`, `where`
Run        `run`, `command`, `by`, `started`, `digest`, `finished`, `stopped`, `counts` {result: n}
Record     `run`, `at`, `key`, `kind`, `address`, `changed` [{`field`, `before`, `after`}], `reason`,
           `article`, `where`, `result`, `detail`
Story      `address`, `key`, `present` and `wanted` (entries as in a plan, or null), `reason`, `row` (a
           place, or null), `history` [{`record`, `run`, `approval`}], `decisions` [{`question`,
           `choice`, `by`, `at`, `document`}], `questions`, `problems`, `pending` (changes as in a
           plan), `holds` [{`limit`, `text`}]; and where there is something to say `hr_keys` (further
           ones of the same person), `life` {`state`, `since`, `cause`, `reason`, `article`}, `due`
           (as of `connector due`), `converted` [{`reorganisation`, `key`, `old`, `new`}]
=========  =====================================================================================

A sentence is {`vi`, `en`}, a place {`file`, `sheet`, `cell`}, a moment ISO 8601 with its offset; what is not
there is null (`code`, `finished`, `counts`, `result`). Several values make a list. Keys are sorted.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TypeAlias

from connector.model.duty import Duty
from connector.model.holding import Holding
from connector.model.life import Life
from connector.model.outcome import Outcome, Report
from connector.model.plan import Plan, Question, change_data, entry_data
from connector.model.roster import Problem
from connector.ports import Record, Run
from connector.render.outline import count_kinds
from connector.why import Story, Told

Shown: TypeAlias = Plan | Report | Question | Run | Record | Story


def as_json(value: Shown | Sequence[Shown]) -> str:
    """Return `value` as indented JSON in UTF-8, without a newline at its end; see above for the shapes."""
    data = _data(value) if isinstance(value, Shown) else [_data(one) for one in value]
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2)


def _data(value: Shown) -> Mapping[str, object]:
    if isinstance(value, Plan):
        return _plan(value)
    if isinstance(value, Report):
        return _report(value)
    if isinstance(value, Question):
        return asdict(value)
    if isinstance(value, Story):
        return _story(value)
    return _run(value) if isinstance(value, Run) else _record(value)


def duty_data(duty: Duty, today: date | None = None) -> dict[str, object]:
    """Return a duty as JSON data; whether it is overdue only where the day is given."""
    data: dict[str, object] = {
        "kind": duty.kind.value,
        "key": duty.key,
        "label": duty.label,
        "address": duty.address,
        "unit": duty.unit,
        "who": duty.who,
        "text": asdict(duty.what),
        "due": duty.due.isoformat() if duty.due else None,
        "article": duty.article,
        "provisional": duty.provisional,
    }
    return data if today is None else {**data, "overdue": duty.late(today)}


def _life(life: Life) -> dict[str, object]:
    data = {"state": life.state.value, "since": life.since.isoformat(), "cause": life.cause.value}
    return {**data, "reason": asdict(life.reason), "article": life.article}


def _plan(plan: Plan) -> Mapping[str, object]:
    return {
        "digest": plan.digest,
        "summary": {
            "changes": {kind.value: count for kind, count in count_kinds(plan.changes).items()},
            "held": len(plan.held),
            "questions": len(plan.questions),
        },
        "plan": plan.as_data(),
    }


def _report(report: Report) -> Mapping[str, object]:
    return {
        "format": 1,
        "run": report.run,
        "digest": report.plan.digest,
        "organisation": report.plan.organisation,
        "counts": dict(Counter(outcome.result.value for outcome in report.outcomes)),
        "held": sorted(report.waiting),
        "outcomes": [_outcome(outcome) for outcome in report.outcomes],
        "problems": [_problem(problem) for problem in report.problems],
        "questions": [question.key for question in report.plan.questions],
        "stopped": asdict(report.stopped),
        **({"target": report.target} if report.target else {}),
    }


def _outcome(outcome: Outcome) -> Mapping[str, object]:
    change = outcome.change
    return {
        "key": change.key,
        "kind": change.kind.value,
        "address": change.entry.address,
        "result": outcome.result.value,
        "detail": asdict(outcome.detail),
        "code": outcome.code,
    }


def _problem(problem: Problem) -> Mapping[str, object]:
    return {**asdict(problem), "gravity": problem.gravity.value}


def _run(run: Run) -> Mapping[str, object]:
    counts = None if run.counts is None else {result.value: count for result, count in run.counts.items()}
    return {
        "run": run.run,
        "command": run.command,
        "by": run.by,
        "started": run.started.isoformat(),
        "digest": run.digest,
        "finished": None if run.finished is None else run.finished.isoformat(),
        "stopped": asdict(run.stopped),
        "counts": counts,
    }


def _record(record: Record) -> Mapping[str, object]:
    return {
        **asdict(record),
        "at": record.at.isoformat(),
        "changed": [
            {"field": field, "before": before, "after": after} for field, before, after in record.changed
        ],
        "result": None if record.result is None else record.result.value,
    }


def _story(story: Story) -> Mapping[str, object]:
    return {
        "address": story.address,
        "key": story.key,
        "present": entry_data(story.present),
        "wanted": entry_data(story.wanted),
        "reason": None if story.reason is None else asdict(story.reason),
        "row": None if story.row is None else asdict(story.row),
        "history": [_told(told) for told in story.history],
        "decisions": [{**asdict(one), "at": one.at.isoformat()} for one in story.decisions],
        "questions": [asdict(question) for question in story.questions],
        "problems": [_problem(problem) for problem in story.problems],
        "pending": [change_data(change) for change in story.pending],
        "holds": [{"limit": hold.limit, "text": asdict(hold.text)} for hold in story.holds],
        **({"holders": [_holding(one) for one in story.holders]} if story.holders else {}),
        **({"hr_keys": list(story.hr_keys)} if story.hr_keys else {}),
        **({"life": _life(story.life)} if story.life is not None else {}),
        **({"converted": [asdict(one) for one in story.converted]} if story.converted else {}),
        **({"due": [duty_data(one) for one in story.due]} if story.due else {}),
    }


def _holding(one: Holding) -> Mapping[str, object]:
    return {**asdict(one), "since": one.since.isoformat(), "at": one.at.isoformat()}


def _told(told: Told) -> Mapping[str, object]:
    approval = told.approval
    return {
        "record": _record(told.record),
        "run": None if told.run is None else _run(told.run),
        "approval": None if approval is None else {**asdict(approval), "at": approval.at.isoformat()},
    }
