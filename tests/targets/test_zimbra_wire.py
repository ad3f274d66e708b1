"""The line to Zimbra: verified, paced, without memory; whatever answers that is not Zimbra is recognised."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import pytest
import trustme

from connector.errors import SettingsError, TargetError, TargetRejected, TargetUnreachable
from connector.model.outcome import Result
from connector.ports.envelopes import NewPassword
from connector.targets.retrying import Retrying
from connector.targets.zimbra.session import Session
from connector.targets.zimbra.settings import ZimbraSettings
from connector.targets.zimbra.target import ZimbraTarget
from connector.targets.zimbra.wire import Wire
from connector.zimbra_simulator.faults import HttpError
from connector.zimbra_simulator.simulator import Certificate, ZimbraSimulator
from tests.support.boxes import DOMAIN, create, person
from tests.support.zimbra_world import SERVER, assert_valid, codec, settings, simulated

SOAP = "http://www.w3.org/2003/05/soap-envelope"
XML = "text/xml; charset=utf-8"
THROTTLED = replace(SERVER, requests_per_second=30, padding=0)
LOGIN = "<AuthResponse xmlns='urn:zimbraAdmin'><lifetime>1</lifetime><authToken>T</authToken></AuthResponse>"


def soap(body: str, before: str = "") -> bytes:
    """Return an envelope around a body."""
    return f'{before}<s:Envelope xmlns:s="{SOAP}"><s:Body>{body}</s:Body></s:Envelope>'.encode()


def found(more: str, accounts: str = "") -> bytes:
    """Return an answer to a search."""
    return soap(
        f'<SearchDirectoryResponse xmlns="urn:zimbraAdmin" {more}>{accounts}</SearchDirectoryResponse>'
    )


@dataclass
class Canned:
    """A server that logs everybody in and then says always the same."""

    status: int = 200
    content_type: str = XML
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    seen: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one POST."""
        asked = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.seen.append({name.lower(): value for name, value in handler.headers.items()})
        login = b"AuthRequest" in asked
        body = soap(LOGIN) if login else self.body
        handler.send_response(200 if login else self.status)
        handler.send_header("Content-Type", XML if login else self.content_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Set-Cookie", "ZM_ADMIN_AUTH_TOKEN=T; Path=/")
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        for piece in [body] if login or not self.drip else [body[at : at + 1] for at in range(len(body))]:
            try:
                handler.wfile.write(piece)
            except OSError:
                return
            time.sleep(0 if login else self.drip)


@contextmanager
def canned(**said: Any) -> Iterator[Canned]:  # noqa: ANN401 - what it says
    """Run such a server."""
    one = Canned(**said)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            one.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    one.url = f"http://127.0.0.1:{server.server_port}/service/admin/soap/"
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def target_at(url: str, **changed: Any) -> Iterator[ZimbraTarget]:  # noqa: ANN401 - any setting
    """Give a target on a server."""
    plain: dict[str, Any] = {"admin": "a@b.vn", "password": lambda: "x", "domains": (DOMAIN,)}
    made = ZimbraTarget(ZimbraSettings(url=url, **plain | changed), codec())
    try:
        yield made
    finally:
        made.close()


ENTITY = '<!DOCTYPE s:Envelope [<!ENTITY a "aaaaaaaaaa">]>'
ODD: dict[str, tuple[dict[str, Any], type[TargetError]]] = {
    "a redirect": ({"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, TargetRejected),
    "forbidden": ({"status": 403, "content_type": "text/html"}, TargetRejected),
    "wrong path": ({"status": 404, "content_type": "text/html"}, TargetRejected),
    "a login page": ({"content_type": "text/html", "body": b"<html>hello</html>"}, TargetUnreachable),
    "XHTML": ({"body": b"<html xmlns='http://www.w3.org/1999/xhtml'/>"}, TargetUnreachable),
    "another root": ({"body": b"<Envelope xmlns='urn:x'/>"}, TargetUnreachable),
    "JSON": ({"content_type": "text/javascript", "body": b"{}"}, TargetUnreachable),
    "JSON called XML": ({"body": b"{}"}, TargetUnreachable),
    "nothing": ({"body": b""}, TargetUnreachable),
    "a DTD": ({"body": soap("&a;", ENTITY)}, TargetUnreachable),
    "UTF-16": ({"body": soap("").decode().encode("utf-16")}, TargetUnreachable),
    "cut XML": ({"body": found("more='0'")[:-9]}, TargetUnreachable),
    "no response inside": ({"body": soap("")}, TargetUnreachable),
    "more to come": ({"body": found("more='1' searchTotal='7'")}, TargetRejected),
    "fewer than counted": ({"body": found("more='0' searchTotal='1'")}, TargetRejected),
    "a hidden value": (
        {"body": found("more='0'", "<account id='1' name='a@b'><a n='title' pd='1'/></account>")},
        TargetRejected,
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_not_a_whole_answer_of_zimbra_is_no_answer(odd: str) -> None:
    """Nothing is ever planned from it; a wrong address is told apart from a bad moment."""
    said, error = ODD[odd]
    with canned(**said) as server, target_at(server.url) as target, pytest.raises(error):
        target.read()


def test_a_drip_ends_at_the_deadline() -> None:
    """One byte now and then keeps no run waiting for ever."""
    with (
        canned(body=found("more='0'"), drip=0.05) as server,
        target_at(server.url, read_timeout=0.5) as target,
    ):
        began = time.monotonic()
        with pytest.raises(TargetUnreachable):
            target.read()
        assert time.monotonic() - began < 5


def test_nothing_is_remembered_or_told() -> None:
    """No cookie comes back to the server, no Referer goes out, and the token is in no header of HTTP."""
    with canned(body=found("more='0' searchTotal='0'")) as server, target_at(server.url) as target:
        for _ in range(3):
            target.read()
        assert len(server.seen) == 4
        assert {name for headers in server.seen for name in headers} & {
            "cookie",
            "referer",
            "authorization",
        } == set()


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator's password goes to the server that is named, and nowhere else."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with canned(body=found("more='0' searchTotal='0'")) as server, target_at(server.url) as target:
        assert len(target.read().directory) == 0


def test_requests_keep_below_the_limit_of_a_second() -> None:
    """Whatever we have to ask, it is never more than the setting in any second."""
    now = [0.0]
    sent: list[float] = []

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with canned(body=found("more='0' searchTotal='0'")) as server:
        own = ZimbraSettings(
            url=server.url, admin="a@b.vn", password=lambda: "x", domains=(DOMAIN,), requests_per_second=5
        )
        wire = Wire(own, sleep=sleep, ticks=lambda: now[0])
        for _ in range(12):
            with wire.post(b"<x/>", 10) as pieces:
                assert list(pieces)
            sent.append(now[0])
        wire.close()
    assert all(later - earlier >= 1 for earlier, later in zip(sent, sent[5:], strict=False))


def test_the_throttle_of_zimbra_never_sees_a_burst() -> None:
    """With the server's own limit of 30 in force and ours of 25, a full load gets no 503."""
    with (
        simulated(THROTTLED) as zimbra,
        target_at(zimbra.url, admin=zimbra.admin, password=lambda: zimbra.password, batch=2) as target,
    ):
        wave = [create(person(f"NV{number:04}")) for number in range(60)]
        assert {one.result for one in target.apply(wave)} == {Result.DONE}
        assert [logged.status for logged in zimbra.requests if logged.status not in (200, 500)] == []


@pytest.mark.parametrize(("limit", "turned_away"), [(10, 6), (5, 10), (2, 30)])
def test_a_lower_limit_than_usual_is_found_out(limit: int, turned_away: int) -> None:
    """Whatever a server takes in a second, a full load comes through, with few requests turned away."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with simulated(replace(THROTTLED, requests_per_second=limit)) as zimbra:
        zimbra.server.ticks = lambda: now[0]
        own = settings(zimbra, batch=2, requests_per_second=25)
        session = Session(own, Wire(own, sleep=sleep, ticks=lambda: now[0]))
        target = ZimbraTarget(own, codec(), session=session)
        patient = Retrying(target, sleep=sleep, rng=Random(1))  # noqa: S311 - no secret
        wave = [create(person(f"NV{number:04}")) for number in range(300)]
        assert {one.result for one in patient.apply(wave)} <= {Result.DONE, Result.ALREADY}
        target.close()
        assert sum(logged.status == 503 for logged in zimbra.requests) <= turned_away


@pytest.mark.parametrize("said", ["0", "3", "600", "soon"])
def test_not_now_is_obeyed_within_reason(said: str) -> None:
    """Retry-After is waited for before the next request, at most a minute."""
    naps: list[float] = []
    with canned(status=503, headers={"Retry-After": said}) as server:
        own = ZimbraSettings(url=server.url, admin="a@b.vn", password=lambda: "x", domains=(DOMAIN,))
        session = Session(own, Wire(own, sleep=naps.append, ticks=lambda: 100.0))
        target = ZimbraTarget(own, codec(), session=session)
        for _ in range(2):
            with pytest.raises(TargetUnreachable) as caught:
                target.read()
        target.close()
    assert "503" in str(caught.value)
    assert naps == {"0": [], "3": [3.0], "600": [60.0], "soon": [1.0]}[said]


@pytest.fixture
def authority() -> trustme.CA:
    """Give an authority of our own."""
    return trustme.CA()


Secure = Callable[[str], ZimbraSimulator]


@pytest.fixture
def secure(authority: trustme.CA, tmp_path: Path) -> Iterator[Secure]:
    """Give a way to run servers with a certificate for a name."""
    servers: list[ZimbraSimulator] = []

    def run(name: str) -> ZimbraSimulator:
        made = authority.issue_cert(name)
        key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
        made.private_key_pem.write_to_path(key)
        chain.write_bytes(b"".join(one.bytes() for one in made.cert_chain_pems))
        server = ZimbraSimulator(SERVER, certificate=Certificate(chain, key))
        server.__enter__()
        servers.append(server)
        return server

    yield run
    for server in servers:
        server.__exit__(None, None, None)
        assert_valid(server)


def test_a_good_certificate_is_trusted(authority: trustme.CA, secure: Secure, tmp_path: Path) -> None:
    """With the authority named, the server is read over TLS."""
    zimbra = secure("127.0.0.1")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    own = settings(zimbra, ca_file=tmp_path / "ca.pem")
    assert own.encrypted
    target = ZimbraTarget(own, codec())
    assert len(target.read().directory) == 0
    assert [one.text.en for one in target.check() if not one.ok] == []
    target.close()


@pytest.mark.parametrize(
    ("name", "trusted"),
    [("127.0.0.1", False), ("mail.khac.vn", True)],
    ids=["unknown authority", "wrong name"],
)
def test_a_bad_certificate_gets_no_password(
    authority: trustme.CA,
    secure: Secure,
    tmp_path: Path,
    name: str,
    trusted: bool,  # noqa: FBT001 - a case
) -> None:
    """Nothing is sent to a server that cannot show who it is; the advice says what to look at."""
    zimbra = secure(name)
    (authority if trusted else trustme.CA()).cert_pem.write_to_path(tmp_path / "ca.pem")
    target = ZimbraTarget(settings(zimbra, ca_file=tmp_path / "ca.pem"), codec())
    with pytest.raises(TargetRejected) as caught:
        target.read()
    target.close()
    assert "ca_file" in caught.value.advice.en
    assert len(zimbra.requests) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "http://mail.tinh.vn:7071/service/admin/soap/"},
        {"url": "ldaps://mail.tinh.vn"},
        {"url": "https://admin:mat-khau@mail.tinh.vn/"},
        {"admin": ""},
        {"domains": ()},
        {"domains": ("Tinh.VN",)},
        {"cos": {"list": "x"}},
        {"batch": 0},
        {"read_timeout": 0},
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_refused(changed: dict[str, Any]) -> None:
    """Above all, no password goes to another machine in clear text unless somebody said so."""
    plain: dict[str, Any] = {
        "url": "https://mail.tinh.vn:7071/service/admin/soap/",
        "admin": "a@tinh.vn",
        "password": lambda: "x",
        "domains": ("tinh.vn",),
    }
    ZimbraSettings(**plain)
    with pytest.raises(SettingsError):
        ZimbraSettings(**plain | changed)


def test_a_password_shows_in_no_text(caplog: pytest.LogCaptureFixture) -> None:
    """Neither settings, nor requests, nor errors, nor the logs of libraries show a password or a name."""
    caplog.set_level(0)
    secret, name = "bi-mat-khong-in-ra", "Nguyễn Thị Không In Ra"
    given = NewPassword("", secret, lambda: "")
    with simulated() as zimbra:
        own = settings(zimbra, password=lambda: secret)
        target = ZimbraTarget(own, codec(), password=lambda _key: given)
        with pytest.raises(TargetRejected) as caught:
            target.read()
        target.close()
        good = ZimbraTarget(settings(zimbra), codec(), password=lambda _key: given)
        zimbra.fault(HttpError(502), on="CreateAccountRequest")
        said = [str(one.detail) for one in good.apply([create(person(name=name))])]
        good.close()
    everything = (
        repr(given) + repr(own) + str(caught.value) + repr(caught.value) + "".join(said) + caplog.text
    )
    assert secret not in everything
    assert name not in everything
