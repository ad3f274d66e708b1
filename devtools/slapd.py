"""`PrivateSlapd`: an OpenLDAP server of one's own in a folder, from the files in `docker/openldap`.

For the demo, tests and benchmarks; it listens on 127.0.0.1 only and ends with the program that started it.
`python -m devtools.slapd --folder FOLDER` runs one for a person to play with.
"""

import argparse
import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from devtools.accesslog import Write, write_of
from devtools.ldif import Record, parse
from devtools.openldap import (
    ANONYMOUS,
    Answer,
    Identity,
    SlapdFailed,
    ask,
    find,
    missing_packages,
    run,
    slapd_available,
)

__all__ = [
    "ANONYMOUS",
    "DEFAULT_BASE",
    "IDENTITIES",
    "Answer",
    "Identity",
    "PrivateSlapd",
    "Record",
    "SlapdFailed",
    "Tls",
    "Write",
    "missing_packages",
    "slapd_available",
]

DEFAULT_BASE: Final = "dc=khanhhoa,dc=gov,dc=vn"
IDENTITIES: Final = ("admin", "connector", "mail", "addressbook")

_PREPARE: Final = Path(__file__).resolve().parents[1] / "docker" / "openldap" / "prepare"
_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 30.0
_ANONYMOUS_BIND: Final = bytes.fromhex("300c020101600702010304008000")
"""BindRequest of LDAPv3 with no name and no password (RFC 4511, 4.2): whoever answers is up."""

