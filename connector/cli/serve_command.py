"""`connector serve`: keep the schedules and watch the folder until told to stop."""

from contextlib import ExitStack

import click

from connector.cli.screen import NOTHING_TO_DO, Session, words


@click.command(
    "serve",
    help=words(
        vi="Chạy liên tục: làm các việc theo lịch (`connector schedule`), trông thư mục nhận tệp.\n\n"
        "SIGTERM hoặc Ctrl-C: ghi nốt phần đang ghi rồi dừng; lần thứ hai: dừng ngay. Mã thoát: 0 dừng theo"
        " yêu cầu; 1 lỗi; 75 một `serve` khác đang chạy.",
        en="Runs until told to stop: does what is scheduled (`connector schedule`) and watches the folder.\n\n"
        "SIGTERM or Ctrl-C: finishes what is being written, then stops; twice: at once. Exit codes: 0 stopped"
        " as asked; 1 error; 75 another `serve` is at work.",
    ),
)
@click.pass_obj
def command(session: Session) -> int:
    """Serve."""
    from connector import __version__
    from connector.cli.bench import Beat, bench_of, window_of
    from connector.jobs.lease import Lease
    from connector.jobs.schedules import load_schedules
    from connector.jobs.serve import Service, serve
    from connector.jobs.stopping import stop_signals
    from connector.jobs.supervisor import tell_supervisor
    from connector.jobs.work import WORK

    settings = session.settings
    schedules = load_schedules(settings)
    with stop_signals() as stop, ExitStack() as opened:
        bench = bench_of(session, stop)
        with Lease(settings.path(settings.state) / "serve.lock", bench.clock, lasting=True):
            service = Service(bench, schedules, WORK)
            names = [schedule.name for schedule in schedules if schedule.enabled]
            bench.log.info("serving", version=__version__, schedules=names)
            opened.enter_context(window_of(session, bench))
            tell_supervisor("READY=1")
            serve(bench, service, Beat(session, bench))
            tell_supervisor("STOPPING=1")
            bench.log.info("stopped")
    return NOTHING_TO_DO
