"""`Styles`: fonts and number formats of the cells of an .xlsx, which readers of values leave out.

Asked only where they decide something: fonts where text is not plainly Unicode (.VnTime is TCVN3), number
formats where keys are numbers (`000000`). The container was judged before (`prescan`): no DTD, no bomb.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import BinaryIO
from xml.etree import ElementTree as ET

from connector.sources.prescan import sheet_parts
from connector.sources.sheetxml import column_number

_CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)""", re.DOTALL)
_NAME = re.compile(rb"""\br=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs=["'](\d{1,6})["']""")
_SHARED = re.compile(rb"""\bt=["']s["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>(\d{1,9})</")
_ITEM = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_RUN_FONT = re.compile(rb"""<(?:\w+:)?rFont\b[^>]*?\bval=["']([^"']{1,64})["']""")
_BUILT_IN = {1: "0", 2: "0.00", 49: "@"}


class Styles:
    """The styles of one workbook."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._archive = zipfile.ZipFile(file)
        self._name = name
        self._parts = {entry.filename.lower(): entry for entry in self._archive.infolist()}

    def _read(self, part: str) -> bytes:
        entry = self._parts.get(part.lower())
        return self._archive.read(entry) if entry is not None else b""

    @cached_property
    def _sheets(self) -> Mapping[str, str]:
        return {sheet: part for part, sheet in sheet_parts(self._archive, self._name).items()}

    @cached_property
    def _formats_and_fonts(self) -> tuple[list[str], list[str]]:
        """Number format and font name of each cell format (`cellXfs`, ECMA-376 part 1, 18.8.10)."""
        xml = self._read("xl/styles.xml")
        try:
            root = ET.fromstring(xml) if xml else ET.Element("none")  # noqa: S314  judged by prescan: no DTD
        except ET.ParseError:
            return [], []
        codes = dict(_BUILT_IN)
        codes |= {
            int(found.get("numFmtId", "0")): found.get("formatCode", "")
            for found in root.iterfind("{*}numFmts/{*}numFmt")
            if found.get("numFmtId", "").isdigit()
        }
        fonts = [
            next((name.get("val", "") for name in font.iterfind("{*}name")), "")
            for font in root.iterfind("{*}fonts/{*}font")
        ]
        formats: list[str] = []
        names: list[str] = []
        for style in root.iterfind("{*}cellXfs/{*}xf"):
            number, font = style.get("numFmtId", "0"), style.get("fontId", "0")
            formats.append(codes.get(int(number), "") if number.isdigit() else "")
            names.append(fonts[int(font)] if font.isdigit() and int(font) < len(fonts) else "")
        return formats, names

    @cached_property
    def _run_fonts(self) -> Mapping[int, str]:
        """Shared string → font of its runs, where they carry fonts of their own and agree on one."""
        xml = self._read("xl/sharedStrings.xml")
        if b"rFont" not in xml:
            return {}
        found: dict[int, str] = {}
        for place, item in enumerate(_ITEM.finditer(xml)):
            fonts = {font.decode("utf-8", "replace") for font in _RUN_FONT.findall(item.group(1) or b"")}
            if len(fonts) == 1:
                found[place] = fonts.pop()
        return found

    def _cells(self, sheet: str) -> Iterable[tuple[int, int, int, bytes]]:
        """Yield (row from 1, column from 0, style, the cell's XML) of the cells of a sheet that have a place."""
        for cell in _CELL.finditer(self._read(self._sheets.get(sheet, ""))):
            name = _NAME.search(cell.group(1))
            style = _STYLE.search(cell.group(1))
            if name:
                column = column_number(name.group(1).decode()) - 1
                yield int(name.group(2)), column, int(style.group(1)) if style else 0, cell.group()

    def number_formats(self, sheet: str, column: int, rows: Iterable[int]) -> dict[int, str]:
        """Return row → format code of the cells of one column (from 0)."""
        codes = self._formats_and_fonts[0]
        wanted = set(rows)
        return {
            row: codes[style]
            for row, place, style, _ in self._cells(sheet)
            if place == column and row in wanted and style < len(codes)
        }

    def fonts(self, sheet: str) -> dict[tuple[int, int], str]:
        """Return (row from 1, column from 0) → font name of the cells of a sheet."""
        names = self._formats_and_fonts[1]
        runs = self._run_fonts
        found: dict[tuple[int, int], str] = {}
        for row, column, style, xml in self._cells(sheet):
            font = names[style] if style < len(names) else ""
            if runs and _SHARED.search(xml) and (value := _VALUE.search(xml)):
                font = runs.get(int(value.group(1)), font)
            if font:
                found[row, column] = font
        return found
