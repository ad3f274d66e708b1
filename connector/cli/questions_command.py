"""`connector questions`: what waits for a person's decision."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, as_json, unit_titles, words
from connector.model.plan import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector.desk import Desk
    from connector.model.plan import Question
    from connector.sync import Draft


@click.command(
    "questions",
    help=words(
        vi="Liệt kê những việc chỉ người có thẩm quyền mới quyết định được, kèm các lựa chọn.\n\n"
        "--xlsx ghi tất cả thành một bảng Excel để cơ quan điền; điền xong nhận lại bằng"
        " connector decide --from TỆP.",
        en="List what only a person may decide, with the choices.\n\n"
        "--xlsx writes them as a workbook to fill in, which connector decide --from FILE takes back.",
    ),
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in QuestionKind]),
    help=words(vi="Một loại.", en="One kind."),
)
@click.option("--unit", default="", help=words(vi="Mã một đơn vị.", en="Key of one unit."))
@click.option(
    "--below",
    is_flag=True,
    help=words(vi="Với --unit: cả đơn vị cấp dưới.", en="With --unit: those under it."),
)
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(vi="Ghi thành bảng Excel để điền.", en="Write a workbook to fill in."),
)
@as_json
@click.pass_obj
def command(
    session: Session, kind: str | None, unit: str, xlsx: Path | None, *, below: bool, as_json: bool
) -> int:
    """Think, and show the questions."""
    from connector.answers import below as under
    from connector.sync import think
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk, session.working():
        draft = think(desk)
        units = under(draft.roster.units, unit) if below else {unit}
        asked = draft.plan.questions
        found = [q for q in asked if kind in (None, q.kind) and (not unit or q.unit in units)]
        if xlsx is not None:
            session.write(xlsx, _workbook(desk, draft, found))
    if as_json:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(tuple(found)))
    elif xlsx is not None:
        session.say(
            vi=f"Đã ghi {len(found)} câu hỏi vào {xlsx}.", en=f"Wrote {len(found)} questions to {xlsx}."
        )
    else:
        from connector.render.questions import print_questions

        print_questions(found, session.console(), session.language, unit_titles(draft.roster))
    return HELD_OR_ASKED if found else NOTHING_TO_DO


def _workbook(desk: "Desk", draft: "Draft", questions: "Sequence[Question]") -> bytes:
    from connector.render.words import CHOICES, QUESTIONS
    from connector.wiring.questionnaire import as_workbook

    kinds = {kind.value: text.vi for kind, text in QUESTIONS.items()}
    meanings = {word: text.vi for word, text in CHOICES.items()}
    titles = unit_titles(draft.roster)
    return as_workbook(questions, desk.profile, desk.clock.now(), titles, (kinds, meanings))
