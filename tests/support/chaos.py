"""`Chaos`: a TCP proxy that loses exactly one request or one answer, when told to."""

import socket
import threading
from contextlib import suppress
from enum import Enum, auto
from types import TracebackType
from typing import Self


class Mishap(Enum):
    """What happens to the next message, once."""

    NONE = auto()
    REQUEST_LOST = auto()
    """The connection ends before the server sees the request."""
    HALF_REQUEST = auto()
    """…after half of it."""
    REPLY_LOST = auto()
    """The server does what it was asked; the connection ends before its answer arrives."""
    REPLY_SWALLOWED = auto()
    """As above, and the connection stays open: nothing ever comes."""


class Chaos:
    """Listens on 127.0.0.1 in front of another port; a context manager."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.mishap = Mishap.NONE
        self.seen = bytearray()
        """All that clients sent."""
        self._open: list[socket.socket] = []

    @property
    def uri(self) -> str:
        """Return where to connect."""
        return f"ldap://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        _end(*self._open)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [client, server]
                for work in (self._requests, self._replies):
                    threading.Thread(target=work, args=(client, server), daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := client.recv(65536):
                self.seen += chunk
                if self.mishap in (Mishap.REQUEST_LOST, Mishap.HALF_REQUEST):
                    if self.mishap is Mishap.HALF_REQUEST:
                        server.sendall(chunk[: len(chunk) // 2])
                    self.mishap = Mishap.NONE
                    break
                server.sendall(chunk)
        _end(client, server)

    def _replies(self, client: socket.socket, server: socket.socket) -> None:
        swallowing = False
        with suppress(OSError):
            while chunk := server.recv(65536):
                if self.mishap is Mishap.REPLY_LOST:
                    self.mishap = Mishap.NONE
                    break
                if self.mishap is Mishap.REPLY_SWALLOWED:
                    self.mishap = Mishap.NONE
                    swallowing = True
                if not swallowing:
                    client.sendall(chunk)
        _end(client, server)


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        # close() alone sends nothing while another thread still reads.
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
