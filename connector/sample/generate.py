"""`generate`: an invented roster of any size, the same for the same seed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, islice
from random import Random
from typing import Any

from connector.errors import SettingsError
from connector.sample.awkward import make_awkward
from connector.sample.chance import draw, stream
from connector.sample.names import invent_names
from connector.sample.province import invent_units, organisation_facts, unit_facts
from connector.sample.roster import SamplePerson, SampleRoster, SampleUnit
from connector.text import Text

FIRST_MONTH = date(2026, 1, 5)
SERVING = {"Đang công tác": 970, "Biệt phái": 15, "Nghỉ dài ngày": 15}
YOUNGEST, OLDEST = 23, 60
LEADERS_SHARE = 0.3
"""How large the circle directly under an agency's head is, beside one of its rooms."""
DEPUTY_FROM = (4, 12, 30)
"""A unit of that many people has a first, a second, a third deputy."""


def generate(
    people: int,
    units: int,
    organisation: str,
    seed: int,
    awkward: float = 0.0,
    *,
    as_of: date = FIRST_MONTH,
) -> SampleRoster:
    """Return a roster of `people` invented officials in `units` units.

    `awkward` is the share (0 to 1) of rows that are as odd as real ones can be: see
    `connector.sample.awkward`. The same arguments give the same content.

    Raises:
        SettingsError: unknown organisation, or a number that cannot be met.
    """
    if people < 0 or not 0 <= awkward <= 1:
        raise SettingsError(
            Text(
                vi="Số người không được âm và tỷ lệ dòng khó phải từ 0 đến 1.",
                en="The number of people must not be negative; the share of awkward rows is 0 to 1.",
            ),
            advice=Text(vi="Hãy sửa tham số của lệnh tạo mẫu.", en="Correct the arguments of the sample."),
        )
    facts = organisation_facts(organisation)
    tree = invent_units(organisation, units, stream(seed, "units"))
    regular = _people(people, tree, facts, seed, as_of)
    return SampleRoster(
        organisation=organisation,
        name=facts["name"],
        as_of=as_of,
        units=tree,
        people=make_awkward(regular, awkward, stream(seed, "awkward")),
        next_serial=people + 1,
        next_decision=1,
    )


def invent_birth(chance: Random, as_of: date) -> date:
    """Return the birthday of somebody of working age."""
    days = YOUNGEST + (OLDEST - YOUNGEST) * (chance.random() + chance.random()) / 2
    return as_of - timedelta(days=int(days * 365.25))


def person_key(prefix: str, serial: int) -> str:
    """Return an HR key: the organisation's letters and a serial number that keeps its zeros."""
    return f"{prefix}{serial:06}"


def staff_titles(unit_name: str) -> dict[str, Any]:
    """Return the titles of the kind of unit whose name begins so: head, deputy, staff."""
    kinds: dict[str, dict[str, Any]] = unit_facts()["titles"]
    return kinds[max((kind for kind in kinds if unit_name.startswith(kind)), key=len)]


def _people(
    count: int, tree: tuple[SampleUnit, ...], facts: dict[str, Any], seed: int, as_of: date
) -> tuple[SamplePerson, ...]:
    names = invent_names(count, stream(seed, "names"))
    births, dates, decisions = stream(seed, "births"), stream(seed, "dates"), stream(seed, "decisions")
    statuses = draw(stream(seed, "statuses"), SERVING, count)
    posts = _posts(tree, _sizes(count, tree, stream(seed, "sizes")), stream(seed, "posts"))
    return tuple(
        SamplePerson(
            key=person_key(facts["staff_prefix"], serial),
            name=name,
            unit=unit.key,
            unit_name=unit.name,
            position=position,
            birth=(birth := invent_birth(births, as_of)),
            phone=unit.phone,
            status=status,
            since=_since(dates, birth, as_of),
            decision=f"{int(decisions.random() * 2400) + 1}/QĐ-{facts['decided_by']}",
        )
        for serial, (name, status, (unit, position)) in enumerate(
            zip(names, statuses, posts, strict=True), start=1
        )
    )


def _since(chance: Random, birth: date, as_of: date) -> date:
    """Return a day of the last six years on which somebody born on `birth` was grown up."""
    grown_up = (as_of - birth).days - (YOUNGEST - 1) * 365
    return as_of - timedelta(days=int(chance.random() * min(2000, grown_up)))


def _sizes(count: int, tree: Sequence[SampleUnit], chance: Random) -> list[int]:
    """Share `count` people among the units: at least one each while they last, agencies' heads few."""
    parents = {unit.parent for unit in tree}
    weights = [(LEADERS_SHARE if unit.key in parents else 1.0) * (0.5 + chance.random()) for unit in tree]
    spare = max(0, count - len(tree))
    total = sum(weights)
    bounds = [round(spare * part / total) for part in _running(weights)]
    sizes = [1 + high - low for low, high in zip([0, *bounds], bounds, strict=False)]
    return sizes if count >= len(tree) else [1] * count + [0] * (len(tree) - count)


def _running(weights: Sequence[float]) -> Iterator[float]:
    total = 0.0
    for weight in weights:
        total += weight
        yield total


def _posts(
    tree: Sequence[SampleUnit], sizes: Sequence[int], chance: Random
) -> Iterator[tuple[SampleUnit, str]]:
    """Yield unit and position of each person: the head first, then deputies, then staff."""
    for unit, size in zip(tree, sizes, strict=True):
        titles = staff_titles(unit.name)
        deputies = [titles["deputy"]] * sum(size >= least for least in DEPUTY_FROM)
        staff = draw(chance, unit_facts()["staff"][titles["staff"]], size)
        for position in islice(chain([titles["head"]], deputies, staff), size):
            yield unit, position
