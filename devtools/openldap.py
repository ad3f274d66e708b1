"""The command-line programs of OpenLDAP: which are there, how they are run, and what they answered."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_SEARCH_PATH: Final = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
_PROGRAMS: Final = {
    "slapd": "slapd",
    "slapadd": "slapd",
    "slapcat": "slapd",
    "slappasswd": "slapd",
    "ldapsearch": "ldap-utils",
    "ldapmodify": "ldap-utils",
}
"""Program → Debian package."""


class SlapdFailed(Exception):
    """The private server cannot be started or used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who binds. An empty DN is anonymous."""

    dn: str
    password: str = field(repr=False)


ANONYMOUS: Final = Identity("", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an LDAP command-line tool said; `code` is the LDAP result code (RFC 4511, appendix A)."""

    code: int
    output: str
    message: str


def missing_packages() -> tuple[str, ...]:
    """Return the Debian packages that a private server needs and that are not there, sorted."""
    found = {program for program in _PROGRAMS if shutil.which(program, path=_SEARCH_PATH)}
    return tuple(sorted({package for program, package in _PROGRAMS.items() if program not in found}))


def slapd_available() -> bool:
    """Return whether a private server can be started here."""
    return not missing_packages()


def find(name: str) -> str:
    """Return the path of a program; raises `SlapdFailed` that names its package where it is missing."""
    path = shutil.which(name, path=_SEARCH_PATH)
    if path is None:
        msg = f"{name} is missing: apt-get install {_PROGRAMS.get(name, name)}"
        raise SlapdFailed(msg)
    return path


def run(
    command: Sequence[str], *, stdin: str | None = None, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program of OpenLDAP to its end, whatever it answers; `settings` go into its environment."""
    # LDAPNOINIT: the machine's own ldap.conf must not change what a test sees.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LDAP")}
    return subprocess.run(  # noqa: S603 — programs of OpenLDAP, with arguments of our own making
        command,
        input=stdin or "",
        env={**environment, "LDAPNOINIT": "1", **(settings or {})},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


def ask(command: Sequence[str], who: Identity, folder: Path, *, uri: str, stdin: str | None = None) -> Answer:
    """Run an LDAP client program as `who`; its password passes through a file in `folder`."""
    secret = folder / f".password-{os.getpid()}-{time.monotonic_ns()}"
    program, *arguments = command
    simple = [find(program), "-x", "-H", uri]
    if who.dn:
        # An argument would show in the list of processes.
        secret.touch(mode=0o600)
        secret.write_text(who.password)
        simple += ["-D", who.dn, "-y", str(secret)]
    try:
        done = run([*simple, *arguments], stdin=stdin)
    finally:
        secret.unlink(missing_ok=True)
    return Answer(done.returncode, done.stdout, done.stderr)
