"""`WorkbookSource`: HR's workbook as a `connector.ports.Source`."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from connector.errors import SourceError
from connector.model.roster import Problem, Roster
from connector.sources.choose import trim
from connector.sources.limits import Limits
from connector.sources.mapping import TableMapping, WorkbookMapping
from connector.sources.parser import parse
from connector.sources.people import read_people
from connector.sources.protocol import Answer, Request, Role, Table
from connector.sources.rows import table_warnings
from connector.sources.spool import Spooled, digest_of, spooled
from connector.sources.units import UnitIndex, read_units
from connector.text import Text

_NO_MAPPING = WorkbookMapping("")


class WorkbookSource:
    """People and units of one workbook, or of two.

    `units` is None where they are sheets of the people's workbook. With a `mapping` its sheets and headers
    must be as saved; without one they are found.
    """

    def __init__(
        self,
        people: Path,
        units: Path | None = None,
        mapping: WorkbookMapping | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._people = people
        self._units = people if units is None else units
        self._mapping = mapping or _NO_MAPPING
        self._limits = limits or Limits()

    def digests(self) -> Mapping[str, str]:
        """Return file name → SHA-256 of its content, without reading the workbook. Raises SourceError."""
        paths = {path: self._name(path) for path in (self._people, self._units)}
        return {name: digest_of(path, self._limits) for path, name in paths.items()}

    def read(self) -> Roster:
        """Return what the workbook says, every row accounted for. Raises SourceError where it is refused."""
        with _no_collector():
            answers, digests = self._answers()
            return _roster(answers, digests)

    def propose(self) -> WorkbookMapping:
        """Return the mapping that describes the workbook as it is now, for a person to confirm and save."""
        answers, _ = self._answers()
        tables = {role: answer.tables[role][0] for role, (_, answer) in answers.items()}
        return WorkbookMapping(
            self._people.stem, _as_mapping(tables[Role.PEOPLE]), _as_mapping(tables[Role.UNITS])
        )

    def _answers(self) -> tuple[Mapping[Role, tuple[str, Answer]], Mapping[str, str]]:
        """Return role → (file name, what the file holds), and the digests. One child for each file."""
        wanted: dict[Path, dict[Role, TableMapping | None]] = {}
        wanted.setdefault(self._units, {})[Role.UNITS] = self._mapping.units
        wanted.setdefault(self._people, {})[Role.PEOPLE] = self._mapping.people
        answers: dict[Role, tuple[str, Answer]] = {}
        digests: dict[str, str] = {}
        with ExitStack() as stack:
            copies: dict[Path, Spooled] = {
                path: stack.enter_context(spooled(path, self._limits)) for path in wanted
            }
            for path, roles in wanted.items():
                name = self._name(path)
                digests[name] = copies[path].digest
                answer = parse(copies[path], Request(name, roles, self._limits))
                answers |= dict.fromkeys(roles, (name, answer))
        return answers, digests

    def _name(self, path: Path) -> str:
        """Return what a file is called in messages: its own name, and its folder where two have the same."""
        twins = self._people != self._units and self._people.name == self._units.name
        return f"{path.parent.name}/{path.name}" if twins else path.name


def _roster(answers: Mapping[Role, tuple[str, Answer]], digests: Mapping[str, str]) -> Roster:
    """Return the roster of what the files hold. Raises SourceError where a row is not accounted for."""
    (people_name, people_answer), (units_name, units_answer) = answers[Role.PEOPLE], answers[Role.UNITS]
    people_tables, unit_tables = people_answer.tables[Role.PEOPLE], units_answer.tables[Role.UNITS]
    units = read_units(units_name, unit_tables)
    people = read_people(people_name, people_tables, UnitIndex(units))
    warnings = [*_warnings(answers)]
    if not (units.rows.balanced and people.rows.balanced):
        raise SourceError(
            Text(
                vi="Số hàng đã đọc không khớp số hàng của tệp; không dùng kết quả này.",
                en="The rows read do not add up to the rows of the file; the result was not used.",
            ),
            where=people_name,
            advice=Text(vi="Báo cho người phụ trách phần mềm.", en="Tell those who maintain this program."),
        )
    return Roster(
        people.accepted,
        units.accepted,
        (*warnings, *units.problems, *people.problems),
        people.rows,
        units.rows,
        digests,
    )


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking over 50,000 new rows again and again; nothing here cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _warnings(answers: Mapping[Role, tuple[str, Answer]]) -> list[Problem]:
    """Return the warnings of every file once."""
    found: dict[Problem, None] = {}
    for name, answer in answers.values():
        tables: list[Table] = [table for group in answer.tables.values() for table in group]
        found |= dict.fromkeys(table_warnings(name, tables, answer.unread))
    return [*found]


def _as_mapping(table: Table) -> TableMapping:
    return TableMapping(table.sheet, trim(table.header), table.columns)
