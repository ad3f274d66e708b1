"""`next_month`: what HR sends a month later: joiners, movers, leavers, new names, and a row gone wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import nlargest
from random import Random

from connector.errors import SettingsError
from connector.sample.chance import draw, mixed, pick, stream
from connector.sample.generate import invent_birth, person_key, staff_titles
from connector.sample.names import invent_names, name_facts
from connector.sample.province import organisation_facts, unit_facts
from connector.sample.roster import SamplePerson, SampleRoster, SampleUnit, agencies
from connector.text import Text
from connector.vietnamese.ascii import to_ascii

RETIRING_AGE = 57
LEAVING = {"Thôi việc": 55, "Chuyển công tác": 40, "Từ trần": 5}
SPELLINGS = {"Vĩ": "Vỹ", "Sĩ": "Sỹ", "Quý": "Quí", "Thủy": "Thuỷ", "Thúy": "Thùy", "Hòa": "Hoà", "Mỹ": "Mĩ"}
"""Corrections of a given name that clerks make; some change the address, some only the look."""
UNKNOWN_UNIT = "A99-99"


@dataclass(frozen=True, slots=True)
class Turnover:
    """Shares of the people, 0 to 1; what is not 0 happens at least once if there is anybody for it."""

    joiners: float = 0.012
    collisions: float = 0.003
    """Joiners who share name or initials with somebody of their own unit."""
    movers_between: float = 0.005
    movers_inside: float = 0.008
    leavers: float = 0.008
    renamed: float = 0.002
    bad_rows: float = 0.0005


@dataclass(frozen=True, slots=True)
class _Month:
    """What every change of one month needs to know."""

    roster: SampleRoster
    day: date
    units: Mapping[str, SampleUnit]
    agency: Mapping[str, str]
    chance: Random


Change = Callable[[SamplePerson, _Month], SamplePerson]


def next_month(roster: SampleRoster, seed: int, turnover: Turnover | None = None) -> SampleRoster:
    """Return the roster of the following month; whoever left stays in it with status and decision.

    People who change are regular rows: known unit, real birthday, in service. Nobody changes twice.

    Raises:
        SettingsError: the roster has no regular row to build on.
    """
    rates = turnover or Turnover()
    month = _Month(
        roster, _month_later(roster.as_of), roster.units_by_key, agencies(roster.units), stream(seed, "month")
    )
    steady = [place for place, person in enumerate(roster.people) if _regular(person, month)]
    if not steady:
        raise SettingsError(
            Text(vi="Danh sách không có dòng nào dùng được.", en="The roster has no row to build on."),
            advice=Text(
                vi="Hãy tạo danh sách có ít nhất một người.", en="Make one with at least one person."
            ),
        )
    changed = _changed(month, steady, rates)
    people = [changed.get(place, person) for place, person in enumerate(roster.people)]
    incumbents = [roster.people[place] for place in steady if place not in changed]
    joiners = list(_joiners(month, incumbents or [roster.people[steady[0]]], rates))
    numbered = _numbered([*people, *joiners], month)
    return replace(
        roster,
        as_of=month.day,
        people=tuple(_in_order(numbered, roster.units)),
        next_serial=roster.next_serial + len(joiners),
        next_decision=roster.next_decision + len(changed) + len(joiners),
    )


def _month_later(day: date) -> date:
    first = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(day.day, 28))


def _regular(person: SamplePerson, month: _Month) -> bool:
    return (
        person.unit in month.units
        and isinstance(person.birth, date)
        and isinstance(person.since, date)
        and person.status == "Đang công tác"
        and not person.hidden
    )


def _changed(month: _Month, steady: Sequence[int], rates: Turnover) -> dict[int, SamplePerson]:
    """Return place → new row for everybody something happens to."""
    people = month.roster.people
    plan: tuple[tuple[Change, float], ...] = (
        (_leave, rates.leavers),
        (_move_between, rates.movers_between),
        (_move_inside, rates.movers_inside),
        (_rename, rates.renamed),
    )
    changed: dict[int, SamplePerson] = {}
    retiring = (_count(rates.leavers, len(people)) + 1) // 2
    waiting = _oldest_first(mixed(month.chance, steady), retiring, month)
    for change, share in plan:
        wanted = len(changed) + _count(share, len(people))
        rest = []
        for place in waiting:
            after = change(people[place], month) if len(changed) < wanted else people[place]
            if after is people[place]:
                rest.append(place)
            else:
                changed[place] = after
        waiting = rest
    return changed


def _oldest_first(places: list[int], count: int, month: _Month) -> list[int]:
    """Put the `count` oldest people in front, so that somebody retires; the others keep their order."""
    people = month.roster.people
    oldest = nlargest(count, places, key=lambda place: _age(people[place], month.day))
    others = set(places).difference(oldest)
    return [*oldest, *(place for place in places if place in others)]


def _count(share: float, people: int) -> int:
    return max(1, round(share * people)) if share else 0


def _age(person: SamplePerson, day: date) -> float:
    return (day - person.birth).days / 365.25 if isinstance(person.birth, date) else 0.0


def _leave(person: SamplePerson, month: _Month) -> SamplePerson:
    """End a service, as HR says it: status, day and decision."""
    old = _age(person, month.day) >= RETIRING_AGE
    status = "Nghỉ hưu" if old else draw(month.chance, LEAVING, 1)[0]
    return replace(person, status=status, since=_recent(month), decision="")


def _move_between(person: SamplePerson, month: _Month) -> SamplePerson:
    """Move to another agency; heads and deputies stay, and so does everybody where there is one agency."""
    there = [unit for unit in month.roster.units if month.agency[unit.key] != month.agency[person.unit]]
    return _moved(person, there, month)


def _move_inside(person: SamplePerson, month: _Month) -> SamplePerson:
    """Move to another room of the same agency, where there is one."""
    here = month.agency[person.unit]
    there = [u for u in month.roster.units if month.agency[u.key] == here and u.key != person.unit]
    return _moved(person, there, month)


def _moved(person: SamplePerson, there: Sequence[SampleUnit], month: _Month) -> SamplePerson:
    titles = staff_titles(month.units[person.unit].name)
    if not there or person.position in (titles["head"], titles["deputy"]):
        return person
    unit = pick(month.chance, there)
    return replace(
        person,
        unit=unit.key,
        unit_name=unit.name,
        position=_staff_position(unit, month),
        phone=unit.phone,
        since=_recent(month),
        decision="",
        note=f"Chuyển từ {person.unit_name}",
    )


def _rename(person: SamplePerson, month: _Month) -> SamplePerson:
    """Correct the spelling of a given name or, where there is nothing to correct, change the family."""
    family, *rest = person.name.split(" ")
    if not rest:
        return person
    *middle, given = rest
    if given in SPELLINGS:
        name = " ".join((family, *middle, SPELLINGS[given]))
        return replace(person, name=name, note="Đính chính họ tên theo hồ sơ gốc")
    if family not in name_facts().families:
        return person
    others = [other for other in name_facts().mothers if other != family]
    name = " ".join((pick(month.chance, others), *middle, given))
    return replace(person, name=name, note=f"Cải chính hộ tịch, họ tên cũ: {person.name}")


def _joiners(month: _Month, incumbents: Sequence[SamplePerson], rates: Turnover) -> Iterator[SamplePerson]:
    """Yield the new rows: ordinary joiners, then those who collide, then the rows gone wrong."""
    people = len(month.roster.people)
    ordinary, colliding, bad = (
        _count(share, people) for share in (rates.joiners, rates.collisions, rates.bad_rows)
    )
    names = iter(invent_names(ordinary + bad, month.chance))
    serial = month.roster.next_serial
    for _ in range(ordinary):
        yield _joiner(month, serial, next(names), pick(month.chance, month.roster.units))
        serial += 1
    for number in range(colliding):
        double = pick(month.chance, incumbents)
        name = double.name if number % 2 else _same_initials(double.name, month.chance)
        yield _joiner(month, serial, name, month.units[double.unit])
        serial += 1
    for number in range(bad):
        row = _joiner(month, serial, next(names), pick(month.chance, month.roster.units))
        yield SPOILED[number % len(SPOILED)](row)
        serial += 1


def _joiner(month: _Month, serial: int, name: str, unit: SampleUnit) -> SamplePerson:
    return SamplePerson(
        key=person_key(organisation_facts(month.roster.organisation)["staff_prefix"], serial),
        name=name,
        unit=unit.key,
        unit_name=unit.name,
        position=_staff_position(unit, month),
        birth=invent_birth(month.chance, month.day),
        phone=unit.phone,
        since=_recent(month),
        note="Tuyển dụng mới",
    )


def _same_initials(name: str, chance: Random) -> str:
    """Return the name with another family of the same first letter, so that the short ids are equal."""
    family, _, rest = name.partition(" ")
    if family not in name_facts().families:
        return name
    alike = [
        other for other in name_facts().families if other != family and _letter(other) == _letter(family)
    ]
    return f"{pick(chance, alike)} {rest}" if rest and alike else name


def _letter(word: str) -> str:
    return to_ascii(word[:1])


def _staff_position(unit: SampleUnit, month: _Month) -> str:
    staff: Mapping[str, int] = unit_facts()["staff"][staff_titles(unit.name)["staff"]]
    return pick(month.chance, tuple(staff))


def _recent(month: _Month) -> date:
    """Return a day since the month before."""
    return month.day - timedelta(days=int(month.chance.random() * 28))


def _unknown_unit(row: SamplePerson) -> SamplePerson:
    return replace(row, unit=UNKNOWN_UNIT, unit_name="Phòng Chuyển đổi số")


def _nameless(row: SamplePerson) -> SamplePerson:
    return replace(row, name="")


def _impossible_day(row: SamplePerson) -> SamplePerson:
    return replace(row, since="30/02/2026")


def _keyless(row: SamplePerson) -> SamplePerson:
    return replace(row, key="")


SPOILED: tuple[Callable[[SamplePerson], SamplePerson], ...] = (
    _unknown_unit,
    _nameless,
    _impossible_day,
    _keyless,
)


def _numbered(people: Sequence[SamplePerson], month: _Month) -> Iterator[SamplePerson]:
    """Give every decision of the month its number, in the order of the rows."""
    number = month.roster.next_decision
    office = organisation_facts(month.roster.organisation)["decided_by"]
    for person in people:
        if person.decision:
            yield person
        else:
            yield replace(person, decision=f"{number}/QĐ-{office}")
            number += 1


def _in_order(people: Iterator[SamplePerson], units: Sequence[SampleUnit]) -> list[SamplePerson]:
    """Return the people by the order of their units; rows without a known unit come last."""
    rank = {unit.key: place for place, unit in enumerate(units)}
    return sorted(people, key=lambda person: rank.get(person.unit, len(rank)))
