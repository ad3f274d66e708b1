"""The promises of `connector.ports.Ledger`, kept by every adapter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from connector.errors import LedgerError
from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.directory import State
from connector.model.identity import Identity
from connector.model.outcome import Lately, Outcome, Result
from connector.model.plan import WITHDRAWN, Candidate, Change, Decision
from connector.model.request import LineState
from connector.ports import Approval, Ledger, SeenFile, Verdict
from connector.text import Text
from tests.ledger.making import (
    DOMAIN,
    START,
    after,
    box,
    change,
    create,
    done,
    mail_list,
    question,
    request_form,
    run,
)

FIRST, SECOND = "20261122T013000-7f3a", "20261123T013000-0b1c"

ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}


@pytest.fixture(params=ADAPTERS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Give a new ledger of each kind."""
    ledger = ADAPTERS[request.param](tmp_path)
    yield ledger
    ledger.close()


@pytest.fixture
def ledger(empty: Ledger) -> Ledger:
    """Give a ledger in which two runs began."""
    empty.begin(run(FIRST))
    empty.begin(run(SECOND))
    return empty


def held(address: str) -> str:
    """Return the full address of a local part."""
    return f"{address}@{DOMAIN}"


def test_a_new_ledger_remembers_nothing(empty: Ledger) -> None:
    """Every question to a new ledger has an answer, and it is "nothing"."""
    assert empty.owners() == {}
    assert empty.decisions() == {}
    assert list(empty.open_questions()) == []
    assert list(empty.runs()) == []
    assert list(empty.records()) == []
    assert empty.done_since(START).kinds == {}
    assert empty.accepted_rows() == {}
    assert empty.approval("ab" * 32) is None
    assert list(empty.requests()) == []


def test_what_is_known_of_people_is_kept_whole_and_forgotten_whole(empty: Ledger) -> None:
    """Each identity kept replaces what was known of it; one without a key is known no more."""
    identities = empty.identities
    assert identities.known() == {}
    one = Identity("A", frozenset({"A", "B"}), frozenset({"hmac:1"}), frozenset({"hmac:2", "hmac:3"}))
    other = Identity("hmac:x", frozenset({"hmac:x"}), frozenset({"hmac:1"}))
    identities.keep([one, other], START)
    assert identities.known() == {"A": one, "hmac:x": other}
    fewer = Identity("A", frozenset({"A"}))
    identities.keep([fewer], START)
    identities.keep([Identity("hmac:x")], START)
    identities.keep([], START)
    assert identities.known() == {"A": fewer}


def test_many_identities_are_kept_at_once(empty: Ledger) -> None:
    """More people than a database takes in one list; keeping them again changes nothing."""
    many = [Identity(f"CB{number}", frozenset({f"CB{number}", f"M{number}"})) for number in range(1500)]
    empty.identities.keep(many, START)
    empty.identities.keep(many, START)
    assert empty.identities.known() == {one.key: one for one in many}


def test_intended_addresses_are_given_before_any_outcome(ledger: Ledger) -> None:
    """Once `intend` returned, its addresses have an owner, whatever became of the write."""
    ledger.intend(FIRST, [create("1", "lan", "lan.nt")], START)
    assert ledger.owners() == {held("lan"): "person/1", held("lan.nt"): "person/1"}


@pytest.mark.parametrize(
    "leaving",
    [
        change(box("1", "lan"), box("1", "lan", state=State.CLOSED)),
        change(box("1", "lan"), box("1", "lan2", retired=["lan"])),
        change(box("1", "lan"), box("1", "lan2")),
        change(box("1", "lan"), None),
    ],
    ids=["closed", "retired", "given-up", "deleted"],
)
def test_an_address_never_goes_to_another_entry(ledger: Ledger, leaving: Change) -> None:
    """Whatever became of the box that had it, an address is refused to everybody else for ever."""
    ledger.intend(FIRST, [create("1", "lan")], START)
    ledger.settle(FIRST, done(create("1", "lan")), START)
    ledger.intend(FIRST, [leaving], START)
    ledger.settle(FIRST, done(leaving), START)
    with pytest.raises(LedgerError, match=r"lan@.* person/1 .* person/2"):
        ledger.intend(SECOND, [create("2", "lan")], after(1))
    assert ledger.owners()[held("lan")] == "person/1"


