"""A merger with a change of domain against real adapters: what a phase asks for, it gets, forward and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from connector.model.directory import Entry, MailList, UnitMailbox
from connector.model.succession import Phase
from connector.ports import Target
from connector.targets.zimbra.target import ZimbraTarget
from connector.zimbra_simulator.mailhost import Settings
from tests.desired.test_domain_change import PEOPLE, UNTIL
from tests.support import zimbra_world
from tests.support.reorganised import DAY, MERGED, Office, domain, row
from tests.support.rosters import UNITS
from tests.support.worlds import any_world

OLD, NEW = "khanhhoa.gov.vn", "moi.gov.vn"
TARGETS = [
    "memory",
    "ldif",
    "zimbra",
    pytest.param("openldap-native", marks=pytest.mark.slapd),
    pytest.param("openldap-pure", marks=pytest.mark.slapd),
]


@contextmanager
def a_target(kind: str, folder: Path) -> Iterator[Target]:
    """Give an empty target; a Zimbra that has both domains."""
    if kind != "zimbra":
        with any_world(kind, folder) as world:
            yield world.target()
        return
    server = Settings(
        domains=(OLD, NEW, zimbra_world.ADMIN_DOMAIN),
        admin=f"admin@{zimbra_world.ADMIN_DOMAIN}",
        requests_per_second=0,
        keep_bodies=True,
    )
    with zimbra_world.simulated(server) as zimbra:
        settings = zimbra_world.settings(zimbra, domains=(OLD, NEW))
        target = ZimbraTarget(settings, zimbra_world.codec())
        yield target
        target.close()


def shapes(made: Office) -> dict[str, tuple[str, tuple[str, ...], str]]:
    """Return address, aliases and state of everything in the target."""
    return {
        entry.key: (entry.address, entry.aliases, entry.state) for entry in made.think().snapshot.directory
    }


def entry(made: Office, key: str) -> Entry:
    """Return an entry of the target."""
    found = made.think().snapshot.directory.get(key)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", TARGETS)
def test_every_target_follows_a_merger_forward_and_back(kind: str, tmp_path: Path) -> None:
    """Prepared, switched, taken back, switched again: each night ends as its phase says, the next writes nothing."""
    with a_target(kind, tmp_path) as target:
        made = Office("ubnd-khanhhoa", PEOPLE, target=target)
        made.night()
        first = shapes(made)
        made.start(row("S1", "S2", MERGED), domains=[domain(OLD, NEW, DAY, UNTIL)], phase=Phase.PREPARED)
        made.night()
        prepared = shapes(made)
        assert prepared["unit/S2"] == (f"snv@{OLD}", (f"snv@{NEW}",), "active")
        made.go(Phase.SWITCHED)
        made.people = [replace(PEOPLE[0], unit="S2"), *PEOPLE[1:]]
        made.units = tuple(
            replace(unit, parent="S2") if unit.parent == "S1" else unit for unit in UNITS if unit.key != "S1"
        )
        made.night()
        switched = shapes(made)
        heir = entry(made, "unit/S2")
        assert isinstance(heir, UnitMailbox)
        assert (heir.address, heir.aliases) == (
            f"snv@{NEW}",
            (f"snv@{OLD}", f"stttt@{OLD}", f"stttt@{NEW}"),
        )
        mail = entry(made, "list/S2")
        assert isinstance(mail, MailList)
        assert f"ds-stttt@{OLD}" in mail.aliases
        made.go(Phase.PREPARED)
        made.people, made.units = PEOPLE, UNITS
        made.night()
        assert shapes(made) == prepared
        made.go(Phase.PLANNED)
        made.night()
        assert shapes(made) == first
        made.go(Phase.SWITCHED)
        made.people = [replace(PEOPLE[0], unit="S2"), *PEOPLE[1:]]
        made.units = tuple(
            replace(unit, parent="S2") if unit.parent == "S1" else unit for unit in UNITS if unit.key != "S1"
        )
        made.night()
        assert shapes(made)["person/CB1"] == switched["person/CB1"]
        assert set(shapes(made)["unit/S2"][1]) >= {f"snv@{OLD}", f"stttt@{OLD}"}
