"""The promises of `connector.ports.strangers.AdoptableTarget`, kept by every adapter that can take boxes over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Protocol

import pytest

from connector.errors import TargetRejected
from connector.model.directory import PersonalMailbox, State
from connector.model.outcome import Result
from connector.model.plan import Change, ChangeKind, Reason
from connector.model.stranger import NO_KEY, Stranger
from connector.ports import Target
from connector.targets.ldap_codec.ldif import line, records
from connector.targets.ldif import LdifTarget
from connector.targets.memory import MemoryTarget
from connector.targets.openldap.settings import DriverChoice
from connector.targets.openldap.target import OpenLdapTarget
from connector.targets.owned import Owned
from connector.targets.retrying import Retrying
from connector.text import Text
from tests.support.boxes import DOMAIN
from tests.support.worlds import BASE, LdifWorld, MemoryWorld, SlapdWorld, slapd_world
from tests.support.zimbra_world import zimbra_world

HA = f"cn=Nguyễn Thị Thu Hà,ou=people,{BASE}"
BINH = f"uid=binh.tv,ou=people,{BASE}"
MADE_BY_HAND = {
    HA: {
        "objectClass": ["inetOrgPerson"],
        "cn": ["Nguyễn Thị Thu Hà", "Ha Nguyen"],
        "sn": ["Nguyễn"],
        "mail": [f"ha.cu@{DOMAIN}"],
        "title": ["Chuyên viên"],
        "ou": ["Sở Nội vụ"],
        "description": ["ghi chú của người khác"],
    },
    BINH: {
        "objectClass": ["inetOrgPerson"],
        "uid": ["binh.tv"],
        "cn": ["Tran Van Binh"],
        "sn": ["Tran"],
        "mail": [f"binh.tv@{DOMAIN}"],
        "employeeNumber": ["NV0002"],
    },
}
SNV = f"cn=Sở Nội vụ,ou=units,{BASE}"
UNIT_BY_HAND = {
    "objectClass": ["inetOrgPerson"],
    "cn": ["Sở Nội vụ"],
    "sn": ["Sở Nội vụ"],
    "mail": [f"snv@{DOMAIN}"],
    "telephoneNumber": ["0258 3822 001"],
}
REASON = Reason(Text(vi="lãnh đạo duyệt", en="approved"))


class Place(Protocol):
    """A directory with boxes made by hand in it."""

    def target(self) -> "OpenLdapTarget | LdifTarget | MemoryTarget":
        """Return a new target on it."""
        ...

    def attributes(self, dn: str) -> dict[str, list[str]]:
        """Return everything that stands at a DN, sorted."""
        ...

    def retitle(self, dn: str, title: str) -> None:
        """Let others change the title of a box made by hand."""
        ...


class MemoryPlace:
    """A dict."""

    def __init__(self) -> None:
        self.world = MemoryWorld()
        for dn, said in MADE_BY_HAND.items():
            box = PersonalMailbox(
                key=NO_KEY,
                person=said.get("employeeNumber", [""])[0],
                address=said["mail"][0],
                aliases=tuple(said["mail"][1:]),
                name="",
                surname=said["sn"][0],
                given="",
                title=said.get("title", [""])[0],
                unit="",
                unit_name=said.get("ou", [""])[0],
                listed=False,
            )
            self.world.directory.strangers[dn] = Stranger(dn, box, said["cn"][0])
            self.world.directory.foreign |= dict.fromkeys(said["mail"], dn)

    def target(self) -> MemoryTarget:
        """Return a new target on it."""
        return MemoryTarget(self.world.directory)

    def attributes(self, dn: str) -> dict[str, list[str]]:
        """Return nothing: there are no attributes here."""
        del dn
        return {}

    def retitle(self, dn: str, title: str) -> None:
        """Let others change the title."""
        found = self.world.directory.strangers[dn]
        self.world.directory.strangers[dn] = replace(found, box=replace(found.box, title=title))


def ldif_of(dn: str, said: dict[str, list[str]]) -> bytes:
    """Return an entry as somebody wrote it."""
    lines = [line("dn", dn.encode())]
    lines += [line(name, value.encode()) for name, values in said.items() for value in values]
    return b"".join(lines) + b"\n"


class LdifPlace:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self.world = LdifWorld(folder)
        self.world.path.write_bytes(b"".join(ldif_of(dn, said) for dn, said in MADE_BY_HAND.items()))

    def target(self) -> LdifTarget:
        """Return a new target on it."""
        return LdifTarget(self.world.path, self.world.codec)

    def attributes(self, dn: str) -> dict[str, list[str]]:
        """Return everything that stands at a DN."""
        found = next(one for one in records(self.world.path.read_bytes(), {}) if one.dn == dn)
        return {name: sorted(v.decode() for v in values) for name, values in found.attributes.items()}

    def retitle(self, dn: str, title: str) -> None:
        """Let others change the title."""
        text = self.world.path.read_bytes()
        old = next(one.raw for one in records(text, {}) if one.dn == dn)
        said = {**MADE_BY_HAND[dn], "title": [title]}
        self.world.path.write_bytes(text.replace(old, ldif_of(dn, said)))


class SlapdPlace:
    """A server."""

    def __init__(self, world: SlapdWorld) -> None:
        self.world = world
        for dn, said in MADE_BY_HAND.items():
            world.slapd.add(ldif_of(dn, said).decode())

    def target(self) -> OpenLdapTarget:
        """Return a new target on it."""
        made = self.world.target()
        assert isinstance(made, OpenLdapTarget)
        return made

    def attributes(self, dn: str) -> dict[str, list[str]]:
        """Return everything that stands at a DN."""
        [found] = self.world.slapd.search("(objectClass=*)", ("*",), base=dn, scope="base")
        return {name: sorted(values) for name, values in found.attributes.items()}

    def retitle(self, dn: str, title: str) -> None:
        """Let others change the title."""
        change = f"changetype: modify\nreplace: title\n{line('title', title.encode()).decode()}-\n"
        answer = self.world.slapd.modify(line("dn", dn.encode()).decode() + change)
        assert answer.code == 0, answer


@pytest.fixture(
    params=[
        "memory",
        "ldif",
        pytest.param("openldap-native", marks=pytest.mark.slapd),
        pytest.param("openldap-pure", marks=pytest.mark.slapd),
    ]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Give a directory of each kind with two boxes made by hand."""
    if request.param == "memory":
        yield MemoryPlace()
    elif request.param == "ldif":
        yield LdifPlace(tmp_path)
    else:
        with slapd_world(tmp_path, DriverChoice(request.param.removeprefix("openldap-"))) as world:
            yield SlapdPlace(world)


