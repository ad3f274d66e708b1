"""From any directory to any other, through the planner and both wrappers, with any troubles on the way."""

from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.errors import TargetError
from connector.model.directory import Directory
from connector.model.plan import Change
from connector.plan.order import waves
from connector.targets.owned import Owned
from connector.targets.retrying import Retrying
from connector.targets.zimbra.target import ZimbraTarget
from connector.zimbra_simulator.faults import (
    CutReply,
    Drop,
    ExpireTokens,
    HalfDone,
    HttpError,
    LostReply,
    Refuse,
)
from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.boxes import REASON
from tests.support.directories import directories
from tests.support.zimbra_world import ADMIN_DOMAIN, SERVER, codec, simulated
from tests.support.zimbra_world import settings as settings_for

DOMAIN = "example.gov.vn"
HERE = replace(SERVER, domains=(DOMAIN, ADMIN_DOMAIN))
RUNS = 6
TROUBLES: list[Any] = [
    Drop(),
    LostReply(),
    LostReply(rest=False),
    CutReply(),
    HttpError(503),
    HttpError(200),
    Refuse("service.FAILURE"),
    Refuse("ldap.LDAP_ERROR"),
    HalfDone(),
    ExpireTokens(),
]
MISHAPS = st.lists(st.tuples(st.sampled_from(TROUBLES), st.integers(0, 40)), max_size=5)


def run(zimbra: ZimbraSimulator, wanted: Directory, batch: int) -> int:
    """Make one run as the connector makes it; return how many changes it planned."""
    bare = ZimbraTarget(settings_for(zimbra, domains=(DOMAIN,), batch=batch), codec())
    target = Owned(Retrying(bare, sleep=lambda _: None, rng=Random(1)))  # noqa: S311 - no secret
    try:
        now = target.read().directory
        keys = sorted({*now.entries, *wanted.entries})
        changes = [
            Change(now.get(key), wanted.get(key), REASON) for key in keys if now.get(key) != wanted.get(key)
        ]
        for wave in waves(changes):
            list(target.apply(wave))
        return len(changes)
    finally:
        target.close()


@pytest.mark.slow
@given(st.lists(directories(), min_size=2, max_size=3), MISHAPS, st.sampled_from([2, 50]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_directory_becomes_any_other(
    wishes: list[Directory], mishaps: list[tuple[Any, int]], batch: int
) -> None:
    """Addresses are exchanged, people come and go, the line breaks: a few runs later all is as it should be."""
    with simulated(HERE) as zimbra:
        for wanted in wishes:
            for trouble, skip in mishaps:
                zimbra.fault(trouble, on="*", skip=skip)
            for _ in range(RUNS):
                with suppress(TargetError):
                    if not run(zimbra, wanted, batch):
                        break
            zimbra.faults.clear()
            for _ in range(2):
                run(zimbra, wanted, batch)
            assert run(zimbra, wanted, batch) == 0
