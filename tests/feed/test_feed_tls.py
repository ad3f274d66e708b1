"""Who the feed is, and who we are: certificates are always checked, in both directions."""

import ssl
from pathlib import Path

import pytest
import trustme

from connector.errors import SettingsError, SourceError
from connector.sources.feed.settings import FeedSettings
from tests.support.feeds import Loopback, good, source


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Give an authority made on the spot."""
    return trustme.CA()


def written(folder: Path, authority: trustme.CA) -> Path:
    """Return the PEM file of an authority."""
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


def server_of(authority: trustme.CA, host: str = "127.0.0.1", *, asks: bool = False) -> Loopback:
    """Return a feed with a certificate for `host`, that may ask for one in turn."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    if asks:
        context.verify_mode = ssl.CERT_REQUIRED
        authority.configure_trust(context)
    return Loopback(good, context)


def test_a_server_we_trust_is_read(authority: trustme.CA, tmp_path: Path) -> None:
    """Its certificate is for its host, by an authority that the settings name."""
    with server_of(authority) as server:
        assert len(source(server.url, tmp_path, ca_file=written(tmp_path, authority)).read().people) == 2


@pytest.mark.parametrize("fault", ["other authority", "other host", "system authorities"])
def test_a_server_we_do_not_trust_hears_nothing(fault: str, authority: trustme.CA, tmp_path: Path) -> None:
    """No request is sent, no second try is made, and the message says that it is the certificate."""
    trusted = {"other authority": trustme.CA()}.get(fault, authority)
    file = None if fault == "system authorities" else written(tmp_path, trusted)
    with server_of(authority, "localhost" if fault == "other host" else "127.0.0.1") as server:
        with pytest.raises(SourceError, match="Chứng thư TLS"):
            source(server.url, tmp_path, ca_file=file, bearer=lambda: "secret").read()
        assert server.requests == []


def test_mutual_tls_shows_our_certificate(authority: trustme.CA, tmp_path: Path) -> None:
    """A server that asks for one reads it; without one we are turned away."""
    ours = authority.issue_cert("connector.example.org")
    certificate, key = tmp_path / "ours.pem", tmp_path / "ours.key"
    ours.cert_chain_pems[0].write_to_path(certificate)
    ours.private_key_pem.write_to_path(key)
    key.chmod(0o600)
    ca_file = written(tmp_path, authority)
    with server_of(authority, asks=True) as server:
        known = source(server.url, tmp_path, ca_file=ca_file, client_certificate=certificate, client_key=key)
        assert len(known.read().people) == 2
        with pytest.raises(SourceError):
            source(server.url, tmp_path / "b", ca_file=ca_file).read()


def test_a_key_that_others_may_read_is_refused(authority: trustme.CA, tmp_path: Path) -> None:
    """Like every other secret."""
    certificate, key = tmp_path / "ours.pem", tmp_path / "ours.key"
    ours = authority.issue_cert("connector.example.org")
    ours.cert_chain_pems[0].write_to_path(certificate)
    ours.private_key_pem.write_to_path(key)
    key.chmod(0o644)
    settings = FeedSettings(
        name="x", url="https://feed.example.org/", client_certificate=certificate, client_key=key
    )
    with pytest.raises(SettingsError, match="chmod 600"):
        settings.tls()


def test_certificate_and_key_go_together() -> None:
    """One without the other is a mistake in the settings; so are two ways to sign in."""
    with pytest.raises(SettingsError, match="client_key"):
        FeedSettings(name="x", url="https://feed.example.org/", client_certificate=Path("x"))


def test_a_missing_authority_file_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    """It is not taken for "trust everybody"."""
    with pytest.raises(SettingsError, match="chứng thư"):
        FeedSettings(name="x", url="https://feed.example.org/", ca_file=tmp_path / "none.pem").tls()
