"""`faults_of`: everything that is wrong with the data of a mapping file."""

import re
from collections.abc import Mapping
from typing import Any

from connector.sources.fields import KEY_PARTS, PEOPLE_FIELDS, UNIT_FIELDS, UnitRule
from connector.text import Text

_LETTERS = re.compile(r"[A-Z]{1,3}")
_WIDEST_KEY = 20
_TABLE_KEYS = ("sheet", "header", "columns")
_PEOPLE_KEYS = (*_TABLE_KEYS, "unit_rule", "unit", "key_from", "key_width", "first_row")


def faults_of(data: Mapping[str, Any]) -> list[Text]:
    """Return every fault; none where `load_mapping` may build the mapping."""
    found = [_unknown(name, "") for name in data if name not in ("format", "name", "people", "units")]
    if data.get("format") != 1:
        found.append(Text(vi="«format» phải là 1.", en="“format” must be 1."))
    if not isinstance(data.get("name", ""), str):
        found.append(Text(vi="«name» phải là chữ.", en="“name” must be text."))
    if "people" not in data and "units" not in data:
        found.append(Text(vi="Thiếu cả [people] lẫn [units].", en="Both [people] and [units] are missing."))
    for role, known in (("people", PEOPLE_FIELDS), ("units", UNIT_FIELDS)):
        for table in as_list(data[role]) if role in data else ():
            found += _table_faults(role, table, known)
    return found


def as_list(tables: object) -> list[Any]:
    """Return the tables of a role: [people] is one, [[people]] are several."""
    return tables if isinstance(tables, list) else [tables]


def _table_faults(role: str, table: object, known: frozenset[str]) -> list[Text]:
    if not isinstance(table, dict):
        return [Text(vi=f"[{role}] phải là một bảng.", en=f"[{role}] must be a table.")]
    allowed = _PEOPLE_KEYS if role == "people" else _TABLE_KEYS
    found = [_unknown(name, role) for name in table if name not in allowed]
    header, columns = table.get("header"), table.get("columns")
    if not isinstance(table.get("sheet"), str):
        found.append(Text(vi=f"[{role}] thiếu «sheet».", en=f"[{role}] lacks “sheet”."))
    if not isinstance(header, list) or not all(isinstance(label, str) for label in header):
        found.append(Text(vi=f"[{role}] thiếu «header».", en=f"[{role}] lacks “header”."))
    elif not header and role == "units":
        found.append(Text(vi="[units] phải có «header».", en="[units] must have a “header”."))
    found += _rule_faults(table) if role == "people" else []
    if not isinstance(columns, dict):
        return [*found, Text(vi=f"[{role}] thiếu «columns».", en=f"[{role}] lacks “columns”.")]
    if not _complete(role, table, columns):
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


def _rule_faults(table: Mapping[str, Any]) -> list[Text]:
    """Return what is wrong with how a list of people says keys and units."""
    found: list[Text] = []
    rule = table.get("unit_rule", UnitRule.COLUMNS)
    rules = [known.value for known in UnitRule]
    if rule not in rules:
        found.append(_one_of("unit_rule", rules))
    if (rule == UnitRule.FIXED) is not (isinstance(table.get("unit"), str) and table["unit"] != ""):
        found.append(
            Text(
                vi='«unit» đi cùng unit_rule = "fixed", và chỉ khi đó.',
                en='“unit” goes with unit_rule = "fixed", and with nothing else.',
            )
        )
    made = table.get("key_from", [])
    if not isinstance(made, list) or not all(part in KEY_PARTS for part in made):
        found.append(_one_of("key_from", KEY_PARTS))
    elif made and made != ["address"] and not {"name", "birth"} <= set(made):
        found.append(
            Text(
                vi='«key_from» phải là ["address"], hoặc có cả "name" và "birth".',
                en='“key_from” must be ["address"], or hold both "name" and "birth".',
            )
        )
    width = table.get("key_width", 0)
    if type(width) is not int or not 0 <= width <= _WIDEST_KEY:
        found.append(
            Text(
                vi=f"«key_width» là số từ 0 đến {_WIDEST_KEY}.",
                en=f"“key_width” is a number from 0 to {_WIDEST_KEY}.",
            )
        )
    first = table.get("first_row", 0)
    headerless = table.get("header") == []
    if type(first) is not int or (first > 0) is not headerless:
        found.append(
            Text(
                vi="«first_row» (từ 1) đi cùng header = [], và chỉ khi đó.",
                en="“first_row” (from 1) goes with header = [], and with nothing else.",
            )
        )
    return found


def _complete(role: str, table: Mapping[str, Any], columns: Mapping[str, object]) -> bool:
    if role == "units":
        return {"unit_key", "unit_name"} <= set(columns)
    named = {"name", "given"} & set(columns)
    made = table.get("key_from", [])
    keyed = "key" in columns or (
        isinstance(made, list)
        and bool(made)
        and all(part in columns for part in made if part in ("address", "birth"))
    )
    elsewhere = table.get("unit_rule") in (UnitRule.GROUPS, UnitRule.TITLE, UnitRule.FIXED)
    placed = elsewhere or bool({"unit_key", "unit_name", "room_name"} & set(columns))
    return keyed and bool(named) and placed


def _is_letters(part: object) -> bool:
    return isinstance(part, str) and bool(_LETTERS.fullmatch(part))


def _unknown(name: str, table: str) -> Text:
    place = f"[{table}] " if table else ""
    return Text(vi=f"{place}không hiểu «{name}».", en=f"{place}“{name}” is not understood.")


def _one_of(name: str, known: object) -> Text:
    listed = ", ".join(map(str, known)) if isinstance(known, list | tuple) else str(known)
    return Text(vi=f"«{name}» phải là một trong: {listed}.", en=f"“{name}” must be one of: {listed}.")
