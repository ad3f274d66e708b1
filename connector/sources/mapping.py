"""`WorkbookMapping`: the saved agreement about one workbook: which sheet, which header, which column is what.

A mapping is data (`mappings/workbooks/*.toml`). Detection only proposes one; once it is saved, a changed
header or a renamed sheet stops the import, with what changed.

::

    format = 1
    name = "Sở Nội vụ"

    [people]
    sheet = "Nhân sự"
    header = ["STT", "Mã cán bộ", "Họ và tên"]      # the label of each column, left to right
    columns = { key = ["B"], name = ["C"] }          # field → letters

    [units]
    …
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connector.errors import SettingsError, foreign
from connector.text import Text
from connector.vietnamese.matching import loose_key

_LETTERS = re.compile(r"[A-Z]{1,3}")

PEOPLE_FIELDS = frozenset(
    {
        "key",
        "name",
        "family",
        "middle",
        "family_middle",
        "given",
        "birth",
        "unit_key",
        "unit_name",
        "room_name",
    }
    | {"position", "phone", "status", "since", "decision", "address", "unlisted"}
)
UNIT_FIELDS = frozenset({"unit_key", "unit_name", "parent", "mailbox", "person_suffix", "phone"})


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The agreement about one table."""

    sheet: str
    header: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the header, blind to case, accents and blanks; hexadecimal."""
        return fingerprint(self.header)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TableMapping":
        """Return the mapping from plain data that was checked before."""
        return cls(
            data["sheet"],
            tuple(data["header"]),
            {name: tuple(letters) for name, letters in data["columns"].items()},
        )


@dataclass(frozen=True, slots=True)
class WorkbookMapping:
    """The agreement about one workbook, or about a pair of them."""

    name: str
    people: TableMapping | None = None
    units: TableMapping | None = None


def fingerprint(header: tuple[str, ...]) -> str:
    """Return the digest of a header row, blind to case, accents and blanks."""
    return hashlib.sha256(json.dumps([loose_key(label) for label in header]).encode()).hexdigest()


def load_mapping(path: Path) -> WorkbookMapping:
    """Read a mapping file. Raises SettingsError with every fault found."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        said = foreign(error)
        raise SettingsError(
            Text(
                vi=f"Không đọc được tệp ánh xạ {said.vi}.", en=f"The mapping file cannot be read {said.en}."
            ),
            where=path.name,
        ) from error
    faults = [*_faults(data)]
    if faults:
        raise SettingsError(
            Text(vi="Tệp ánh xạ có lỗi.", en="The mapping file has faults."), where=path.name, faults=faults
        )
    tables = {role: TableMapping.from_data(data[role]) for role in ("people", "units") if role in data}
    return WorkbookMapping(data.get("name", path.stem), tables.get("people"), tables.get("units"))


def dump_mapping(mapping: WorkbookMapping) -> str:
    """Return the mapping as TOML; `load_mapping` reads it back to an equal value."""
    lines = ["format = 1", f"name = {_quoted(mapping.name)}"]
    for role, table in (("people", mapping.people), ("units", mapping.units)):
        if table is not None:
            lines += ["", f"[{role}]", f"sheet = {_quoted(table.sheet)}", "header = ["]
            lines += [f"  {_quoted(label)}," for label in table.header]
            lines += ["]", "", f"[{role}.columns]"]
            lines += [f"{name} = {json.dumps(list(letters))}" for name, letters in table.columns.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are all TOML escapes, save DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _faults(data: Mapping[str, Any]) -> list[Text]:
    found = [_unknown(name, "") for name in data if name not in ("format", "name", "people", "units")]
    if data.get("format") != 1:
        found.append(Text(vi="«format» phải là 1.", en="“format” must be 1."))
    if "people" not in data and "units" not in data:
        found.append(Text(vi="Thiếu cả [people] lẫn [units].", en="Both [people] and [units] are missing."))
    for role, known in (("people", PEOPLE_FIELDS), ("units", UNIT_FIELDS)):
        if role in data:
            found += _table_faults(role, data[role], known)
    return found


def _table_faults(role: str, table: object, known: frozenset[str]) -> list[Text]:
    if not isinstance(table, dict):
        return [Text(vi=f"[{role}] phải là một bảng.", en=f"[{role}] must be a table.")]
    found = [_unknown(name, role) for name in table if name not in ("sheet", "header", "columns")]
    header, columns = table.get("header"), table.get("columns")
    if not isinstance(table.get("sheet"), str):
        found.append(Text(vi=f"[{role}] thiếu «sheet».", en=f"[{role}] lacks “sheet”."))
    if not isinstance(header, list) or not all(isinstance(label, str) for label in header):
        found.append(Text(vi=f"[{role}] thiếu «header».", en=f"[{role}] lacks “header”."))
    if not isinstance(columns, dict):
        return [*found, Text(vi=f"[{role}] thiếu «columns».", en=f"[{role}] lacks “columns”.")]
    if not _complete(role, columns):
        found.append(
            Text(
                vi=f"[{role}.columns] thiếu cột bắt buộc (mã, tên, đơn vị).",
                en=f"[{role}.columns] lacks a required column (key, name, unit).",
            )
        )
    for name, letters in columns.items():
        if name not in known:
            found.append(_unknown(name, f"{role}.columns"))
        if not isinstance(letters, list) or not letters or not all(_is_letters(part) for part in letters):
            found.append(
                Text(
                    vi=f'[{role}.columns] «{name}» phải là danh sách chữ cái cột, ví dụ ["B"].',
                    en=f'[{role}.columns] “{name}” must be a list of column letters such as ["B"].',
                )
            )
    return found


def _complete(role: str, columns: Mapping[str, object]) -> bool:
    if role == "units":
        return {"unit_key", "unit_name"} <= set(columns)
    named = {"name", "given"} & set(columns)
    return "key" in columns and bool(named) and bool({"unit_key", "unit_name", "room_name"} & set(columns))


def _is_letters(part: object) -> bool:
    return isinstance(part, str) and bool(_LETTERS.fullmatch(part))


def _unknown(name: str, table: str) -> Text:
    place = f"[{table}] " if table else ""
    return Text(vi=f"{place}không hiểu «{name}».", en=f"{place}“{name}” is not understood.")
