"""Secrets come from files that only their owner may read, or from credentials that systemd gives to one unit."""

from pathlib import Path

import pytest

from connector.errors import SettingsError
from connector.settings import read_secret

NAMED = Path("/etc/connector/$CREDENTIALS_DIRECTORY/ldap")
"""As `Settings.path` returns `$CREDENTIALS_DIRECTORY/ldap` in /etc/connector/connector.toml."""


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a unit's credentials with one in it."""
    folder = tmp_path / "credentials"
    folder.mkdir(mode=0o500)
    folder.chmod(0o700)
    (folder / "ldap").write_text("mat-khau\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder / "ldap"


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_a_credential_is_found_by_its_name(credentials: Path, mode: int) -> None:
    """Also with the group's bit, in which the mask of systemd's access list stands."""
    credentials.chmod(mode)
    assert read_secret(NAMED) == "mat-khau"
    assert read_secret(credentials) == "mat-khau"


@pytest.mark.parametrize("mode", [0o404, 0o444, 0o460, 0o666])
def test_a_credential_that_others_may_read_is_refused(credentials: Path, mode: int) -> None:
    """Everybody's bits, or a group that may write, are not systemd's."""
    credentials.chmod(mode)
    with pytest.raises(SettingsError, match="người khác đọc được"):
        read_secret(NAMED)


def test_elsewhere_the_group_may_not_read(credentials: Path, tmp_path: Path) -> None:
    """An ordinary file is its owner's alone, whatever credentials there are."""
    assert credentials.exists()
    other = tmp_path / "ldap"
    other.write_text("mat-khau", encoding="utf-8")
    other.chmod(0o440)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_secret(other)


def test_without_systemd_it_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name stands for nothing outside a unit."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(SettingsError, match="LoadCredential"):
        read_secret(NAMED)
