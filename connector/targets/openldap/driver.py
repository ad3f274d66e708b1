"""`Driver`: the little that we need of an LDAP library, and the values it gives and takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from connector.targets.ldap_codec.changes import Modification

NO_OP = "1.3.6.1.4.1.4203.666.5.2"
"""OpenLDAP's No-Op control: the server answers as if, and does nothing."""

NO_OPERATION = 16654
"""The answer to a write with the No-Op control that would have succeeded."""

LOST = None
"""In place of a result code: the connection ended before an answer came."""


class Scope(StrEnum):
    """How deep a search goes (RFC 4511 4.5.1.2)."""

    BASE = "base"
    SUBTREE = "subtree"


@dataclass(frozen=True, slots=True)
class Search:
    """One search. Without `attributes` only DNs are asked for."""

    base: str
    scope: Scope = Scope.SUBTREE
    filter: str = "(objectClass=*)"
    attributes: Sequence[str] = ("1.1",)


Found = tuple[str, Mapping[str, Sequence[bytes]]]
"""DN and attributes of one entry."""


@dataclass(frozen=True, slots=True)
class Add:
    """Make an entry."""

    dn: str
    attributes: Mapping[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class Modify:
    """Change an entry, if `assertion` is true of it."""

    dn: str
    modifications: Sequence[Modification]
    assertion: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an entry, if `assertion` is true of it."""

    dn: str
    assertion: str


Operation = Add | Modify | Delete


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said to an operation: result code (RFC 4511 A.1) and its words; `code` None is LOST."""

    code: int | None
    words: str = ""


T = TypeVar("T")


class Driver(Protocol):
    """One bound connection. It never reconnects by itself and never repeats a write."""

    def search(self, search: Search) -> Iterator[Sequence[Found]]:
        """Yield what is found, page by page; complete when it ends without an error.

        Raises `TargetRejected` where the server answers no or only in part, `TargetUnreachable` where it
        says "not now" or nothing.
        """
        ...

    def perform(
        self, operations: Iterable[tuple[T, Operation]], *, rehearse: bool = False
    ) -> Iterator[tuple[T, Reply]]:
        """Write, and yield each operation's name with its reply, as replies come.

        Operations are drawn from the iterable only as there is room, so that its maker can stop. When the
        connection is lost every operation that was drawn and has no answer is yielded with LOST, and
        nothing more is drawn. `rehearse` sends the No-Op control, critical: the server only says what it
        would have said.
        """
        ...

    def close(self) -> None:
        """End the connection. May be called twice."""
        ...
