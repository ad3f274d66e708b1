"""`connector backup`: a copy of the ledger and of what was configured."""

from pathlib import Path

import click

from connector.cli.screen import NOTHING_TO_DO, Session, words


@click.command(
    "backup",
    help=words(
        vi="Sao lưu sổ nhớ (dù đang có ai ghi) cùng connector.toml và các tệp cấu hình nó nêu. Mật khẩu không nằm"
        " trong đó. Lịch `backup` làm việc này mỗi đêm và bỏ các bản cũ.",
        en="Backs up the ledger (also while somebody writes) with connector.toml and the files it names; no secret"
        " is in it. The schedule `backup` does this every night and removes old ones.",
    ),
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=words(vi="Thư mục khác với cấu hình.", en="Another folder than the settings say."),
)
@click.pass_obj
def command(session: Session, folder: Path | None) -> int:
    """Write one backup."""
    from connector.jobs.backup import make_backup
    from connector.wiring.clock import SystemClock

    made = make_backup(session.settings, SystemClock(), folder)
    click.echo(str(made.file))
    return NOTHING_TO_DO
