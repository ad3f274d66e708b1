"""`tell_supervisor`: what systemd wants to hear (sd_notify(3)), where it asked for it."""

import os
import socket


def tell_supervisor(words: str) -> None:
    """Send "READY=1", "STOPPING=1" or "STATUS=…" to whoever started this process; to nobody where nobody asked."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.sendto(words.encode(), address)
    except OSError:
        return  # a supervisor that does not listen is no reason to stop
