"""SearchDirectory: types, filters, pages and limits (B SearchDirectory)."""

from dataclasses import replace

import pytest

from connector.zimbra_simulator.entries import Kind
from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.soap_talk import Talk
from tests.zimbra_simulator.conftest import PLAIN, opened


def names(talk: Talk, query: str, types: str = "accounts", more: str = "") -> list[str]:
    """Search, and return the names found."""
    escaped = query.replace("&", "&amp;").replace("<", "&lt;")
    heard = talk.done(
        f'<SearchDirectoryRequest query="{escaped}" types="{types}" domain="example.vn" {more}/>'
    )
    return heard.all("/*/*/a:SearchDirectoryResponse/*/@name")


def people(talk: Talk) -> None:
    """Make a few accounts, an alias, a list and a resource."""
    an = talk.account(
        "an@example.vn", displayName="Nguyễn Văn An", employeeNumber="17", zimbraMailQuota="100"
    )
    talk.account("binh@example.vn", displayName="Trần (Bình) *", zimbraMailQuota="2000")
    talk.account("chi@other.vn", displayName="Lê Chí")
    talk.done(f'<AddAccountAliasRequest id="{an}" alias="a.nguyen@example.vn"/>')
    talk.mail_list("tatca@example.vn", "an@example.vn")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["admin", "an", "binh"]),
        ("(displayName=nguyễn văn an)", ["an"]),
        ("(displayName=*)", ["an", "binh"]),
        ("(displayName=*VĂN*)", ["an"]),
        (r"(displayName=*\28B\c3\acnh\29 \2a)", ["binh"]),
        ("(!(displayName=*))", ["admin"]),
        ("(&(zimbraAccountStatus=active)(|(uid=an)(uid=binh)))", ["an", "binh"]),
        ("(zimbraMailQuota>=500)", ["binh"]),
        ("(zimbraMailQuota<=500)", ["an"]),
        ("(employeeNumber=17)", ["an"]),
        ("(mail=a.nguyen@example.vn)", ["an"]),
        ("(favouriteFruit=x)", []),
        ("(!(favouriteFruit=x))", []),
        ("(objectClass=zimbraAccount)", ["admin", "an", "binh"]),
    ],
)
def test_a_filter_finds_what_ldap_would(talk: Talk, query: str, found: list[str]) -> None:
    """Queries are RFC 4515; unknown attributes are undefined, also under a not (RFC 4511 4.5.1.7)."""
    people(talk)
    assert names(talk, query) == [f"{name}@example.vn" for name in found]


@pytest.mark.parametrize("query", ["(uid=an", "uid=an", "(uid=a(n)", "(uid=an))", "(&(uid=an)", r"(uid=\zz)"])
def test_a_bad_filter_is_an_ldap_error(talk: Talk, query: str) -> None:
    """A syntax error is `ldap.INVALID_SEARCH_FILTER`, as in the source of Zimbra."""
    assert talk.ask(f'<SearchDirectoryRequest query="{query.replace("&", "&amp;")}"/>').code == (
        "ldap.INVALID_SEARCH_FILTER"
    )


def test_each_type_has_its_element(talk: Talk) -> None:
    """Aliases name their target; lists come without members; domains and classes of service are found too."""
    people(talk)
    heard = talk.done(
        '<SearchDirectoryRequest query="" domain="example.vn" types="aliases,distributionlists,domains,coses"/>'
    )
    assert heard.all("//a:alias/@targetName") == ["an@example.vn"]
    assert heard.all("//a:alias/@type") == ["account"]
    assert heard.all("//a:dl/@name") == ["tatca@example.vn"]
    assert heard.all("//a:dlm | //a:a[@n='zimbraMailForwardingAddress']") == []
    assert "example.vn" in heard.all("//a:domain/@name")
    assert heard.all("//a:cos/@name") == ["default"]


def test_unknown_attributes_are_ignored_and_standard_ones_returned(talk: Talk) -> None:
    """Unlike the Get requests; the password is blocked out (B SearchDirectory)."""
    people(talk)
    heard = talk.done(
        '<SearchDirectoryRequest query="(uid=an)" attrs="employeeNumber,favouriteFruit,sn" applyCos="0"/>'
    )
    assert sorted(heard.all("//a:a/@n")) == ["employeeNumber", "sn"]
    assert heard.all("//a:account/@isExternal") == ["0"]
    admin = talk.done('<SearchDirectoryRequest query="(uid=admin)" applyCos="0"/>')
    assert admin.values("userPassword") == ["VALUE-BLOCKED"]


def test_inherited_values_are_shown_but_not_searched(talk: Talk) -> None:
    """ApplyCos adds the class of service's values to the answer, not to what the filter sees."""
    people(talk)
    assert names(talk, "(zimbraPasswordMinLength=6)") == []
    for flag, found in (("1", ["6"]), ("0", [])):
        heard = talk.done(f'<SearchDirectoryRequest query="(uid=an)" applyCos="{flag}"/>')
        assert heard.values("zimbraPasswordMinLength") == found


