"""The ledger's file as a whole: copied, looked at, put back; and what else belongs into a backup."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from connector.ports import Ledger
from connector.settings import Settings

LEDGER = "ledger.sqlite"


def copy_ledger_to(settings: Settings, copy: Path) -> None:
    """Copy the ledger, whoever has it open. Raises LedgerError."""
    from connector.ledger.faults import translated
    from connector.ledger.sqlite import copy_ledger
    from connector.wiring.desk import make_ledger

    make_ledger(settings).close()
    with translated(str(copy)):
        copy_ledger(settings.path(settings.state) / LEDGER, copy)


@contextmanager
def open_copy(file: Path) -> Iterator[Ledger]:
    """Open a ledger's file that lies anywhere, brought to the newest version. Raises LedgerError."""
    from connector.ledger.sqlite import open_ledger, refuse_unsound

    refuse_unsound(file)
    ledger = open_ledger(file)
    try:
        yield ledger
    finally:
        ledger.close()


def put_ledger_back(settings: Settings, copy: Path) -> None:
    """Put `copy` in the place of the ledger. Raises LedgerError."""
    from connector.ledger.sqlite import put_ledger

    put_ledger(copy, settings.path(settings.state) / LEDGER)


def configuration_files(settings: Settings) -> Mapping[str, Path]:
    """Return name → file of what the organisation wrote: connector.toml, and each TOML file that it names."""
    own = [file for file in sorted(settings.folder.glob("*.toml")) if _digest(file) == settings.digest]
    named = [settings.path(path) for path in _toml_paths(settings.model_dump())]
    if settings.schedule.folder is not None:
        named += sorted(settings.path(settings.schedule.folder).glob("*.toml"))
    files = {file: None for file in [*own[:1], *named] if file.is_file()}
    return {f"{number:02}-{file.name}": file for number, file in enumerate(files)}


def _toml_paths(value: object) -> Iterator[Path]:
    """Yield every path or name of a TOML file among the values of the settings."""
    if isinstance(value, Path | str) and str(value).endswith(".toml"):
        yield Path(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _toml_paths(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _toml_paths(part)


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
