"""`connector decide`: answer one question, or many at once."""

import getpass
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, words
from connector.errors import ConnectorError
from connector.model.plan import Decision, Question, QuestionKind
from connector.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    from connector.desk import Desk
    from connector.sync import Draft

SHOWN = 20


@click.command(
    "decide",
    help=words(
        vi="Trả lời câu hỏi KHÓA bằng số thứ tự của lựa chọn, một địa chỉ, hoặc từ được nêu trong câu hỏi.\n\n"
        "--first trả lời nhiều câu cùng lúc bằng lựa chọn đầu tiên: mọi câu chọn địa chỉ, hoặc một loại nêu bằng"
        " --kind. Đóng hộp thư hay đổi địa chỉ khi chuyển công tác chỉ được trả lời hàng loạt khi nêu rõ --kind.\n\n"
        "--from nhận lại bảng đã điền (lập bằng connector questions --xlsx) và cho biết dòng nào được nhận.",
        en="Answer the question KEY with the number of a choice, an address, or a word the question names.\n\n"
        "--first answers many at once with their first choice: all that choose an address, or one kind named with"
        " --kind. Boxes are closed, and addresses changed on a move, in one go only where --kind says so.\n\n"
        "--from takes back a filled workbook (made with connector questions --xlsx) and says what became of each"
        " row.",
    ),
)
@click.argument("key", required=False, metavar=words(vi="[KHÓA]", en="[KEY]"))
@click.argument("choice", required=False, metavar=words(vi="[LỰA_CHỌN]", en="[CHOICE]"))
@click.option(
    "--first", is_flag=True, help=words(vi="Chọn lựa chọn đầu cho mọi câu.", en="First choice for all.")
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in QuestionKind]),
    help=words(vi="Với --first: chỉ một loại.", en="With --first: one kind only."),
)
@click.option(
    "--unit", default="", help=words(vi="Với --first: chỉ một đơn vị.", en="With --first: one unit only.")
)
@click.option(
    "--below",
    is_flag=True,
    help=words(vi="Với --unit: cả đơn vị cấp dưới.", en="With --unit: those under it."),
)
@click.option(
    "--template",
    default="",
    metavar=words(vi="KHUÔN", en="TEMPLATE"),
    help=words(
        vi="Với --first: lựa chọn đầu tiên theo khuôn này, ví dụ '{full}'.",
        en="With --first: the first choice made by this template, say '{full}'.",
    ),
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(vi="Nhận bảng câu hỏi đã điền.", en="Take a filled workbook of questions."),
)
@click.option("--document", default="", help=words(vi="Số văn bản quyết định.", en="Number of the decision."))
@click.pass_obj
def command(
    session: Session,
    key: str | None,
    choice: str | None,
    kind: str | None,
    unit: str,
    template: str,
    source: Path | None,
    document: str,
    *,
    first: bool,
    below: bool,
) -> int:
    """Find the questions as they are now, and remember the answers."""
    from connector.sync import think
    from connector.wiring.desk import open_desk

    if [first, bool(key), source is not None].count(True) != 1 or bool(key) != bool(choice):
        raise click.UsageError(
            words(
                vi="Cần một trong: KHÓA và LỰA_CHỌN, --first, hoặc --from TỆP.",
                en="Give one of: KEY and CHOICE, --first, or --from FILE.",
            )
        )
    with open_desk(session.settings) as desk:
        if source is not None:
            return _take(session, desk, source, document)
        with session.working():
            draft = think(desk)
            at = desk.clock.now()
            if first:
                kinds = {QuestionKind(kind)} if kind is not None else None
                chosen = _first(draft, kinds, _units(draft, unit, below=below), template)
                done = _remember(desk, draft, _decisions(chosen, document, at))
            else:
                question = _question(draft.plan.questions, key or "")
                answer = [(question, _choice(question, choice or ""))]
                done = _remember(desk, draft, _decisions(answer, document, at), all_or_error=True)
    return _report(session, draft, done, asked=len(chosen) if first else 1)


# One, or many by a rule


def _units(draft: "Draft", unit: str, *, below: bool) -> "Collection[str] | None":
    from connector.answers import below as under

    if not unit:
        return None
    return under(draft.roster.units, unit) if below else {unit}


def _first(
    draft: "Draft", kinds: "Collection[QuestionKind] | None", units: "Collection[str] | None", template: str
) -> Sequence[tuple[Question, str]]:
    """Return the first choice of every question that is meant, or the first one made by `template`."""
    from connector.answers import ADDRESS_KINDS

    meant = [
        question
        for question in draft.plan.questions
        if question.kind in (ADDRESS_KINDS if kinds is None else kinds)
        and (units is None or question.unit in units)
    ]
    found = [
        (question, candidate.address)
        for question in meant
        for candidate in [c for c in question.candidates if template in ("", c.template)][:1]
    ]
    if template and meant and not found:
        known = sorted({candidate.template for question in meant for candidate in question.candidates})
        listed = ", ".join(known) or "–"
        raise ConnectorError(
            Text(
                vi=f"không câu hỏi nào có lựa chọn theo khuôn “{template}”.",
                en=f"no question has a choice made by “{template}”.",
            ),
            where="--template",
            advice=Text(vi=f"Các khuôn đang có: {listed}.", en=f"There are: {listed}."),
        )
    return found


