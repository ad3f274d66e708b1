"""`read_comparison`: a comparison that came back, as what a person wrote into each row."""

from collections.abc import Mapping
from pathlib import Path

from connector.errors import SourceError
from connector.model.answer import Answer
from connector.sources.adoption.layout import APPROVAL, DOCUMENT, KEY, MARK, NAME
from connector.sources.filled.reader import FilledSheet, read_filled
from connector.text import Text

_HEADER_WITHIN = 30
"""Rows in which the header is looked for: somebody may have put a letterhead above it."""
_NEEDED = (APPROVAL, DOCUMENT, NAME, KEY)


def read_comparison(path: Path, organisation: str) -> tuple[Answer, ...]:
    """Return what stands in the rows of the comparison at `path`, those left empty too.

    Raises SourceError where it is no comparison, or that of another organisation than `organisation`.
    """
    filled = read_filled(path)
    for sheet in filled.sheets:
        header = _header(sheet)
        if header is None:
            continue
        above = " ".join(text for row in sheet.rows[: header[0] - 1] for text in row)
        if above.partition(MARK)[2].split()[:1] != [organisation]:
            break
        return tuple(_answers(sheet, *header))
    raise SourceError(
        Text(
            vi=f"Đây không phải bảng đối chiếu do connector lập cho {organisation}.",
            en=f"This is no comparison that connector made for {organisation}.",
        ),
        where=filled.name,
        advice=Text(
            vi="Chưa ghi gì. Lập bảng mới: connector adopt --xlsx TỆP",
            en="Nothing was remembered. Make a new one: connector adopt --xlsx FILE",
        ),
    )


def _header(sheet: FilledSheet) -> tuple[int, Mapping[str, int]] | None:
    """Return the number of the header row, and label → place of the columns that are needed."""
    for number, row in sheet.numbered():
        if number > _HEADER_WITHIN:
            return None
        places = {column.label: row.index(column.label) for column in _NEEDED if column.label in row}
        if len(places) == len(_NEEDED):
            return number, places
    return None


def _answers(sheet: FilledSheet, header: int, places: Mapping[str, int]) -> list[Answer]:
    found: list[Answer] = []
    for number, row in sheet.numbered():
        texts = {label: row[place] if place < len(row) else "" for label, place in places.items()}
        if number > header and texts[KEY.label]:
            found.append(
                Answer(
                    number,
                    texts[KEY.label],
                    texts[NAME.label],
                    texts[APPROVAL.label],
                    texts[DOCUMENT.label],
                )
            )
    return found
