"""`[target]` and `[[mirror]]`: where what should be is written."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from connector.settings.table import Seconds, Table


class OpenLdapTargetSettings(Table):
    """A directory server."""

    kind: Literal["openldap"]
    uri: str
    base_dn: str
    bind_dn: str
    password_file: Path
    driver: Literal["auto", "native", "pure"] = "auto"
    start_tls: bool = False
    ca_file: Path | None = None
    allow_plain: bool = False
    operation_timeout: Seconds = 10
    read_timeout: Seconds = 60
    canary: bool = False
    """Whether `check` tries the locks on an account that it makes for a moment."""
    mapping: Path | None = None
    """Neutral fields → attributes; empty: the one that comes with connector."""


class ClassesOfService(Table):
    """Names of Zimbra's classes of service for new accounts; empty: the domain's default."""

    person: str = ""
    unit: str = ""


class ZimbraTargetSettings(Table):
    """A Zimbra mail system."""

    kind: Literal["zimbra"]
    url: str
    admin: str
    password_file: Path
    domains: Annotated[tuple[str, ...], Field(min_length=1)]
    cos: ClassesOfService = ClassesOfService()
    closing: Literal["locked", "closed"] = "locked"
    """What a closed box becomes: see docs/zimbra.md before choosing `closed`."""
    random_passwords: bool = False
    """Whether new accounts get a password that nobody knows and that has to be changed."""
    ca_file: Path | None = None
    allow_plain: bool = False
    operation_timeout: Seconds = 60
    read_timeout: Seconds = 600
    batch: Annotated[int, Field(gt=0, le=200)] = 50
    """Commands sent at once."""
    mapping: Path | None = None
    """Neutral fields → attributes; empty: the one that comes with connector."""


class LdifTargetSettings(Table):
    """One LDIF file in place of a server."""

    kind: Literal["ldif"]
    file: Path
    base_dn: str
    mapping: Path | None = None


MirrorName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=32)]
FIRST = "target"
"""What the command line calls the first target: as its table in connector.toml."""


class OpenLdapMirrorSettings(OpenLdapTargetSettings):
    """A directory server that is given what the first target holds."""

    name: MirrorName


class ZimbraMirrorSettings(ZimbraTargetSettings):
    """A Zimbra that is given what the first target holds."""

    name: MirrorName


class LdifMirrorSettings(LdifTargetSettings):
    """An LDIF file that is given what the first target holds."""

    name: MirrorName


TargetSettings = OpenLdapTargetSettings | LdifTargetSettings | ZimbraTargetSettings
MirrorSettings = OpenLdapMirrorSettings | LdifMirrorSettings | ZimbraMirrorSettings
