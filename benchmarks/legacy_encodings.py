"""How surely legacy encodings are read: 20,000 invented names in each, in columns of 1, 2, 5, 20 and 100.

Goals: right in 99.9 % of cells in columns of five or more; silently wrong (wrong and not doubtful) never; a
column of 50,000 Unicode cells in less than 0.3 s. No fonts are given, so every decision is by the words alone.
`right` is said of the letters; capitals that an encoding cannot hold are compared without case.

    python benchmarks/legacy_encodings.py [NAMES]
"""

import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from connector.sample.chance import stream
from connector.sample.names import invent_names
from connector.vietnamese.encodings import Encoding, encode
from connector.vietnamese.legacy import CellReading, read_column

NAMES = 20_000
COLUMN_SIZES = (1, 2, 5, 20, 100)
MIXED = 0.05
MIXED_COLUMN_SIZES = (20, 100, 1_000)
SPEED_CELLS = 50_000
SEED = 20_260_302

Typing = Callable[[str], str]


def as_xlsx_shows(text: str) -> str:
    """Return `text` as a workbook read by an XML reader shows it: CP1252 punctuation and `_x0002_`."""
    return "".join(map(_as_xlsx_shows, text))


def _as_xlsx_shows(letter: str) -> str:
    if letter < " ":
        return f"_x{ord(letter):04X}_"
    if "\x80" <= letter <= "\x9f":
        return letter.encode("latin-1").decode("cp1252", errors="ignore") or letter
    return letter


def typed_in(encoding: Encoding, *, capitals: bool = False, xlsx: bool = False) -> Typing:
    """Return what turns a name into the content of a cell."""

    def typed(name: str) -> str:
        raw = encode(name.upper() if capitals else name, encoding)
        return as_xlsx_shows(raw) if xlsx else raw

    return typed


def typed_partly_in(encoding: Encoding) -> Typing:
    """Return what types a few names in `encoding` and the others in Unicode."""
    chance = stream(SEED, f"mixed {encoding}")

    def typed(name: str) -> str:
        return encode(name, encoding if chance.random() < MIXED else Encoding.UNICODE)

    return typed


def kinds() -> dict[str, Typing]:
    """Return each way of typing to measure, by its name in the table."""
    return {
        "Unicode NFC": typed_in(Encoding.UNICODE),
        "Unicode NFD": lambda name: unicodedata.normalize("NFD", name),
        "TCVN3": typed_in(Encoding.TCVN3),
        "TCVN3 CAPITALS": typed_in(Encoding.TCVN3, capitals=True),
        "VNI": typed_in(Encoding.VNI),
        "VNI CAPITALS": typed_in(Encoding.VNI, capitals=True),
        "VPS": typed_in(Encoding.VPS),
        "VPS CAPITALS, xlsx": typed_in(Encoding.VPS, capitals=True, xlsx=True),
        "VISCII": typed_in(Encoding.VISCII),
        "VISCII CAPITALS, xlsx": typed_in(Encoding.VISCII, capitals=True, xlsx=True),
        "VIQR": typed_in(Encoding.VIQR),
        "UTF-8 as CP1252": typed_in(Encoding.MOJIBAKE_CP1252),
        "UTF-8 as CP1250": typed_in(Encoding.MOJIBAKE_CP1250),
    }


def columns(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut `names` into columns of `size`."""
    return (names[start : start + size] for start in range(0, len(names), size))


def is_right(reading: CellReading, name: str) -> bool:
    """Say whether the letters are those of `name`."""
    return reading.text.casefold() == name.casefold()


def measure(names: Sequence[str], size: int, typed: Typing) -> tuple[int, int, int, int]:
    """Return how many cells were read, right and sure, doubtful, silently wrong."""
    cells = right = doubtful = wrong = 0
    for column in columns(names, size):
        raw = [typed(name) for name in column]
        for cell, reading, name in zip(raw, read_column(raw).cells, column, strict=True):
            cells += 1
            if reading.doubtful:
                doubtful += 1
            elif is_right(reading, name):
                right += 1
            else:
                wrong += 1
                print(f"   silently wrong: {cell!a} read as {reading.text}, was {name}")
    return cells, right, doubtful, wrong


def report(kind: str, size: int, counts: tuple[int, int, int, int]) -> None:
    """Print one line."""
    cells, right, doubtful, wrong = counts
    print(f"{kind:24}{size:7}{100 * right / cells:10.3f}{100 * doubtful / cells:12.3f}{wrong:16}", flush=True)


def table(names: Sequence[str]) -> None:
    """Print one line for each encoding and column size."""
    print(f"{'typed in':24}{'column':>7}{'right %':>10}{'doubtful %':>12}{'silently wrong':>16}")
    for kind, typed in kinds().items():
        for size in COLUMN_SIZES:
            report(kind, size, measure(names, size, typed))


def mixed_table(names: Sequence[str]) -> None:
    """Print how columns of Unicode are read in which a few cells are not."""
    print(f"\n{'Unicode with 5 % of':24}{'column':>7}{'right %':>10}{'doubtful %':>12}{'silently wrong':>16}")
    for encoding in (Encoding.VNI, Encoding.TCVN3, Encoding.VPS, Encoding.VISCII, Encoding.MOJIBAKE_CP1252):
        typed = typed_partly_in(encoding)
        for size in MIXED_COLUMN_SIZES:
            report(encoding, size, measure(names, size, typed))


def speed(name: str, cells: Sequence[str]) -> None:
    """Print how long one long column takes, the caches being cold as far as its words are new."""
    began = time.perf_counter()
    read_column(cells)
    print(f"{len(cells):,} cells, {name}: {time.perf_counter() - began:.3f} s")


if __name__ == "__main__":
    many = invent_names(SPEED_CELLS, stream(SEED, "legacy encodings"))
    speed("Unicode", many)
    speed("TCVN3", [encode(name, Encoding.TCVN3) for name in many])
    numbers = [argument for argument in sys.argv[1:] if argument.isdecimal()]
    names = many[: int(numbers[0]) if numbers else NAMES]
    table(names)
    mixed_table(names)