def adoption(place: Place, dn: str, key: str) -> Change:
    """Return the change that takes a box over as it stands."""
    (found,) = [one for one in place.target().strangers() if one.place == dn]
    return Change(None, replace(found.box, key=f"person/{key}", person=key), REASON, found)


def do(target: Target, *changes: Change) -> list[Result]:
    """Apply one wave and return what became of it, in the order of keys."""
    outcomes = sorted(target.apply(changes), key=lambda one: one.change.key)
    return [one.result for one in outcomes]


def guarded(place: Place) -> Target:
    """Return a target as it is used in earnest."""
    return Owned(Retrying(place.target(), sleep=lambda _: None, rng=Random(7)))  # noqa: S311 - no secret


def test_boxes_of_others_are_found(place: Place) -> None:
    """What they say of themselves, and that nothing stands in the way."""
    ha, binh = place.target().strangers()
    assert (ha.place, ha.name) == (HA, "Nguyễn Thị Thu Hà")
    assert (ha.box.address, ha.box.aliases) == (f"ha.cu@{DOMAIN}", ())
    assert (ha.box.title, ha.box.unit_name) == ("Chuyên viên", "Sở Nội vụ")
    assert (binh.place, binh.box.person, binh.name) == (BINH, "NV0002", "Tran Van Binh")
    assert not ha.obstacle.vi
    assert not binh.obstacle.vi


