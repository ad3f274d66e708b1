"""What the server refuses whoever asks: schema, one address for one entry, members that exist."""

import re
import time

import pytest

from devtools.slapd import PrivateSlapd
from tests.support.office import ANH, BASE, BINH, CUONG, FOREIGN, LIST, UNIT, change, person, removal

pytestmark = pytest.mark.slapd

INVALID_SYNTAX = 21
CONSTRAINT_VIOLATION = 19
OBJECT_CLASS_VIOLATION = 65

SINGLE = {
    "connectorId",
    "connectorKey",
    "connectorOwner",
    "connectorUnit",
    "connectorStatus",
    "connectorQuota",
    "connectorListed",
    "connectorEnvelope",
}
MANY = {"connectorAlias", "connectorAlsoPerson", "connectorRetired"}


def test_the_schema_is_loaded_under_an_oid_of_our_own(office: PrivateSlapd) -> None:
    """All attributes and classes are there, single where promised, under one UUID-based arc."""
    (schema,) = office.search(
        attributes=("attributeTypes", "objectClasses"), base="cn=Subschema", scope="base", who="connector"
    )
    ours = [value for value in schema.get("attributeTypes") if "'connector" in value]
    names = {
        match[1]: "SINGLE-VALUE" in value for value in ours if (match := re.search(r"NAME '(\w+)'", value))
    }
    assert names == {**dict.fromkeys(SINGLE, True), **dict.fromkeys(MANY, False)}
    classes = [value for value in schema.get("objectClasses") if "'connector" in value]
    assert len(classes) == 2
    oids = {value.split()[1].rsplit(".", 2)[0] for value in (*ours, *classes)}
    assert len(oids) == 1
    assert re.fullmatch(r"2\.25\.\d{30,39}", oids.pop())


@pytest.mark.parametrize(
    ("ldif", "code"),
    [
        pytest.param(change(ANH, "delete mail"), OBJECT_CLASS_VIOLATION, id="no mail"),
        pytest.param(change(ANH, "delete connectorStatus"), OBJECT_CLASS_VIOLATION, id="no status"),
        pytest.param(change(ANH, "delete connectorOwner"), OBJECT_CLASS_VIOLATION, id="no owner"),
        pytest.param(change(ANH, "add mail hai@khanhhoa.gov.vn"), CONSTRAINT_VIOLATION, id="two mails"),
        pytest.param(
            change(LIST, "add mail hai@khanhhoa.gov.vn"), CONSTRAINT_VIOLATION, id="two mails of a list"
        ),
        pytest.param(change(ANH, "add connectorUnit VP"), CONSTRAINT_VIOLATION, id="two units"),
        pytest.param(change(ANH, "replace connectorStatus on"), CONSTRAINT_VIOLATION, id="unknown status"),
        pytest.param(change(ANH, "replace connectorQuota -1"), CONSTRAINT_VIOLATION, id="negative quota"),
        pytest.param(change(ANH, "replace connectorQuota 2G"), INVALID_SYNTAX, id="quota with a unit"),
        pytest.param(change(ANH, "replace connectorListed yes"), INVALID_SYNTAX, id="listed is a boolean"),
        pytest.param(change(ANH, "replace mail ánh@khanhhoa.gov.vn"), INVALID_SYNTAX, id="accented address"),
        pytest.param(change(LIST, "delete member"), OBJECT_CLASS_VIOLATION, id="a list without members"),
    ],
)
def test_a_malformed_entry_is_refused(office: PrivateSlapd, ldif: str, code: int) -> None:
    """A mistake in one attribute is refused with the result code that names its kind."""
    answer = office.modify(ldif)
    assert answer.code == code, answer.message


def test_two_mails_of_a_foreign_entry_are_not_our_business(slapd: PrivateSlapd) -> None:
    """The constraints hold for boxes and lists of the connector, not for entries of others."""
    assert slapd.modify(change(FOREIGN, "add mail quantri2@khanhhoa.gov.vn")).code == 0


