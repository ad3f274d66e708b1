"""`connector check`: settings, regulation, source, target, ledger; everything found at once."""

import click

from connector.cli.screen import Session, as_json, print_json, words
from connector.text import Text


@click.command(
    "check",
    help=words(
        vi="Kiểm tra cấu hình, quy chế, nguồn, đích, lược đồ, TLS, quyền; nêu mọi lỗi cùng lúc. Không ghi gì.",
        en="Look at settings, regulation, source, target, schema, TLS, rights; all faults at once. Writes nothing.",
    ),
)
@as_json
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Look at everything; exit 1 where anything is wrong."""
    from connector.wiring import check_all

    findings = check_all(session.settings)
    if as_json:
        print_json(
            [
                {
                    "ok": finding.ok,
                    "text": finding.text.say(session.language),
                    "advice": finding.advice.say(session.language),
                }
                for finding in findings
            ]
        )
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.text.say(session.language)}")
            if not finding.ok and finding.advice.vi:
                click.echo(f"    {finding.advice.say(session.language)}")
        wrong = sum(not finding.ok for finding in findings)
        if wrong:
            click.echo(Text(vi=f"{wrong} điểm cần sửa.", en=f"{wrong} to correct.").say(session.language))
    return 0 if all(finding.ok for finding in findings) else 1
