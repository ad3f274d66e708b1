"""`connector schedule`: what is due next, and what ran."""

import click

from connector.cli.screen import NOTHING_TO_DO, Session, as_json, words


@click.command(
    "schedule",
    help=words(
        vi="Lịch chạy: việc gì đến kỳ lúc nào, kỳ gần nhất ra sao.",
        en="The schedules: what is due next, and what came of the last turn.",
    ),
)
@as_json
@click.pass_obj
def command(session: Session, *, as_json: bool) -> int:
    """Read schedules and ledger, and show."""
    from connector.jobs.agenda import agenda
    from connector.jobs.schedules import load_schedules
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import open_ledger_of

    settings = session.settings
    schedules = load_schedules(settings)
    with open_ledger_of(settings) as ledger:
        lines = agenda(
            schedules, ledger.slots, SystemClock().now(), watched="inbox" in settings.model_fields_set
        )
    if as_json:
        from connector.cli.screen import print_json
        from connector.render.turns import line_data

        print_json([line_data(line) for line in lines])
    else:
        from connector.render.turns import print_agenda

        print_agenda(lines, session.console(), session.language)
    return NOTHING_TO_DO
