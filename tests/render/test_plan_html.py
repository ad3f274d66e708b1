"""The page of a plan: complete, self-contained, and deaf to what names would like to say."""

import base64
import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from connector.model.plan import Candidate, Change, Hold, Plan, Reason
from connector.model.roster import Where
from connector.render.plan_html import OPEN_UP_TO, WORDS, plan_page
from connector.render.words import FIELDS, HELD, KINDS
from connector.text import Language, same
from tests.render.invented import AN, BINH, JOINER, MADE_AT, PLAN, QUESTIONS, change, person

VI, EN = Language.VI, Language.EN
VOID = frozenset({"meta", "input", "br", "link"})


class Page(HTMLParser):
    """The tags of a page: whether they are balanced, what they carry, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that it closes the tag opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect text."""
        if self.open[-1:] != ["style"]:
            self.text += data


@pytest.mark.parametrize("language", [VI, EN])
def test_everything_of_the_plan_is_on_the_page(language: Language) -> None:
    """Digest, moment, every change, reason, hold, question and choice can be read there."""
    page = Page(plan_page(PLAN, language, MADE_AT))
    wanted = [PLAN.digest[12:], PLAN.holds[0].text.say(language), "KH0003", "0" * 64]
    wanted += [one.entry.address for one in PLAN.changes] + [
        mark.word.say(language) for mark in KINDS.values()
    ]
    wanted += ["KH Đ3.2a", "KH Đ2.4", "Phó Chánh Văn phòng", "2048 MiB"]
    for question in PLAN.questions:
        wanted += [question.key, question.label, *(one.address for one in question.candidates)]
    wanted += ["22/11/2026 08:30" if language is VI else "2026-11-22 08:30"]
    assert [part for part in wanted if part not in page.text] == []
    assert page.open == []


def test_members_are_named_where_the_plan_knows_them() -> None:
    """A list that gains people says their names, not their keys."""
    page = plan_page(PLAN, VI, MADE_AT)
    assert "<b>+2 −1</b> <ins>Nguyễn Văn An</ins> <ins>Đỗ Thị Ánh</ins> <del>Hoàng Thu Hà</del>" in page


def test_no_name_becomes_markup() -> None:
    """Whatever HR or a directory calls things, it is text: every place that shows data is tried."""
    evil = "<script>alert(1)</script>\"'><img src=x>\x1b\u202e"
    text = same(evil)
    box = replace(
        AN, name=evil, address=evil, title=evil, unit_name=evil, agency_name=evil + "!", person=evil
    )
    reason = Reason(text, evil, Where(evil, evil, evil))
    question = replace(
        QUESTIONS[0],
        key=evil,
        label=evil,
        unit=evil,
        text=text,
        article=evil,
        where=Where(evil),
        candidates=(Candidate(evil, evil, evil, evil + "!"),),
    )
    plan = Plan(
        evil,
        {evil: evil},
        ((Change(None, box, reason), Change(BINH, replace(BINH, title=evil, aliases=(evil,)), reason)),),
        (question,),
        (Hold(evil, text, frozenset({box.key})),),
    )
    page = plan_page(plan, VI, MADE_AT)
    tags = {tag for tag, _ in Page(page).seen}
    assert tags & {"script", "img", "iframe", "object", "a", "form", "link"} == set()
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert all(not name.startswith("on") for _, attributes in Page(page).seen for name in attributes)


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    """No address of anything else is on it, and its policy allows its own style sheet alone."""
    page = plan_page(PLAN, VI, MADE_AT)
    policy = next(
        attributes["content"] or ""
        for tag, attributes in Page(page).seen
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert re.findall(r"https?:|//\w|url\(|@import|<script|\ssrc=|\shref=|\sstyle=", page) == []


def test_every_kind_can_be_filtered_by() -> None:
    """Each choice above the units has its label, and the style sheet knows what it hides."""
    page = plan_page(PLAN, VI, MADE_AT)
    style = page.partition("<style>")[2].partition("</style>")[0]
    for kind in (*KINDS, "held"):
        assert f'id="show-{kind}"' in page
        assert f'for="show-{kind}"' in page
        assert f"#show-{kind}:checked ~ main .unit:not(.has-{kind})" in style
        assert f"#show-{kind}:checked ~ main tbody tr:not(.k-{kind})" in style


def test_a_large_plan_begins_folded() -> None:
    """Five hundred changes lie open; with one more, each unit opens on a click."""
    boxes = [change(None, person(n, "Lê Văn An", f"a{n}"), JOINER) for n in range(OPEN_UP_TO + 1)]
    whole = plan_page(Plan("x", {}, (tuple(boxes[:-1]),)), VI, MADE_AT)
    folded = plan_page(Plan("x", {}, (tuple(boxes),)), VI, MADE_AT)
    assert '<details class="unit has-create" open>' in whole
    assert '<details class="unit has-create">' in folded
    assert "bấm vào tên đơn vị" in folded


def test_a_plan_without_changes_says_so() -> None:
    """The page of an empty plan is one sentence, and no empty table."""
    page = plan_page(Plan("x", {}, ()), VI, MADE_AT)
    assert "hệ thống đã khớp" in page
    assert "<table>" not in page


def test_the_same_plan_makes_the_same_page() -> None:
    """Two pages of one plan at one moment are equal, byte by byte."""
    assert plan_page(PLAN, VI, MADE_AT) == plan_page(PLAN, VI, MADE_AT)


def test_a_moment_without_its_zone_is_refused() -> None:
    """Nobody is shown a time that could be seven hours off."""
    with pytest.raises(ValueError, match="time zone"):
        plan_page(PLAN, VI, datetime(2026, 11, 22, 8, 30))  # noqa: DTZ001  # that is what is tried


def test_a_unit_in_which_nothing_changes_is_named_too() -> None:
    """A question tells its unit by name, as far as HR's roster knows one; what was read is told in words."""
    question = replace(QUESTIONS[0], unit="B77")
    page = plan_page(replace(PLAN, questions=(question,)), VI, MADE_AT, {"B77": "Phòng Một cửa"})
    assert "<small>Phòng Một cửa</small>" in page
    assert "B77" not in page
    assert "<td>danh sách nhan-su.xlsx</td>" in plan_page(
        replace(PLAN, inputs={"source:nhan-su.xlsx": "0" * 64}), VI, MADE_AT
    )


def test_the_words_of_a_choice_are_explained() -> None:
    """An answer that is a word and not an address says what it means."""
    question = replace(QUESTIONS[0], candidates=(Candidate("an", "keep", "keep"),))
    page = plan_page(replace(PLAN, questions=(question,)), VI, MADE_AT)
    assert "<code>keep</code> <small>giữ nguyên</small>" in page


def test_templates_are_part_of_the_package() -> None:
    """What the page is made of lies inside the package, where a wheel takes it along."""
    folder = Path(__file__).resolve().parents[2] / "connector" / "render" / "templates"
    assert sorted(path.name for path in folder.iterdir()) == [
        "letter.html",
        "letter.txt",
        "plan.css",
        "plan.html",
    ]


def test_no_word_of_one_language_slips_into_the_other() -> None:
    """The English page has none of our Vietnamese words, and the other way round."""
    vietnamese, english = (Page(plan_page(PLAN, language, MADE_AT)).text for language in (VI, EN))
    ours = [*FIELDS.values(), *WORDS.values(), *(mark.word for mark in (*KINDS.values(), HELD))]
    shown = [text for text in ours if text.vi in vietnamese and text.en in english]
    assert len(shown) > len(KINDS)
    assert [text for text in shown if text.vi in english or text.en in vietnamese] == []
