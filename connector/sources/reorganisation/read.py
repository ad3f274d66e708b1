"""`read_workbook`: what was written into the workbook of a reorganisation, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from connector.errors import SourceError
from connector.model.roster import Gravity, Problem, Where
from connector.model.succession import SuccessionKind, UnitSuccession
from connector.sources.filled.reader import FilledSheet, read_filled
from connector.sources.reorganisation import layout
from connector.sources.reorganisation.layout import DOMAIN_COLUMNS, UNIT_COLUMNS, Column
from connector.text import Text

_HEADER_WITHIN = 30
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VIETNAMESE_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row about a unit, with the names it was written with."""

    succession: UnitSuccession
    old_name: str
    new_name: str
    where: Where


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One row about a domain; `until` is None where the regulation's own time holds."""

    old: str
    new: str
    since: date
    until: date | None
    decision: str
    where: Where


@dataclass(frozen=True, slots=True)
class Written:
    """What a workbook says. Where there are problems nothing of it may be used."""

    file: str
    digest: str
    units: tuple[UnitRow, ...]
    domains: tuple[DomainRow, ...]
    problems: tuple[Problem, ...]


def read_workbook(path: Path) -> Written:
    """Return what the workbook at `path` says. Raises SourceError where it is none of ours."""
    filled = read_filled(path)
    reader = _Reader(filled.name)
    for sheet in filled.sheets:
        reader.read(sheet)
    if not reader.known:
        raise SourceError(
            Text(
                vi=f"Không tìm thấy bảng “{layout.OLD_KEY.label}” hay “{layout.OLD_DOMAIN.label}” trong tệp.",
                en="There is no table of units or domains in the file.",
            ),
            where=filled.name,
            advice=Text(
                vi="Lập tệp mẫu: connector reorganise --new TỆP.xlsx",
                en="Make one to fill in: connector reorganise --new FILE.xlsx",
            ),
        )
    reader.look_over()
    return Written(
        filled.name, filled.digest, tuple(reader.units), tuple(reader.domains), tuple(reader.problems)
    )


@dataclass(slots=True)
class _Reader:
    file: str
    known: bool = False
    units: list[UnitRow] = field(default_factory=list)
    domains: list[DomainRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, sheet: FilledSheet) -> None:
        """Take the rows of a sheet that is one of ours; others are left alone."""
        for columns, take in ((UNIT_COLUMNS, self._unit), (DOMAIN_COLUMNS, self._domain)):
            found = _header(sheet, columns)
            if found is None:
                continue
            self.known = True
            header, places = found
            for number, row in sheet.numbered():
                texts = {label: row[place] if place < len(row) else "" for label, place in places.items()}
                if number > header and any(texts.values()):
                    take(_Row(self, sheet.title, number, places, texts))

    def look_over(self) -> None:
        """Find what is wrong with rows together, and a workbook without any."""
        kinds: dict[str, UnitRow] = {}
        for row in self.units:
            first = kinds.setdefault(row.succession.old, row)
            both_split = first.succession.kind is row.succession.kind is SuccessionKind.SPLIT
            if first is not row and not both_split:
                self.wrong(row.where, TWICE)
        olds: dict[str, DomainRow] = {}
        for domain in self.domains:
            if olds.setdefault(domain.old, domain) is not domain:
                self.wrong(domain.where, TWICE)
        if not (self.units or self.domains or self.problems):
            self.wrong(Where(self.file), EMPTY)

    def wrong(self, where: Where, what: Text, advice: Text | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(where, what, advice or CORRECT, Gravity.REJECTED))

    def _unit(self, row: "_Row") -> None:
        before = len(self.problems)
        old, new, kind = row.needed(layout.OLD_KEY), row.text(layout.NEW_KEY), row.kind()
        since, decision = row.day(layout.SINCE), row.needed(layout.DECISION)
        if not new and kind is not None and kind is not SuccessionKind.DISSOLVED:
            row.wrong(layout.NEW_KEY, _missing(layout.NEW_KEY))
        if old and old == new and kind is not SuccessionKind.RENAMED and kind is not SuccessionKind.SPLIT:
            row.wrong(layout.NEW_KEY, SAME)
        if len(self.problems) == before and kind is not None and since is not None:
            succession = UnitSuccession(old, new, kind, since, decision)
            names = (row.text(layout.OLD_NAME), row.text(layout.NEW_NAME))
            self.units.append(UnitRow(succession, *names, row.where(layout.OLD_KEY)))

    def _domain(self, row: "_Row") -> None:
        before = len(self.problems)
        old, new = row.needed(layout.OLD_DOMAIN).lower(), row.needed(layout.NEW_DOMAIN).lower()
        since, decision = row.day(layout.SINCE), row.needed(layout.DECISION)
        until = row.day(layout.UNTIL) if row.text(layout.UNTIL) else None
        if old and old == new:
            row.wrong(layout.NEW_DOMAIN, SAME)
        if since is not None and until is not None and until < since:
            row.wrong(layout.UNTIL, BEFORE)
        if len(self.problems) == before and since is not None:
            self.domains.append(DomainRow(old, new, since, until, decision, row.where(layout.OLD_DOMAIN)))


