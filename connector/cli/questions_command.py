"""`connector questions`: what waits for a person's decision."""

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, as_json, unit_titles, words
from connector.model.plan import QuestionKind


@click.command(
    "questions",
    help=words(
        vi="Liệt kê những việc chỉ người có thẩm quyền mới quyết định được, kèm các lựa chọn.",
        en="List what only a person may decide, with the choices.",
    ),
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in QuestionKind]),
    help=words(vi="Một loại.", en="One kind."),
)
@click.option("--unit", default="", help=words(vi="Mã một đơn vị.", en="Key of one unit."))
@as_json
@click.pass_obj
def command(session: Session, kind: str | None, unit: str, *, as_json: bool) -> int:
    """Think, and show the questions."""
    from connector.sync import think
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk, session.working():
        draft = think(desk)
    asked = draft.plan.questions
    found = [q for q in asked if kind in (None, q.kind) and unit in ("", q.unit)]
    if as_json:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(tuple(found)))
    else:
        from connector.render.questions import print_questions

        print_questions(found, session.console(), session.language, unit_titles(draft.roster))
    return HELD_OR_ASKED if found else NOTHING_TO_DO
