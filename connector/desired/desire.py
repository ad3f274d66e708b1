"""`desire`: roster + regulation + what is there + what is remembered → what should be, and what to ask."""

from dataclasses import replace
from datetime import date

from connector.desired.absent import settle_absent
from connector.desired.claims import Claims
from connector.desired.lists import settle_lists
from connector.desired.lives import settle_lives
from connector.desired.people import settle_people
from connector.desired.rightful import GIVEN_BACK, rightful
from connector.desired.scene import Memory, Scene
from connector.desired.units import settle_units
from connector.model.directory import Directory, Snapshot
from connector.model.plan import Question, Reason, Wanted
from connector.model.roster import Roster
from connector.rules.profile import Profile
from connector.text import Text


def desire(roster: Roster, profile: Profile, snapshot: Snapshot, memory: Memory, today: date) -> Wanted:
    """Return the directory that should be. Pure: the same arguments give the same answer.

    Everybody HR mentions has their box in the answer, or keeps what they have, or is asked about; nothing
    that is there is left out of it, so nothing is ever deleted for want of a row. The order of rows does
    not matter.
    """
    claims = Claims(snapshot, memory.owners, profile.reserved_names)
    current, given_back = rightful(snapshot.directory, claims)
    scene = Scene(
        profile=profile,
        roster=roster,
        current=current,
        claims=claims,
        memory=memory,
        today=today,
        units={unit.key: unit for unit in roster.units},
    )
    settle_units(scene)
    settle_people(scene)
    settle_absent(scene)
    settle_lives(scene)
    settle_lists(scene)
    scene.reasons.update(dict.fromkeys(given_back, Reason(GIVEN_BACK)))
    questions = sorted(
        (_with_waiting(question, scene) for question in scene.questions.values()), key=lambda q: q.key
    )
    return Wanted(Directory.of(scene.entries.values()), scene.reasons, tuple(questions), scene.lives)


def _with_waiting(question: Question, scene: Scene) -> Question:
    """Return a question about a unit's box with the number of people who wait for its answer."""
    waiting = scene.waiting.get(question.unit, 0) if question.subject.startswith("unit/") else 0
    if not waiting:
        return question
    text = Text(
        vi=f"{question.text.vi} {waiting} người đang chờ để được cấp hộp thư.",
        en=f"{question.text.en} {waiting} people wait for it to get theirs.",
    )
    return replace(question, text=text)
