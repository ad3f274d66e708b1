"""Boxes of people and units HR no longer mentions: they stay, and somebody is asked.

Absence is not a leaver: a filter left on, a sheet not sent or a row in question looks the same. Only an
explicit status or a decision closes a box.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from connector.desired.leaving import CLOSE, mentioned
from connector.desired.scene import Scene, question_key
from connector.model.directory import Directory, PersonalMailbox, State
from connector.model.plan import WITHDRAWN, Candidate, Decision, Question, QuestionKind, Reason
from connector.model.roster import Roster
from connector.text import Text

KEEP = "keep"


def settle_absent(scene: Scene) -> None:
    """Carry over every entry that nothing was said of, closing only what a person decided to close."""
    for box in _unmentioned(scene):
        key = question_key(QuestionKind.ABSENT, box.key)
        decided = scene.decided(key)
        if decided == CLOSE:
            decision = scene.memory.decisions[key]
            scene.put(replace(box, state=State.CLOSED), _reason(decision.by, decision.document, scene))
            continue
        scene.keep(box.key)
        if decided != KEEP:
            scene.ask(_question(box))
    for entry in scene.current:
        scene.keep(entry.key)


def _unmentioned(scene: Scene) -> Iterator[PersonalMailbox]:
    """Yield open boxes of people who have no row at all; a row in question is a row."""
    spoken_of = mentioned(scene.roster) | scene.memory.in_question
    for entry in scene.current:
        if (
            isinstance(entry, PersonalMailbox)
            and entry.person not in spoken_of
            and entry.state is not State.CLOSED
            and entry.key not in scene.entries
        ):
            yield entry


def _question(box: PersonalMailbox) -> Question:
    text = Text(
        vi="không còn trong danh sách: đóng hộp thư (close) hay giữ nguyên (keep)?",
        en="no longer in the roster: close the box (close) or keep it (keep)?",
    )
    local_part = box.address.partition("@")[0]
    return Question(
        question_key(QuestionKind.ABSENT, box.key),
        QuestionKind.ABSENT,
        box.key,
        box.name,
        box.unit,
        text,
        (Candidate(local_part, CLOSE, CLOSE), Candidate(local_part, KEEP, KEEP)),
    )


def outlived(
    decisions: Mapping[str, Decision], roster: Roster, current: Directory, at: datetime
) -> tuple[Decision, ...]:
    """Return what withdraws the decisions about what is over: absences, closed boxes in use again, moves made.

    An answer is about one absence, one closed box, one move: who was closed, came back and is missing again, or
    returned and moves the same way again, is asked about anew.
    """
    serving = {person.key for person in roster.people if person.status.serving}
    keys = (
        question_key(kind, entry.key)
        for entry in current
        if isinstance(entry, PersonalMailbox) and entry.person in serving
        for kind in (QuestionKind.ABSENT, QuestionKind.CLOSED)
        if kind is QuestionKind.ABSENT or entry.state is State.ACTIVE
    )
    return tuple(
        Decision(key, WITHDRAWN, "connector", at)
        for key in (*keys, *_moves_made(decisions, current))
        if key in decisions and decisions[key].choice != WITHDRAWN
    )


def _moves_made(decisions: Mapping[str, Decision], current: Directory) -> Iterator[str]:
    """Yield the questions about moves from a unit in which the box is no more."""
    for key in sorted(decisions):
        kind, _, rest = key.partition(":")
        subject, _, about = rest.rpartition(":")
        box = current.get(subject) if kind == QuestionKind.TRANSFER else None
        if isinstance(box, PersonalMailbox) and box.unit != about.partition(">")[0]:
            yield key


def _reason(by: str, document: str, scene: Scene) -> Reason:
    papers = f" ({document})" if document else ""
    text = Text(
        vi=f"không còn trong danh sách; {by} quyết định đóng{papers}",
        en=f"no longer in the roster; {by} decided to close it{papers}",
    )
    return Reason(text, scene.profile.leaver.article)
