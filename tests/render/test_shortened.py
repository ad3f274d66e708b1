"""What a reader gets who asks for a part of a plan, a summary, or the findings of a check."""

from dataclasses import replace

import pytest

from connector.model.outcome import Finding
from connector.model.plan import Plan
from connector.render.findings import print_findings
from connector.render.plan_table import QUESTIONS_NAMED, print_plan, print_summary
from connector.render.problems import print_problems
from connector.text import Language, Text
from tests.render.invented import AN, MEMBERS, PLAN, PROBLEMS, QUESTIONS, STTTT
from tests.render.printing import printed, words

VI, EN = Language.VI, Language.EN
BOTH = pytest.mark.parametrize("language", [VI, EN])


def test_one_unit_is_shown_under_the_summary_of_the_whole_plan() -> None:
    """With `units` only their changes and questions are printed; digest and counts stay the plan's."""
    text = words(printed(120, lambda console: print_plan(PLAN, console, VI, units=["stttt"])))
    assert PLAN.digest[:12] in text
    assert f"{STTTT} + 1" in text
    assert AN.address not in text
    assert QUESTIONS[0].key not in text


def test_a_question_is_named_by_its_unit_even_where_nothing_changes_there() -> None:
    """`titles` names the units that the changes do not."""
    titles = {"lamson": "Ban quản lý Lâm Sơn — Sở"}
    text = words(printed(120, lambda console: print_plan(PLAN, console, VI, titles=titles)))
    assert titles["lamson"] in text


@BOTH
def test_a_shortened_plan_counts_the_questions_it_does_not_show(language: Language) -> None:
    """The first questions are shown, and the reader is sent to the others."""
    many = tuple(replace(QUESTIONS[1], key=f"unit-box:unit/{n}") for n in range(QUESTIONS_NAMED + 4))
    plan = Plan("khanhhoa", {}, (), many)
    text = words(printed(100, lambda console: print_plan(plan, console, language, limit=8)))
    assert [one.key in text for one in many] == [True] * QUESTIONS_NAMED + [False] * 4
    assert "4" in text.rpartition("…")[2]
    assert "connector questions" in text


def test_a_shortened_plan_shows_members_on_one_line() -> None:
    """That people are on the list of their unit needs no reason each time."""
    plan = Plan("khanhhoa", {}, ((MEMBERS,),))
    short = printed(100, lambda console: print_plan(plan, console, VI, limit=8))
    assert MEMBERS.reason.article in printed(100, lambda console: print_plan(plan, console, VI))
    assert MEMBERS.reason.article not in short
    assert sum(MEMBERS.entry.address in line and "+2 −1" in line for line in short.splitlines()) == 1


@BOTH
def test_a_summary_is_digest_counts_and_holds(language: Language) -> None:
    """`--brief` prints no entry, and everything that an approval needs."""
    text = words(printed(100, lambda console: print_summary(PLAN, console, language)))
    assert f"connector approve {PLAN.digest[:12]}" in text
    assert PLAN.holds[0].text.say(language) in text
    assert [one.entry.address for one in PLAN.changes if one.entry.address in text] == []


@BOTH
def test_problems_can_be_counted_on_one_line(language: Language) -> None:
    """With a limit of 0 each gravity has its count, and the reader learns where they stand in full."""
    text = printed(120, lambda console: print_problems(PROBLEMS, console, language, limit=0)).strip()
    assert len(text.splitlines()) == 1
    assert [sign in text for sign in ("× 1", "? 1", "! 1")] == [True] * 3
    assert "connector plan" in text
    assert PROBLEMS[0].what.say(language) not in text


@BOTH
def test_findings_say_what_is_wrong_and_what_to_do(language: Language) -> None:
    """Good findings are ticked without advice; bad ones are crossed, advised and counted."""
    findings = (
        Finding(ok=True, text=Text(vi="lược đồ đủ " * 12, en="complete " * 20), advice=Text("A1", "A1")),
        Finding(ok=False, text=Text(vi="không ghi được", en="no right"), advice=Text("hỏi", "ask")),
    )
    text = printed(60, lambda console: print_findings(findings, console, language))
    assert max(len(line) for line in text.splitlines()) <= 60
    assert text.startswith("✓ ")
    assert text.splitlines()[1].startswith("  ")
    assert "✗ " in text
    assert f"→ {findings[1].advice.say(language)}" in text
    assert "A1" not in text
    assert text.rstrip().splitlines()[-1].strip().startswith("1 ")
