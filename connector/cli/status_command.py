"""`connector status`: how everything stands, on one screen."""

import click

from connector.cli.screen import NOTHING_TO_DO, Session, as_json, words


@click.command(
    "status",
    help=words(
        vi="Mọi việc thế nào, trên một màn hình: lần chạy gần nhất, kỳ tới, việc chờ duyệt, câu hỏi, thời hạn,"
        " khác biệt, thư mục nhận tệp, sao lưu. Chỉ đọc sổ nhớ, không hỏi máy chủ.",
        en="How everything stands, on one screen: latest run, what is due, held, asked, time limits, drift, the"
        " folder, backups. Reads the ledger only; no server is asked.",
    ),
)
@as_json
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Look and show."""
    from connector.cli.bench import standing_of
    from connector.render.status import print_status, status_data

    standing = standing_of(session)
    if as_json:
        from connector.cli.screen import print_json

        print_json(status_data(standing))
    else:
        print_status(standing, session.console(), session.language)
    return NOTHING_TO_DO
