"""`Kept`: the roster a feed gave last, so that "unchanged" and "no answer" mean that one, and never nobody.

Kept is what left the reader of the feed: allowed fields only, citizen numbers already hashed. The file is
private (0600), compressed, and replaced whole.
"""

import gzip
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from connector.errors import SourceError, foreign
from connector.sources.feed.pages import Page
from connector.sources.protocol import Role, Table
from connector.text import Text

_FORMAT = 1
_FIELDS = ("sheet", "header", "columns", "blank", "withheld")
"""What a feed says in a table, besides its rows."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One reading of a feed."""

    agreement: str
    """Digest of what was asked and how: another url, mapping or key makes it another feed."""
    at: datetime
    as_of: str
    pages: tuple[Page, ...]
    tables: Mapping[Role, tuple[Table, ...]]


def load_kept(path: Path, agreement: str) -> Kept | None:
    """Return what was kept for this agreement; None where there is nothing that can be used."""
    try:
        data = json.loads(gzip.decompress(path.read_bytes()))
        if data["format"] != _FORMAT or data["agreement"] != agreement:
            return None
        return Kept(
            agreement,
            datetime.fromisoformat(data["at"]),
            data["as_of"],
            tuple(Page(**page) for page in data["pages"]),
            {Role(role): tuple(map(_table, tables)) for role, tables in data["tables"].items()},
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        return None  # it only ever replaces an answer; without it the feed itself has to answer


def save_kept(path: Path, kept: Kept) -> None:
    """Write `kept` in the place of what was there. Raises SourceError."""
    data = {
        "format": _FORMAT,
        "agreement": kept.agreement,
        "at": kept.at.isoformat(),
        "as_of": kept.as_of,
        "pages": [{"url": page.url, "validators": dict(page.validators)} for page in kept.pages],
        "tables": {
            role.value: [
                {name: getattr(table, name) for name in _FIELDS} | {"rows": [*table.rows()]}
                for table in tables
            ]
            for role, tables in kept.tables.items()
        },
    }
    packed = gzip.compress(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), compresslevel=6, mtime=0
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, packed)
    except OSError as error:
        said = foreign(error)
        raise SourceError(
            Text(
                vi=f"Không lưu được danh sách vừa nhận từ nguồn {said.vi}.",
                en=f"The roster from the feed cannot be kept {said.en}.",
            ),
            where=str(path),
            advice=Text(
                vi="Kiểm tra thư mục trạng thái và ổ đĩa.", en="Check the state folder and its disk."
            ),
        ) from error


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _table(raw: Mapping[str, Any]) -> Table:
    columns = {str(name): tuple(map(str, letters)) for name, letters in raw["columns"].items()}
    numbers, *cells = zip(*raw["rows"], strict=True) if raw["rows"] else ((), *([()] * len(columns)))
    return Table(
        sheet=str(raw["sheet"]),
        header=tuple(map(str, raw["header"])),
        columns=columns,
        numbers=numbers,
        cells=dict(zip(columns, cells, strict=True)),
        blank=int(raw["blank"]),
        withheld=tuple(map(int, raw["withheld"])),
    )
