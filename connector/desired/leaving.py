"""`leaving`: what says that somebody left, in words that differ for another leaving."""

from connector.model.plan import Decision
from connector.model.roster import Person, Roster

CLOSE = "close"
"""The answer to the question about somebody who is missing from the roster."""


def leaving(person: Person | None, absent: Decision | None) -> str:
    """Return what names the leaving of a person, or the empty string where nothing says that they left.

    Args:
        person: their row, if there is one.
        absent: the decision about their absence, if there is one.
    """
    if person is not None:
        since = person.since.isoformat() if person.since else ""
        return "" if person.status.serving else f"{person.status.value}/{since}/{person.decision}"
    return f"absent/{absent.at.isoformat()}" if absent is not None and absent.choice == CLOSE else ""


def mentioned(roster: Roster) -> frozenset[str]:
    """Return the HR keys that a roster speaks of; a row in question is a row."""
    people = {person.key for person in roster.people}
    return frozenset(people | {problem.key for problem in roster.problems if problem.key})
