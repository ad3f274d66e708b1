"""Values of the model ↔ rows of the tables. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from connector.model.outcome import Result
from connector.model.plan import Candidate, Question, QuestionKind, canonical
from connector.model.roster import Where
from connector.ports import Record, Run, SeenFile, Verdict
from connector.text import Text

Row = dict[str, Any]
"""Column → value, as a database driver takes it."""


def run_row(run: Run, started: datetime) -> Row:
    """Return the row of a run that begins."""
    return {
        "run": run.run,
        "command": run.command,
        "started_by": run.by,
        "started": started,
        "digest": run.digest,
        "finished": None,
        "stopped_vi": "",
        "stopped_en": "",
        "target": run.target,
    }


def run_of(row: RowMapping, counts: Mapping[Result, int]) -> Run:
    """Return the run of a row."""
    return Run(
        run=row["run"],
        command=row["command"],
        by=row["started_by"],
        started=row["started"],
        digest=row["digest"],
        finished=row["finished"],
        stopped=Text(vi=row["stopped_vi"], en=row["stopped_en"]),
        counts=counts,
        target=row["target"],
    )


def record_row(record: Record, run: int, serial: int, at: str) -> Row:
    """Return the row of a record that has no result yet, of the run with the number `run`."""
    return {
        "serial": serial,
        "run": run,
        "at": at,
        "key": record.key,
        "kind": record.kind,
        "address": record.address,
        "changed": canonical(record.changed) if record.changed else "",
        "reason_vi": record.reason.vi,
        "reason_en": record.reason.en,
        "article": record.article,
        "place": record.where,
        "result": None,
        "detail_vi": "",
        "detail_en": "",
        "settled": None,
    }


def record_of(row: RowMapping) -> Record:
    """Return the record of a row, joined with the `name` of its run."""
    return Record(
        run=row["name"],
        at=row["at"],
        key=row["key"],
        kind=row["kind"],
        address=row["address"],
        changed=_changed(row["changed"]),
        reason=Text(vi=row["reason_vi"], en=row["reason_en"]),
        article=row["article"],
        where=row["place"],
        result=None if row["result"] is None else Result(row["result"]),
        detail=Text(vi=row["detail_vi"], en=row["detail_en"]),
    )


def result_row(serial: int, result: Result, detail: Text, at: str) -> Row:
    """Return what `statements.SETTLE` needs to give a record its result."""
    return {
        "of_serial": serial,
        "result": result.value,
        "detail_vi": detail.vi,
        "detail_en": detail.en,
        "settled": at,
    }


def question_row(run: str, question: Question) -> Row:
    """Return the row of a question."""
    return {"key": question.key, "run": run, "body": canonical(asdict(question))}


def question_of(body: str) -> Question:
    """Return the question of a row's body."""
    data = json.loads(body)
    return Question(
        **{
            **data,
            "kind": QuestionKind(data["kind"]),
            "text": Text(**data["text"]),
            "candidates": tuple(Candidate(**candidate) for candidate in data["candidates"]),
            "where": Where(**data["where"]),
        }
    )


def seen_row(file: SeenFile, at: datetime) -> Row:
    """Return the row of a file that came through the watched folder."""
    return {
        "digest": file.digest,
        "name": file.name,
        "at": at,
        "verdict": file.verdict.value,
        "as_of": file.as_of.isoformat() if file.as_of else "",
        "detail_vi": file.detail.vi,
        "detail_en": file.detail.en,
    }


def seen_of(row: RowMapping) -> SeenFile:
    """Return the file of a row."""
    return SeenFile(
        digest=row["digest"],
        name=row["name"],
        at=row["at"],
        verdict=Verdict(row["verdict"]),
        as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
        detail=Text(vi=row["detail_vi"], en=row["detail_en"]),
    )


def _changed(body: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, before, after) for name, before, after in json.loads(body)) if body else ()
