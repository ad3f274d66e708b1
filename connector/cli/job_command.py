"""`connector job`: one scheduled job, from a timer or by hand."""

from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, as_json, words

if TYPE_CHECKING:
    from connector.jobs.schedules import Schedule
    from connector.model.turn import Turn


@click.command(
    "job",
    help=words(
        vi="Làm một việc trong lịch (`connector schedule` liệt kê), cho systemd timer hoặc cron: kỳ nào đã được"
        " làm, dù bởi `connector serve` hay timer khác, thì không làm lại.\n\n"
        "Mã thoát: 0 xong, hoặc kỳ này đã làm; 3 còn việc chờ người; 1 lỗi; 75 một lần chạy khác đang làm việc;"
        " 130, 143 dừng theo yêu cầu.",
        en="Does one scheduled job (`connector schedule` lists them), for a systemd timer or cron: a slot that was"
        " done, be it by `connector serve` or another timer, is not done again.\n\n"
        "Exit codes: 0 done, or done before; 3 something waits for a person; 1 error; 75 another run is at work;"
        " 130, 143 stopped as asked.",
    ),
)
@click.argument("name", metavar=words(vi="TÊN", en="NAME"))
@click.option(
    "--now",
    is_flag=True,
    help=words(vi="Làm ngay, ngoài lịch.", en="Do it now, outside the schedule."),
)
@as_json
@click.pass_obj
def command(session: Session, name: str, *, now: bool, as_json: bool) -> int:
    """Claim the slot and do the job."""
    from connector.cli.bench import bench_of, leave_metrics
    from connector.jobs.stopping import stop_signals
    from connector.jobs.turns import attend, by_hand
    from connector.jobs.work import WORK

    schedule = _named(session, name)
    with stop_signals() as stop:
        bench = bench_of(session, stop)
        turn = by_hand(bench, schedule.job, WORK) if now else attend(bench, schedule, WORK)
    leave_metrics(session)
    _show(session, schedule, turn, as_json=as_json)
    return _code(turn, stop.exit_code)


def _named(session: Session, name: str) -> "Schedule":
    from connector.errors import SettingsError
    from connector.jobs.schedules import load_schedules
    from connector.text import Text

    schedules = {one.name: one for one in load_schedules(session.settings) if one.times is not None}
    if name in schedules:
        return schedules[name]
    known = ", ".join(schedules)
    raise SettingsError(
        Text(vi=f"không có việc nào tên “{name}” trong lịch.", en=f"no schedule is called “{name}”."),
        advice=Text(vi=f"Các việc: {known}.", en=f"There are: {known}."),
    )


def _show(session: Session, schedule: "Schedule", turn: "Turn | None", *, as_json: bool) -> None:
    from connector.render.turns import as_data, said

    if as_json:
        from connector.cli.screen import print_json

        print_json(as_data(turn) if turn is not None else None)
    elif turn is None:
        session.say(
            vi=f"{schedule.title.vi}: kỳ này đã làm, hoặc chưa tới. Xem `connector schedule`; làm ngay: --now.",
            en=f"{schedule.title.en}: done for this slot, or not due. See `connector schedule`; --now does it.",
        )
    else:
        click.echo(f"{schedule.title.say(session.language)}: {said(turn, session.language)}")


def _code(turn: "Turn | None", stopped: int) -> int:
    from connector.model.turn import Ending

    if turn is None or turn.ending is Ending.DONE:
        return NOTHING_TO_DO
    return {Ending.WAITS: HELD_OR_ASKED, Ending.STOPPED: stopped}.get(turn.ending or Ending.FAILED, 1)
