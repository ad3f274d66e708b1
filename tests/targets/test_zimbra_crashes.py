"""The connector is killed, or the line is cut, at every request of a run: the next run finishes the work."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from connector.errors import TargetError
from connector.model.directory import Directory, Entry, State, addresses
from connector.model.plan import Change
from connector.targets.zimbra.target import ZimbraTarget
from connector.zimbra_simulator.entries import Kind
from connector.zimbra_simulator.faults import Drop, LostReply
from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.boxes import DOMAIN, REASON, mail_list, person, unit
from tests.support.zimbra_world import ADMIN_DOMAIN, codec, settings, simulated

HA, BINH, CHI, DUNG = (person(f"NV000{number}") for number in range(1, 5))
SNV, STC = unit("snv"), unit("stc")
BEFORE: list[Entry] = [
    HA,
    replace(BINH, aliases=(f"cu@{DOMAIN}",)),
    CHI,
    replace(DUNG, state=State.SUSPENDED),
    SNV,
    STC,
    mail_list("snv", members=(HA.key, BINH.key, SNV.key)),
    mail_list("stc", members=(STC.key,)),
]
AFTER: list[Entry] = [
    replace(HA, address=f"ha.moi@{DOMAIN}", aliases=(HA.address,), title="Trưởng phòng"),
    replace(BINH, address=f"binh@{DOMAIN}", retired=tuple(sorted((BINH.address, f"cu@{DOMAIN}")))),
    replace(CHI, address=f"chi@{ADMIN_DOMAIN}", retired=(CHI.address,), state=State.CLOSED, listed=False),
    DUNG,
    person("NV0009", aliases=(f"a@{DOMAIN}", f"b@{DOMAIN}")),
    replace(SNV, name="Sở Nội vụ và Lao động", quota=512),
    STC,
    mail_list("snv", members=(HA.key, DUNG.key, "person/NV0009"), address=f"tat-ca.snv@{DOMAIN}"),
    mail_list("sct", members=(HA.key, STC.key), aliases=(f"danh-sach@{DOMAIN}",)),
]
WANTED = Directory.of(AFTER)


@contextmanager
def opened(zimbra: ZimbraSimulator) -> Iterator[ZimbraTarget]:
    """Give a target as a new process makes one."""
    made = ZimbraTarget(settings(zimbra, domains=(DOMAIN, ADMIN_DOMAIN), batch=4), codec())
    try:
        yield made
    finally:
        made.close()


def changes_to(target: ZimbraTarget, wanted: Directory) -> list[Change]:
    """Return what differs, deletions first: they free addresses."""
    now = target.read().directory
    keys = sorted({*now.entries, *wanted.entries})
    found = [Change(now.get(key), wanted.get(key), REASON) for key in keys if now.get(key) != wanted.get(key)]
    return sorted(found, key=lambda one: one.after is not None)


def run(zimbra: ZimbraSimulator, wanted: Directory) -> None:
    """Make one run, to its end or to the end of the server."""
    with opened(zimbra) as target, suppress(TargetError):
        for _ in target.apply(changes_to(target, wanted)):
            pass


def prepared(zimbra: ZimbraSimulator) -> None:
    """Bring the server to where the story begins."""
    run(zimbra, Directory.of(BEFORE))
    with opened(zimbra) as target:
        assert changes_to(target, Directory.of(BEFORE)) == []
    zimbra.requests.clear()


def requests_of_a_run() -> int:
    """Return how many commands one undisturbed run takes, each in a batch counted by itself."""
    with simulated() as zimbra:
        prepared(zimbra)
        run(zimbra, WANTED)
        return sum(name != "BatchRequest" for logged in zimbra.requests for name in logged.names)


WAYS: dict[str, Any] = {
    "before": Drop(),
    "after": LostReply(rest=False),
    "after the batch": LostReply(),
}


def noted_or_held(zimbra: ZimbraSimulator, entry: Entry) -> set[str]:
    """Return every address that an entry keeps from others: those it has, and those it notes as retired."""
    found = next(
        one
        for one in zimbra.state.of(Kind.ACCOUNT, Kind.LIST)
        if f'"key":"{entry.key}"' in (one.first("zimbraNotes") or "")
    )
    with opened(zimbra) as target:
        now = target.look([entry.key])[entry.key]
    return {found.name, *found.all("zimbraMailAlias"), *addresses(now)}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_run_killed_anywhere_is_finished_by_the_next(way: str) -> None:
    """After the k-th command all is silence, for every k: no address is forgotten, and two more runs finish."""
    commands = requests_of_a_run()
    assert commands > 30
    for at in range(commands):
        with simulated() as zimbra:
            prepared(zimbra)
            zimbra.fault(WAYS[way], on="*", skip=at)
            zimbra.fault(Drop(), on="*", skip=at + 1, times=100_000)
            run(zimbra, WANTED)
            zimbra.faults.clear()
            for before in BEFORE[:3]:
                assert addresses(before) <= noted_or_held(zimbra, before), at
            for _ in range(2):
                run(zimbra, WANTED)
            with opened(zimbra) as target:
                assert target.read().directory == WANTED, at
            assert len(list(zimbra.state.of(Kind.ACCOUNT, Kind.LIST))) == len(AFTER) + 1


def test_a_run_after_the_last_writes_nothing() -> None:
    """Where all is as it should be, only questions are asked."""
    with simulated() as zimbra:
        prepared(zimbra)
        run(zimbra, WANTED)
        zimbra.requests.clear()
        run(zimbra, WANTED)
        names = {name for logged in zimbra.requests for name in logged.names}
        assert names <= {
            "AuthRequest",
            "BatchRequest",
            "SearchDirectoryRequest",
            "GetDistributionListRequest",
        }
