"""The workbook of a reorganisation, empty and filled in, and the conversion table as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.model.roster import Problem
from connector.reorganising.written import Moved, Named


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """What stands in a filled workbook; with problems nothing of it may be used."""

    file: tuple[str, str]
    """Its name, and the digest of its content."""
    units: tuple[Named, ...]
    domains: tuple[Moved, ...]
    problems: tuple[Problem, ...]


def empty_workbook() -> bytes:
    """Return the empty workbook."""
    from connector.sources.reorganisation.blank import blank_workbook

    return blank_workbook()


def written_down(path: Path) -> WrittenDown:
    """Return what the workbook at `path` says. Raises SourceError where it is none of ours."""
    from connector.sources.reorganisation.read import read_workbook

    read = read_workbook(path)
    return WrittenDown(
        (read.file, read.digest),
        tuple(Named(row.succession, row.old_name, row.new_name, row.where) for row in read.units),
        tuple(Moved(row.old, row.new, row.since, row.until, row.decision, row.where) for row in read.domains),
        read.problems,
    )


def table_file(title: str, rows: Sequence[Sequence[str]], suffix: str) -> bytes:
    """Return a conversion table as the bytes of a file: ".csv", or a workbook for every other suffix."""
    from connector.sources.reorganisation.table import table_csv, table_xlsx

    return table_csv(rows) if suffix == ".csv" else table_xlsx(title, rows)
