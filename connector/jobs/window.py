"""`Window`: /metrics and /health on 127.0.0.1, answered by threads of their own while the loop is at work."""

import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from connector.errors import ConnectorError, SettingsError, foreign
from connector.jobs.metrics import CONTENT_TYPE, metrics
from connector.render.status import finding_data
from connector.standing import Standing, health, sound
from connector.text import Text

LOOPBACK = "127.0.0.1"
_PATIENCE = 10.0
"""Seconds that a client may be silent."""


class Window:
    """An HTTP server that tells how it stands; a context."""

    def __init__(self, port: int, standing: Callable[[], Standing]) -> None:
        try:
            self._server = ThreadingHTTPServer((LOOPBACK, port), _handler(standing))
        except OSError as error:
            words = foreign(error)
            raise SettingsError(
                Text(
                    vi=f"không mở được cổng {port} {words.vi}", en=f"port {port} cannot be opened {words.en}"
                ),
                where="monitor.port",
                advice=Text(vi="Chọn cổng khác, hoặc 0 để tắt.", en="Choose another one, or 0 for none."),
            ) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="window", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(standing: Callable[[], Standing]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE
        server_version = "connector"
        sys_version = ""

        def do_GET(self) -> None:
            if self.path not in {"/metrics", "/health"}:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"/metrics, /health\n")
                return
            try:
                now = standing()
            except ConnectorError as error:
                self._health([{"ok": False, "text": {"vi": error.text.vi, "en": error.text.en}}], good=False)
                return
            if self.path == "/metrics":
                self._answer(HTTPStatus.OK, CONTENT_TYPE, metrics(now))
            else:
                found = health(now)
                self._health([finding_data(finding) for finding in found], good=sound(found))

        def _health(self, findings: list[object], *, good: bool) -> None:
            body = json.dumps({"sound": good, "findings": findings}, ensure_ascii=False, indent=2).encode()
            status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(status, "application/json; charset=utf-8", body + b"\n")

        def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: who scrapes is no event."""

    return Handler
