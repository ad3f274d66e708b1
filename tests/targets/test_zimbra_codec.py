"""Accounts and lists ↔ entries, without a server: states, marks, notes, the mapping file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import SettingsError
from connector.model.directory import Entry, State
from connector.targets.zimbra.codec import Found, Unreadable, Unwritable, ZimbraCodec, between, differences
from connector.targets.zimbra.mapping import load_mapping
from connector.targets.zimbra.marks import Notes, key_of, principal
from connector.targets.zimbra.requests import create_account
from connector.targets.zimbra.settings import Closing
from tests.support.boxes import DOMAIN, mail_list, person, unit
from tests.support.zimbra_world import MAPPING, codec

HA = person("NV0001")


def shown(entry: Entry, **changed: str) -> Found:
    """Return how Zimbra would show an entry, with some attributes changed by others."""
    values = codec().creation(entry) | {"zimbraMailAlias": "", **changed}
    element = "dl" if entry.key.startswith("list/") else "account"
    attributes: Mapping[str, list[str]] = {name: [value] for name, value in values.items() if value}
    return Found(element, "1", entry.address, {**attributes, "zimbraMailAlias": list(entry.aliases)})


def read(found: Found) -> Entry:
    """Return the entry that Zimbra shows."""
    return codec().decode(found, codec().key(found), lambda _: None)


@pytest.mark.parametrize(
    ("status", "mail", "state"),
    [
        ("active", "enabled", State.ACTIVE),
        ("active", "", State.ACTIVE),
        ("lockout", "enabled", State.ACTIVE),
        ("maintenance", "enabled", State.ACTIVE),
        ("active", "disabled", State.SUSPENDED),
        ("locked", "enabled", State.SUSPENDED),
        ("locked", "disabled", State.CLOSED),
        ("closed", "disabled", State.CLOSED),
        ("pending", "disabled", State.CLOSED),
    ],
)
def test_a_status_of_zimbra_is_a_state_of_ours(status: str, mail: str, state: State) -> None:
    """What passes by itself is active; whoever cannot log in is suspended; who gets no mail either, closed."""
    found = shown(HA, zimbraAccountStatus=status, zimbraMailStatus=mail)
    assert read(found).state is state


@pytest.mark.parametrize("closing", Closing)
@pytest.mark.parametrize("state", State)
def test_every_state_comes_back(closing: Closing, state: State) -> None:
    """Suspension is `locked`, never `closed`; closing is as the settings say; both are read alike."""
    one = codec(closing=closing)
    box = person("NV0001", state=state)
    values = one.creation(box)
    assert (
        values["zimbraAccountStatus"]
        == {
            State.ACTIVE: "active",
            State.SUSPENDED: "locked",
            State.CLOSED: closing.value,
        }[state]
    )
    found = Found("account", "1", box.address, {name: [value] for name, value in values.items()})
    assert one.decode(found, box.key, lambda _: None) == box


@pytest.mark.parametrize("state", State)
def test_every_state_of_a_list_comes_back(state: State) -> None:
    """Lists have no status of their own in Zimbra; mail is switched off, and the notes tell which it was."""
    mails = mail_list("snv", state=state, members=())
    assert read(shown(mails)) == mails


def test_a_locked_out_account_is_not_touched_by_another_change() -> None:
    """Zimbra locks somebody out after failed logins; changing a title does not let them in again."""
    one = codec()
    start = one.encode(HA)
    end = one.encode(person("NV0001", title="Trưởng phòng"))
    assert differences(start, end) == {"title": "Trưởng phòng"}


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=60).filter(str.strip))
def test_a_key_comes_back_from_its_principal(owner: str, key: str) -> None:
    """Whatever is in a key: the principal is plain ASCII, says the key, and fits."""
    made = principal(owner, key)
    assert made.isascii()
    assert not set(made) & set(" *()\\\0")
    assert key_of(owner, made) in (key, None)


def test_a_very_long_key_has_a_digest_for_a_principal() -> None:
    """A principal has at most 256 characters in Zimbra."""
    made = principal("khanhhoa", "unit/" + "x" * 300)
    assert len(made) <= 256
    assert key_of("khanhhoa", made) is None


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["key", "unit"]), st.text(max_size=20)))
def test_notes_keep_what_others_wrote(others: str, record: dict[str, str]) -> None:
    """Our line goes in and out of the notes; every other character stays."""
    before = Notes.read(others)
    written = before.written(record)
    after = Notes.read(written)
    assert after.others == before.others
    assert dict(after.record) == record


@pytest.mark.parametrize(
    "text", ["connector: {", "connector: {}x", "connector: [1]", "Connector: x", "connector: {'a': 1}"]
)
def test_a_spoiled_line_is_somebody_elses(text: str) -> None:
    """What is no record of ours any more is kept as it is, and not believed."""
    assert Notes.read(text) == Notes({}, text)


@pytest.mark.parametrize(
    ("found", "owned"),
    [
        (shown(HA), True),
        (shown(unit()), True),
        (shown(mail_list()), True),
        (shown(HA, zimbraForeignPrincipal="connector:ninhbinh:person/NV0001"), False),
        (shown(HA, zimbraForeignPrincipal="kerberos5:x@Y"), False),
        (shown(HA, zimbraForeignPrincipal=""), False),
        (shown(mail_list(), zimbraNotes='connector: {"key":"list/snv","owner":"ninhbinh"}'), False),
        (shown(mail_list(), zimbraNotes=""), False),
    ],
)
def test_ours_is_what_carries_our_mark(found: Found, owned: bool) -> None:  # noqa: FBT001 - a case
    """Accounts by their principal, lists by their notes; another organisation's are not ours."""
    assert codec().owned(found) is owned


