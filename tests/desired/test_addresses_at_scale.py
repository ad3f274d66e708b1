"""Hundreds of people with a handful of names: who has which address is certain, and stays so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from connector.desired.desire import desire
from connector.desired.scene import Memory
from connector.model.directory import Directory, PersonalMailbox, Snapshot, addresses
from connector.model.plan import Decision, Wanted
from connector.model.roster import Person
from connector.sample.chance import stream
from tests.support.rosters import ORGANISATIONS, UNITS, profile, roster

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NAMES = (
    "Nguyễn Văn Hùng",
    "Ngô Văn Hưng",
    "Nông Viết Hùng",
    "Lê Ôn",
    "Lê An",
    "Bùi Thị Mỹ Phương",
    "Y Bhăm Niê",
)
"""Two names give one address under most rules; Lê Ôn is `lon` under Khánh Hòa's; Y Bhăm Niê needs a person."""
FOREIGN = {
    f"{local_part}@{domain}": "uid=x,ou=others"
    for local_part in ("nvhung2", "hungnv", "nguyenvanhung", "lan", "hungnv2.stttt", "lean.stttt")
    for domain in (
        "khanhhoa.gov.vn",
        "vkskh.gov.vn",
        "quangtri.gov.vn",
        "binhphuoc.gov.vn",
        "ninhbinh.gov.vn",
    )
}


def crowd(first: int, last: int) -> list[Person]:
    """Return people CB<first> … CB<last>, their names and units in turn."""
    where = [unit.key for unit in UNITS]
    return [
        Person(f"CB{number}", NAMES[number % len(NAMES)], where[number // 3 % len(where)])
        for number in range(first, last + 1)
    ]


def think(
    organisation: str,
    people: Sequence[Person],
    before: Directory | None = None,
    decisions: dict[str, Decision] | None = None,
    seed: int = 0,
) -> Wanted:
    """Return what should be; `seed` mixes the rows, the entries and the units."""
    chance = stream(seed, "order")
    mixed = chance.sample(list(people), len(people))
    units = chance.sample(UNITS, len(UNITS))
    given = roster(mixed, units)
    entries = list((before or Directory()).entries.values())
    directory = Directory.of(chance.sample(entries, len(entries)))
    return desire(
        replace(given, people=tuple(mixed), units=tuple(units)),
        profile(organisation),
        Snapshot(directory, FOREIGN),
        Memory({}, decisions or {}),
        TODAY,
    )


def decided(organisation: str, people: Sequence[Person], before: Directory | None = None) -> Wanted:
    """Return what should be once every question is answered with its first choice, as often as it takes."""
    decisions: dict[str, Decision] = {}
    while True:
        wanted = think(organisation, people, before, decisions)
        answers = {
            q.key: Decision(q.key, q.candidates[0].address, "it", AT)
            for q in wanted.questions
            if q.candidates
        }
        if not answers:
            return wanted
        assert not answers.keys() & decisions.keys(), "a choice that was offered could not be carried out"
        decisions |= answers


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_the_order_of_anything_given_changes_nothing(organisation: str) -> None:
    """Rows, units and entries in any order: the same addresses, the same questions, the same choices."""
    people = crowd(1, 250)
    wanted = [think(organisation, people, seed=seed) for seed in (1, 2, 3)]
    assert wanted[0].directory == wanted[1].directory == wanted[2].directory
    assert wanted[0].questions == wanted[1].questions == wanted[2].questions


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_no_address_is_given_twice_reserved_or_that_of_others(organisation: str) -> None:
    """People, agencies and lists share one namespace with what others have and what is given to nobody."""
    regulation = profile(organisation)
    wanted = decided(organisation, crowd(1, 300))
    owned = [address for entry in wanted.directory for address in addresses(entry)]
    assert len(owned) == len(set(owned))
    assert not set(owned) & FOREIGN.keys()
    assert not [one for one in owned if one.partition("@")[0] in regulation.reserved_names]
    named = sum(isinstance(entry, PersonalMailbox) for entry in wanted.directory)
    assert named + len({q.subject for q in wanted.questions if q.subject.startswith("person/")}) == 300


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_incumbents_keep_address_and_number_whoever_comes(organisation: str) -> None:
    """Hundreds who join later, with keys that sort before theirs, move nobody."""
    before = decided(organisation, crowd(200, 400)).directory
    after = decided(organisation, crowd(1, 400), before).directory
    assert {
        key: after.get(key) for key, one in before.entries.items() if isinstance(one, PersonalMailbox)
    } == {key: one for key, one in before.entries.items() if isinstance(one, PersonalMailbox)}
    assert len(after) > len(before)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_who_was_promised_a_number_gets_that_number(organisation: str) -> None:
    """A killed run gave CB300 an address that never reached the target: nobody else gets it, CB300 does."""
    people = crowd(1, 300)
    wanted = decided(organisation, people)
    promised = max(
        (entry for entry in wanted.directory if isinstance(entry, PersonalMailbox)),
        key=lambda entry: (len(entry.address), entry.address),
    )
    rest = Directory({key: one for key, one in wanted.directory.entries.items() if key != promised.key})
    again = desire(
        roster(people, UNITS),
        profile(organisation),
        Snapshot(rest, FOREIGN),
        Memory({promised.address: promised.key}, {}),
        TODAY,
    )
    offered = {
        candidate.address
        for question in again.questions
        if question.subject == promised.key
        for candidate in question.candidates
    }
    box = again.directory.get(promised.key)
    assert promised.address in (offered if box is None else {box.address})