def test_an_address_comes_back_to_its_owner(ledger: Ledger) -> None:
    """The one entry that had an address may take it again."""
    ledger.intend(FIRST, [change(box("1", "lan"), box("1", "lan2"))], START)
    ledger.intend(SECOND, [change(box("1", "lan2"), box("1", "lan"))], START)
    assert ledger.owners() == {held("lan"): "person/1", held("lan2"): "person/1"}


def test_two_changes_of_one_wave_cannot_take_one_address(ledger: Ledger) -> None:
    """Inside one wave, too, the second taker is refused."""
    with pytest.raises(LedgerError):
        ledger.intend(FIRST, [create("1", "lan"), create("2", "lan")], START)


def test_a_refused_wave_leaves_nothing_behind(ledger: Ledger) -> None:
    """Of a wave with one forbidden address neither addresses nor records are remembered."""
    ledger.intend(FIRST, [create("1", "lan")], START)
    with pytest.raises(LedgerError):
        ledger.intend(SECOND, [create("3", "mai"), create("2", "lan")], START)
    assert ledger.owners() == {held("lan"): "person/1"}
    assert list(ledger.records(run=SECOND)) == []


def test_settle_cannot_give_an_address_away_either(ledger: Ledger) -> None:
    """An outcome that was never intended obeys the same rule."""
    ledger.intend(FIRST, [create("1", "lan")], START)
    with pytest.raises(LedgerError):
        ledger.settle(FIRST, [*done(create("3", "mai")), *done(create("2", "lan"))], START)
    assert ledger.owners() == {held("lan"): "person/1"}
    assert [record.result for record in ledger.records()] == [None]


def test_a_new_ledger_learns_what_changed_entries_have(ledger: Ledger) -> None:
    """After a loss, every address of an entry that is written is known again, retired ones as well."""
    before = box("1", "lan", "lan.nt", retired=["lan.old"])
    ledger.intend(FIRST, [change(before, replace(before, title="Chuyên viên"))], START)
    assert ledger.owners() == dict.fromkeys(map(held, ("lan", "lan.nt", "lan.old")), "person/1")


def test_a_fault_in_the_target_does_not_stop_its_repair(ledger: Ledger) -> None:
    """An entry that wrongly has somebody's address can be changed; the owner stays who it was."""
    ledger.intend(FIRST, [create("1", "lan")], START)
    repair = change(box("2", "mai", "lan"), box("2", "mai"))
    ledger.intend(SECOND, [repair], START)
    ledger.settle(SECOND, done(repair), START)
    assert ledger.owners() == {held("lan"): "person/1", held("mai"): "person/2"}
    assert [record.key for record in ledger.records(address=held("lan"))] == ["person/1", "person/2"]


def test_a_killed_run_leaves_its_intentions_open(ledger: Ledger) -> None:
    """What was intended and never settled has no result, with everything that answers "why"."""
    ledger.intend(FIRST, [create("1", "lan")], START)
    (record,) = ledger.records(run=FIRST)
    assert record.result is None
    assert (record.at, record.key, record.kind, record.address) == (START, "person/1", "create", held("lan"))
    assert record.changed == ()
    assert record.reason == Text(vi="Có trong danh sách", en="Listed")
    assert (record.article, record.where) == ("KH Đ2.4", "can-bo.xlsx › Phòng A › B7")


def test_each_outcome_settles_its_own_record(ledger: Ledger) -> None:
    """Outcomes arrive in any order and in parts; each record gets its result and the target's words."""
    first, second, third = create("1"), create("2"), create("3")
    words = Text(vi="Đã có", en="Exists")
    ledger.intend(FIRST, [first, second, third], START)
    ledger.settle(FIRST, [Outcome(third, Result.REFUSED, words)], after(1))
    ledger.settle(FIRST, done(first), after(2))
    found = [(record.key, record.result, record.detail.en) for record in ledger.records(run=FIRST)]
    assert found == [
        ("person/1", Result.DONE, ""),
        ("person/2", None, ""),
        ("person/3", Result.REFUSED, "Exists"),
    ]


