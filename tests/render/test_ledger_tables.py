"""Questions, runs, records and the story of one address, as the ledger remembers them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len
from rich.console import Console

from connector.model.outcome import Result
from connector.model.plan import Candidate, Decision
from connector.ports import Approval, Record, Run
from connector.render.questions import print_questions
from connector.render.records import print_records
from connector.render.runs import print_runs
from connector.render.story import print_story
from connector.text import NOTHING, Language, Text
from connector.why import Story, Told
from tests.render.invented import ALL, CHANGES, CUONG, HOLD, MADE_AT, PROBLEMS, QUESTIONS, ROSTER
from tests.render.printing import printed, words

VI, EN = Language.VI, Language.EN
BOTH = pytest.mark.parametrize("language", [VI, EN])
WIDTHS = pytest.mark.parametrize("width", [80, 120])
ENDED = Run(
    "20261122T083000-7f3a",
    "sync",
    "hanh",
    MADE_AT,
    "ab" * 32,
    MADE_AT + timedelta(seconds=95),
    counts={Result.DONE: 1200, Result.REFUSED: 1},
)
RUNS = (
    ENDED,
    Run("20261121T083000-aaaa", "apply", "hanh", MADE_AT - timedelta(days=1)),
    replace(
        ENDED, run="20261120T083000-bbbb", stopped=Text(vi="Mất kết nối.", en="Connection lost."), counts=None
    ),
)
RECORD = Record(
    run=ENDED.run,
    at=MADE_AT,
    key=CUONG.key,
    kind="rename",
    address=CUONG.address,
    changed=(
        ("address", "a@x", "b@x"),
        ("listed", "True", "False"),
        ("phone", "", ""),
        ("quota", "0", "2048"),
        ("retired", "", "a@x"),
        ("state", "suspended", "active"),
        ("unit", "u1", "u2"),
        ("unit_name", "Phòng Một", ""),
    ),
    reason=ROSTER.text,
    article="KH Đ4.3c",
    where="thang-11.xlsx › Nhân sự › A12",
    result=Result.DONE,
)
STORY = Story(
    address=CUONG.address,
    key=CUONG.key,
    present=CUONG,
    wanted=CHANGES[4].after,
    reason=ROSTER,
    row=ROSTER.where,
    history=(Told(RECORD, ENDED, Approval("ab" * 32, "giam-doc", MADE_AT)), Told(RECORD, None, None)),
    decisions=(Decision("transfer:person/KH0004", "keep", "hanh", MADE_AT, "12/QĐ-STTTT"),),
    questions=QUESTIONS[:1],
    problems=PROBLEMS[:1],
    pending=CHANGES[4:5],
    holds=(HOLD,),
)


@WIDTHS
@BOTH
def test_questions_show_keys_and_choices_whole(width: int, language: Language) -> None:
    """What has to be typed or copied stands on one line, with its number."""

    def show(console: Console) -> None:
        print_questions(QUESTIONS, console, language, {"stttt-vp": "Văn phòng — Sở"})

    lines = printed(width, show).splitlines()
    whole = [question.key for question in QUESTIONS]
    whole += [f"{place}) {one.address}" for place, one in enumerate(QUESTIONS[0].candidates, start=1)]
    assert [part for part in whole if not any(part in line for line in lines)] == []
    assert max(cell_len(line) for line in lines) <= width
    text = words(" ".join(lines))
    assert "Văn phòng — Sở" in text
    assert "connector decide" in text


def test_a_choice_that_is_a_word_is_explained() -> None:
    """Nobody has to guess what "keep" will do."""
    question = replace(
        QUESTIONS[0], candidates=(Candidate("an", "keep", "keep"), Candidate("an", "close", "close"))
    )
    text = printed(80, lambda console: print_questions([question], console, VI))
    assert "1) keep  giữ nguyên" in text
    assert "2) close  đóng hộp thư" in text


@BOTH
def test_no_question_says_so(language: Language) -> None:
    """An empty list is one sentence."""
    text = printed(80, lambda console: print_questions([], console, language))
    assert text.strip() in ("Không có câu hỏi nào chờ trả lời.", "No question is waiting for an answer.")


@WIDTHS
def test_runs_say_when_how_long_and_what_became_of_them(width: int) -> None:
    """Finished, unfinished and stopped runs can be told apart."""
    text = printed(width, lambda console: print_runs(RUNS, console, VI))
    wanted = [
        "22/11/2026 08:30",
        "1 phút 35 giây",
        "✓ đã làm 1.200",
        "× bị từ chối 1",
        "Mất kết nối.",
        "hanh",
    ]
    assert [part for part in [*wanted, *(run.run for run in RUNS)] if part not in text] == []
    assert "đang chạy, hoặc đã bị" in words(text)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_no_run_says_so() -> None:
    """A new ledger is not an empty screen."""
    assert "There was no run yet." in printed(80, lambda console: print_runs([], console, EN))


@WIDTHS
def test_a_record_says_before_after_and_why(width: int) -> None:
    """Remembered values are read back into words; a key is left out beside the name it belongs to."""
    text = words(printed(width, lambda console: print_records([RECORD], console, VI)))
    wanted = [
        "→ đổi địa chỉ tqcuong@khanhhoa.gov.vn ✓ đã làm",
        "Địa chỉ: a@x → b@x",
        "Hiện trong danh bạ: có → không",
        "Điện thoại: đã đổi (không lưu giá trị)",
        "Dung lượng: mặc định → 2048 MiB",
        "Địa chỉ đã thôi dùng: +a@x",
        "Trạng thái: tạm khóa → đang dùng",
        "Đơn vị: Phòng Một → (trống)",
        "theo danh sách của Nội vụ · KH Đ4.3c · thang-11.xlsx › Nhân sự › A12",
    ]
    assert [part for part in wanted if part not in text] == []
    assert "Mã đơn vị" not in text


def test_a_record_without_an_end_and_one_of_the_future_can_be_shown() -> None:
    """A killed run leaves records without result; a later version may know other kinds and fields."""
    record = replace(RECORD, result=None, kind="teleport", changed=(("aura", "x", "y"),), detail=NOTHING)
    text = words(printed(80, lambda console: print_records([record], console, VI)))
    assert "• teleport" in text
    assert "? không rõ (bị ngắt)" in text
    assert "aura: x → y" in text


def test_an_entry_is_shown_as_it_stands_without_its_phone() -> None:
    """Before the history stands what is there now; a phone number is not needed to answer "why"."""
    entry = replace(CUONG, phone="0258.3822001")
    text = words(printed(80, lambda console: print_records([], console, VI, entry=entry)))
    wanted = ["hộp thư cá nhân", "Địa chỉ phụ cuong@khanhhoa.gov.vn", "Trạng thái đang dùng", "Sổ cái không"]
    assert [part for part in wanted if part not in text] == []
    assert "0258" not in text
    members = words(printed(80, lambda console: print_records([], console, EN, entry=ALL)))
    assert "Members 3" in members


@WIDTHS
def test_the_story_of_an_address_answers_why(width: int) -> None:
    """Standing, grounds, row, decision, what is to come, question, problem, history, who approved."""
    text = words(printed(width, lambda console: print_story(STORY, console, VI)))
    wanted = [
        "Căn cứ: theo danh sách của Nội vụ · KH Đ2.4",
        "Dòng nhân sự: thang-11.xlsx › Nhân sự › A12",
        "keep (giữ nguyên) do hanh · 12/QĐ-STTTT",
        "→ đổi địa chỉ tqcuong2@khanhhoa.gov.vn",
        HOLD.text.vi,
        QUESTIONS[0].key,
        PROBLEMS[0].what.vi,
        "20261122T083000-7f3a · sync · hanh · giam-doc duyệt lúc 22/11/2026 08:30",
    ]
    assert [part for part in wanted if part not in text] == []


def test_the_story_of_an_address_that_nobody_has_any_more_can_be_told() -> None:
    """An address of the past has a history and nothing else."""
    story = replace(
        STORY,
        present=None,
        wanted=None,
        reason=None,
        row=None,
        decisions=(),
        questions=(),
        problems=(),
        pending=(),
    )
    text = printed(80, lambda console: print_story(story, console, EN))
    assert "Now: not on the server" in text
    assert "no row in the present roster" in text