@pytest.mark.parametrize(
    "ldif",
    [
        pytest.param(person("moi", mail="nvanh.stc@khanhhoa.gov.vn"), id="mail"),
        pytest.param(person("moi", mail="NVAnh.STC@KhanhHoa.gov.vn"), id="mail in capitals"),
        pytest.param(person("moi", mail="quantri@khanhhoa.gov.vn"), id="mail of a foreign entry"),
        pytest.param(person("moi", mail="stc@khanhhoa.gov.vn"), id="mail of a unit"),
        pytest.param(person("moi", connectorAlias="anh.stc@khanhhoa.gov.vn"), id="alias"),
        pytest.param(person("moi", connectorRetired="nvanh.vp@khanhhoa.gov.vn"), id="retired"),
        pytest.param(change(UNIT, "replace mail nvanh.stc@khanhhoa.gov.vn"), id="modify"),
        pytest.param(person("moi", connectorKey="person/NV0001"), id="key"),
        pytest.param(person("moi", connectorKey="unit/STC"), id="key of a unit"),
    ],
)
def test_what_is_taken_is_refused_with_19(office: PrivateSlapd, ldif: str) -> None:
    """An address is one entry's, in whatever container, and so is a key within one organisation."""
    answer = office.modify(ldif, who="connector")
    assert answer.code == CONSTRAINT_VIOLATION, answer.message
    assert "unique" in answer.message


def test_another_organisation_may_use_the_same_key(slapd: PrivateSlapd) -> None:
    """Keys are unique within an owner; two bodies may number their people alike."""
    ldif = person("moi", connectorKey="person/NV0001", connectorOwner="lamdong")
    assert slapd.modify(ldif, who="connector").code == 0


def test_keeping_ones_own_address_is_allowed(slapd: PrivateSlapd) -> None:
    """A modification that repeats an entry's own address does not collide with itself."""
    assert slapd.modify(change(ANH, "replace mail nvanh.stc@khanhhoa.gov.vn"), who="connector").code == 0


@pytest.mark.parametrize(
    "taken", ["anh.stc@khanhhoa.gov.vn", "nvanh.vp@khanhhoa.gov.vn"], ids=["alias of another", "retired"]
)
def test_the_server_cannot_compare_mail_with_aliases(slapd: PrivateSlapd, taken: str) -> None:
    """The limit of slapo-unique that the README names: across attributes the connector itself must look."""
    assert slapd.modify(person("moi", mail=taken), who="connector").code == 0


def test_a_renamed_member_is_followed(slapd: PrivateSlapd) -> None:
    """The list names the new DN soon after a member's entry was renamed."""
    slapd.add(f"dn: {ANH}\nchangetype: modrdn\nnewrdn: connectorId=dddddddddddddddd\ndeleteoldrdn: 1\n")
    renamed = ANH.replace("a" * 16, "d" * 16)
    assert _settled(slapd, {renamed, UNIT})


def test_a_deleted_member_leaves_and_the_last_is_replaced_by_nobody(slapd: PrivateSlapd) -> None:
    """A list never points at what is not there; groupOfNames cannot be empty, so `nobody` stands in."""
    slapd.add(removal(ANH), who="connector")
    assert _settled(slapd, {UNIT})
    slapd.add(removal(UNIT), who="connector")
    assert _settled(slapd, {f"cn=nobody,ou=services,{BASE}"})


def _settled(server: PrivateSlapd, members: set[str]) -> bool:
    # slapo-refint works after the answer was sent: some tenths of a second.
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        (found,) = server.search(attributes=("member",), base=LIST, scope="base")
        if set(found.get("member")) == members:
            return True
        time.sleep(0.05)
    return False


def test_an_untouched_entry_stays_as_it_is(slapd: PrivateSlapd) -> None:
    """The guards change nothing by themselves: refused writes leave the entries byte-identical."""
    before = slapd.search(attributes=("*", "entryCSN"))
    for dn in (BINH, CUONG):
        assert slapd.modify(change(dn, "replace mail stc@khanhhoa.gov.vn")).code == CONSTRAINT_VIOLATION
    assert slapd.search(attributes=("*", "entryCSN")) == before
