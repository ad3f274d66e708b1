"""A Zimbra that fails in every way we know: nothing is guessed, nothing is written twice, nothing is lost."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from connector.errors import TargetError, TargetRejected, TargetStopped, TargetUnreachable
from connector.model.directory import PersonalMailbox, State
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.ports.envelopes import NewPassword
from connector.targets.retrying import Retrying
from connector.targets.zimbra.session import Session
from connector.targets.zimbra.settings import Closing
from connector.targets.zimbra.target import ZimbraTarget
from connector.targets.zimbra.wire import Wire
from connector.zimbra_simulator.entries import Kind
from connector.zimbra_simulator.faults import (
    CutReply,
    Drop,
    ExpireTokens,
    HalfDone,
    HttpError,
    LostReply,
    Refuse,
    Slow,
)
from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.boxes import DOMAIN, change, create, delete, mail_list, person, unit
from tests.support.zimbra_world import ADMIN_DOMAIN, codec, settings, simulated

HA, BINH, SNV = person("NV0001"), person("NV0002", name="Trần Văn Bình"), unit("snv")
ALL = mail_list("snv", members=(HA.key, BINH.key, SNV.key))
RICH = person("NV0003", aliases=(f"phu1@{DOMAIN}", f"phu2@{DOMAIN}"))
RENAMED = change(HA, address=f"ha.moi@{DOMAIN}", aliases=(HA.address,), title="Trưởng phòng")
RETIRED = change(HA, address=f"ha.moi@{DOMAIN}", retired=(HA.address,), title="Trưởng phòng")
MEMBERS = change(ALL, members=(BINH.key, SNV.key))

CREATE, MODIFY, SEARCH = "CreateAccountRequest", "ModifyAccountRequest", "SearchDirectoryRequest"
SHAKES: dict[str, Any] = {
    "request lost": Drop(),
    "reply lost": LostReply(),
    "reply lost, rest undone": LostReply(rest=False),
    "reply cut": CutReply(),
    "HTML page": HttpError(200),
    "502": HttpError(502),
    "503": HttpError(503, retry_after=2),
    "unavailable": Refuse("service.TEMPORARILY_UNAVAILABLE"),
    "ldap trouble": Refuse("ldap.LDAP_ERROR"),
    "failure before": Refuse("service.FAILURE"),
    "failure after": HalfDone(),
    "unheard-of fault": Refuse("mail.SOMETHING_NEW"),
    "login over": ExpireTokens(),
}
WAVES: dict[str, tuple[str, Change]] = {
    "create": (CREATE, create(RICH)),
    "update": (MODIFY, change(HA, title="Trưởng phòng", state=State.SUSPENDED)),
    "rename": ("ChangePrimaryEmailRequest", RENAMED),
    "retire": ("RenameAccountRequest", RETIRED),
    "alias": ("AddAccountAliasRequest", change(HA, aliases=(f"h@{DOMAIN}",), title="x")),
    "delete": ("DeleteAccountRequest", delete(BINH)),
    "list": ("CreateDistributionListRequest", create(mail_list("stc", members=(HA.key, SNV.key)))),
    "member": ("AddDistributionListMemberRequest", create(mail_list("stc", members=(HA.key, SNV.key)))),
    "members": ("RemoveDistributionListMemberRequest", MEMBERS),
}


@pytest.fixture
def zimbra() -> Iterator[ZimbraSimulator]:
    """Give a server with two people, a unit and its list; what goes wrong comes after that."""
    with simulated() as server:
        target = ZimbraTarget(settings(server), codec())
        for one in (HA, BINH, SNV, ALL):
            assert only(target.apply([create(one)])).result is Result.DONE
        target.close()
        server.requests.clear()
        yield server


@pytest.fixture
def naps() -> list[float]:
    """Collect how long would have been waited."""
    return []


Calm = Callable[..., ZimbraTarget]


def given(password: str) -> Callable[[str], NewPassword | None]:
    """Return what gives every new account this password; the empty one is none."""
    return lambda _key: NewPassword("", password, lambda: "") if password else None


@pytest.fixture
def calm(zimbra: ZimbraSimulator, naps: list[float]) -> Iterator[Calm]:
    """Give a way to make targets, with any settings, that count their pauses and do not make them."""
    made: list[ZimbraTarget] = []

    def make(first_password: str = "", **changed: Any) -> ZimbraTarget:  # noqa: ANN401 - any setting
        own = settings(zimbra, **changed)
        session = Session(own, Wire(own, sleep=naps.append))
        made.append(ZimbraTarget(own, codec(), session=session, password=given(first_password)))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def target(calm: Calm) -> ZimbraTarget:
    """Give a target with everything read."""
    made = calm()
    made.read()
    return made


def patient(target: ZimbraTarget, naps: list[float] | None = None) -> Retrying:
    """Return the target with retries that wait no time."""
    taken = naps if naps is not None else []
    return Retrying(target, sleep=taken.append, rng=Random(1))  # noqa: S311 - no secret


def only(outcomes: Iterator[Outcome]) -> Outcome:
    """Return the one outcome there is."""
    [outcome] = outcomes
    return outcome


def held(target: ZimbraTarget, key: str) -> object:
    """Return what the server holds, read anew."""
    return target.read().directory.get(key)


@pytest.mark.parametrize("shake", SHAKES)
@pytest.mark.parametrize("wave", WAVES)
def test_one_trouble_of_any_kind_is_survived(
    zimbra: ZimbraSimulator, target: ZimbraTarget, naps: list[float], wave: str, shake: str
) -> None:
    """Whatever happens once to any command: the change is done in the end, whole, and once."""
    name, wanted = WAVES[wave]
    zimbra.fault(SHAKES[shake], on=name)
    outcome = only(patient(target, naps).apply([wanted]))
    assert outcome.result.settled, outcome
    assert held(target, wanted.key) == wanted.after
    assert len(list(zimbra.state.of(Kind.ACCOUNT))) <= 5
    if wave == "create" and shake != "login over":
        assert zimbra.requests.count(CREATE) <= 2
    assert only(target.apply([wanted])).result is Result.ALREADY


@pytest.mark.parametrize("shake", ["reply lost", "reply cut", "failure after"])
def test_what_was_done_is_not_done_again(zimbra: ZimbraSimulator, target: ZimbraTarget, shake: str) -> None:
    """A creation whose answer is lost is found by reading; no second one is sent."""
    zimbra.fault(SHAKES[shake], on=CREATE)
    new = person("NV0004")
    assert only(patient(target).apply([create(new)])).result is Result.ALREADY
    assert zimbra.requests.count(CREATE) == 1


def test_a_dead_server_leaves_changes_unknown(zimbra: ZimbraSimulator, target: ZimbraTarget) -> None:
    """Where reading back fails too, nobody knows: the outcome says so and the run ends."""
    zimbra.fault(LostReply(), on=MODIFY)
    zimbra.fault(Drop(), on=SEARCH, skip=1, times=100)
    outcomes, error = until_error(target.apply([change(HA, title="x")]))
    assert [one.result for one in outcomes] == [Result.UNKNOWN]
    assert isinstance(error, TargetUnreachable)


def test_a_storm_of_503_is_waited_out(
    zimbra: ZimbraSimulator, target: ZimbraTarget, naps: list[float]
) -> None:
    """Zimbra's throttle says "not now" again and again: we stay away as long as it says, and then go on."""
    zimbra.fault(HttpError(503, retry_after=7), on="*", times=3)
    wave = [create(person(f"NV{number:04}")) for number in range(100, 180)]
    assert {one.result for one in patient(target).apply(wave)} == {Result.DONE}
    assert [nap for nap in naps if nap > 6] != []
    assert zimbra.requests.count(CREATE) == 80


