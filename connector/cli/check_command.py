"""`connector check`: settings, regulation, source, target, ledger; everything found at once."""

import click

from connector.cli.screen import Session, as_json, print_json, words


@click.command(
    "check",
    help=words(
        vi="Kiểm tra cấu hình, quy chế, nguồn, đích, lược đồ, TLS, quyền; nêu mọi lỗi cùng lúc. Không ghi gì"
        " (trừ tài khoản thử, nếu canary = true).",
        en="Look at settings, regulation, source, target, schema, TLS, rights; all faults at once. Writes nothing"
        " (but the canary account, with canary = true).",
    ),
)
@as_json
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Look at everything; exit 1 where anything is wrong."""
    from connector.wiring.checks import check_all

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
        from connector.render.findings import print_findings

        print_findings(findings, session.console(), session.language)
    return 0 if all(finding.ok for finding in findings) else 1
