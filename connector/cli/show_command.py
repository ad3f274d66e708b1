"""`connector show`: one run in detail."""

import click

from connector.cli.screen import Session, as_json, words
from connector.errors import ConnectorError
from connector.text import Text


@click.command("show", help=words(vi="Từng thay đổi của một LẦN_CHẠY.", en="Each change of one RUN."))
@click.argument("run", metavar=words(vi="LẦN_CHẠY", en="RUN"))
@as_json
@click.pass_obj
def command(session: Session, run: str, *, as_json: bool) -> int:
    """Read the ledger and show."""
    from connector.wiring.desk import open_ledger_of

    with open_ledger_of(session.settings) as ledger:
        known = [one for one in ledger.runs(10_000) if one.run.startswith(run)]
        if len(known) != 1:
            what = Text(vi=f"không có lần chạy nào là “{run}”.", en=f"there is no run “{run}”.")
            several = Text(
                vi=f"có {len(known)} lần chạy bắt đầu bằng “{run}”.",
                en=f"{len(known)} runs begin so: “{run}”.",
            )
            raise ConnectorError(
                several if known else what,
                advice=Text(vi="Xem: connector runs", en="See: connector runs"),
            )
        records = tuple(ledger.records(run=known[0].run))
    if as_json:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(records))
        return 0
    from connector.render.records import print_records
    from connector.render.runs import print_runs

    print_runs(known, session.console(), session.language)
    print_records(records, session.console(), session.language)
    return 0