def test_pages_are_cut_from_the_sorted_whole(talk: Talk) -> None:
    """Limit and offset page the reply; sortBy and sortAscending order it; countOnly only counts."""
    people(talk)
    search = '<SearchDirectoryRequest query="" domain="example.vn" {}/>'
    first = talk.done(search.format('limit="2"'))
    assert first.all("//a:account/@name") == ["admin@example.vn", "an@example.vn"]
    assert (first.find("/*/*/*/@more"), first.find("/*/*/*/@searchTotal")) == ("1", "3")
    last = talk.done(search.format('limit="2" offset="2"'))
    assert (last.all("//a:account/@name"), last.find("/*/*/*/@more")) == (["binh@example.vn"], "0")
    backwards = talk.done(search.format('sortBy="displayName" sortAscending="0"'))
    assert backwards.all("//a:account/@name")[0] == "binh@example.vn"
    counted = talk.done(search.format('countOnly="1"'))
    assert (counted.find("/*/*/*/@num"), counted.all("//a:account")) == ("3", [])


def test_maxresults_bounds_the_whole_even_when_paging(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """1 is too many of 3 (E 39, SearchDirectoryRequest 11), 0 and -1 are no limit (12), 1000 is enough (13)."""
    people(talk)
    search = '<SearchDirectoryRequest query="" domain="example.vn" limit="{}" maxResults="{}"/>'
    assert talk.ask(search.format(1, 1)).code == "account.TOO_MANY_SEARCH_RESULTS"
    for most in (0, -1, 1000):
        assert talk.ask(search.format(0, most)).find("/*/*/*/@searchTotal") == "3"
    assert zimbra.host.settings.largest_search == 5_000


def test_without_maxresults_a_large_domain_cannot_be_read() -> None:
    """zimbra_directory_max_search_result holds where the request says nothing."""
    with opened(replace(PLAIN, largest_search=2)) as line:
        people(line.talk)
        search = '<SearchDirectoryRequest query="" domain="example.vn" limit="1"{}/>'
        assert line.talk.ask(search.format("")).code == "account.TOO_MANY_SEARCH_RESULTS"
        assert line.talk.ask(search.format(' maxResults="0"')).code is None


def test_unknown_domains_and_types_are_refused(talk: Talk) -> None:
    """NO_SUCH_DOMAIN, and INVALID_REQUEST for a type that does not exist."""
    assert talk.ask('<SearchDirectoryRequest query="" domain="none.vn"/>').code == "account.NO_SUCH_DOMAIN"
    assert talk.ask('<SearchDirectoryRequest query="" types="people"/>').code == "service.INVALID_REQUEST"


def test_all_accounts_come_with_everything() -> None:
    """GetAllAccounts has no filter and no limit; with padding an account weighs about 27 KB (A BatchRequest)."""
    with opened(replace(PLAIN, padding=512)) as line:
        people(line.talk)
        heard = line.talk.done(
            '<GetAllAccountsRequest><domain by="name">other.vn</domain></GetAllAccountsRequest>'
        )
        assert heard.all("//a:account/@name") == ["chi@other.vn"]
        assert 24_000 < len(heard.raw) < 32_000


def test_a_large_answer_is_whole(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """Many chunks on one connection, and the connection goes on (A Envelope)."""
    for number in range(3_000):
        zimbra.host.add(Kind.ACCOUNT, f"u{number:05}@other.vn", {"sn": (f"Họ {number}",)})
    heard = talk.done('<SearchDirectoryRequest query="" domain="other.vn" maxResults="0" applyCos="0"/>')
    assert len(heard.all("//a:account/@id")) == 3_000
    assert talk.ask("<NoOpRequest/>").status == 200


def test_an_alias_of_nothing_is_shown_and_then_replaced(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """A dangling alias has no target; adding the same alias anew sweeps it away (B Aliases)."""
    zimbra.host.add(Kind.ALIAS, "lost@example.vn", {"uid": ("lost",), "zimbraAliasTargetId": ("gone",)})
    heard = talk.done('<SearchDirectoryRequest query="" types="aliases"/>')
    assert heard.all("//a:alias/@targetName") == [""]
    account = talk.account("a@example.vn")
    talk.done(f'<AddAccountAliasRequest id="{account}" alias="lost@example.vn"/>')
    owner = zimbra.state.owner("lost@example.vn")
    assert owner is not None
    assert owner.id == account


def test_a_gal_sync_account_lags_until_its_poll(zimbra: ZimbraSimulator, talk: Talk) -> None:
    """Where such an account serves the list, it is as of the last poll (B SearchGal); else as of now."""
    talk.account("an@example.vn")
    talk.done(
        '<CreateGalSyncAccountRequest name="gal" domain="example.vn" type="zimbra" server="mail.example.vn">'
        '<account by="name">galsync@example.vn</account></CreateGalSyncAccountRequest>'
    )
    talk.account("binh@example.vn")
    talk.account("binh@other.vn")
    asked = '<SearchGalRequest domain="{}" name="" type="account"/>'
    emails = "//a:a[@n='email']"
    assert talk.done(asked.format("example.vn")).all(emails) == ["admin@example.vn", "an@example.vn"]
    assert talk.done(asked.format("other.vn")).all(emails) == ["binh@other.vn"]
    zimbra.poll_gal()
    assert talk.done(asked.format("example.vn")).all(emails)[-1] == "binh@example.vn"
