"""`read_secret`: a secret from a file that only its owner may read, or from a systemd credential."""

import os
import stat
from pathlib import Path

from connector.errors import SettingsError, foreign
from connector.text import Text

_LONGEST = 65_536
LOOSE = stat.S_IRWXG | stat.S_IRWXO
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""The variable with which systemd names the folder of a unit's credentials (systemd.exec(5), LoadCredential=)."""
_IN_CREDENTIALS = f"${CREDENTIALS}"
_READ_BY_ACL = stat.S_IRGRP
"""systemd gives a unit's own user its credentials by an access list, whose mask stands in the group's bits."""


def read_secret(file: Path) -> str:
    """Return the secret in `file` without its line end.

    Raises SettingsError where it cannot be read, is empty, or where others than its owner may read it.
    """
    secret = (read_private(file).splitlines() or [""])[0]
    if not secret:
        raise SettingsError(Text(vi="tệp mật khẩu trống.", en="the secret is empty."), where=str(file))
    return secret


def read_private(file: Path) -> str:
    """Return a file of secrets whole. Raises SettingsError where others than its owner may read it.

    `…/$CREDENTIALS_DIRECTORY/name` is the credential of that name, which systemd gives to this unit alone.
    """
    file, loose = _credential(file)
    try:
        with file.open(encoding="utf-8") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            content = opened.read(_LONGEST)
    except (OSError, UnicodeDecodeError) as error:
        words = foreign(error)
        raise SettingsError(
            Text(vi=f"không đọc được tệp mật khẩu {words.vi}", en=f"the secret cannot be read {words.en}"),
            where=str(file),
        ) from error
    if mode & loose:
        raise SettingsError(
            Text(vi="người khác đọc được tệp mật khẩu này.", en="others may read this secret."),
            where=str(file),
            advice=Text(vi=f"Chạy: chmod 600 {file}", en=f"Run: chmod 600 {file}"),
        )
    return content


def _credential(file: Path) -> tuple[Path, int]:
    """Return where a secret lies, and which bits of its mode let others read it."""
    folder = os.environ.get(CREDENTIALS, "")
    if _IN_CREDENTIALS in file.parts:
        if not folder:
            raise SettingsError(
                Text(
                    vi=f"biến {CREDENTIALS} chưa có: lệnh này không chạy trong đơn vị systemd có LoadCredential=.",
                    en=f"{CREDENTIALS} is not set: this is no systemd unit with LoadCredential=.",
                ),
                where=str(file),
                advice=Text(
                    vi=f"Chạy bằng tay: {CREDENTIALS}=/etc/connector/credentials connector …",
                    en=f"By hand: {CREDENTIALS}=/etc/connector/credentials connector …",
                ),
            )
        file = Path(folder, *file.parts[file.parts.index(_IN_CREDENTIALS) + 1 :])
    given = bool(folder) and file.is_relative_to(folder)
    return file, LOOSE & ~_READ_BY_ACL if given else LOOSE
