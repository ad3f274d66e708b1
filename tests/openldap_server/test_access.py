"""Who may do what: the access rules, seen through each identity."""

from pathlib import Path

import pytest

from devtools.slapd import ANONYMOUS, Identity, PrivateSlapd, SlapdFailed
from tests.support.office import ANH, BASE, BINH, CUONG, FOREIGN, LIST, UNIT, change, person, removal

pytestmark = pytest.mark.slapd

INSUFFICIENT_ACCESS = 50
NO_SUCH_OBJECT = 32
SIZE_LIMIT_EXCEEDED = 4

PUBLIC = {
    "cn",
    "sn",
    "givenName",
    "displayName",
    "mail",
    "title",
    "o",
    "ou",
    "telephoneNumber",
    "objectClass",
    "member",
}
MAIL_LOOKUP = {
    "objectClass",
    "mail",
    "connectorAlias",
    "connectorStatus",
    "connectorQuota",
    "member",
    "entryUUID",
    "pwdReset",
}
EVERYTHING = ("*", "+")


def seen(server: PrivateSlapd, dn: str, who: Identity | str) -> set[str]:
    """Return the names of all attributes that `who` sees at `dn`."""
    found = server.search(attributes=EVERYTHING, base=dn, scope="base", who=who)
    return {name for record in found for name in record.attributes}


def dns(server: PrivateSlapd, query: str, who: Identity | str) -> set[str]:
    """Return the DNs that `who` finds with `query`."""
    return {record.dn for record in server.search(query, ("1.1",), who=who)}


@pytest.mark.parametrize(
    "ldif",
    [
        pytest.param(person("moi", userPassword="mot mat khau du dai", pwdReset="TRUE"), id="add"),
        pytest.param(change(ANH, "replace mail anh.moi@khanhhoa.gov.vn"), id="modify"),
        pytest.param(
            change(ANH, "replace userPassword mot mat khau du dai", "replace pwdReset TRUE"), id="password"
        ),
        pytest.param(change(ANH, "replace pwdAccountLockedTime 000001010000Z"), id="lock"),
        pytest.param(change(ANH, "replace pwdEndTime 20200101000000Z"), id="end"),
        pytest.param(change(UNIT, "replace connectorStatus closed"), id="unit"),
        pytest.param(change(LIST, f"add member {CUONG}"), id="list"),
        pytest.param(removal(CUONG), id="delete person"),
        pytest.param(removal(UNIT), id="delete unit"),
        pytest.param(removal(LIST), id="delete list"),
    ],
)
def test_the_connector_can_do_its_job(slapd: PrivateSlapd, ldif: str) -> None:
    """Everything that provisioning needs is allowed to the connector's identity."""
    answer = slapd.modify(ldif, who="connector")
    assert answer.code == 0, answer.message


@pytest.mark.parametrize(
    "ldif",
    [
        pytest.param(person("moi", "ou=khac"), id="add elsewhere"),
        pytest.param(change(FOREIGN, "replace sn X"), id="modify elsewhere"),
        pytest.param(removal(FOREIGN), id="delete elsewhere"),
        pytest.param(f"dn: ou=moi,{BASE}\nobjectClass: organizationalUnit\nou: moi\n", id="new container"),
        pytest.param(change(f"ou=people,{BASE}", "replace description X"), id="change container"),
        pytest.param(removal(f"ou=units,{BASE}"), id="delete container"),
        pytest.param(change(BASE, "replace o X"), id="change base"),
        pytest.param(change(f"cn=people,ou=policies,{BASE}", "replace pwdLockout FALSE"), id="weaken policy"),
        pytest.param(
            change(f"cn=connector,ou=services,{BASE}", "replace userPassword mot mat khau du dai"),
            id="own password",
        ),
        pytest.param(
            change(ANH, f"replace pwdPolicySubentry cn=services,ou=policies,{BASE}"), id="exempt a person"
        ),
        pytest.param(
            person("moi", pwdPolicySubentry=f"cn=services,ou=policies,{BASE}"), id="add an exempt person"
        ),
        pytest.param(change(ANH, "replace authzTo dn.regex:.*"), id="act as others"),
    ],
)
def test_the_connector_can_do_nothing_else(slapd: PrivateSlapd, ldif: str) -> None:
    """Whatever is outside its three containers, or would widen rights, is refused with 50, or is hidden."""
    before = slapd.dump()
    answer = slapd.modify(ldif, who="connector")
    assert answer.code in {INSUFFICIENT_ACCESS, NO_SUCH_OBJECT}, answer.message
    assert _without_login_traces(slapd.dump()) == _without_login_traces(before)


