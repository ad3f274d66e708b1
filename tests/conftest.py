"""What all tests share: one fixed clock, repeatable property tests, and no silent skip.

A test marked `slapd` or `browser` needs a program that may be missing. It is then skipped, and one line at
the end of the run says how many and why. With `CONNECTOR_REQUIRE_SLAPD=1` (./scripts/test sets it wherever
slapd is installed) such a test fails instead. Where Zimbra's schemas are not at hand, one more line says how
many tests spoke to the simulated Zimbra unchecked. `HYPOTHESIS_PROFILE=explore` tries other and more examples.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@dataclass(frozen=True, slots=True)
class Need:
    """A program that tests with one marker cannot do without."""

    programs: tuple[str, ...]
    package: str
    required_by: str

    def missing(self) -> bool:
        """Tell whether none of the programs is there."""
        path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
        return not any(shutil.which(program, path=path) for program in self.programs)

    def reason(self) -> str:
        """Say in one sentence what is missing and what to do."""
        return f"{self.programs[0]} is missing (Debian package {self.package}; see ./scripts/setup)"


NEEDS: Mapping[str, Need] = {
    "slapd": Need(("slapd",), "slapd", "CONNECTOR_REQUIRE_SLAPD"),
    "mailstack": Need(("dovecot",), "dovecot-imapd; and postfix", "CONNECTOR_REQUIRE_MAILSTACK"),
    "browser": Need(("chromium", "google-chrome"), "chromium", "CONNECTOR_REQUIRE_BROWSER"),
}


TALKS_TO_ZIMBRA = ("test_zimbra_", "test_simulator_", "test_mirrored", "[zimbra]", "[zimbra-")
"""What stands in the names of tests that send requests to the simulated Zimbra."""


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A `connector.ports.Clock` that stands still."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was made for."""
        return self.moment


@pytest.fixture
def clock() -> FixedClock:
    """Give a clock that stands at eight in the morning of Monday 2 March 2026, Vietnam time."""
    return FixedClock(datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or refuse to skip, a test whose program is missing."""
    for marker, need in NEEDS.items():
        if item.get_closest_marker(marker) is None or not need.missing():
            continue
        if os.environ.get(need.required_by) == "1":
            pytest.fail(f"{need.reason()}, and {need.required_by}=1 forbids to skip", pytrace=False)
        pytest.skip(need.reason())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line for each missing program how many tests did not run."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for marker, need in NEEDS.items():
        count = sum(need.reason() in words for words in skipped)
        if count:
            terminalreporter.write_line(f"{count} {marker} tests skipped: {need.reason()}", yellow=True)
    passed = terminalreporter.stats.get("passed", [])
    count = sum(any(mark in report.nodeid for mark in TALKS_TO_ZIMBRA) for report in passed)
    if count and unchecked():
        terminalreporter.write_line(
            f"{count} tests of Zimbra ran without its schemas: {unchecked()}", yellow=True
        )


def unchecked() -> str:
    """Say why requests to Zimbra were not held against its schemas; empty where they were."""
    from tests.support.soap_talk import no_xsd  # noqa: PLC0415 - it stands alone where the tests of Zimbra do not

    return no_xsd()
