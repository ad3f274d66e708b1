"""`MergedSource`: several sources that describe one organisation, with a declared precedence for each field.

::

    the first source decides who and what exists, and its rows are the rows that are counted
    in both                 each field from the first source, in that field's order, that says something
                            where they say different things: a warning that names both
    only in a later one     asked about (nobody is closed because of it), or accepted, as declared
    waiting in the first    waits, whatever a later one says
"""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from typing import Any, Generic, TypeVar

from connector.model.roster import Gravity, Person, Problem, Roster, RowCount, Unit, Where
from connector.ports import Source
from connector.text import Text

Item = TypeVar("Item", Person, Unit)
_NOT_ALONE = ("key", "origin", "columns", "parent", "mark", "posts", "main_unsaid", "born")
"""Identity and place are nobody's opinion; the columns of a name go with the name, further posts with the unit, the
digest of a birth with the birth; and the tree of units is that of the first source that has the unit: a tree made
of two could close in a circle."""
_WITH = {"name": ("columns",), "unit": ("mark", "posts", "main_unsaid"), "birth": ("born",)}
"""Field of a person → what goes with it."""
FIELDS = frozenset(
    column.name for kind in (Person, Unit) for column in fields(kind) if column.name not in _NOT_ALONE
)
"""Fields that may have a precedence of their own."""
_COMPARE = Text(
    vi="Thống nhất lại giữa các nguồn, hoặc đổi thứ tự ưu tiên trong [source.fields].",
    en="Make the sources agree, or change the precedence in [source.fields].",
)
_ADD = Text(
    vi='Bổ sung vào nguồn chính, hoặc đặt only_elsewhere = "accept" trong [source] nếu đúng là như vậy.',
    en='Add it to the leading source, or set only_elsewhere = "accept" in [source] if that is meant.',
)


@dataclass(frozen=True, slots=True)
class MergedSource:
    """`order` names the sources, the leading one first; `precedence` gives a field an order of its own."""

    sources: Mapping[str, Source]
    order: Sequence[str]
    precedence: Mapping[str, Sequence[str]]
    accept_others: bool = False
    """Whether who is only in a later source is accepted; else they are asked about."""

    def read(self) -> Roster:
        """Return what the sources say together. Raises SourceError where one of them does."""
        with ThreadPoolExecutor(max_workers=len(self.order)) as pool:
            reading = {name: pool.submit(self.sources[name].read) for name in self.order}
            rosters = {name: future.result() for name, future in reading.items()}
        leading = rosters[self.order[0]]
        waiting = {problem.key for problem in leading.problems if problem.gravity is not Gravity.WARNING}
        units = self._merged({name: roster.units for name, roster in rosters.items()}, waiting, None)
        known = frozenset(unit.key for unit in units.items)
        people = self._merged({name: roster.people for name, roster in rosters.items()}, waiting, known)
        return Roster(
            people.items,
            units.items,
            (*(p for roster in rosters.values() for p in roster.problems), *units.problems, *people.problems),
            _counted(leading.people_rows, people),
            _counted(leading.unit_rows, units),
            {f"{name}: {file}": d for name, roster in rosters.items() for file, d in roster.digests.items()},
            min((roster.as_of for roster in rosters.values() if roster.as_of), default=None),
        )

    def _merged(
        self, said: Mapping[str, Sequence[Item]], waiting: Collection[str], units: frozenset[str] | None
    ) -> "_Merged[Item]":
        """Merge people (`units`: the keys their unit may have), or units (None: the keys are their own)."""
        by_source = {name: {item.key: item for item in items} for name, items in said.items()}
        leading = self.order[0]
        keys = sorted({key for items in by_source.values() for key in items})
        found = _Merged[Item]()
        chosen: dict[str, Item] = {}
        for key in keys:
            voices = [(name, by_source[name][key]) for name in self.order if key in by_source[name]]
            if voices[0][0] == leading or (self.accept_others and key not in waiting):
                chosen[key] = self._agreed(voices, units, found.problems)
            elif key not in waiting:
                found.ask(voices[0][1], _only_in(key, voices[0][0], leading), extra=True)
        found.settle(chosen, units, by_source[leading])
        return found

    def _agreed(
        self, voices: "Sequence[tuple[str, Item]]", units: frozenset[str] | None, problems: list[Problem]
    ) -> Item:
        """Return the one item that the sources describe, and warn of each field they disagree on."""
        first = voices[0][1]
        values: dict[str, Any] = {}
        for column in fields(first):
            if column.name in FIELDS:
                values |= self._choose(column.name, voices, units, problems)
        return replace(first, **values)

    def _choose(
        self,
        name: str,
        voices: "Sequence[tuple[str, Item]]",
        units: frozenset[str] | None,
        problems: list[Problem],
    ) -> dict[str, Any]:
        """Return the field's value, and with a name the columns it stands in."""
        order = [*self.precedence.get(name, ()), *self.order]
        ranked = sorted(voices, key=lambda voice: order.index(voice[0]))
        saying = [
            (source, item)
            for source, item in ranked
            if getattr(item, name) and (name != "unit" or units is None or getattr(item, name) in units)
        ]
        if not saying:
            return {}
        (winner, item), *others = saying
        for source, other in others:
            if getattr(other, name) != getattr(item, name):
                problems.append(_disagreement(item, name, winner, source, other.origin))
        with_it: Sequence[str] = _WITH.get(name, ()) if isinstance(item, Person) else ()
        return {each: getattr(item, each) for each in (name, *with_it)}


