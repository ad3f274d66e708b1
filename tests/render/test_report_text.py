"""What became of a plan, and what to do next."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from connector.model.outcome import Outcome, Report, Result
from connector.model.plan import Change
from connector.model.roster import Gravity
from connector.render.problems import print_problems
from connector.render.report_text import MEANING, print_report
from connector.render.words import RESULTS
from connector.text import NOTHING, Language
from tests.render.invented import CHANGES, JOINER, OUTCOMES, PLAN, PROBLEMS, REPORT, person
from tests.render.printing import printed, words

VI, EN = Language.VI, Language.EN
BOTH = pytest.mark.parametrize("language", [VI, EN])


def shown(report: Report, width: int = 80, language: Language = VI, limit: int | None = 20) -> str:
    """Return the report as printed."""
    return printed(width, lambda console: print_report(report, console, language, limit=limit))


@pytest.mark.parametrize("width", [80, 120])
@BOTH
def test_every_failure_says_what_it_is_and_which_entry(width: int, language: Language) -> None:
    """A failure shows key, address, and the target's words or what the result means; no line is too wide."""
    text = shown(REPORT, width, language)
    flat = words(text)
    wanted = [REPORT.run, REPORT.plan.digest[:12], REPORT.stopped.say(language)]
    for outcome in REPORT.failed:
        detail = outcome.detail if str(outcome.detail) else MEANING[outcome.result]
        wanted += [outcome.change.key, outcome.change.entry.address, detail.say(language)]
        wanted += [RESULTS[outcome.result].word.say(language)]
    assert [part for part in wanted if part not in flat] == []
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_the_code_of_the_target_is_told() -> None:
    """Who looks for the cause finds the LDAP result code."""
    assert "máy chủ không cho ghi thuộc tính title (mã 50)" in words(shown(REPORT))


def test_a_report_names_no_person() -> None:
    """Reports go into tickets: an entry is its HR key and address, never a name."""
    text = shown(REPORT, 120)
    assert [one.entry.name for one in CHANGES[1:8] if one.entry.name in text] == []


@pytest.mark.parametrize(
    ("report", "wanted", "unwanted"),
    [
        (Report("r", replace(PLAN, questions=(), holds=())), "Không cần làm gì thêm.", "connector"),
        (Report("r", replace(PLAN, holds=())), "connector questions", "connector approve"),
        (Report("r", PLAN), f"connector approve {PLAN.digest[:12]}", "connector apply"),
        (Report("r", PLAN, OUTCOMES[:3]), "connector questions", "connector approve"),
        (Report("r", PLAN, OUTCOMES[3:4]), "connector check", "connector apply"),
        (Report("r", PLAN, OUTCOMES[4:5]), "connector apply", "connector check"),
        (Report("r", PLAN, (), PROBLEMS[:1]), "Sửa các dòng nêu trên", "connector apply"),
        (Report("r", PLAN, (), PROBLEMS[2:]), "connector questions", "Sửa các dòng nêu trên"),
        (Report("r", PLAN, (), (), REPORT.stopped), "connector apply", "Sửa các dòng nêu trên"),
    ],
)
def test_the_next_step_follows_from_what_happened(report: Report, wanted: str, unwanted: str) -> None:
    """Nobody is sent to a command that would not help."""
    last = words(shown(report)).partition("Việc cần làm tiếp")[2]
    assert wanted in last
    assert unwanted not in last


def test_many_failures_are_counted_and_the_run_is_named() -> None:
    """A server that is down does not fill the screen fifty thousand times."""
    boxes = (person(n, "Lê Văn An", f"a{n}") for n in range(3000))
    report = Report("r", PLAN, tuple(Outcome(Change(None, box, JOINER), Result.RETRY) for box in boxes))
    assert len(shown(report).splitlines()) < 60
    assert "… và 2.980 mục nữa. Xem từng thay đổi: connector show r" in words(shown(report))
    assert "and 2,980 more" in shown(report, language=EN)
    assert shown(report, limit=None).count("person/KH") == 3000


def test_a_run_without_changes_says_so() -> None:
    """An empty report is not an empty screen."""
    text = shown(Report("r", replace(PLAN, waves=(), questions=(), holds=())))
    assert "Không có gì phải ghi." in text


@BOTH
def test_problems_stand_by_gravity_with_place_and_advice(language: Language) -> None:
    """The gravest first; each says where, what, and what to do."""
    text = words(printed(80, lambda console: print_problems(PROBLEMS, console, language)))
    order = {
        gravity: place for place, gravity in enumerate([Gravity.REJECTED, Gravity.QUESTION, Gravity.WARNING])
    }
    places = []
    for problem in sorted(PROBLEMS, key=lambda one: order[one.gravity]):
        parts = [str(problem.where), problem.what.say(language), problem.advice.say(language)]
        assert [part for part in parts if part not in text] == []
        places.append(text.index(str(problem.where)))
    assert places == sorted(places)


def test_no_problem_prints_nothing() -> None:
    """Where all is well there is no empty heading."""
    assert printed(80, lambda console: print_problems((), console, VI)) == ""


def test_words_of_the_target_cannot_speak_to_the_terminal() -> None:
    """What a server answers is shown as text on one line."""
    detail = replace(NOTHING, vi="no\x1b[31m\nsuch\u202e")
    report = Report("r", PLAN, (Outcome(CHANGES[0], Result.REFUSED, detail),))
    assert "no\ufffd[31m such\ufffd" in shown(report)
