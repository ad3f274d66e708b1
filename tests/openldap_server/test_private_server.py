"""The private server as a tool: what it promises to the tests, the demo and the benchmarks that use it."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.slapd import ANONYMOUS, IDENTITIES, PrivateSlapd, SlapdFailed, Tls
from tests.support.office import ANH, BINH, LIST, change, person, removal

pytestmark = pytest.mark.slapd

ROOT = Path(__file__).resolve().parents[2]
CONFIDENTIALITY_REQUIRED = 13
BUSY = 51
UNWILLING = 53


def test_acknowledged_writes_survive_a_crash(slapd: PrivateSlapd) -> None:
    """What was answered with success is there after SIGKILL and a restart, on the same address."""
    uri = slapd.uri
    slapd.add(person("moi"), who="connector")
    before = slapd.search(attributes=("*", "entryUUID"))
    slapd.kill()
    slapd.start()
    assert slapd.uri == uri
    assert slapd.search(attributes=("*", "entryUUID")) == before


def test_a_folder_keeps_its_passwords(slapd: PrivateSlapd) -> None:
    """Each identity has a password of its own, readable to nobody else, the same after a restart."""
    passwords = {name: slapd.identity(name).password for name in IDENTITIES}
    assert len(set(passwords.values())) == len(IDENTITIES)
    assert all(len(password) >= 32 for password in passwords.values())
    for path in (slapd.folder / "secrets").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    slapd.restart()
    for name, password in passwords.items():
        assert slapd.bind(slapd.identity(name).dn, password) == 0


def test_two_folders_have_different_passwords(slapd: PrivateSlapd, tmp_path: Path) -> None:
    """Passwords are made at random for each folder."""
    with PrivateSlapd(tmp_path / "other") as other:
        assert other.admin_password != slapd.admin_password


def test_a_paused_server_takes_connections_and_answers_nothing(slapd: PrivateSlapd) -> None:
    """SIGSTOP is how a hang is rehearsed; afterwards the server goes on."""
    slapd.pause()
    with socket.create_connection(("127.0.0.1", slapd.port), timeout=0.2) as connection:
        connection.sendall(bytes.fromhex("300c020101600702010304008000"))
        with pytest.raises(TimeoutError):
            connection.recv(1)
        slapd.resume()
        connection.settimeout(10)
        assert connection.recv(1)


def test_a_paused_server_can_be_stopped(slapd: PrivateSlapd) -> None:
    """A test that fails between pause and resume leaves no process behind."""
    pid = slapd.pid
    slapd.pause()
    slapd.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_access_log_counts_writes_and_not_logins(slapd: PrivateSlapd) -> None:
    """Each successful write is there once with its author; refused ones and traces of logins are not."""
    slapd.add(person("moi"), who="connector")
    mark = slapd.accesslog_mark()
    slapd.add(change(ANH, "replace title Trưởng phòng"), who="connector")
    slapd.add(removal(BINH), who="connector")
    assert slapd.modify(change(ANH, "replace mail stc@khanhhoa.gov.vn"), who="connector").code == 19
    slapd.search(who="connector")
    writes = slapd.accesslog_writes(mark)
    assert [(write.kind, write.dn, write.by) for write in writes] == [
        ("modify", ANH, slapd.service_dn),
        ("delete", BINH, slapd.service_dn),
    ]
    assert writes[0].attributes == ("title",)
    assert any(write.traces_login for write in slapd.accesslog_writes(logins=True))


def test_reading_writes_nothing(slapd: PrivateSlapd) -> None:
    """Searches leave the access log and the tree as they were."""
    mark, before = slapd.accesslog_mark(), slapd.dump()
    slapd.search(who=ANONYMOUS)
    assert slapd.accesslog_writes(mark, logins=True) == []
    assert slapd.dump() == before


def test_a_read_only_server_refuses_writes(tmp_path: Path) -> None:
    """A new folder gets its seed all the same."""
    with PrivateSlapd(tmp_path, readonly=True) as server:
        assert server.search(base=f"ou=people,{server.base}", scope="base")
        assert server.modify(person("moi")).code == UNWILLING


def test_an_entry_can_be_made_to_fail(slapd: PrivateSlapd) -> None:
    """With slapo-retcode one entry answers with the code a test wants, until that is taken away again."""
    slapd.retcode = True
    slapd.restart()
    slapd.add(change(BINH, "add objectClass errAuxObject", "add errCode 51", "add errOp modify"))
    assert slapd.modify(change(BINH, "replace title X"), who="connector").code == BUSY
    assert slapd.modify(change(ANH, "replace title X"), who="connector").code == 0
    disarm = change(BINH, "delete objectClass errAuxObject", "delete errCode", "delete errOp")
    assert slapd.modify(disarm, "-M").code == 0
    assert slapd.modify(change(BINH, "replace title X"), who="connector").code == 0


@pytest.mark.parametrize("base", ["dc=vn", "o=Sở Tài chính", "ou=thu,dc=tinh,dc=gov,dc=vn"])
def test_any_base_will_do(tmp_path: Path, base: str) -> None:
    """The base is a parameter of all files."""
    with PrivateSlapd(tmp_path, base) as server:
        assert server.bind(server.service_dn, server.service_password) == 0
        ldif = person("moi").replace("dc=khanhhoa,dc=gov,dc=vn", base)
        assert server.modify(ldif, who="connector").code == 0


def test_the_tree_can_be_loaded_without_a_server(tmp_path: Path) -> None:
    """Benchmarks fill a stopped server with slapadd, and dump it."""
    server = PrivateSlapd(tmp_path / "slapd", nosync=True).start()
    server.stop()
    ldif = tmp_path / "people.ldif"
    ldif.write_text("".join(person(f"nv{number}") for number in range(50)))
    server.load(ldif)
    assert server.dump().count("\nconnectorKey: ") == 50
    with server:
        assert len(server.search("(connectorKey=*)", ("1.1",), who="connector")) == 50


def test_a_bad_configuration_is_told_in_the_words_of_slapd(tmp_path: Path) -> None:
    """Whoever adds a directive that slapd does not know reads which one."""
    with pytest.raises(SlapdFailed, match="khongco"):
        PrivateSlapd(tmp_path, extra_database="khongco on\n").start()


def test_a_bad_base_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """A base that could break out of the quotes of the configuration is refused."""
    with pytest.raises(SlapdFailed, match="LDAP_BASE"):
        PrivateSlapd(tmp_path, 'dc=vn"\naccess to * by * write').start()


def test_a_missing_program_is_named_with_its_package(tmp_path: Path) -> None:
    """Without ldap-utils on the path the error names the Debian package to install."""
    code = (
        "import sys; from pathlib import Path; from devtools.slapd import *\n"
        f"assert not slapd_available()\nPrivateSlapd(Path({str(tmp_path)!r})).start()"
    )
    environment = {"PATH": "/nonexistent", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert "apt-get install" in done.stderr
    assert "ldap-utils" in done.stderr


def test_a_person_can_run_one_in_the_foreground(tmp_path: Path) -> None:
    """`python -m devtools.slapd` prints where it listens, and ends with a signal and without error."""
    command = [sys.executable, "-m", "devtools.slapd", "--folder", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        port = int(re.findall(r"127\.0\.0\.1:(\d+)", first)[0])
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    """Give an authority and a certificate for 127.0.0.1, made by openssl for a day."""
    folder = tmp_path_factory.mktemp("tls")
    authority, key, certificate = folder / "ca.crt", folder / "server.key", folder / "server.crt"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "1"]
    own = [*new, "-keyout", str(folder / "ca.key"), "-out", str(authority), "-subj", "/CN=test CA"]
    subprocess.run(own, check=True, capture_output=True)
    signed = [*new, "-keyout", str(key), "-out", str(certificate), "-subj", "/CN=127.0.0.1"]
    signed += ["-CA", str(authority), "-CAkey", str(folder / "ca.key")]
    signed += ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"]
    subprocess.run(signed, check=True, capture_output=True)
    return Tls(certificate, key, authority)


def test_tls_is_offered_and_verifiable(tmp_path: Path, certificates: Tls) -> None:
    """The ldaps port answers with the certificate given, and a client that knows the authority accepts it."""
    with PrivateSlapd(tmp_path, tls=certificates) as server:
        context = ssl.create_default_context(cafile=str(certificates.ca))
        with (
            socket.create_connection(("127.0.0.1", server.tls_port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
        ):
            assert secured.version() in {"TLSv1.2", "TLSv1.3"}


def test_where_tls_is_required_nothing_goes_unencrypted(tmp_path: Path, certificates: Tls) -> None:
    """Binds and reads on the plain port are refused with 13."""
    with PrivateSlapd(tmp_path, tls=certificates, require_tls=True) as server:
        assert server.bind(server.service_dn, server.service_password) == CONFIDENTIALITY_REQUIRED
        answer = server.ldapsearch("-b", server.base, who=ANONYMOUS)
        assert answer.code == CONFIDENTIALITY_REQUIRED


def test_a_list_of_thousands_takes_one_more_member(slapd: PrivateSlapd) -> None:
    """Large lists are stored and changed as any other."""
    members = "".join(f"member: connectorId=x{number},ou=people,{slapd.base}\n" for number in range(2000))
    slapd.add(f"dn: {LIST}\nchangetype: modify\nadd: member\n{members}-\n", who="connector")
    slapd.add(change(LIST, f"add member connectorId=moi,ou=people,{slapd.base}"), who="connector")
    (found,) = slapd.search(attributes=("member",), base=LIST, scope="base", who="connector")
    assert len(found.get("member")) == 2003
