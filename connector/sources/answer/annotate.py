"""`annotate`: HR's own workbook back, with what became of each row, in Vietnamese."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from connector.model.plan import Question
from connector.model.roster import Roster
from connector.sources.answer.notes import notes_data, notes_of
from connector.sources.limits import MIB, Limits
from connector.sources.parser import ask_child, nonsense
from connector.sources.protocol import decode_answer
from connector.sources.spool import spooled

LIMITS = replace(Limits(), memory_bytes=2048 * MIB, cpu_seconds=120, wall_seconds=240.0)
"""Writing a workbook with its formats takes several times what reading its values does."""
_ZIP = b"PK"


def annotate(
    path: Path,
    roster: Roster,
    at: datetime,
    questions: Sequence[Question] = (),
    limits: Limits = LIMITS,
) -> bytes:
    """Return the workbook at `path` as an .xlsx with the answer in it.

    The formatting of an .xlsx is kept; of an .xls, .ods or .csv there are the values. Macros and links to
    other files never are. Raises SourceError where the file is refused.

    Args:
        path: HR's file, as it was sent.
        roster: what was read from it.
        at: when.
        questions: open questions of the plan, where they are to be shown as well.
        limits: how much the file may ask of us.
    """
    with spooled(path, limits) as copy:
        notes = notes_of(roster, copy.name, at, questions)
        question = {"limits": asdict(limits), "notes": notes_data(notes)}
        data = ask_child(
            "connector.sources.answer.child", copy, json.dumps(question).encode(), copy.name, limits
        )
        if data.startswith(_ZIP):
            return data
        try:
            decode_answer(data)
        except ValueError as error:
            raise nonsense(copy.name) from error
        raise nonsense(copy.name)
