"""Columns read whatever they were typed in; what stays undecided is said so."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from connector.sample.chance import pick, stream
from connector.sample.names import invent_names
from connector.vietnamese.encodings import Encoding, encode
from connector.vietnamese.legacy import CellReading, read_column

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "legacy_columns.toml").read_text(encoding="utf-8")
)
ENCODINGS = [encoding for encoding in Encoding if encoding is not Encoding.TCVN3_CAPITALS]
FACES = {
    Encoding.TCVN3: ".VnTime",
    Encoding.TCVN3_CAPITALS: ".VnTimeH",
    Encoding.VNI: "VNI-Times",
    Encoding.VPS: "VPS Times",
    Encoding.VISCII: "VI Times",
}


@pytest.fixture(scope="module")
def names() -> Sequence[str]:
    """Invent two thousand names, the same in every run."""
    return invent_names(2_000, stream(7, "legacy names"))


def silently_wrong(readings: Sequence[CellReading], names: Sequence[str]) -> list[str]:
    """Return what was read with other letters than were typed, and without a doubt."""
    return [
        reading.text
        for reading, name in zip(readings, names, strict=True)
        if not reading.doubtful and reading.text.casefold() != name.casefold()
    ]


@pytest.mark.parametrize("case", CASES["column"], ids=lambda case: case["why"])
def test_columns_are_read(case: Mapping[str, Any]) -> None:
    """Text, encoding and doubt of every cell, and the encoding of the column."""
    column = read_column([raw for raw, *_ in case["cells"]], case.get("fonts"))
    read = [[cell.text, cell.encoding.name, "doubtful" if cell.doubtful else ""] for cell in column.cells]
    assert read == [cell[1:] for cell in case["cells"]]
    assert column.encoding is Encoding[case["encoding"]]


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        ("Hoàng", Encoding.UNICODE),
        ("Hồng", Encoding.VNI),
        ("Phó", Encoding.UNICODE),
        ("Phú", Encoding.TCVN3),
    ],
)
def test_a_word_of_two_meanings_follows_its_column(
    word: str, encoding: Encoding, names: Sequence[str]
) -> None:
    """Hoàng is VNI for Hồng, Phó is TCVN3 for Phú: decided among a hundred neighbours, doubtful alone."""
    typed = [encode(text, encoding) for text in (*names[:100], word)]
    among_others = read_column(typed).cells[-1]
    assert (among_others.text, among_others.doubtful) == (word, None)
    assert read_column(typed[-1:]).cells[0].doubtful


@pytest.mark.parametrize("size", [1, 2, 5, 20, 100])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_nothing_is_silently_wrong(encoding: Encoding, size: int, names: Sequence[str]) -> None:
    """In columns of any length, a cell is read rightly or a person is asked."""
    for start in range(0, len(names), size):
        column = names[start : start + size]
        readings = read_column([encode(name, encoding) for name in column]).cells
        assert silently_wrong(readings, column) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_columns_of_five_names_need_next_to_no_help(encoding: Encoding, names: Sequence[str]) -> None:
    """At most one cell in a thousand of columns of five is left to a person."""
    doubtful = 0
    for start in range(0, len(names), 5):
        readings = read_column([encode(name, encoding) for name in names[start : start + 5]]).cells
        doubtful += sum(1 for reading in readings if reading.doubtful)
    assert doubtful <= len(names) // 1_000


@pytest.mark.parametrize("encoding", FACES)
def test_a_font_decides_a_lone_cell(encoding: Encoding, names: Sequence[str]) -> None:
    """With the font of its encoding even a single cell is read, hardly ever with a doubt."""
    readings = [read_column([encode(name, encoding)], [FACES[encoding]]).cells[0] for name in names]
    assert silently_wrong(readings, names) == []
    assert sum(1 for reading in readings if reading.doubtful) <= len(names) // 1_000


def test_each_cell_of_a_mixed_column_is_read_for_itself(names: Sequence[str]) -> None:
    """A tenth of the cells in each of three other encodings: right, or doubtful."""
    chance = stream(11, "legacy mixture")
    kinds = [Encoding.UNICODE] * 7 + [Encoding.VNI, Encoding.TCVN3, Encoding.MOJIBAKE_CP1252]
    typed = [encode(name, pick(chance, kinds)) for name in names]
    column = read_column(typed)
    assert column.encoding is Encoding.UNICODE
    assert silently_wrong(column.cells, names) == []
    assert sum(1 for cell in column.cells if cell.doubtful) <= len(names) // 100


def test_a_doubt_speaks_both_languages_and_shows_both_readings() -> None:
    """The reason names each reading and its encoding."""
    doubt = read_column(["Cao Hoàng"]).cells[0].doubtful
    assert doubt is not None
    for words in (doubt.vi, doubt.en):
        assert "«Cao Hoàng» (Unicode)" in words
        assert "«Cao Hồng» (VNI)" in words


def test_no_cells_are_a_column_too() -> None:
    """An empty column is Unicode and has no cells."""
    assert read_column([]).cells == ()
    assert read_column([]).encoding is Encoding.UNICODE


def test_fonts_belong_to_cells() -> None:
    """A font more or less than there are cells is refused."""
    with pytest.raises(ValueError, match="2 cells, but 1 fonts"):
        read_column(["Nam", "Lan"], [".VnTime"])
