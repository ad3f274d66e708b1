"""`connector feed-server`: an example HR feed on this machine, to see `source.kind = "feed"` at work."""

import threading
from pathlib import Path

import click

from connector.cli.screen import Session, words


@click.command(
    "feed-server",
    help=words(
        vi="Chạy một nguồn dữ liệu nhân sự mẫu trên chính máy này (127.0.0.1), lấy từ một tệp Excel. "
        "Tệp thay đổi thì nguồn thay đổi theo. Chỉ để thử, dừng bằng Ctrl-C.",
        en="Serve an example HR feed on this machine (127.0.0.1) from a workbook. When the workbook "
        "changes, so does the feed. For trials only; stop it with Ctrl-C.",
    ),
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    required=True,
    help=words(vi="Tệp Excel danh sách nhân sự.", en="The workbook of people and units."),
)
@click.option(
    "--port",
    default=8765,
    show_default=True,
    help=words(vi="Cổng; 0: cổng trống.", en="Port; 0: a free one."),
)
@click.option(
    "--dialect",
    type=click.Choice(["ours", "scim"]),
    default="ours",
    show_default=True,
    help=words(vi="Khuôn dạng: của connector, hoặc SCIM 2.0.", en="Our own contract, or SCIM 2.0."),
)
@click.pass_obj
def command(session: Session, roster: Path, port: int, dialect: str) -> int:
    """Serve until interrupted."""
    from connector.feed_server.content import Dialect, content_of
    from connector.feed_server.server import FeedServer
    from connector.wiring.hr import WatchedWorkbook

    workbook = WatchedWorkbook(roster)
    with FeedServer(lambda: content_of(workbook.roster(), Dialect(dialect)), port) as server:
        people = len(workbook.roster().people)
        mapping = "noi-vu" if dialect == "ours" else "scim"
        session.say(
            vi=f"Nguồn mẫu: {server.url} ({people} người). Trong connector.toml:",
            en=f"Example feed: {server.url} ({people} people). In connector.toml:",
        )
        click.echo(f'\n[source]\nkind = "feed"\nurl = "{server.url}"\ndialect = "{mapping}"\n')
        threading.Event().wait()
    return 0
