"""Before boxes made by hand are taken over: nobody who may have one already is given a second one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connector.adoption import adopt, approvals, chosen, look_over
from connector.desk import Desk
from connector.errors import ConnectorError
from connector.ledger.memory import MemoryLedger
from connector.model.directory import PersonalMailbox, UnitMailbox
from connector.model.plan import Decision, QuestionKind
from connector.model.proposal import Confidence
from connector.model.roster import Person, Unit
from connector.model.stranger import NO_KEY, NO_UNIT_KEY, Stranger
from connector.sync import Draft, act, think
from connector.targets.memory import MemoryDirectory, MemoryTarget
from tests.support.rosters import desk, profile, roster, with_roster

KH = profile("ubnd-khanhhoa")
DOMAIN = "khanhhoa.gov.vn"
MAI = Person("CB1", "Trần Thị Mai", "S1", address=f"tranmai@{DOMAIN}")
AN = Person("CB2", "Bùi Văn An", "S1")
UNITS = (Unit("S1", "Sở Nội vụ", mailbox="snv"), Unit("S2", "Sở Tài chính", mailbox="stc"))


def by_hand(local_part: str, name: str) -> Stranger:
    """Return a box that somebody made."""
    address = f"{local_part}@{DOMAIN}"
    person = PersonalMailbox(
        key=NO_KEY, person="", address=address, name="", surname="", given="", unit="", listed=False
    )
    unit = UnitMailbox(key=NO_UNIT_KEY, unit="", address=address, name=name, agency_name="")
    return Stranger(f"uid={local_part}", person, name, unit_box=unit)


def office(*boxes: Stranger) -> tuple[Desk, MemoryDirectory]:
    """Return a desk over a directory with these boxes in it."""
    world = MemoryDirectory(foreign={one.box.address: one.place for one in boxes})
    world.strangers = {one.place: one for one in boxes}
    at_work = desk(KH, roster([MAI, AN], UNITS), world, MemoryLedger())
    return replace(at_work, strangers=MemoryTarget(world).strangers), world


def written(at_work: Desk) -> Draft:
    """Think and act; return what was thought."""
    draft = think(at_work)
    act(at_work, draft, "sync", whole=True)
    return draft


def answered(at_work: Desk, key: str, choice: str) -> None:
    """Remember what a person said."""
    at_work.ledger.decide([Decision(key, choice, "it", datetime(2026, 3, 2, tzinfo=UTC))])


def test_who_may_have_a_box_already_is_asked_about_and_gets_no_other() -> None:
    """HR names the address of a box that others made, under another name: it may be hers; all others get theirs."""
    at_work, world = office(by_hand("tranmai", "Trần Mai"))
    draft = written(at_work)
    [question] = [one for one in draft.plan.questions if one.kind is QuestionKind.ADOPT]
    assert question.key == f"adopt:person/CB1:tranmai@{DOMAIN}"
    assert "nhân sự ghi đúng địa chỉ này" in question.text.vi
    assert "person/CB1" not in world.entries
    assert {"person/CB2", "unit/S1", "unit/S2"} <= world.entries.keys()
    assert written(at_work).plan.changes == ()


def test_a_box_that_is_said_to_be_anothers_holds_nobody_back() -> None:
    """Then she gets her own, by the rule, and the box made by hand keeps its address."""
    at_work, world = office(by_hand("tranmai", "Trần Mai"))
    written(at_work)
    answered(at_work, f"adopt:person/CB1:tranmai@{DOMAIN}", "other")
    assert not [one for one in written(at_work).plan.questions if one.kind is QuestionKind.ADOPT]
    assert world.entries["person/CB1"].address == f"ttmai@{DOMAIN}"
    assert "uid=tranmai" in world.strangers


def test_what_is_approved_and_not_done_still_holds() -> None:
    """An approval makes no box: the question says how to go on, and she has no second box meanwhile."""
    at_work, world = office(by_hand("tranmai", "Trần Mai"))
    answered(at_work, f"adopt:person/CB1:tranmai@{DOMAIN}", "adopt")
    [question] = [one for one in written(at_work).plan.questions if one.kind is QuestionKind.ADOPT]
    assert "connector adopt --resume" in question.text.vi
    assert "person/CB1" not in world.entries


def test_the_box_of_a_unit_is_not_made_twice_either() -> None:
    """A unit whose box somebody made under another address waits; its people do not, as its name is registered."""
    at_work, world = office(by_hand("sotaichinh", "Sở Tài chính"))
    [question] = [one for one in written(at_work).plan.questions if one.kind is QuestionKind.ADOPT]
    assert (question.subject, question.unit) == ("unit/S2", "S2")
    assert "unit/S2" not in world.entries
    assert "unit/S1" in world.entries
    answered(at_work, question.key, "other")
    written(at_work)
    assert world.entries["unit/S2"].address == f"stc@{DOMAIN}"


def test_boxes_of_others_that_are_nobodys_hold_nothing_back() -> None:
    """A printer's box is no reason to ask about anybody."""
    at_work, world = office(by_hand("mayin", "Máy in tầng hai"))
    assert not written(at_work).plan.questions
    assert {"person/CB1", "person/CB2"} <= world.entries.keys()