def test_a_login_that_runs_out_inside_a_batch_is_renewed_once(
    zimbra: ZimbraSimulator, target: ZimbraTarget
) -> None:
    """What was done before it stays done and is not sent again; the rest is sent under the new login."""
    zimbra.fault(ExpireTokens(), on=CREATE, skip=10)
    wave = [create(person(f"NV{number:04}")) for number in range(100, 140)]
    before = zimbra.requests.count("AuthRequest")
    assert {one.result for one in target.apply(wave)} == {Result.DONE}
    assert zimbra.requests.count("AuthRequest") == before + 1
    assert zimbra.requests.count(CREATE) == 40 + 30


@pytest.mark.parametrize("code", ["service.AUTH_EXPIRED", "service.AUTH_REQUIRED"])
def test_a_login_that_never_holds_is_renewed_once(zimbra: ZimbraSimulator, calm: Calm, code: str) -> None:
    """A server that ends every login at once gets one more; then a sentence says what is wrong."""
    zimbra.fault(Refuse(code), on=SEARCH, times=100)
    for ask in (lambda: calm().read(), lambda: calm().look([HA.key])):
        zimbra.requests.clear()
        with pytest.raises(TargetRejected) as caught:
            ask()
        assert "right after" in caught.value.text.en
        assert zimbra.requests.count("AuthRequest") == 2


