"""`ZimbraSettings`: where the admin service is, as whom we come, which domains, how patiently."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from connector.errors import SettingsError
from connector.targets.zimbra.mapping import KINDS
from connector.text import Text

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\Z")


class Closing(StrEnum):
    """What becomes of the account of a closed box. Nobody can log in and mail is refused, either way.

    LOCKED: status `locked` with mail delivery off; lists of others keep the address. CLOSED: status
    `closed`; Zimbra then takes the address out of *all* lists for good, also those that are not ours.
    """

    LOCKED = "locked"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZimbraSettings:
    """One Zimbra. Raises `SettingsError` where a password would travel unprotected, or a value is no good."""

    url: str
    """`https://host:7071/service/admin/soap/`."""
    admin: str
    """Address of the administrator as whom we come; without two-factor login."""
    password: Callable[[], str] = field(repr=False)
    """Asked at each login, so that a changed password file is seen; never kept."""
    domains: tuple[str, ...]
    """The domains in which our entries stand; they are read whole, and no others are."""
    cos: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """"person" or "unit" → name of the class of service of new accounts; missing: the domain's default."""
    closing: Closing = Closing.LOCKED
    ca_file: Path | None = None
    """PEM of the authority that signed the server's certificate; None: those the system trusts."""
    allow_plain: bool = False
    """Whether a password may be sent unencrypted to another machine."""
    operation_timeout: float = 60.0
    """Seconds for one batch of commands."""
    read_timeout: float = 600.0
    """Seconds for reading one whole domain, or for deleting one mailbox."""
    batch: int = 50
    """Commands in one BatchRequest. Zimbra answers a creation with up to 27 KB."""
    requests_per_second: int = 25
    """Zimbra's DoSFilter rejects above 30 on one connection."""

    def __post_init__(self) -> None:
        faults = [*self._address_faults(), *self._domain_faults(), *self._number_faults()]
        if faults:
            raise SettingsError(
                Text(vi="Cấu hình máy chủ Zimbra chưa dùng được.", en="The Zimbra settings cannot be used."),
                where=self.url,
                advice=Text(vi="Hãy sửa các điểm sau:", en="Correct the following:"),
                faults=faults,
            )

    @property
    def encrypted(self) -> bool:
        """Whether TLS protects the connection."""
        return urlsplit(self.url).scheme == "https"

    def _address_faults(self) -> Iterator[Text]:
        parts = urlsplit(self.url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
            yield Text(
                vi="url phải có dạng https://máy-chủ:7071/service/admin/soap/.",
                en="url has to look like https://host:7071/service/admin/soap/.",
            )
        elif parts.scheme == "http" and not (self.allow_plain or _loopback(parts.hostname)):
            yield Text(
                vi="mật khẩu quản trị sẽ đi qua mạng không mã hoá: dùng https://"
                " (hoặc allow_plain = true nếu thật sự chấp nhận).",
                en="the administrator's password would cross the network unencrypted: use https://"
                " (or allow_plain = true if that is really accepted).",
            )
        if not self.admin:
            yield Text(vi="thiếu admin.", en="admin is missing.")

    def _domain_faults(self) -> Iterator[Text]:
        if not self.domains:
            yield Text(vi="thiếu domains.", en="domains is missing.")
        for domain in self.domains:
            if not _DOMAIN.match(domain):
                yield Text(
                    vi=f"domains: “{domain}” không phải tên miền viết thường.",
                    en=f"domains: “{domain}” is not a domain name in lower case.",
                )
        for kind in sorted(self.cos.keys() - (KINDS.keys() - {"list"})):
            yield Text(
                vi=f"cos.{kind}: chỉ có cos.person và cos.unit.", en=f"cos.{kind}: only person and unit."
            )

    def _number_faults(self) -> Iterator[Text]:
        numbers = {
            "operation_timeout": self.operation_timeout,
            "read_timeout": self.read_timeout,
            "batch": self.batch,
            "requests_per_second": self.requests_per_second,
        }
        for name, number in numbers.items():
            if number <= 0:
                yield Text(vi=f"{name} phải lớn hơn 0.", en=f"{name} has to be greater than 0.")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
