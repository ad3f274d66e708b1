"""`shipped`: where the data files are that come with connector, in a checkout and in an installed wheel."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """Return the path of a data file or folder, such as `shipped("mappings", "organisations")`."""
    installed = _HERE / "data" / Path(*parts)
    return installed if installed.exists() else _HERE.parent / Path(*parts)
