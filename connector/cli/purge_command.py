"""`connector purge`: what was kept long enough, and its removal."""

import click

from connector.cli.screen import NOTHING_TO_DO, PENDING, Session, words


@click.command(
    "purge",
    help=words(
        vi="Nêu những gì đã quá thời hạn lưu trong [retention]: tệp nhân sự đã nhận hay tạm giữ, câu trả lời, nhật"
        " ký, chi tiết các lần chạy cũ. Chỉ xóa khi có --yes; lịch `purge` tự xóa. Địa chỉ và quyết định không bao"
        " giờ bị xóa.\n\nMã thoát: 0 không có gì, hoặc đã xóa; 2 có thứ quá hạn.",
        en="Names what has been kept as long as [retention] says: HR's files, answers, logs, details of old runs."
        " Removes it only with --yes; the schedule `purge` does so by itself. Addresses and decisions are never"
        " removed.\n\nExit codes: 0 nothing, or removed; 2 something is overdue.",
    ),
)
@click.option("--yes", is_flag=True, help=words(vi="Xóa.", en="Remove it."))
@click.pass_obj
def command(session: Session, *, yes: bool) -> int:
    """Look, and remove where that is asked for."""
    from connector.jobs.purge import overdue, remove
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import open_ledger_of

    settings, now = session.settings, SystemClock().now()
    with open_ledger_of(settings) as ledger:
        found = overdue(settings, ledger, now)
        for files in found.files.values():
            for file in files:
                click.echo(str(file))
        session.say(
            vi=f"{found.number} tệp, {found.changes} thay đổi cũ trong sổ nhớ đã quá thời hạn lưu.",
            en=f"{found.number} files and {found.changes} old changes in the ledger are overdue.",
        )
        if not (found.number or found.changes):
            return NOTHING_TO_DO
        if not yes:
            session.say(vi="Chưa xóa gì. Xóa: thêm --yes.", en="Nothing was removed. To do so, add --yes.")
            return PENDING
        with session.lease():
            done = remove(settings, ledger, found, now)
    click.echo(done.words.say(session.language))
    return NOTHING_TO_DO
