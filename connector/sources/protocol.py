"""What the reading child is asked and what it answers, as JSON.

The child handled a file from outside, so its answer is treated as input: JSON, checked field by field, and
never anything that could run in the parent.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from connector.errors import SourceError
from connector.sources.limits import Limits
from connector.sources.mapping import TableMapping
from connector.text import Text


class Role(StrEnum):
    """What a table describes."""

    PEOPLE = "people"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Request:
    """Which tables to take from one file; a mapping, or None where they are to be found."""

    name: str
    wanted: Mapping[Role, TableMapping | None]
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Table:
    """The allowed columns of the data rows of one sheet, as text."""

    sheet: str
    header: tuple[str, ...]
    """The label of each column as found, left to right."""
    columns: Mapping[str, tuple[str, ...]]
    """Field → letters of its columns."""
    rows: Sequence[Sequence[Any]]
    """Row number as Excel shows it, then the text of each field in the order of `columns`; None stands for
    a formula without a value, or an error."""
    layout: int = 0
    blank: int = 0
    hidden: bool = False
    hidden_rows: int = 0
    gaps: tuple[int, ...] = ()
    """Numbers of rows where the serial number (STT) does not follow the one before."""
    withheld: tuple[int, ...] = ()
    """Numbers of rows whose HR key is a citizen number: it did not leave the child."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the tables by role, and sheets that were not read."""

    tables: Mapping[Role, tuple[Table, ...]]
    unread: tuple[str, ...] = ()


def encode_request(request: Request) -> bytes:
    """Return the request as JSON."""
    wanted = {role.value: asdict(mapping) if mapping else None for role, mapping in request.wanted.items()}
    return json.dumps({"name": request.name, "wanted": wanted, "limits": asdict(request.limits)}).encode()


def decode_request(data: bytes) -> Request:
    """Return the request that `encode_request` wrote."""
    raw = json.loads(data)
    wanted = {
        Role(role): TableMapping.from_data(mapping) if mapping else None
        for role, mapping in raw["wanted"].items()
    }
    return Request(raw["name"], wanted, Limits(**raw["limits"]))


def encode_answer(answer: Answer) -> bytes:
    """Return the answer as JSON."""
    tables = {
        role.value: [{name: getattr(table, name) for name in _TABLE_FIELDS} for table in tables]
        for role, tables in answer.tables.items()
    }
    return json.dumps(
        {"tables": tables, "unread": answer.unread}, ensure_ascii=False, separators=(",", ":")
    ).encode("utf-8", "surrogatepass")


def encode_refusal(error: SourceError) -> bytes:
    """Return a refusal as JSON."""
    refused = {"what": asdict(error.what), "where": error.where, "advice": asdict(error.advice)}
    return json.dumps({"refused": refused}).encode()


def decode_answer(data: bytes) -> Answer:
    """Return the child's answer. Raises SourceError where it refused, ValueError where it makes no sense."""
    try:
        raw = json.loads(data.decode("utf-8", "replace"))
        if "refused" in raw:
            refused = raw["refused"]
            error = SourceError(
                Text(**refused["what"]), where=refused["where"], advice=Text(**refused["advice"])
            )
        else:
            return Answer(
                {Role(role): tuple(map(_table, tables)) for role, tables in raw["tables"].items()},
                tuple(map(str, raw["unread"])),
            )
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        msg = "answer of the reading process"
        raise ValueError(msg) from fault
    raise error


def _table(raw: Mapping[str, Any]) -> Table:
    columns = {str(name): tuple(map(str, letters)) for name, letters in raw["columns"].items()}
    width = len(columns) + 1
    for row in raw["rows"]:
        if len(row) != width or type(row[0]) is not int:
            msg = "row of the reading process"
            raise ValueError(msg)
    return Table(
        sheet=str(raw["sheet"]),
        header=tuple(map(str, raw["header"])),
        columns=columns,
        rows=raw["rows"],
        layout=int(raw["layout"]),
        blank=int(raw["blank"]),
        hidden=bool(raw["hidden"]),
        hidden_rows=int(raw["hidden_rows"]),
        gaps=tuple(map(int, raw["gaps"])),
        withheld=tuple(map(int, raw["withheld"])),
    )


_TABLE_FIELDS = tuple(Table.__dataclass_fields__)
