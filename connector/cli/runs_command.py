"""`connector runs`: the latest runs."""

import click

from connector.cli.screen import Session, as_json, words


@click.command(
    "runs", help=words(vi="Các lần chạy gần đây, mới nhất trước.", en="The latest runs, newest first.")
)
@click.option("--limit", default=20, show_default=True, help=words(vi="Bao nhiêu lần.", en="How many."))
@as_json
@click.pass_obj
def command(session: Session, limit: int, *, as_json: bool) -> int:
    """Read the ledger and show."""
    from connector.wiring.desk import open_ledger_of

    with open_ledger_of(session.settings) as ledger:
        found = tuple(ledger.runs(limit))
    if as_json:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(found))
    else:
        from connector.render.runs import print_runs

        print_runs(found, session.console(), session.language)
    return 0
