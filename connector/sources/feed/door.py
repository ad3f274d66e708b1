"""`Door`: one request and its whole answer, or a `Trouble`; verified, bounded in size and in time.

No redirects, no proxies from the environment, no cookies that matter, and no other host than those of the
settings. The deadline bounds every single socket operation: a server that drips one byte at a time keeps
every timeout of an HTTP library and would never end.
"""

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpcore
import httpx

from connector import __version__
from connector.errors import foreign
from connector.sources.feed.limits import FeedLimits
from connector.sources.feed.settings import FeedSettings, origin
from connector.sources.feed.troubles import ASK_OWNER, CHECK_SETTINGS, LATER, Trouble, malformed
from connector.text import Text

_GZIP = 16 + zlib.MAX_WBITS
Ticks = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the body is decompressed."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class Door:
    """A connection to the hosts of the settings. `ticks` is a monotonic clock in seconds.

    The deadline begins when the door is opened; use it as a context.
    """

    def __init__(self, settings: FeedSettings, limits: FeedLimits, ticks: Ticks) -> None:
        self._settings = settings
        self._limits = limits
        self._ticks = ticks
        self._end = ticks() + limits.deadline
        self._bytes_left = limits.total_bytes
        pool = httpcore.ConnectionPool(
            ssl_context=settings.tls(), max_connections=1, network_backend=_Hasty(self.left)
        )
        self._client = httpx.Client(
            transport=_Transport(pool),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.silence, connect=limits.connect),
            headers={"User-Agent": f"connector/{__version__}", "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def left(self) -> float:
        """Return the seconds until the deadline."""
        return self._end - self._ticks()

    def ask(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Answer:
        """Send GET, or POST of a form. Raises `Trouble`, also where the host is not one of the settings."""
        where = shown(url)
        self._refuse_stranger(url, where)
        if self.left() <= 0:
            raise too_slow(where)
        try:
            with self._client.stream(
                "GET" if form is None else "POST", url, headers=dict(headers), data=form
            ) as response:
                return Answer(
                    response.status_code,
                    {name.lower(): value for name, value in response.headers.items()},
                    self._body(response, where),
                )
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise too_slow(where) from error
        except (httpx.HTTPError, httpx.InvalidURL, *_CORE) as error:
            raise _translated(error, where) from error

    def _refuse_stranger(self, url: str, where: str) -> None:
        try:
            known = origin(url) in self._settings.origins
        except ValueError:
            known = False
        if not known:
            raise malformed(
                where,
                "Nguồn dữ liệu chỉ sang một máy chủ khác; không đi theo.",
                "The feed points at another host; it was not followed.",
            )

    def _body(self, response: httpx.Response, where: str) -> bytes:
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", ""):
            raise malformed(where, f"Không hiểu kiểu nén «{coding}».", f"Unknown compression “{coding}”.")
        most = min(self._limits.answer_bytes, self._bytes_left)
        pieces = response.iter_raw()
        body = b"".join(
            self._within(_unpacked(pieces, most, where) if coding == "gzip" else pieces, most, where)
        )
        self._bytes_left -= len(body)
        return body

    def _within(self, pieces: Iterable[bytes], most: int, where: str) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise _too_big(where)
            if self.left() <= 0:
                raise too_slow(where)
            yield piece


def shown(url: str) -> str:
    """Return a URL as messages may show it: without its query, which may hold a cursor or a token."""
    return url.partition("?")[0]


def too_slow(where: str) -> Trouble:
    """Return the refusal of a server that does not answer in time."""
    return Trouble(
        Text(vi="Máy chủ nguồn không trả lời kịp thời.", en="The feed did not answer in time."),
        where=where,
        advice=LATER,
        again=True,
    )


def _too_big(where: str) -> Trouble:
    return malformed(where, "Câu trả lời quá lớn nên đã dừng.", "The answer is too big; reading was stopped.")


def _unpacked(pieces: Iterable[bytes], most: int, where: str) -> Iterator[bytes]:
    """Yield what gzip packed, never more than `most` bytes and a little, whatever one piece grows to."""
    engine = zlib.decompressobj(_GZIP)
    size = 0
    try:
        for piece in pieces:
            grown = engine.decompress(piece, most - size + 1)
            size += len(grown)
            if size > most or engine.unused_data:
                raise _too_big(where)
            yield grown
    except zlib.error as error:
        raise malformed(where, "Câu trả lời nén bị hỏng.", "The compressed answer is damaged.") from error
    if not engine.eof:
        raise malformed(where, "Câu trả lời nén bị cắt cụt.", "The compressed answer was cut short.")


_CORE = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
)


def _translated(error: Exception, where: str) -> Trouble:
    if (fault := _certificate(error)) is not None:
        return Trouble(
            Text(
                vi=f"Chứng thư TLS của máy chủ nguồn không tin được ({fault.reason}).",
                en=f"The feed's TLS certificate cannot be trusted ({fault.reason}).",
            ),
            where=where,
            advice=CHECK_SETTINGS,
        )
    if isinstance(error, httpcore.ConnectError | httpx.ConnectError):
        said = foreign(error)
        what = Text(vi=f"Không nối được máy chủ nguồn {said.vi}.", en=f"No connection to the feed {said.en}.")
    else:
        kind = type(error).__name__
        what = Text(
            vi=f"Câu trả lời bị đứt giữa chừng hoặc sai giao thức ({kind}).",
            en=f"The answer broke off or breaks the protocol ({kind}).",
        )
    return Trouble(what, where=where, advice=ASK_OWNER, again=True)


def _certificate(error: BaseException | None) -> ssl.SSLError | None:
    """Return the fault of TLS behind an exception, if there is one."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None


class _Transport(httpx.BaseTransport):
    """httpx over a pool of our own: httpx has no other way to reach the sockets."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Hasty(httpcore.NetworkBackend):
    """Sockets whose every operation ends at the deadline."""

    def __init__(self, left: Callable[[], float]) -> None:
        self._left = left
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        real = self._real.connect_tcp(host, port, _least(timeout, self._left), local_address, socket_options)
        return _HastyStream(real, self._left)


class _HastyStream(httpcore.NetworkStream):
    def __init__(self, real: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._real = real
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._real.read(max_bytes, _least(timeout, self._left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._real.write(buffer, _least(timeout, self._left))

    def close(self) -> None:
        self._real.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        real = self._real.start_tls(ssl_context, server_hostname, _least(timeout, self._left))
        return _HastyStream(real, self._left)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  as inherited
        return self._real.get_extra_info(info)


def _least(timeout: float | None, left: Callable[[], float]) -> float:
    remaining = left()
    if remaining <= 0:
        raise httpcore.ReadTimeout
    return remaining if timeout is None else min(timeout, remaining)
