"""What HR says at one moment, every row accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from connector.text import Text


@dataclass(frozen=True, slots=True)
class Where:
    """A place in what HR gave us: file, sheet and cell, as far as there is one."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)


NOWHERE = Where("")


class Gravity(StrEnum):
    """What a problem does to its row."""

    WARNING = "warning"
    """The row is accepted; somebody should look."""
    QUESTION = "question"
    """The row waits for a person; nothing of it is applied and nobody is closed because of it."""
    REJECTED = "rejected"
    """The row cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in HR's data, as a value: it never disappears and never becomes a leaver."""

    where: Where
    what: Text
    advice: Text
    gravity: Gravity
    key: str = ""
    """HR key of the person, or key of the unit, where it is known."""


class Employment(StrEnum):
    """What HR says of a person's service; anything that ends it is said, never inferred."""

    WORKING = "working"  # đang công tác
    SECONDED = "seconded"  # biệt phái
    LONG_LEAVE = "long-leave"  # nghỉ dài ngày
    RETIRED = "retired"  # nghỉ hưu
    LEFT = "left"  # thôi việc
    MOVED_AWAY = "moved-away"  # chuyển công tác ra ngoài
    DECEASED = "deceased"  # từ trần

    @property
    def serving(self) -> bool:
        """Whether the person is still an official of the organisation."""
        return self in (Employment.WORKING, Employment.SECONDED, Employment.LONG_LEAVE)


@dataclass(frozen=True, slots=True)
class NameColumns:
    """A name that HR already keeps in separate columns; middle may hold several words or none."""

    family: str
    middle: str
    given: str


class PostMark(StrEnum):
    """What a row says of the post it names."""

    UNSAID = ""
    MAIN = "main"  # chính
    FURTHER = "further"  # kiêm nhiệm, biệt phái đến


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """One post of a person: where, and as what."""

    unit: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One official as HR describes them. All text is clean NFC; absent is the empty string."""

    key: str
    name: str
    unit: str
    """Key of a `Unit`."""
    position: str = ""
    phone: str = ""
    status: Employment = Employment.WORKING
    since: date | None = None
    """The day from which unit, position and status hold."""
    decision: str = ""
    """Number of the HR decision."""
    birth: str = ""
    """ISO 8601 date or year alone; used only to tell two people apart, never written anywhere."""
    columns: NameColumns | None = None
    address: str = ""
    """An address HR says the person already has."""
    unlisted: bool = False
    """Protected: not shown in the address book."""
    origin: Where = NOWHERE
    citizen: str = ""
    """Keyed digest (HMAC) of the citizen number; the number itself is nowhere."""
    born: str = ""
    """Keyed digest of name and birth date together; empty without a key, or where only the year is known."""
    mark: PostMark = PostMark.UNSAID
    posts: tuple[Post, ...] = ()
    """Further posts (kiêm nhiệm), sorted; `unit` and `position` are the main one."""
    main_unsaid: bool = False
    """Whether HR does not say which of the posts is the main one: then it is the first in order, for now."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One agency or room of the department tree."""

    key: str
    name: str
    parent: str = ""
    """Key of the unit above; empty at the top."""
    mailbox: str = ""
    """Registered local part of its box; empty where none is registered."""
    person_suffix: str = ""
    """Registered token that personal addresses of its people carry; empty: same as `mailbox`."""
    phone: str = ""
    origin: Where = NOWHERE


@dataclass(frozen=True, slots=True)
class RowCount:
    """Where every row of a source went. `raw == accepted + questioned + rejected + blank` always holds.

    `layout` counts the rows that are not data: letterhead, title, header, group and footer rows; they
    are not part of `raw`.
    """

    raw: int = 0
    accepted: int = 0
    questioned: int = 0
    rejected: int = 0
    blank: int = 0
    layout: int = 0

    @property
    def balanced(self) -> bool:
        """Whether no row was lost."""
        return self.raw == self.accepted + self.questioned + self.rejected + self.blank

    def __add__(self, other: "RowCount") -> "RowCount":
        return RowCount(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, slots=True)
class Roster:
    """All that HR said at one moment. People and units are sorted by key; keys are unique."""

    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]
    people_rows: RowCount
    unit_rows: RowCount
    digests: Mapping[str, str]
    """Name of each source file or feed → SHA-256 of its content, hexadecimal."""
    as_of: date | None = None
    """The day the source says it describes."""