def test_an_unclear_write_can_become_clear(ledger: Ledger) -> None:
    """A later outcome replaces one that did not settle the entry."""
    ledger.intend(FIRST, [create("1")], START)
    ledger.settle(FIRST, [Outcome(create("1"), Result.UNKNOWN)], after(1))
    ledger.settle(FIRST, [Outcome(create("1"), Result.ALREADY)], after(2))
    assert [record.result for record in ledger.records()] == [Result.ALREADY]


def test_what_is_done_stays_done(ledger: Ledger) -> None:
    """Settling twice changes nothing, and no later outcome takes a DONE back."""
    ledger.intend(FIRST, [create("1")], START)
    ledger.settle(FIRST, done(create("1")), after(1))
    ledger.settle(FIRST, done(create("1")), after(9))
    ledger.settle(FIRST, [Outcome(create("1"), Result.CONFLICT)], after(9))
    assert [record.result for record in ledger.records()] == [Result.DONE]
    assert ledger.done_since(after(2)).kinds == {}


def test_one_entry_changed_twice_in_a_run_has_two_records(ledger: Ledger) -> None:
    """Two changes of the same kind settle one after the other."""
    away = change(box("1", "lan"), box("1", "lan2"))
    back = change(box("1", "lan2"), box("1", "lan"))
    ledger.intend(FIRST, [away], START)
    ledger.intend(FIRST, [back], START)
    ledger.settle(FIRST, done(away), START)
    ledger.settle(FIRST, [Outcome(back, Result.CONFLICT)], START)
    assert [(r.address, r.result) for r in ledger.records()] == [
        (held("lan2"), Result.DONE),
        (held("lan"), Result.CONFLICT),
    ]


def test_an_outcome_nobody_intended_is_remembered(ledger: Ledger) -> None:
    """Nothing that happened is lost: the outcome gets a record, its addresses an owner."""
    skipped = create("2")
    ledger.settle(FIRST, [*done(create("1")), Outcome(skipped, Result.SKIPPED)], START)
    assert [record.result for record in ledger.records()] == [Result.DONE, Result.SKIPPED]
    assert ledger.owners()[held("1")] == "person/1"


def test_empty_waves_change_nothing(ledger: Ledger) -> None:
    """Empty sequences are accepted everywhere."""
    ledger.intend(FIRST, [], START)
    ledger.settle(FIRST, [], START)
    ledger.decide([])
    ledger.ask(FIRST, [])
    assert list(ledger.records()) == []


def test_records_keep_no_phone_number(ledger: Ledger) -> None:
    """That a phone number changed is remembered; the numbers are not."""
    changed = change(box("1", phone="0900000001"), box("1", phone="0900000002", title="Chuyên viên"))
    ledger.intend(FIRST, [changed], START)
    (record,) = ledger.records()
    assert set(record.changed) == {("phone", "", ""), ("title", "", "Chuyên viên")}
    assert "09000000" not in repr(record)


def test_records_of_a_list_keep_only_who_came_and_went(ledger: Ledger) -> None:
    """Of a field with many values the record has the difference, not the whole."""
    before, now = mail_list("person/1", "person/2"), mail_list("person/2", "person/3")
    ledger.intend(FIRST, [change(before, now)], START)
    (record,) = ledger.records()
    assert record.changed == (("members", "person/1", "person/3"),)


