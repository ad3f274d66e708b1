"""`read_units`: rows → `Unit` or `Problem`; `UnitIndex`: which unit a person's row means."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from connector.model.roster import Gravity, Problem, RowCount, Unit
from connector.sources import values
from connector.sources.protocol import Table
from connector.sources.rows import Faults, Row, by_key, layout_of, repeated, rows_of
from connector.text import Text
from connector.vietnamese.letters import clean
from connector.vietnamese.matching import loose_key, matching_key

_FILL_KEY = Text(vi="Điền mã đơn vị.", en="Fill in the unit code.")
_FILL_NAME = Text(vi="Điền tên đơn vị.", en="Fill in the unit's name.")
_ONE_ROW = Text(vi="Giữ lại một hàng đúng cho mỗi mã.", en="Keep one right row for each code.")
_FIX_PARENT = Text(
    vi="Sửa mã đơn vị cấp trên cho đúng với danh sách đơn vị.", en="Correct the code of the unit above."
)


_ABBREVIATED = (("ủy ban nhân dân", "ubnd"), ("uỷ ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"))
_MARKS = re.compile(r"[-,;:.()\"“”«»–—‑/]+")
_SUGGESTED = 3
_MOST_SUGGESTIONS = 200
"""Unknown names for which near ones are looked up; the search is slow, and nobody reads more."""


@lru_cache(maxsize=4096)
def unit_name_key(name: str) -> str:
    """Return a key that is equal for two spellings of a unit's name: UBND is Ủy ban nhân dân, marks do not count."""
    small = " ".join(_MARKS.sub(" ", clean(name).casefold()).split())
    for words, short in _ABBREVIATED:
        small = small.replace(words, short)
    return matching_key(small)


@dataclass(frozen=True, slots=True)
class Units:
    """Units read, what was wrong with the others, and the count of rows."""

    accepted: tuple[Unit, ...]
    waiting: frozenset[str]
    """Keys of units whose rows wait for a person."""
    problems: tuple[Problem, ...]
    rows: RowCount


def read_units(file: str, tables: Sequence[Table]) -> Units:
    """Return the units of all tables; sorted by key, keys unique, every parent accepted too."""
    read = [_read(row) for table in tables for row in rows_of(file, table)]
    units = [(unit, faults) for unit, faults in read if unit is not None]
    _question_duplicates(units)
    _resolve_parents(units)
    _question_orphans(units)
    verdicts = Counter(faults.verdict for _, faults in read)
    accepted = {unit.key: unit for unit, faults in reversed(units) if faults.verdict is None}
    return Units(
        tuple(accepted[key] for key in sorted(accepted)),
        frozenset(unit.key for unit, faults in units if faults.verdict is not None),
        tuple(problem for _, faults in read for problem in faults.found),
        layout_of(tables)
        + RowCount(len(read), verdicts[None], verdicts[Gravity.QUESTION], verdicts[Gravity.REJECTED]),
    )


_Read = list[tuple[Unit, Faults]]


def _read(row: Row) -> tuple[Unit | None, Faults]:
    faults = Faults(row, row.text("unit_key"))
    if not faults.key:
        what = Text(vi="Hàng không có mã đơn vị.", en="The row has no unit code.")
        faults.add("unit_key", what, _FILL_KEY, Gravity.REJECTED)
        return None, faults
    faults.check_letters(row.table.columns)
    if not row.text("unit_name"):
        what = Text(vi="Thiếu tên đơn vị.", en="The unit's name is missing.")
        faults.add("unit_name", what, _FILL_NAME, Gravity.QUESTION)
    unit = Unit(
        faults.key,
        row.text("unit_name"),
        values.blank_if_said(row.text("parent")),
        values.blank_if_said(row.text("mailbox")).lower(),
        values.blank_if_said(row.text("person_suffix")).lower(),
        office_phone(row, faults),
        row.where("unit_key"),
    )
    return unit, faults


def office_phone(row: Row, faults: Faults) -> str:
    """Return the office phone of a row; a number that is not certain is left out, with a warning."""
    said = values.blank_if_said(row.text("phone"))
    number = values.phone(said) if said else ""
    if number is None:
        what = Text(
            vi="Số điện thoại không rõ nên để trống.", en="The phone number is unclear and was left out."
        )
        advice = Text(vi="Ghi một số duy nhất, đủ mã vùng.", en="Write one number, with its area code.")
        faults.add("phone", what, advice, Gravity.WARNING)
        return ""
    return number


def _question_duplicates(units: _Read) -> None:
    """Question every row of a code that stands for different units; warn of equal rows."""
    for key, group in repeated((unit.key, (unit, faults)) for unit, faults in units).items():
        first = group[0][0]
        same = all(replace(unit, origin=first.origin) == first for unit, _ in group)
        for number, (_, faults) in enumerate(group):
            if not same:
                what = Text(
                    vi=f"Mã đơn vị {key} dùng cho hai đơn vị khác nhau.", en=f"Unit code {key} is used twice."
                )
                faults.add("unit_key", what, _ONE_ROW, Gravity.QUESTION)
            elif number:
                what = Text(vi=f"Đơn vị {key} lặp lại giống hệt.", en=f"Unit {key} is repeated unchanged.")
                faults.add("unit_key", what, _ONE_ROW, Gravity.WARNING)


