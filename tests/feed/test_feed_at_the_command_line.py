"""A newcomer's path: an invented roster, an example feed from it, and a plan from that feed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
TARGET = """
organisation = "ubnd-khanhhoa"
[target]
kind = "ldif"
file = "directory.ldif"
base_dn = "dc=khanhhoa,dc=gov,dc=vn"
"""


def command(*arguments: str) -> list[str]:
    """Return the command line of connector."""
    return [sys.executable, "-u", "-m", "connector", *arguments]


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one command in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    return subprocess.run(
        command(*arguments), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(params=["ours", "scim"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Serve an invented roster; give what the command says to write into connector.toml."""
    assert run(tmp_path, "sample", "a.xlsx", "--people", "30", "--units", "8").returncode == 0
    serve = command("feed-server", "--roster", "a.xlsx", "--port", "0", "--dialect", request.param)
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    with subprocess.Popen(serve, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield "".join(server.stdout.readline() for _ in range(6))
        server.kill()


def test_the_printed_settings_lead_to_the_same_plan_as_the_workbook(settings: str, tmp_path: Path) -> None:
    """Whichever way HR's data comes in, the same mailboxes come out; and what is not there is said."""
    words, _, table = settings.partition("\n\n")
    assert "Nguồn mẫu: http://127.0.0.1:" in words
    plans = []
    for source in (table, '[source]\npeople = "a.xlsx"\n'):
        (tmp_path / "connector.toml").write_text(TARGET + source, encoding="utf-8")
        planned = run(tmp_path, "plan", "--json")
        assert planned.returncode in (2, 3), planned.stderr
        waves = json.loads(planned.stdout)["plan"]["waves"]
        plans.append(sorted(change["after"]["address"] for wave in waves for change in wave))
    assert len(plans[0]) > 30
    assert plans[0] == plans[1]


def test_a_feed_that_never_answered_is_an_error_with_advice(tmp_path: Path) -> None:
    """Exit code 1 and one sentence; nothing is kept."""
    source = '[source]\nkind = "feed"\nurl = "http://127.0.0.1:1/"\ndeadline = 0.5\n'
    (tmp_path / "connector.toml").write_text(TARGET + source, encoding="utf-8")
    planned = run(tmp_path, "plan")
    assert planned.returncode == 1
    assert "Không nối được máy chủ nguồn" in planned.stderr
    assert not [*tmp_path.rglob("*.gz")]
