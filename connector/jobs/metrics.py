"""`metrics`: how it stands as numbers that Prometheus reads, over HTTP or from node_exporter's folder."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from connector import __version__
from connector.model.turn import Ending
from connector.standing import Standing, health, sound

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "connector_"


def metrics(now: Standing) -> bytes:
    """Return everything that can be measured, in Prometheus' text format. No name of a person is in it."""
    registry = CollectorRegistry()

    def gauge(name: str, words: str, value: float) -> None:
        Gauge(PREFIX + name, words, registry=registry).set(value)

    def gauges(name: str, words: str, label: str, values: Iterable[tuple[str, float]]) -> None:
        made = Gauge(PREFIX + name, words, [label], registry=registry)
        for key, value in values:
            made.labels(key).set(value)

    gauges("info", "Version of connector.", "version", [(__version__, 1)])
    gauge("healthy", "1 where the health check finds nothing bad.", sound(health(now)))
    gauge(
        "last_success_timestamp_seconds",
        "When a run last ended without being stopped.",
        _seconds(now.success),
    )
    gauge("alarm_seconds", "How long there may be no success.", now.alarm.total_seconds())
    gauge(
        "overdue",
        "1 where no run has succeeded for longer than that.",
        now.success is None or now.at - now.success > now.alarm,
    )
    gauge(
        "last_run_timestamp_seconds",
        "When the latest run began.",
        _seconds(now.last.started if now.last else None),
    )
    counts = (now.last.counts or {}) if now.last else {}
    gauges(
        "last_run_changes",
        "Changes of the latest run, by what became of them.",
        "result",
        [(r.value, n) for r, n in counts.items()],
    )
    gauge("held_changes", "Changes that wait for approval.", now.waits)
    gauges(
        "questions_open", "Open questions, by kind.", "kind", [(k.value, n) for k, n in now.questions.items()]
    )
    gauge("requests_open", "Requests with a time limit that are not answered.", len(now.deadlines))
    gauge("requests_overdue", "Requests whose time limit is over.", now.overdue)
    gauge("drift", "Differences that the latest comparison found.", _fact(now, "differences"))
    gauge(
        "ledger_distrusted",
        "1 while everything is held because the ledger is older than the target.",
        now.doubt is not None,
    )
    gauge(
        "backup_timestamp_seconds",
        "When the latest backup was made.",
        _seconds(now.backup.at if now.backup else None),
    )
    gauge("backup_bytes", "Size of the latest backup.", now.backup.size if now.backup else 0)
    gauge("inbox_waiting", "Files in the watched folder.", now.inbox.waiting if now.inbox else 0)
    turns = [(one.name, one.last) for one in now.agenda if one.last is not None]
    gauges(
        "job_last_start_timestamp_seconds",
        "When a schedule's job last began.",
        "schedule",
        [(n, _seconds(t.started)) for n, t in turns],
    )
    gauges(
        "job_failed",
        "1 where a schedule's last turn failed.",
        "schedule",
        [(n, t.ending is Ending.FAILED) for n, t in turns],
    )
    gauges(
        "job_next_timestamp_seconds",
        "When a schedule is due next.",
        "schedule",
        [(one.name, _seconds(one.due)) for one in now.agenda if one.due],
    )
    gauges(
        "mirror_last_run_timestamp_seconds",
        "When a mirror was last written to.",
        "mirror",
        [(n, _seconds(r.started if r else None)) for n, r in now.mirrors.items()],
    )
    return generate_latest(registry)


def _fact(now: Standing, name: str) -> float:
    return (now.comparison.facts or {}).get(name, 0) if now.comparison else 0


def _seconds(at: datetime | None) -> float:
    """Return a moment as Prometheus counts it; 0: never."""
    return at.timestamp() if at is not None else 0.0


def write_textfile(file: Path, content: bytes) -> None:
    """Put the numbers where node_exporter reads them, whole or not at all (mode 0644). Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    hidden = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        hidden.write_bytes(content)
        hidden.chmod(0o644)
        hidden.replace(file)
    finally:
        hidden.unlink(missing_ok=True)
