"""`python -m devtools.demo`: the demonstration. Exit code 0 only where every step did what was told."""

import argparse
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from connector.text import Language
from devtools.demo.acts import ORGANISATION, perform
from devtools.demo.places import File, Place, Server
from devtools.demo.stage import Stage, WentWrong
from devtools.slapd import PrivateSlapd, SlapdFailed, slapd_available


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, and say how it ended."""
    options = _parser().parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="connector-demo-"))
    stage = Stage.on(sys.stdout, folder, Language(options.lang), wait=options.wait and sys.stdin.isatty())
    started = time.monotonic()
    try:
        with _place(folder, without_server=options.ldif) as place:
            perform(stage, place)
            again = _how_to_go_on(folder, place)
    except WentWrong as wrong:
        stage.end(f"Không như đã nói: {wrong.what.vi}", f"Not as told: {wrong.what.en}", good=False)
        return 1
    except SlapdFailed as failure:
        stage.end(f"Máy chủ riêng gặp sự cố: {failure}", f"The private server failed: {failure}", good=False)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    seconds = round(time.monotonic() - started)
    stage.end(
        f"Hết: mọi điều vừa kể đều đã được kiểm chứng, trong {seconds} giây.",
        f"The end: all that was told was also checked, in {seconds} s.",
        good=True,
    )
    if options.keep:
        stage.tell(f"Thư mục còn lại: {folder}. Xem tiếp:", f"The folder is kept: {folder}. To go on:")
        stage.show(again)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./scripts/demo",
        description="Trình diễn hai tháng của một tỉnh giả định. / Two months of an invented province.",
    )
    parser.add_argument(
        "--lang",
        choices=[language.value for language in Language],
        default="en" if os.environ.get("CONNECTOR_LANG") == "en" else "vi",
        help="ngôn ngữ / language",
    )
    parser.add_argument("--wait", action="store_true", help="dừng trước mỗi hồi / stop before each act")
    parser.add_argument("--keep", action="store_true", help="giữ lại thư mục / keep the folder")
    parser.add_argument("--ldif", action="store_true", help="không dùng máy chủ / no server, one LDIF file")
    return parser


@contextmanager
def _place(folder: Path, *, without_server: bool) -> Iterator[Place]:
    if without_server or not slapd_available():
        yield File(folder / "danh-ba.ldif", without_server)
        return
    with PrivateSlapd(folder / "slapd", owners=(ORGANISATION,)) as slapd:
        yield Server(slapd)


def _how_to_go_on(folder: Path, place: Place) -> Sequence[str]:
    """Return the commands with which a person can look around, from the root of this checkout."""
    connector = shlex.join(["connector", "--config", str(folder / "connector.toml"), "runs"])
    commands = [f"  .venv/bin/{connector}"]
    if isinstance(place, Server):
        port = str(place.slapd.port)
        server = ["-m", "devtools.slapd", "--folder", str(place.slapd.folder), "--port", port]
        commands.insert(0, f"  .venv/bin/python {shlex.join(server)} &")
    return commands


if __name__ == "__main__":
    sys.exit(main())
