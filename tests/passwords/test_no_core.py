"""A process that holds passwords in its memory leaves no core file behind."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.ledger.memory import MemoryLedger
from connector.settings import load_settings
from connector.wiring.clock import SystemClock
from connector.wiring.desk import organisation
from connector.wiring.passwords import issuing_target, open_registry
from tests.passwords.support import keys, passwords
from tests.support.installation import Installation


@pytest.fixture
def core_files() -> Iterator[None]:
    """Allow core files, as far as this machine does, and put the limit back afterwards."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    if before[1] == 0:
        pytest.skip("this machine allows no core files at all")
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.mark.usefixtures("core_files")
@pytest.mark.parametrize("how", ["deliver, reset, handover", "creation"])
def test_whoever_has_passwords_in_memory_may_not_leave_a_core_file(tmp_path: Path, how: str) -> None:
    """The limit is zero before the first password is made."""
    _, own = keys(tmp_path)
    office = Installation(tmp_path / "o", "ubnd-khanhhoa", more=passwords(own, 'name = "*"\nform = "slips"'))
    settings, clock = load_settings(office.config), SystemClock()
    profile = organisation(settings.organisation, settings.folder)
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] != 0
    if how == "creation":
        with issuing_target(settings, profile, MemoryLedger(), clock):
            limit = resource.getrlimit(resource.RLIMIT_CORE)[0]
    else:
        with open_registry(settings, clock):
            limit = resource.getrlimit(resource.RLIMIT_CORE)[0]
    assert limit == 0