@pytest.mark.parametrize(
    "found",
    [
        shown(HA, zimbraForeignPrincipal="connector:khanhhoa:list/snv"),
        shown(HA, zimbraForeignPrincipal="connector:khanhhoa:nobody"),
        shown(HA, zimbraForeignPrincipal="connector:khanhhoa:sha256-00"),
        shown(HA, zimbraNotes='connector: {"key":"person/NV0002","owner":"khanhhoa"}'),
        shown(mail_list(), zimbraNotes='connector: {"owner":"khanhhoa"}'),
        shown(mail_list(), zimbraNotes='connector: {"key":"person/NV0001","owner":"khanhhoa"}'),
    ],
)
def test_marks_that_contradict_each_other_are_not_believed(found: Found) -> None:
    """Such an entry is not one of ours to change; its addresses are occupied."""
    assert codec().owned(found)
    with pytest.raises(Unreadable):
        codec().key(found)


def test_addresses_of_others_are_all_of_them() -> None:
    """Also those that another organisation's connector has retired."""
    found = shown(person("NV0001", aliases=(f"phu@{DOMAIN}",), retired=(f"cu@{DOMAIN}",)))
    assert set(codec().addresses(found)) == {HA.address, f"phu@{DOMAIN}", f"cu@{DOMAIN}"}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "   "},
        {"name": "chuông \x07"},
        {"unit": "\ud800"},
        {"retired": tuple(f"dia.chi.cu.{number}@{DOMAIN}" for number in range(50))},
    ],
    ids=["blank", "control", "surrogate", "too long"],
)
def test_what_zimbra_would_drop_or_cut_is_refused(fields: dict[str, Any]) -> None:
    """Never sent, never cut: one sentence that names the attribute."""
    with pytest.raises(Unwritable) as caught:
        codec().creation(person("NV0001", **fields))
    assert caught.value.text.vi


def test_long_texts_are_no_matter_where_zimbra_takes_them() -> None:
    """Only the notes are limited."""
    box = person("NV0001", name="x" * 3000, unit_name="Phòng Tổ chức – Hành chính " * 60)
    assert read(shown(box)) == box


def test_quota_is_bytes_to_zimbra_and_mib_to_us() -> None:
    """Zero is what the class of service says, there as here."""
    assert codec().creation(person(quota=2048))["zimbraMailQuota"] == "2147483648"
    assert "zimbraMailQuota" not in codec().creation(person(quota=0))
    for size, quota in (("2147483648", 2048), ("0", 0), ("5", 1)):
        box = read(shown(HA, zimbraMailQuota=size))
        assert getattr(box, "quota", None) == quota
    with pytest.raises(Unreadable):
        read(shown(HA, zimbraMailQuota="1GB"))


@pytest.mark.parametrize(
    ("now", "halfway"),
    [
        (HA, True),
        (person("NV0001", address=f"moi@{DOMAIN}"), True),
        (person("NV0001", address=f"moi@{DOMAIN}", aliases=(HA.address,)), True),
        (person("NV0001", address=f"moi@{DOMAIN}", aliases=(HA.address,), title="Trưởng phòng"), True),
        (person("NV0001", title="Phó phòng"), False),
        (person("NV0001", aliases=(f"la@{DOMAIN}",)), False),
        (person("NV0001", address=f"khac@{DOMAIN}"), False),
    ],
)
def test_only_our_own_way_counts_as_halfway(now: Entry, halfway: bool) -> None:  # noqa: FBT001 - a case
    """An entry with anything that is neither before nor after was changed by somebody else."""
    after = person("NV0001", address=f"moi@{DOMAIN}", aliases=(HA.address,), title="Trưởng phòng")
    assert between(HA, now, after) is halfway


def test_a_request_does_not_show_what_is_in_it() -> None:
    """Tracebacks and logs show the name of a command only."""
    assert repr(create_account("a@b.vn", "bi-mat", {"displayName": "Ai Đó"})) == "<CreateAccountRequest>"


WRONG = {
    "format": "format = 2",
    "stray kind": "[room]\nx = 1",
    "stray part": "[person.filters]\nx = 1",
    "no such field": '[person.attributes]\nquota = "x"',
    "not a name": '[person.attributes]\nname = "a b"',
    "ours": '[person.attributes]\nname = "zimbraNotes"',
    "ours at creation": '[list.create]\nzimbraMailStatus = "enabled"',
    "twice": '[person.attributes]\nname = "title"\ntitle = "title"',
    "empty of nothing": '[person.when_empty]\nsurname = "-"',
    "not TOML": "[person",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_mapping_is_refused_in_words(wrong: str, tmp_path: Path) -> None:
    """Each fault is told; none is guessed at."""
    file = tmp_path / "zimbra.toml"
    text = WRONG[wrong]
    file.write_text(text if "format" in text else f"format = 1\n{text}", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_mapping(file)
    assert str(file) in str(caught.value)


def test_a_field_without_an_attribute_is_kept_in_the_notes(tmp_path: Path) -> None:
    """Who takes a line from the mapping loses nothing of the entry."""
    file = tmp_path / "zimbra.toml"
    lines = MAPPING.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("phone")), encoding="utf-8")
    one = ZimbraCodec(load_mapping(file), "khanhhoa")
    values = one.creation(HA)
    assert HA.phone not in values.values()
    found = Found("account", "1", HA.address, {name: [value] for name, value in values.items()})
    assert one.decode(found, HA.key, lambda _: None) == HA
