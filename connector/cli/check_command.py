"""`connector check`: settings, regulation, source, target, ledger; everything found at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from connector.cli.screen import Session, as_json, print_json, words

if TYPE_CHECKING:
    from connector.model.outcome import Finding


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

    findings = [*check_all(session.settings), *_unattended(session)]
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


def _unattended(session: Session) -> "Iterator[Finding]":
    """Yield what is found in schedules and backups, good and bad."""
    from connector.errors import ConnectorError
    from connector.jobs.archive import recipient
    from connector.jobs.schedules import load_schedules
    from connector.model.outcome import Finding
    from connector.text import Text

    try:
        kept = [one for one in load_schedules(session.settings) if one.enabled]
        for key in session.settings.backup.recipients:
            recipient(key)
    except ConnectorError as error:
        yield Finding(ok=False, text=error.text)
        return
    names = ", ".join(one.name for one in kept)
    yield Finding(ok=True, text=Text(vi=f"Lịch: {names}.", en=f"Schedules: {names}."))