def test_a_wrong_password_is_tried_once(zimbra: ZimbraSimulator, calm: Calm) -> None:
    """After ten failures Zimbra blocks the whole machine; we never come near."""
    wrong = calm(password=lambda: "sai")
    with pytest.raises(TargetRejected) as caught:
        patient(wrong).read()
    assert "account.AUTH_FAILED" in str(caught.value)
    assert zimbra.requests.count("AuthRequest") == 1


def test_a_password_changed_in_the_middle_ends_the_run(zimbra: ZimbraSimulator, calm: Calm) -> None:
    """The login runs out and the new one is refused: what was done is said, then the run ends."""
    passwords = iter([zimbra.password])
    target = calm(password=lambda: next(passwords, "sai"))
    zimbra.fault(ExpireTokens(), on=CREATE, skip=2)
    wave = [create(person(f"NV{number:04}")) for number in range(100, 105)]
    outcomes, error = until_error(target.apply(wave))
    assert isinstance(error, TargetError)
    assert [one.result for one in outcomes].count(Result.DONE) == 2
    assert zimbra.requests.count("AuthRequest") == 2


def until_error(outcomes: Iterator[Outcome]) -> tuple[list[Outcome], TargetError | None]:
    """Return what was said, and the error that ended it."""
    said: list[Outcome] = []
    try:
        for outcome in outcomes:
            said.append(outcome)  # noqa: PERF402 - an error may end it at any moment
    except TargetError as error:
        return said, error
    return said, None


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("account.INVALID_ATTR_VALUE", Result.REFUSED),
        ("account.NO_SUCH_COS", Result.REFUSED),
        ("ldap.OBJECT_CLASS_VIOLATION", Result.REFUSED),
        ("service.INVALID_REQUEST", Result.REFUSED),
        ("service.PERM_DENIED", Result.REFUSED),
        ("account.ACCOUNT_EXISTS", Result.REFUSED),
        ("service.TEMPORARILY_UNAVAILABLE", Result.RETRY),
        ("ldap.LDAP_ERROR", Result.RETRY),
        ("service.FAILURE", Result.RETRY),
        ("service.INTERRUPTED", Result.RETRY),
    ],
)
@pytest.mark.parametrize("wave", ["create", "update"])
def test_each_fault_means_what_it_means(
    zimbra: ZimbraSimulator, target: ZimbraTarget, wave: str, code: str, result: Result
) -> None:
    """No for good, or not now; one bad entry does not hold up the others."""
    name, wanted = WAVES[wave]
    zimbra.fault(Refuse(code), on=name)
    outcomes = {one.change.key: one for one in target.apply([wanted, create(person("NV0009"))])}
    assert outcomes[wanted.key].result is result
    assert code in outcomes[wanted.key].detail.en or result is Result.REFUSED
    assert outcomes["person/NV0009"].result is (Result.DONE)


@pytest.mark.parametrize(
    "code", ["account.TOO_MANY_ACCOUNTS", "service.LICENSE_ERROR", "service.NON_READONLY_OPERATION_DENIED"]
)
def test_what_concerns_everybody_ends_the_run(
    zimbra: ZimbraSimulator, target: ZimbraTarget, code: str
) -> None:
    """A full domain, a licence, a read-only server: told at once, and nothing more is sent."""
    zimbra.fault(Refuse(code), on=CREATE, times=1000)
    wave = [create(person(f"NV{number:04}")) for number in range(100, 220)]
    outcomes, error = until_error(target.apply(wave))
    assert isinstance(error, TargetStopped)
    assert {one.result for one in outcomes} == {Result.RETRY}
    assert zimbra.requests.count(CREATE) == 50


def test_want_of_rights_ends_the_run_after_a_few(zimbra: ZimbraSimulator, target: ZimbraTarget) -> None:
    """One account that we may not touch is that account's matter; many are ours."""
    zimbra.fault(Refuse("service.PERM_DENIED"), on=CREATE, times=1000)
    wave = [create(person(f"NV{number:04}")) for number in range(100, 220)]
    outcomes, error = until_error(target.apply(wave))
    assert isinstance(error, TargetStopped)
    assert "docs/zimbra.md" in error.text.en
    assert {one.result for one in outcomes} == {Result.REFUSED}


