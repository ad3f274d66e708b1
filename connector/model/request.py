"""`Request`: what an agency asks for by a form or a letter: received, matched, approved, applied, answered.

A form carries no HR key, so a line says whom it means only by a name and perhaps an address; `person` is
filled in by matching, or by the person who approves. Nothing is done for a line that is not approved.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from connector.model.roster import NOWHERE, Where
from connector.text import NOTHING, Text


class RequestKind(StrEnum):
    """What is asked for; the values are the numbers of the Khánh Hòa forms (KH Phụ lục)."""

    CREATE = "01"
    CHANGE = "02"
    DELETE = "03"

    @property
    def form(self) -> str:
        """What the form is called: "Mẫu 02"."""
        return f"Mẫu {self.value}"


class Asked(StrEnum):
    """What one line asks for."""

    BOX = "box"
    """A personal box (Mẫu 01)."""
    POSITION = "position"
    """Mẫu 02, code 1: chức vụ."""
    ROOM = "room"
    """Mẫu 02, code 2: bộ phận công tác."""
    ADDRESS = "address"
    """Mẫu 02, code 3: địa chỉ hộp thư; only to give up an address of before the regulation (KH Đ4.3c)."""
    REMOVAL = "removal"
    """Mẫu 03."""
    AGENCY_BOX = "agency-box"
    """Mẫu 01, item 1: a box for the agency, with the abbreviation it asks for."""
    TEXT = "text"
    """Something only a person can read: item 1 of Mẫu 02, a code that there is not."""


class LineState(StrEnum):
    """How far one line is."""

    OPEN = "open"
    APPROVED = "approved"
    APPLIED = "applied"
    """The target is as the line asks. It keeps holding until HR's roster says the same."""
    CLOSED = "closed"
    """HR's roster says the same, or something newer: the line has nothing to say any more."""
    REFUSED = "refused"


class RequestStatus(StrEnum):
    """How far a request is as a whole."""

    RECEIVED = "received"
    MATCHED = "matched"
    """It is certain whom every open line means; it waits for approval."""
    ASKED = "asked"
    """Of some open line that is not certain."""
    APPROVED = "approved"
    APPLIED = "applied"
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Requester:
    """Who signs the form. The phone number on it is not kept."""

    name: str = ""
    position: str = ""
    agency: str = ""
    """As the form writes it ("Cơ quan công tác")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing one line of a form asks for. A cell with three codes makes three lines."""

    number: int
    """From 1, over the whole request; names the line in `connector requests approve --line`."""
    asked: Asked
    name: str = ""
    position: str = ""
    room: str = ""
    """Bộ phận công tác, as written."""
    address: str = ""
    """The address the person has, as written: often a local part alone."""
    value: str = ""
    """The new position, room or address; the abbreviation or free text about an agency's box."""
    where: Where = NOWHERE
    doubt: Text = NOTHING
    """Why a person must say whom the line means; empty where it is certain."""
    person: str = ""
    """HR key of the person meant."""
    unit: str = ""
    """Key of the unit meant: of a new person, of the new room, or of the agency."""
    before: str = ""
    """What HR's roster said of the thing asked for when the line was approved."""
    state: LineState = LineState.OPEN
    why: str = ""
    """Why it was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One form or letter."""

    id: str
    kind: RequestKind
    organisation: str
    """Id of the regulation it is judged by."""
    received: date
    document: str
    """Number of the document it came with: "15/CV-STTTT"."""
    lines: tuple[Line, ...]
    deadline: date | None = None
    """Until when it must be done, where the regulation says so."""
    provisional: bool = False
    """Whether the deadline counts working days of a year whose days off no document has confirmed."""
    requester: Requester = Requester()
    agency: str = ""
    """Key of the unit that asks, where it is certain."""
    file: str = ""
    digest: str = ""
    """SHA-256 of the file, hexadecimal: the same form is not taken twice."""
    decided_by: str = ""
    decided: datetime | None = None
    answered: datetime | None = None
    answer: str = ""
    """What was answered, in Vietnamese."""
    revision: int = 0
    """Grows with every change that the ledger remembers."""

    @property
    def status(self) -> RequestStatus:
        """How far it is as a whole."""
        states = {line.state for line in self.lines}
        if self.answered is not None:
            return RequestStatus.ANSWERED
        if states <= {LineState.REFUSED}:
            return RequestStatus.REFUSED
        if LineState.OPEN in states:
            return self._waiting()
        return RequestStatus.APPROVED if LineState.APPROVED in states else RequestStatus.APPLIED

    def _waiting(self) -> RequestStatus:
        waiting = [line for line in self.lines if line.state is LineState.OPEN]
        if any(line.doubt != NOTHING for line in waiting):
            return RequestStatus.ASKED
        matched = all(line.person or line.unit for line in waiting)
        return RequestStatus.MATCHED if matched else RequestStatus.RECEIVED

    def line(self, number: int) -> Line | None:
        """Return the line with this number, or None."""
        return next((line for line in self.lines if line.number == number), None)

    def key_of(self, line: Line) -> str:
        """Return the HR key of somebody whom only this request knows so far."""
        return f"{self.id}-{line.number}"


