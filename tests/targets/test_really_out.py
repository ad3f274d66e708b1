"""Suspended and closed means out: the server's own locks follow the state, and nobody else's are touched."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connector.model.directory import PersonalMailbox, State
from connector.model.outcome import Result
from connector.model.plan import Change
from connector.targets.ldap_codec.ldif import ldif_changes
from connector.targets.openldap.settings import DriverChoice
from devtools.slapd import PrivateSlapd
from tests.support.boxes import REASON, change, create, mail_list, person, unit
from tests.support.office import change as ldif
from tests.support.worlds import LdifWorld, SlapdWorld, any_world, codec, slapd_world

pytestmark = pytest.mark.slapd

PASSWORD = "mot mat khau du dai"  # noqa: S105 - of an invented person on a server that lives a second
INVALID_CREDENTIALS = 49
HA, SNV = person("NV0001"), unit("snv")
LOCKS = ("pwdAccountLockedTime", "pwdEndTime")
FOR_GOOD, LONG_AGO = "000001010000Z", "20000101000000Z"
OUT = pytest.mark.parametrize("state", [State.SUSPENDED, State.CLOSED])


@pytest.fixture(params=["native", "pure"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SlapdWorld]:
    """Give a server, through each driver."""
    with slapd_world(tmp_path, DriverChoice(request.param)) as made:
        yield made


def settle(world: SlapdWorld, *changes: Change) -> None:
    """Apply changes one after the other; each is done."""
    target = world.target()
    for one in changes:
        assert [outcome.result for outcome in target.apply([one])] == [Result.DONE]


def locks(world: SlapdWorld, key: str = HA.key) -> tuple[str, ...]:
    """Return the values of the two locks of one entry; empty where there is none."""
    [found] = world.slapd.search(attributes=LOCKS, base=world.codec.dn(key), scope="base")
    return tuple(value for name in LOCKS for value in found.get(name))


def bind(world: SlapdWorld, key: str = HA.key) -> int:
    """Return what the server answers to the holder's password."""
    return world.slapd.bind(world.codec.dn(key), PASSWORD)


def edit(world: SlapdWorld, *steps: str) -> None:
    """Let an administrator change the entry by hand."""
    answer = world.slapd.modify(ldif(world.codec.dn(HA.key), *steps))
    assert answer.code == 0, answer.message


def read(world: SlapdWorld) -> PersonalMailbox:
    """Return the entry as a new process reads it."""
    found = world.target().read().directory.get(HA.key)
    assert isinstance(found, PersonalMailbox)
    return found


@OUT
@pytest.mark.parametrize("box", [HA, SNV], ids=["person", "unit"])
def test_who_is_out_cannot_log_in_and_who_is_back_can(
    world: SlapdWorld, box: PersonalMailbox, state: State
) -> None:
    """Status and both locks come in one operation and go in one; the password is the same all the time."""
    settle(world, create(box))
    world.slapd.add(ldif(world.codec.dn(box.key), f"replace userPassword {PASSWORD}"))
    assert bind(world, box.key) == 0
    before = len(world.slapd.accesslog_writes())
    settle(world, change(box, state=state))
    assert locks(world, box.key) == (FOR_GOOD, LONG_AGO)
    assert bind(world, box.key) == INVALID_CREDENTIALS
    out = replace(box, state=state)
    assert world.target().read().directory.get(box.key) == out
    settle(world, Change(out, box, REASON))
    assert locks(world, box.key) == ()
    assert bind(world, box.key) == 0
    assert len(world.slapd.accesslog_writes()) - before == 2


@OUT
def test_a_box_made_shut_is_shut(world: SlapdWorld, state: State) -> None:
    """A closed box that is created closed, as in a mirror, was never open."""
    settle(world, create(replace(HA, state=state)))
    assert locks(world) == (FOR_GOOD, LONG_AGO)
    assert read(world) == replace(HA, state=state)


@OUT
@pytest.mark.parametrize(
    "steps",
    [
        ["delete pwdAccountLockedTime"],
        ["delete pwdEndTime"],
        ["replace pwdEndTime 20991231000000Z"],
        ["delete pwdAccountLockedTime", "delete pwdEndTime"],
    ],
    ids=["unlocked", "endless", "later", "open"],
)
def test_a_door_that_was_opened_by_hand_shows_and_is_shut(
    world: SlapdWorld, state: State, steps: list[str]
) -> None:
    """Without one of its locks a shut box differs from what should be; shut again it does not."""
    shut = replace(HA, state=state)
    settle(world, create(shut))
    edit(world, *steps)
    found = read(world)
    assert found == replace(shut, lock_astray=True)
    settle(world, Change(found, shut, REASON))
    assert locks(world) == (FOR_GOOD, LONG_AGO)
    assert read(world) == shut
    before = len(world.slapd.accesslog_writes())
    again = world.target().apply([Change(found, shut, REASON)])
    assert [outcome.result for outcome in again] == [Result.ALREADY]
    assert len(world.slapd.accesslog_writes()) == before


