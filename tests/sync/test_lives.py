"""Years of nights: idle boxes, orders, leavers, absences, old addresses, and a ledger that is lost."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.errors import TargetUnreachable
from connector.model.directory import State
from connector.model.duty import DutyKind
from connector.model.life import Cause, Demand, Logons
from connector.model.plan import ChangeKind, Decision, QuestionKind
from connector.model.roster import Employment, Person
from connector.rules.calendar import months_after
from connector.sync import act, think
from connector.text import Text
from tests.support.dying import Dying, Killed
from tests.support.nights import SHIPPED, Nights, nights

AN = Person("CB1", "Lê An", "S1")
BINH = Person("CB2", "Trần Thị Bình", "S1")
BOX = "person/CB1@S1"
OTHER = "person/CB2@S1"
NB, KH, BP = "ubnd-ninhbinh", "ubnd-khanhhoa", "ubnd-binhphuoc"


def idle_office() -> Nights:
    """Return an office of Ninh Bình in which An never logs in and Bình does every month, up to 6 July 2026."""
    office = nights(NB, AN, BINH)
    while office.today < date(2026, 7, 5):
        office.use(OTHER)
        office.go_to(min(office.today + timedelta(days=30), date(2026, 7, 5)), step=10)
    return office


def test_a_box_nobody_logs_in_to_is_suspended_after_six_calendar_months() -> None:
    """NB Đ7.1: made on 5/1, never used: in use on 5/7, suspended in the night of 6/7, with reason and article."""
    office = idle_office()
    assert office.state(BOX) is State.ACTIVE
    office.go_to(date(2026, 7, 6))
    assert office.state(BOX) is State.SUSPENDED
    assert office.state(OTHER) is State.ACTIVE
    life = office.life(BOX)
    assert (life.since, life.cause, life.article) == (date(2026, 7, 6), Cause.IDLE, "NB Đ7.1")
    assert office.think().plan.changes == ()


def test_a_suspended_box_is_closed_only_when_the_notice_was_sent_and_its_limit_is_over() -> None:
    """Nothing closes it before the notice; then 15 working days from its sending, over 31/8-2/9, and no sooner."""
    office = idle_office()
    office.go_to(date(2026, 8, 14), step=5)
    assert [duty.key for duty in office.due() if duty.kind is DutyKind.NOTICE] == [BOX]
    assert office.state(BOX) is State.SUSPENDED
    office.send(BOX)
    [due] = [duty for duty in office.due() if duty.kind is DutyKind.REOPEN]
    assert (due.due, due.provisional, due.article) == (date(2026, 9, 8), False, "NB Đ7.1")
    office.go_to(date(2026, 9, 8))
    assert office.state(BOX) is State.SUSPENDED
    office.go_to(date(2026, 9, 9))
    assert office.state(BOX) is State.CLOSED
    assert "12/TB" in office.life(BOX).reason.vi
    office.go_to(date(2027, 9, 1), step=20)
    assert office.state(BOX) is State.CLOSED, "HR still says that An serves; only a written request reopens"


def test_a_written_request_reopens_at_every_point_and_the_clock_begins_anew() -> None:
    """Before the limit and after it: the box is in use in the next night, and six months are six months again."""
    for closed in (False, True):
        office = idle_office()
        office.go_to(date(2026, 7, 6))
        office.send(BOX)
        office.go_to(date(2026, 8, 10), step=3 if closed else 40)
        if not closed:
            office = idle_office()
            office.go_to(date(2026, 7, 8))
        assert office.state(BOX) is (State.CLOSED if closed else State.SUSPENDED)
        office.order(BOX, Demand.REOPEN)
        asked = office.today
        office.go_to(asked + timedelta(days=1))
        assert office.state(BOX) is State.ACTIVE
        assert "5/CV" in office.life(BOX).reason.vi
        office.go_to(asked + timedelta(days=170), step=10)
        assert office.state(BOX) is State.ACTIVE
        office.go_to(asked + timedelta(days=190), step=2)
        assert office.state(BOX) is State.SUSPENDED


def test_a_year_without_document_closes_nothing() -> None:
    """The limit runs into 2027, which no document has confirmed: the box stays suspended, and it is said so."""
    office = idle_office()
    office.calendar = SHIPPED
    office.go_to(date(2026, 12, 28), step=20)
    office.send(BOX)
    office.go_to(date(2027, 6, 1), step=10)
    assert office.state(BOX) is State.SUSPENDED
    assert [duty.provisional for duty in office.due() if duty.kind is DutyKind.REOPEN] == [True]


def test_zimbras_week_is_added() -> None:
    """A target that may know a login seven days late suspends seven days later, never a day early."""
    office = idle_office()
    office.late = timedelta(days=7)
    office.go_to(date(2026, 7, 12))
    assert office.state(BOX) is State.ACTIVE
    office.go_to(date(2026, 7, 13))
    assert office.state(BOX) is State.SUSPENDED


def test_without_recorded_logins_nobody_is_idle() -> None:
    """A target that records no logins says nothing, and nothing follows from it."""
    office = idle_office()
    office.logons = lambda: replace(Nights.logons(office), by_key={})  # type: ignore[method-assign]
    office.go_to(date(2027, 3, 1), step=20)
    assert office.state(BOX) is State.ACTIVE


def test_a_target_that_does_not_answer_about_logins_stops_nothing_else() -> None:
    """The night does its work; who is idle is found the night after."""
    office = idle_office()

    def unreachable() -> Logons:
        raise TargetUnreachable(Text(vi="không trả lời", en="no answer"))

    office.logons = unreachable  # type: ignore[method-assign]
    office.people["CB2"] = replace(BINH, position="Phó phòng")
    office.go_to(date(2026, 7, 20))
    assert office.state(BOX) is State.ACTIVE
    assert getattr(office.box(OTHER), "title", "") == "Phó phòng"


def test_an_order_suspends_and_holds_until_the_box_is_reopened() -> None:
    """NB Đ7.1, Đ12: a prohibited act. HR's roster does not undo it, a leave and a return neither."""
    office = nights(NB, AN, BINH)
    office.order(BOX, Demand.SUSPEND)
    report = office.night()
    assert [(o.change.kind, o.change.reason.article) for o in report.outcomes if o.change.key == BOX] == [
        (ChangeKind.SUSPEND, "NB Đ7.1")
    ]
    office.people["CB1"] = replace(AN, status=Employment.LEFT)
    office.go_to(date(2026, 1, 8))
    assert office.state(BOX) is State.CLOSED
    office.people["CB1"] = AN
    office.go_to(date(2026, 1, 10))
    assert office.state(BOX) is State.SUSPENDED
    assert office.think().plan.changes == ()
    office.order(BOX, Demand.REOPEN)
    office.night()
    assert office.state(BOX) is State.ACTIVE


