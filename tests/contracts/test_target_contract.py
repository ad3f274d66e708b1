"""The promises of `connector.ports.Target`, kept by every adapter."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connector.model.directory import (
    Entry,
    PersonalMailbox,
    State,
    UnitMailbox,
    addresses,
    tombstone,
)
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.ports import Target
from tests.support.boxes import DOMAIN, REASON, change, create, delete, mail_list, person, unit
from tests.support.worlds import NOTE, World, any_world

WORLDS = [
    "memory",
    "wrapped",
    "ldif",
    "zimbra",
    pytest.param("openldap-native", marks=pytest.mark.slapd),
    pytest.param("openldap-pure", marks=pytest.mark.slapd),
]

HA, BINH = person("NV0001"), person("NV0002", name="Trần Văn Bình", surname="Trần", given="Bình")
SNV = unit("snv")
ALL = mail_list("snv", members=(HA.key, BINH.key, SNV.key))

AWKWARD = [
    "Sở Kế hoạch, Đầu tư",
    'tên "trong ngoặc kép"',
    "dòng một\ndòng hai",
    "#1 phòng họp",
    " cách trước",
    "cách sau ",
    "a+b=c;d<e>f",
    "cn=admin,dc=vn",
    "gạch \\ chéo \\2c",
    "*)(objectClass=*",
    "Đặng Nguyễn Hoàng Ửng",
    "😀 biểu tượng",
    "x" * 3000,
    "Phòng Tổ chức – Hành chính " * 60,
]


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Give an empty world of each kind."""
    with any_world(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def target(world: World) -> Target:
    """Give a target on it."""
    return world.target()


def results(outcomes: Sequence[Outcome]) -> list[Result]:
    """Return what became of each change, in the order of their keys."""
    return [one.result for one in sorted(outcomes, key=lambda outcome: outcome.change.key)]


def do(target: Target, *changes: Change) -> list[Result]:
    """Apply one wave and return what became of it, in the order of keys."""
    outcomes = list(target.apply(changes))
    assert sorted(one.change.key for one in outcomes) == sorted(one.key for one in changes)
    return results(outcomes)


def settle(target: Target, *changes: Change) -> None:
    """Apply changes one after the other; each is done."""
    for one in changes:
        assert do(target, one) == [Result.DONE]


def test_an_empty_target_reads_empty(target: Target) -> None:
    """What nobody filled holds nothing of ours."""
    snapshot = target.read()
    assert len(snapshot.directory) == 0
    assert snapshot.fingerprint


def test_what_was_created_reads_back_equal(world: World, target: Target) -> None:
    """Boxes of people and units and a list come back as they were, to a new process too."""
    assert do(target, create(HA), create(BINH), create(SNV)) == [Result.DONE] * 3
    settle(target, create(ALL))
    for reader in (target, world.target()):
        assert dict(reader.read().directory.entries) == {e.key: e for e in (HA, BINH, SNV, ALL)}


def test_reading_is_complete(target: Target) -> None:
    """More entries than any default limit come back whole."""
    people = [person(f"NV{number:04}") for number in range(600)]
    assert set(do(target, *map(create, people))) == {Result.DONE}
    assert set(target.read().directory) == set(people)


def test_look_finds_what_is_there_and_nothing_else(world: World, target: Target) -> None:
    """Keys without an entry are missing from the answer."""
    settle(target, create(HA), create(SNV), create(mail_list("snv", members=(HA.key, SNV.key))))
    keys = [HA.key, "person/NV9999", "list/snv"]
    for looker in (target, world.target()):
        found = looker.look(keys)
        assert dict(found) == {HA.key: HA, "list/snv": mail_list("snv", members=(HA.key, SNV.key))}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Phó Giám đốc", "phone": ""},
        {"address": f"ha.moi@{DOMAIN}", "aliases": (HA.address,)},
        {"address": f"ha.moi@{DOMAIN}", "retired": (HA.address,)},
        {"aliases": (f"a@{DOMAIN}", f"b@{DOMAIN}"), "retired": (f"c@{DOMAIN}",)},
        {"also": ("NV0100", "NV0200~2")},
        {"state": State.SUSPENDED, "listed": False},
        {"state": State.CLOSED, "quota": 0},
        {"name": "Nguyễn Thị Thu Hạ", "given": "Hạ", "unit": "sct", "unit_name": "Sở Công Thương"},
        {
            "surname": "",
            "given": "",
            "title": "",
            "unit_name": "",
            "agency_name": "",
            "phone": "",
            "quota": 0,
        },
        {"aliases": (), "listed": True, "quota": 1},
    ],
    ids="+".join,
)
def test_a_change_reads_back_and_back_again(target: Target, fields: dict[str, Any]) -> None:
    """Rename, close, move, empty: the entry is as planned; the way back restores it exactly."""
    settle(target, create(HA), change(HA, **fields))
    after = replace(HA, **fields)
    assert target.read().directory.get(HA.key) == after
    settle(target, Change(after, HA, change(HA).reason))
    assert target.read().directory.get(HA.key) == HA


