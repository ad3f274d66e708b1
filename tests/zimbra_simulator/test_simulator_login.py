"""Logging in, tokens, sessions, who may ask what (A AuthRequest, A Session)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.soap_talk import Talk, admin, batch, envelope
from tests.zimbra_simulator.conftest import PLAIN, opened

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
USER = '<AuthRequest xmlns="urn:zimbraAccount"><account by="name">{}</account><password>{}</password></AuthRequest>'


class Hands:
    """A clock a test moves."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        """Return where the hands stand."""
        return self.moment


@pytest.fixture
def hands() -> Hands:
    """Give the clock of `timed`."""
    return Hands()


@pytest.fixture
def timed(hands: Hands) -> Iterator[Talk]:
    """Give a connection to a simulator whose time stands still."""
    with ZimbraSimulator(PLAIN, now=hands.now) as zimbra:
        talk = Talk(zimbra.url)
        talk.log_in(zimbra.admin, zimbra.password)
        yield talk
        talk.close()


def user_login(talk: Talk, name: str, password: str) -> str | None:
    """Log in as a user; return the fault code."""
    return talk.send(USER.format(name, password), valid=False).code


def test_a_login_gives_lifetime_token_and_cookie(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """Lifetime (12 h in ms) comes before the token; a cookie is set that nobody needs (A AuthRequest)."""
    heard = talk.log_in(zimbra.admin, zimbra.password)
    assert [str(child.tag).rpartition("}")[2] for child in heard.body] == ["lifetime", "authToken"]
    assert heard.find("//a:lifetime") == str(12 * 3600 * 1000)
    assert heard.headers["Set-Cookie"].startswith(f"ZM_ADMIN_AUTH_TOKEN={talk.token};")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<AuthRequest name="{admin}" password="wrong"/>', "account.AUTH_FAILED"),
        ('<AuthRequest name="nobody@example.vn" password="wrong"/>', "account.AUTH_FAILED"),
        ('<AuthRequest name="{admin}"/>', "service.INVALID_REQUEST"),
        ('<AuthRequest password="x"/>', "service.INVALID_REQUEST"),
        (
            '<AuthRequest name="{admin}" password="x"><account by="name">{admin}</account></AuthRequest>',
            "service.INVALID_REQUEST",
        ),
        ('<AuthRequest name="user@example.vn" password="Mat-khau-1"/>', "service.PERM_DENIED"),
        ('<AuthRequest name="locked@example.vn" password="Mat-khau-1"/>', "service.PERM_DENIED"),
        ('<AuthRequest name="new@example.vn" password="Mat-khau-1"/>', "account.CHANGE_PASSWORD"),
        ('<AuthRequest name="repair@example.vn" password="Mat-khau-1"/>', "account.MAINTENANCE_MODE"),
    ],
)
def test_a_refused_login_says_why(zimbra: ZimbraSimulator, talk: Talk, body: str, code: str) -> None:
    """The faults of A AuthRequest; E 1-3 of Zimbra's own tests."""
    helpers = {
        "user": {},
        "locked": {"zimbraIsAdminAccount": "TRUE", "zimbraAccountStatus": "locked"},
        "new": {"zimbraIsAdminAccount": "TRUE", "zimbraPasswordMustChange": "TRUE"},
        "repair": {"zimbraIsAdminAccount": "TRUE", "zimbraAccountStatus": "maintenance"},
    }
    for name, values in helpers.items():
        account = talk.account(f"{name}@example.vn", **values)
        talk.done(
            f'<SetPasswordRequest id="{account}" newPassword="Mat-khau-1"><dryRun>0</dryRun></SetPasswordRequest>'
        )
        pairs = "".join(f'<a n="{key}">{value}</a>' for key, value in values.items())
        talk.done(f'<ModifyAccountRequest id="{account}">{pairs}</ModifyAccountRequest>')
    assert talk.ask(body.format(admin=zimbra.admin)).code == code


