"""`read_secret`: a secret from a file that only its owner may read, or from a systemd credential."""

import os
import stat
from pathlib import Path

from connector.errors import SettingsError, foreign
from connector.text import Text

_LONGEST = 65_536
LOOSE = stat.S_IRWXG | stat.S_IRWXO


def read_secret(file: Path) -> str:
    """Return the secret in `file` without its line end.

    Raises SettingsError where it cannot be read, is empty, or where others than its owner may read it.
    """
    secret = (read_private(file).splitlines() or [""])[0]
    if not secret:
        raise SettingsError(Text(vi="tệp mật khẩu trống.", en="the secret is empty."), where=str(file))
    return secret


def read_private(file: Path) -> str:
    """Return a file of secrets whole. Raises SettingsError where others than its owner may read it."""
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
    if mode & LOOSE:
        raise SettingsError(
            Text(vi="người khác đọc được tệp mật khẩu này.", en="others may read this secret."),
            where=str(file),
            advice=Text(vi=f"Chạy: chmod 600 {file}", en=f"Run: chmod 600 {file}"),
        )
    return content
