"""`Place`: where the demonstration's mailboxes go; a private directory server, or an LDIF file without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from connector.text import Text
from devtools.demo.stage import Stage
from devtools.ldif import Record, parse
from devtools.openldap import find, run
from devtools.slapd import DEFAULT_BASE, PrivateSlapd

BASE: Final = DEFAULT_BASE
SHOWN: Final = ("cn", "title", "ou", "o", "mail", "telephoneNumber")
"""Attributes that Thunderbird and Outlook show of a person."""


class Place(Protocol):
    """What the story needs of the place."""

    @property
    def name(self) -> Text:
        """What it is, for the narration."""
        ...

    @property
    def witness(self) -> Text:
        """Who counts the writes: not the connector itself."""
        ...

    @property
    def reading(self) -> Text:
        """What a reader should know of what `look_up` shows."""
        ...

    def target(self) -> str:
        """Return the table [target] of connector.toml."""
        ...

    def writes(self) -> int:
        """Return how often was written so far, as the witness knows it."""
        ...

    def expected(self, entries: int) -> int:
        """Return how many writes the witness counts where so many entries are made."""
        ...

    def look_up(self, stage: Stage, address: str) -> Sequence[Record]:
        """Look an address up in the address book, visibly, and return what everybody may see."""
        ...

    def state_of(self, address: str) -> str:
        """Return connectorStatus of the box with this address; empty where there is none."""
        ...


@dataclass(slots=True)
class Server:
    """A private slapd from the files in docker/openldap."""

    slapd: PrivateSlapd

    @property
    def name(self) -> Text:
        """The URI."""
        return Text(
            vi=f"một máy chủ OpenLDAP riêng tại {self.slapd.uri}, dựng từ docker/openldap",
            en=f"a private OpenLDAP server at {self.slapd.uri}, made from docker/openldap",
        )

    @property
    def witness(self) -> Text:
        """The server's own log of writes."""
        return Text(vi="nhật ký ghi của máy chủ (accesslog)", en="the server's access log")

    @property
    def reading(self) -> Text:
        """What a reader should know of the answer shown."""
        return Text(
            vi="Thunderbird, Outlook đọc đúng các thuộc tính này (ldapsearch in chữ Việt dạng base64, ở đây đã"
            " giải mã).",
            en="Thunderbird and Outlook read just these attributes (ldapsearch prints base64; decoded here).",
        )

    def target(self) -> str:
        """Return the table with the server's own identity for the connector."""
        return (
            '[target]\nkind = "openldap"\n'
            f'uri = "{self.slapd.uri}"\nbase_dn = "{BASE}"\nbind_dn = "{self.slapd.service_dn}"\n'
            f'password_file = "{self.slapd.folder.name}/secrets/connector"\n'
        )

    def writes(self) -> int:
        """Count the writes in the access log."""
        return len(self.slapd.accesslog_writes())

    def expected(self, entries: int) -> int:
        """Return one write for each entry."""
        return entries

    def look_up(self, stage: Stage, address: str) -> Sequence[Record]:
        """Ask anonymously, as a mail program does."""
        query = ["-x", "-LLL", "-H", self.slapd.uri, "-b", BASE, f"(mail={address})", *SHOWN]
        stage.prompt(["ldapsearch", *query])
        found = parse(run([find("ldapsearch"), "-o", "ldif-wrap=no", *query]).stdout)
        _show(stage, found)
        return found

    def state_of(self, address: str) -> str:
        """Ask as the administrator."""
        found = self.slapd.search(f"(mail={address})", ("connectorStatus",))
        return found[0].first("connectorStatus") if found else ""


@dataclass(slots=True)
class File:
    """One LDIF file in place of a server."""

    file: Path
    wished: bool
    """Whether the audience asked for it; else there is no slapd."""
    _seen: str = ""
    _writes: int = 0

    @property
    def name(self) -> Text:
        """The name of the file."""
        if self.wished:
            return Text(
                vi=f"tệp {self.file.name} (theo yêu cầu, không dùng máy chủ)",
                en=f"the file {self.file.name} (no server, as asked)",
            )
        return Text(
            vi=f"tệp {self.file.name}, vì máy này không có slapd (gói Debian: slapd, ldap-utils)",
            en=f"the file {self.file.name}, as there is no slapd here (Debian packages: slapd, ldap-utils)",
        )

    @property
    def witness(self) -> Text:
        """The digest of the file."""
        return Text(vi="mã SHA-256 của tệp LDIF", en="the SHA-256 of the LDIF file")

    @property
    def reading(self) -> Text:
        """What a reader should know of the entries shown."""
        return Text(
            vi="Máy chủ thật chỉ cho người lạ xem đúng các thuộc tính này; Thunderbird, Outlook đọc được.",
            en="A real server shows strangers just these attributes; Thunderbird and Outlook read them.",
        )

    def target(self) -> str:
        """Return the table that names the file."""
        return f'[target]\nkind = "ldif"\nfile = "{self.file.name}"\nbase_dn = "{BASE}"\n'

    def writes(self) -> int:
        """Count how often the file was found changed."""
        now = sha256(self.file.read_bytes()).hexdigest() if self.file.exists() else ""
        self._writes += now != self._seen
        self._seen = now
        return self._writes

    def expected(self, entries: int) -> int:
        """Return one: the file is written once for a wave, and looked at once."""
        return min(1, entries)

    def look_up(self, stage: Stage, address: str) -> Sequence[Record]:
        """Read the file as a server with our access rules would answer: active, listed entries only."""
        found = [
            Record(record.dn, {name: record.get(name) for name in SHOWN if record.get(name)})
            for record in self._with(address)
            if record.first("connectorStatus") == "active" and record.first("connectorListed") == "TRUE"
        ]
        stage.tell(
            f"Không có máy chủ để hỏi bằng ldapsearch; tìm {address} trong {self.file.name}, chỉ các mục mà danh"
            " bạ được hiện:",
            f"There is no server to ask with ldapsearch; looking for {address} in {self.file.name}, among the"
            " entries that an address book may show:",
        )
        _show(stage, found)
        return found

    def state_of(self, address: str) -> str:
        """Read the file."""
        return next((record.first("connectorStatus") for record in self._with(address)), "")

    def _with(self, address: str) -> Sequence[Record]:
        if not self.file.exists():
            return []
        records = parse(self.file.read_text(encoding="utf-8"))
        return [record for record in records if address in record.get("mail")]


def _show(stage: Stage, records: Sequence[Record]) -> None:
    """Show entries with their values readable: LDIF itself writes Vietnamese in base64."""
    for record in records:
        lines = [f"{name}: {value}" for name in SHOWN for value in record.get(name)]
        stage.show([f"dn: {record.dn}", *lines])
    if not records:
        stage.show([Text(vi="(không có kết quả)", en="(no result)").say(stage.language)])
