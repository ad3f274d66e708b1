"""`ZimbraSimulator`: the pretended server as a context manager.

::

    with ZimbraSimulator() as zimbra:
        zimbra.faults.add(LostReply(), on="CreateAccountRequest")
        provision(zimbra.url, zimbra.admin, zimbra.password)
        assert zimbra.state.owner("an@example.vn")
        assert zimbra.requests.count("CreateAccountRequest") == 1
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from connector.zimbra_simulator import gal
from connector.zimbra_simulator.engine import Engine
from connector.zimbra_simulator.entries import State
from connector.zimbra_simulator.faults import ANY, Effect, Faults
from connector.zimbra_simulator.mailhost import Mailhost, Settings
from connector.zimbra_simulator.request_log import RequestLog
from connector.zimbra_simulator.server import ADMIN_PATH, SoapServer


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the server shows over TLS: PEM files."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Return the server's side of TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class ZimbraSimulator:
    """Listens on 127.0.0.1 from `with` to its end; a port of 0 takes any free one.

    `now` gives times with a zone; `host.sleep` and `server.ticks` can be replaced as well. Leaving the block
    raises whatever went wrong in the simulator itself.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        port: int = 0,
        certificate: Certificate | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.host = Mailhost(settings or Settings(), now)
        self.requests = RequestLog()
        tls = certificate.context() if certificate else None
        self.server = SoapServer(port, Engine(self.host), self.requests, tls)
        self._scheme = "https" if certificate else "http"
        self._thread = Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where to POST admin requests."""
        return f"{self._scheme}://127.0.0.1:{self.server.server_port}{ADMIN_PATH}/"

    @property
    def admin(self) -> str:
        """The admin's address."""
        return self.host.settings.admin

    @property
    def password(self) -> str:
        """The admin's password."""
        return self.host.settings.password

    @property
    def state(self) -> State:
        """The directory, to look at and to prepare."""
        return self.host.state

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.host.faults

    def fault(self, effect: Effect, *, on: str = ANY, about: str = "", skip: int = 0, times: int = 1) -> None:
        """Let something go wrong; see `Faults.add`."""
        self.faults.add(effect, on=on, about=about, skip=skip, times=times)

    def expire_tokens(self) -> None:
        """End every login now."""
        self.host.tokens.expire_all(self.host.now())

    def poll_gal(self) -> None:
        """Let the GAL sync accounts see what has changed."""
        gal.poll(self.host)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()
        if self.server.crashes and error is None:
            raise self.server.crashes[0]
