"""What the tests of the rules share: the shipped organisation files, and one to vary."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.rules.profile import Profile, load_profile

ROOT = Path(__file__).parents[2]
ORGANISATIONS = ROOT / "mappings" / "organisations"


@pytest.fixture(scope="session")
def profiles() -> dict[str, Profile]:
    """Return the five shipped regulations by the short name of their articles."""
    loaded = [load_profile(path) for path in sorted(ORGANISATIONS.glob("*.toml"))]
    return {profile.short: profile for profile in loaded}


@pytest.fixture(scope="session")
def example() -> str:
    """Return the complete organisation file of the manual."""
    manual = (ROOT / "docs" / "regulation-files.md").read_text("utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes an organisation file called `ubnd-anbinh.toml`."""

    def write_file(text: str) -> Path:
        path = tmp_path / "ubnd-anbinh.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file
