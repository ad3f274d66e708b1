"""`read_form`: a form or a list by letter, as a file, → `Form`."""

import json
from dataclasses import asdict
from pathlib import Path

from connector.model.request import Form, RequestKind
from connector.sources.forms.answer import decode
from connector.sources.limits import Limits
from connector.sources.parser import ask_child, nonsense
from connector.sources.spool import spooled


def read_form(path: Path, kind: RequestKind | None = None, limits: Limits | None = None) -> Form:
    """Return what the .docx or .xlsx at `path` asks for; `kind` where a person says what it is.

    Raises SourceError where it is refused: one sentence of what, where, and what to do.
    """
    limits = limits or Limits()
    with spooled(path, limits) as copy:
        question = {"name": copy.name, "kind": kind.value if kind else "", "limits": asdict(limits)}
        data = ask_child(
            "connector.sources.forms.child", copy, json.dumps(question).encode(), copy.name, limits
        )
        try:
            return decode(data, copy.name, copy.digest)
        except ValueError as error:
            raise nonsense(copy.name) from error