def test_a_leaver_who_is_reopened_stays_open_until_another_leaving() -> None:
    """Anything can be reopened; the same row does not close it again, a new decision does."""
    office = nights(KH, AN)
    gone = replace(AN, status=Employment.RETIRED, since=date(2026, 1, 6), decision="9/QĐ")
    office.people["CB1"] = gone
    office.go_to(date(2026, 1, 7))
    assert office.state("person/CB1") is State.CLOSED
    office.order("person/CB1", Demand.REOPEN, against="retired/2026-01-06/9/QĐ")
    office.go_to(date(2026, 3, 1), step=5)
    assert office.state("person/CB1") is State.ACTIVE
    office.people["CB1"] = replace(gone, since=date(2026, 3, 2), decision="30/QĐ")
    office.go_to(date(2026, 3, 3))
    assert office.state("person/CB1") is State.CLOSED


def test_absence_from_rosters_in_a_row_suspends_and_never_closes() -> None:
    """Three rosters that differ, not three nights; back in the roster is back in use."""
    office = nights(KH, AN, BINH)
    office.absent_after = 3
    del office.people["CB1"]
    office.go_to(date(2026, 2, 1))
    assert office.state("person/CB1") is State.ACTIVE, "one roster, read every night, is one absence"
    for number in range(2):
        office.people["CB2"] = replace(BINH, position=f"Bậc {number}")
        office.go_to(office.today + timedelta(days=3))
    assert office.state("person/CB1") is State.SUSPENDED
    assert office.life("person/CB1").cause is Cause.ABSENT
    assert [q.kind for q in office.think().plan.questions] == [QuestionKind.ABSENT]
    office.go_to(date(2027, 6, 1), step=20)
    assert office.state("person/CB1") is State.SUSPENDED
    office.people["CB1"] = AN
    office.night()
    assert office.state("person/CB1") is State.ACTIVE


