"""Idle boxes on a real directory server, with real logins: who is suspended, and who is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from connector.desk import Desk
from connector.ledger.memory import MemoryLedger
from connector.model.directory import State
from connector.model.life import Cause, Past
from connector.model.roster import Person
from connector.sync import act, think
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.openldap.target import OpenLdapTarget
from devtools.slapd import PrivateSlapd
from tests.support.nights import CONFIRMED, ZONE
from tests.support.rosters import StoppedClock, desk, profile, roster
from tests.support.worlds import codec, settings

pytestmark = pytest.mark.slapd

NINH_BINH = "ubnd-ninhbinh"
BASE = "dc=ninhbinh,dc=gov,dc=vn"
PASSWORD = "Mat-khau-thu-1"  # noqa: S105 - of a private server
NEVER, LONG_AGO, TODAY = (
    Person(f"CB{number}", name, "S1")
    for number, name in enumerate(("Lê An", "Trần Thị Bình", "Phạm Văn Chung"), start=1)
)


def box(person: Person) -> str:
    """Return the key of the box of a person."""
    return f"person/{person.key}@S1"


def aged(dump: str, ours: LdapCodec, logins: dict[str, datetime], made: datetime) -> str:
    """Return our entries of a server as if they were made then, with logins by key, as slapd itself notes them."""
    parts = []
    for part in dump.split("\n\n"):
        lines = [line for line in part.splitlines() if not line.startswith("createTimestamp:")]
        mark = f"{ours.mapping.key}: "
        key = next((line.removeprefix(mark) for line in lines if line.startswith(mark)), "")
        if key:
            lines.append(f"createTimestamp: {made:%Y%m%d%H%M%S}Z")
            lines += [f"pwdLastSuccess: {logins[key]:%Y%m%d%H%M%S}Z"] if key in logins else []
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def desk_at(slapd: PrivateSlapd, ledger: MemoryLedger, ours: LdapCodec, moment: datetime) -> Desk:
    """Return a desk over the server."""
    target = OpenLdapTarget(settings(slapd), ours)
    plain = desk(profile(NINH_BINH), roster([NEVER, LONG_AGO, TODAY]), ledger=ledger)
    clock = StoppedClock(moment)
    return replace(plain, target=target, logons=target, clock=clock, calendar=CONFIRMED)


def test_only_who_did_not_log_in_for_six_months_is_suspended(tmp_path: Path) -> None:
    """One never came, one came seven months ago, one bound today: the first two are suspended, with reason."""
    now = datetime.now(UTC).astimezone(ZONE)
    ours, ledger = codec(BASE, NINH_BINH), MemoryLedger()
    with PrivateSlapd(tmp_path / "first", BASE, owners=(NINH_BINH,)) as slapd:
        at_work = desk_at(slapd, ledger, ours, now)
        act(at_work, think(at_work), "sync", whole=True)
        at_work.target.close()
        content = slapd.dump()
    old = now - timedelta(days=215)
    file = tmp_path / "aged.ldif"
    file.write_text(aged(content, ours, {box(LONG_AGO): old.astimezone(UTC)}, old.astimezone(UTC)))
    ledger.lives.note(ledger.lives.past(), Past(began=date(2020, 1, 1)))
    server = PrivateSlapd(tmp_path / "second", BASE, owners=(NINH_BINH,))
    with server as slapd:
        slapd.stop()
        slapd.load(file)
        slapd.start()
        dn = ours.dn(box(TODAY))
        slapd.add(f"dn: {dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: {PASSWORD}\n-\n")
        assert slapd.bind(dn, PASSWORD) == 0
        at_work = desk_at(slapd, ledger, ours, now)
        report = act(at_work, think(at_work), "sync", whole=True)
        again = think(at_work)
        at_work.target.close()
    assert report.failed == ()
    states = {entry.key: entry.state for entry in again.snapshot.directory if entry.key.startswith("person/")}
    assert states == {box(NEVER): State.SUSPENDED, box(LONG_AGO): State.SUSPENDED, box(TODAY): State.ACTIVE}
    assert {life.cause for life in ledger.lives.past().lives.values()} == {Cause.IDLE}
    assert again.plan.changes == ()
