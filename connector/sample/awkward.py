"""Rows as odd as those of real staff lists, one small function for each oddity."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from connector.sample.chance import mixed, pick
from connector.sample.roster import SamplePerson

MINORITY_NAMES = (
    "Y Brơm Niê",
    "H'Lim Ê Ban",
    "Bo Bo Thị Thía",
    "Mấu Thị Liêng",
    "Pi Năng Thanh",
    "Chamaléa Thị Hương",
    "Điểu Krang",
    "Rơ Châm H'Blui",
    "K'Brêu",
    "Thạch Sô Phiếp",
    "Giàng A Chớ",
)
"""Invented, each after a way of naming that splits into family, middle and given by no general rule."""
TITLED = ("ThS. {}", "Bà {}", "Đ/c {}", "TS. {}", "{} (Phó Trưởng phòng)", "BS CKII {}")
IMPOSSIBLE_DATE = "31/02/1985"


def minority(person: SamplePerson, _: SamplePerson, chance: Random) -> SamplePerson:
    """Give a name of a minority people."""
    return replace(person, name=pick(chance, MINORITY_NAMES))


def titled(person: SamplePerson, _: SamplePerson, chance: Random) -> SamplePerson:
    """Write a title into the name cell."""
    return replace(person, name=pick(chance, TITLED).format(person.name))


def capitals(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Write the name in capitals."""
    return replace(person, name=person.name.upper())


def decomposed(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Write the name in NFD, as some keyboards and PDF readers do."""
    return replace(person, name=unicodedata.normalize("NFD", person.name))


def namesake(person: SamplePerson, neighbour: SamplePerson, _: Random) -> SamplePerson:
    """Give the name of the row above: two people, one name, often one unit."""
    return replace(person, name=neighbour.name)


def unitless(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Leave the unit empty."""
    return replace(person, unit="", unit_name="")


def hidden(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Hide the row, as a forgotten filter does."""
    return replace(person, hidden=True)


def odd_birth(person: SamplePerson, _: SamplePerson, chance: Random) -> SamplePerson:
    """Write the birthday as text, in one of the ways people type it."""
    if not isinstance(person.birth, date):
        return person
    ways = (f"{person.birth:%d.%m.%y}", f"{person.birth:%d/%m/%Y}", f"{person.birth:%Y}", IMPOSSIBLE_DATE)
    return replace(person, birth=pick(chance, ways))


def odd_date(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Write a day that no calendar has where the effective date belongs."""
    return replace(person, since="31/02/2026")


def spaced(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Put a non-breaking blank, a double blank and a trailing blank into the name."""
    first, *rest = person.name.split(" ")
    return replace(person, name=f"{first}\N{NO-BREAK SPACE} {' '.join(rest)} ")


def lookalike(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Give a family whose Đ is the Icelandic Ð (U+00D0), the same picture."""
    return replace(person, name=" ".join(["\N{LATIN CAPITAL LETTER ETH}ặng", *person.name.split(" ")[1:]]))


def shortened_phone(person: SamplePerson, _: SamplePerson, __: Random) -> SamplePerson:
    """Keep the phone as a number, which loses its leading zero."""
    return replace(person, phone=int(person.phone)) if isinstance(person.phone, str) else person


Oddity = Callable[[SamplePerson, SamplePerson, Random], SamplePerson]
ODDITIES: tuple[Oddity, ...] = (
    minority,
    titled,
    capitals,
    decomposed,
    namesake,
    unitless,
    hidden,
    odd_birth,
    odd_date,
    spaced,
    lookalike,
    shortened_phone,
)


def make_awkward(people: Sequence[SamplePerson], share: float, chance: Random) -> tuple[SamplePerson, ...]:
    """Return the people with one oddity in `share` of the rows, every oddity in turn.

    The first row stays as it is: it has nobody above it whose name it could share.
    """
    places = mixed(chance, range(1, len(people)))[: round(share * len(people))]
    changed = list(people)
    for number, place in enumerate(places):
        oddity = ODDITIES[number % len(ODDITIES)]
        changed[place] = oddity(people[place], people[place - 1], chance)
    return tuple(changed)