def test_an_old_address_delivers_for_its_months_and_then_goes_to_nobody() -> None:
    """BP: renamed on a move, 24 months as an alias, then retired; a namesake never gets it."""
    office = nights(BP, AN)
    old = office.box("person/CB1").address
    office.people["CB1"] = replace(AN, unit="S2")
    office.go_to(date(2026, 3, 2))
    moved = office.box("person/CB1")
    assert moved.aliases == (old,)
    office.go_to(date(2028, 1, 6), step=30)
    assert office.box("person/CB1").aliases == (old,)
    [end] = [duty for duty in office.due() if duty.kind is DutyKind.ALIAS]
    assert end.due == date(2028, 1, 6)
    office.go_to(date(2028, 1, 7))
    later = office.box("person/CB1")
    assert (later.aliases, later.retired) == ((), (old,))
    office.people["CB9"] = replace(AN, key="CB9")
    [question] = office.think().plan.questions
    assert old not in {candidate.address for candidate in question.candidates}


def test_an_alias_that_no_rename_made_never_ends() -> None:
    """What somebody added by hand is theirs."""
    office = nights(BP, AN)
    box = office.box("person/CB1")
    office.world.entries[box.key] = replace(box, aliases=("an@binhphuoc.gov.vn",))
    office.go_to(date(2030, 1, 1), step=60)
    assert office.box("person/CB1").aliases == ("an@binhphuoc.gov.vn",)


@pytest.mark.parametrize("answer", ["reopen", "keep"])
def test_a_closed_box_nobody_remembers_is_asked_about(answer: str) -> None:
    """The ledger is lost; HR says that the owner of a closed box serves: not reopened unasked."""
    office = idle_office()
    office.go_to(date(2026, 7, 6))
    office.send(BOX)
    office.go_to(date(2026, 8, 10))
    assert office.state(BOX) is State.CLOSED
    office.lose_the_ledger()
    office.go_to(date(2026, 8, 12))
    assert office.state(BOX) is State.CLOSED
    [question] = [one for one in office.think().plan.questions if one.kind is QuestionKind.CLOSED]
    office.ledger.decide([Decision(question.key, answer, "it", office.clock.now())])
    office.go_to(date(2026, 8, 20))
    assert office.state(BOX) is (State.ACTIVE if answer == "reopen" else State.CLOSED)
    assert office.think().plan.questions == ()


def test_a_box_that_was_closed_by_hand_stays_closed_until_somebody_answers() -> None:
    """HR knows nothing of it and says that its owner serves: it is asked about, never opened by the next run."""
    office = nights(NB, AN, BINH)
    office.world.entries[BOX] = replace(office.box(BOX), state=State.CLOSED)
    office.go_to(office.today + timedelta(days=3))
    assert office.state(BOX) is State.CLOSED
    [question] = office.think().plan.questions
    assert (question.kind, question.subject) == (QuestionKind.CLOSED, BOX)
    office.ledger.decide([Decision(question.key, "reopen", "it", office.clock.now())])
    office.night()
    assert office.state(BOX) is State.ACTIVE


def test_a_lost_ledger_makes_every_clock_later() -> None:
    """Idle, notice, alias: what was not yet over begins anew."""
    office = idle_office()
    office.lose_the_ledger()
    office.night()
    office.go_to(date(2027, 1, 5), step=10)
    assert office.state(BOX) is State.ACTIVE, "idle counts from the first night that is remembered"
    office.go_to(date(2027, 1, 6))
    assert office.state(BOX) is State.SUSPENDED
    office.send(BOX)
    office.lose_the_ledger()
    office.go_to(date(2027, 6, 1), step=10)
    assert office.state(BOX) is State.SUSPENDED, "a notice nobody remembers has to be sent again"


