"""`connector sync`: plan, hold what passes a limit, carry out the rest. What the night runs."""

from dataclasses import replace

import click

from connector.cli.screen import Session, as_json, brief, words
from connector.cli.targets import carry_out, known, planned, show, target_option


@click.command(
    "sync",
    help=words(
        vi="Lập kế hoạch và thực hiện ngay phần an toàn; phần vượt giới hạn được giữ lại chờ duyệt.\n\n"
        "Mã thoát: 0 xong; 3 còn việc bị giữ hoặc phải hỏi; 1 lỗi; 75 một lần chạy khác đang làm việc;"
        " 130, 143 dừng theo yêu cầu (Ctrl-C, SIGTERM): ghi nốt phần đang ghi, phần còn lại để lần sau.",
        en="Plan and carry out the safe part at once; what passes a limit is held for approval.\n\n"
        "Exit codes: 0 done; 3 something held or asked; 1 error; 75 another run is at work; 130, 143 stopped as"
        " asked (Ctrl-C, SIGTERM): what was being written is written, the next run does the rest.",
    ),
)
@target_option
@brief
@as_json
@click.pass_obj
def command(session: Session, target: str | None, *, brief: bool, as_json: bool) -> int:
    """Think and act."""
    from connector.jobs.herald import herald
    from connector.jobs.stopping import stop_signals
    from connector.sync import think
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import open_desk

    known(session, target)
    tells = herald(session.settings, SystemClock())
    with tells.telling(), session.lease(), open_desk(session.settings) as desk:
        with session.working():
            plans = planned(desk, think(desk))
        with stop_signals() as stop:
            done = carry_out(session, replace(desk, stop=stop), plans, "sync", target)
        unsent = tells.after(desk, plans, [report for report, _ in done])
    if str(unsent):
        click.echo(unsent.say(session.language), err=True)
    code = show(session, done, as_json=as_json, brief=brief)
    return stop.exit_code if stop() else code
