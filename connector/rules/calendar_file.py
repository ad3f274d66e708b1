"""`load_calendar`: calendar files → `Calendar`, or every fault of a file at once."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictInt, ValidationError, model_validator

from connector.errors import RegulationError, foreign
from connector.rules.calendar import Calendar, Year, calendar_of
from connector.rules.faults import fault, faults_of
from connector.rules.tables import Table, Word
from connector.text import Text


class YearTable(Table):
    """One `[[year]]`."""

    year: Annotated[StrictInt, Field(ge=2000, le=2200)]
    source: Word
    """Number and date of the document that says so; without one a year is not confirmed."""
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _days_of_the_year(self) -> "YearTable":
        stray = sorted({day for day in (*self.off, *self.worked) if day.year != self.year})
        both = sorted({*self.off} & {*self.worked})
        if stray:
            raise fault(
                Text(
                    vi=f"ngày {stray[0]} không thuộc năm {self.year}.",
                    en=f"{stray[0]} is not of {self.year}.",
                ),
                Text(vi="Ghi ngày ấy vào mục của năm nó thuộc về.", en="Write it where its own year stands."),
            )
        if both:
            raise fault(
                Text(vi=f"ngày {both[0]} vừa nghỉ vừa làm bù.", en=f"{both[0]} is both off and worked."),
                Text(vi="Bỏ một trong hai.", en="Take one of them out."),
            )
        return self


class CalendarFile(Table):
    """The whole of a calendar file."""

    format: Literal[1]
    year: tuple[YearTable, ...] = ()


def load_calendar(*files: Path) -> Calendar:
    """Return the calendar that `files` say together; a later file's year stands in place of an earlier one's.

    Raises `RegulationError` with every fault of the first file that has any.
    """
    return calendar_of(year for file in files for year in _years(file))


def _years(file: Path) -> tuple[Year, ...]:
    try:
        read = CalendarFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegulationError(
            Text(vi="Không đọc được tệp lịch làm việc.", en="The calendar file cannot be read."),
            where=str(file),
            advice=foreign(error),
        ) from error
    except ValidationError as error:
        raise RegulationError(
            Text(vi="Tệp lịch làm việc chưa dùng được.", en="The calendar file cannot be used."),
            where=str(file),
            advice=Text(vi="Hãy sửa các điểm sau:", en="Correct the following:"),
            faults=[one.text for one in faults_of(error, file.name, CalendarFile)],
        ) from error
    return tuple(Year(one.year, one.source, frozenset(one.off), frozenset(one.worked)) for one in read.year)
