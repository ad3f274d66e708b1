"""`desire`: roster + regulation + what is there + what is remembered → what should be, and what to ask."""

from dataclasses import replace
from datetime import date

from connector.desired.absent import settle_absent
from connector.desired.claims import Claims
from connector.desired.conversion import allot, convert, undone
from connector.desired.handed_over import hand_over, heirs_of_movers
from connector.desired.inherited import ask_about_lost, find_lost, settle_ended
from connector.desired.lists import settle_lists
from connector.desired.lives import settle_lives
from connector.desired.people import settle_people
from connector.desired.rightful import GIVEN_BACK, rightful
from connector.desired.scene import Memory, Scene
from connector.desired.succession import followed
from connector.desired.units import settle_units
from connector.model.directory import Directory, Snapshot, list_key, unit_key
from connector.model.plan import Question, Reason, Wanted
from connector.model.roster import Roster
from connector.model.succession import in_force
from connector.rules.profile import Profile
from connector.text import Text


def desire(roster: Roster, profile: Profile, snapshot: Snapshot, memory: Memory, today: date) -> Wanted:
    """Return the directory that should be. Pure: the same arguments give the same answer.

    Everybody HR mentions has their box in the answer, or keeps what they have, or is asked about; nothing
    that is there is left out of it, so nothing is ever deleted for want of a row. The order of rows does
    not matter.
    """
    tree = followed(roster, in_force(memory.reorganisations, today), memory, snapshot.directory)
    roster = tree.roster(roster)
    movers = heirs_of_movers(roster, profile, snapshot.directory)
    heirs = {**tree.entry_heirs, **movers}
    claims = Claims(snapshot, memory.owners, profile.reserved_names, heirs)
    given = undone(snapshot.directory, memory)
    current, given_back = rightful(given, claims)
    scene = Scene(
        profile=profile,
        roster=roster,
        current=current,
        claims=claims,
        memory=memory,
        today=today,
        units={unit.key: unit for unit in roster.units},
        tree=tree,
    )
    find_lost(scene)
    settle_units(scene)
    settle_ended(scene, unit_key)
    allot(scene)
    settle_people(scene)
    hand_over(scene, movers)
    ask_about_lost(scene)
    settle_absent(scene)
    settle_lives(scene)
    settle_lists(scene)
    settle_ended(scene, list_key)
    convert(scene)
    scene.reasons.update(dict.fromkeys(given_back, Reason(GIVEN_BACK)))
    questions = sorted(
        (_with_waiting(question, scene) for question in scene.questions.values()), key=lambda q: q.key
    )
    return Wanted(
        Directory.of(scene.entries.values()),
        scene.reasons,
        tuple(questions),
        heirs,
        tuple(scene.noted[name] for name in sorted(scene.noted)),
        scene.lives,
    )


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
