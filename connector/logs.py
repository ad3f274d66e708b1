"""`open_log`: what happens unattended, as events with names and values, in lines that programs can read.

An event says which run, job and slot it is about and counts things. What is not in `KEYS` is left out, so that no
name, telephone number, identity number or password gets into a log because somebody added a value in passing.
"""

import sys
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import FilteringBoundLogger, Processor, WrappedLogger

KEYS = frozenset(
    {
        *("run", "job", "schedule", "slot", "attempt", "ending", "seconds", "said", "kind", "pid"),
        *(
            "done",
            "failed",
            "held",
            "questions",
            "problems",
            "differences",
            "mirrors_failed",
            "removed",
            "kept",
            "notices",
            "changes",
            "turns",
            "letters",
        ),
        *(
            "file",
            "verdict",
            "port",
            "schedules",
            "version",
            "bytes",
            "due",
            "overdue",
            "idle",
            "counts",
            "event",
        ),
    }
)
"""Every value an event may have. `file` is the beginning of a digest; `said` is a sentence of an error of ours."""

LEVELS: Mapping[str, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40}

Log = FilteringBoundLogger


@dataclass(frozen=True, slots=True)
class Place:
    """Where events go."""

    folder: Path | None
    """One file a day in it; None: the standard error."""
    form: str
    """auto, json or console."""
    level: str


def open_log(place: Place, now: Callable[[], datetime], stderr: TextIO = sys.stderr) -> Log:
    """Return a log. A full disk ends no job: the line goes to the standard error then."""
    output = _Lines(place.folder, now, stderr)
    colours = place.folder is None and stderr.isatty()
    console = place.form == "console" or (place.form == "auto" and colours)
    last: Processor = (
        structlog.dev.ConsoleRenderer(colors=colours)
        if console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    log: Log = structlog.wrap_logger(
        output,
        processors=[_only_known, structlog.processors.add_log_level, _stamped(now), last],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[place.level]),
        cache_logger_on_first_use=True,
    )
    return log


def log_name(now: datetime) -> str:
    """Return the name of a day's file."""
    return f"connector-{now:%Y-%m-%d}.jsonl"


class _Lines:
    """What structlog writes to; every method is one line."""

    def __init__(self, folder: Path | None, now: Callable[[], datetime], stderr: TextIO) -> None:
        self._folder = folder
        self._now = now
        self._stderr = stderr

    def msg(self, line: str) -> None:
        """Write one line."""
        if self._folder is not None:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with (self._folder / log_name(self._now())).open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
            except OSError:
                pass
            else:
                return
        print(line, file=self._stderr, flush=True)

    debug = info = warning = error = critical = msg


def _only_known(_log: WrappedLogger, _level: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in event.items() if key in KEYS}


def _stamped(now: Callable[[], datetime]) -> Processor:
    def stamp(_log: WrappedLogger, _level: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return {"at": now().isoformat(timespec="milliseconds"), **event}

    return stamp