def test_a_door_that_stayed_shut_shows_and_is_opened(world: SlapdWorld) -> None:
    """Whoever sets only the status to active has let nobody in; the next run does."""
    settle(world, create(replace(HA, state=State.SUSPENDED)))
    edit(world, "replace connectorStatus active")
    found = read(world)
    assert found == replace(HA, lock_astray=True)
    settle(world, Change(found, HA, REASON))
    assert locks(world) == ()
    assert read(world) == HA


@pytest.mark.parametrize(
    "steps",
    [
        ["replace pwdAccountLockedTime 20261101080000Z"],
        ["replace pwdAccountLockedTime 000001010000Z"],
        ["replace pwdEndTime 20991231000000Z"],
    ],
    ids=["wrong passwords", "administrator", "end of a contract"],
)
def test_a_lock_of_others_on_an_active_box_is_not_ours(world: SlapdWorld, steps: list[str]) -> None:
    """What the policy or an administrator locked is no difference, and stays when something else is changed."""
    settle(world, create(HA))
    edit(world, *steps)
    value = steps[0].split(" ", 2)[2]
    assert read(world) == HA
    settle(world, change(HA, title="Trưởng phòng"))
    assert locks(world) == (value,)


def test_wrong_passwords_lock_an_active_box_and_no_run_unlocks_it(world: SlapdWorld) -> None:
    """The policy's own lock, made by ten wrong passwords, is no difference to us."""
    settle(world, create(HA))
    edit(world, f"replace userPassword {PASSWORD}")
    for _ in range(10):
        assert world.slapd.bind(world.codec.dn(HA.key), "sai") == INVALID_CREDENTIALS
    assert locks(world)
    assert read(world) == HA


def test_a_lock_that_moved_since_it_was_read_is_a_conflict(world: SlapdWorld) -> None:
    """Who unlocks a box while a run is under way is not overwritten unseen."""
    shut = replace(HA, state=State.CLOSED)
    settle(world, create(shut))
    edit(world, "delete pwdEndTime")
    assert [one.result for one in world.target().apply([change(shut, title="x")])] == [Result.CONFLICT]


def test_a_list_has_no_lock(world: SlapdWorld) -> None:
    """Nobody logs in to a list: a closed one carries its status only."""
    settle(world, create(SNV), create(replace(mail_list("snv"), state=State.CLOSED)))
    assert locks(world, "list/snv") == ()


def test_a_file_keeps_the_locks_too(tmp_path: Path) -> None:
    """An LDIF file says the same as a server, sees the same drift, and is put right."""
    with any_world("ldif", tmp_path) as made:
        assert isinstance(made, LdifWorld)
        target = made.target()
        shut = replace(HA, state=State.SUSPENDED)
        assert [one.result for one in target.apply([create(HA)])] == [Result.DONE]
        assert "pwdEndTime" not in made.path.read_text("utf-8")
        list(target.apply([change(HA, state=State.SUSPENDED)]))
        text = made.path.read_text("utf-8")
        assert f"pwdAccountLockedTime: {FOR_GOOD}\n" in text
        assert f"pwdEndTime: {LONG_AGO}\n" in text
        made.path.write_text(text.replace(f"pwdEndTime: {LONG_AGO}\n", ""), encoding="utf-8")
        astray = replace(shut, lock_astray=True)
        assert target.read().directory.get(HA.key) == astray
        list(target.apply([Change(astray, shut, REASON)]))
        assert target.read().directory.get(HA.key) == shut
        list(target.apply([Change(shut, HA, REASON)]))
        assert "pwdEndTime" not in made.path.read_text("utf-8")
        assert "pwdAccountLockedTime" not in made.path.read_text("utf-8")


def test_a_plan_as_ldif_locks_and_unlocks(tmp_path: Path) -> None:
    """`ldapmodify` with the change records of a plan does what the connector would have done."""
    with PrivateSlapd(tmp_path / "slapd", owners=("khanhhoa",)) as slapd:
        coded = codec(slapd.base)
        shut = replace(HA, state=State.SUSPENDED)
        for one in (create(HA), change(HA, state=State.SUSPENDED)):
            assert slapd.modify(ldif_changes([one], coded), who="connector").code == 0
        [found] = slapd.search(attributes=LOCKS, base=coded.dn(HA.key), scope="base")
        assert [found.first(name) for name in LOCKS] == [FOR_GOOD, LONG_AGO]
        back = ldif_changes([Change(replace(shut, lock_astray=True), HA, REASON)], coded)
        assert slapd.modify(back, who="connector").code == 0
        [found] = slapd.search(attributes=LOCKS, base=coded.dn(HA.key), scope="base")
        assert not any(found.get(name) for name in LOCKS)
