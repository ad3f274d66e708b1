"""A removed box on a real server: nothing is left to log in with, and the server itself keeps the address taken."""

from dataclasses import replace
from pathlib import Path

import pytest

from connector.model.directory import State, tombstone
from connector.model.outcome import Result
from connector.model.plan import Change
from connector.targets.openldap.settings import DriverChoice
from connector.targets.openldap.target import OpenLdapTarget
from devtools.slapd import PrivateSlapd
from tests.support.boxes import REASON, change, create, person
from tests.support.worlds import BASE, OWNER, codec, settings

pytestmark = pytest.mark.slapd

PASSWORD = "Mat-khau-thu-1"  # noqa: S105 - of a private server


def test_a_removed_box_has_no_password_and_keeps_its_address_from_everybody(tmp_path: Path) -> None:
    """The hash is gone with the name and the phone; an entry that others make cannot take the address."""
    ha = person("NV0001")
    closed = replace(ha, state=State.CLOSED)
    with PrivateSlapd(tmp_path / "slapd", BASE, owners=(OWNER,)) as slapd:
        target = OpenLdapTarget(settings(slapd, DriverChoice.NATIVE), codec())
        dn = codec().dn(ha.key)
        made = [*target.apply([create(ha)])]
        slapd.add(f"dn: {dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: {PASSWORD}\n-\n")
        assert slapd.bind(dn, PASSWORD) == 0
        made += [*target.apply([change(ha, state=State.CLOSED)])]
        made += [*target.apply([Change(closed, tombstone(closed), REASON)])]
        target.close()
        assert [outcome.result for outcome in made] == [Result.DONE] * 3
        left = slapd.search("(objectClass=*)", ("*",), base=dn, scope="base")[0]
        other = OpenLdapTarget(settings(slapd, DriverChoice.NATIVE), codec())
        [taken] = other.apply([create(person("NV0002", address=ha.address))])
        other.close()
    assert left.first("mail") == ha.address
    assert not left.first("userPassword")
    assert "telephoneNumber" not in str(left)
    assert ha.name not in str(left)
    assert taken.result is Result.REFUSED
