"""The whole way: connector.toml with `kind = "zimbra"`, an example workbook, a server, and the shape of all we say."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from connector.errors import SettingsError, TargetRejected
from connector.model.directory import Directory, Entry, MailList, State, tombstone
from connector.model.life import last_uses
from connector.model.outcome import Result
from connector.model.plan import Change
from connector.settings import load_settings
from connector.sync import act, think
from connector.targets.zimbra.checking import check_server
from connector.targets.zimbra.logons import GRANULARITY, granularity
from connector.targets.zimbra.session import Session
from connector.targets.zimbra.target import ZimbraTarget
from connector.wiring.checks import check_all
from connector.wiring.desk import open_desk
from connector.wiring.targets import plan_as_ldif
from connector.zimbra_simulator.entries import Kind
from connector.zimbra_simulator.faults import Refuse
from connector.zimbra_simulator.simulator import ZimbraSimulator
from devtools.live_zimbra import main as live
from devtools.zimbra_story import clear, tell
from tests.support.boxes import DOMAIN, REASON, change, create, delete, mail_list, person, unit
from tests.support.soap_talk import faults_of_form, no_xsd
from tests.support.zimbra_world import ADMIN_DOMAIN, SERVER, codec, settings, simulated

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "khanh-hoa" / "thang-01.xlsx"
CREATION = "{urn:zimbraAdmin}CreateAccountRequest"
needs_xsd = pytest.mark.skipif(bool(no_xsd()), reason=no_xsd())


@pytest.fixture
def zimbra() -> Iterator[ZimbraSimulator]:
    """Give an empty server with a class of service for units."""
    with simulated() as server:
        server.host.add(Kind.COS, "don-vi", {"cn": ("don-vi",)})
        yield server


@pytest.fixture
def config(zimbra: ZimbraSimulator, tmp_path: Path) -> Path:
    """Give settings for it."""
    secret = tmp_path / "mat-khau"
    secret.write_text(zimbra.password + "\n", encoding="utf-8")
    secret.chmod(0o600)
    file = tmp_path / "connector.toml"
    file.write_text(
        'organisation = "ubnd-khanhhoa"\n'
        f'[source]\npeople = "{EXAMPLE}"\n'
        f'[target]\nkind = "zimbra"\nurl = "{zimbra.url}"\nadmin = "{zimbra.admin}"\n'
        f'password_file = "mat-khau"\ndomains = ["{DOMAIN}", "{ADMIN_DOMAIN}"]\n'
        'cos = { unit = "don-vi" }\nrandom_passwords = true\n',
        encoding="utf-8",
    )
    return file


def test_a_workbook_becomes_mailboxes_and_stays_so(zimbra: ZimbraSimulator, config: Path) -> None:
    """The first run makes everything, the second plans nothing; then the check finds nothing bad."""
    with open_desk(load_settings(config)) as desk:
        first = think(desk)
        assert len(first.plan.changes) > 20
        report = act(desk, first, "sync", whole=True)
        assert [one for one in report.outcomes if one.result is not Result.DONE] == []
        again = think(desk)
        assert again.plan.changes == ()
        assert dict(again.snapshot.directory.entries) == dict(first.wanted.directory.entries)
    assert [one.text.en for one in check_all(load_settings(config)) if not one.ok] == []
    [cos] = [one for one in zimbra.state.of(Kind.COS) if one.name == "don-vi"]
    for account in zimbra.state.of(Kind.ACCOUNT):
        if "unit/" in (account.first("zimbraForeignPrincipal") or ""):
            assert account.first("zimbraCOSId") == cos.id
        if account.first("zimbraForeignPrincipal"):
            assert account.first("userPassword")
            assert account.first("zimbraPasswordMustChange") == "TRUE"


def test_a_plan_for_a_zimbra_is_no_ldif(config: Path) -> None:
    """It is shown in the other ways."""
    own = load_settings(config)
    with open_desk(own) as desk, pytest.raises(SettingsError):
        plan_as_ldif(own, desk, think(desk))


def test_a_class_of_service_that_is_missing_is_named(zimbra: ZimbraSimulator) -> None:
    """Before the first account is made, and by the check."""
    target = ZimbraTarget(settings(zimbra, cos={"person": "khong-co"}), codec())
    with pytest.raises(TargetRejected) as caught:
        list(target.apply([create(person())]))
    assert "khong-co" in caught.value.text.en
    assert [one.text.en for one in target.check() if not one.ok and "khong-co" in one.text.en] != []
    target.close()


def test_the_check_sees_what_users_see(zimbra: ZimbraSimulator) -> None:
    """A listed box is found in the address list, a hidden one is not; the check says that it looked at both."""
    hidden, listed = person("NV0001", listed=False), person("NV0002")
    target = ZimbraTarget(settings(zimbra), codec())
    assert {one.result for one in target.apply([create(hidden), create(listed)])} == {Result.DONE}
    said = [one for one in target.check() if "(GAL)" in one.text.en]
    target.close()
    assert [one.ok for one in said] == [True, True]
    assert "shown" in said[0].text.en
    assert "hidden" in said[1].text.en


def test_the_check_sees_an_address_list_that_lags(zimbra: ZimbraSimulator) -> None:
    """With a GAL sync account, who is new is missing and who was hidden still shows, until the next poll."""
    ha, binh = person("NV0001"), person("NV0002")
    target = ZimbraTarget(settings(zimbra), codec())
    assert {one.result for one in target.apply([create(ha)])} == {Result.DONE}
    [domain] = [one for one in zimbra.state.of(Kind.DOMAIN) if one.name == DOMAIN]
    zimbra.state.put(domain.having({"zimbraGalAccountId": (domain.id,)}))
    zimbra.poll_gal()
    assert {one.result for one in target.apply([change(ha, listed=False), create(binh)])} == {Result.DONE}
    bad = [one for one in target.check() if not one.ok]
    assert [one.text.en for one in bad] == [
        f"{binh.key} is not in the GAL.",
        f"{ha.key} should be hidden but is in the GAL.",
    ]
    assert all("poll" in one.advice.en for one in bad)
    zimbra.poll_gal()
    assert [one for one in target.check() if not one.ok] == []
    target.close()


def test_the_check_says_nothing_of_whom_a_cut_answer_leaves_out(zimbra: ZimbraSimulator) -> None:
    """A hundred others have this address within theirs: whether ours is among the rest nobody can tell."""
    target = ZimbraTarget(settings(zimbra), codec())
    assert {one.result for one in target.apply([create(person())])} == {Result.DONE}
    for number in range(101):
        name = f"a{number:03}{person().address}"
        zimbra.host.add(Kind.ACCOUNT, name, {"mail": (name,), "zimbraAccountStatus": ("active",)})
    assert [one.text.en for one in target.check() if "GAL" in one.text.en or not one.ok] == []
    target.close()


def test_the_check_says_what_is_wrong_in_words(zimbra: ZimbraSimulator) -> None:
    """A domain that is not there; a wrong password ends the check at once."""
    target = ZimbraTarget(settings(zimbra, domains=(DOMAIN, "khong.co.vn")), codec())
    bad = [one for one in target.check() if not one.ok]
    target.close()
    assert any("khong.co.vn" in one.text.en for one in bad)
    wrong = ZimbraTarget(settings(zimbra, password=lambda: "sai"), codec())
    [finding] = [one for one in wrong.check() if not one.ok]
    wrong.close()
    assert "AUTH_FAILED" in finding.text.en
    assert finding.advice.vi


def test_last_logons_are_given_by_key(zimbra: ZimbraSimulator) -> None:
    """Somebody who never logged in has none, and is known by the day the account was made; a week may be missing."""
    ha, binh = person("NV0001"), person("NV0002")
    target = ZimbraTarget(settings(zimbra), codec())
    assert {one.result for one in target.apply([create(ha), create(binh), create(unit())])} == {Result.DONE}
    mine = zimbra.state.owner(ha.address)
    assert mine is not None
    zimbra.state.put(mine.having({"zimbraLastLogonTimestamp": ("20260301013000.123Z",)}))
    known = target.logons()
    assert {key: logon.last for key, logon in known.by_key.items()} == {
        ha.key: datetime(2026, 3, 1, 1, 30, tzinfo=UTC),
        binh.key: None,
        "unit/snv": None,
    }
    assert all(logon.created is not None for logon in known.by_key.values())
    assert known.late == timedelta(days=7)
    target.close()


def test_logins_that_are_not_noted_any_more_are_not_believed() -> None:
    """A time from before somebody switched it off would make everybody look idle: nobody is."""
    with simulated(replace(SERVER, logon_frequency="0")) as silent:
        target = ZimbraTarget(settings(silent), codec())
        assert {one.result for one in target.apply([create(person())])} == {Result.DONE}
        mine = silent.state.owner(person().address)
        assert mine is not None
        silent.state.put(mine.having({"zimbraLastLogonTimestamp": ("20200301013000.123Z",)}))
        assert not target.logons().recorded
        assert last_uses(target.logons(), UTC) is None
        target.close()


@pytest.mark.parametrize(
    ("frequency", "late", "said"),
    [
        ("7d", timedelta(days=7), "at most 168 h late"),
        ("36h", timedelta(hours=36), "at most 36 h late"),
        ("3600", timedelta(hours=1), "at most 1 h late"),
        ("0", None, "notes no last logins"),
        ("weekly", timedelta(days=7), "at most 168 h late"),
    ],
)
def test_how_late_last_logins_are_is_asked(frequency: str, late: timedelta | None, said: str) -> None:
    """A server may note them less often than once in seven days, or not at all; the check says so."""
    with simulated(replace(SERVER, logon_frequency=frequency)) as zimbra:
        session = Session(settings(zimbra))
        assert granularity(session) == late
        assert any(said in one.text.en for one in check_server(settings(zimbra), codec(), session))
        zimbra.fault(Refuse("service.PERM_DENIED"), on="GetConfigRequest")
        assert granularity(session) == GRANULARITY
        session.close()


@needs_xsd
def test_every_command_we_have_was_seen_by_the_schemas(zimbra: ZimbraSimulator) -> None:
    """One story that uses all of them; each request validates, and none is missing from the story."""
    ha = person("NV0001", aliases=(f"h@{DOMAIN}",))
    binh = person("NV0002", state=State.CLOSED)
    mails = mail_list("snv", members=(ha.key, "unit/snv"), aliases=(f"d@{DOMAIN}",))
    target = ZimbraTarget(settings(zimbra, cos={"unit": "don-vi"}), codec())
    waves = [
        [create(ha), create(unit())],
        [create(mails)],
        [change(ha, address=f"moi@{DOMAIN}", aliases=(ha.address,), state=State.SUSPENDED)],
        [change(mails, members=("unit/snv",), address=f"ds@{DOMAIN}", aliases=(), name="Sở")],
        [change(unit(), address=f"so@{DOMAIN}", retired=(f"snv@{DOMAIN}",))],
        [create(binh)],
        [Change(binh, tombstone(binh), REASON)],
    ]
    for wave in waves:
        assert {one.result for one in target.apply(wave)} == {Result.DONE}
    for entry in list(target.read().directory):
        if isinstance(entry, MailList) or entry.key == ha.key:
            assert {one.result for one in target.apply([delete(entry)])} == {Result.DONE}
    target.check()
    target.close()
    seen = {name for logged in zimbra.requests for name in logged.names}
    assert seen >= {
        *("AuthRequest", "BatchRequest", "SearchDirectoryRequest", "GetDistributionListRequest"),
        *("CreateAccountRequest", "ModifyAccountRequest", "RenameAccountRequest", "DeleteAccountRequest"),
        *("ChangePrimaryEmailRequest", "AddAccountAliasRequest", "RemoveAccountAliasRequest"),
        *("CreateDistributionListRequest", "ModifyDistributionListRequest", "RenameDistributionListRequest"),
        *("DeleteDistributionListRequest", "AddDistributionListMemberRequest"),
        *("RemoveDistributionListMemberRequest", "AddDistributionListAliasRequest"),
        *("RemoveDistributionListAliasRequest", "GetVersionInfoRequest", "GetDomainRequest", "GetCosRequest"),
        *("CountAccountRequest", "SearchGalRequest", "GetConfigRequest", "DeleteMailboxRequest"),
    }
    for logged in zimbra.requests:
        assert logged.request
        assert faults_of_form(etree.fromstring(logged.request)) == [], logged.names


def test_an_empty_directory_reads_as_one(zimbra: ZimbraSimulator) -> None:
    """Nothing of ours is nothing, not a failure."""
    target = ZimbraTarget(settings(zimbra), codec())
    assert target.read().directory == Directory.of([])
    target.close()


def test_the_story_for_a_real_server_is_true_of_the_simulator(zimbra: ZimbraSimulator) -> None:
    """What ./scripts/live-zimbra tells a real server goes as planned here, and leaves nothing behind."""
    target = ZimbraTarget(settings(zimbra), codec())
    assert [step for step in tell(target, DOMAIN, "thu-1") if not step.fine] == []
    assert clear(target, "thu-1") == 0
    assert len(target.read().directory) == 0
    target.close()


def test_the_live_run_writes_everything_down_but_secrets(zimbra: ZimbraSimulator, tmp_path: Path) -> None:
    """Without settings it does nothing and says so; with them it leaves a transcript without passwords."""
    secret = tmp_path / "mat-khau"
    secret.write_text(zimbra.password, encoding="utf-8")
    secret.chmod(0o600)
    named = {
        "ZIMBRA_URL": zimbra.url,
        "ZIMBRA_ADMIN": zimbra.admin,
        "ZIMBRA_PASSWORD_FILE": str(secret),
        "ZIMBRA_TEST_DOMAIN": DOMAIN,
        "ZIMBRA_TRANSCRIPT": str(tmp_path / "ban-ghi.jsonl"),
    }
    assert live({}) == 2
    assert len(zimbra.requests) == 0
    assert live(named) == 0
    lines = (tmp_path / "ban-ghi.jsonl").read_text(encoding="utf-8").splitlines()
    tokens = {one.findtext(".//{urn:zimbra}authToken") for one in envelopes(zimbra)} - {None}
    assert tokens
    assert len(lines) > 50
    assert "zimbraPasswordMustChange" in "".join(lines)
    assert any("address list" in line or "(GAL)" in line for line in lines)
    first = [one.get("password") or "" for body in envelopes(zimbra) for one in body.iter(CREATION)]
    assert len(first) == 3
    for line in lines:
        assert zimbra.password not in line
        assert not any(password in line for password in first)
        assert not any(token in line for token in tokens if token)


def envelopes(zimbra: ZimbraSimulator) -> list[etree._Element]:
    """Return every request that came."""
    return [etree.fromstring(logged.request) for logged in zimbra.requests if logged.request]


def test_a_new_list_is_static_and_sends_no_share_mails(zimbra: ZimbraSimulator) -> None:
    """Nobody gets a mail because of us, and an administrator who wants those mails back is not overruled."""
    share = "zimbraDistributionListSendShareMessageToNewMembers"
    target = ZimbraTarget(settings(zimbra), codec())
    mails = mail_list("snv", members=("unit/snv",))
    for one in (unit("snv"), mails):
        assert {done.result for done in target.apply([create(one)])} == {Result.DONE}
    [made] = zimbra.state.of(Kind.LIST)
    assert not made.dynamic
    assert made.first(share) == "FALSE"
    zimbra.state.put(made.having({share: ("TRUE",)}))
    assert target.read().directory.get(mails.key) == mails
    assert {done.result for done in target.apply([change(mails, name="Sở")])} == {Result.DONE}
    [made] = zimbra.state.of(Kind.LIST)
    assert made.first(share) == "TRUE"
    target.close()


def test_a_night_without_news_costs_one_search_and_the_lists(zimbra: ZimbraSimulator) -> None:
    """One login, one search for each domain, and for the members - no search shows them - each list, 50 at a time."""
    people = [person(f"NV{number:04}") for number in range(60)]
    units = [unit(f"dv{number}") for number in range(60)]
    mails = [mail_list(one.unit, members=(one.key,), address=f"ds.{one.address}") for one in units]
    own = settings(zimbra, domains=(DOMAIN, ADMIN_DOMAIN))
    target = ZimbraTarget(own, codec())
    boxes: list[Entry] = [*people, *units]
    for wave in (boxes, mails):
        assert {one.result for one in target.apply([create(one) for one in wave])} == {Result.DONE}
    target.close()
    zimbra.requests.clear()
    again = ZimbraTarget(own, codec())
    assert len(again.read().directory) == 180
    again.close()
    names = Counter(name for logged in zimbra.requests for name in logged.names)
    assert names == {
        "AuthRequest": 1,
        "SearchDirectoryRequest": 2,
        "BatchRequest": 2,
        "GetDistributionListRequest": 60,
    }


def test_a_domain_above_the_search_limit_is_read_whole() -> None:
    """Zimbra cuts every search at zimbra_directory_max_search_result unless it is told not to."""
    with simulated(replace(SERVER, largest_search=10)) as zimbra:
        target = ZimbraTarget(settings(zimbra), codec())
        people = [person(f"NV{number:04}") for number in range(60)]
        assert {one.result for one in target.apply([create(one) for one in people])} == {Result.DONE}
        assert set(target.read().directory) == set(people)
        target.close()