def test_only_marks_are_written_and_the_place_stays(place: Place) -> None:
    """Class, key, HR key where there was none, owner and status; every other attribute as it was."""
    before = {dn: place.attributes(dn) for dn in (HA, BINH)}
    change = adoption(place, HA, "NV0001")
    assert change.kind is ChangeKind.ADOPT
    target = guarded(place)
    assert do(target, change) == [Result.DONE]
    after = place.attributes(HA)
    kept = {name: values for name, values in after.items() if not name.startswith("connector")}
    assert kept.pop("employeeNumber", ["NV0001"]) == ["NV0001"]
    kept["objectClass"] = [name for name in kept.get("objectClass", []) if name != "connectorMailbox"]
    assert kept == (before[HA] or {"objectClass": []})
    assert place.attributes(BINH) == before[BINH]
    for reader in (target, place.target()):
        assert reader.read().directory.get("person/NV0001") == change.after
    assert [one.place for one in place.target().strangers()] == [BINH]


def test_adopting_again_is_already_done(place: Place) -> None:
    """Also for a process that knows nothing of the first one."""
    change = adoption(place, HA, "NV0001")
    assert do(guarded(place), change) == [Result.DONE]
    before = place.attributes(HA)
    assert do(guarded(place), change) == [Result.ALREADY]
    assert place.attributes(HA) == before


def test_what_was_changed_since_is_not_taken_over(place: Place) -> None:
    """The box is no longer as it was read: a conflict, and not a byte is written."""
    change = adoption(place, HA, "NV0001")
    place.retitle(HA, "Trưởng phòng")
    before = place.attributes(HA)
    assert do(guarded(place), change) == [Result.CONFLICT]
    assert place.attributes(HA) == before


def test_nobody_takes_over_what_somebody_has_taken(place: Place) -> None:
    """Two keys for one box: the second is a conflict."""
    first, second = adoption(place, HA, "NV0001"), adoption(place, HA, "NV0009")
    assert do(guarded(place), first) == [Result.DONE]
    assert do(guarded(place), second) == [Result.CONFLICT]
    assert place.target().read().directory.get("person/NV0009") is None


def test_an_adopted_box_is_one_like_any_other(place: Place) -> None:
    """It is updated, renamed, closed and reopened where it stands, also where its name is in its DN."""
    for dn, key in ((HA, "NV0001"), (BINH, "NV0002")):
        assert do(guarded(place), adoption(place, dn, key)) == [Result.DONE]
    for key in ("person/NV0001", "person/NV0002"):
        now = place.target().read().directory.get(key)
        assert isinstance(now, PersonalMailbox)
        for fields in (
            {"person": key[7:], "name": "Họ Tên Mới", "surname": "Họ", "given": "Mới", "unit": "snv"},
            {
                "address": f"moi.{key[7:].lower()}@{DOMAIN}",
                "aliases": tuple(sorted({*now.aliases, now.address})),
            },
            {"state": State.CLOSED},
            {"state": State.ACTIVE, "listed": True, "quota": 100},
        ):
            after = replace(now, **fields)
            assert do(guarded(place), Change(now, after, REASON)) == [Result.DONE]
            assert place.target().read().directory.get(key) == after
            now = after


@pytest.mark.slapd
def test_the_box_of_a_unit_is_taken_over_on_a_server(tmp_path: Path) -> None:
    """Whatever its class, it is marked as the unit's, and from then on written like any other unit's box."""
    with slapd_world(tmp_path, DriverChoice.NATIVE) as world:
        place = SlapdPlace(world)
        world.slapd.add(ldif_of(SNV, UNIT_BY_HAND).decode())
        take_over_unit(place)


