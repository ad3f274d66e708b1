"""`WorkbookSource`: HR's workbook as a `connector.ports.Source`."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from connector.errors import SourceError
from connector.heap import growing
from connector.model.roster import Problem, Roster
from connector.sources import values
from connector.sources.choose import trim
from connector.sources.identity import NO_SECRET, CitizenKeys
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
    must be as saved; without one they are found. With an `identity_key` citizen numbers may serve as HR keys,
    as keyed digests; without one they are refused.
    """

    def __init__(
        self,
        people: Path,
        units: Path | None = None,
        mapping: WorkbookMapping | None = None,
        limits: Limits | None = None,
        *,
        identity_key: str = "",
    ) -> None:
        self._people = people
        self._units = people if units is None else units
        self._mapping = mapping or _NO_MAPPING
        self._limits = limits or Limits()
        self._identity_key = identity_key

    def digests(self) -> Mapping[str, str]:
        """Return file name → SHA-256 of its content, without reading the workbook. Raises SourceError."""
        paths = {path: self._name(path) for path in (self._people, self._units)}
        return {name: digest_of(path, self._limits) for path, name in paths.items()}

    def read(self) -> Roster:
        """Return what the workbook says, every row accounted for. Raises SourceError where it is refused."""
        with growing():
            answers, digests = self._answers()
            return roster_of(answers, digests, CitizenKeys(self._identity_key.encode()))

    def propose(self) -> WorkbookMapping:
        """Return the mapping that describes the workbook as it is now, for a person to confirm and save."""
        answers, _ = self._answers()
        return proposed(self._people.stem, answers)

    def look(self) -> tuple[Mapping[Role, tuple[str, Answer]], Mapping[str, str]]:
        """Return what the files hold, also where a real reading would refuse them, and their digests."""
        with growing():
            return self._answers(look_only=True)

    def _answers(
        self, *, look_only: bool = False
    ) -> tuple[Mapping[Role, tuple[str, Answer]], Mapping[str, str]]:
        """Return role → (file name, what the file holds), and the digests. One child for each file."""
        wanted: dict[Path, dict[Role, Sequence[TableMapping]]] = {}
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
                request = Request(name, roles, self._limits, self._identity_key, look_only=look_only)
                answer = parse(copies[path], request)
                answers |= dict.fromkeys(roles, (name, answer))
        return answers, digests

    def _name(self, path: Path) -> str:
        """Return what a file is called in messages: its own name, and its folder where two have the same."""
        twins = self._people != self._units and self._people.name == self._units.name
        return f"{path.parent.name}/{path.name}" if twins else path.name


def roster_of(
    answers: Mapping[Role, tuple[str, Answer]], digests: Mapping[str, str], keys: CitizenKeys = NO_SECRET
) -> Roster:
    """Return the roster of what the files hold. Raises SourceError where a row is not accounted for."""
    (people_name, people_answer), (units_name, units_answer) = answers[Role.PEOPLE], answers[Role.UNITS]
    people_tables, unit_tables = people_answer.tables[Role.PEOPLE], units_answer.tables[Role.UNITS]
    units = read_units(units_name, unit_tables)
    people = read_people(people_name, people_tables, UnitIndex(units), keys)
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
        _as_of(people_tables),
    )


def _as_of(tables: Sequence[Table]) -> date | None:
    """Return the day the people's sheets say they describe; None where they say none, or not the same."""
    said = {table.as_of for table in tables if table.as_of}
    return values.day(said.pop()) if len(said) == 1 else None


def _warnings(answers: Mapping[Role, tuple[str, Answer]]) -> list[Problem]:
    """Return the warnings of every file once."""
    found: dict[Problem, None] = {}
    for name, answer in answers.values():
        tables: list[Table] = [table for group in answer.tables.values() for table in group]
        found |= dict.fromkeys(table_warnings(name, tables, answer.unread))
    return [*found]


def proposed(name: str, answers: Mapping[Role, tuple[str, Answer]]) -> WorkbookMapping:
    """Return the mapping that describes what was found."""
    tables = {role: answer.tables[role] for role, (_, answer) in answers.items()}
    return WorkbookMapping(
        name, tuple(map(_as_mapping, tables[Role.PEOPLE])), tuple(map(_as_mapping, tables[Role.UNITS]))
    )


def _as_mapping(table: Table) -> TableMapping:
    headerless = table.first_row == 1
    return TableMapping(
        table.sheet,
        () if headerless else trim(table.header),
        {name: letters for name, letters in table.columns.items() if letters},
        table.rule,
        table.unit,
        table.key_from,
        table.key_width,
        table.first_row if headerless else 0,
    )
