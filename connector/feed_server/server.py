"""`FeedServer`: an example feed over HTTP on 127.0.0.1, in pages, with ETag and gzip, perhaps behind a token."""

import gzip
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self, cast
from urllib.parse import parse_qs, urlsplit

from connector.feed_server.content import FORMAT, Content, Dialect, Record

HOST = "127.0.0.1"
PATHS: Mapping[str, str] = {
    "/people": "people",
    "/units": "units",
    "/scim/v2/Users": "people",
    "/scim/v2/Groups": "units",
}
_LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_PAGE = 200
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    etag: str = ""


class FeedServer:
    """Serves what `content` returns at the moment of each request; a context that ends the serving.

    `token`: what a client has to send as Bearer; empty: everybody on this machine is answered.
    """

    def __init__(
        self, content: Callable[[], Content], port: int = 0, token: str = "", page: int = _PAGE
    ) -> None:
        self._server = _Server(content, port, token, page)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1})

    @property
    def url(self) -> str:
        """The address to write into connector.toml."""
        scim = self._server.content().dialect is Dialect.SCIM
        return f"http://{HOST}:{self._server.server_address[1]}/{'scim/v2/' if scim else ''}"

    @property
    def requests(self) -> Sequence[str]:
        """What was asked for and answered, such as `200 /people?page=2`."""
        return tuple(self._server.log)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, content: Callable[[], Content], port: int, token: str, page: int) -> None:
        super().__init__((HOST, port), _Connection)
        self.content = content
        self.token = token
        self.page = page
        self.log: list[str] = []


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
        """Write nothing to stderr."""

    def do_GET(self) -> None:
        """Answer one page."""
        server = cast("_Server", self.server)
        sent = self._page(server)
        if sent.status == 200 and sent.etag == self.headers.get("If-None-Match"):  # noqa: PLR2004  OK
            sent = Sent(304, etag=sent.etag)
        server.log.append(f"{sent.status} {self.path}")
        body = sent.body
        self.send_response(sent.status)
        if sent.status != 304:  # noqa: PLR2004  a 304 has no content (RFC 9110, 15.4.5)
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", sent.kind)
            self.send_header("Content-Length", str(len(body)))
        if sent.etag:
            self.send_header("ETag", sent.etag)
        self.end_headers()
        if sent.status != 304:  # noqa: PLR2004  as above
            self.wfile.write(body)

    def _page(self, server: _Server) -> Sent:
        parts = urlsplit(self.path)
        role = PATHS.get(parts.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        given = self.headers.get("Authorization", "")
        if server.token and not hmac.compare_digest(given.encode(), f"Bearer {server.token}".encode()):
            return _said(401, {"error": "unauthorized"})
        content = server.content()
        if role is None or parts.path.startswith("/scim") is not (content.dialect is Dialect.SCIM):
            return _said(404, {"error": "not found"})
        records = content.people if role == "people" else content.units
        if content.dialect is Dialect.SCIM:
            return _said(200, _list_response(records, asked), "application/scim+json")
        return _said(200, _envelope(content, records, parts.path, asked, server.page))


def _envelope(
    content: Content, records: Sequence[Record], path: str, asked: Mapping[str, str], size: int
) -> Record:
    page = _number(asked.get("page", ""), 1)
    shown = records[(page - 1) * size : page * size]
    more = page * size < len(records)
    return {
        "format": FORMAT,
        **({"as_of": content.as_of} if content.as_of else {}),
        "total": len(records),
        "items": shown,
        "next": f"{path}?page={page + 1}" if more else None,
    }


def _list_response(records: Sequence[Record], asked: Mapping[str, str]) -> Record:
    """Return a ListResponse (RFC 7644, 3.4.2)."""
    start = max(1, _number(asked.get("startIndex", ""), 1))
    shown = records[start - 1 : start - 1 + min(_number(asked.get("count", ""), _PAGE), _MOST)]
    return {
        "schemas": [_LIST_RESPONSE],
        "totalResults": len(records),
        "startIndex": start,
        "itemsPerPage": len(shown),
        "Resources": shown,
    }


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else default  # noqa: PLR2004  digits


def _said(status: int, document: Record, kind: str = "application/json") -> Sent:
    body = json.dumps(document, ensure_ascii=False).encode()
    return Sent(status, body, kind, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
