"""`plan_page`: a plan as one HTML file, to be read, filtered, printed on A4 and filed by whoever approves it.

The page fetches nothing and runs nothing: no script, no font, no image; its Content-Security-Policy allows
its own style sheet by hash and nothing else. Everything that comes from data is escaped by Jinja2.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from connector.model.directory import PersonalMailbox
from connector.model.plan import Change, Plan, Question, input_name
from connector.model.spoken import spoken
from connector.render.differences import Difference, differences
from connector.render.legible import legible, moment, number
from connector.render.next_steps import answer, approve
from connector.render.outline import Outline, UnitChanges, count_kinds, outline
from connector.render.plan_table import DIGEST_SHOWN, NOTHING_TO_DO, OPEN_QUESTIONS, OVER_LIMIT
from connector.render.questions import FREE
from connector.render.words import ASKED, CHOICES, HELD, KINDS, QUESTIONS, TYPES, Mark
from connector.text import Language, Text

if TYPE_CHECKING:
    from jinja2 import Template

OPEN_UP_TO: Final = 500
"""With more changes than this, a unit begins closed."""
NAMED_MEMBERS: Final = 12
"""How many members that come, and that go, a list names; the others are counted."""

WORDS: Final[Mapping[str, Text]] = {
    "title": Text(vi="Kế hoạch đồng bộ hộp thư và danh bạ", en="Plan for mailboxes and address book"),
    "organisation": Text(vi="Tổ chức", en="Organisation"),
    "made": Text(vi="Lập lúc", en="Made at"),
    "digest": Text(vi="Mã bản kế hoạch", en="Digest of the plan"),
    "all": Text(vi="tất cả", en="all"),
    "filter": Text(vi="Chỉ xem", en="Show only"),
    "what": Text(vi="Việc", en="What"),
    "name": Text(vi="Tên", en="Name"),
    "address": Text(vi="Địa chỉ", en="Address"),
    "why": Text(vi="Thay đổi và căn cứ", en="Changes and grounds"),
    "inputs": Text(vi="Kế hoạch này được lập từ", en="What this plan was made from"),
    "units": Text(vi="Thay đổi theo đơn vị", en="Changes by unit"),
    "key": Text(vi="Khóa câu hỏi", en="Key"),
    "drawn_up": Text(vi="Người lập", en="Drawn up by"),
    "approved": Text(vi="Người duyệt", en="Approved by"),
    "sign": Text(vi="(ký, ghi rõ họ tên, ngày)", en="(signature, name, date)"),
    "closed": Text(
        vi="Kế hoạch lớn nên mỗi đơn vị được gập lại; bấm vào tên đơn vị để mở.",
        en="This is a large plan, so each unit is folded up; click on its name to open it.",
    ),
    "in_full": Text(
        vi="Chữ ký áp dụng cho đúng bản có mã trên, kể cả những phần đang gập.",
        en="A signature holds for exactly the plan with the digest above, folded parts included.",
    ),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """One changed field; values that come and go carry names where the plan knows them."""

    label: str
    before: str
    after: str
    many: bool
    summary: str
    come: Sequence[str]
    go: Sequence[str]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Row:
    """One change as a row of the page."""

    kind: str
    mark: Mark
    held: bool
    person: bool
    name: str
    key: str
    """The HR key of a person, else what the entry is."""
    address: str
    shifts: Sequence[Shift]
    reason: str
    article: str
    where: str


@dataclass(frozen=True, slots=True)
class Section:
    """One unit of the page; its rows are made when they are drawn."""

    unit: UnitChanges
    classes: str
    counts: Sequence[tuple[Mark, str]]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Filter:
    """One of the choices above the units; exactly one holds at a time."""

    id: str
    mark: Mark
    count: str


def plan_page(
    plan: Plan, language: Language, made_at: datetime, titles: Mapping[str, str] | None = None
) -> str:
    """Return `plan` as one self-contained HTML page.

    Args:
        plan: what would be done.
        language: of all words that are ours.
        made_at: when the plan was made, with its time zone; ValueError without one.
        titles: names of units by their keys, for questions about units in which nothing changes.
    """
    from markupsafe import Markup  # noqa: PLC0415  # loaded only when a page is made

    style, found, digest, held = _style(), outline(plan), plan.digest, plan.held
    named = {**(titles or {}), **found.unit_titles}
    whole = len(plan.changes) <= OPEN_UP_TO
    return _template().render(
        language=language,
        say=lambda text: legible(text.say(language)),
        legible=legible,
        words=WORDS,
        style=Markup(style),  # noqa: S704  # our own file, and no data in it
        style_hash=_hash(style),
        plan=plan,
        inputs=[(input_name(name), value) for name, value in sorted(plan.inputs.items())],
        digest=digest,
        short=digest[:DIGEST_SHOWN],
        made_at=moment(made_at, language),
        filters=_filters(plan, language),
        over_limit=OVER_LIMIT,
        how_to_approve=approve(digest[:DIGEST_SHOWN]),
        questions=[_question(question, named, language) for question in plan.questions],
        open_questions=OPEN_QUESTIONS,
        how_to_answer=answer(),
        free_answer=FREE,
        choices=CHOICES,
        spoken=spoken,
        nothing=NOTHING_TO_DO,
        whole=whole,
        sections=(_section(unit, held, found, language) for unit in found.units),
        held_mark=HELD,
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # as above

    environment = Environment(
        loader=PackageLoader("connector.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("plan.html")


@cache
def _style() -> str:
    return (files("connector.render") / "templates" / "plan.css").read_text(encoding="utf-8")


def _hash(style: str) -> str:
    """Return the source expression that allows exactly this style sheet (CSP level 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(sha256(style.encode()).digest()).decode()


def _filters(plan: Plan, language: Language) -> Sequence[Filter]:
    kinds = count_kinds(plan.changes)
    waiting = plan.held
    held = sum(change.key in waiting for change in plan.changes)
    found = [Filter("all", Mark("", "", WORDS["all"]), number(len(plan.changes), language))]
    found += [Filter(kind.value, KINDS[kind], number(count, language)) for kind, count in kinds.items()]
    return [*found, *([Filter("held", HELD, number(held, language))] if held else [])]


def _question(question: Question, titles: Mapping[str, str], language: Language) -> Mapping[str, Any]:
    return {
        "key": question.key,
        "kind": QUESTIONS[question.kind],
        "mark": ASKED,
        "label": question.label,
        "unit": titles.get(question.unit, question.unit),
        "text": question.text,
        "article": question.article,
        "where": str(question.where),
        "candidates": question.candidates,
        "language": language,
    }


def _section(unit: UnitChanges, held: frozenset[str], found: Outline, language: Language) -> Section:
    classes = [f"has-{kind.value}" for kind in unit.counts]
    classes += ["has-held"] if any(change.key in held for change in unit.changes) else []
    counts = [(KINDS[kind], number(count, language)) for kind, count in unit.counts.items()]
    rows = (_row(change, held, found, language) for change in unit.changes)
    return Section(unit, " ".join(classes), counts, rows)


def _row(change: Change, held: frozenset[str], found: Outline, language: Language) -> Row:
    entry, reason = change.shown, change.reason
    person = isinstance(entry, PersonalMailbox)
    return Row(
        kind=change.kind.value,
        mark=KINDS[change.kind],
        held=change.key in held,
        person=person,
        name=legible(entry.name),
        key=legible(entry.person) if isinstance(entry, PersonalMailbox) else TYPES[type(entry)].say(language),
        address=legible(entry.address),
        shifts=[_shift(difference, found) for difference in differences(change, language)],
        reason=legible(reason.text.say(language)),
        article=legible(reason.article),
        where=legible(str(reason.where)),
    )


def _shift(difference: Difference, found: Outline) -> Shift:
    come, go = (_named(values, found.names) for values in (difference.come, difference.go))
    return Shift(
        label=difference.label,
        before=difference.before,
        after=difference.after,
        many=difference.many,
        summary=difference.shift if difference.field == "members" else "",
        come=come[:NAMED_MEMBERS],
        go=go[:NAMED_MEMBERS],
        unnamed=len(come[NAMED_MEMBERS:]) + len(go[NAMED_MEMBERS:]),
    )


def _named(values: Sequence[str], names: Mapping[str, str]) -> Sequence[str]:
    return [legible(names.get(value, value)) for value in values]
