"""What the child that read a form answers, as JSON; for the parent it is input, and checked."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from connector.errors import SourceError
from connector.model.request import Asked, Form, Line, Requester, RequestKind
from connector.model.roster import Where
from connector.sources.forms.layout import Found
from connector.text import Text

_LINE_TEXTS = ("name", "position", "room", "address", "value")


def encode(found: Found) -> bytes:
    """Return what was found as JSON."""
    data = {
        "kind": found.kind.value if found.kind else "",
        "requester": asdict(found.requester),
        "lines": [
            {"asked": line.asked.value, "part": line.where.sheet, "cell": line.where.cell}
            | {name: getattr(line, name) for name in _LINE_TEXTS}
            for line in found.lines
        ],
    }
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def decode(data: bytes, file: str, digest: str) -> Form:
    """Return the form; raises SourceError where the child refused, ValueError where it makes no sense."""
    try:
        raw = json.loads(data.decode("utf-8", "replace"))
        if "refused" in raw:
            refused = raw["refused"]
            error = SourceError(
                Text(**refused["what"]), where=refused["where"], advice=Text(**refused["advice"])
            )
        else:
            lines = tuple(_line(number, line, file) for number, line in enumerate(raw["lines"], start=1))
            kind = RequestKind(raw["kind"]) if raw["kind"] else None
            requester = Requester(**{str(name): str(text) for name, text in raw["requester"].items()})
            return Form(file, digest, kind, requester, lines)
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        msg = "answer of the process that reads forms"
        raise ValueError(msg) from fault
    raise error


def _line(number: int, raw: Mapping[str, Any], file: str) -> Line:
    return Line(
        number=number,
        asked=Asked(raw["asked"]),
        name=str(raw["name"]),
        position=str(raw["position"]),
        room=str(raw["room"]),
        address=str(raw["address"]),
        value=str(raw["value"]),
        where=Where(file, str(raw["part"]), str(raw["cell"])),
    )
