"""`Column`: the cells of one column, what they say when clean, and which of them cannot be trusted."""

from collections.abc import Sequence
from typing import cast

from connector.text import Text
from connector.vietnamese.letters import clean, foreign_letters, is_clean, looks_legacy

LONGEST = 300
"""Letters in one cell; nothing a staff list says is longer."""

_LOOK = Text(vi="Mở tệp xem lại ô này.", en="Open the file and look at this cell.")
_NO_VALUE = Text(
    vi="Ô có công thức chưa tính hoặc báo lỗi.", en="The cell has an error or a formula not calculated."
)
_RECALCULATE = Text(
    vi="Gõ giá trị vào ô, hoặc mở bằng Excel cho tính lại rồi lưu.",
    en="Type the value, or open the file in Excel, let it calculate and save.",
)
NO_VALUE = (_NO_VALUE, _RECALCULATE)
"""What is wrong with a cell whose formula has no value, and what to do."""
_DITTO = Text(vi="Ô ghi «như trên».", en="The cell says “as above”.")
_WRITE_OUT = Text(vi="Ghi đủ nội dung vào từng ô.", en="Write every cell in full.")
_DITTOS = frozenset(
    {
        '"',
        '""',
        "''",
        "”",
        "″",
        "〃",
        "//",
        "nt",
        "NT",
        "Nt",
        "-nt-",
        "- nt -",
        "như trên",
        "Như trên",
        "NHƯ TRÊN",
    }
)
_AMBIGUOUS = frozenset({"nt", "NT", "Nt"})
OF_BOXES = frozenset({"mailbox", "person_suffix"})
"""Fields in which "nt" is no ditto mark but the short name of a place: Nha Trang has the box nt (KH Đ3.2a)."""
_TOO_LONG = Text(vi="Nội dung ô dài bất thường.", en="The text in the cell is abnormally long.")
_LEGACY = Text(
    vi="Chữ trong ô có vẻ dùng bảng mã cũ (TCVN3, VNI…).",
    en="The text seems to be in a legacy encoding (TCVN3, VNI …).",
)
_CONVERT = Text(
    vi="Chuyển tệp sang Unicode rồi gửi lại.", en="Convert the file to Unicode and send it again."
)
_FOREIGN = Text(
    vi="Ô có ký tự lạ (không phải chữ Việt hoặc ký tự điều khiển).",
    en="The cell holds characters that are not Vietnamese, or control characters.",
)
TYPE_AGAIN = Text(vi="Gõ lại ô này bằng bàn phím.", en="Type the cell again by hand.")


def _fault_of(raw: str | None) -> tuple[Text, Text] | None:
    """Return (what is wrong with the letters of a cell, advice)."""
    if raw is None:
        return NO_VALUE
    if len(raw) > LONGEST:
        return _TOO_LONG, _LOOK
    if raw in _DITTOS:
        return _DITTO, _WRITE_OUT
    if raw.isascii() and raw.isprintable():
        return None
    if looks_legacy(raw):
        return _LEGACY, _CONVERT
    return (_FOREIGN, TYPE_AGAIN) if foreign_letters(clean(raw)) else None


_BETWEEN = "\x1e"
"""Joins the cells of a column, to look at all of them at once; a cell that holds it is looked at by itself."""


class Column:
    """The cells of one column. What can be told of all of them at once is; only the rest is looked at one by one."""

    def __init__(self, cells: Sequence[str | None]) -> None:
        self._cells = cells
        self._distinct = set(cells)
        texts = [cell for cell in self._distinct if cell is not None]
        self._joined = _BETWEEN.join(texts)
        self._as_one = len(texts) == len(self._distinct) and self._joined.count(_BETWEEN) == len(texts) - 1

    def cleaned(self) -> Sequence[str]:
        """Return the clean text of each cell."""
        ends = (" " + _BETWEEN, _BETWEEN + " ")
        trimmed = self._joined == self._joined.strip(" ") and not any(end in self._joined for end in ends)
        if self._as_one and trimmed and is_clean(self._joined):
            return cast("Sequence[str]", self._cells)  # none of them is None, or they would not be as one
        tidy = {raw: clean(raw) if raw else "" for raw in self._distinct}
        return [*map(tidy.__getitem__, self._cells)]

    def faults(self, *, short_names: bool = False) -> dict[str | None, tuple[Text, Text]]:
        """Return raw text → what is wrong with such cells; nothing where all can be trusted.

        `short_names`: whether two letters may well be the name of a box.
        """
        if self._as_one and self._distinct.isdisjoint(_DITTOS) and self._is_ordinary():
            return {}
        trusted = {"", *(_AMBIGUOUS if short_names else ())}
        return {
            raw: fault
            for raw in self._distinct
            if raw not in trusted and (fault := _fault_of(raw)) is not None
        }

    def _is_ordinary(self) -> bool:
        if max(map(len, self._distinct), default=0) > LONGEST:  # type: ignore[arg-type]  # no None among them
            return False
        text = self._joined.replace(_BETWEEN, " ")
        if text.isascii() and text.isprintable():
            return True
        return all(map(_is_ordinary_word, set(text.split(" "))))


def _is_ordinary_word(word: str) -> bool:
    if word.isascii():
        return word.isprintable()
    return not looks_legacy(word) and not foreign_letters(clean(word))
