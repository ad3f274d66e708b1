"""`table_of`: records of a feed → the same tables of text that a workbook gives, and only the allowed fields."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from connector.errors import SourceError
from connector.sources.feed.mapping import TableQuestion
from connector.sources.feed.pages import Record
from connector.sources.feed.pointer import Pointer
from connector.sources.feed.strict_json import Json, Number
from connector.sources.feed.troubles import malformed
from connector.sources.identity import CitizenKeys, citizen_number
from connector.sources.protocol import Role, Table
from connector.text import Text

_SEPARATE = ("family", "middle", "family_middle", "given")
_KEY = {Role.PEOPLE: "key", Role.UNITS: "unit_key"}


def tables_of(
    records: Sequence[Record], question: TableQuestion, role: Role, citizens: CitizenKeys, where: str
) -> tuple[Table, ...]:
    """Return the records as tables: those whose name is in separate fields, and those whose name is not.

    Raises SourceError where a field is no single value, or keys are citizen numbers without a key file.
    """
    names = [name for name in question.fields if name != "citizen" or citizens]
    names += [_KEY[role]] if _KEY[role] not in names else []
    rows: list[list[Any]] = []
    withheld: list[int] = []
    blank = 0
    for number, record in enumerate(records, start=1):
        values = {name: _value(record, question, name, f"{where} #{number}") for name in question.fields}
        if not any(values.values()):
            blank += 1
            continue
        if role is Role.PEOPLE and not _hide_citizen(values, citizens):
            withheld.append(number)
        rows.append([number, *(values.get(name, "") for name in names)])
    _refuse_citizen_keys(withheld, rows, where)
    labels = {name: _label(question, name) for name in names}
    return _split(rows, labels, role, blank, tuple(withheld))


def _value(record: Record, question: TableQuestion, name: str, where: str) -> str:
    for pointer in question.fields[name]:
        text = _text(pointer.find(dict(record)), pointer, where)
        if text:
            return question.words.get(name, {}).get(text, text)
    return ""


def _text(value: Json, pointer: Pointer, where: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise malformed(
        where,
        f"Trường «{pointer.label}» không phải một giá trị đơn.",
        f"The field “{pointer.label}” is not a single value.",
    )


def _hide_citizen(values: dict[str, str], citizens: CitizenKeys) -> bool:
    """Put an HMAC in the place of a citizen number; tell whether no key had to be withheld."""
    citizen, key = values.pop("citizen", ""), values.get("key", "")
    values["citizen"] = citizens.beside(citizen, numeric=True) if citizen else ""
    number = citizen_number(key, numeric=isinstance(key, Number))
    if not number and (key.strip() or not citizen):
        return True
    values["key"] = ""
    if citizens:
        values["key"] = citizens.of(number) if number else citizens.key(citizen, numeric=True)
    return bool(values["key"])


def _refuse_citizen_keys(withheld: Sequence[int], rows: Sequence[object], where: str) -> None:
    """Refuse a feed whose keys are citizen numbers (Law 91/2025/QH15: only what is needed)."""
    if withheld and 2 * len(withheld) >= len(rows):
        raise SourceError(
            Text(
                vi="Nguồn dùng số định danh cá nhân (CCCD) làm mã cán bộ.",
                en="The feed uses citizen numbers (CCCD) as HR keys.",
            ),
            where=where,
            advice=Text(
                vi="Đặt identity_key_file trong mục [source] để băm số định danh, hoặc dùng số hiệu cán bộ.",
                en="Set identity_key_file in [source] so that they are hashed, or use staff numbers.",
            ),
        )


def _label(question: TableQuestion, name: str) -> str:
    pointers = question.fields.get(name) or question.fields.get("citizen", [])
    return pointers[0].label if pointers else name


def _split(
    rows: Sequence[Sequence[Any]],
    labels: Mapping[str, str],
    role: Role,
    blank: int,
    withheld: tuple[int, ...],
) -> tuple[Table, ...]:
    """Return one table, or two where some names come in separate fields and others do not."""
    given = [*labels].index("given") + 1 if "given" in labels else 0
    separate = [row for row in rows if given and row[given]]
    whole = [row for row in rows if not (given and row[given])]
    plain = {name: place for place, name in enumerate(labels, start=1) if name not in _SEPARATE}
    tables = []
    if separate:
        tables.append(_table(separate, labels, role, withheld))
    if whole or not separate:
        kept = {name: labels[name] for name in plain}
        cut = [[row[0], *(row[place] for place in plain.values())] for row in whole]
        tables.append(_table(cut, kept, role, withheld))
    tables[0] = replace(tables[0], blank=blank)
    return tuple(tables)


def _table(
    rows: Sequence[Sequence[Any]], labels: Mapping[str, str], role: Role, withheld: tuple[int, ...]
) -> Table:
    numbers, *cells = zip(*rows, strict=True) if rows else ((), *([()] * len(labels)))
    return Table(
        sheet=role.value,
        header=tuple(labels.values()),
        columns={name: (f"{label} #",) for name, label in labels.items()},
        numbers=numbers,
        cells=dict(zip(labels, cells, strict=True)),
        withheld=withheld,
    )
