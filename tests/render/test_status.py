"""How it stands: on one screen, as numbers, as findings; nothing of it names a person."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from rich.cells import cell_len

from connector.jobs.metrics import metrics
from connector.model.held import Held
from connector.model.outcome import Result
from connector.model.plan import QuestionKind
from connector.model.turn import Appointment, Ending, Turn
from connector.ports import Run, SeenFile, Verdict
from connector.render.status import print_status, status_data
from connector.standing import Deadline, InboxNow, Saved, Standing, health, sound
from connector.text import NOTHING, Language, Text, same
from connector.wiring.clock import ZONE
from tests.render.printing import printed

NOW = datetime(2026, 11, 29, 8, 15, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 29, 1, 30, tzinfo=ZONE)


def turn(job: str, ending: Ending | None, words: Text = NOTHING, **facts: int) -> Turn:
    """Return last night's turn of a job."""
    end = NIGHT + timedelta(seconds=9) if ending else None
    return Turn(7, job, job, "2026-11-29T01:30", "connector", NIGHT, end, ending, words, facts or None)


def appointment(job: str, title: str, last: Turn | None, *, enabled: bool = True) -> Appointment:
    """Return a schedule that is due tomorrow at half past one."""
    return Appointment(job, job, same(title), "30 1 * * *", enabled, NIGHT + timedelta(days=1), last)


RUN = Run(
    "20261129T013002-7f3a90c1", "sync", "connector", NIGHT, "ab" * 32, NIGHT + timedelta(seconds=9),
    counts={Result.DONE: 12, Result.REFUSED: 1},
)  # fmt: skip
WELL = Standing(
    organisation="Ủy ban nhân dân tỉnh Khánh Hòa",
    at=NOW,
    last=RUN,
    success=RUN.finished,
    alarm=timedelta(hours=26),
    agenda=(
        appointment("sync", "Đồng bộ hằng đêm", turn("sync", Ending.WAITS)),
        appointment("backup", "Sao lưu sổ nhớ", turn("backup", Ending.DONE)),
    ),
    late=(),
    held=(
        Held(
            "",
            "creates",
            Text(vi="210 lượt tạo mới, quá giới hạn 10", en="210 creations"),
            210,
            RUN.run,
            NIGHT,
        ),
    ),
    doubt=None,
    questions={QuestionKind.COLLISION: 12, QuestionKind.NAME: 3},
    deadlines=(Deadline(date(2026, 12, 1), same("Mẫu 01, 15/CV-STTTT"), provisional=False),),
    duties=turn("duties", Ending.WAITS, Text(vi="0 quá hạn, 1 đến hạn trong 7 ngày", en="1 due")),
    comparison=turn(
        "compare", Ending.DONE, Text(vi="không có khác biệt", en="no differences"), differences=0
    ),
    backup=Saved(NIGHT - timedelta(minutes=45), 81_234, sealed=True, number=14),
    inbox=InboxNow(0, SeenFile("ab" * 32, "Nguyễn Thị Lan.xlsx", NIGHT, Verdict.ACCEPTED)),
    mirrors={"zimbra": RUN},
)
NOTHING_YET = Standing(
    WELL.organisation, NOW, None, None, WELL.alarm, (), (), (), None, {}, (), None, None, None, None, {}
)
TROUBLE = {
    "no success": replace(WELL, success=NOW - timedelta(hours=31)),
    "never": replace(WELL, success=None),
    "failed": replace(
        WELL, agenda=(appointment("sync", "Đêm", turn("sync", Ending.FAILED, same("tệp hỏng."))),)
    ),
    "hangs": replace(WELL, agenda=(appointment("sync", "Đêm", turn("sync", None)),)),
    "late": replace(WELL, late=("sync",)),
    "doubted": replace(WELL, doubt=same("sổ nhớ cũ hơn máy chủ")),
    "old backup": replace(WELL, backup=Saved(NOW - timedelta(days=4), 1, sealed=False, number=1)),
    "no backup": replace(WELL, backup=None),
}

