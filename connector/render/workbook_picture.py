"""`workbook_svg`: the first rows of each table as a picture: what is header, which column is what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from connector.model.reading import RowView, TableView, WorkbookView
from connector.render.legible import legible
from connector.render.workbook_words import KINDS, ROLES, RULES, field_word
from connector.text import Language, Text

_ROW: Final = 22
_MARGIN: Final = 16
_NUMBERS: Final = 40
_LETTER: Final = 7.2
_WIDEST: Final = 26
_NARROWEST: Final = 5
_KIND_COLOURS: Final[Mapping[str, str]] = {
    "title": "#f3f4f6",
    "header": "#fde68a",
    "data": "#ffffff",
    "group": "#ddd6fe",
    "footer": "#e5e7eb",
    "blank": "#fafafa",
}
_FIELD_COLOURS: Final[Mapping[str, str]] = {
    "key": "#fecaca",
    "name": "#bbf7d0",
    "family": "#bbf7d0",
    "middle": "#bbf7d0",
    "family_middle": "#bbf7d0",
    "given": "#bbf7d0",
    "unit_key": "#bfdbfe",
    "unit_name": "#bfdbfe",
    "room_name": "#bfdbfe",
    "parent": "#bfdbfe",
}
_OTHER_FIELD: Final = "#e0f2fe"
_NOT_READ: Final = "#f3f4f6"
_STYLE: Final = (
    "text{font:12px 'DejaVu Sans','Segoe UI',Arial,sans-serif;fill:#111827}"
    ".dim{fill:#6b7280}.head{font-weight:bold;font-size:15px}.chip{font-weight:bold;font-size:11px}"
)


def workbook_svg(view: WorkbookView, language: Language) -> str:
    """Return an SVG picture of all tables; it holds no script and refers to nothing outside."""
    parts: list[str] = []
    top, width = float(_MARGIN), 600.0
    for table in view.tables:
        drawn, height, wide = _table(table, top, language)
        parts += drawn
        top, width = top + height + _MARGIN, max(width, wide)
    verdict = view.refused.say(language)
    if verdict:
        said = Text(vi="Sẽ bị từ chối. ", en="Would be refused. ").say(language)
        parts.append(_text(_MARGIN, top + 14, said + verdict, "head"))
        top += _ROW + _MARGIN
        width = max(width, 2 * _MARGIN + 9 * len(said + verdict))
    size = f'width="{width:.0f}" height="{top:.0f}" viewBox="0 0 {width:.0f} {top:.0f}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#ffffff"/>'
        + "".join(parts)
        + "</svg>\n"
    )


def _table(table: TableView, top: float, language: Language) -> tuple[list[str], float, float]:
    """Return the drawing of one table from `top` down, its height, and how wide the picture must be."""
    fields = {_place(column.letters): column.field for column in table.columns}
    count = max([len(row.texts) for row in table.top] + [place + 1 for place in fields], default=1)
    widths = [_width(table.top, place, fields.get(place, ""), language) for place in range(count)]
    left = _MARGIN + _NUMBERS
    lefts = [left + sum(widths[:place]) for place in range(count)]
    place = " › ".join(filter(None, (table.file, table.sheet)))
    title = f"{ROLES[table.role].say(language)} — {place}"
    drawn = [_text(_MARGIN, top + 14, title, "head")]
    y = top + _ROW
    if table.role == "people":
        rule = Text(vi="Đơn vị ", en="Unit ").say(language) + RULES[table.unit_rule].say(language)
        drawn.append(_text(_MARGIN, y + 14, rule, "dim"))
        y += _ROW
    for column in range(count):
        field = fields.get(column, "")
        colour = _FIELD_COLOURS.get(field, _OTHER_FIELD) if field else _NOT_READ
        word = field_word(field) if field else Text(vi="không đọc", en="not read")
        drawn += _cell(lefts[column], y, widths[column], word.say(language), colour, "chip")
    y += _ROW
    for row in table.top:
        drawn += _row(row, y, lefts, widths, fields, language)
        y += _ROW
    return drawn, y - top, lefts[-1] + widths[-1] + 110 + _MARGIN


def _row(
    row: RowView,
    y: float,
    lefts: Sequence[float],
    widths: Sequence[float],
    fields: Mapping[int, str],
    language: Language,
) -> Iterator[str]:
    colour = _KIND_COLOURS.get(row.kind, "#ffffff")
    yield _text(_MARGIN, y + 15, str(row.number), "dim")
    for place, (left, width) in enumerate(zip(lefts, widths, strict=True)):
        text = row.texts[place] if place < len(row.texts) else ""
        fill = colour
        if row.kind == "data":
            field = fields.get(place, "")
            fill = _FIELD_COLOURS.get(field, _OTHER_FIELD) + "66" if field else _NOT_READ
        yield from _cell(left, y, width, text, fill, "" if row.kind != "data" or place in fields else "dim")
    kind = KINDS.get(row.kind)
    if kind is not None:
        yield _text(lefts[-1] + widths[-1] + 8, y + 15, "← " + kind.say(language), "dim")


def _cell(x: float, y: float, width: float, text: str, colour: str, style: str) -> Iterator[str]:
    fill, opacity = colour[:7], "0.4" if len(colour) > len("#rrggbb") else "1"
    yield (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_ROW}" fill="{fill}"'
        f' fill-opacity="{opacity}" stroke="#d1d5db" stroke-width="0.5"/>'
    )
    if text:
        most = max(int(width / _LETTER) - 1, 1)
        yield _text(x + 4, y + 15, text if len(text) <= most else text[: most - 1] + "…", style)


def _text(x: float, y: float, text: str, style: str) -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}>{escape(legible(text))}</text>'


def _width(top: Sequence[RowView], place: int, field: str, language: Language) -> float:
    texts = [row.texts[place] for row in top if row.kind != "title" and place < len(row.texts)]
    texts.append(field_word(field).say(language) if field else "không đọc")
    return min(max([*map(len, texts), _NARROWEST]), _WIDEST) * _LETTER + 12


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
