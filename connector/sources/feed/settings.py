"""`FeedSettings`: where the feed is, as whom we ask, and whom we trust."""

import ipaddress
import ssl
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from connector.errors import SettingsError, foreign
from connector.text import Text

Secret = Callable[[], str]
"""Asked each time it is needed, so that a changed file is seen; never kept."""

_TLS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """OAuth2 client credentials (RFC 6749, section 4.4)."""

    token_url: str
    client_id: str
    client_secret: Secret = field(repr=False)
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """One feed. Raises `SettingsError` where a secret or personal data would travel unprotected."""

    name: str
    """What the feed is called in messages."""
    url: str
    """`https://host/path/`; `http://` only to this machine."""
    bearer: Secret | None = field(default=None, repr=False)
    """A token that somebody gave us (RFC 6750)."""
    oauth: ClientCredentials | None = None
    ca_file: Path | None = None
    """PEM of the authority that signed the server's certificate; None: those the system trusts."""
    client_certificate: Path | None = None
    """PEM of our own certificate, for mutual TLS."""
    client_key: Path | None = None

    def __post_init__(self) -> None:
        faults = [*self._faults()]
        if faults:
            raise SettingsError(
                Text(vi="Cấu hình nguồn dữ liệu chưa dùng được.", en="The feed's settings cannot be used."),
                where=self.url,
                advice=Text(vi="Hãy sửa các điểm sau:", en="Correct the following:"),
                faults=faults,
            )

    @property
    def origins(self) -> frozenset[tuple[str, str, int]]:
        """The only (scheme, host, port) we ever speak to."""
        urls = [self.url] + ([self.oauth.token_url] if self.oauth else [])
        return frozenset(origin(url) for url in urls)

    def tls(self) -> ssl.SSLContext:
        """Return who we trust and who we are. Raises SettingsError where a file cannot be used."""
        if self.client_key is not None:
            _refuse_loose(self.client_key)
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            if self.client_certificate is not None:
                context.load_cert_chain(self.client_certificate, self.client_key)
        except (OSError, ssl.SSLError) as error:
            said = foreign(error)
            raise SettingsError(
                Text(
                    vi=f"Không dùng được tệp chứng thư hoặc khóa {said.vi}.",
                    en=f"A certificate or key file cannot be used {said.en}.",
                ),
                where=str(self.client_certificate or self.ca_file),
            ) from error
        return context

    def _faults(self) -> Iterator[Text]:
        yield from _url_faults("url", self.url)
        if self.oauth is not None:
            yield from _url_faults("token_url", self.oauth.token_url)
        if self.bearer is not None and self.oauth is not None:
            yield Text(vi="chỉ chọn một: bearer_file hoặc oauth.", en="choose one: bearer_file or oauth.")
        if (self.client_certificate is None) != (self.client_key is None):
            yield Text(
                vi="client_certificate và client_key phải đi cùng nhau.",
                en="client_certificate and client_key go together.",
            )


def _refuse_loose(key: Path) -> None:
    """Refuse a private key that others than its owner may read."""
    try:
        loose = key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    except OSError:
        return  # loading it says so in a moment
    if loose:
        raise SettingsError(
            Text(vi="người khác đọc được khóa riêng này.", en="others may read this private key."),
            where=str(key),
            advice=Text(vi=f"Chạy: chmod 600 {key}", en=f"Run: chmod 600 {key}"),
        )


def origin(url: str) -> tuple[str, str, int]:
    """Return (scheme, host, port) of a URL. Raises ValueError where there is none."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in _TLS or not parts.hostname or parts.username is not None or parts.password is not None:
        msg = "not an http(s) URL"
        raise ValueError(msg)
    return scheme, parts.hostname.lower(), parts.port or _TLS[scheme]


def _url_faults(name: str, url: str) -> Iterator[Text]:
    try:
        scheme, host, _ = origin(url)
    except ValueError:
        yield Text(
            vi=f"{name} phải có dạng https://máy-chủ/đường-dẫn, không kèm mật khẩu.",
            en=f"{name} has to look like https://host/path, without a password in it.",
        )
        return
    if scheme == "http" and not loopback(host):
        yield Text(
            vi=f"{name}: dữ liệu cá nhân sẽ đi qua mạng không mã hoá; dùng https://"
            " (http:// chỉ dùng trên chính máy này).",
            en=f"{name}: personal data would cross the network unencrypted; use https://"
            " (http:// only on this very machine).",
        )


def loopback(host: str) -> bool:
    """Whether the host is this machine, by its literal name."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