@dataclass(frozen=True, slots=True)
class _Row:
    reader: _Reader
    sheet: str
    number: int
    places: Mapping[str, int]
    texts: Mapping[str, str]

    def text(self, column: Column) -> str:
        return self.texts[column.label]

    def where(self, column: Column) -> Where:
        return Where(self.reader.file, self.sheet, f"{_LETTERS[self.places[column.label]]}{self.number}")

    def wrong(self, column: Column, what: Text) -> None:
        self.reader.wrong(self.where(column), what)

    def needed(self, column: Column) -> str:
        text = self.text(column)
        if not text:
            self.wrong(column, _missing(column))
        return text

    def kind(self) -> SuccessionKind | None:
        written = self.needed(layout.KIND).lower()
        kinds = {word: kind for kind, word in layout.KINDS.items()}
        if written and written not in kinds:
            words = ", ".join(kinds)
            self.wrong(
                layout.KIND,
                Text(
                    vi=f"“{written}” không phải hình thức sắp xếp: {words}.",
                    en=f"“{written}” is none of: {words}.",
                ),
            )
        return kinds.get(written)

    def day(self, column: Column) -> date | None:
        written = self.needed(column)
        found = _day(written)
        if written and found is None:
            what = Text(
                vi=f"“{written}” không phải ngày/tháng/năm.", en=f"“{written}” is not day/month/year."
            )
            self.wrong(column, what)
        return found


def _header(sheet: FilledSheet, columns: Sequence[Column]) -> tuple[int, Mapping[str, int]] | None:
    for number, row in sheet.numbered():
        if number > _HEADER_WITHIN:
            return None
        if all(column.label in row for column in columns):
            places = {column.label: row.index(column.label) for column in columns}
            return (number, places) if max(places.values()) < len(_LETTERS) else None
    return None


def _day(written: str) -> date | None:
    """Return a day as people write it, or as a date cell is read; None where it is none."""
    found = _VIETNAMESE_DAY.fullmatch(written)
    iso = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else written
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _missing(column: Column) -> Text:
    return Text(vi=f"thiếu “{column.label}” ({column.told}).", en=f"“{column.label}” is missing.")


TWICE: Final = Text(vi="đã có ở một dòng khác.", en="stands in another row already.")
SAME: Final = Text(vi="mới và cũ giống nhau.", en="old and new are the same.")
BEFORE: Final = Text(vi="ngày này trước ngày hiệu lực.", en="this is before the day it holds from.")
EMPTY: Final = Text(vi="bảng chưa có dòng nào.", en="there is no row in it.")
CORRECT: Final = Text(vi="Sửa trong tệp rồi chạy lại lệnh.", en="Correct it in the file and run this again.")