def test_a_fault_that_never_passes_is_a_no_in_the_end(zimbra: ZimbraSimulator, target: ZimbraTarget) -> None:
    """service.FAILURE may mean anything; after the second time it is taken for a refusal."""
    zimbra.fault(Refuse("service.FAILURE", "domain alias"), on=CREATE, times=100)
    outcome = only(patient(target).apply([create(person("NV0009"))]))
    assert outcome.result is Result.REFUSED
    assert zimbra.requests.count(CREATE) == 2


def test_a_partial_answer_is_never_planned_from(zimbra: ZimbraSimulator, calm: Calm) -> None:
    """A search cut in the middle is no answer at all."""
    target = calm()
    zimbra.fault(CutReply(after=900), on=SEARCH)
    with pytest.raises(TargetUnreachable):
        target.read()
    assert len(patient(target).read().directory) == 4


def test_a_slow_server_is_left_at_the_deadline(zimbra: ZimbraSimulator, calm: Calm) -> None:
    """A command without an answer is unknown when its time is over; reading says what became of it."""
    target = calm(operation_timeout=0.5)
    target.read()
    zimbra.fault(Slow(1.5), on=MODIFY)
    began = time.monotonic()
    outcome = only(patient(target).apply([change(HA, title="Trưởng phòng")]))
    assert outcome.result in (Result.ALREADY, Result.DONE, Result.UNKNOWN)
    assert time.monotonic() - began < 10


def test_a_mailbox_that_takes_long_to_delete_is_waited_for(zimbra: ZimbraSimulator, calm: Calm) -> None:
    """Zimbra answers only when the mailbox is gone: that is no lost answer, and nothing is asked twice."""
    target = calm(operation_timeout=0.5)
    zimbra.fault(Slow(1.5), on="DeleteAccountRequest")
    assert only(target.apply([delete(BINH)])).result is Result.DONE
    assert zimbra.requests.count("DeleteAccountRequest") == 1


def test_a_password_refused_after_the_account_exists_is_told(zimbra: ZimbraSimulator, calm: Calm) -> None:
    """The account is there and as planned but nobody can log in: refused, once, with a sentence that says so."""
    target = calm("Mat-khau.ngau7nhien")
    zimbra.fault(HalfDone("account.INVALID_PASSWORD"), on=CREATE)
    new = person("NV0004")
    outcome = only(patient(target).apply([create(new)]))
    assert outcome.result is Result.REFUSED
    assert "may be there without one" in outcome.detail.en
    assert held(target, new.key) == new
    assert zimbra.requests.count(CREATE) == 1
    assert zimbra.requests.count("SetPasswordRequest") == 0


def test_a_first_password_is_set_after_all(zimbra: ZimbraSimulator, calm: Calm) -> None:
    """A creation that broke off before its password: it is set, and has to be changed, before we say done."""
    target = calm("Mat-khau.ngau7nhien")
    zimbra.fault(HalfDone(), on=CREATE)
    new = person("NV0004", aliases=(f"phu@{DOMAIN}",))
    assert only(patient(target).apply([create(new)])).result is Result.DONE
    held_now = zimbra.state.owner(new.address)
    assert held_now is not None
    assert held_now.first("userPassword")
    assert held_now.first("zimbraPasswordMustChange") == "TRUE"
    names = [name for logged in zimbra.requests for name in logged.names]
    assert names.index("SetPasswordRequest") < names.index(MODIFY)


def test_a_server_without_change_primary_email_renames_in_two_steps(
    zimbra: ZimbraSimulator, target: ZimbraTarget
) -> None:
    """Older servers do not know the command: rename, then the old address as alias."""
    zimbra.fault(Refuse("service.UNKNOWN_DOCUMENT"), on="ChangePrimaryEmailRequest", times=100)
    assert only(target.apply([RENAMED])).result is Result.DONE
    assert held(target, HA.key) == RENAMED.after
    back = Change(RENAMED.after, replace(HA, aliases=(f"ha.moi@{DOMAIN}",)), RENAMED.reason)
    assert only(target.apply([back])).result is Result.DONE
    assert zimbra.requests.count("ChangePrimaryEmailRequest") == 1


def test_a_rename_into_another_domain_leaves_no_stray_alias(calm: Calm) -> None:
    """Zimbra takes the aliases along into the new domain; we put them back where they were."""
    target = calm(domains=(DOMAIN, ADMIN_DOMAIN))
    old = replace(HA, aliases=(f"phu@{DOMAIN}",))
    assert only(target.apply([change(HA, aliases=old.aliases)])).result is Result.DONE
    moved = change(old, address=f"ha@{ADMIN_DOMAIN}", aliases=tuple(sorted((HA.address, *old.aliases))))
    assert only(target.apply([moved])).result is Result.DONE
    assert held(target, HA.key) == moved.after


