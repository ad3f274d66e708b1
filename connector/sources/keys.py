"""`settle_keys`: HR keys as they leave the reading process: zeros put back, citizen numbers made unreadable."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from connector.sources.choose import Choice
from connector.sources.extract import KEY_FIELD, Extracted
from connector.sources.identity import CitizenKeys, citizen_number
from connector.sources.protocol import Role, Table

_ZEROS = re.compile(r"0{2,20}")
NumberFormats = Callable[[int, Iterable[int]], Mapping[int, str]]
"""(column from 0, row numbers) → row number → number format code; empty where formats are not known."""


def settle_keys(
    extracted: Extracted, choice: Choice, role: Role, keys: CitizenKeys, formats: NumberFormats | None
) -> Table:
    """Return the table with its keys as people know them; a citizen number never stays in it.

    A number shown through a format of zeros (`000000`) gets its zeros back. `formats` is None where the file
    does not say how a number is shown.
    """
    table = extracted.table
    if "citizen" in table.cells:
        digests = [keys.beside(text, numeric=True) if text else "" for text in table.cells["citizen"]]
        table = replace(table, cells={**table.cells, "citizen": digests})
    field = KEY_FIELD[role]
    if field not in choice.header.columns:
        return table
    texts = [*table.cells[field]]
    withheld: list[int] = []
    hashed = 0
    for place, text in enumerate(texts):
        if not text or (text[0] > "9" and not choice.citizens):
            continue
        number = table.numbers[place]
        made = _made(text, keys, numeric=number in extracted.numeric, citizens=choice.citizens)
        if made is not None:
            texts[place] = made
            hashed += made != ""
            if not made:
                withheld.append(number)
    widths, bare = _widths(table, choice, extracted.numeric, formats)
    for place, number in enumerate(table.numbers if widths else ()):
        text, width = texts[place], widths.get(number, 0)
        if width and text and text.isdigit():
            texts[place] = text.zfill(width)
    return replace(
        table,
        cells={**table.cells, field: texts},
        withheld=tuple(withheld),
        citizens=bool(hashed) or choice.citizens,
        key_width=max(widths.values(), default=0),
        bare_numbers=bare,
    )


def _made(text: str, keys: CitizenKeys, *, numeric: bool, citizens: bool) -> str | None:
    """Return what a key becomes: a keyed digest, "" where it must not leave, None where it stays as it is."""
    if citizens:
        return keys.key(text, numeric=numeric)
    number = citizen_number(text, numeric=numeric)
    if not number:
        return None
    return keys.of(number) if keys else ""


def _widths(
    table: Table, choice: Choice, numeric: Collection[int], formats: NumberFormats | None
) -> tuple[dict[int, int], int]:
    """Return row number → digits to fill up to, and how many numbers may have lost zeros unseen."""
    if not numeric or table.key_from:
        return {}, 0
    if choice.key_width:
        return dict.fromkeys(numeric, choice.key_width), 0
    if formats is None:
        return {}, len(numeric)
    column = next(group[0] for name, group in choice.header.columns.items() if name in KEY_FIELD.values())
    codes = formats(column, numeric)
    return {row: len(code) for row, code in codes.items() if _ZEROS.fullmatch(code)}, 0
