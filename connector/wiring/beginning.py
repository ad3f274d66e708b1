"""`written`: the first files of an organisation on the disk, all of them or none; `server_files_to`."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from connector.errors import ConnectorError, foreign
from connector.shipped import shipped
from connector.text import Text


def written(folder: Path, files: Mapping[str, str], secrets: Mapping[str, str]) -> Path:
    """Write new files below `folder` and return the last of `files`; secrets get mode 0600 in a folder of 0700.

    Raises ConnectorError where one is there already or cannot be written; then none is left behind.
    """
    made: list[Path] = []
    try:
        for name, content in {**secrets, **files}.items():
            file = folder / name
            private = name in secrets
            file.parent.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
            made.append(file)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                opened.write(content + ("\n" if private else ""))
    except OSError as error:
        for file in made:
            file.unlink(missing_ok=True)
        raise _unwritten(error, folder) from error
    return made[-1]


def server_files_to(folder: Path) -> None:
    """Copy schema, configuration, access rules and seed of an OpenLDAP server to the new folder `folder`.

    Raises ConnectorError where it is there already or cannot be made.
    """
    try:
        shutil.copytree(shipped("docker", "openldap"), folder)
    except OSError as error:
        raise _unwritten(error, folder) from error


def _unwritten(error: OSError, folder: Path) -> ConnectorError:
    if isinstance(error, FileExistsError):
        return ConnectorError(
            Text(vi="đã có tệp này, không ghi đè.", en="this file is there already; nothing is overwritten."),
            where=str(error.filename),
            advice=Text(
                vi="Không viết gì. Dời tệp ấy đi, hoặc chọn thư mục khác.",
                en="Nothing was written. Move it away, or choose another folder.",
            ),
        )
    reason = foreign(error)
    return ConnectorError(
        Text(vi=f"không ghi được {reason.vi}", en=f"cannot be written {reason.en}"),
        where=str(error.filename or folder),
    )