def test_lists_follow_a_rename(target: ZimbraTarget) -> None:
    """Members are keys to us and addresses to Zimbra; a renamed member stays a member."""
    assert only(target.apply([RETIRED])).result is Result.DONE
    assert held(target, ALL.key) == ALL


def test_a_hand_edit_between_look_and_write_stays_and_shows(
    zimbra: ZimbraSimulator, target: ZimbraTarget
) -> None:
    """Zimbra has no conditional write: what others change in that moment in other attributes is kept."""

    def edit(_: float) -> None:
        mine = zimbra.state.owner(HA.address)
        assert mine is not None
        zimbra.state.put(mine.having({"title": ("Sửa tay",)}))

    zimbra.host.sleep = edit
    zimbra.fault(Slow(1), on=MODIFY)
    assert only(target.apply([change(HA, phone="0258 1")])).result is Result.DONE
    assert held(target, HA.key) == replace(HA, phone="0258 1", title="Sửa tay")


def test_who_is_closed_for_good_leaves_the_lists_without_a_conflict(zimbra: ZimbraSimulator) -> None:
    """Zimbra takes a closed address out of all lists by itself; our own list change comes before that."""
    target = ZimbraTarget(settings(zimbra, closing=Closing.CLOSED), codec(closing=Closing.CLOSED))
    target.read()
    leaver = change(BINH, state=State.CLOSED, listed=False)
    wave = [leaver, create(unit("stc")), change(ALL, members=(HA.key, SNV.key), name="Danh sách mới")]
    assert {one.result for one in target.apply(wave)} == {Result.DONE}
    assert held(target, ALL.key) == wave[-1].after
    assert held(target, BINH.key) == leaver.after
    target.close()


def test_two_entries_with_one_key_stop_everything(zimbra: ZimbraSimulator, target: ZimbraTarget) -> None:
    """A copied mark would make one person own two mailboxes; somebody has to look."""
    mine = zimbra.state.owner(HA.address)
    assert mine is not None
    zimbra.host.add(Kind.ACCOUNT, f"ban.sao@{DOMAIN}", dict(mine.values))
    with pytest.raises(TargetRejected) as caught:
        target.read()
    assert HA.key in caught.value.text.en


def test_erased_notes_are_written_again(zimbra: ZimbraSimulator, target: ZimbraTarget) -> None:
    """An administrator empties the notes of an account: it stays ours, and what was in them is a difference."""
    mine = zimbra.state.owner(HA.address)
    assert mine is not None
    zimbra.state.put(mine.having({"zimbraNotes": ("Anh Nam, P.CNTT: máy 204",)}))
    now = held(target, HA.key)
    assert now == replace(HA, unit="")
    assert only(target.apply([Change(replace(HA, unit=""), HA, RENAMED.reason)])).result is Result.DONE
    again = zimbra.state.owner(HA.address)
    assert again is not None
    notes = again.first("zimbraNotes") or ""
    assert notes.startswith("Anh Nam, P.CNTT: máy 204\nconnector: {")
    assert held(target, HA.key) == HA


@pytest.mark.parametrize("status", ["active", "lockout", "maintenance"])
def test_who_could_log_in_again_is_locked_again(
    zimbra: ZimbraSimulator, target: ZimbraTarget, status: str
) -> None:
    """A suspended account that somebody opened with its mail off delivers nothing and lets its person in."""
    out = change(HA, state=State.SUSPENDED)
    assert only(target.apply([out])).result is Result.DONE
    mine = zimbra.state.owner(HA.address)
    assert mine is not None
    zimbra.state.put(mine.having({"zimbraAccountStatus": (status,), "zimbraMailStatus": ("disabled",)}))
    now = target.read().directory.get(HA.key)
    assert isinstance(out.after, PersonalMailbox)
    assert now == replace(out.after, lock_astray=True)
    assert only(target.apply([Change(now, out.after, out.reason)])).result is Result.DONE
    assert held(target, HA.key) == out.after
    again = zimbra.state.owner(HA.address)
    assert again is not None
    assert (again.first("zimbraAccountStatus"), again.first("zimbraMailStatus")) == ("locked", "enabled")
