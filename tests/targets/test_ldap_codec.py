"""Entries as LDAP attributes: mapping files, names, LDIF, and change records that real tools take."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import SettingsError
from connector.model.plan import Change
from connector.targets.ldap_codec.changes import assertion, equals, modifications
from connector.targets.ldap_codec.ldif import NotLdif, ldif_changes, line, record, records
from connector.targets.ldap_codec.mapping import load_mapping
from connector.targets.ldap_codec.names import NameBook, normal, rdn
from connector.targets.ldif import LdifTarget
from connector.targets.openldap.target import OpenLdapTarget
from devtools.slapd import PrivateSlapd
from tests.support.boxes import change, create, delete, mail_list, person, unit
from tests.support.worlds import BASE, MAPPING, OWNER, codec, settings

HA = person("NV0001")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def test_the_dn_of_a_person_shows_no_hr_key() -> None:
    """16 letters of base32, the same for the same key, another one for another organisation."""
    dn = codec().dn("person/NV0001")
    assert "NV0001" not in dn
    assert len(dn.split(",")[0]) == len("connectorId=") + 16
    assert dn == codec().dn("person/NV0001") != codec(owner="khac").dn("person/NV0001")


@given(TEXT)
def test_an_rdn_holds_any_text(text: str) -> None:
    """No text ends its RDN early, and its bytes are all there."""
    written = rdn("cn", text)
    assert "," not in written
    assert "\n" not in written
    assert normal(f"{written},dc=vn").endswith(",dc=vn")
    assert normal(f"{written},dc=vn") == normal(f"{written} , DC=vn")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CN=An,DC=vn", "cn=an, dc=VN"),
        ("cn=a\\2cb,dc=vn", "cn=a\\,b,dc=vn"),
        ("cn=\\c4\\90,dc=vn", "cn=đ,dc=vn"),
        ("cn=a\\231\\2cb,dc=vn", "cn=a#1\\,b,dc=vn"),
        ("cn=a\\20,dc=vn", "cn=a\\ ,dc=vn"),
    ],
)
def test_a_dn_is_itself_however_it_is_spelled(one: str, other: str) -> None:
    """Case, blanks and the kind of escape do not matter (RFC 4514)."""
    assert normal(one) == normal(other)


def test_an_adopted_entry_keeps_its_dn() -> None:
    """The book says where an entry was found, else where it would be made; and finds it by either."""
    book = NameBook(lambda key: f"cn={key}")
    book.learn("unit/a", "OU=Cu,dc=vn")
    assert (book.dn("unit/a"), book.dn("unit/b")) == ("OU=Cu,dc=vn", "cn=unit/b")
    assert (book.key("ou=cu, dc=vn"), book.key("cn=unit/b"), book.key("cn=x")) == ("unit/a", "unit/b", None)


def test_a_filter_value_is_only_a_value() -> None:
    """Whatever a name holds, the filter around it keeps its shape (RFC 4515)."""
    assert equals("cn", "*)(uid=*") == "(cn=\\2a\\29\\28uid=\\2a)"
    assert equals("cn", " a").startswith("(cn=\\20")


def test_only_what_differs_is_modified() -> None:
    """One changed field is one modification; its copy goes along; a rename writes uid too."""
    coded = codec()

    def touched(one: Change) -> list[str]:
        assert one.before is not None
        assert one.after is not None
        return [part.attribute for part in modifications(coded, one.before, one.after, coded.dn)]

    assert touched(change(HA, title="x")) == ["title"]
    assert touched(change(HA, name="Lê An")) == ["cn", "displayName"]
    assert touched(change(HA, address="la@x.vn")) == ["mail", "uid"]
    assert touched(change(HA)) == []


def test_the_assertion_names_owner_key_and_old_values() -> None:
    """What guards a write is true of our entry as it was, and of no other."""
    filter_text = assertion(codec(), HA, codec().dn)
    for part in (f"(connectorOwner={OWNER})", f"(connectorKey={HA.key})", f"(mail={HA.address})"):
        assert part in filter_text
    assert "(!(connectorAlias=*))" in filter_text


@pytest.mark.parametrize("field", ["name", "surname"])
def test_a_copy_that_differs_shows_as_a_difference(field: str) -> None:
    """A hand-edited displayName is seen; what the schema needs filled comes back empty."""
    coded = codec()
    if field == "name":
        attributes = coded.creation(HA, coded.dn) | {"displayName": [b"x"]}
        assert coded.decode(attributes, HA.key, lambda _: None) == replace(HA, name="x")
    else:
        bare = replace(HA, surname="")
        attributes = coded.creation(bare, coded.dn)
        assert attributes["sn"] == [b"-"]
        assert coded.decode(attributes, HA.key, lambda _: None) == bare


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format = 1", "format = 2", "format"),
        ('owner = "connectorOwner"', "", "marks.owner"),
        ('address = "mail"', "", "address"),
        ('address = "mail"', 'address = ["mail", "email"]', "address"),
        ('title = "title"', 'title = "ti tle"', "title"),
        ('title = "title"', 'title = "cn"', "cn"),
        ('phone = "telephoneNumber"', 'phone = "telephoneNumber"\nfax = "fax"', "fax"),
        ('container = "ou=people"', "container = 3", "container"),
        ("[list]", "[group]", "group"),
        ("[foreign]", "[foreign", "TOML"),
    ],
)
def test_a_faulty_mapping_is_refused_by_name(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Each fault is named, in both languages, with the file."""
    path = tmp_path / "ldap.toml"
    text = MAPPING.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(SettingsError) as caught:
        load_mapping(path)
    assert caught.value.where == str(path)
    said = [caught.value.what, *caught.value.faults]
    assert any(words in text.en for text in said)
    assert all(text.vi for text in said)