def _without_login_traces(dump: str) -> list[str]:
    changing = ("pwdLastSuccess:", "entryCSN:", "modifiersName:", "modifyTimestamp:", "contextCSN:")
    return [line for line in dump.splitlines() if not line.startswith(changing)]


def test_an_add_in_a_foreign_container_is_refused_with_50(office: PrivateSlapd) -> None:
    """The refusal is plain, so that the connector can say what right is missing."""
    assert office.modify(person("moi", "ou=khac"), who="connector").code == INSUFFICIENT_ACCESS


def test_the_connector_sees_of_others_only_what_they_occupy(office: PrivateSlapd) -> None:
    """A foreign entry shows its addresses, so that they are not given away, and no personal data."""
    assert seen(office, FOREIGN, "connector") == {"objectClass", "mail"}


def test_the_connector_sees_its_entries_whole(office: PrivateSlapd) -> None:
    """What it manages, and the state of passwords, can be read back."""
    names = seen(office, ANH, "connector")
    assert {"connectorKey", "connectorRetired", "employeeNumber", "entryUUID", "entryCSN"} <= names


def test_the_connector_reads_contextcsn_schema_and_overlays(office: PrivateSlapd) -> None:
    """What `check` and the short cut of an unchanged directory need is readable."""
    assert "contextCSN" in seen(office, BASE, "connector")
    schema = office.search(attributes=("attributeTypes",), base="cn=Subschema", scope="base", who="connector")
    assert any("connectorKey" in value for record in schema for value in record.get("attributeTypes"))
    monitored = office.search(
        "(monitorOverlay=*)", ("monitorOverlay",), base="cn=Databases,cn=Monitor", who="connector"
    )
    overlays = {value for record in monitored for value in record.get("monitorOverlay")}
    assert {"unique", "refint", "ppolicy", "constraint", "syncprov", "accesslog"} <= overlays


@pytest.mark.parametrize("who", ["connector", "mail", "addressbook", ANONYMOUS], ids=str)
def test_nobody_reads_or_guesses_a_password(slapd: PrivateSlapd, who: Identity | str) -> None:
    """Neither the hash is shown nor a filter on it answers, to any identity."""
    slapd.add(change(ANH, "replace userPassword mot mat khau du dai"), who="connector")
    assert "userPassword" in seen(slapd, ANH, "admin")
    assert "userPassword" not in seen(slapd, ANH, who)
    assert dns(slapd, "(userPassword=*)", who) == set()


@pytest.mark.parametrize("who", ["connector", "mail", "addressbook", ANONYMOUS], ids=str)
@pytest.mark.parametrize("base", ["cn=config", "cn=accesslog", f"ou=services,{BASE}"])
def test_configuration_access_log_and_services_are_hidden(
    office: PrivateSlapd, who: Identity | str, base: str
) -> None:
    """The access log holds old hashes and the configuration holds one: nobody but the administrator."""
    with pytest.raises(SlapdFailed, match=r"answered (32|50)"):
        office.search(base=base, who=who)


def test_the_mail_identity_sees_exactly_what_lookups_need(slapd: PrivateSlapd) -> None:
    """Postfix and Dovecot read these attributes, of suspended people too, and no others."""
    slapd.add(change(ANH, "replace pwdReset TRUE"), who="connector")
    assert seen(slapd, ANH, "mail") == MAIL_LOOKUP - {"member"}
    assert seen(slapd, LIST, "mail") == MAIL_LOOKUP - {"connectorAlias", "connectorQuota", "pwdReset"}
    assert seen(slapd, BASE, "mail") == {"objectClass"}
    assert dns(slapd, "(&(mail=ttbinh.stc@khanhhoa.gov.vn)(connectorStatus=suspended))", "mail") == {BINH}
    assert dns(slapd, "(&(connectorAlias=anh.stc@khanhhoa.gov.vn)(!(pwdReset=TRUE)))", "mail") == set()
    assert dns(slapd, "(employeeNumber=NV0001)", "mail") == set()
    assert slapd.modify(change(ANH, "replace connectorStatus active"), who="mail").code == INSUFFICIENT_ACCESS


