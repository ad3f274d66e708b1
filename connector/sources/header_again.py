"""`HeaderAgain`: whether a row below the header is that header again, or the header of another table.

Whoever prints a long list repeats its header on every page; whoever adds a second table below the first
gives it a header of its own. Neither is a person.
"""

from collections.abc import Mapping, Sequence

from connector.errors import SourceError
from connector.sources.dictionary import Words, fold
from connector.sources.grid import Cell
from connector.sources.layout import filled_cells
from connector.text import Text

_LEAST = 2
"""Labels that stand again where they stood before."""
_ENOUGH = 3
"""Different fields that a row has to name to be a header."""
_IDENTIFY = frozenset({"key", "name", "given", "family_middle", "unit_key", "unit_name"})


class HeaderAgain:
    """Knows the labels of one table."""

    def __init__(self, labels: Sequence[str], words: Words) -> None:
        self._words = words
        self._labels = {
            column: {fold(part) for part in (label, *label.split("\n"))}
            for column, label in enumerate(labels)
            if label
        }

    def is_at(self, number: int, row: Sequence[Cell]) -> bool:
        """Whether the row is the header again. Raises SourceError, without its file, for another header."""
        if sum(type(value) is str and value != "" for value in row) < _LEAST:
            return False
        filled = filled_cells(row)
        if not all(fold(text) in self._labels.get(column, ()) for column, text in filled.items()):
            self._refuse_other(number, filled)
            return False
        return len(filled) >= _LEAST

    def _refuse_other(self, number: int, filled: Mapping[int, str]) -> None:
        said = [self._words.field(text) for text in filled.values()]
        fields = {field for field, whole in said if whole}
        if len(fields) < _ENOUGH or not fields & _IDENTIFY or 2 * len(fields) < len(filled):
            return
        raise SourceError(
            Text(
                vi=f"Hàng {number} là tiêu đề của một bảng khác, nằm dưới bảng thứ nhất.",
                en=f"Row {number} is the header of another table, below the first one.",
            ),
            advice=Text(
                vi="Chuyển bảng đó sang một trang tính riêng, hoặc dùng cùng một tiêu đề, rồi gửi lại.",
                en="Move that table to a sheet of its own, or use the same header, and send the file again.",
            ),
        )