def taken_over(at_work: Desk, world: MemoryDirectory, name: str) -> None:
    """Approve one pair by its name, and carry it out in a later run."""
    boxes = MemoryTarget(world).strangers()
    overview = look_over(at_work, boxes)
    at_work.ledger.decide(approvals(chosen(at_work, overview, [name]), "it", at_work.clock.now()))
    adopt(at_work, look_over(at_work, boxes), whole=True)


def test_a_person_may_name_a_pair_that_no_sign_proposes() -> None:
    """Two people of one name, two boxes: who knows which is whose says so, and the rest is proposed again."""
    namesake = Person("CB3", "Trần Thị Mai", "S2")
    at_work, world = office(by_hand("ttmai", "Trần Thị Mai"), by_hand("maitt", "Mai Tran"))
    at_work = with_roster(at_work, roster([replace(MAI, address=""), AN, namesake], UNITS))
    taken_over(at_work, world, f"CB3=maitt@{DOMAIN}")
    assert world.entries["person/CB3"].address == f"maitt@{DOMAIN}"
    [left] = look_over(at_work, MemoryTarget(world).strangers()).survey.proposals
    assert (left.name, left.confidence) == (f"CB1=ttmai@{DOMAIN}", Confidence.PROBABLE)


def test_a_pair_of_nobody_or_nothing_is_refused() -> None:
    """A staff number, or an address, that is not there, or a person whose box is ours already."""
    at_work, world = office(by_hand("maitt", "Mai Tran"), by_hand("mayin", "Máy in"))
    taken_over(at_work, world, f"CB1=maitt@{DOMAIN}")
    boxes = MemoryTarget(world).strangers()
    overview = look_over(at_work, boxes)
    for name in (f"CB9=mayin@{DOMAIN}", f"CB2=khong@{DOMAIN}", f"CB1=mayin@{DOMAIN}"):
        with pytest.raises(ConnectorError, match="không có đề xuất"):
            chosen(at_work, overview, [name])


def test_nobody_is_given_two_boxes_by_two_approvals() -> None:
    """Two boxes are approved for one person: nobody could say which, so neither is taken over."""
    at_work, world = office(by_hand("maitt", "Mai Tran"), by_hand("mayin", "Máy in"))
    for address in ("maitt", "mayin"):
        answered(at_work, f"adopt:person/CB1:{address}@{DOMAIN}", "adopt")
    overview = look_over(at_work, MemoryTarget(world).strangers())
    assert overview.approved == ()
    assert {one.subject.id for one in overview.survey.proposals} == {"CB1"}
