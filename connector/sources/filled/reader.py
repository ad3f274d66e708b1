"""`read_filled`: a workbook that a person filled in → `Filled`, the text of its cells."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from connector.errors import SourceError
from connector.sources.limits import Limits
from connector.sources.parser import ask_child, nonsense
from connector.sources.spool import spooled
from connector.text import Text


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """One sheet; rows as Excel numbers them, from 1, each a list of texts."""

    title: str
    rows: tuple[tuple[str, ...], ...]

    def numbered(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield (row number, texts)."""
        yield from enumerate(self.rows, start=1)


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook as it was at one moment."""

    name: str
    digest: str
    sheets: tuple[FilledSheet, ...]


def read_filled(path: Path, limits: Limits | None = None) -> Filled:
    """Return the text of every cell of the workbook at `path`. Raises SourceError where it is refused."""
    limits = limits or Limits()
    with spooled(path, limits) as copy:
        question = json.dumps({"name": copy.name, "limits": asdict(limits)}).encode()
        data = ask_child("connector.sources.filled.child", copy, question, copy.name, limits)
        try:
            return Filled(copy.name, copy.digest, _sheets(json.loads(data.decode("utf-8", "replace"))))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise nonsense(copy.name) from error


def _sheets(answer: dict[str, object]) -> tuple[FilledSheet, ...]:
    """Return the sheets of an answer; raises SourceError where the child refused."""
    refused = answer.get("refused")
    if isinstance(refused, dict):
        raise SourceError(
            Text(**refused["what"]), where=str(refused["where"]), advice=Text(**refused["advice"])
        )
    sheets = answer["sheets"]
    if not isinstance(sheets, list):
        msg = "sheets"
        raise TypeError(msg)
    return tuple(FilledSheet(str(sheet["title"]), _rows(sheet["rows"])) for sheet in sheets)


def _rows(rows: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell) for cell in row) for row in rows)
