"""`read_questionnaire`: a questionnaire that came back, as what a person wrote into each row."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from connector.errors import SourceError
from connector.model.answer import Answer
from connector.sources.filled.reader import Filled, FilledSheet, read_filled
from connector.sources.questionnaire.layout import ABOUT, DECISION, DOCUMENT, KEY, MARK
from connector.text import Text

_HEADER_WITHIN = 30
"""Rows in which the header is looked for: somebody may have put a letterhead above it."""
_NEEDED = (KEY, ABOUT, DECISION, DOCUMENT)


def read_questionnaire(path: Path, organisation: str) -> tuple[Answer, ...]:
    """Return what stands in the rows of the questionnaire at `path`, those left empty too.

    Raises SourceError where it is no questionnaire, or that of another organisation than `organisation`.
    """
    filled = read_filled(path)
    for sheet in filled.sheets:
        header = _header(sheet)
        if header is not None:
            _refuse_other_organisation(filled, sheet, header[0], organisation)
            return tuple(_answers(sheet, *header))
    raise SourceError(
        Text(
            vi="Đây không phải bảng câu hỏi do connector lập, hoặc đã mất cột “Khóa”, “Quyết định”.",
            en="This is no questionnaire of connector, or it lost its columns of keys and decisions.",
        ),
        where=filled.name,
        advice=Text(
            vi="Chưa ghi gì. Lập bảng mới: connector questions --xlsx TỆP",
            en="Nothing was remembered. Make a new one: connector questions --xlsx FILE",
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


def _refuse_other_organisation(filled: Filled, sheet: FilledSheet, header: int, organisation: str) -> None:
    above = " ".join(text for row in sheet.rows[: header - 1] for text in row)
    made_for = above.partition(MARK)[2].split()
    if made_for[:1] == [organisation]:
        return
    other = made_for[0] if made_for else "?"
    raise SourceError(
        Text(
            vi=f"Bảng câu hỏi này của cơ quan khác ({other}), không phải {organisation}.",
            en=f"This questionnaire is of another organisation ({other}), not of {organisation}.",
        ),
        where=filled.name,
        advice=Text(
            vi="Chưa ghi gì. Dùng đúng tệp, hoặc đúng connector.toml.",
            en="Nothing was remembered. Use the right file, or the right connector.toml.",
        ),
    )


def _answers(sheet: FilledSheet, header: int, places: Mapping[str, int]) -> Sequence[Answer]:
    found: list[Answer] = []
    for number, row in sheet.numbered():
        texts = {label: row[place] if place < len(row) else "" for label, place in places.items()}
        if number > header and any(texts[column.label] for column in (KEY, DECISION)):
            found.append(
                Answer(
                    number,
                    texts[KEY.label],
                    texts[ABOUT.label],
                    texts[DECISION.label],
                    texts[DOCUMENT.label],
                )
            )
    return found
