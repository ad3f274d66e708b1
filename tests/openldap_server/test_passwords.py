"""Password policies: what holds for people, and what must never hold for services."""

import shutil
import subprocess

import pytest

from devtools.slapd import Identity, PrivateSlapd
from tests.support.office import ANH, change

pytestmark = pytest.mark.slapd

CONSTRAINT_VIOLATION = 19
INVALID_CREDENTIALS = 49
INSUFFICIENT_ACCESS = 50

PASSWORD = "mot mat khau du dai"  # noqa: S105 — of an invented person on a server that lives a second


def _with_password(server: PrivateSlapd, *further: str) -> None:
    server.add(change(ANH, f"replace userPassword {PASSWORD}", *further), who="connector")


def test_a_password_set_by_the_connector_opens_the_account(slapd: PrivateSlapd) -> None:
    """The connector writes a password it cannot read, and the server keeps only a hash."""
    _with_password(slapd)
    assert slapd.bind(ANH, PASSWORD) == 0
    assert PASSWORD not in slapd.dump()


def test_a_hash_made_elsewhere_is_accepted(slapd: PrivateSlapd) -> None:
    """A value hashed by the connector passes as it is: the clear text need never reach the server."""
    program = shutil.which("slappasswd", path="/usr/sbin:/usr/bin")
    assert program is not None
    hashed = subprocess.run(
        [program, "-n", "-h", "{SSHA}", "-s", PASSWORD], capture_output=True, text=True, check=True
    ).stdout
    slapd.add(change(ANH, f"replace userPassword {hashed}"), who="connector")
    assert slapd.bind(ANH, PASSWORD) == 0


def test_a_short_password_is_refused_to_the_connector_too(slapd: PrivateSlapd) -> None:
    """With `=w` instead of `manage` the connector stays under the policy."""
    assert (
        slapd.modify(change(ANH, "replace userPassword ngan"), who="connector").code == CONSTRAINT_VIOLATION
    )


def test_guessing_locks_a_person_out(slapd: PrivateSlapd) -> None:
    """After ten wrong passwords the right one is refused as well."""
    _with_password(slapd)
    for _ in range(10):
        assert slapd.bind(ANH, "sai") == INVALID_CREDENTIALS
    assert slapd.bind(ANH, PASSWORD) == INVALID_CREDENTIALS


@pytest.mark.parametrize("lock", ["pwdAccountLockedTime 000001010000Z", "pwdEndTime 20200101000000Z"])
def test_a_suspended_person_cannot_log_in(slapd: PrivateSlapd, lock: str) -> None:
    """Each of the two locks bites, because a policy with pwdLockout holds; taken away, the person is back."""
    _with_password(slapd, f"replace {lock}")
    assert slapd.bind(ANH, PASSWORD) == INVALID_CREDENTIALS
    slapd.add(change(ANH, f"delete {lock.split(maxsplit=1)[0]}"), who="connector")
    assert slapd.bind(ANH, PASSWORD) == 0


def test_a_first_password_allows_nothing_but_its_change(slapd: PrivateSlapd) -> None:
    """With pwdReset the bind succeeds, every search is refused, and changing the password clears it."""
    _with_password(slapd, "replace pwdReset TRUE")
    fresh = Identity(ANH, PASSWORD)
    assert slapd.ldapsearch("-b", ANH, "-s", "base", who=fresh).code == INSUFFICIENT_ACCESS
    answer = slapd.modify(change(ANH, "replace userPassword mat khau tu chon"), who=fresh)
    assert answer.code == 0, answer.message
    own = Identity(ANH, "mat khau tu chon")
    assert slapd.ldapsearch("-b", ANH, "-s", "base", who=own).code == 0
    assert slapd.search(attributes=("pwdReset",), base=ANH, scope="base")[0].get("pwdReset") == ()


def test_a_person_changes_no_password_but_their_own(slapd: PrivateSlapd) -> None:
    """Self may write userPassword and nothing else of the entry."""
    _with_password(slapd)
    own = Identity(ANH, PASSWORD)
    assert slapd.modify(change(ANH, "replace title Giám đốc"), who=own).code == INSUFFICIENT_ACCESS
    assert slapd.modify(change(ANH, "replace pwdReset FALSE"), who=own).code == INSUFFICIENT_ACCESS


@pytest.mark.parametrize("name", ["connector", "mail", "addressbook"])
def test_a_service_is_never_locked_out(slapd: PrivateSlapd, name: str) -> None:
    """Wrong passwords, however many, do not stop the nightly run or the delivery of mail."""
    identity = slapd.identity(name)
    for _ in range(15):
        assert slapd.bind(identity.dn, "sai") == INVALID_CREDENTIALS
    assert slapd.bind(identity.dn, identity.password) == 0


def test_the_last_login_is_remembered(slapd: PrivateSlapd) -> None:
    """Who has not logged in for long, or ever, can be asked by the connector: pwdLastSuccess."""
    _with_password(slapd)
    query = "(&(employeeNumber=*)(pwdLastSuccess=*))"
    assert slapd.search(query, ("1.1",), who="connector") == []
    assert slapd.bind(ANH, PASSWORD) == 0
    assert [record.dn for record in slapd.search(query, ("1.1",), who="connector")] == [ANH]
