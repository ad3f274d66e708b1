"""`Limits`: how much a workbook may ask of us before it is refused."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one workbook; sizes in bytes, times in seconds.

    The defaults hold several times a province of 50,000 officials; one real staff list has below 5,500 rows.
    """

    file_bytes: int = 50 * MIB
    entries: int = 200
    """Parts of the zip container."""
    unpacked_bytes: int = 200 * MIB
    part_bytes: int = 100 * MIB
    ratio: int = 100
    """Unpacked ÷ packed size of one part."""
    ratio_exempt_bytes: int = MIB
    """Parts smaller than this may have any ratio: a styles part of blanks packs very well."""
    rows: int = 200_000
    columns: int = 256
    memory_bytes: int = 1024 * MIB
    """Address space of the child that opens the file (RLIMIT_AS)."""
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    open_files: int = 32
    answer_bytes: int = 128 * MIB
    """What the child may hand back."""
