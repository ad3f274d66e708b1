"""`load_schedules`: what runs when: the shipped `schedules/*.toml`, and what an organisation says instead.

A schedule is one file; its name is that of the schedule. docs/unattended.md describes the form::

    job = "sync"
    title = { vi = "Đồng bộ hằng đêm", en = "The nightly run" }
    cron = "30 1 * * *"           # minute hour day month weekday; or watch = true
    zone = "Asia/Ho_Chi_Minh"
    jitter_minutes = 0            # begin up to so much later; always the same for one slot of one machine
    grace_hours = 20              # a slot that was missed is made up for within this time, once
    enabled = true
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from connector.errors import SettingsError, foreign
from connector.jobs.kinds import INBOX, KINDS, NOTICES
from connector.jobs.times import Slot, Times, checked_cron, checked_zone
from connector.rules.faults import fault, faults_of
from connector.settings import ScheduleChange, Settings
from connector.shipped import shipped
from connector.text import Text


@dataclass(frozen=True, slots=True)
class Schedule:
    """One thing that is done by itself."""

    name: str
    job: str
    title: Text
    times: Times | None
    """None: watched all the time."""
    jitter: timedelta = timedelta()
    grace: timedelta = timedelta(hours=20)
    enabled: bool = True

    def begins(self, slot: Slot, machine: str) -> datetime:
        """Return when a slot begins on this machine: not all of a province at the same second."""
        seed = sha256(f"{machine}\n{self.name}\n{slot.name}".encode()).digest()
        return slot.at + self.jitter * (int.from_bytes(seed[:4]) / 2**32)


class _Title(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    vi: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


def _known_job(job: str) -> str:
    if job in KINDS:
        return job
    names = ", ".join(KINDS)
    raise fault(
        Text(vi=f"không có việc “{job}”.", en=f"there is no job “{job}”."),
        Text(vi=f"Các việc: {names}.", en=f"The jobs are: {names}."),
    )


class ScheduleFile(BaseModel):
    """What stands in a schedule's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    job: Annotated[str, AfterValidator(_known_job)]
    title: _Title
    cron: Annotated[str, AfterValidator(checked_cron)] | None = None
    watch: bool = False
    zone: Annotated[str, AfterValidator(checked_zone)] = "Asia/Ho_Chi_Minh"
    jitter_minutes: Annotated[int, Field(ge=0, le=180)] = 0
    grace_hours: Annotated[float, Field(gt=0, le=240)] = 20
    enabled: bool = True

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.cron is None) is not self.watch or self.watch is not (self.job == INBOX):
            raise fault(
                Text(
                    vi="mỗi lịch có đúng một: cron, hoặc watch = true (chỉ việc inbox).",
                    en="a schedule has one of both: cron, or watch = true (only the job inbox).",
                ),
                Text(vi="Xem docs/unattended.md.", en="See docs/unattended.md."),
            )
        return self


def load_schedules(settings: Settings) -> Sequence[Schedule]:
    """Return all schedules by name, also those that are switched off. Raises SettingsError.

    Nobody need be told anything; letters are then not sent by schedule either.
    """
    files = _files(shipped("schedules"))
    if settings.schedule.folder is not None:
        folder = settings.path(settings.schedule.folder)
        if not folder.is_dir():
            raise SettingsError(
                Text(vi="không có thư mục lịch này.", en="there is no such folder of schedules."),
                where=str(folder),
            )
        files |= _files(folder)
    unknown = sorted(settings.schedule.change.keys() - files.keys())
    if unknown:
        names, known = ", ".join(unknown), ", ".join(sorted(files))
        raise SettingsError(
            Text(vi=f"không có lịch {names} để thay đổi.", en=f"there is no schedule {names} to change."),
            where="schedule.change",
            advice=Text(vi=f"Các lịch: {known}.", en=f"The schedules are: {known}."),
        )
    changes = settings.schedule.change
    found = [load_schedule(file, changes.get(name)) for name, file in sorted(files.items())]
    told = settings.notices.wanted
    return [replace(one, enabled=one.enabled and (told or one.job != NOTICES)) for one in found]


def _files(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in folder.glob("*.toml")}


def load_schedule(file: Path, change: ScheduleChange | None = None) -> Schedule:
    """Return the schedule in `file`, with what `change` says instead. Raises SettingsError with every fault."""
    try:
        data: Mapping[str, object] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        words = foreign(error)
        raise SettingsError(
            Text(vi=f"không đọc được lịch {words.vi}", en=f"the schedule cannot be read {words.en}"),
            where=str(file),
        ) from error
    instead = change.model_dump(exclude_none=True) if change is not None else {}
    try:
        found = ScheduleFile.model_validate({**data, **instead})
    except ValidationError as error:
        raise SettingsError(
            Text(vi="lịch chưa dùng được.", en="the schedule cannot be used."),
            where=str(file),
            advice=Text(vi="Hãy sửa các điểm sau:", en="Correct the following:"),
            faults=[one.text for one in faults_of(error, file.name, ScheduleFile)],
        ) from error
    return Schedule(
        file.stem,
        found.job,
        Text(vi=found.title.vi, en=found.title.en),
        Times(found.cron, found.zone) if found.cron else None,
        timedelta(minutes=found.jitter_minutes),
        timedelta(hours=found.grace_hours),
        found.enabled,
    )
