"""Dovecot and Postfix of Debian, run from the very settings that docs/mail-stack.md tells, on 127.0.0.1."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from connector.targets.openldap.target import OpenLdapTarget
from devtools.slapd import PrivateSlapd
from tests.support.worlds import BASE, OWNER, codec, settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mail-stack.md"
PROGRAMS = {"dovecot": "dovecot-imapd dovecot-ldap dovecot-lmtpd", "postfix": "postfix postfix-ldap"}
SECONDS = 60
"""How long after a change the mail system may take to act on it; also the patience of everything else here."""

DOVECOT = """
base_dir = {run}
state_dir = {run}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  client_limit = 200
}}
"""
"""What a test needs besides: its own place and ports, and no TLS on the loopback."""

MAIN = """
compatibility_level = 3.6
queue_directory = {spool}
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.thu.khanhhoa.gov.vn
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_security_level = none
"""

SERVICES = (
    "pickup unix n - n 60 1 pickup",
    "cleanup unix n - n - 0 cleanup",
    "qmgr unix n - n 300 1 qmgr",
    "rewrite unix - - n - - trivial-rewrite",
    "bounce unix - - n - 0 bounce",
    "defer unix - - n - 0 bounce",
    "trace unix - - n - 0 bounce",
    "verify unix - - n - 1 verify",
    "flush unix n - n 1000? 0 flush",
    "proxymap unix - - n - - proxymap",
    "showq unix n - n - - showq",
    "error unix - - n - - error",
    "retry unix - - n - - error",
    "discard unix - - n - - discard",
    "lmtp unix - - n - - lmtp",
    "smtp unix - - n - - smtp",
    "anvil unix - - n - 1 anvil",
    "scache unix - - n - 1 scache",
    "postlog unix-dgram n - n - 1 postlogd",
)


@dataclass(frozen=True, slots=True)
class MailStack:
    """A directory server with Dovecot and Postfix on it."""

    slapd: PrivateSlapd
    target: OpenLdapTarget
    folder: Path
    imap: int
    submission: int
    smtp: int

    @property
    def log(self) -> str:
        """What both have said."""
        files = (self.folder / "dovecot.log", self.folder / "postfix.log")
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    def box(self, dn: str) -> Path:
        """Return the folder of new mail of the box at `dn`."""
        [found] = self.slapd.search(attributes=("entryUUID",), base=dn, scope="base")
        return self.folder / "vmail" / found.first("entryUUID") / "mail" / "new"


def blocks() -> Mapping[str, str]:
    """Return kind → settings on the page."""
    fenced = re.findall(r"^```(\S+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return dict(fenced)


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    """Give all three, running; the last lines of their logs are shown where a test fails to start them."""
    if os.geteuid() != 0:
        pytest.skip("Dovecot and Postfix change their user: only root can start them")
    # Sockets have short names, and the users of both must be able to walk there.
    folder = Path(tempfile.mkdtemp(prefix="mailstack-", dir="/tmp"))
    folder.chmod(0o755)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        with PrivateSlapd(folder / "slapd", BASE, owners=(OWNER,)) as slapd:
            target = OpenLdapTarget(settings(slapd), codec())
            made = MailStack(slapd, target, folder, *(_free_port() for _ in range(3)))
            processes += [_dovecot(made), _postfix(made)]
            for port in (made.imap, made.submission, made.smtp):
                _wait(made, port)
            yield made
            target.close()
    finally:
        for process, file in zip(processes, ("run/master.pid", "spool/pid/master.pid"), strict=False):
            _end(process, folder / file)
        shutil.rmtree(folder, ignore_errors=True)


def _filled(stack: MailStack, kind: str) -> str:
    """Return a block of the page with this server's names, and this folder in place of the system's."""
    text = blocks()[kind]
    replacements = {
        "LDAP_URI": stack.slapd.uri,
        "PASSWORD": stack.slapd.identity("mail").password,
        "BASE": stack.slapd.base,
        "/etc/dovecot": str(stack.folder),
        "/etc/postfix": str(stack.folder / "postfix"),
        "/var/spool/postfix": str(stack.folder / "spool"),
        "/var/vmail": str(stack.folder / "vmail"),
        "uid=vmail gid=vmail": "uid=mail gid=mail",
    }
    for old, new in replacements.items():
        text = text.replace(old, new)
    return text


def _dovecot(stack: MailStack) -> "subprocess.Popen[bytes]":
    folder = stack.folder
    private = folder / "spool" / "private"
    private.mkdir(mode=0o700, parents=True)
    postfix = pwd.getpwnam("postfix")
    os.chown(private, postfix.pw_uid, 0)
    vmail = folder / "vmail"
    vmail.mkdir()
    owner = pwd.getpwnam("mail")
    os.chown(vmail, owner.pw_uid, owner.pw_gid)
    (folder / "dovecot-ldap.conf.ext").write_text(_filled(stack, "dovecot-ldap"))
    own = DOVECOT.format(run=folder / "run", folder=folder, imap=stack.imap)
    (folder / "dovecot.conf").write_text(own + _filled(stack, "dovecot"))
    return _started("dovecot", "-F", "-c", str(folder / "dovecot.conf"))


def _postfix(stack: MailStack) -> "subprocess.Popen[bytes]":
    folder, conf = stack.folder, stack.folder / "postfix"
    conf.mkdir()
    for name in ("dynamicmaps.cf", "postfix-files"):
        shutil.copy(Path("/etc/postfix") / name, conf / name)
    owner = pwd.getpwnam("postfix")
    (folder / "data").mkdir()
    os.chown(folder / "data", owner.pw_uid, 0)
    main = MAIN.format(spool=folder / "spool", folder=folder) + _filled(stack, "postfix-main")
    (conf / "main.cf").write_text(main)
    options = "".join(f"  -o {line}\n" for line in blocks()["postfix-submission"].splitlines())
    (conf / "master.cf").write_text(
        f"127.0.0.1:{stack.submission} inet n - n - - smtpd\n{options}"
        f"127.0.0.1:{stack.smtp} inet n - n - - smtpd\n" + "\n".join(SERVICES) + "\n"
    )
    for name in ("boxes", "aliases", "lists"):
        text = _filled(stack, "postfix-common") + _filled(stack, f"postfix-{name}")
        (conf / f"ldap-{name}.cf").write_text(text)
    return _started("postfix", "-c", str(conf), "start-fg")


def _started(program: str, *arguments: str) -> "subprocess.Popen[bytes]":
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert path is not None
    return subprocess.Popen([path, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _end(process: "subprocess.Popen[bytes]", master: Path) -> None:
    """End a mail server by the pid of its master, which may be in a process group of its own."""
    pids = {process.pid}
    with suppress(OSError, ValueError):
        pids.add(int(master.read_text().strip()))
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return


def _wait(stack: MailStack, port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            if connection.recv(1):
                return
        assert time.monotonic() < deadline, stack.log
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
