"""One organisation's connector as it stands in earnest: a folder, a workbook, a server, a command that is run."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devtools.ldif import Record, parse
from devtools.slapd import DEFAULT_BASE, PrivateSlapd

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
WORKBOOK = "nhan-su.xlsx"

WIDE = "\n".join(
    ["[safety]", *(f"{name} = {{ floor = 1000000, share = 1.0 }}" for name in ("creates", "updates"))]
    + [f"{name} = {{ floor = 1000000, share = 1.0 }}" for name in ("renames", "disables", "removals")]
    + ["unit_losses = { floor = 1000000, share = 1.0 }", ""]
)
"""Limits that hold nothing back, for tests that are about something else."""

OPERATIONAL = frozenset(
    {
        "structuralobjectclass",
        "entryuuid",
        "entrycsn",
        "contextcsn",
        "creatorsname",
        "createtimestamp",
        "modifiersname",
        "modifytimestamp",
        "pwdlastsuccess",
        "pwdchangedtime",
    }
)
"""What differs between two directories that say the same."""

Plain = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything a person at the terminal sees."""
        return self.out + self.err

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command prints
        """Its standard output, read as JSON."""
        assert self.out, self.err
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """Everything said, with single blanks, so that a folded line is found as well."""
        return " ".join(self.said.split())


@dataclass(slots=True)
class Installation:
    """A folder with connector.toml in it. Paths in the settings are relative to it."""

    folder: Path
    organisation: str
    slapd: PrivateSlapd | None = None
    """None: the target is one LDIF file."""
    more: str = ""
    """Further tables of connector.toml."""
    source: str = ""
    """Further keys of [source]."""
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settle()

    @property
    def workbook(self) -> Path:
        """Where HR's workbook lies."""
        return self.folder / WORKBOOK

    @property
    def config(self) -> Path:
        """The settings."""
        return self.folder / "connector.toml"

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.folder / "state" / "ledger.sqlite"

    @property
    def server(self) -> PrivateSlapd:
        """The server, where there is one."""
        assert self.slapd is not None
        return self.slapd

    def settle(self) -> None:
        """Write connector.toml."""
        self.config.write_text(
            f'organisation = "{self.organisation}"\n'
            f'[source]\npeople = "{WORKBOOK}"\n{self.source}\n[target]\n{self._target()}\n{self.more}',
            encoding="utf-8",
        )

    def _target(self) -> str:
        if self.slapd is None:
            return 'kind = "ldif"\nfile = "danh-ba.ldif"\nbase_dn = "dc=khanhhoa,dc=gov,dc=vn"\n'
        return (
            f'kind = "openldap"\nuri = "{self.slapd.uri}"\nbase_dn = "{self.slapd.base}"\n'
            f'bind_dn = "{self.slapd.service_dn}"\npassword_file = "{self.slapd.password_file}"\n'
        )

    def receive(self, content: bytes) -> None:
        """Let HR send a workbook."""
        self.workbook.write_bytes(content)

    def receive_example(self, name: str) -> None:
        """Let HR send one of the example workbooks, such as "khanh-hoa/thang-01"."""
        self.receive((EXAMPLES / f"{name}.xlsx").read_bytes())

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `connector` with these arguments as a process of its own."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CONNECTOR_")}
        return subprocess.Popen(
            [sys.executable, "-m", "connector", "--config", str(self.config), *arguments],
            cwd=ROOT,
            env={**environment, "COLUMNS": "120", **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str) -> Ran:
        """Run `connector` with these arguments to its end."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=100)
        return Ran(process.returncode, out, err)

    def approve_all(self) -> str:
        """Approve the plan as it is now and return its digest."""
        digest: str = self.run("plan", "--json").json["digest"]
        approved = self.run("approve", digest)
        assert approved.code == 0, approved.said
        return digest

    def first_load(self) -> Ran:
        """Approve and write the first plan."""
        self.approve_all()
        return self.run("apply", "--yes")


def quiet_slapd(folder: Path, organisation: str, base: str = DEFAULT_BASE) -> PrivateSlapd:
    """Return a server in which nothing is written but what a client asks for.

    Without `lastbind off` it notes every login in the tree, so that contextCSN moves when somebody only reads.
    Without fsync it is several times faster; what a power cut may lose is no matter here.
    """
    return PrivateSlapd(folder, base, owners=(organisation,), nosync=True, extra_database="lastbind off\n")


def trail(slapd: PrivateSlapd) -> tuple[str, ...]:
    """Return contextCSN: in a quiet server it moves with every write to the tree, and with nothing else."""
    [base] = slapd.search(attributes=("contextCSN",), scope="base")
    return base.get("contextCSN")


def plain(slapd: PrivateSlapd) -> Plain:
    """Return what the tree says; the order of values means nothing.

    Left out are operational attributes and the passwords of services, which each server invents for itself.
    """
    return {
        record.dn.lower(): {
            name.lower(): tuple(sorted(values))
            for name, values in record.attributes.items()
            if name.lower() not in OPERATIONAL
        }
        for record in parse(slapd.dump())
        if ",ou=services," not in record.dn
    }


def boxes(slapd: PrivateSlapd) -> dict[str, Record]:
    """Return every entry of ours by its connectorKey."""
    return {record.first("connectorKey"): record for record in slapd.search("(connectorKey=*)")}


def block(slapd: PrivateSlapd, dn: str) -> str:
    """Return the bytes slapcat gives of one entry, operational attributes among them."""
    found = [part for part in slapd.dump().split("\n\n") if part.startswith(f"dn: {dn}\n")]
    assert len(found) == 1, f"{len(found)} entries at {dn}"
    return found[0]
