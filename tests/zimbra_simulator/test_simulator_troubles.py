"""Filters in front of the service, scripted faults, TLS, the log, and the command line."""

import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path

import pytest
import trustme

from connector.zimbra_simulator.faults import (
    CutReply,
    Drop,
    ExpireTokens,
    HalfDone,
    HttpError,
    LostReply,
    Refuse,
    Slow,
)
from connector.zimbra_simulator.simulator import Certificate, ZimbraSimulator
from tests.support.soap_talk import Talk, batch
from tests.zimbra_simulator.conftest import PLAIN, Line, opened

CREATE = '<CreateAccountRequest name="{}@example.vn" password="Mat-khau-1"/>'


@pytest.mark.parametrize("status", [503, 429])
def test_more_than_thirty_requests_a_second_on_one_connection_are_turned_away(status: int) -> None:
    """The DoS filter counts by connection, before SOAP: an HTML page (A Throttles)."""
    with opened(replace(PLAIN, requests_per_second=30, throttled_status=status)) as line:
        seconds = 1e9
        line.zimbra.server.ticks = lambda: seconds
        statuses = [line.talk.ask("<NoOpRequest/>").status for _ in range(32)]
        assert statuses == [200] * 30 + [status] * 2
        other = Talk(line.zimbra.url, token=line.talk.token)
        assert other.ask("<NoOpRequest/>").status == 200
        other.close()
        seconds += 1.5
        assert line.talk.ask("<NoOpRequest/>").status == 200


def test_a_batch_is_one_request_to_the_filter() -> None:
    """Forty requests in one batch pass (A Throttles)."""
    with opened(replace(PLAIN, requests_per_second=30)) as line:
        heard = line.talk.send(batch(*["<NoOpRequest/>"] * 40))
        assert (heard.status, heard.codes) == (200, [])


def test_more_than_ten_failed_logins_bar_the_host(line: Line) -> None:
    """Every request from the address gets 503 for a quarter of an hour (A AuthRequest)."""
    seconds = 0.0
    line.zimbra.server.ticks = lambda: seconds
    for _ in range(11):
        assert line.talk.ask('<AuthRequest name="x@example.vn" password="x"/>').code == "account.AUTH_FAILED"
    assert line.talk.ask("<NoOpRequest/>").status == 503
    seconds = 14 * 60
    assert line.talk.ask("<NoOpRequest/>").status == 503
    seconds = 15 * 60
    assert line.talk.ask("<NoOpRequest/>").status == 200