def _decisions(
    answers: Sequence[tuple[Question, str]], document: str, at: datetime
) -> Sequence[tuple[Question, Decision]]:
    by = getpass.getuser()
    return [(question, Decision(question.key, answer, by, at, document)) for question, answer in answers]


def _remember(
    desk: "Desk",
    draft: "Draft",
    answers: Sequence[tuple[Question, Decision]],
    *,
    all_or_error: bool = False,
) -> Sequence[tuple[Question, Decision]]:
    """Remember the answers that can be carried out, and return them."""
    from connector.answers import unsettled

    decisions = [decision for _, decision in answers]
    refused = {one.question: one for one in unsettled(desk, draft, decisions)}
    if refused and all_or_error:
        raise _useless(next(iter(refused.values())))
    done = [(question, decision) for question, decision in answers if question.key not in refused]
    desk.ledger.decide([decision for _, decision in done])
    return done


def _report(
    session: Session, draft: "Draft", done: Sequence[tuple[Question, Decision]], *, asked: int
) -> int:
    del draft
    for question, decision in done[:SHOWN]:
        click.echo(f"{question.key}  {question.label} → {decision.choice}")
    if len(done) > SHOWN:
        session.say(vi=f"… và {len(done) - SHOWN} câu nữa.", en=f"… and {len(done) - SHOWN} more.")
    session.say(
        vi=f"Đã ghi {len(done)} quyết định. Có hiệu lực từ lần `connector apply` hay `sync` sau.",
        en=f"Remembered {len(done)} decisions. They take effect with the next `connector apply` or `sync`.",
    )
    left = asked - len(done)
    if left:
        session.say(
            vi=f"{left} câu chưa trả lời được vì lựa chọn ấy vừa được dùng cho người khác: chạy lại lệnh này.",
            en=f"{left} could not be answered: their choice went to somebody else just now; run this again.",
        )
    return HELD_OR_ASKED if left else NOTHING_TO_DO


def _useless(decision: Decision) -> ConnectorError:
    return ConnectorError(
        Text(
            vi=f"không dùng được “{decision.choice}”: không đúng dạng địa chỉ, ngoài tên miền của cơ quan,"
            " thuộc danh mục tên dành riêng, hoặc đã thuộc về người khác.",
            en=f"“{decision.choice}” cannot be used: it is no address, is outside the organisation's domains,"
            " is a reserved name, or belongs to somebody else.",
        ),
        where=decision.question,
        advice=Text(
            vi="Chưa ghi gì. Chọn địa chỉ khác: connector questions",
            en="Nothing was remembered. Choose another: connector questions",
        ),
    )


def _question(asked: Sequence[Question], key: str) -> Question:
    found = [question for question in asked if key in (question.key, question.subject)]
    if len(found) != 1:
        raise ConnectorError(
            Text(
                vi=f"không có câu hỏi nào đang chờ với khóa “{key}”.",
                en=f"no open question has the key “{key}”.",
            ),
            advice=Text(vi="Xem: connector questions", en="See: connector questions"),
        )
    return found[0]


def _choice(question: Question, choice: str) -> str:
    """Return the answer in full: a number stands for the candidate in that place."""
    from connector.answers import choice_of

    meant = choice_of(question, choice)
    if meant is not None:
        return meant
    listed = ", ".join(sorted(candidate.address for candidate in question.candidates))
    raise ConnectorError(
        Text(vi=f"“{choice}” không phải lựa chọn của câu hỏi này.", en=f"“{choice}” is not a choice here."),
        where=question.key,
        advice=Text(vi=f"Chọn một trong: {listed}.", en=f"Choose one of: {listed}."),
    )


# A filled workbook


def _take(session: Session, desk: "Desk", source: Path, document: str) -> int:
    """Take back a filled questionnaire and say what became of each row."""
    from connector.answers import judged
    from connector.render.answers import print_judged
    from connector.sync import think
    from connector.wiring.questionnaire import filled_in

    answers = filled_in(source, desk.profile)
    with session.working():
        draft = think(desk)
        rows = judged(desk, draft, answers, getpass.getuser(), document)
        desk.ledger.decide([row.decision for row in rows if row.decision is not None])
    print_judged(rows, len(answers), session.console(), session.language)
    return HELD_OR_ASKED if any(row.decision is None for row in rows) else NOTHING_TO_DO
