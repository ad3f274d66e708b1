"""How a workbook was read, as a value a person can judge: `WorkbookView`. Personal data is masked in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.model.roster import Problem, RowCount
from connector.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of a table that is read."""

    letters: str
    label: str
    """As the header has it; empty where there is no header."""
    field: str
    examples: tuple[str, ...]
    """A few cells, masked."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One of the first rows of a sheet."""

    number: int
    kind: str
    """title, header, data, group, footer or blank."""
    texts: tuple[str, ...]
    """One for each column, masked where it may be personal."""


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of people or of units."""

    role: str
    """people or units."""
    file: str
    sheet: str
    first_row: int
    """Number of the first row below the header; 1 where there is no header."""
    columns: tuple[ColumnView, ...]
    left_out: tuple[str, ...]
    """Labels of the columns that are not read."""
    unit_rule: str
    data_rows: int
    blank_rows: int
    layout_rows: int
    units: tuple[str, ...]
    """The units its rows name, as written; only for people."""
    encodings: Mapping[str, int]
    missing: tuple[Text, ...]
    """What a real reading would refuse the table for."""
    top: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class WorkbookView:
    """One workbook, or two, as they would be read."""

    tables: tuple[TableView, ...]
    unread: tuple[str, ...]
    """Sheets without a table that is understood."""
    people_rows: RowCount
    unit_rows: RowCount
    problems: tuple[Problem, ...]
    mapping: str
    """TOML of the mapping that describes what was found."""
    refused: Text = NOTHING
    """Why a real reading would refuse the file as a whole."""