def test_members_come_and_go(target: Target) -> None:
    """A list's members are exactly those of the last change."""
    settle(target, create(HA), create(BINH), create(SNV), create(mail_list()))
    settle(target, change(mail_list(), members=(HA.key, BINH.key)))
    settle(target, change(mail_list(members=(HA.key, BINH.key)), members=(BINH.key, SNV.key)))
    assert target.read().directory.get("list/snv") == mail_list(members=(BINH.key, SNV.key))


def test_a_deleted_entry_is_gone(target: Target) -> None:
    """After a deletion there is nothing, and its place can be taken anew."""
    settle(target, create(HA), delete(HA))
    assert len(target.read().directory) == 0
    settle(target, create(HA))


@pytest.mark.parametrize("box", [HA, SNV])
def test_what_is_left_of_a_removed_box_keeps_its_addresses(
    target: Target, box: PersonalMailbox | UnitMailbox
) -> None:
    """A tombstone reads back as it was written, takes part in nothing twice, and can be a box again."""
    closed = replace(box, aliases=(f"cu@{DOMAIN}",), state=State.CLOSED)
    left = tombstone(closed)
    settle(target, create(closed), Change(closed, left, REASON))
    assert target.read().directory.get(box.key) == left
    assert addresses(left) == addresses(closed)
    assert do(target, Change(closed, left, REASON)) == [Result.ALREADY]
    settle(target, Change(left, replace(box, retired=left.retired), REASON))
    assert target.read().directory.get(box.key) == replace(box, retired=left.retired)


@pytest.mark.parametrize("process", ["same", "new"])
def test_doing_again_writes_nothing(world: World, target: Target, process: str) -> None:
    """A creation, a change and a deletion that are done have the outcome ALREADY."""
    update = change(HA, title="Trưởng phòng", aliases=(f"tp@{DOMAIN}",))
    settle(target, create(HA), update, create(BINH), delete(BINH))
    before = world.writes()
    again = target if process == "same" else world.target()
    assert update.after is not None
    assert do(again, update) == [Result.ALREADY]
    assert do(again, create(update.after)) == [Result.ALREADY]
    assert do(again, delete(BINH)) == [Result.ALREADY]
    assert world.writes() == before


def test_a_hand_edit_is_a_conflict_and_stays(world: World, target: Target) -> None:
    """A field changed since reading is not overwritten, not by a change of another field either."""
    settle(target, create(HA))
    world.retitle(HA.key, "Sửa tay")
    before = world.writes()
    assert do(target, change(HA, title="Trưởng phòng")) == [Result.CONFLICT]
    assert do(target, change(HA, phone="0258 1")) == [Result.CONFLICT]
    assert do(target, delete(HA)) == [Result.CONFLICT]
    assert do(target, create(HA)) == [Result.CONFLICT]
    assert world.writes() == before
    assert target.read().directory.get(HA.key) == replace(HA, title="Sửa tay")


def test_a_change_of_what_is_gone_is_a_conflict(target: Target) -> None:
    """An entry deleted since reading is not made again by a change."""
    settle(target, create(HA), delete(HA))
    assert do(target, change(HA, title="Trưởng phòng")) == [Result.CONFLICT]
    assert len(target.read().directory) == 0


def test_foreign_entries_are_seen_and_never_touched(world: World, target: Target) -> None:
    """Addresses of others are known by place; their bytes stay through all we do."""
    place = world.occupy(f"cu@{DOMAIN}")
    before = world.others()
    assert dict(target.read().foreign) == {f"cu@{DOMAIN}": place}
    settle(target, create(HA), change(HA, title="x"), delete(replace(HA, title="x")), create(HA))
    assert world.others() == before
    assert dict(target.read().foreign) == {f"cu@{DOMAIN}": place}


