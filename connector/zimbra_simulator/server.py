"""`SoapServer`: HTTP(S) on loopback in front of an `Engine`: connections, chunks, cookies, filters, the log."""

import http.cookies
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import urlsplit

from connector.zimbra_simulator import envelope
from connector.zimbra_simulator.engine import Course, Engine
from connector.zimbra_simulator.faults import ERROR_PAGE, Drop, HttpError
from connector.zimbra_simulator.message import Message
from connector.zimbra_simulator.refusals import Code, Refusal
from connector.zimbra_simulator.request_log import Logged, RequestLog
from connector.zimbra_simulator.throttle import Throttle

ADMIN_PATH = "/service/admin/soap"
USER_PATH = "/service/soap"
COOKIE = "ZM_ADMIN_AUTH_TOKEN"
CHUNK = 64 * 1024
IDLE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """What went back for one POST."""

    status: int | None
    size: int = 0
    codes: tuple[str, ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in one POST."""

    raw: bytes
    names: tuple[str, ...]


class SoapServer(ThreadingHTTPServer):
    """One thread a connection; stops with the program."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, engine: Engine, log: RequestLog, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", port), Connection)
        self.engine = engine
        self.log = log
        settings = engine.host.settings
        self.throttle = Throttle(
            settings.requests_per_second, settings.throttled_status, settings.failed_logins
        )
        self.ticks: Callable[[], float] = time.monotonic
        self.crashes: list[BaseException] = []
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002  # as inherited
        """Keep what is a fault of the simulator; clients that hang up are none."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.crashes.append(error)


class Connection(BaseHTTPRequestHandler):
    """One client's connection."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = CHUNK
    asked: Asked | None = None

    @property
    def front(self) -> SoapServer:
        """The server this connection belongs to."""
        return cast("SoapServer", self.server)

    @property
    def peer(self) -> str:
        """The client's host and port."""
        return f"{self.client_address[0]}:{self.client_address[1]}"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
        """Write nothing to stderr; `RequestLog` knows it all."""

    def finish(self) -> None:
        """Forget the connection."""
        self.front.throttle.forget(self.peer)
        try:
            super().finish()
        except OSError:
            self.close_connection = True  # the client was gone first

    def do_GET(self) -> None:
        """Refuse: the service is POST only."""
        self.page(405, ERROR_PAGE.format(status=405))

    def do_POST(self) -> None:
        """Answer one envelope, and log it."""
        length = self.headers.get("Content-Length")
        if length is None or not length.isdigit():
            self.close_connection = True
            self.page(411, ERROR_PAGE.format(status=411))
            return
        raw = self.rfile.read(int(length))
        parsed = self.parsed(raw)
        self.asked = Asked(raw, parsed.names if isinstance(parsed, envelope.Envelope) else ())
        try:
            if not self.turned_away(parsed):
                self.served(raw, parsed)
        except OSError:
            self.close_connection = True
            self.note(Sent(None))

    def note(self, sent: Sent) -> None:
        """Log a POST, once; done before its answer is complete, so that who has the answer finds it logged."""
        asked, self.asked = self.asked, None
        if asked is None:
            return
        keep = self.front.engine.host.settings.keep_bodies
        self.front.log.add(
            Logged(
                names=asked.names,
                status=sent.status,
                codes=sent.codes,
                received=len(asked.raw),
                sent=sent.size,
                connection=self.peer,
                user_agent=self.headers.get("User-Agent", ""),
                cookie="Cookie" in self.headers,
                request=asked.raw if keep else b"",
                reply=sent.body if keep else b"",
            )
        )

    def parsed(self, raw: bytes) -> envelope.Envelope | Refusal:
        """Return the envelope, or why there is none."""
        most = self.front.engine.host.settings.largest_request
        if len(raw) > most:
            return Refusal(Code.INVALID_REQUEST, f"request is larger than {most} bytes")
        try:
            return envelope.read(raw)
        except Refusal as refusal:
            return refusal

    def turned_away(self, parsed: envelope.Envelope | Refusal) -> bool:
        """Answer what never gets to the service, and tell whether that was so."""
        front = self.front
        status = front.throttle.refuses(self.key(), self.client_address[0], front.ticks())
        if urlsplit(self.path).path.rstrip("/") not in {ADMIN_PATH, USER_PATH}:
            status = 404
        elif status is None and self.foreign_referer():
            status = 403
        if status is not None:
            self.page(status, ERROR_PAGE.format(status=status))
            return True
        return self.scripted(parsed)

    def scripted(self, parsed: envelope.Envelope | Refusal) -> bool:
        """Let happen what was scripted for the wire, and tell whether something was."""
        body = parsed.body if isinstance(parsed, envelope.Envelope) else Message("")
        names = parsed.names if isinstance(parsed, envelope.Envelope) else ()
        effect = self.front.engine.host.faults.on_wire(names, body.words())
        if isinstance(effect, Drop):
            self.hang_up(Sent(None))
        elif isinstance(effect, HttpError):
            self.page(effect.status, effect.page.replace("{status}", str(effect.status)), effect.retry_after)
        return effect is not None

    def key(self) -> str:
        """Return what the DoS filter counts by: the account of a cookie, else the connection."""
        known = self.front.engine.host.tokens.find(self.cookie() or "")
        return known.account if known else self.peer

    def cookie(self) -> str | None:
        """Return the token in the cookie."""
        jar = http.cookies.SimpleCookie(self.headers.get("Cookie", ""))
        return jar[COOKIE].value if COOKIE in jar else None

    def foreign_referer(self) -> bool:
        """Tell whether a Referer names another host (CsrfFilter)."""
        referer = self.headers.get("Referer")
        if referer is None:
            return False
        ours = {self.headers.get("Host", "").partition(":")[0], self.front.engine.host.settings.hostname}
        return urlsplit(referer).hostname not in ours

    def served(self, raw: bytes, parsed: envelope.Envelope | Refusal) -> None:
        """Answer by the engine."""
        engine = self.front.engine
        if isinstance(parsed, Refusal):
            course = engine.refused(parsed, envelope.form_of(raw))
        else:
            course = engine.answer(parsed, self.cookie())
        for _ in range(course.codes.count(Code.AUTH_FAILED)):
            self.front.throttle.login_failed(self.client_address[0], self.front.ticks())
        if course.lost:
            self.hang_up(Sent(None, codes=tuple(course.codes)))
        else:
            self.reply(course)

    def reply(self, course: Course) -> None:
        """Send a reply in chunks, as it is made."""
        self.send_reply_headers(course)
        keep = self.front.engine.host.settings.keep_bodies
        size, kept, codes = 0, bytearray(), tuple(course.codes)
        for chunk in chunks(course.reply.pieces()):
            if course.cut is not None and size + len(chunk) > course.cut:
                part = chunk[: course.cut - size]
                self.wfile.write(b"%x\r\n%b" % (len(chunk), part))
                self.hang_up(Sent(course.reply.status, course.cut, codes, bytes(kept) + part))
                return
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            size += len(chunk)
            if keep:
                kept += chunk
        self.note(Sent(course.reply.status, size, codes, bytes(kept)))
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def send_reply_headers(self, course: Course) -> None:
        """Send what stands before a SOAP reply."""
        self.send_response(course.reply.status)
        self.send_header("Content-Type", course.reply.form.value)
        self.send_header("Cache-Control", "no-store, no-cache")
        if course.reply.body.name == "AuthResponse":
            self.send_header("Set-Cookie", f"{COOKIE}={token_of(course)};Path=/;HttpOnly")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def page(self, status: int, text: str, retry_after: int | None = None) -> None:
        """Send an HTML page."""
        body = text.encode()
        self.note(Sent(status, len(body), body=body))
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def hang_up(self, sent: Sent) -> None:
        """Close the connection as it is."""
        self.note(sent)
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def token_of(course: Course) -> str:
    """Return the token in an AuthResponse."""
    found = (each.content for each in course.reply.body.content if not isinstance(each, str))
    tokens = [content for content in found if isinstance(content, str) and content.startswith("0_")]
    return tokens[0] if tokens else ""


def chunks(pieces: Iterator[str]) -> Iterator[bytes]:
    """Gather the pieces of a reply into chunks."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()
