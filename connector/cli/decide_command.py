"""`connector decide`: answer one question, or many at once."""

import getpass
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import click

from connector.cli.screen import Session, words
from connector.errors import ConnectorError
from connector.model.plan import Decision, Question, QuestionKind
from connector.text import Text

ADDRESS_KINDS: Final = frozenset({QuestionKind.COLLISION, QuestionKind.NAME, QuestionKind.UNIT_BOX})
"""Questions that are answered with an address, which may be one that was not offered."""


@click.command(
    "decide",
    help=words(
        vi="Trả lời câu hỏi KHÓA bằng số thứ tự của lựa chọn, một địa chỉ, hoặc từ được nêu trong câu hỏi.\n\n"
        "--first trả lời nhiều câu cùng lúc bằng lựa chọn đầu tiên: mọi câu chọn địa chỉ, hoặc một loại nêu bằng"
        " --kind. Đóng hộp thư hay đổi địa chỉ khi chuyển công tác chỉ được trả lời hàng loạt khi nêu rõ --kind.",
        en="Answer the question KEY with the number of a choice, an address, or a word the question names.\n\n"
        "--first answers many at once with their first choice: all that choose an address, or one kind named with"
        " --kind. Boxes are closed, and addresses changed on a move, in one go only where --kind says so.",
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
@click.option("--document", default="", help=words(vi="Số văn bản quyết định.", en="Number of the decision."))
@click.pass_obj
def command(
    session: Session,
    key: str | None,
    choice: str | None,
    kind: str | None,
    unit: str,
    document: str,
    *,
    first: bool,
) -> int:
    """Find the questions as they are now, and remember the answers."""
    from connector.answers import unsettled
    from connector.sync import think
    from connector.wiring.desk import open_desk

    if first == bool(key) or bool(key) != bool(choice):
        raise click.UsageError(
            words(vi="Cần KHÓA và LỰA_CHỌN, hoặc --first.", en="Give KEY and CHOICE, or --first.")
        )
    with open_desk(session.settings) as desk, session.working():
        draft = think(desk)
        asked = draft.plan.questions
        if first:
            kinds = ADDRESS_KINDS if kind is None else {QuestionKind(kind)}
            chosen = [q for q in asked if q.kind in kinds and unit in ("", q.unit) and q.candidates]
            answers = [(question, question.candidates[0].address) for question in chosen]
        else:
            question = _question(asked, key or "")
            answers = [(question, _choice(question, choice or ""))]
        decisions = _decisions(answers, document, desk.clock.now())
        refused = unsettled(desk, draft, decisions)
        if refused and not first:
            raise _useless(refused[0])
        answers = [(q, answer) for q, answer in answers if q.key not in {one.question for one in refused}]
        desk.ledger.decide([one for one in decisions if one not in refused])
    for question, answer in answers[:20]:
        click.echo(f"{question.key}  {question.label} → {answer}")
    session.say(
        vi=f"Đã ghi {len(answers)} quyết định. Có hiệu lực từ lần `connector apply` hay `sync` sau.",
        en=f"Remembered {len(answers)} decisions. They take effect with the next `connector apply` or `sync`.",
    )
    return 0


def _decisions(answers: Sequence[tuple[Question, str]], document: str, at: datetime) -> list[Decision]:
    by = getpass.getuser()
    return [Decision(question.key, answer, by, at, document) for question, answer in answers]


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
    word = choice.strip().lower()
    if word.isdecimal() and 1 <= int(word) <= len(question.candidates):
        return question.candidates[int(word) - 1].address
    offered = {candidate.address for candidate in question.candidates}
    free_choice = question.kind in ADDRESS_KINDS
    if word in offered or (free_choice and not word.isdecimal()):
        return word
    listed = ", ".join(sorted(offered))
    raise ConnectorError(
        Text(vi=f"“{choice}” không phải lựa chọn của câu hỏi này.", en=f"“{choice}” is not a choice here."),
        where=question.key,
        advice=Text(vi=f"Chọn một trong: {listed}.", en=f"Choose one of: {listed}."),
    )
