"""Answers, one or thousands, judged before they are remembered.

::

    choice_of    what a person wrote → the choice it means, or None
    unsettled    the answers after which the same would be asked again
    judged       the rows of a filled questionnaire → taken, or why not
    below        a unit and all units under it
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from connector.desired.desire import desire
from connector.desired.scene import as_address
from connector.desk import Desk
from connector.model.answer import Answer
from connector.model.directory import addresses
from connector.model.plan import Decision, Question, QuestionKind
from connector.model.roster import Unit
from connector.rules.gate import is_local_part
from connector.sync import Draft
from connector.text import NOTHING, Text

ADDRESS_KINDS: Final = frozenset({QuestionKind.COLLISION, QuestionKind.NAME, QuestionKind.UNIT_BOX})
"""Questions that are answered with an address, which may be one that was not offered."""

_EXPLAINED = re.compile(r".*\(([^()]+)\)")
"""A word with what it means in front of it, as a drop-down list shows it: `giữ nguyên (keep)`."""


def choice_of(question: Question, written: str) -> str | None:
    """Return the choice that `written` means: a number, an offered word, an address; None where it is none."""
    explained = _EXPLAINED.fullmatch(written.strip())
    word = (explained[1] if explained else written).strip()
    offered = {candidate.address.lower(): candidate.address for candidate in question.candidates}
    if word.lower() in offered:
        return offered[word.lower()]
    if word.isdecimal():
        place = int(word)
        return question.candidates[place - 1].address if 1 <= place <= len(question.candidates) else None
    return word.lower() if question.kind in ADDRESS_KINDS and word else None


def unsettled(desk: Desk, draft: Draft, answers: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the answers after which the same would be asked again; writes nothing.

    Such an answer cannot be carried out: the address is not one, is in a domain that is not ours, is
    reserved, or belongs to somebody else.
    """
    decisions = {**desk.ledger.decisions(), **{answer.question: answer for answer in answers}}
    memory = replace(draft.memory, decisions=decisions)
    wanted = desire(draft.roster, desk.profile, draft.snapshot, memory, desk.clock.now().date())
    asked = {question.key for question in wanted.questions}
    return tuple(answer for answer in answers if answer.question in asked)


# A filled questionnaire


@dataclass(frozen=True, slots=True)
class Judged:
    """One row that says something, and what becomes of it."""

    answer: Answer
    decision: Decision | None
    """None: not taken."""
    why: Text = NOTHING
    """Why it was not taken."""


def judged(desk: Desk, draft: Draft, answers: Iterable[Answer], by: str, document: str) -> tuple[Judged, ...]:
    """Return what becomes of every row that was filled in; writes nothing.

    `document` is the number of the decision where a row names none.
    """
    filled = [answer for answer in answers if answer.choice]
    asked = {question.key: question for question in draft.plan.questions}
    rows = Counter(answer.key for answer in filled)
    at = desk.clock.now()
    found: list[Judged] = []
    for answer in filled:
        question = asked.get(answer.key)
        why = _refusal(answer, question, rows[answer.key])
        choice = choice_of(question, answer.choice) if question is not None and why == NOTHING else None
        if choice is None:
            found.append(Judged(answer, None, why if why != NOTHING else _not_offered(question)))
        else:
            decision = Decision(answer.key, choice, by, at, answer.document or document)
            found.append(Judged(answer, decision))
    return _without_useless(desk, draft, found)


def _refusal(answer: Answer, question: Question | None, rows: int) -> Text:
    if question is None:
        return STALE
    if rows > 1:
        return TWICE
    return NOTHING if answer.about == question.label else MISPLACED


STALE: Final = Text(
    vi="câu hỏi này không còn chờ trả lời (đã quyết định, hoặc danh sách đã thay đổi)",
    en="this question no longer waits (it was decided, or the roster changed)",
)
TWICE: Final = Text(
    vi="cùng một khóa có ở nhiều dòng; không dòng nào được nhận",
    en="one key stands in several rows; none of them is taken",
)
MISPLACED: Final = Text(
    vi="tên trong dòng không phải của khóa này: dòng đã bị xáo trộn, hoặc tên đã được sửa trong danh sách",
    en="the name in the row is not that of its key: rows were mixed up, or the roster corrected the name",
)


def _not_offered(question: Question | None) -> Text:
    words = ", ".join(candidate.address for candidate in question.candidates) if question else ""
    return Text(
        vi=f"không phải lựa chọn của câu hỏi này; chọn một trong: {words or '–'}",
        en=f"not a choice of this question; choose one of: {words or '–'}",
    )


def _without_useless(desk: Desk, draft: Draft, found: Sequence[Judged]) -> tuple[Judged, ...]:
    decisions = [one.decision for one in found if one.decision is not None]
    useless = {one.question for one in unsettled(desk, draft, decisions)} if decisions else set()
    if not useless:
        return tuple(found)
    explain = _Explain(desk, draft, decisions)
    return tuple(
        replace(one, decision=None, why=explain.why(one.decision))
        if one.decision is not None and one.decision.question in useless
        else one
        for one in found
    )


class _Explain:
    """Why an address that somebody chose cannot be given."""

    def __init__(self, desk: Desk, draft: Draft, decisions: Iterable[Decision]) -> None:
        self._reserved = desk.profile.reserved_names
        self._domain = desk.profile.primary_domain(desk.clock.now().date()).name.text
        self._asked = {question.key: question for question in draft.plan.questions}
        self._chosen = Counter(self._address(one) for one in decisions)
        self._taken = {*desk.ledger.owners(), *draft.snapshot.foreign}
        self._taken |= {owned for entry in draft.wanted.directory for owned in addresses(entry)}

    def _address(self, decision: Decision) -> str:
        return as_address(decision.choice, self._domain)

    def why(self, decision: Decision) -> Text:
        """Return the reason, as far as it can be told."""
        address = self._address(decision)
        local_part = address.partition("@")[0]
        if not is_local_part(local_part):
            return Text(
                vi=f"“{decision.choice}” không đúng dạng địa chỉ", en=f"“{decision.choice}” is no address"
            )
        if local_part in self._reserved:
            return Text(vi=f"“{local_part}” là tên dành riêng", en=f"“{local_part}” is a reserved name")
        if address in self._taken:
            return Text(
                vi=f"{address} đã thuộc về người hoặc đơn vị khác", en=f"{address} belongs to somebody else"
            )
        if self._chosen[address] > 1:
            return Text(
                vi=f"{address} được chọn ở nhiều dòng; dòng khác đã được cấp",
                en=f"{address} was chosen in several rows; another one got it",
            )
        return Text(
            vi=f"không cấp được {address}: ngoài tên miền của cơ quan, hoặc đã được giữ cho nơi khác",
            en=f"{address} cannot be given: it is outside our domains, or kept for somebody else",
        )


def below(units: Iterable[Unit], key: str) -> frozenset[str]:
    """Return the keys of the unit `key` and of every unit under it."""
    parents: Mapping[str, str] = {unit.key: unit.parent for unit in units}

    def inside(unit: str) -> bool:
        seen: set[str] = set()
        while unit and unit not in seen:
            if unit == key:
                return True
            seen.add(unit)
            unit = parents.get(unit, "")
        return False

    return frozenset({key, *(unit for unit in parents if inside(unit))})