def test_a_lost_reply_leaves_the_work_done(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """The connection ends without an answer; the account is there."""
    zimbra.fault(LostReply(), on="CreateAccountRequest")
    with pytest.raises((HTTPException, OSError)):
        talk.ask(CREATE.format("a"))
    assert zimbra.state.at("a@example.vn") is not None
    talk.close()
    assert talk.ask(CREATE.format("a")).code == "account.ACCOUNT_EXISTS"
    assert zimbra.faults.left == 0


@pytest.mark.parametrize("rest", [True, False])
def test_a_lost_reply_in_a_batch_may_end_it(zimbra: ZimbraSimulator, talk: Talk, *, rest: bool) -> None:
    """The server either finishes the batch or dies in the middle of it."""
    zimbra.fault(LostReply(rest=rest), on="CreateAccountRequest", about="b@example.vn")
    with pytest.raises((HTTPException, OSError)):
        talk.send(batch(*[CREATE.format(name) for name in "abc"]))
    made = [name for name in "abc" if zimbra.state.at(f"{name}@example.vn")]
    assert made == (["a", "b", "c"] if rest else ["a", "b"])


def test_a_dropped_connection_leaves_nothing_done(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """The connection ends before the work."""
    zimbra.fault(Drop(), on="CreateAccountRequest")
    with pytest.raises((HTTPException, OSError)):
        talk.send(batch(CREATE.format("a")))
    assert zimbra.state.at("a@example.vn") is None


def test_an_answer_can_end_in_the_middle(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """A client that streams must not take the half for the whole."""
    zimbra.fault(CutReply(after=300), on="SearchDirectoryRequest")
    with pytest.raises((HTTPException, OSError)):
        talk.ask('<SearchDirectoryRequest query=""/>')
    talk.close()
    assert talk.ask('<SearchDirectoryRequest query=""/>').status == 200


def test_a_token_can_expire_within_a_batch(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """From there on every request is AUTH_EXPIRED, in HTTP 200 (A AuthRequest)."""
    zimbra.fault(ExpireTokens(), on="CreateAccountRequest", skip=1)
    heard = talk.send(batch(*[CREATE.format(name) for name in "abc"]))
    assert heard.status == 200
    assert heard.codes == ["service.AUTH_EXPIRED"] * 2
    assert zimbra.state.at("a@example.vn") is not None
    assert zimbra.state.at("b@example.vn") is None


def test_a_storm_of_503_passes(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """So many POSTs are turned away with a page and Retry-After, then the service is back."""
    zimbra.fault(HttpError(503, retry_after=2), times=3)
    heard = [talk.ask(CREATE.format("a")) for _ in range(4)]
    assert [each.status for each in heard] == [503, 503, 503, 200]
    assert heard[0].headers["Retry-After"] == "2"
    assert heard[0].headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_page_can_come_instead_of_soap(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """A proxy's login page with status 200 is no answer either."""
    zimbra.fault(HttpError(200, page="<html><body>Sign in</body></html>"), on="NoOpRequest")
    heard = talk.ask("<NoOpRequest/>")
    assert (heard.status, heard.raw[:6]) == (200, b"<html>")


def test_a_creation_can_fail_after_the_entry_exists(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """CreateAccount is not atomic: the account is there, without its password (B CreateAccount)."""
    zimbra.fault(HalfDone(), on="CreateAccountRequest")
    assert talk.ask(CREATE.format("a")).code == "service.FAILURE"
    entry = zimbra.state.at("a@example.vn")
    assert entry is not None
    assert entry.first("userPassword") is None


def test_other_work_can_be_done_and_denied(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """The fault comes after the work, whatever the request."""
    account = talk.account("a@example.vn")
    zimbra.fault(HalfDone("service.INTERRUPTED"), on="AddAccountAliasRequest")
    assert (
        talk.ask(f'<AddAccountAliasRequest id="{account}" alias="x@example.vn"/>').code
        == "service.INTERRUPTED"
    )
    assert zimbra.state.at("x@example.vn") is not None


def test_any_fault_can_be_scripted_for_one_object(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """A request about one address fails for as long as wanted; nothing is done; clear ends it."""
    zimbra.fault(Refuse("service.TEMPORARILY_UNAVAILABLE"), about="b@example.vn", times=9)
    heard = talk.send(batch(*[CREATE.format(name) for name in "abc"]))
    assert heard.codes == ["service.TEMPORARILY_UNAVAILABLE"]
    assert heard.find("//soap:Fault/@requestId") == "2"
    assert heard.find("//soap:Fault/soap:Code/soap:Value") == "soap:Receiver"
    assert zimbra.state.at("b@example.vn") is None
    zimbra.faults.clear()
    assert talk.ask(CREATE.format("b")).code is None


def test_an_answer_can_be_slow(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """The wait happens before the work, by the simulator's own sleep."""
    waited: list[float] = []
    zimbra.host.sleep = waited.append
    zimbra.fault(Slow(30), on="DeleteAccountRequest")
    talk.ask('<DeleteAccountRequest id="x"/>')
    talk.ask('<DeleteAccountRequest id="x"/>')
    assert waited == [30]


def test_the_log_keeps_names_codes_sizes_and_bodies(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """Enough for a test to count requests and to validate each."""
    zimbra.requests.clear()
    heard = talk.send(batch(CREATE.format("a"), CREATE.format("a")))
    (logged,) = zimbra.requests
    assert logged.names == ("BatchRequest", "CreateAccountRequest", "CreateAccountRequest")
    assert zimbra.requests.count("CreateAccountRequest") == 2
    assert (logged.status, logged.codes) == (200, ("account.ACCOUNT_EXISTS",))
    assert b"Mat-khau-1" in logged.request
    assert (logged.sent, logged.reply) == (len(heard.raw), heard.raw)


def test_the_last_logon_is_absent_with_another_ephemeral_backend() -> None:
    """ZimbraLastLogonTimestamp is then in no answer (C)."""
    for in_ldap, expected in ((True, 1), (False, 0)):
        with opened(replace(PLAIN, ephemeral_in_ldap=in_ldap)) as line:
            heard = line.talk.get("admin@example.vn", "zimbraLastLogonTimestamp")
            assert len(heard.values("zimbraLastLogonTimestamp")) == expected


def test_the_schema_can_be_taught() -> None:
    """A site's own attribute is known once the settings name it."""
    with opened(replace(PLAIN, attributes={"favouriteFruit": "string"})) as line:
        line.talk.account("a@example.vn", favouriteFruit="xoài")
        assert line.talk.get("a@example.vn", "favouriteFruit").values("favouriteFruit") == ["xoài"]


def test_tls_is_spoken_with_the_given_certificate(tmp_path: Path) -> None:
    """A client that trusts the certificate is served; one that does not is not."""
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    certificate = Certificate(tmp_path / "certificate.pem", tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(str(certificate.certificate))
    issued.private_key_pem.write_to_path(str(certificate.key))
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with ZimbraSimulator(PLAIN, certificate=certificate) as zimbra:
        assert zimbra.url.startswith("https://127.0.0.1:")
        trusting = Talk(zimbra.url, trust)
        assert trusting.log_in(zimbra.admin, zimbra.password).status == 200
        trusting.close()
        doubting = Talk(zimbra.url, ssl.create_default_context())
        with pytest.raises(ssl.SSLCertVerificationError):
            doubting.log_in(zimbra.admin, zimbra.password)
        doubting.close()


@pytest.fixture
def started() -> Iterator[str]:
    """Start the simulator as a program; give the first line it says."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "connector.zimbra_simulator", "--port", "0", "--domain", "thu.vn"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stdout is not None
        yield program.stdout.readline()
        program.terminate()


def test_it_can_be_played_with(started: str) -> None:
    """The command says where it listens and how to log in, and answers."""
    found = re.search(r"(http://\S+) · tài khoản (\S+) · mật khẩu (\S+)", started)
    assert found is not None
    talk = Talk(found[1])
    assert talk.log_in(found[2], found[3]).status == 200
    assert talk.ask('<CreateAccountRequest name="a@thu.vn"/>').status == 200
    talk.close()
