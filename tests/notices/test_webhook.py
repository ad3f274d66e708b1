"""The webhook on real HTTP: what an answer means for the news."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from connector.errors import TargetError, TargetRejected, TargetUnreachable
from connector.model.letter import Letter
from connector.post.webhook import WebhookPost
from tests.support.postoffice import free_port

LETTER = Letter(
    id="a1",
    to="webhook",
    subject="",
    text="",
    html="",
    made=datetime.fromisoformat("2026-03-02T01:40:00+07:00"),
    events=("held:a1",),
)


@contextmanager
def answering(status: int) -> Iterator[str]:
    """Give the URL of a program that answers everything with one status."""

    class Program(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Program) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def sent(url: str) -> type[TargetError] | None:
    """Send the letter; return what that raises."""
    way = WebhookPost(url, None, None, timeout=5)
    try:
        way.send(LETTER)
    except TargetError as error:
        return type(error)
    finally:
        way.close()
    return None


@pytest.mark.parametrize(
    ("status", "then"),
    [
        (204, None),
        *((status, TargetUnreachable) for status in (401, 403, 404, 429, 500, 503)),
        *((status, TargetRejected) for status in (301, 400, 410, 422)),
    ],
)
def test_only_an_answer_that_stays_no_gives_the_news_up(status: int, then: type[TargetError] | None) -> None:
    """A wrong key, a moved program and a busy one are tried again; what it will never take is not."""
    with answering(status) as url:
        assert sent(url) is then


def test_nobody_there_is_tried_again() -> None:
    """A program that is not running is no refusal."""
    assert sent(f"http://127.0.0.1:{free_port()}/") is TargetUnreachable
