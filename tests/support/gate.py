"""`Gate`: a TCP door in front of a directory server that shuts after so many writes, to kill whoever is writing."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

WRITES = frozenset({0x66, 0x68, 0x6C})
"""First bytes of ModifyRequest, AddRequest and ModifyDNRequest (RFC 4511, 4.6 to 4.9)."""
LONG_LENGTH = 0x80


class Gate:
    """Listens on 127.0.0.1 in front of another port; a context manager. Whoever finds the server gone is hung up on."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._left: int | None = None
        self._lock = threading.Lock()
        self.shut = threading.Event()
        """Set once the last write that may pass has passed and another one wants to."""

    @property
    def uri(self) -> str:
        """Return where to connect."""
        return f"ldap://127.0.0.1:{self.port}"

    def shut_after(self, writes: int) -> None:
        """Let so many writes pass, and then nothing that comes after them on the same connection."""
        self._left = writes
        self.shut.clear()

    def open(self) -> None:
        """Let everything pass that comes from now on."""
        self._left = None

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self._to))
                except OSError:
                    client.close()
                    continue
                for work in (self._requests, self._replies):
                    threading.Thread(target=work, args=(client, server), daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        pending = b""
        with suppress(OSError):
            while chunk := client.recv(65536):
                pending += chunk
                while (size := _whole(pending)) is not None:
                    message, pending = pending[:size], pending[size:]
                    if self._passes(message):
                        server.sendall(message)
                        continue
                    while client.recv(65536):
                        pass  # what is asked now is never answered
                    pending = b""
        _end(client, server)

    def _passes(self, message: bytes) -> bool:
        if self._left is None or _operation(message) not in WRITES:
            return True
        with self._lock:
            if self._left:
                self._left -= 1
                return True
        self.shut.set()
        return False

    def _replies(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := server.recv(65536):
                client.sendall(chunk)
        _end(client, server)


def _length(data: bytes, place: int) -> tuple[int, int] | None:
    """Return the length that stands at `place` (BER, definite form), and where its content begins."""
    if len(data) <= place:
        return None
    first = data[place]
    if first < LONG_LENGTH:
        return first, place + 1
    end = place + 1 + (first - LONG_LENGTH)
    return (int.from_bytes(data[place + 1 : end]), end) if len(data) >= end else None


def _whole(data: bytes) -> int | None:
    """Return the size of the first message; None where it has not arrived whole."""
    found = _length(data, 1)
    if found is None or len(data) < sum(found):
        return None
    return sum(found)


def _operation(message: bytes) -> int:
    """Return the first byte of what a message asks for: it stands after the message's number."""
    found = _length(message, 1)
    assert found is not None
    return message[found[1] + 2 + message[found[1] + 1]]


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