@given(st.dictionaries(st.sampled_from(["cn", "sn", "title"]), st.lists(st.binary(max_size=200), min_size=1)))
def test_ldif_holds_any_bytes(attributes: dict[str, list[bytes]]) -> None:
    """What is written as LDIF reads back equal, and each record keeps its own bytes."""
    raw = record("cn=x,dc=vn", attributes) * 2
    found = list(records(raw, {}))
    assert b"".join(one.raw for one in found) == raw
    assert [one.attributes for one in found] == [attributes, attributes]


@pytest.mark.parametrize(
    "content", [b"dn: a\nxyz\n", b"cn: a\n", b"dn: a\njpegPhoto:< file:///x\n", b"dn: a\ncn:: %\n"]
)
def test_what_is_not_ldif_is_refused_with_its_line(content: bytes) -> None:
    """The line is counted from 1; a value from a file is never fetched."""
    with pytest.raises(NotLdif) as caught:
        list(records(b"# x\n\n" + content, {}))
    assert caught.value.line == 2 + content.count(b"\n")


def test_a_folded_line_is_one_line() -> None:
    """Long values are folded at 76 bytes."""
    written = line("title", b"x" * 300)
    assert max(map(len, written.split(b"\n"))) <= 76
    assert next(iter(records(b"dn: cn=x\n" + written, {}))).attributes == {"title": [b"x" * 300]}


@pytest.mark.slapd
def test_ldapmodify_takes_the_change_records(tmp_path: Path) -> None:
    """A plan written as LDIF, run by the real tool, leaves exactly what the plan says."""
    odd = person("NV0002", name='Lê "An",\nBình', title=" x ", aliases=(f"a@{BASE}.vn",))
    box, mails = unit("snv"), mail_list("snv", members=(HA.key, "unit/snv"))
    changes = [
        create(HA),
        create(odd),
        create(box),
        create(mails),
        change(HA, title="", address="moi@x.vn", retired=(HA.address,)),
        change(mails, members=(odd.key,)),
        delete(box),
    ]
    with PrivateSlapd(tmp_path / "slapd", BASE, owners=(OWNER,)) as server:
        coded = codec()
        who = server.identity("connector")
        answer = server.modify(ldif_changes(changes, coded), who=who)
        assert answer.code == 0, answer
        late = server.modify(ldif_changes([change(HA, title="muộn")], coded), who=who)
        assert late.code == 16
        target = OpenLdapTarget(settings(server), coded)
        assert set(target.read().directory) == {
            replace(HA, title="", address="moi@x.vn", retired=(HA.address,)),
            odd,
            replace(mails, members=(odd.key,)),
        }
        target.close()


@pytest.mark.slapd
def test_slapadd_loads_the_file(tmp_path: Path) -> None:
    """A file that the LDIF target made from nothing becomes a directory that reads the same."""
    path = tmp_path / "danh-ba.ldif"
    source = LdifTarget(path, codec())
    odd = unit("Phòng #1, tầng 2", name=' "x" ', address="p1@x.vn")
    wave = [create(HA), create(odd), create(mail_list("snv", members=(HA.key, odd.key)))]
    assert all(outcome.result.settled for outcome in source.apply(wave))
    conf = _empty_conf(tmp_path)
    loaded = subprocess.run(
        ["slapadd", "-f", str(conf), "-l", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/sbin:/usr/bin"},
    )
    assert loaded.returncode == 0, loaded.stderr
    assert shutil.which("slapcat", path="/usr/sbin:/usr/bin")
    dumped = subprocess.run(
        ["slapcat", "-f", str(conf)], capture_output=True, check=True, env={"PATH": "/usr/sbin:/usr/bin"}
    )
    copy = tmp_path / "copy.ldif"
    copy.write_bytes(dumped.stdout)
    assert LdifTarget(copy, codec()).read() == source.read()


def _empty_conf(folder: Path) -> Path:
    """Return a configuration with our schema and an empty database."""
    schema = MAPPING.parents[2] / "docker" / "openldap" / "schema" / "connector.schema"
    (folder / "db").mkdir()
    conf = folder / "slapd.conf"
    names: Callable[[str], str] = "include /etc/ldap/schema/{}.schema".format
    conf.write_text(
        "\n".join(
            [
                *map(names, ("core", "cosine", "inetorgperson")),
                f"include {schema}",
                "modulepath /usr/lib/ldap",
                "moduleload back_mdb",
                "database mdb",
                f'suffix "{BASE}"',
                f"directory {folder / 'db'}",
                "",
            ]
        )
    )
    return conf