@dataclass(slots=True)
class _Merged(Generic[Item]):
    """What became of the people, or of the units."""

    items: tuple[Item, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    extra: int = 0
    """Accepted that the leading source does not have."""
    extra_asked: int = 0
    asked: int = 0
    """Of the leading source."""

    def ask(self, item: Item, what: Text, *, extra: bool) -> None:
        """Let an item wait for a person."""
        self.problems.append(Problem(item.origin, what, _ADD, Gravity.QUESTION, item.key))
        self.extra_asked += extra
        self.asked += not extra

    def settle(
        self, chosen: Mapping[str, Item], units: frozenset[str] | None, leading: Collection[str]
    ) -> None:
        """Keep what has its place: a person their unit, a unit the one above; the others wait."""
        kept = dict(chosen)
        while True:
            places = kept.keys() if units is None else units
            homeless = [key for key, item in kept.items() if (home := _home(item)) and home not in places]
            for key in homeless:
                item = kept.pop(key)
                self.ask(item, _homeless(key, _home(item)), extra=key not in leading)
            if not homeless:
                break
        self.items = tuple(kept.values())
        self.extra = sum(key not in leading for key in kept)


def _home(item: Person | Unit) -> str:
    return item.unit if isinstance(item, Person) else item.parent


def _counted(leading: RowCount, merged: _Merged[Item]) -> RowCount:
    """Return the rows of the leading source, and those that only a later one has."""
    return leading + RowCount(
        raw=merged.extra + merged.extra_asked,
        accepted=merged.extra - merged.asked,
        questioned=merged.extra_asked + merged.asked,
    )


def _only_in(key: str, source: str, leading: str) -> Text:
    return Text(
        vi=f"Mã {key} chỉ có trong nguồn «{source}», không có trong nguồn chính «{leading}».",
        en=f"Key {key} is only in “{source}”, not in the leading source “{leading}”.",
    )


def _homeless(key: str, home: str) -> Text:
    return Text(
        vi=f"Mã {key}: đơn vị «{home}» không có trong danh sách đơn vị chung.",
        en=f"Key {key}: the unit “{home}” is not among the units of the sources.",
    )


_CALLED = {
    "name": "họ và tên",
    "unit": "đơn vị",
    "position": "chức vụ",
    "phone": "điện thoại",
    "status": "tình trạng",
    "since": "ngày hiệu lực",
    "decision": "số quyết định",
    "birth": "ngày sinh",
    "address": "thư điện tử",
    "unlisted": "không công khai",
    "parent": "đơn vị cấp trên",
    "mailbox": "hộp thư",
    "person_suffix": "hậu tố cá nhân",
}
"""Fields as HR calls them; `[source.fields]` names them in English."""


def _disagreement(item: Person | Unit, name: str, winner: str, other: str, at: Where) -> Problem:
    """Name the field and both sources; the values stay where they are."""
    called = f"{_CALLED[name]} ({name})" if name in _CALLED else name
    what = Text(
        vi=f"Mã {item.key}: «{winner}» và «{other}» ghi khác nhau ở «{called}»; lấy theo «{winner}».",
        en=f"Key {item.key}: “{winner}” and “{other}” differ in “{name}”; “{winner}” has the say.",
    )
    return Problem(at, what, _COMPARE, Gravity.WARNING, item.key)
