"""Ninh Bình with aliases opted in: the old box ends, and mail to it still reaches the person who moved."""

from dataclasses import replace

from connector.ledger.memory import MemoryLedger
from connector.model.directory import PersonalMailbox, State
from connector.model.roster import Employment, Person
from tests.support.reorganised import Office
from tests.support.rosters import profile

HUNG = Person("CB1", "Nguyễn Văn Hùng", "S1")
FIRST, SECOND = "hungnv.stttt@ninhbinh.gov.vn", "hungnv.snv@ninhbinh.gov.vn"


def office(*, keep: bool) -> Office:
    """Return Ninh Bình after its first night, with or without aliases for who moves."""
    rules = profile("ubnd-ninhbinh")
    alias = rules.transfer.alias.model_copy(update={"keep": keep})
    rules = rules.model_copy(update={"transfer": rules.transfer.model_copy(update={"alias": alias})})
    made = Office("ubnd-ninhbinh", [HUNG, Person("CB2", "Lê Thanh An", "S2")], regulation=rules)
    made.night()
    return made


def box(made: Office, key: str) -> PersonalMailbox:
    """Return a personal box."""
    entry = made.box(key)
    assert isinstance(entry, PersonalMailbox)
    return entry


def test_without_opting_in_the_old_address_ends() -> None:
    """NB Đ7.2: the old box is closed with its address, the new one has no alias."""
    made = office(keep=False)
    made.people = [replace(HUNG, unit="S2"), made.people[1]]
    made.night()
    assert (box(made, "person/CB1@S1").state, box(made, "person/CB1@S1").address) == (State.CLOSED, FIRST)
    assert (box(made, "person/CB1@S2").address, box(made, "person/CB1@S2").aliases) == (SECOND, ())


def test_opted_in_the_old_address_delivers_to_the_new_box_and_back() -> None:
    """S1 to S2 and home again: always one open box, the other address its alias, however often."""
    made = office(keep=True)
    for _ in range(2):
        made.people = [replace(HUNG, unit="S2"), made.people[1]]
        made.night()
        assert box(made, "person/CB1@S1").state is State.CLOSED
        assert (box(made, "person/CB1@S2").address, box(made, "person/CB1@S2").aliases) == (SECOND, (FIRST,))
        made.people = [HUNG, made.people[1]]
        made.night()
        assert box(made, "person/CB1@S2").state is State.CLOSED
        assert (box(made, "person/CB1@S1").address, box(made, "person/CB1@S1").aliases) == (FIRST, (SECOND,))


def test_nobody_else_gets_an_address_that_was_handed_over() -> None:
    """A namesake at the old agency gets a number, with the ledger and without it."""
    made = office(keep=True)
    made.people = [replace(HUNG, unit="S2"), made.people[1]]
    made.night()
    made.ledger = MemoryLedger()
    made.people = [*made.people, Person("CB7", "Nguyễn Văn Hùng", "S1")]
    made.night()
    assert box(made, "person/CB7@S1").address == "hungnv2.stttt@ninhbinh.gov.vn"
    assert box(made, "person/CB1@S2").aliases == (FIRST,)


def test_who_leaves_takes_both_addresses_along() -> None:
    """Retired at the new agency: both addresses stay theirs, also when the ledger is lost and a namesake comes."""
    made = office(keep=True)
    made.people = [replace(HUNG, unit="S2"), made.people[1]]
    made.night()
    made.people = [replace(HUNG, unit="S2", status=Employment.RETIRED), made.people[1]]
    made.night()
    assert made.open_boxes("CB1") == []
    assert {FIRST, SECOND} == {box(made, "person/CB1@S2").address, *box(made, "person/CB1@S2").aliases}
    made.ledger = MemoryLedger()
    made.people = [made.people[1], Person("CB7", "Ngô Văn Hưng", "S1")]
    made.night()
    assert box(made, "person/CB7@S1").address == "hungnv2.stttt@ninhbinh.gov.vn"
