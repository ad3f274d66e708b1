"""A feed that misbehaves as it is told, on loopback with real sockets, and a source that reads it."""

import gzip
import itertools
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from connector.shipped import shipped
from connector.sources.feed.limits import FeedLimits
from connector.sources.feed.mapping import FeedMapping, load_feed_mapping
from connector.sources.feed.settings import FeedSettings
from connector.sources.feed.source import FeedSource
from connector.sources.feed.visitor import World
from connector.sources.identity import CitizenKeys

PEOPLE: Sequence[Mapping[str, object]] = (
    {"id": "h1", "ma_can_bo": "C1", "ho_ten": "Lê Đức Phương", "ma_don_vi": "VPS", "trang_thai": "nghỉ hưu"},
    {"id": "h2", "ma_can_bo": "C2", "ho_ten": "Nguyễn Thị Ánh", "ma_don_vi": "SNV"},
)
UNITS: Sequence[Mapping[str, object]] = (
    {"id": "u1", "ma_don_vi": "SNV", "ten_don_vi": "Sở Nội vụ"},
    {"id": "u2", "ma_don_vi": "VPS", "ten_don_vi": "Văn phòng Sở", "ma_cap_tren": "SNV"},
)
QUICK = FeedLimits(deadline=4.0, connect=1.0, silence=1.0, attempts=3)


def mapping(name: str = "noi-vu") -> FeedMapping:
    """Return a shipped mapping."""
    return load_feed_mapping(shipped("mappings", "feeds", f"{name}.toml"))


def envelope(records: Sequence[Mapping[str, object]], **more: object) -> bytes:
    """Return one answer of our own contract."""
    document = {"format": "noi-vu-feed/1", "total": len(records), "items": list(records), "next": None}
    return json.dumps(document | more, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Request:
    """What came in."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


Pieces = Iterator[bytes]
Behaviour = Callable[[Request], Pieces | bytes]


def answer(body: bytes = b"", status: int = 200, kind: str = "application/json", **headers: str) -> bytes:
    """Return an HTTP answer; an underscore in the name of a header is a hyphen."""
    lines = {"Content-Type": kind, "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status} Said\r\n{head}Connection: close\r\n\r\n".encode() + body


def good(request: Request) -> bytes:
    """Answer as a feed should."""
    return answer(envelope(UNITS if "units" in request.target else PEOPLE))


def zipped(body: bytes) -> bytes:
    """Return an answer in gzip."""
    return answer(gzip.compress(body), Content_Encoding="gzip")


def dripping(data: bytes, pause: float) -> Pieces:
    """Yield single bytes, slowly."""
    for byte in data:
        time.sleep(pause)
        yield bytes([byte])


class Loopback:
    """A server of raw bytes: each connection is one request; `behave` says what comes back."""

    def __init__(self, behave: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.behave = behave
        self.requests: list[Request] = []
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self._socket.getsockname()[1]}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(10)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        request = _read(connection)
        self.requests.append(request)
        said = self.behave(request)
        for piece in (said,) if isinstance(said, bytes) else said:
            if self._ended.is_set():
                return
            connection.sendall(piece)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)


def _read(connection: socket.socket) -> Request:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise OSError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, target, _ = first.split(" ")
    return Request(method, target, headers, body)


@dataclass(slots=True)
class Moments:
    """A calendar that is moved by hand, and the pauses that were asked for; nobody really sleeps."""

    moment: datetime = field(
        default_factory=lambda: datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    )
    pauses: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.moment += timedelta(days=days)


def source(  # a test names what it varies
    url: str,
    folder: Path,
    moments: Moments | None = None,
    limits: FeedLimits = QUICK,
    agreement: FeedMapping | None = None,
    secret: bytes = b"",
    **settings: object,
) -> FeedSource:
    """Return a source that reads the feed at `url` and keeps its roster in `folder`."""
    world = moments or Moments()
    return FeedSource(
        FeedSettings(name="Nội vụ", url=url, **settings),  # type: ignore[arg-type]  # a test names what it varies
        agreement or mapping(),
        folder / "state" / "source.roster.gz",
        World(time.monotonic, world, world.pauses.append, lambda: 1.0),
        CitizenKeys(secret),
        limits,
    )


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Behave differently with each request; the last way stays."""
    turns = itertools.chain(behaviours[:-1], itertools.repeat(behaviours[-1]))

    def behave(request: Request) -> Pieces | bytes:
        return next(turns)(request)

    return behave


@contextmanager
def feed(behave: Behaviour = good) -> Iterator[Loopback]:
    """Serve for the length of a block."""
    with Loopback(behave) as server:
        yield server
