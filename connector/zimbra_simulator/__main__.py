"""`python -m connector.zimbra_simulator`: a pretended Zimbra to play with, until Ctrl-C."""

import argparse
import sys
import threading
from pathlib import Path

from connector.text import Text
from connector.zimbra_simulator.mailhost import Settings
from connector.zimbra_simulator.simulator import Certificate, ZimbraSimulator


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line."""
    reader = argparse.ArgumentParser(
        prog="python -m connector.zimbra_simulator",
        description="Máy chủ Zimbra giả lập để thử. · A simulated Zimbra admin service to try things on.",
    )
    reader.add_argument("--port", type=int, default=7071)
    reader.add_argument("--domain", action="append", default=[], help="mặc định · default: example.vn")
    reader.add_argument("--certificate", type=Path, help="PEM; cùng với · together with --key: HTTPS")
    reader.add_argument("--key", type=Path)
    return reader


def main() -> int:
    """Serve until interrupted."""
    options = parser().parse_args()
    domains = tuple(options.domain) or ("example.vn",)
    settings = Settings(domains=domains, admin=f"admin@{domains[0]}")
    both = options.certificate and options.key
    certificate = Certificate(options.certificate, options.key) if both else None
    with ZimbraSimulator(settings, port=options.port, certificate=certificate) as zimbra:
        said = Text(
            vi=f"Zimbra giả lập: {zimbra.url} · tài khoản {zimbra.admin} · mật khẩu {zimbra.password}",
            en=f"Simulated Zimbra: {zimbra.url} · account {zimbra.admin} · password {zimbra.password}",
        )
        sys.stdout.write(f"{said.vi}\n{said.en}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