def test_records_are_found_by_run_entry_and_address(ledger: Ledger) -> None:
    """Each question narrows the answer; the oldest record comes first."""
    ledger.intend(FIRST, [create("1", "lan"), create("2", "mai")], START)
    ledger.intend(SECOND, [change(box("1", "lan"), box("1", "lan2", "lan"))], after(1))
    assert [record.run for record in ledger.records(key="person/1")] == [FIRST, SECOND]
    assert [record.run for record in ledger.records(address=held("lan"))] == [FIRST, SECOND]
    assert [record.run for record in ledger.records(address=held("lan2"))] == [SECOND]
    assert [record.key for record in ledger.records(run=FIRST)] == ["person/1", "person/2"]
    assert [record.run for record in ledger.records(run=FIRST, address=held("lan"))] == [FIRST]
    assert list(ledger.records(run=FIRST, address=held("lan2"))) == []


def test_runs_come_newest_first_with_their_counts(ledger: Ledger) -> None:
    """A run is remembered from its beginning, with what became of its changes and how it ended."""
    stopped = Text(vi="Máy chủ đầy đĩa", en="The server's disk is full")
    ledger.intend(FIRST, [create("1"), create("2"), create("3")], START)
    ledger.settle(FIRST, [*done(create("1"), create("2")), Outcome(create("3"), Result.RETRY)], START)
    ledger.finish(FIRST, after(5), stopped)
    newest, oldest = ledger.runs()
    assert newest == replace(run(SECOND), counts={})
    assert oldest == replace(
        run(FIRST), finished=after(5), stopped=stopped, counts={Result.DONE: 2, Result.RETRY: 1}
    )
    assert [one.run for one in ledger.runs(limit=1)] == [SECOND]


def test_a_run_begins_once(ledger: Ledger) -> None:
    """A second run of the same name is refused."""
    with pytest.raises(LedgerError, match=FIRST):
        ledger.begin(run(FIRST))


@pytest.mark.parametrize(
    "write",
    [
        lambda ledger: ledger.intend("missing", [create("1")], START),
        lambda ledger: ledger.settle("missing", done(create("1")), START),
        lambda ledger: ledger.finish("missing", START),
    ],
    ids=["intend", "settle", "finish"],
)
def test_nothing_is_written_about_a_run_that_never_began(
    ledger: Ledger, write: Callable[[Ledger], None]
) -> None:
    """A record always belongs to a run."""
    with pytest.raises(LedgerError, match="missing"):
        write(ledger)
    assert ledger.owners() == {}


def test_done_since_counts_what_was_done_over_all_runs(ledger: Ledger) -> None:
    """Only DONE counts, from that moment on, by kind, in whatever time zone the moment is given."""
    closing = change(box("1"), box("1", state=State.CLOSED))
    ledger.intend(FIRST, [create("1"), create("2"), create("3")], START)
    ledger.settle(FIRST, done(create("1")), after(1))
    ledger.settle(FIRST, [*done(create("2")), Outcome(create("3"), Result.ALREADY)], after(10))
    ledger.intend(SECOND, [closing], after(10))
    ledger.settle(SECOND, done(closing), after(20))
    vietnam = after(10).astimezone(timezone(timedelta(hours=7)))
    assert ledger.done_since(vietnam).kinds == {"create": 1, "close": 1}
    assert ledger.done_since(START).kinds == {"create": 2, "close": 1}
    assert ledger.done_since(after(21)).kinds == {}


def test_done_since_tells_who_left_a_unit_or_a_list(ledger: Ledger) -> None:
    """Who moved is told with the unit left, who was closed without; members count where their boxes stay."""
    moved = change(box("1"), replace(box("1"), unit="phong-b", title="Trưởng phòng"))
    closed = change(box("2"), box("2", state=State.CLOSED))
    again = change(box("3", state=State.SUSPENDED), box("3", state=State.CLOSED))
    titled = change(box("4"), box("4", title="Phó phòng"))
    fewer = change(
        mail_list("person/1", "person/2", "person/3", "person/5"), mail_list("person/5", "person/6")
    )
    gone = change(replace(mail_list("person/7", "person/8"), key="list/b", address=held("b")), None)
    some = [moved, closed, again, titled, fewer, gone]
    ledger.intend(FIRST, some, START)
    ledger.settle(FIRST, [one for each in some for one in done(each)], after(1))
    lately = ledger.done_since(START)
    assert lately.kinds == {"update": 2, "close": 2, "members": 1, "delete": 1}
    assert lately.left == (("person/1", "phong-a"), ("person/2", ""))
    assert lately.removals == len(("person/1", "person/7", "person/8"))
    assert ledger.done_since(after(2)) == Lately()


