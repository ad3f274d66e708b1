"""No test is skipped in silence: what `tests/conftest.py` does where a program is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
NEEDS_A_BROWSER = '''
"""Two tests that need a browser and one that does not."""
import pytest

@pytest.mark.browser
@pytest.mark.parametrize("page", ["plan", "address book"])
def test_page(page): ...

def test_other(): ...
'''


def run_pytest(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on the example where no browser can be found."""
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser\n", encoding="utf-8")
    (folder / "test_pages.py").write_text(NEEDS_A_BROWSER, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        env={"PATH": os.devnull, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("processes", ["0", "2"])
def test_missing_program_is_said_once_with_the_number_of_tests(tmp_path: Path, processes: str) -> None:
    """Tests without their program are skipped, counted, and explained in one line."""
    ended = run_pytest(tmp_path, "-n", processes)
    assert ended.returncode == 0
    assert ended.stdout.count("2 browser tests skipped: chromium is missing (Debian package chromium") == 1
    assert "1 passed, 2 skipped" in ended.stdout


def test_missing_program_that_is_required_fails_the_tests(tmp_path: Path) -> None:
    """Where the program is required, a test that cannot have it fails instead of hiding."""
    ended = run_pytest(tmp_path, CONNECTOR_REQUIRE_BROWSER="1")
    assert ended.returncode == 1
    assert "1 passed, 2 errors" in ended.stdout
    assert "CONNECTOR_REQUIRE_BROWSER=1 forbids to skip" in ended.stdout


def test_without_schemas_the_tests_of_zimbra_say_so() -> None:
    """Nobody takes a green run for a proof of the wire while no request was held against the schemas."""
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "tests/targets/test_zimbra_wire.py", "-k", "burst"],
        cwd=ROOT,
        env={**os.environ, "CONNECTOR_ZIMBRA_XSD": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    assert "1 tests of Zimbra ran without its schemas: no request was validated" in ended.stdout