def said(line: Line) -> Text:
    """Return what a line asks for, as short as a table wants it."""
    who, value = line.name or "…", line.value
    words: Mapping[Asked, tuple[str, str]] = {
        Asked.BOX: (f"{who}: cấp mới hộp thư cá nhân", f"{who}: a new personal box"),
        Asked.POSITION: (f"{who}: đổi chức vụ thành “{value}”", f"{who}: position → “{value}”"),
        Asked.ROOM: (f"{who}: đổi bộ phận công tác thành “{value}”", f"{who}: unit → “{value}”"),
        Asked.ADDRESS: (f"{who}: đổi địa chỉ hộp thư thành “{value}”", f"{who}: address → “{value}”"),
        Asked.REMOVAL: (f"{who}: xóa hộp thư cá nhân", f"{who}: remove the personal box"),
        Asked.AGENCY_BOX: (
            f"cấp mới hộp thư cơ quan với tên viết tắt “{value}”",
            f"a new box for the agency, called “{value}”",
        ),
        Asked.TEXT: (f"{who}: {value}" if line.name else value,) * 2,
    }
    return Text(*words[line.asked])


@dataclass(frozen=True, slots=True)
class Form:
    """What a reader found in one form or letter; whom its lines mean is not known yet."""

    file: str
    digest: str
    """SHA-256 of the file, hexadecimal."""
    kind: RequestKind | None
    """None where the paper does not say which form it is."""
    requester: Requester
    lines: tuple[Line, ...]


def request_data(request: Request) -> dict[str, Any]:
    """Return a request as plain JSON data; moments and days as ISO 8601."""
    data = asdict(request)
    return {
        **data,
        "lines": list(data["lines"]),
        "received": request.received.isoformat(),
        "deadline": request.deadline.isoformat() if request.deadline else None,
        "decided": request.decided.isoformat() if request.decided else None,
        "answered": request.answered.isoformat() if request.answered else None,
    }


def request_of(data: Mapping[str, Any]) -> Request:
    """Return the request that `request_data` wrote."""
    return Request(
        **{
            **data,
            "kind": RequestKind(data["kind"]),
            "lines": tuple(_line(line) for line in data["lines"]),
            "received": date.fromisoformat(data["received"]),
            "deadline": date.fromisoformat(data["deadline"]) if data["deadline"] else None,
            "requester": Requester(**data["requester"]),
            "decided": datetime.fromisoformat(data["decided"]) if data["decided"] else None,
            "answered": datetime.fromisoformat(data["answered"]) if data["answered"] else None,
        }
    )


def _line(data: Mapping[str, Any]) -> Line:
    return Line(
        **{
            **data,
            "asked": Asked(data["asked"]),
            "where": Where(**data["where"]),
            "doubt": Text(**data["doubt"]),
            "state": LineState(data["state"]),
        }
    )
