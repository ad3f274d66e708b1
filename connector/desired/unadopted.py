"""`waiting_for_adoption`: nobody gets a second box while one that others made may be theirs; a person says so."""

from collections.abc import Iterator, Mapping

from connector.model.plan import Candidate, Decision, Question, QuestionKind
from connector.model.proposal import ADOPT, NOT_THEIRS, Proposal, Survey
from connector.text import Text


def waiting_for_adoption(survey: Survey, decisions: Mapping[str, Decision]) -> tuple[Question, ...]:
    """Return what has to be answered before people and units who seem to have a box already are given one. Pure.

    The question stays until the box is taken over, or said to be somebody else's.
    """
    return tuple(_questions(survey, decisions))


def _questions(survey: Survey, decisions: Mapping[str, Decision]) -> Iterator[Question]:
    for one in survey.proposals:
        subject = one.subject
        yield Question(
            one.question,
            QuestionKind.ADOPT,
            subject.key,
            subject.name,
            subject.unit,
            _approved(one) if one.question in decisions else _open(one),
            tuple(Candidate("", choice, choice) for choice in (ADOPT, NOT_THEIRS)),
            where=subject.origin,
        )


def _said(one: Proposal) -> tuple[str, str]:
    box, name = one.stranger.box.address, one.stranger.name
    whom = ("đơn vị này", "this unit's") if one.subject.is_unit else ("người này", "this person's")
    return (
        f"thư mục đã có hộp thư {box} ({name}) do người khác lập, có thể là của {whom[0]}: {one.signs.vi}.",
        f"the directory has a box {box} ({name}) made by others, perhaps {whom[1]}: {one.signs.en}.",
    )


def _open(one: Proposal) -> Text:
    vi, en = _said(one)
    return Text(
        vi=f"{vi} Nhận quản lý ({ADOPT}), hay là của người khác ({NOT_THEIRS}) và cấp hộp thư mới?",
        en=f"{en} Take it over ({ADOPT}), or is it another's ({NOT_THEIRS}), and a new box is to be made?",
    )


def _approved(one: Proposal) -> Text:
    vi, en = _said(one)
    return Text(
        vi=f"{vi} Đã duyệt nhận quản lý, chưa làm: connector adopt --resume.",
        en=f"{en} Taking it over is approved and not done: connector adopt --resume.",
    )