def test_done_since_counts_each_target_by_itself(empty: Ledger) -> None:
    """What a mirror was given does not count against the first target, nor the other way round."""
    ledger = empty
    ledger.begin(run(FIRST))
    ledger.begin(replace(run(SECOND), target="thu"))
    for name, keys in ((FIRST, ["1"]), (SECOND, ["1", "2"])):
        ledger.intend(name, [create(key) for key in keys], START)
        ledger.settle(name, [one for key in keys for one in done(create(key))], after(1))
    assert ledger.done_since(START).kinds == {"create": 1}
    assert ledger.done_since(START, "thu").kinds == {"create": 2}
    assert ledger.done_since(START, "khac").kinds == {}
    assert [one.target for one in ledger.runs()] == ["thu", ""]


def test_what_a_person_approved_does_not_count_as_done_lately(empty: Ledger) -> None:
    """An approved first load does not make every joiner of the next week wait."""
    ledger, digest = empty, "cd" * 32
    ledger.begin(replace(run(FIRST), digest=digest))
    ledger.begin(run(SECOND))
    ledger.intend(FIRST, [create("1")], START)
    ledger.settle(FIRST, done(create("1")), after(1))
    ledger.intend(SECOND, [create("2")], START)
    ledger.settle(SECOND, done(create("2")), after(1))
    assert ledger.done_since(START).kinds == {"create": 2}
    ledger.approve(Approval(digest, "lãnh đạo", after(0)))
    assert ledger.done_since(START).kinds == {"create": 1}


def decision(key: str, choice: str, at: datetime = START) -> Decision:
    """Return a decision about a question."""
    return Decision(key, choice, "lãnh đạo", at, "123/QĐ")


def test_the_latest_decision_holds(ledger: Ledger) -> None:
    """A later decision on the same question replaces the earlier one; others stay."""
    ledger.decide([decision("q1", "lan"), decision("q2", "mai")])
    ledger.decide([decision("q1", "lan2", after(1))])
    assert ledger.decisions() == {"q1": decision("q1", "lan2", after(1)), "q2": decision("q2", "mai")}


def test_open_questions_are_those_of_the_latest_asking(ledger: Ledger) -> None:
    """What is no longer asked is closed, what is decided is not open, the rest is sorted by key."""
    offer = Candidate("lan", held("lan"), "{ten}", "KH Đ2.4")
    asked = replace(question("q3"), candidates=(offer,))
    ledger.ask(FIRST, [question("q1"), question("q2")])
    ledger.ask(SECOND, [asked, question("q2"), question("q0")])
    ledger.decide([decision("q0", "lan")])
    assert list(ledger.open_questions()) == [question("q2"), asked]
    ledger.decide([decision("q0", WITHDRAWN, after(1))])
    assert [one.key for one in ledger.open_questions()] == ["q0", "q2", "q3"]


def test_the_rows_accepted_last_are_remembered(ledger: Ledger) -> None:
    """Each accepted roster replaces the one before, whole."""
    ledger.accept(FIRST, {"can-bo.xlsx": "00" * 32}, {"people": 100, "units": 7}, START)
    ledger.accept(SECOND, {"can-bo.xlsx": "11" * 32}, {"people": 98}, START)
    assert ledger.accepted_rows() == {"people": 98}


def test_the_most_rows_of_some_days_are_remembered(empty: Ledger) -> None:
    """The largest since a moment; a roster that a person approved makes all before it count no more."""
    ledger, digest, third = empty, "cd" * 32, "20261124T013000-0c1d"
    ledger.begin(run(FIRST))
    ledger.begin(replace(run(SECOND), digest=digest))
    ledger.begin(run(third))
    assert ledger.most_rows(START) == {}
    ledger.accept(FIRST, {}, {"people": 100, "units": 7}, after(1))
    ledger.accept(SECOND, {}, {"people": 90, "units": 8}, after(2))
    ledger.accept(third, {}, {"people": 88}, after(3))
    assert ledger.most_rows(START) == {"people": 100, "units": 8}
    assert ledger.most_rows(after(2)) == {"people": 90, "units": 8}
    assert ledger.most_rows(after(4)) == {}
    ledger.approve(Approval(digest, "lãnh đạo", after(2)))
    assert ledger.most_rows(START) == {"people": 90, "units": 8}


