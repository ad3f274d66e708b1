"""`OpenLdapSettings`: where the server is, as whom we come, how safely and how patiently."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from connector.errors import SettingsError
from connector.text import Text


class DriverChoice(StrEnum):
    """Which library speaks LDAP. AUTO: python-ldap where it is installed, else ldap3."""

    AUTO = "auto"
    NATIVE = "native"
    PURE = "pure"


_PORTS = {"ldap": 389, "ldaps": 636, "ldapi": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordDemand:
    """What somebody's rules want of passwords; `check` compares the server's policies with it."""

    least_length: int
    longest_days: int | None = None
    """After how many days a password has to be changed at the latest; None: the rules do not say."""
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLdapSettings:
    """One server. Raises `SettingsError` where a password would travel unprotected, or a value is no good."""

    uri: str
    """`ldaps://host`, `ldap://host` with `start_tls`, or `ldapi://%2Frun%2Fslapd%2Fldapi`."""
    base_dn: str
    bind_dn: str
    password: Callable[[], str] = field(repr=False)
    """Asked at each bind, so that a changed password file is seen; never kept."""
    driver: DriverChoice = DriverChoice.AUTO
    start_tls: bool = False
    ca_file: Path | None = None
    """PEM of the authority that signed the server's certificate; None: those the system trusts."""
    allow_plain: bool = False
    """Whether a password may be sent unencrypted to another machine."""
    operation_timeout: float = 10.0
    """Seconds without any answer after which a connection counts as lost."""
    read_timeout: float = 60.0
    """Seconds for reading the whole base."""
    window: int = 32
    """How many writes are under way at once (native driver)."""
    page: int = 1000
    """Entries per page of a search (RFC 2696)."""
    demand: PasswordDemand | None = None
    largest: int = 4_000_000
    """Bytes of one write; slapd drops the connection without a word above 4,194,303."""

    def __post_init__(self) -> None:
        faults = [*self._address_faults(), *self._number_faults()]
        if faults:
            raise SettingsError(
                Text(
                    vi="Cấu hình máy chủ LDAP chưa dùng được.",
                    en="The LDAP server's settings cannot be used.",
                ),
                where=self.uri,
                advice=Text(vi="Hãy sửa các điểm sau:", en="Correct the following:"),
                faults=faults,
            )

    @property
    def scheme(self) -> str:
        """`ldap`, `ldaps` or `ldapi`."""
        return urlsplit(self.uri).scheme.lower()

    @property
    def host(self) -> str:
        """The server's name; for ldapi the socket's path."""
        parts = urlsplit(self.uri)
        return unquote(parts.netloc) if self.scheme == "ldapi" else parts.hostname or ""

    @property
    def port(self) -> int:
        """The port, also where the URI does not name it; 0 for ldapi."""
        return (self.scheme != "ldapi" and urlsplit(self.uri).port) or _PORTS[self.scheme]

    @property
    def encrypted(self) -> bool:
        """Whether TLS protects the connection."""
        return self.scheme == "ldaps" or self.start_tls

    def _address_faults(self) -> list[Text]:
        if self.scheme not in _PORTS or not self.host:
            return [
                Text(
                    vi="uri phải có dạng ldaps://máy-chủ, ldap://máy-chủ hoặc ldapi://đường-dẫn.",
                    en="uri has to look like ldaps://host, ldap://host or ldapi://path.",
                )
            ]
        faults = []
        if self.start_tls and self.scheme != "ldap":
            faults.append(
                Text(
                    vi="start_tls chỉ dùng với ldap://.",
                    en="start_tls goes with ldap:// only.",
                )
            )
        if self.scheme == "ldap" and not (self.start_tls or self.allow_plain or _loopback(self.host)):
            faults.append(
                Text(
                    vi="mật khẩu sẽ đi qua mạng không mã hoá: dùng ldaps:// hoặc start_tls = true"
                    " (hoặc allow_plain = true nếu thật sự chấp nhận).",
                    en="the password would cross the network unencrypted: use ldaps:// or start_tls = true"
                    " (or allow_plain = true if that is really accepted).",
                )
            )
        if not self.bind_dn or not self.base_dn:
            faults.append(Text(vi="thiếu bind_dn hoặc base_dn.", en="bind_dn or base_dn is missing."))
        return faults

    def _number_faults(self) -> list[Text]:
        numbers = {
            "operation_timeout": self.operation_timeout,
            "read_timeout": self.read_timeout,
            "window": self.window,
            "page": self.page,
            "largest": self.largest,
        }
        return [
            Text(vi=f"{name} phải lớn hơn 0.", en=f"{name} has to be greater than 0.")
            for name, number in numbers.items()
            if number <= 0
        ]


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
