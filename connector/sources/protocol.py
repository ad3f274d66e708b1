"""What the reading child is asked and what it answers, as JSON.

The child handled a file from outside, so its answer is treated as input: JSON, checked field by field, and
never anything that could run in the parent.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from connector.errors import SourceError
from connector.sources.fields import UnitRule
from connector.sources.limits import Limits
from connector.sources.mapping import TableMapping
from connector.sources.packed import pack, unpack
from connector.text import Text


class Role(StrEnum):
    """What a table describes."""

    PEOPLE = "people"
    UNITS = "units"


class RowKind(StrEnum):
    """What a row of a sheet is."""

    TITLE = "title"
    HEADER = "header"
    DATA = "data"
    GROUP = "group"
    FOOTER = "footer"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Request:
    """Which tables to take from one file: by their mappings, or found where there is none."""

    name: str
    wanted: Mapping[Role, Sequence[TableMapping]]
    limits: Limits = field(default_factory=Limits)
    identity_key: str = field(default="", repr=False)
    """Secret for keyed digests of citizen numbers; empty: such numbers are refused."""
    look_only: bool = False
    """Show how the file would be read, also where it would be refused."""


@dataclass(frozen=True, slots=True)
class Table:
    """The allowed columns of the data rows of one sheet, as text."""

    sheet: str
    header: tuple[str, ...]
    """The label of each column as found, left to right."""
    columns: Mapping[str, tuple[str, ...]]
    """Field → letters of its columns."""
    numbers: Sequence[int]
    """The number of each row, as Excel shows it."""
    cells: Mapping[str, Sequence[str | None]]
    """Field → its text in each row; None stands for a formula without a value, or an error."""
    layout: int = 0
    blank: int = 0
    hidden: bool = False
    hidden_rows: int = 0
    gaps: tuple[int, ...] = ()
    """Numbers of rows where the serial number (STT) does not follow the one before."""
    withheld: tuple[int, ...] = ()
    """Numbers of rows whose HR key is a citizen number, or is none where it should be: it stayed in the child."""
    leaving: tuple[int, ...] = ()
    """Numbers of rows whose remarks, or the title above them, speak of leaving; the remarks stayed in the child."""
    further: tuple[int, ...] = ()
    """Numbers of rows whose remarks say that the post is a further one (kiêm nhiệm)."""
    citizens: bool = False
    """The keys are keyed digests of citizen numbers."""
    rule: UnitRule = UnitRule.COLUMNS
    unit: str = ""
    """The unit of all rows, where the rule is FIXED."""
    key_from: tuple[str, ...] = ()
    """The fields a key is made of, where HR gives none."""
    key_width: int = 0
    """Digits of keys that the cells hold as numbers shown with zeros in front; 0 where there are none."""
    bare_numbers: int = 0
    """Keys held as numbers in a format that hides how they are shown (.xls, .ods)."""
    first_row: int = 0
    """Number of the first row below the header."""
    as_of: str = ""
    """The day that the lines above the header say the list describes, ISO 8601; empty where they do not."""
    titles: tuple[str, ...] = ()
    """Texts above the header, where the rule is TITLE."""
    missing: tuple[str, ...] = ()
    """What the table lacks; only when it is looked at."""
    encodings: Mapping[str, int] = field(default_factory=dict)
    """Legacy encoding → how many cells of the sheet were decoded from it."""
    doubts: Sequence[tuple[int, str, str, str]] = ()
    """Row number, field, and why its decoded text is doubtful, in Vietnamese and in English."""
    top: Sequence[tuple[int, str, tuple[str, ...]]] = ()
    """The first rows, personal data masked: number, kind, texts; only when the table is looked at."""

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the number of each row and the text of each field, in the order of `columns`."""
        return zip(self.numbers, *map(self.cells.__getitem__, self.columns), strict=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the tables by role, and sheets that were not read."""

    tables: Mapping[Role, tuple[Table, ...]]
    unread: tuple[str, ...] = ()
    refused: SourceError | None = None
    """Why a real reading would refuse the file; only when it is looked at."""


def encode_request(request: Request) -> bytes:
    """Return the request as JSON."""
    wanted = {role.value: [*map(asdict, mappings)] for role, mappings in request.wanted.items()}
    return json.dumps(
        {
            "name": request.name,
            "wanted": wanted,
            "limits": asdict(request.limits),
            "identity_key": request.identity_key,
            "look_only": request.look_only,
        }
    ).encode()


def decode_request(data: bytes) -> Request:
    """Return the request that `encode_request` wrote."""
    raw = json.loads(data)
    wanted = {
        Role(role): tuple(map(TableMapping.from_data, mappings)) for role, mappings in raw["wanted"].items()
    }
    return Request(
        raw["name"], wanted, Limits(**raw["limits"]), raw["identity_key"], look_only=raw["look_only"]
    )


def encode_answer(answer: Answer) -> bytes:
    """Return the answer as JSON."""
    tables = {
        role.value: [
            {name: getattr(table, name) for name in _TABLE_FIELDS}
            | {"cells": {name: pack(cells) for name, cells in table.cells.items()}}
            for table in tables
        ]
        for role, tables in answer.tables.items()
    }
    whole = {"tables": tables, "unread": answer.unread, "refused": _plain_error(answer.refused)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def encode_refusal(error: SourceError) -> bytes:
    """Return a refusal as JSON."""
    return json.dumps({"refused": _plain_error(error)}).encode()


def _plain_error(error: SourceError | None) -> object:
    if error is None:
        return None
    return {"what": asdict(error.what), "where": error.where, "advice": asdict(error.advice)}


def _error(raw: Mapping[str, Any]) -> SourceError:
    return SourceError(Text(**raw["what"]), where=str(raw["where"]), advice=Text(**raw["advice"]))


def decode_answer(data: bytes) -> Answer:
    """Return the child's answer. Raises SourceError where it refused, ValueError where it makes no sense."""
    try:
        raw = json.loads(data.decode("utf-8", "replace"))
        error = _error(raw["refused"]) if raw["refused"] else None
        if "tables" in raw:
            return Answer(
                {Role(role): tuple(map(_table, tables)) for role, tables in raw["tables"].items()},
                tuple(map(str, raw["unread"])),
                error,
            )
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        msg = "answer of the reading process"
        raise ValueError(msg) from fault
    if error is None:
        msg = "empty answer of the reading process"
        raise ValueError(msg)
    raise error


def _table(raw: Mapping[str, Any]) -> Table:
    columns = {str(name): tuple(map(str, letters)) for name, letters in raw["columns"].items()}
    numbers = _numbers(raw["numbers"])
    return Table(
        sheet=str(raw["sheet"]),
        header=tuple(map(str, raw["header"])),
        columns=columns,
        numbers=numbers,
        cells={name: unpack(raw["cells"][name], len(numbers)) for name in columns},
        layout=int(raw["layout"]),
        blank=int(raw["blank"]),
        hidden=bool(raw["hidden"]),
        hidden_rows=int(raw["hidden_rows"]),
        gaps=tuple(map(int, raw["gaps"])),
        withheld=tuple(map(int, raw["withheld"])),
        leaving=tuple(map(int, raw["leaving"])),
        further=tuple(map(int, raw["further"])),
        citizens=bool(raw["citizens"]),
        rule=UnitRule(raw["rule"]),
        unit=str(raw["unit"]),
        key_from=tuple(map(str, raw["key_from"])),
        key_width=int(raw["key_width"]),
        bare_numbers=int(raw["bare_numbers"]),
        first_row=int(raw["first_row"]),
        as_of=str(raw["as_of"]),
        titles=tuple(map(str, raw["titles"])),
        missing=tuple(map(str, raw["missing"])),
        encodings={str(name): int(count) for name, count in raw["encodings"].items()},
        doubts=[(int(row), str(name), str(vi), str(en)) for row, name, vi, en in raw["doubts"]],
        top=[(int(row), str(RowKind(kind)), tuple(map(str, texts))) for row, kind, texts in raw["top"]],
    )


def _numbers(raw: Sequence[Any]) -> Sequence[int]:
    if not set(map(type, raw)) <= {int}:
        msg = "row numbers of the reading process"
        raise ValueError(msg)
    return raw


_TABLE_FIELDS = tuple(Table.__dataclass_fields__)