def test_an_approval_is_for_exactly_one_digest(ledger: Ledger) -> None:
    """An approval is found by its digest only; the latest of two holds."""
    ledger.approve(Approval("ab" * 32, "an", START))
    ledger.approve(Approval("ab" * 32, "binh", after(1)))
    assert ledger.approval("ab" * 32) == Approval("ab" * 32, "binh", after(1))
    assert ledger.approval("ac" * 32) is None


def test_a_moment_without_time_zone_is_refused(ledger: Ledger) -> None:
    """A naive moment is a mistake of the caller and is never guessed about."""
    with pytest.raises(ValueError, match="time zone"):
        ledger.intend(FIRST, [create("1")], START.replace(tzinfo=None))


def test_a_request_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    """Every part of a request survives; each keeping gives it the next revision."""
    kept = ledger.keep_request(request_form("YC1"))
    assert kept == replace(request_form("YC1"), revision=1)
    lines = tuple(replace(line, state=LineState.APPROVED) for line in kept.lines)
    later = ledger.keep_request(replace(kept, lines=lines, decided_by="lãnh đạo", decided=after(5)))
    assert list(ledger.requests()) == [later]
    assert (later.revision, later.decided) == (2, after(5))


def test_requests_come_by_day_and_then_by_id(ledger: Ledger) -> None:
    """The list does not depend on the order in which forms were typed in."""
    for name, days in (("YC3", 0), ("YC1", 1), ("YC2", 0)):
        first = request_form(name)
        ledger.keep_request(replace(first, received=first.received + timedelta(days=days)))
    assert [request.id for request in ledger.requests()] == ["YC2", "YC3", "YC1"]


def test_of_two_who_change_one_request_the_second_is_refused(ledger: Ledger) -> None:
    """Nobody overwrites a decision that they have not seen; the same id is not given twice."""
    kept = ledger.keep_request(request_form("YC1"))
    ledger.keep_request(replace(kept, decided_by="an"))
    for late in (replace(kept, decided_by="binh"), request_form("YC1")):
        with pytest.raises(LedgerError, match="YC1"):
            ledger.keep_request(late)
    assert [request.decided_by for request in ledger.requests()] == ["an"]


def test_what_is_returned_is_the_readers_own(ledger: Ledger) -> None:
    """An answer does not change when the ledger does."""
    before = ledger.owners()
    ledger.intend(FIRST, [create("1")], START)
    assert before == {}


def test_files_of_the_watched_folder_are_remembered(ledger: Ledger) -> None:
    """Newest first; found by content and by verdict."""
    words = Text(vi="Tệp cũ", en="An old file")
    first = SeenFile("aa" * 32, "thang-1.xlsx", START, Verdict.ACCEPTED, date(2026, 1, 31))
    second = SeenFile("bb" * 32, "thang-2.xlsx", after(1), Verdict.ACCEPTED)
    third = SeenFile("aa" * 32, "thang-1 (2).xlsx", after(2), Verdict.HELD, date(2026, 1, 31), words)
    for file in (first, second, third):
        ledger.saw_file(file)
    assert list(ledger.seen_files()) == [third, second, first]
    assert list(ledger.seen_files(digest="aa" * 32)) == [third, first]
    assert list(ledger.seen_files(verdict=Verdict.ACCEPTED)) == [second, first]
    assert list(ledger.seen_files(digest="bb" * 32, verdict=Verdict.HELD)) == []


def test_closing_twice_is_allowed(ledger: Ledger) -> None:
    """`close` may be called as often as one likes."""
    ledger.close()
    ledger.close()