SCREEN = """\
 connector   Ủy ban nhân dân tỉnh Khánh Hòa            Chủ nhật 29/11/2026 08:15

 ✓ Hệ thống chạy bình thường; có việc chờ người

✓  Lần chạy gần nhất  01:30 hôm nay   sync
                      ✓ đã làm 12   × bị từ chối 1
●  Chờ duyệt          210 thay đổi   connector plan
                      210 lượt tạo mới, quá giới hạn 10
●  Câu hỏi            15   connector questions
                      trùng địa chỉ 12   họ tên chưa rõ 3
●  Thời hạn           1 đề nghị chưa trả lời   connector requests
                      gần nhất 01/12/2026: Mẫu 01, 15/CV-STTTT
                      0 quá hạn, 1 đến hạn trong 7 ngày   connector due
✓  Khác biệt          không có khác biệt   01:30 hôm nay
✓  Thư mục nhận tệp   0 tệp đang chờ   đã tiếp nhận 01:30 hôm nay
✓  Đích phụ           zimbra   01:30 hôm nay
✓  Sao lưu            00:45 hôm nay   có mã hóa, 14 bản


  Lịch               Kỳ tới           Kỳ gần nhất
 ───────────────────────────────────────────────────────────────
  Đồng bộ hằng đêm   01:30 ngày mai   01:30 hôm nay   còn chờ người
  Sao lưu sổ nhớ     01:30 ngày mai   01:30 hôm nay   xong
"""


def shown(now: Standing, language: Language = Language.VI, width: int = 80) -> str:
    """Return the screen without the blanks at the ends of lines."""
    text = printed(width, lambda console: print_status(now, console, language))
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip() + "\n"


def test_the_screen_is_as_it_was_agreed() -> None:
    """Every line of an ordinary morning."""
    lines, wanted = (
        [line for line in text.splitlines() if "───" not in line] for text in (shown(WELL), SCREEN)
    )
    assert lines == wanted


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("now", [WELL, NOTHING_YET, *TROUBLE.values()], ids=["well", "nothing", *TROUBLE])
def test_it_fits_on_a_screen_of_eighty_by_thirty(now: Standing, language: Language) -> None:
    """Whatever the state, nothing is wider or longer than a terminal."""
    lines = shown(now, language).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert len(lines) <= 30


@pytest.mark.parametrize("name", TROUBLE)
def test_what_is_wrong_is_told_first(name: str) -> None:
    """Screen, health check and metrics say the same."""
    now = TROUBLE[name]
    bad = [finding for finding in health(now) if not finding.ok]
    assert bad
    assert bad[0].text.vi.split()[0] in shown(now).splitlines()[2]
    assert value(now, "connector_healthy") == 0


def test_an_ordinary_morning_is_healthy() -> None:
    """What waits for a person is no fault."""
    assert sound(health(WELL))
    assert value(WELL, "connector_healthy") == 1


def value(now: Standing, name: str, **labels: str) -> float:
    """Return one number as Prometheus reads it."""
    for family in text_string_to_metric_families(metrics(now).decode()):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return float(sample.value)
    pytest.fail(f"there is no {name}")


def test_metrics_are_numbers_of_the_same_state() -> None:
    """They are parsed as Prometheus parses them."""
    assert value(WELL, "connector_held_changes") == 210
    assert value(WELL, "connector_questions_open", kind="collision") == 12
    assert value(WELL, "connector_last_run_changes", result="done") == 12
    assert value(WELL, "connector_last_success_timestamp_seconds") == NIGHT.timestamp() + 9
    assert value(WELL, "connector_backup_timestamp_seconds") == NIGHT.timestamp() - 2700
    assert value(WELL, "connector_job_failed", schedule="sync") == 0
    assert value(NOTHING_YET, "connector_last_success_timestamp_seconds") == 0


def test_nothing_of_it_names_a_person() -> None:
    """The name of a dropped file may be somebody's; it is in none of the three."""
    for text in (shown(WELL), metrics(WELL).decode(), str(status_data(WELL))):
        assert "Lan" not in text


def test_programs_get_everything_that_the_screen_shows() -> None:
    """The keys of the JSON do not change lightly."""
    data = status_data(WELL)
    assert sorted(data) == [
        "at", "backup", "comparison", "deadlines", "duties", "findings", "held", "inbox", "last_run",
        "last_success", "mirrors", "organisation", "questions", "schedule", "sound",
    ]  # fmt: skip
    assert data["held"] == {
        "changes": 210,
        "limits": [
            {
                "target": "target",
                "limit": "creates",
                "changes": 210,
                "text": {"vi": "210 lượt tạo mới, quá giới hạn 10", "en": "210 creations"},
            }
        ],
    }