def test_an_agency_box_is_reported_when_idle_and_suspended_only_by_order() -> None:
    """NB Đ7.1 speaks of agencies, too: who uses such a box by delegation looks idle, so a person decides."""
    office = idle_office()
    office.go_to(date(2026, 7, 20), step=5)
    idle = {duty.key for duty in office.due() if duty.kind is DutyKind.IDLE}
    assert "unit/S1" in idle
    assert office.state("unit/S1") is State.ACTIVE
    office.order("unit/S1", Demand.SUSPEND)
    office.night()
    office.night()
    assert office.state("unit/S1") is State.SUSPENDED
    office.send("unit/S1")
    office.go_to(office.today + timedelta(days=40), step=10)
    assert office.state("unit/S1") is State.CLOSED
    office.order("unit/S1", Demand.REOPEN)
    office.night()
    assert office.state("unit/S1") is State.ACTIVE
    assert office.think().plan.changes == ()


def test_a_run_that_dies_after_a_rename_knows_since_when_the_old_address_is_an_alias() -> None:
    """It is remembered before the write; a rename that never happened leaves nothing behind."""
    office = nights(BP, AN, BINH)
    old = office.box("person/CB1").address
    office.people["CB1"] = replace(AN, unit="S2")
    alive = office.desk()
    with suppress(Killed):
        act(replace(alive, target=Dying(alive.target, 1)), think(alive), "sync", whole=True)
    assert office.box("person/CB1").aliases == (old,)
    renamed = office.today
    office.go_to(months_after(renamed, 24), step=40)
    assert office.box("person/CB1").aliases == (old,)
    office.go_to(office.today + timedelta(days=1))
    assert office.box("person/CB1").retired == (old,)


def test_a_run_that_dies_after_a_suspension_closes_nothing_early() -> None:
    """What the target says and the ledger does not is found so: it waits for a notice like any other."""
    office = idle_office()
    office.clock.moment += timedelta(days=1)
    alive = office.desk()
    with suppress(Killed):
        act(replace(alive, target=Dying(alive.target, 1)), think(alive), "sync", whole=True)
    assert office.state(BOX) is State.SUSPENDED
    assert BOX not in office.ledger.lives.past().lives
    office.go_to(date(2026, 12, 1), step=10)
    assert office.state(BOX) is State.SUSPENDED
    assert office.life(BOX).cause is Cause.UNKNOWN
    assert [duty.key for duty in office.due() if duty.kind is DutyKind.NOTICE] == [BOX]


def test_no_months_keep_an_old_address_for_good() -> None:
    """`transfer.alias.months = 0`: the alias never ends, and nothing is said of an end."""
    office = nights(BP, AN)
    transfer = office.profile.transfer
    alias = transfer.alias.model_copy(update={"months": 0})
    office.profile = office.profile.model_copy(
        update={"transfer": transfer.model_copy(update={"alias": alias})}
    )
    old = office.box("person/CB1").address
    office.people["CB1"] = replace(AN, unit="S2")
    office.go_to(date(2031, 1, 1), step=90)
    assert office.box("person/CB1").aliases == (old,)
    assert [one for one in office.due() if one.kind is DutyKind.ALIAS] == []


def test_an_address_handed_over_from_the_old_agency_ends_as_well() -> None:
    """NB with the operator's opt-in: the old agency's address reaches the new box for its months, and no longer."""
    office = nights(NB, AN)
    transfer = office.profile.transfer
    kept = transfer.alias.model_copy(update={"keep": True, "months": 24})
    office.profile = office.profile.model_copy(
        update={"transfer": transfer.model_copy(update={"alias": kept})}
    )
    old = office.box(BOX).address
    office.people["CB1"] = replace(AN, unit="S2")
    office.logons = lambda: Logons({})  # type: ignore[method-assign]
    moved = date(2026, 1, 20)
    office.go_to(moved)
    office.go_to(date(2026, 1, 25))
    new = "person/CB1@S2"
    assert office.box(new).aliases == (old,)
    office.go_to(date(2028, 1, 5), step=30)
    assert office.box(new).aliases == (old,)
    office.go_to(date(2028, 1, 25))
    assert (office.box(new).aliases, office.box(new).retired) == ((), (old,))
    assert office.think().plan.changes == ()
