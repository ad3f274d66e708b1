"""`check` proves on an account of its own that locks keep people out, and says so where they do not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from connector.model.directory import State
from connector.model.outcome import Finding
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.openldap.canary import NAME
from connector.targets.openldap.settings import DriverChoice, PasswordDemand
from connector.targets.openldap.target import OpenLdapTarget
from devtools.slapd import PrivateSlapd
from tests.support.boxes import create, person
from tests.support.office import change, removal
from tests.support.worlds import BASE, codec, settings

pytestmark = pytest.mark.slapd

POLICY = f"cn=people,ou=policies,{BASE}"
CANARY = f"cn={NAME},ou=people,{BASE}"


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give an empty server."""
    with PrivateSlapd(tmp_path / "slapd", BASE, owners=("khanhhoa",)) as server:
        yield server


def checked(slapd: PrivateSlapd, driver: str = "native", password: str = "z" * 20) -> Sequence[Finding]:
    """Return what a check with a canary finds."""
    target = OpenLdapTarget(settings(slapd, DriverChoice(driver)), codec(), canary=lambda: password)
    try:
        return target.check()
    finally:
        target.close()


def bad(findings: Sequence[Finding]) -> list[str]:
    """Return what is wrong, in English."""
    return [finding.text.en for finding in findings if not finding.ok]


def canaries(slapd: PrivateSlapd) -> int:
    """Return how many canaries are in the tree."""
    return len(slapd.search(f"(cn={NAME})"))


@pytest.mark.parametrize("driver", ["native", "pure"])
def test_a_server_that_locks_is_proven_to(slapd: PrivateSlapd, driver: str) -> None:
    """Each lock and must-change bite; nothing stays behind, twice."""
    for _ in range(2):
        findings = checked(slapd, driver)
        assert bad(findings) == []
        said = " ".join(finding.text.en for finding in findings)
        assert "pwdAccountLockedTime keeps the canary out" in said
        assert "pwdEndTime keeps the canary out" in said
        assert "Who has to change the password can do nothing else" in said
        assert canaries(slapd) == 0


def test_a_policy_without_lockout_is_said_to_lock_nobody(slapd: PrivateSlapd) -> None:
    """The trap: the lock is written and the person logs in all the same."""
    slapd.add(change(POLICY, "replace pwdLockout FALSE"))
    found = bad(checked(slapd))
    assert any("pwdAccountLockedTime has NO effect" in one for one in found)
    assert any("No password policy has pwdLockout TRUE" in one for one in found)
    assert canaries(slapd) == 0


def test_a_missing_policy_is_said_to_lock_nobody(slapd: PrivateSlapd) -> None:
    """Deleting the default policy silently switches all locks off."""
    slapd.add(removal(POLICY))
    slapd.add(removal(f"cn=services,ou=policies,{BASE}"))
    found = bad(checked(slapd))
    assert any("pwdAccountLockedTime has NO effect" in one for one in found)
    assert any("pwdEndTime has NO effect" in one for one in found)
    assert any("No password policy (pwdPolicy) can be seen" in one for one in found)


def test_a_canary_left_by_a_killed_check_is_taken_away(slapd: PrivateSlapd) -> None:
    """The next check begins by removing it."""
    slapd.add(
        f"dn: {CANARY}\nobjectClass: inetOrgPerson\ncn: {NAME}\nsn: x\n"
        "description: connector check: canary\npwdAccountLockedTime: 000001010000Z\n"
    )
    assert bad(checked(slapd)) == []
    assert canaries(slapd) == 0


def test_an_entry_of_others_in_its_place_is_left_alone(slapd: PrivateSlapd) -> None:
    """Without its mark an entry of that name is not a canary: the check says so and changes nothing."""
    slapd.add(f"dn: {CANARY}\nobjectClass: inetOrgPerson\ncn: {NAME}\nsn: x\n")
    assert len(bad(checked(slapd))) == 1
    assert canaries(slapd) == 1


def test_the_password_is_nowhere(slapd: PrivateSlapd) -> None:
    """Neither what is found, nor the server's log of writes, nor its tree shows the canary's password."""
    findings = checked(slapd, password="bi-mat-cua-chim-hoang-yen")  # noqa: S106 - the canary's own
    assert "hoang-yen" not in repr(findings) + slapd.dump() + slapd.dump(suffix="cn=accesslog")


@pytest.mark.parametrize("policy", ["gone", "lax", "people"])
def test_a_box_under_a_policy_of_its_own_is_found_where_its_locks_may_not_bite(
    slapd: PrivateSlapd, policy: str
) -> None:
    """The canary is under the default and sees nothing of it; under one that is gone the locked box gets in."""
    lax = f"cn=lax,ou=policies,{BASE}"
    slapd.add(
        f"dn: {lax}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: lax\npwdAttribute: userPassword\n"
        "pwdLockout: FALSE\n"
    )
    coded, box = codec(), person("NV0001")
    target = OpenLdapTarget(settings(slapd), coded)
    list(target.apply([create(replace(box, state=State.SUSPENDED))]))
    target.close()
    own = f"cn={policy},ou=policies,{BASE}"
    dn = coded.dn(box.key)
    slapd.add(change(dn, f"replace pwdPolicySubentry {own}", "replace userPassword du-dai-roi-9A"))
    found = [one for one in bad(checked(slapd)) if "of their own" in one]
    assert (slapd.bind(dn, "du-dai-roi-9A") == 0) == (policy == "gone")
    assert [own in one for one in found] == ([] if policy == "people" else [True])


@pytest.mark.parametrize(("length", "days", "fine"), [(8, None, True), (8, 186, False), (30, None, False)])
def test_the_regulation_is_compared_with_the_policies(
    slapd: PrivateSlapd, length: int, days: int | None, *, fine: bool
) -> None:
    """Too short, or never to be changed, is said with the article; once the policy is set it is fine."""
    demand = PasswordDemand(least_length=length, longest_days=days, article="NB Đ11.1, Đ11.2")

    def said() -> list[bool]:
        target = OpenLdapTarget(replace(settings(slapd), demand=demand), codec())
        try:
            return [finding.ok for finding in target.check() if "NB Đ11.1" in finding.text.vi]
        finally:
            target.close()

    assert said() == [fine]
    slapd.add(change(POLICY, "replace pwdMaxAge 15811200", "replace pwdMinLength 30"))
    assert said() == [True]


def test_a_schema_without_the_envelope_is_said_to_lack_it(slapd: PrivateSlapd) -> None:
    """A server that still has the schema of before would refuse every first password."""
    coded = codec()
    password = coded.mapping.password
    assert password is not None
    other = replace(coded.mapping, password=replace(password, envelope="connectorKhongCo"))
    target = OpenLdapTarget(settings(slapd), LdapCodec(other, coded.base_dn, coded.owner))
    assert any("connectorKhongCo" in one for one in bad(target.check()))
    target.close()


def test_without_a_canary_nothing_is_written(slapd: PrivateSlapd) -> None:
    """It has to be asked for; a check alone only says that it was not tried."""
    target = OpenLdapTarget(settings(slapd), codec())
    before = len(slapd.accesslog_writes())
    assert any("not tried" in finding.text.en for finding in target.check())
    target.close()
    assert len(slapd.accesslog_writes()) == before
