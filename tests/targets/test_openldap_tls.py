"""No password travels over a channel that was not verified, and the words say what is wrong with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from connector.errors import SettingsError, TargetRejected, TargetUnreachable
from connector.targets.openldap.settings import DriverChoice, OpenLdapSettings
from connector.targets.openldap.target import OpenLdapTarget
from devtools.slapd import PrivateSlapd, Tls
from tests.support.chaos import Chaos
from tests.support.worlds import BASE, codec, settings


@pytest.fixture(params=[DriverChoice.NATIVE, DriverChoice.PURE], ids=["native", "pure"])
def driver(request: pytest.FixtureRequest) -> DriverChoice:
    """Give each driver."""
    choice: DriverChoice = request.param
    return choice


@pytest.fixture(params=["ldaps", "start_tls"])
def start_tls(request: pytest.FixtureRequest) -> bool:
    """Give both ways to TLS."""
    return bool(request.param == "start_tls")


def secured(folder: Path, *, name: str = "127.0.0.1", expired: bool = False) -> Iterator[PrivateSlapd]:
    """Give a server with a certificate of its own authority, for `name`."""
    authority = trustme.CA()
    until = datetime.now(UTC) - timedelta(days=1) if expired else None
    issued = authority.issue_cert(name, not_after=until)
    paths = Tls(folder / "cert.pem", folder / "key.pem", folder / "ca.pem")
    issued.cert_chain_pems[0].write_to_path(str(paths.certificate))
    issued.private_key_pem.write_to_path(str(paths.key))
    authority.cert_pem.write_to_path(str(paths.ca))
    with PrivateSlapd(folder / "slapd", BASE, tls=paths) as server:
        yield server


def made(server: PrivateSlapd, ca: Path, driver: DriverChoice, *, start_tls: bool) -> OpenLdapTarget:
    """Return a target that trusts `ca`."""
    uri = server.uri if start_tls else server.ldaps_uri
    return OpenLdapTarget(
        replace(settings(server, driver), uri=uri, start_tls=start_tls, ca_file=ca), codec()
    )


@pytest.mark.slapd
def test_a_good_certificate_is_good(tmp_path: Path, driver: DriverChoice, start_tls: bool) -> None:  # noqa: FBT001 - a fixture
    """The right name, signed by the right authority: reading works and the check says it is encrypted."""
    for server in secured(tmp_path):
        target = made(server, tmp_path / "ca.pem", driver, start_tls=start_tls)
        assert len(target.read().directory) == 0
        assert [finding.text.en for finding in target.check() if not finding.ok] == []
        assert any("TLS" in finding.text.en for finding in target.check())
        target.close()


@pytest.mark.slapd
@pytest.mark.parametrize(
    ("fault", "words"),
    [("wrong host", "does not name"), ("expired", "expired"), ("rogue authority", "not signed by")],
)
def test_a_bad_certificate_is_refused_by_name(
    tmp_path: Path,
    driver: DriverChoice,
    start_tls: bool,  # noqa: FBT001 - a fixture
    fault: str,
    words: str,
) -> None:
    """Wrong host, expired, rogue authority: an error that says which, and a finding that says the same."""
    name = "ldap.example.vn" if fault == "wrong host" else "127.0.0.1"
    for server in secured(tmp_path, name=name, expired=fault == "expired"):
        ca = tmp_path / "ca.pem"
        if fault == "rogue authority":
            ca = tmp_path / "other.pem"
            trustme.CA().cert_pem.write_to_path(str(ca))
        target = made(server, ca, driver, start_tls=start_tls)
        with pytest.raises(TargetRejected) as caught:
            target.read()
        assert words in caught.value.what.en
        assert any(words in finding.text.en for finding in target.check() if not finding.ok)


@pytest.mark.slapd
def test_stripped_start_tls_gets_no_password(tmp_path: Path, driver: DriverChoice) -> None:
    """A server, or somebody in between, that refuses StartTLS never sees the password."""
    with PrivateSlapd(tmp_path / "slapd", BASE) as server, Chaos(server.port) as between:
        plain = settings(server, driver)
        target = OpenLdapTarget(replace(plain, uri=between.uri, start_tls=True), codec())
        with pytest.raises(TargetRejected) as caught:
            target.read()
        assert "StartTLS" in caught.value.what.en
        assert between.seen
        assert server.service_password.encode() not in between.seen


@pytest.mark.slapd
def test_a_server_that_demands_tls_says_so(tmp_path: Path, driver: DriverChoice) -> None:
    """13 (confidentialityRequired) ends in the advice to use TLS."""
    with PrivateSlapd(tmp_path / "slapd", BASE, extra_global="security ssf=128\n") as server:
        with pytest.raises(TargetRejected) as caught:
            OpenLdapTarget(settings(server, driver), codec()).read()
        assert "TLS" in caught.value.what.vi


def test_a_missing_authority_file_is_named(tmp_path: Path, driver: DriverChoice) -> None:
    """The error names the file, before anything is sent."""
    ca = tmp_path / "thieu.pem"
    target = OpenLdapTarget(
        OpenLdapSettings(
            uri="ldaps://127.0.0.1:1",
            base_dn=BASE,
            bind_dn="cn=x",
            password=lambda: "x",
            driver=driver,
            ca_file=ca,
        ),
        codec(),
    )
    with pytest.raises(TargetRejected) as caught:
        target.read()
    assert caught.value.where == str(ca)


def test_nobody_there_is_unreachable(driver: DriverChoice) -> None:
    """A closed port is something to try again later."""
    target = OpenLdapTarget(
        OpenLdapSettings(
            uri="ldap://127.0.0.1:1", base_dn=BASE, bind_dn="cn=x", password=lambda: "x", driver=driver
        ),
        codec(),
    )
    with pytest.raises(TargetUnreachable):
        target.read()
    assert [finding.ok for finding in target.check()][-1] is False


@pytest.mark.parametrize(
    ("fields", "good"),
    [
        ({"uri": "ldaps://ldap.example.vn"}, True),
        ({"uri": "ldap://ldap.example.vn", "start_tls": True}, True),
        ({"uri": "ldap://ldap.example.vn"}, False),
        ({"uri": "ldap://ldap.example.vn", "allow_plain": True}, True),
        ({"uri": "ldap://10.0.0.1"}, False),
        ({"uri": "ldap://127.0.0.1"}, True),
        ({"uri": "ldap://[::1]:3389"}, True),
        ({"uri": "ldapi://%2Frun%2Fldapi"}, True),
        ({"uri": "ldaps://h", "start_tls": True}, False),
        ({"uri": "http://h"}, False),
        ({"uri": "ldaps://h", "bind_dn": ""}, False),
        ({"uri": "ldaps://h", "operation_timeout": 0.0}, False),
    ],
    ids=str,
)
def test_settings_refuse_a_password_in_the_open(fields: dict[str, object], good: bool) -> None:  # noqa: FBT001 - a table
    """Plain LDAP only to this machine, or where somebody said that they accept it."""
    plain: dict[str, object] = {"base_dn": BASE, "bind_dn": "cn=x", "password": lambda: "bi-mat"}
    build = plain | fields
    if good:
        assert "bi-mat" not in repr(OpenLdapSettings(**build))  # type: ignore[arg-type] # a table of fields
    else:
        with pytest.raises(SettingsError):
            OpenLdapSettings(**build)  # type: ignore[arg-type] # a table of fields
