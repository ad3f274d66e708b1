"""`[notices]`: who is told what happened, and how."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from connector.rules.faults import fault
from connector.settings.table import Seconds, Table
from connector.text import Text

MailAddress = Annotated[str, Field(pattern=r"^[^@\s<>,;\x00-\x20]+@[A-Za-z0-9.-]+$", max_length=320)]

HOST = re.compile(r"[A-Za-z0-9._-]+\Z|[0-9A-Fa-f:]+\Z")
"""A name, an IPv4 address, or an IPv6 address without brackets."""


class WebhookSettings(Table):
    """A program of yours that is told the same, as JSON without names."""

    url: str
    """`https://…`; `http://` only to this machine."""
    secret_file: Path | None = None
    """Secret of the signature in `X-Connector-Signature` (HMAC-SHA-256, hexadecimal)."""
    ca_file: Path | None = None


class NoticeSettings(Table):
    """Mails to IT, HR and agencies. Without `server` none are made."""

    server: str = ""
    """Mail server that takes our mail."""
    port: Annotated[int, Field(gt=0, lt=65_536)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """none: only to this machine."""
    ca_file: Path | None = None
    user: str = ""
    password_file: Path | None = None
    sender: MailAddress | None = None
    """From whom the mails are; required where there is a server."""
    it: tuple[MailAddress, ...] = ()
    """Told everything."""
    hr: tuple[MailAddress, ...] = ()
    """Told what is wrong in HR's lists, and what waits for a decision."""
    agencies: bool = False
    """Whether each agency's own box is told what concerns the agency."""
    contacts: dict[str, MailAddress] = Field(default_factory=dict)
    """Key of an agency → who is told in place of its own box."""
    uneventful: bool = False
    """Whether IT gets a mail also when nothing happened."""
    soon_days: Annotated[int, Field(ge=0, le=60)] = 3
    """How many days before a time limit it is told."""
    timeout: Seconds = 30
    webhook: WebhookSettings | None = None

    @field_validator("server")
    @classmethod
    def _is_a_host(cls, server: str) -> str:
        if server and not HOST.match(server):
            raise fault(
                Text(
                    vi=f"“{server}” không phải tên hay địa chỉ của một máy chủ.",
                    en=f"“{server}” is neither the name nor the address of a server.",
                ),
                Text(
                    vi="Chỉ ghi tên máy, ví dụ mail.tinh.gov.vn; cổng ghi ở khóa port.",
                    en="Write the host alone, such as mail.province.gov.vn; the port is the key port.",
                ),
            )
        return server

    @property
    def wanted(self) -> bool:
        """Whether anybody is to be told anything."""
        return bool(self.server or self.webhook)