def test_without_a_good_token_nothing_is_done(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """No token and a garbage token are the same: AUTH_REQUIRED (A AuthRequest)."""
    for token in (None, "garbage"):
        talk.token = token
        assert talk.ask('<CreateAccountRequest name="a@example.vn"/>').code == "service.AUTH_REQUIRED"
        assert talk.send(batch("<NoOpRequest/>", "<NoOpRequest/>")).codes == ["service.AUTH_REQUIRED"] * 2
    assert zimbra.state.at("a@example.vn") is None


def test_an_expired_token_refuses_the_whole_envelope(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """AUTH_EXPIRED comes before any request of a batch runs, as HTTP 500 (A AuthRequest)."""
    zimbra.expire_tokens()
    heard = talk.send(batch('<CreateAccountRequest name="a@example.vn"/>'))
    assert (heard.status, heard.code) == (500, "service.AUTH_EXPIRED")
    assert zimbra.state.at("a@example.vn") is None
    heard = talk.ask("<NoOpRequest/>", context='<authTokenControl voidOnExpired="1"/>')
    assert heard.code == "service.AUTH_REQUIRED"


def test_a_token_lives_twelve_hours(timed: Talk, hands: Hands) -> None:
    """ZimbraAdminAuthTokenLifetime ends a login (A AuthRequest)."""
    hands.moment += timedelta(hours=12, seconds=-1)
    assert timed.ask("<NoOpRequest/>").code is None
    hands.moment += timedelta(seconds=1)
    assert timed.ask("<NoOpRequest/>").code == "service.AUTH_EXPIRED"


def test_a_new_password_ends_every_login(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """SetPassword bumps zimbraAuthTokenValidityValue (B SetPassword)."""
    entry = zimbra.state.owner(zimbra.admin)
    assert entry is not None
    talk.done(
        f'<SetPasswordRequest id="{entry.id}" newPassword="Mat-khau-2"><dryRun>0</dryRun></SetPasswordRequest>'
    )
    assert talk.ask("<NoOpRequest/>").code == "service.AUTH_EXPIRED"


def test_a_csrf_secured_token_needs_its_second_half(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """Only tokens got with csrfTokenSecured=1 are checked (A AuthRequest)."""
    heard = talk.ask(
        f'<AuthRequest name="{zimbra.admin}" password="{zimbra.password}" csrfTokenSecured="1"/>'
    )
    talk.token = heard.find("//a:authToken")
    assert talk.ask("<NoOpRequest/>").code == "service.AUTH_REQUIRED"
    csrf = heard.find("//a:csrfToken")
    assert talk.ask("<NoOpRequest/>", context=f"<csrfToken>{csrf}</csrfToken>").code is None


def test_a_foreign_referer_is_forbidden(talk: Talk) -> None:
    """HTTP 403 before anything is read (A AuthRequest, CsrfFilter)."""
    raw = envelope(admin("<NoOpRequest/>"), talk.token)
    assert talk.post(raw, {"Referer": "https://elsewhere.example/"}).status == 403
    assert talk.post(raw, {"Referer": "http://127.0.0.1/"}).status == 200


def test_a_cookie_does_as_well_and_is_noted(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """The token in the cookie is accepted; the log tells, so that a client can be held to send none."""
    heard = talk.post(envelope(admin("<NoOpRequest/>")), {"Cookie": f"ZM_ADMIN_AUTH_TOKEN={talk.token}"})
    assert heard.status == 200
    assert [logged.cookie for logged in zimbra.requests] == [False, True]


def test_users_log_in_by_any_of_their_addresses_while_active(talk: Talk) -> None:
    """A removed alias, a lock and a closed account end it; must-change asks for another (C; E 4, 31)."""
    account = talk.account("a@example.vn")
    talk.done(
        f'<SetPasswordRequest id="{account}" newPassword="Mat-khau-1"><dryRun>0</dryRun></SetPasswordRequest>'
    )
    talk.done(f'<AddAccountAliasRequest id="{account}" alias="x@example.vn"/>')
    assert user_login(talk, "a@example.vn", "Mat-khau-1") is None
    assert user_login(talk, "x@example.vn", "Mat-khau-1") is None
    talk.done(f'<RemoveAccountAliasRequest id="{account}" alias="x@example.vn"/>')
    assert user_login(talk, "x@example.vn", "Mat-khau-1") == "account.AUTH_FAILED"
    for status, code in (
        ("locked", "account.AUTH_FAILED"),
        ("closed", "account.AUTH_FAILED"),
        ("pending", "account.AUTH_FAILED"),
        ("maintenance", "account.MAINTENANCE_MODE"),
        ("active", None),
    ):
        talk.done(
            f'<ModifyAccountRequest id="{account}"><a n="zimbraAccountStatus">{status}</a></ModifyAccountRequest>'
        )
        assert user_login(talk, "a@example.vn", "Mat-khau-1") == code
    talk.done(
        f'<ModifyAccountRequest id="{account}"><a n="zimbraPasswordMustChange">TRUE</a></ModifyAccountRequest>'
    )
    assert user_login(talk, "a@example.vn", "Mat-khau-1") == "account.CHANGE_PASSWORD"


def test_a_suspended_domain_is_in_maintenance(talk: Talk) -> None:
    """The effective status also depends on the domain (C zimbraAccountStatus; E Domain-Suspend 05)."""
    account = talk.account("a@other.vn")
    talk.done(
        f'<SetPasswordRequest id="{account}" newPassword="Mat-khau-1"><dryRun>0</dryRun></SetPasswordRequest>'
    )
    domain = talk.done('<GetDomainRequest><domain by="name">other.vn</domain></GetDomainRequest>')
    talk.done(
        f'<ModifyDomainRequest id="{domain.find("//a:domain/@id")}">'
        '<a n="zimbraDomainStatus">suspended</a></ModifyDomainRequest>'
    )
    assert user_login(talk, "a@other.vn", "Mat-khau-1") == "account.MAINTENANCE_MODE"


def test_a_hash_is_stored_as_it_is_and_skips_the_policy(talk: Talk) -> None:
    """UserPassword as an `a` element is not checked, and logs in (B CreateAccount); {SSHA} of "abc"."""
    talk.account("a@example.vn", userPassword="{SSHA}RivQa+j5M5RILQcyDjgVT4HM5TdzYWx0c2FsdA==")
    assert user_login(talk, "a@example.vn", "abc") is None
    assert user_login(talk, "a@example.vn", "abd") == "account.AUTH_FAILED"


def test_the_last_logon_is_noted_once_a_week(timed: Talk, hands: Hands) -> None:
    """ZimbraLastLogonTimestamp moves at most every zimbraLastLogonTimestampFrequency, 7 d (C)."""
    account = timed.account("a@example.vn")
    timed.done(
        f'<SetPasswordRequest id="{account}" newPassword="Mat-khau-1"><dryRun>0</dryRun></SetPasswordRequest>'
    )
    seen = []
    for _ in range(3):
        timed.log_in("admin@example.vn", PLAIN.password)
        assert user_login(timed, "a@example.vn", "Mat-khau-1") is None
        seen += timed.get("a@example.vn", "zimbraLastLogonTimestamp").values("zimbraLastLogonTimestamp")
        hands.moment += timedelta(days=4)
    assert seen == ["20260302010000Z", "20260302010000Z", "20260310010000Z"]


def test_no_logon_is_noted_where_that_is_switched_off() -> None:
    """A frequency of 0 means none, and GetConfig tells it (C zimbraLastLogonTimestamp)."""
    with opened(replace(PLAIN, logon_frequency="0")) as line:
        seen = line.talk.get("admin@example.vn", "zimbraLastLogonTimestamp")
        assert seen.values("zimbraLastLogonTimestamp") == []
        asked = '<GetConfigRequest><a n="zimbraLastLogonTimestampFrequency"/></GetConfigRequest>'
        assert line.talk.done(asked).values("zimbraLastLogonTimestampFrequency") == ["0"]


def test_a_session_pages_through_one_moment(timed: Talk, hands: Hands) -> None:
    """Only the first page searches, until the session has idled ten minutes (A Session, B SearchDirectory)."""
    for name in "abcd":
        timed.account(f"{name}@other.vn")
    search = '<SearchDirectoryRequest query="" domain="other.vn" limit="2" offset="{}"/>'
    first = timed.ask(search.format(0), context="<session/>")
    session = first.find("//z:session/@id")
    timed.account("aa@other.vn")
    again = timed.ask(search.format(2), context=f'<session id="{session}"/>')
    assert again.all("//a:account/@name") == ["c@other.vn", "d@other.vn"]
    assert timed.ask(search.format(2)).all("//a:account/@name") == ["b@other.vn", "c@other.vn"]
    hands.moment += timedelta(minutes=11)
    late = timed.ask(search.format(2), context=f'<session id="{session}"/>')
    assert late.find("//z:session/@id") != session
    assert late.all("//a:account/@name") == ["b@other.vn", "c@other.vn"]


def test_a_delegated_admin_keeps_to_its_domain(talk: Talk) -> None:
    """Unknown ids, other domains, quotas and attributes outside Zimbra's own are PERM_DENIED (A; C; E 48)."""
    stranger = talk.account("a@other.vn")
    own = talk.account("a@example.vn")
    helper = talk.account("helper@example.vn", zimbraIsDelegatedAdminAccount="TRUE")
    talk.done(
        f'<SetPasswordRequest id="{helper}" newPassword="Mat-khau-1"><dryRun>0</dryRun></SetPasswordRequest>'
    )
    talk.log_in("helper@example.vn", "Mat-khau-1")
    modify = '<ModifyAccountRequest id="{}"><a n="{}">{}</a></ModifyAccountRequest>'
    denied = "service.PERM_DENIED"
    assert talk.ask(modify.format(own, "title", "x")).code is None
    assert talk.ask(modify.format(own, "zimbraMailQuota", "1")).code == denied
    assert talk.ask(modify.format(own, "employeeNumber", "1")).code == denied
    assert talk.ask(modify.format(stranger, "title", "x")).code == denied
    assert talk.ask(modify.format("nobody", "title", "x")).code == denied
    assert talk.get("nobody@example.vn").code == "account.NO_SUCH_ACCOUNT"
    assert talk.get("a@other.vn").code == denied
    assert talk.ask("<GetQuotaUsageRequest/>").code == denied
