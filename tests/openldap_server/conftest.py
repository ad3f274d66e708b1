"""A private server with a small invented office: shared by tests that look, one's own to write."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools.slapd import PrivateSlapd

OFFICE = Path(__file__).resolve().parents[1] / "cases" / "openldap_server" / "population.ldif"


def _with_office(folder: Path) -> PrivateSlapd:
    server = PrivateSlapd(folder, owners=("khanhhoa",)).start()
    server.add(OFFICE.read_text())
    return server


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateSlapd]:
    """Give a running server that the tests of one module share, and do not change."""
    server = _with_office(tmp_path_factory.mktemp("office"))
    yield server
    server.stop()


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give a running server of the test's own."""
    server = _with_office(tmp_path / "slapd")
    yield server
    server.stop()
