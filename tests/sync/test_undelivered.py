"""First passwords that nobody fetches are owed like everything else with a time limit."""

from dataclasses import replace
from datetime import timedelta

from connector.model.directory import State
from connector.model.duty import Duty, DutyKind
from connector.model.envelope import Envelope, EnvelopeState, Occasion
from connector.model.roster import Person
from connector.passwords.settling import expire
from tests.support.nights import Nights, nights

AN = Person("CB1", "Lê An", "S1")
BINH = Person("CB2", "Trần Thị Bình", "S1")
BOX, OTHER = "person/CB1@S1", "person/CB2@S1"
WEEK = timedelta(days=7)


def sealed(office: Nights, key: str, name: str) -> Envelope:
    """Let a box have an envelope that is in force and waits for a week from now."""
    now = office.clock.moment
    envelope = Envelope(
        id=name,
        key=key,
        address=office.box(key).address,
        unit="S1",
        agency="Sở Nội vụ",
        occasion=Occasion.NEW,
        sealed=b"x",
        ours=True,
        made=now,
        expires=now + WEEK,
        state=EnvelopeState.IN_FORCE,
        moved=now,
    )
    office.ledger.envelopes.keep([envelope])
    return envelope


def owed(office: Nights) -> list[Duty]:
    """Return what is owed about passwords."""
    return [duty for duty in office.due() if duty.kind is DutyKind.ENVELOPE]


def move(office: Nights, name: str, state: EnvelopeState) -> None:
    """Bring an envelope into a state."""
    office.ledger.envelopes.move([name], state, office.clock.moment)


def test_passwords_that_wait_are_owed_until_they_are_handed_over() -> None:
    """One line for the agency, with the last day; nothing once they are delivered."""
    office = nights("ubnd-ninhbinh", AN, BINH)
    sealed(office, BOX, "a")
    office.clock.moment += timedelta(days=1)
    sealed(office, OTHER, "b")
    [duty] = owed(office)
    assert (duty.due, duty.label) == (office.today + timedelta(days=6), "Sở Nội vụ")
    assert duty.what.vi.startswith("2 mật khẩu")
    assert not duty.late(office.today + timedelta(days=6))
    for name in "ab":
        move(office, name, EnvelopeState.DELIVERED)
    assert owed(office) == []


def test_a_password_that_nobody_fetched_is_overdue_before_and_after_its_envelope_is_emptied() -> None:
    """The day after its last one it is late; the purge changes nothing of that; another envelope settles it."""
    office = nights("ubnd-ninhbinh", AN, BINH)
    sealed(office, BOX, "a")
    office.clock.moment += WEEK + timedelta(days=1)
    [before] = owed(office)
    assert before.late(office.today)
    assert "password reset" in before.what.vi
    assert expire(office.ledger.envelopes, office.clock.moment) == 1
    [emptied] = office.ledger.envelopes.envelopes()
    assert (emptied.state, emptied.sealed) == (EnvelopeState.VOID, b"")
    assert owed(office) == [before]
    sealed(office, BOX, "b")
    [again] = owed(office)
    assert not again.late(office.today)


def test_an_envelope_that_another_replaced_or_of_a_closed_box_is_not_owed() -> None:
    """Void for another reason than its age is no loss; who cannot log in needs no password."""
    office = nights("ubnd-ninhbinh", AN, BINH)
    sealed(office, BOX, "a")
    move(office, "a", EnvelopeState.VOID)
    sealed(office, OTHER, "b")
    office.world.entries[OTHER] = replace(office.box(OTHER), state=State.CLOSED)
    assert owed(office) == []
