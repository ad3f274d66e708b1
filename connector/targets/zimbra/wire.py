"""`Wire`: one HTTPS connection to the admin service: verified, paced, with deadlines, and nothing remembered.

No cookies (Zimbra's throttle would count by them, and its CSRF check would look each one up), no Referer (a
foreign one is answered 403), no redirects, no proxies from the environment, no compression.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from connector import __version__
from connector.errors import SettingsError, TargetRejected, foreign
from connector.targets.zimbra import codes
from connector.targets.zimbra.pace import Pace
from connector.targets.zimbra.settings import ZimbraSettings
from connector.text import Text

AGENT = "connector"
_LONGEST_PAUSE = 60.0
_PAUSE = 1.0
_CONNECT = 10.0
_BUSY = frozenset({429, 503})
_OK, _SOAP_FAULT = 200, 500


class Wire:
    """Connects when it is first used. `sleep` and `ticks` (a monotonic clock, seconds) come from outside."""

    def __init__(
        self,
        settings: ZimbraSettings,
        sleep: Callable[[float], None] = time.sleep,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._ticks = ticks
        self._client: httpx.Client | None = None
        self._trusted: ssl.SSLContext | None = None
        self._pace = Pace(settings.requests_per_second, ticks)
        self.where = httpx.URL(settings.url).copy_with(query=None).host

    @contextmanager
    def post(self, body: bytes, seconds: float) -> Iterator[Iterator[bytes]]:
        """Send `body`; give the answer's pieces as they arrive, all within `seconds`.

        Raises `TargetUnreachable` where there is no answer, half of one, or "not now"; `TargetRejected`
        where this is not Zimbra, or not the one it should be.
        """
        self._wait()
        deadline = self._ticks() + seconds
        try:
            patience = httpx.Timeout(seconds, connect=min(_CONNECT, seconds))
            with self._connected().stream(
                "POST", self._settings.url, content=body, timeout=patience
            ) as response:
                self._judge(response)
                yield self._pieces(response, deadline)
        except httpx.HTTPError as error:
            self.close()
            raise self._translated(error) from error
        except BaseException:
            # An answer that was not read to its end leaves the connection in the middle of something.
            self.close()
            raise

    def close(self) -> None:
        """End the connection; the next use makes a new one."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _pieces(self, response: httpx.Response, deadline: float) -> Iterator[bytes]:
        for piece in response.iter_raw():
            if self._ticks() > deadline:
                raise codes.lost(self.where, "timeout")
            yield piece

    def _judge(self, response: httpx.Response) -> None:
        status, kind = response.status_code, response.headers.get("content-type", "")
        if status in _BUSY:
            self._pace.refused(_pause(response.headers.get("retry-after", "")))
        else:
            self._pace.answered()
        if status not in (_OK, _SOAP_FAULT) or "xml" not in kind or "html" in kind:
            raise codes.http_error(status, self.where)

    def _wait(self) -> None:
        """Keep below the server's limit of requests in a second, and away while it said "not now"."""
        wait = self._pace.wait()
        if wait > 0:
            self._sleep(wait)
        self._pace.sent()

    def _connected(self) -> httpx.Client:
        if self._trusted is None:
            self._trusted = _trust(self._settings)
        if self._client is None:
            self._client = httpx.Client(
                verify=self._trusted,
                trust_env=False,
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                headers={
                    "Content-Type": "application/soap+xml; charset=utf-8",
                    "Accept": "text/xml, application/soap+xml",
                    "Accept-Encoding": "identity",
                    "User-Agent": f"{AGENT}/{__version__}",
                },
            )
        return self._client

    def _translated(self, error: httpx.HTTPError) -> Exception:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
            cause = cause.__cause__ or cause.__context__
        if cause is None:
            return codes.lost(self.where, type(error).__name__)
        return TargetRejected(
            Text(
                vi=f"Không tin được chứng thư của máy chủ Zimbra: {cause.verify_message}.",
                en=f"The certificate of the Zimbra server cannot be trusted: {cause.verify_message}.",
            ),
            where=self.where,
            advice=Text(
                vi="Hãy chỉ ra ca_file của đơn vị cấp chứng thư, và dùng đúng tên máy chủ trong url.",
                en="Name the ca_file of the authority, and use the server's own name in url.",
            ),
        )


def _pause(retry_after: str) -> float:
    """Return how long to stay away: what the server says in seconds, within reason; else a second."""
    return min(_LONGEST_PAUSE, float(retry_after)) if retry_after.isdecimal() else _PAUSE


def _trust(settings: ZimbraSettings) -> ssl.SSLContext:
    if not settings.encrypted:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and is not asked
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        words = foreign(error)
        raise SettingsError(
            Text(vi=f"Không dùng được ca_file {words.vi}.", en=f"ca_file cannot be used {words.en}."),
            where=str(settings.ca_file),
        ) from error
