"""Real binds on a real server: when somebody last logged in is what slapd noted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector.model.life import last_uses
from connector.ports import LogonBook
from connector.targets.openldap.settings import DriverChoice
from connector.targets.openldap.target import OpenLdapTarget
from devtools.slapd import PrivateSlapd
from tests.support.boxes import create, person, unit
from tests.support.worlds import BASE, OWNER, codec, settings

pytestmark = pytest.mark.slapd

PASSWORD = "Mat-khau-thu-1"  # noqa: S105 - of a private server


@pytest.mark.parametrize("driver", [DriverChoice.NATIVE, DriverChoice.PURE])
def test_a_bind_is_seen_and_who_never_came_is_known_by_the_making(
    tmp_path: Path, driver: DriverChoice
) -> None:
    """Before anybody binds nothing is known; afterwards the one who did has a moment, the others their making."""
    ha, binh = person("NV0001"), person("NV0002", address="binh@khanhhoa.gov.vn")
    begun = datetime.now(UTC) - timedelta(seconds=2)
    with PrivateSlapd(tmp_path / "slapd", BASE, owners=(OWNER,)) as slapd:
        target = OpenLdapTarget(settings(slapd, driver), codec())
        assert isinstance(target, LogonBook)
        assert all(
            outcome.result.settled for outcome in target.apply([create(ha), create(binh), create(unit())])
        )
        assert last_uses(target.logons(), UTC) is None
        dn = codec().dn(ha.key)
        slapd.add(f"dn: {dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: {PASSWORD}\n-\n")
        assert slapd.bind(dn, PASSWORD) == 0
        known = target.logons()
        target.close()
    last = known.by_key[ha.key].last
    assert last is not None
    assert begun <= last <= datetime.now(UTC) + timedelta(seconds=2)
    assert known.by_key[binh.key].last is None
    made = known.by_key[binh.key].created
    assert made is not None
    assert begun <= made
    assert known.by_key.keys() == {ha.key, binh.key, "unit/snv"}
