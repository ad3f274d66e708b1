"""First passwords on a Zimbra: the same envelopes, the same once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

import pytest
from pyrage import x25519

from connector.ledger.memory import MemoryLedger
from connector.model.envelope import EnvelopeState, Occasion
from connector.model.outcome import Result
from connector.passwords.issuer import Issuer
from connector.passwords.issuing import Issuing
from connector.passwords.renewing import renew
from connector.passwords.settling import settle
from connector.ports.envelopes import Pocket
from connector.rules.passwords import first_password
from connector.sealing.hashing import hashed
from connector.sealing.sealer import AgeSealer, Form, Way
from connector.targets.owned import Owned
from connector.targets.retrying import Retrying
from connector.targets.zimbra.target import ZimbraTarget
from connector.zimbra_simulator.faults import HalfDone
from connector.zimbra_simulator.passwords import matches
from tests.conftest import FixedClock
from tests.support.boxes import create, person
from tests.support.zimbra_world import ZimbraWorld, codec, settings, zimbra_world

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HA = person("NV0001")


@pytest.fixture
def world() -> Iterator[ZimbraWorld]:
    """Give a simulated server."""
    with zimbra_world() as made:
        yield made


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    """Give threads to hash in."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def issuer(workers: ThreadPoolExecutor, made: list[str]) -> Issuer:
    """Return what makes passwords, and notes them in `made`."""
    numbers = count(1)
    own = str(x25519.Identity.generate())

    def make() -> str:
        made.append(first_password(Random(len(made))))  # noqa: S311 - a test
        return made[-1]

    return Issuer(
        clock=FixedClock(NOW),
        make=make,
        name=lambda: f"e{next(numbers)}",
        hashed=hashed,
        sealer=AgeSealer({"*": Way(Form.SLIPS)}, lambda: own),
        valid=timedelta(days=7),
        by="test",
        workers=workers,
    )


def in_force(world: ZimbraWorld, password: str) -> bool:
    """Tell whether this is the password of HA's account, and has to be changed."""
    account = world.zimbra.state.owner(HA.address)
    assert account is not None
    assert account.first("zimbraPasswordMustChange") == "TRUE"
    return matches(password, account.first("userPassword") or "")


@pytest.mark.parametrize("broken", [False, True], ids=["at once", "half done"])
def test_an_account_is_made_with_the_password_of_its_envelope(
    world: ZimbraWorld, workers: ThreadPoolExecutor, *, broken: bool
) -> None:
    """Also where the creation broke off before its password; a reset then replaces it."""
    made: list[str] = []
    pocket: Pocket = {}
    target = ZimbraTarget(settings(world.zimbra), codec(), password=pocket.get)
    patient = Retrying(target, sleep=lambda _: None, rng=Random(1))  # noqa: S311 - no secret
    kept, maker = MemoryLedger().envelopes, issuer(workers, made)
    issuing = Issuing(Owned(patient), target, pocket, kept, maker, ("person",))
    if broken:
        world.zimbra.fault(HalfDone(), on="CreateAccountRequest")
    assert all(one.result.settled for one in issuing.apply([create(HA)]))
    settle(kept, target, NOW)
    assert [one.state for one in kept.envelopes()] == [EnvelopeState.IN_FORCE]
    assert in_force(world, made[0])
    assert issuing.read().directory.get(HA.key) == HA
    _, result = renew(kept, target, maker, HA, Occasion.RESET, document="1")
    assert result is Result.DONE
    assert [one.state for one in kept.envelopes()] == [EnvelopeState.VOID, EnvelopeState.IN_FORCE]
    assert in_force(world, made[1])
    assert issuing.read().directory.get(HA.key) == HA
    target.close()
