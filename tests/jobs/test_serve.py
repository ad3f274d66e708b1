"""`connector serve` with real processes: started, stopped, killed, started again, twice at once."""

import signal
import socket
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from connector.model.turn import Ending
from tests.jobs.services import drop, ended, events, office, serving, turns, wait_for
from tests.support.installation import Installation


@pytest.fixture
def made(tmp_path: Path) -> Installation:
    """Give an organisation whose last night was missed."""
    return office(tmp_path)


def test_a_missed_night_is_made_up_for_once(made: Installation) -> None:
    """Restarting the service, and a timer beside it, do not do it again; SIGTERM ends with code 0."""
    with serving(made) as process:
        wait_for(made, event="ended", job="sync")
        assert ended(process) == 0
    with serving(made) as process:
        drop(made, "a.xlsx", "khanh-hoa/thang-01")
        wait_for(made, event="file")
        again = made.run("job", "sync")
        assert (again.code, "kỳ này đã làm" in again.words) == (0, True)
        assert ended(process) == 0
    [turn] = turns(made)
    assert turn.ending is Ending.WAITS
    assert turn.facts is not None
    assert turn.facts["done"] > 200


def test_a_dropped_workbook_is_used_and_answered(made: Installation) -> None:
    """Beside the archived file and in the outbox lies a note; the directory has the new month."""
    with serving(made) as process:
        wait_for(made, event="ended", job="sync")
        before = (made.folder / "danh-ba.ldif").read_bytes()
        drop(made, "thang-02.xlsx", "khanh-hoa/thang-02")
        wait_for(made, event="file", verdict="accepted")
        assert ended(process) == 0
    assert (made.folder / "danh-ba.ldif").read_bytes() != before
    assert [path.suffix for path in sorted((made.folder / "archive").iterdir())] == [".xlsx", ".txt"]
    [note] = (made.folder / "outbox").glob("*_thang-02.xlsx.txt")
    assert "ĐÃ TIẾP NHẬN" in note.read_text(encoding="utf-8-sig")


def test_a_killed_service_leaves_its_slot_to_the_next(made: Installation) -> None:
    """Kill -9 in the middle of the night's run: the slot is taken up again, and done once."""
    with serving(made) as process:
        wait_for(made, event="begun", job="sync")
        assert ended(process, signal.SIGKILL) == -signal.SIGKILL
    with serving(made) as process:
        wait_for(made, event="ended", job="sync")
        assert ended(process) == 0
    done, cut = turns(made)
    assert (cut.ending, done.ending) == (Ending.CUT, Ending.WAITS)
    assert cut.slot == done.slot
    assert made.run("sync", "--json").json["counts"] == {}


def test_a_service_that_is_stopped_at_work_goes_on_when_it_is_back(made: Installation) -> None:
    """SIGTERM while it reads: nothing is written, the turn is stopped, the next service does it."""
    with serving(made) as process:
        wait_for(made, event="begun", job="sync")
        assert ended(process) == 0
    assert [turn.ending for turn in turns(made)] == [Ending.STOPPED]
    with serving(made) as process:
        wait_for(made, count=2, event="ended", job="sync")
        assert ended(process) == 0
    assert [turn.ending for turn in turns(made)] == [Ending.WAITS, Ending.STOPPED]


def test_a_second_service_is_told_who_is_there(made: Installation) -> None:
    """It ends at once with code 75 and names the process."""
    with serving(made) as process:
        wait_for(made, event="serving")
        second = made.run("serve")
        assert second.code == 75
        assert f"tiến trình {process.pid}" in second.words
        assert "Nó chạy liên tục" in second.words


def test_many_timers_at_once_do_one_slot(made: Installation) -> None:
    """Of four, one does it; the others find it done, or somebody at work."""
    processes = [made.start("job", "sync") for _ in range(4)]
    for process in processes:
        process.communicate(timeout=90)
    assert {process.returncode for process in processes} <= {0, 3, 75}
    assert [process.returncode for process in processes].count(3) == 1
    assert [turn.ending for turn in turns(made)] == [Ending.WAITS]


def test_the_log_names_nobody(made: Installation) -> None:
    """No name, address or telephone number of the workbook, nor the name of a dropped file, is in a line."""
    with serving(made) as process:
        wait_for(made, event="ended", job="sync")
        drop(made, "Nguyễn Thị Lan nghỉ hưu.xlsx", "khanh-hoa/thang-02")
        wait_for(made, event="file")
        assert ended(process) == 0
    lines = [str(sorted(event.items())) for event in events(made)]
    assert [line for line in lines if "@" in line or "Lan" in line or "nghỉ hưu" in line] == []
    allowed = {
        "event",
        "at",
        "level",
        "pid",
        "job",
        "schedule",
        "slot",
        "ending",
        "seconds",
        "said",
        "run",
        "counts",
    }
    allowed |= {
        "done",
        "failed",
        "held",
        "questions",
        "problems",
        "mirrors_failed",
        "verdict",
        "version",
        "schedules",
    }
    assert {key for event in events(made) for key in event} <= allowed


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def asked(port: int, path: str) -> tuple[int, str]:
    """Return status and body of an HTTP request to this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_metrics_and_health_are_answered_while_it_serves(tmp_path: Path) -> None:
    """Over HTTP on this machine, and in node_exporter's folder; unhealthy until a run has succeeded."""
    port = free_port()
    made = office(tmp_path, f'[monitor]\nport = {port}\ntextfile = "prom/connector.prom"\n')
    assert made.run("health").code == 1
    with serving(made) as process:
        wait_for(made, event="ended", job="sync")
        status, body = asked(port, "/metrics")
        families = {family.name: family for family in text_string_to_metric_families(body)}
        assert status == 200
        assert families["connector_healthy"].samples[0].value == 1
        assert asked(port, "/health")[0] == 200
        assert asked(port, "/")[0] == 404
        drop(made, "a.xlsx", "khanh-hoa/thang-01")
        wait_for(made, event="file")
        assert ended(process) == 0
    assert "connector_healthy 1.0" in (tmp_path / "prom" / "connector.prom").read_text(encoding="utf-8")
    assert made.run("health").code == 0
