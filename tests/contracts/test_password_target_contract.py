"""The promises of `connector.ports.envelopes.PasswordTarget`, kept by every adapter that people log in to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from connector.model.envelope import PasswordState
from connector.model.outcome import Outcome, Result
from connector.ports import Target
from connector.ports.envelopes import NewPassword, PasswordTarget, Pocket
from connector.sealing.hashing import hashed
from connector.targets.ldif import LdifTarget
from connector.targets.openldap.settings import DriverChoice
from connector.targets.openldap.target import OpenLdapTarget
from connector.targets.zimbra.target import ZimbraTarget
from tests.support.boxes import change, create, person, unit
from tests.support.worlds import LdifWorld, settings, slapd_world
from tests.support.zimbra_world import codec as zimbra_codec
from tests.support.zimbra_world import settings as zimbra_settings
from tests.support.zimbra_world import zimbra_world

HA, SNV = person("NV0001"), unit("snv")


class Both(Target, PasswordTarget, Protocol):
    """What every adapter is."""


@pytest.fixture
def pocket() -> Pocket:
    """Give the pocket that the target looks into."""
    return {}


@contextmanager
def made(name: str, folder: Path, pocket: Pocket) -> Iterator[Both]:
    """Give a target of one kind."""
    if name == "ldif":
        world = LdifWorld(folder)
        yield LdifTarget(world.path, world.codec, pocket)
    elif name == "zimbra":
        with zimbra_world() as zimbra:
            target = ZimbraTarget(zimbra_settings(zimbra.zimbra), zimbra_codec(), password=pocket.get)
            yield target
            target.close()
    else:
        driver = DriverChoice(name.removeprefix("openldap-"))
        with slapd_world(folder, driver) as slapd:
            own = OpenLdapTarget(settings(slapd.slapd, driver), slapd.codec, pocket=pocket)
            yield own
            own.close()


@pytest.fixture(
    params=[
        "ldif",
        "zimbra",
        pytest.param("openldap-native", marks=pytest.mark.slapd),
        pytest.param("openldap-pure", marks=pytest.mark.slapd),
    ]
)
def target(request: pytest.FixtureRequest, tmp_path: Path, pocket: Pocket) -> Iterator[Both]:
    """Give a target of each kind."""
    with made(request.param, tmp_path, pocket) as one:
        yield one


def password(envelope: str) -> NewPassword:
    """Return a password in an envelope."""
    clear = f"Mat-khau+{envelope}=9"
    return NewPassword(envelope, clear, lambda: hashed(clear))


def only(outcomes: Iterator[Outcome]) -> Result:
    """Return the one result."""
    [outcome] = outcomes
    return outcome.result


def test_a_new_box_is_made_with_what_is_in_the_pocket(target: Both, pocket: Pocket) -> None:
    """It has to be changed, and the envelope is named; a box without one has neither."""
    pocket[HA.key] = password("e1")
    assert [only(target.apply([create(one)])) for one in (HA, SNV)] == [Result.DONE] * 2
    assert dict(target.password_states([HA.key, SNV.key, "person/NV9999"])) == {
        HA.key: PasswordState("e1", must_change=True),
        SNV.key: PasswordState("", must_change=False),
    }


def test_a_password_is_no_part_of_what_is_compared(target: Both, pocket: Pocket) -> None:
    """The entry reads as planned, is changed as always, and keeps its envelope."""
    pocket[HA.key] = password("e1")
    assert only(target.apply([create(HA)])) is Result.DONE
    pocket.clear()
    assert target.read().directory.get(HA.key) == HA
    assert only(target.apply([change(HA, title="Trưởng phòng")])) is Result.DONE
    assert target.password_states([HA.key])[HA.key] == PasswordState("e1", must_change=True)


def test_a_password_is_renewed(target: Both) -> None:
    """Set anew, it names the new envelope, and again and again."""
    assert only(target.apply([create(HA)])) is Result.DONE
    for envelope in ("e2", "e3"):
        assert target.set_password(HA, password(envelope)) is Result.DONE
        assert target.password_states([HA.key])[HA.key] == PasswordState(envelope, must_change=True)
    assert target.read().directory.get(HA.key) == HA


def test_a_box_that_is_not_there_gets_no_password(target: Both) -> None:
    """Nothing is made, and nothing of others is touched."""
    assert target.set_password(HA, password("e1")) is Result.CONFLICT
    assert dict(target.password_states([HA.key])) == {}
    assert len(target.read().directory) == 0
