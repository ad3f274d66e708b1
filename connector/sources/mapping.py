"""`WorkbookMapping`: the saved agreement about one workbook: which sheet, which header, which column is what.

A mapping is data (`mappings/workbooks/*.toml`). Detection only proposes one; once it is saved, a changed
header or a renamed sheet stops the import, with what changed. `docs/workbooks.md` describes the file.

::

    format = 1
    name = "Sở Nội vụ"

    [people]                                         # [[people]], several times, where there are several sheets
    sheet = "Nhân sự"
    header = ["STT", "Mã cán bộ", "Họ và tên"]      # the label of each column; [] for a table without a header
    first_row = 1                                    # only without a header: the row of the first person
    key_from = ["address"]                           # only without a column `key`
    key_width = 6                                    # digits of a key that cells hold as a number
    unit_rule = "columns"                            # columns, down, groups, title or fixed
    unit = "VPS"                                     # only with unit_rule = "fixed"

    [people.columns]                                 # field → letters
    key = ["B"]

    [units]
    …
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connector.errors import SettingsError, foreign
from connector.sources.fields import UnitRule
from connector.sources.mapping_faults import as_list, faults_of
from connector.text import Text
from connector.vietnamese.matching import loose_key


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The agreement about one table."""

    sheet: str
    header: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    unit_rule: UnitRule = UnitRule.COLUMNS
    unit: str = ""
    key_from: tuple[str, ...] = ()
    key_width: int = 0
    first_row: int = 0

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
            UnitRule(data.get("unit_rule", UnitRule.COLUMNS)),
            data.get("unit", ""),
            tuple(data.get("key_from", ())),
            data.get("key_width", 0),
            data.get("first_row", 0),
        )


@dataclass(frozen=True, slots=True)
class WorkbookMapping:
    """The agreement about one workbook, or about a pair of them."""

    name: str
    people: tuple[TableMapping, ...] = ()
    units: tuple[TableMapping, ...] = ()


def fingerprint(header: Sequence[str]) -> str:
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
    faults = [*faults_of(data)]
    if faults:
        raise SettingsError(
            Text(vi="Tệp ánh xạ có lỗi.", en="The mapping file has faults."), where=path.name, faults=faults
        )
    tables = {
        role: tuple(map(TableMapping.from_data, as_list(data[role])))
        for role in ("people", "units")
        if role in data
    }
    return WorkbookMapping(data.get("name", path.stem), tables.get("people", ()), tables.get("units", ()))


def dump_mapping(mapping: WorkbookMapping) -> str:
    """Return the mapping as TOML; `load_mapping` reads it back to an equal value."""
    lines = ["format = 1", f"name = {_quoted(mapping.name)}"]
    for role, tables in (("people", mapping.people), ("units", mapping.units)):
        for table in tables:
            lines += ["", f"[[{role}]]" if len(tables) > 1 else f"[{role}]", *_table_lines(table)]
            lines += ["", f"[{role}.columns]"]
            lines += [f"{name} = {json.dumps(list(letters))}" for name, letters in table.columns.items()]
    return "\n".join(lines) + "\n"


def _table_lines(table: TableMapping) -> list[str]:
    lines = [f"sheet = {_quoted(table.sheet)}"]
    if table.header:
        lines += ["header = [", *(f"  {_quoted(label)}," for label in table.header), "]"]
    else:
        lines += ["header = []", f"first_row = {table.first_row}"]
    if table.unit_rule is not UnitRule.COLUMNS:
        lines.append(f'unit_rule = "{table.unit_rule}"')
    if table.unit:
        lines.append(f"unit = {_quoted(table.unit)}")
    if table.key_from:
        lines.append(f"key_from = {json.dumps(list(table.key_from))}")
    if table.key_width:
        lines.append(f"key_width = {table.key_width}")
    return lines


def _quoted(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are all TOML escapes, save DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