def test_an_address_of_others_is_not_taken(world: World, target: Target) -> None:
    """A creation with, or a rename to, an address that is occupied is refused and changes nothing."""
    settle(target, create(BINH))
    world.occupy(HA.address)
    before = world.others()
    assert do(target, create(HA)) == [Result.REFUSED]
    assert do(target, change(BINH, address=HA.address)) == [Result.REFUSED]
    assert world.others() == before
    assert dict(target.read().directory.entries) == {BINH.key: BINH}


def test_a_foreign_attribute_of_our_entry_stays(world: World, target: Target) -> None:
    """What others wrote into our entry survives our changes."""
    settle(target, create(HA))
    world.annotate(HA.key)
    settle(target, change(HA, title="Trưởng phòng", state=State.SUSPENDED, aliases=(f"h@{DOMAIN}",)))
    assert world.annotation(HA.key) == NOTE


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: repr(text[:12]))
def test_awkward_text_survives(world: World, target: Target, text: str) -> None:
    """Names, titles and unit keys with whatever a person may type are data, never syntax.

    What is longer than a world can hold is refused whole, never cut.
    """
    box = unit(text, name=text, address=f"la@{DOMAIN}", agency_name=text)
    if len(text) > world.longest_key:
        assert do(target, create(box)) == [Result.REFUSED]
        assert len(world.target().read().directory) == 0
        return
    mails = mail_list(text, name=text, address=f"ds.la@{DOMAIN}")
    man = person("NV0007", name=text, given=text, title=text, unit=text, unit_name=text)
    settle(target, create(box), create(man), create(mails))
    settle(target, change(mails, members=(man.key, box.key)), change(man, title="đơn giản"))
    found = target.read().directory
    assert found.get(box.key) == box
    assert found.get(man.key) == replace(man, title="đơn giản")
    assert found.get(mails.key) == replace(mails, members=(man.key, box.key))


def test_the_fingerprint_follows_content_and_nothing_else(world: World, target: Target) -> None:
    """Equal content, equal fingerprint; another entry or another's address changes it."""
    settle(target, create(HA))
    first = target.read().fingerprint
    assert world.target().read().fingerprint == first
    settle(target, change(HA, title="x"))
    second = target.read().fingerprint
    settle(target, Change(replace(HA, title="x"), HA, change(HA).reason))
    assert target.read().fingerprint == first
    world.occupy(f"khac@{DOMAIN}")
    third = target.read().fingerprint
    assert len({first, second, third}) == 3


def test_one_bad_change_does_not_hold_up_the_others(world: World, target: Target) -> None:
    """A wave with a conflict and a refusal still does the rest."""
    settle(target, create(HA))
    world.occupy(f"cu@{DOMAIN}")
    wave = [change(replace(HA, title="nhầm"), title="x"), create(person("NV0003", address=f"cu@{DOMAIN}"))]
    assert do(target, *wave, create(BINH)) == [Result.CONFLICT, Result.DONE, Result.REFUSED]


def test_a_wave_cut_short_tells_the_truth_afterwards(world: World, target: Target) -> None:
    """Whoever stops listening after the first outcome finds by reading what was written, and can finish."""
    wave = [create(person(f"NV{number:04}")) for number in range(100)]
    outcomes = target.apply(wave)
    first = next(iter(outcomes))
    target.close()
    again = world.target()
    assert first.change.key in again.read().directory.entries
    assert set(do(again, *wave)) <= {Result.DONE, Result.ALREADY}
    assert len(again.read().directory) == 100


def test_checking_a_good_target_finds_nothing_bad(target: Target) -> None:
    """Every finding is good, and there is at least one."""
    findings = target.check()
    assert findings
    assert [finding for finding in findings if not finding.ok] == []


def test_what_is_written_after_a_check_can_be_read(world: World, target: Target) -> None:
    """To look at the rights on an empty directory leaves nothing behind that spoils what comes later."""
    before = world.writes()
    target.check()
    assert world.writes() == before
    entries: list[Entry] = [unit(), person("NV0001"), mail_list()]
    assert do(target, *map(create, entries)) == [Result.DONE] * 3
    assert set(world.target().read().directory) == set(entries)


def test_closing_twice_is_fine(target: Target) -> None:
    """A closed target can be closed again, and still be used."""
    target.close()
    target.close()
    assert len(target.read().directory) == 0
