"""The department tree of an invented organisation: province, then departments and districts, then rooms.

The facts stand in `units.toml` beside this module.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, zip_longest
from random import Random
from typing import Any

from connector.errors import SettingsError
from connector.sample.roster import SampleUnit
from connector.text import Text
from connector.vietnamese.ascii import to_ascii

UNREGISTERED = 0.05
"""Share of rooms whose box nobody has registered yet."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit of the tree before it has a box; `place` is set for a district and a commune."""

    key: str
    name: str
    parent: str
    agency: bool
    place: str = ""


@cache
def unit_facts() -> dict[str, Any]:
    """Return the tables of `units.toml`."""
    return tomllib.loads(files("connector.sample").joinpath("units.toml").read_text(encoding="utf-8"))


def organisations() -> tuple[str, ...]:
    """Return the identifiers of the organisations there are samples of."""
    return tuple(unit_facts()["organisations"])


def organisation_facts(organisation: str) -> dict[str, Any]:
    """Return the table of one organisation.

    Raises:
        SettingsError: there is no sample of it.
    """
    known: Mapping[str, dict[str, Any]] = unit_facts()["organisations"]
    if organisation not in known:
        names = ", ".join(known)
        raise SettingsError(
            Text(
                vi=f"Không có dữ liệu mẫu cho tổ chức “{organisation}”.",
                en=f"There is no sample for the organisation “{organisation}”.",
            ),
            advice=Text(vi=f"Hãy chọn một trong: {names}.", en=f"Choose one of: {names}."),
        )
    return known[organisation]


def invent_units(organisation: str, count: int, chance: Random) -> tuple[SampleUnit, ...]:
    """Return `count` units, every parent before its children, most of them with a registered box.

    Raises:
        SettingsError: unknown organisation, or it does not have that many units.
    """
    facts = organisation_facts(organisation)
    tree = list(_tree(facts, per_agency=max(2, count // 8)))
    if not 1 <= count <= len(tree):
        raise SettingsError(
            Text(
                vi=f"Số đơn vị {count} nằm ngoài khoảng cho phép của “{organisation}”.",
                en=f"{count} units are outside what “{organisation}” allows.",
            ),
            advice=Text(vi=f"Hãy chọn từ 1 đến {len(tree)}.", en=f"Choose from 1 to {len(tree)}."),
        )
    return _registered(sorted(tree[:count], key=lambda unit: unit.key), facts, chance)


def initials(name: str) -> str:
    """Return the abbreviation of a unit's name: "Sở Thông tin và Truyền thông" → "stttt".

    "và" does not count; a word in capitals and a number stay whole.
    """
    words = (word for word in re.findall(r"\w+", name) if word != "và")
    return "".join(to_ascii(word if word.isupper() or word.isdigit() else word[0]) for word in words)


def _tree(facts: Mapping[str, Any], per_agency: int) -> Iterator[Planned]:
    """Yield the whole tree so that any beginning of it is a tree too, with rooms in every agency."""
    root = Planned("A00", facts["name"], "", agency=True)
    agencies = [(root, _root_rooms(facts)), *_agencies(facts)]
    rooms = {agency.key: list(_rooms(agency, names)) for agency, names in agencies}
    for agency, _ in agencies:
        yield agency
        yield from rooms[agency.key][:per_agency]
    for agency, _ in agencies:
        yield from rooms[agency.key][per_agency:]
    if facts["communes"]:
        yield from _communes([agency for agency, _ in agencies if agency.place])


def _root_rooms(facts: Mapping[str, Any]) -> list[str]:
    rooms: list[str] = unit_facts()["rooms"].get(facts["tree"], [])
    return rooms


def _agencies(facts: Mapping[str, Any]) -> Iterator[tuple[Planned, list[str]]]:
    """Yield departments and districts in turn, so that a small sample has some of each."""
    lists = unit_facts()["rooms"]
    province = facts["tree"] == "province"
    departments = [(d["name"], "", lists[d["rooms"]]) for d in unit_facts()["departments"] if province]
    districts = [
        (facts["district_names"].format(kind=kind, place=place), place, lists["district"] if province else [])
        for place, kind in facts["districts"].items()
    ]
    pairs = chain.from_iterable(zip_longest(departments[::2], departments[1::2], districts))
    for number, (name, place, rooms) in enumerate(filter(None, pairs), start=1):
        yield Planned(f"A{number:02}", name, "A00", agency=True, place=place), rooms


def _rooms(agency: Planned, names: list[str]) -> Iterator[Planned]:
    for number, name in enumerate(names, start=1):
        yield Planned(f"{agency.key}-{number:02}", name, agency.key, agency=False)


def _communes(districts: list[Planned]) -> Iterator[Planned]:
    """Yield invented communes, one district after the other."""
    words = unit_facts()["communes"]
    places = [f"{first} {second}" for second in words["second"] for first in words["first"]]
    for number, place in enumerate(places):
        district = districts[number % len(districts)]
        key = f"{district.key}-{51 + number // len(districts)}"
        yield Planned(key, f"UBND xã {place}", district.key, agency=True, place=place)


def _registered(units: list[Planned], facts: Mapping[str, Any], chance: Random) -> tuple[SampleUnit, ...]:
    """Give boxes; a word that another unit has already stays unregistered, as it does in life."""
    boxes: dict[str, str] = {}
    made = []
    for number, unit in enumerate(units):
        box = _box(unit, boxes.get(unit.parent, ""), facts)
        forgotten = not unit.agency and chance.random() < UNREGISTERED
        boxes[unit.key] = "" if forgotten or box in boxes.values() else box
        made.append(
            SampleUnit(
                key=unit.key,
                name=unit.name,
                parent=unit.parent,
                mailbox=boxes[unit.key],
                person_suffix=facts["suffixes"].get(unit.name, ""),
                phone=f"{facts['area_code']}{3_000_000 + number}",
                agency=unit.agency,
            )
        )
    return tuple(made)


def _box(unit: Planned, parent: str, facts: Mapping[str, Any]) -> str:
    """Return the local part that the organisation's regulation suggests, empty where it gives none."""
    if unit.name in facts["boxes"]:
        return str(facts["boxes"][unit.name])
    rule = facts["box"]
    if unit.place:
        word = _place(unit, rule["district"])
    elif unit.agency and rule["agency"] == "kind-spelled":
        word = _kind_spelled(unit.name)
    else:
        word = initials(unit.name)
    top = unit.parent in ("", "A00") and unit.agency
    return word if top or "joiner" not in rule else f"{word}{rule['joiner']}{parent}" if parent else ""


def _place(unit: Planned, rule: str) -> str:
    if rule == "whole":
        return initials(unit.name)
    return to_ascii(unit.place) if rule == "place" else initials(unit.place)


def _kind_spelled(name: str) -> str:
    kind, _, rest = name.partition(" ")
    return to_ascii(kind) + initials(rest) if kind in ("Sở", "Ban") else initials(name)