@pytest.mark.parametrize("who", ["addressbook", ANONYMOUS], ids=str)
def test_the_address_book_shows_who_is_listed_and_active(office: PrivateSlapd, who: Identity | str) -> None:
    """The suspended, the unlisted and foreign entries are not there, and cannot be found by any filter."""
    assert dns(office, "(mail=*)", who) == {ANH, UNIT, LIST}
    assert dns(office, "(|(cn=Trần Thị Bình)(cn=Lê Công Cường)(mail=quantri@khanhhoa.gov.vn))", who) == set()


@pytest.mark.parametrize("who", ["addressbook", ANONYMOUS], ids=str)
def test_the_address_book_shows_only_public_attributes(office: PrivateSlapd, who: Identity | str) -> None:
    """HR keys, former addresses and our marks are neither shown nor searchable."""
    assert seen(office, ANH, who) == PUBLIC - {"member"}
    for query in ("(employeeNumber=NV0001)", "(connectorKey=*)", "(connectorRetired=*)", "(uid=*)"):
        assert dns(office, query, who) == set()


def test_a_list_expands_for_everybody(office: PrivateSlapd) -> None:
    """The members of a listed list are DNs that resolve to listed people and units."""
    (found,) = office.search("(objectClass=groupOfNames)", ("member",), who=ANONYMOUS)
    assert set(found.get("member")) == {ANH, UNIT}
    for dn in found.get("member"):
        assert "mail" in seen(office, dn, ANONYMOUS)


@pytest.mark.parametrize(
    ("address_book", "anonymous", "person_sees"),
    [("anonymous", True, True), ("users", False, True), ("closed", False, False)],
)
def test_the_address_book_opens_as_far_as_configured(
    tmp_path: Path, address_book: str, *, anonymous: bool, person_sees: bool
) -> None:
    """One setting decides whether everybody, whoever has logged in, or only its service reads the book."""
    with PrivateSlapd(tmp_path, address_book=address_book) as server:
        server.add(person("an", userPassword="mot mat khau du dai") + person("binh"))
        reader = Identity(f"connectorId=an,ou=people,{BASE}", "mot mat khau du dai")
        book = {f"connectorId={name},ou=people,{BASE}" for name in ("an", "binh")}
        assert found_or_hidden(server, "addressbook") == book
        assert found_or_hidden(server, reader) == (book if person_sees else set())
        assert found_or_hidden(server, ANONYMOUS) == (book if anonymous else set())


def found_or_hidden(server: PrivateSlapd, who: Identity | str) -> set[str]:
    """Return the DNs with an address that `who` finds; none where even the base is hidden."""
    answer = server.ldapsearch("-b", BASE, "(mail=*)", "1.1", who=who)
    assert answer.code in {0, NO_SUCH_OBJECT}, answer.message
    return {line.removeprefix("dn: ") for line in answer.output.splitlines() if line.startswith("dn: ")}


def test_the_connector_reads_all_and_others_a_page(slapd: PrivateSlapd) -> None:
    """The size limit of 500 holds for strangers and not for the identities that must read everything."""
    slapd.add("".join(person(f"hang{number}") for number in range(600)), who="connector")
    for who in ("connector", "mail", "addressbook"):
        assert len(dns(slapd, "(mail=hang*)", who)) == 600
    paged = slapd.ldapsearch("-b", BASE, "-E", "pr=100/noprompt", "(mail=hang*)", "1.1", who="connector")
    assert paged.output.count("dn: ") == 600
    strangers = slapd.ldapsearch("-b", BASE, "(mail=hang*)", "1.1", who=ANONYMOUS)
    assert strangers.code == SIZE_LIMIT_EXCEEDED
    assert strangers.output.count("dn: ") == 500
