"""Where a regulation leaves a move to a person, each move is a question of its own."""

from dataclasses import replace

from connector.desk import Desk
from connector.model.plan import Decision
from connector.model.roster import Person, Unit
from connector.sync import act, think
from connector.targets.memory import MemoryDirectory
from tests.support.rosters import desk, profile, roster, with_roster

VKS = profile("vks-khanhhoa")
UNITS = (
    Unit("S1", "Sở Nội vụ", mailbox="snv", person_suffix="snv"),
    Unit("S2", "Sở Tài chính", mailbox="stc", person_suffix="stc"),
)
AN = Person("CB1", "Bùi Văn An", "S1")


def moved(at_work: Desk, unit: str) -> Desk:
    """Return the desk whose roster has the person in that unit, after two runs."""
    at_work = with_roster(at_work, roster([replace(AN, unit=unit)], UNITS))
    for _ in range(2):
        act(at_work, think(at_work), "sync", whole=True)
    return at_work


def asked(at_work: Desk) -> list[str]:
    """Return what is asked now."""
    return [question.key for question in think(at_work).plan.questions]


def test_an_answer_is_about_one_move() -> None:
    """Who was let go to another agency, returned, and goes there again, is asked about again, each time."""
    world = MemoryDirectory()
    at_work = desk(VKS, roster([AN], UNITS), world)
    act(at_work, think(at_work), "sync", whole=True)
    for _ in range(2):
        for here, there in (("S1", "S2"), ("S2", "S1")):
            at_work = moved(at_work, there)
            [key] = asked(at_work)
            assert key == f"transfer:person/CB1:{here}>{there}"
            at_work.ledger.decide([Decision(key, "keep", "it", at_work.clock.now())])
            at_work = moved(at_work, there)
            assert asked(at_work) == []
    assert world.entries["person/CB1"].address == "anbv@vkskh.gov.vn"