# The overlay answers for everything below its parent: by default the whole tree, so it gets one nobody uses.
_RETCODE: Final = '\noverlay retcode\nretcode-parent "ou=RetCodes,{base}"\nretcode-indir\n'


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificate, private key and the authority that signed the certificate, as PEM files."""

    certificate: Path
    key: Path
    ca: Path


@dataclass(slots=True, eq=False)
class PrivateSlapd:
    """A slapd of one's own: a context manager, or `start()` and `stop()`.

    The folder keeps everything: configuration, passwords (0600), databases, `slapd.log` (its standard error).
    A folder that was used before is used again with its data. Raises `SlapdFailed` where it cannot start.
    Options may be changed between `stop()` and `start()`; `restart()` takes them up.
    """

    folder: Path
    base: str = DEFAULT_BASE
    _: KW_ONLY
    owners: tuple[str, ...] = ()
    """Organisation ids; within each the server keeps connectorKey unique."""
    address_book: str = "anonymous"
    """Who reads the address book: anonymous, users or closed."""
    readonly: bool = False
    nosync: bool = False
    """No fsync: several times faster, and a power cut may lose everything. Benchmarks only."""
    password_days: int = 0
    """After so many days people have to change their passwords; 0: never. Used when the folder is new."""
    tls: Tls | None = None
    require_tls: bool = False
    retcode: bool = False
    """Load slapo-retcode on top: an entry given the class errAuxObject with errCode (and errOp, errText,
    errSleepTime) answers so. Give it and take it away with the ManageDsaIT control, `modify(ldif, "-M")`."""
    modules: tuple[str, ...] = ()
    """Further modules to load."""
    extra_global: str = ""
    """Directives before the first database."""
    extra_database: str = ""
    """Directives at the end of the main database, overlays among them."""
    maxsize: int = 1 << 30
    """Bytes a database may grow to; a write beyond is answered with 80 (other)."""
    port: int = 0
    """0: a free one, kept over restarts."""
    tls_port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.folder = Path(self.folder).resolve()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def uri(self) -> str:
        """Return ldap://127.0.0.1:port; StartTLS is offered where `tls` is given."""
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def ldaps_uri(self) -> str:
        """Return ldaps://127.0.0.1:port; answered only where `tls` is given."""
        return f"ldaps://127.0.0.1:{self.tls_port}"

    @property
    def admin_dn(self) -> str:
        """Return the DN no access rule holds for."""
        return f"cn=admin,{self.base}"

    @property
    def admin_password(self) -> str:
        """Return the password of `admin_dn`."""
        return self._secret("admin")

    @property
    def service_dn(self) -> str:
        """Return the DN of the connector's own identity."""
        return self.identity("connector").dn

    @property
    def service_password(self) -> str:
        """Return the password of `service_dn`."""
        return self._secret("connector")

    @property
    def password_file(self) -> Path:
        """Return the file (0600) that holds the password of `service_dn`, without a line end."""
        return self.folder / "secrets" / "connector"

    def identity(self, name: str) -> Identity:
        """Return one of `IDENTITIES` with its DN and password."""
        dn = self.admin_dn if name == "admin" else f"cn={name},ou=services,{self.base}"
        return Identity(dn, self._secret(name))

    @property
    def pid(self) -> int:
        """Return the process id of the running server."""
        return self._running().pid

    @property
    def log(self) -> str:
        """Return what the server has written to standard error so far."""
        path = self.folder / "slapd.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> Self:
        """Start the server, with the seed where the folder is new; return once it answers."""
        if missing := missing_packages():
            msg = f"a private slapd needs the Debian packages {', '.join(missing)}: apt-get install them"
            raise SlapdFailed(msg)
        if self._process is not None and self._process.poll() is None:
            msg = f"the slapd in {self.folder} is running already"
            raise SlapdFailed(msg)
        self.port = self.port or _free_port()
        self.tls_port = self.tls_port or _free_port()
        self._prepare()
        self._launch()
        return self

    def stop(self) -> None:
        """End the server in good order; nothing happens where it does not run."""
        self._signal(signal.SIGCONT)
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server as a crash would: SIGKILL, no flush, no goodbye."""
        self._end(signal.SIGKILL)

    def restart(self) -> Self:
        """Stop the server if it runs and start it on the same port, folder and data."""
        self.stop()
        return self.start()

    def pause(self) -> None:
        """Let the server hang (SIGSTOP): connections are taken, nothing is answered."""
        process = self._running()
        process.send_signal(signal.SIGSTOP)
        # The signal may come after an answer that is on its way: only when all threads stand is it paused.
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)

    def resume(self) -> None:
        """Let a paused server go on (SIGCONT)."""
        self._running().send_signal(signal.SIGCONT)

    def ldapsearch(self, *arguments: str, who: Identity | str = "admin") -> Answer:
        """Run ldapsearch with `arguments` (options, filter, attributes); LDIF without comments."""
        return self._tool("ldapsearch", "-LLL", "-o", "ldif-wrap=no", *arguments, who=who)

    def search(
        self,
        query: str = "(objectClass=*)",
        attributes: Sequence[str] = (),
        *,
        base: str | None = None,
        scope: str = "sub",
        who: Identity | str = "admin",
    ) -> list[Record]:
        """Return the entries that `who` sees; raises `SlapdFailed` where the answer is not success."""
        arguments = ("-b", self.base if base is None else base, "-s", scope, query, *attributes)
        answer = self.ldapsearch(*arguments, who=who)
        if answer.code != 0:
            msg = f"ldapsearch {query} under {arguments[1]} answered {answer.code}: {answer.message}"
            raise SlapdFailed(msg)
        return parse(answer.output)

    def modify(self, ldif: str, *arguments: str, who: Identity | str = "admin") -> Answer:
        """Run ldapmodify over change records, up to the first error; without `changetype` they are added."""
        return self._tool("ldapmodify", "-a", *arguments, who=who, stdin=ldif)

    def add(self, ldif: str, *, who: Identity | str = "admin") -> None:
        """Add the entries of `ldif`; raises `SlapdFailed` where one is refused."""
        answer = self.modify(ldif, who=who)
        if answer.code != 0:
            msg = f"ldapadd answered {answer.code}: {answer.message}"
            raise SlapdFailed(msg)

    def bind(self, dn: str, password: str) -> int:
        """Return the LDAP result code of a simple bind: 0, or 49 for invalid credentials."""
        arguments = ("-b", "", "-s", "base", "(objectClass=*)", "1.1")
        return self.ldapsearch(*arguments, who=Identity(dn, password)).code

    def dump(self, *, suffix: str | None = None) -> str:
        """Return slapcat's LDIF of the tree with all operational attributes; the server may be running."""
        configuration = str(self.folder / "conf" / "slapd.conf")
        return self._offline("slapcat", "-o", "ldif-wrap=no", "-f", configuration, "-b", suffix or self.base)

    def load(self, ldif: Path) -> None:
        """Add many entries with slapadd to a stopped server; a hundred times faster than over the wire."""
        configuration = str(self.folder / "conf" / "slapd.conf")
        self._offline("slapadd", "-q", "-w", "-f", configuration, "-b", self.base, "-l", str(ldif))

    def accesslog_mark(self) -> str:
        """Return the moment of the last logged write, for `accesslog_writes(since=…)`."""
        query = "(objectClass=auditWriteObject)"
        records = self.search(query, ("reqStart",), base="cn=accesslog", scope="one")
        return max((record.first("reqStart") for record in records), default="")

    def accesslog_writes(self, since: str = "", *, logins: bool = False) -> list[Write]:
        """Return the successful writes to the tree after the moment `since`, oldest first.

        What the server writes by itself at a login (pwdLastSuccess, …) is left out unless `logins`.
        """
        query = f"(&(objectClass=auditWriteObject)(reqStart>={since or '19700101000000Z'}))"
        names = ("reqStart", "reqType", "reqDN", "reqAuthzID", "reqMod")
        writes = [write_of(record) for record in self.search(query, names, base="cn=accesslog", scope="one")]
        later = [write for write in writes if write.at > since and (logins or not write.traces_login)]
        return sorted(later, key=lambda write: write.at)

    def _secret(self, name: str) -> str:
        path = self.folder / "secrets" / name
        if not path.exists():
            msg = f"{self.folder} has no password for {name} yet: start the server first"
            raise SlapdFailed(msg)
        return path.read_text()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            msg = f"the slapd in {self.folder} is not running\n{self.log}".rstrip()
            raise SlapdFailed(msg)
        return self._process

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "LDAP_BASE": self.base,
            "LDAP_OWNERS": " ".join(self.owners),
            "LDAP_ADDRESS_BOOK": self.address_book,
            "LDAP_READONLY": "yes" if self.readonly else "no",
            "LDAP_PASSWORD_DAYS": str(self.password_days),
            "LDAP_NOSYNC": "yes" if self.nosync else "no",
            "LDAP_MAXSIZE": str(self.maxsize),
            "LDAP_REQUIRE_TLS": "yes" if self.require_tls else "no",
        }
        if self.tls:
            settings["LDAP_TLS_CERTIFICATE"] = str(self.tls.certificate)
            settings["LDAP_TLS_KEY"] = str(self.tls.key)
            settings["LDAP_TLS_CA"] = str(self.tls.ca)
        modules = (*self.modules, "retcode") if self.retcode else self.modules
        loads = "".join(f"moduleload {module}\n" for module in modules)
        overlay = _RETCODE.format(base=self.base) if self.retcode else ""
        settings["LDAP_EXTRA_GLOBAL"] = self._extra("extra-global.conf", loads + self.extra_global)
        settings["LDAP_EXTRA_DATABASE"] = self._extra("extra-database.conf", self.extra_database + overlay)
        self._offline(str(_PREPARE), str(self.folder), settings=settings)

    def _extra(self, name: str, text: str) -> str:
        if not text:
            return ""
        path = self.folder / name
        path.write_text(text.rstrip("\n") + "\n")
        return str(path)

    def _launch(self) -> None:
        urls = f"{self.uri}/ {self.ldaps_uri}/" if self.tls else f"{self.uri}/"
        configuration = str(self.folder / "conf" / "slapd.conf")
        command = [find("slapd"), "-d", "none", "-h", urls, "-f", configuration]
        with (self.folder / "slapd.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 — slapd itself, with arguments of our own making
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        atexit.register(self.stop)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(self.port):
            process = self._process
            if process is None or process.poll() is not None or time.monotonic() > deadline:
                self._end(signal.SIGKILL)
                msg = f"slapd in {self.folder} did not start; it said:\n{self.log or '(nothing)'}"
                raise SlapdFailed(msg)
            time.sleep(0.005)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        atexit.unregister(self.stop)
        self._signal(number)
        if self._process is None:
            return
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _tool(self, *command: str, who: Identity | str, stdin: str | None = None) -> Answer:
        identity = self.identity(who) if isinstance(who, str) else who
        return ask(command, identity, self.folder, uri=self.uri, stdin=stdin)

    def _offline(self, program: str, *arguments: str, settings: Mapping[str, str] | None = None) -> str:
        done = run([find(program), *arguments], settings=settings)
        if done.returncode != 0:
            msg = f"{Path(program).name} in {self.folder} failed:\n{done.stderr.strip()}"
            raise SlapdFailed(msg)
        return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(_ANONYMOUS_BIND)
        return bool(connection.recv(1))
    return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a private server in the foreground until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="python -m devtools.slapd", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="keeps configuration, passwords and data")
    parser.add_argument("--base", default=DEFAULT_BASE)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--address-book", choices=("anonymous", "users", "closed"), default="anonymous")
    options = parser.parse_args(arguments)
    server = PrivateSlapd(
        folder=options.folder, base=options.base, port=options.port, address_book=options.address_book
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with server:
            sys.stdout.write(_welcome(server))
            sys.stdout.flush()
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except SlapdFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _welcome(server: PrivateSlapd) -> str:
    secrets = server.folder / "secrets"
    return (
        f"slapd: {server.uri}   base {server.base}   (Ctrl+C ends it)\n"
        f"  ldapsearch -x -H {server.uri} -D {server.admin_dn} -y {secrets / 'admin'} -b {server.base}\n"
        f"  connector: {server.service_dn}, password in {server.password_file}\n"
    )


if __name__ == "__main__":
    raise SystemExit(main())
