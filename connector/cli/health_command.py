"""`connector health`: whether all is well, as an exit code."""

import click

from connector.cli.screen import NOTHING_TO_DO, Session, as_json, words


@click.command(
    "health",
    help=words(
        vi="Có bình thường không: có lần chạy thành công trong thời hạn báo động, không việc nào lỗi hay treo, kỳ"
        " nào cũng có người làm, sao lưu còn mới. Mã thoát: 0 bình thường; 1 không.",
        en="Whether all is well: a run succeeded in time, no job failed or hangs, every slot was taken, the backup"
        " is recent. Exit codes: 0 all is well; 1 it is not.",
    ),
)
@as_json
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Look and say."""
    from connector.cli.bench import standing_of
    from connector.standing import health, sound

    found = health(standing_of(session))
    if as_json:
        from connector.cli.screen import print_json
        from connector.render.status import finding_data

        print_json({"sound": sound(found), "findings": [finding_data(finding) for finding in found]})
    else:
        for finding in found:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.text.say(session.language)}")
    return NOTHING_TO_DO if sound(found) else 1