def test_the_box_of_a_unit_is_taken_over_in_a_file(tmp_path: Path) -> None:
    """The same in one LDIF file."""
    place = LdifPlace(tmp_path)
    place.world.path.write_bytes(place.world.path.read_bytes() + ldif_of(SNV, UNIT_BY_HAND))
    take_over_unit(place)


def take_over_unit(place: Place) -> None:
    """Take over the box of the department, change it, and find it where it stood."""
    (found,) = [one for one in place.target().strangers() if one.place == SNV]
    assert found.unit_box is not None
    after = replace(found.unit_box, key="unit/snv", unit="snv")
    assert do(guarded(place), Change(None, after, REASON, found)) == [Result.DONE]
    assert place.target().read().directory.get("unit/snv") == after
    assert place.attributes(SNV)["cn"] == ["Sở Nội vụ"]
    renamed = replace(after, name="Sở Nội vụ tỉnh", phone="", listed=True, aliases=(f"noivu@{DOMAIN}",))
    assert do(guarded(place), Change(after, renamed, REASON)) == [Result.DONE]
    assert place.target().read().directory.get("unit/snv") == renamed
    assert place.attributes(SNV)["cn"] == ["Sở Nội vụ", "Sở Nội vụ tỉnh"]


def test_further_addresses_become_aliases(tmp_path: Path) -> None:
    """Wherever a mail system kept them, they are kept from everybody else, and stand in our own attribute too."""
    place = LdifPlace(tmp_path)
    said = {**MADE_BY_HAND[HA], "mailAlternateAddress": [f"ThuHa@{DOMAIN}"]}
    place.world.path.write_bytes(ldif_of(HA, said))
    assert do(guarded(place), adoption(place, HA, "NV0001")) == [Result.DONE]
    snapshot = place.target().read()
    assert not snapshot.foreign
    entry = snapshot.directory.get("person/NV0001")
    assert entry is not None
    assert (entry.address, entry.aliases) == (f"ha.cu@{DOMAIN}", (f"thuha@{DOMAIN}",))
    assert place.attributes(HA)["mailAlternateAddress"] == [f"ThuHa@{DOMAIN}"]


def test_what_cannot_be_taken_over_says_why(tmp_path: Path) -> None:
    """Another class, an address in capitals, attributes of ours without an owner."""
    place = LdifPlace(tmp_path)
    odd = {
        f"cn=a,{BASE}": {"objectClass": ["account"], "uid": ["a"], "mail": [f"a@{DOMAIN}"]},
        f"cn=b,{BASE}": {"objectClass": ["inetOrgPerson"], "cn": ["b"], "sn": ["b"], "mail": [f"B@{DOMAIN}"]},
        f"cn=d,{BASE}": {**MADE_BY_HAND[HA], "mail": [f"d@{DOMAIN}", f"e@{DOMAIN}"]},
        f"cn=c,{BASE}": {
            "objectClass": ["inetOrgPerson"],
            "cn": ["c"],
            "sn": ["c"],
            "mail": [f"c@{DOMAIN}"],
            "connectorStatus": ["active"],
        },
    }
    place.world.path.write_bytes(b"".join(ldif_of(dn, said) for dn, said in odd.items()))
    said = [(one.obstacle if one.obstacle.vi else one.no_person).vi for one in place.target().strangers()]
    assert said == [
        "không thuộc lớp inetOrgPerson",
        "địa chỉ có chữ hoa hoặc dấu cách",
        "có sẵn thuộc tính connectorStatus mà không có chủ",
        "mail có nhiều giá trị, cần để lại một",
    ]


def test_a_zimbra_says_that_it_cannot() -> None:
    """One clear sentence in place of half a capability."""
    with zimbra_world() as world, pytest.raises(TargetRejected, match="Zimbra"):
        world.target().strangers()  # type: ignore[attr-defined]  # a ZimbraTarget