def _resolve_parents(units: _Read) -> None:
    """Put the key of the unit above in place; the cell may also hold its name, if only one unit has it."""
    keys = {unit.key for unit, _ in units}
    named = by_key((matching_key(unit.name), unit.key) for unit, _ in units)
    for number, (unit, faults) in enumerate(units):
        if not unit.parent or unit.parent in keys:
            continue
        candidates = set(named.get(matching_key(unit.parent), ()))
        if len(candidates) == 1:
            units[number] = (replace(unit, parent=candidates.pop()), faults)
            continue
        what = Text(
            vi=f"Không có đơn vị cấp trên «{unit.parent}» trong danh sách đơn vị.",
            en=f"The unit above, “{unit.parent}”, is not in the list of units.",
        )
        faults.add("parent", what, _FIX_PARENT, Gravity.QUESTION)


def _question_orphans(units: _Read) -> None:
    """Question units that stand above themselves, and units below one that waits."""
    parents = {unit.key: unit.parent for unit, _ in units}
    waiting = {unit.key for unit, faults in units if faults.verdict is not None}
    for unit, faults in units:
        if faults.verdict is not None:
            continue
        above = _above(unit.key, parents)
        if unit.key in above:
            what = Text(
                vi="Cây đơn vị bị vòng: đơn vị là cấp trên của chính nó.", en="The unit is above itself."
            )
            faults.add("parent", what, _FIX_PARENT, Gravity.QUESTION)
        elif any(key in waiting for key in above) or _loops(above, parents):
            what = Text(
                vi="Một đơn vị cấp trên đang chờ xử lý.", en="A unit above this one waits for a decision."
            )
            faults.add("parent", what, _FIX_PARENT, Gravity.QUESTION)


def _above(key: str, parents: Mapping[str, str]) -> list[str]:
    """Return the keys above a unit, nearest first; ends where a key repeats."""
    chain: list[str] = []
    while (key := parents.get(key, "")) and key not in chain:
        chain.append(key)
    return chain


def _loops(chain: Sequence[str], parents: Mapping[str, str]) -> bool:
    return bool(chain) and bool(parents.get(chain[-1], ""))


class UnitIndex:
    """Finds the unit that a person's row means, by code, by name, and by room within a unit."""

    def __init__(self, units: Units) -> None:
        self.units = {unit.key: unit for unit in units.accepted}
        self.waiting = units.waiting
        self._named = by_key((unit_name_key(unit.name), unit.key) for unit in units.accepted)
        self._parents = {unit.key: unit.parent for unit in units.accepted}
        self.misnamed = lru_cache(maxsize=4096)(self._misnamed)
        self._loose = {loose_key(name): name for name in reversed([unit.name for unit in units.accepted])}
        self._suggestions = 0
        self._known: dict[tuple[str, str, str], tuple[str, str, Text]] = {}

    def find(self, code: str, name: str, room: str) -> tuple[str, str, Text]:
        """Return (unit key, "", nothing), or ("", field at fault, what is wrong)."""
        asked = (code, name, room)
        if asked not in self._known:
            self._known[asked] = self._find(*asked)
        return self._known[asked]

    def titled(self, lines: Sequence[str]) -> str:
        """Return the unit that the lines above a table name, the lowest line first; "" where none or several do.

        In one line the longest name counts: "Văn phòng UBND tỉnh" is not "UBND tỉnh".
        """
        for line in reversed(lines):
            words = f" {unit_name_key(line)} "
            names = [name for name in self._named if f" {name} " in words]
            longest = max(map(len, names), default=0)
            found = {key for name in names if len(name) == longest for key in self._named[name]}
            if found:
                return found.pop() if len(found) == 1 else ""
        return ""

    def _find(self, code: str, name: str, room: str) -> tuple[str, str, Text]:
        if code in self.waiting:
            return (
                "",
                "unit_key",
                Text(vi=f"Đơn vị {code} đang chờ xử lý.", en=f"Unit {code} waits for a decision."),
            )
        if code and code not in self.units:
            what = Text(vi=f"Không có đơn vị mã «{code}».", en=f"There is no unit with code “{code}”.")
            return "", "unit_key", what
        found = code
        for field, words in (("unit_name", name), ("room_name", room)):
            if not words:
                continue
            keys = self._within(found, unit_name_key(words))
            if len(keys) == 1:
                found = keys[0]
            elif not (code and field == "unit_name" and not self._named.get(unit_name_key(words))):
                return "", field, self._unclear(words, len(keys))
        if found:
            return found, "", Text("", "")
        return "", "unit_key", Text(vi="Thiếu đơn vị công tác.", en="The unit is missing.")

    def _within(self, anchor: str, name: str) -> list[str]:
        """Return the units of this name: the anchor, else those below it; all where there is no anchor."""
        keys = self._named.get(name, [])
        if not anchor:
            return keys
        if anchor in keys:
            return [anchor]
        return [key for key in keys if anchor in _above(key, self._parents)]

    def _misnamed(self, code: str, name: str) -> bool:
        """Whether a row gives a known code together with a name that no unit has."""
        return bool(code and name and not self._named.get(unit_name_key(name)))

    def _unclear(self, words: str, count: int) -> Text:
        if count > 1:
            return Text(vi=f"Có {count} đơn vị cùng tên «{words}».", en=f"{count} units are named “{words}”.")
        near = self._near(words)
        vi, en = (f" Gần giống: {near}.", f" Near: {near}.") if near else ("", "")
        return Text(
            vi=f"Không có đơn vị «{words}» ở chỗ này trong danh sách đơn vị.{vi}",
            en=f"There is no unit “{words}” at this place in the list of units.{en}",
        )

    def _near(self, words: str) -> str:
        """Return the names of units that are written nearly alike, for a person to choose from; never chosen here."""
        self._suggestions += 1
        if self._suggestions > _MOST_SUGGESTIONS:
            return ""
        found = get_close_matches(loose_key(words), self._loose, _SUGGESTED)
        return ", ".join(f"«{self._loose[key]}»" for key in found)
