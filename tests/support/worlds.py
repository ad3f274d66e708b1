"""Worlds for the target contract: what a target looks at, and what others do in it behind its back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Protocol

from connector.model.directory import PersonalMailbox
from connector.ports import Target
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.ldif import line, record, records
from connector.targets.ldap_codec.mapping import load_mapping
from connector.targets.ldif import LdifTarget
from connector.targets.memory import MemoryDirectory, MemoryTarget
from connector.targets.openldap.settings import DriverChoice, OpenLdapSettings
from connector.targets.openldap.target import OpenLdapTarget
from connector.targets.owned import Owned
from connector.targets.retrying import Retrying
from devtools.slapd import PrivateSlapd
from tests.support.zimbra_world import zimbra_world

OWNER = "khanhhoa"
BASE = "dc=khanhhoa,dc=gov,dc=vn"
NOTE = "ghi chú của người khác"
UNLIMITED = 1_000_000
MAPPING = Path(__file__).resolve().parents[2] / "mappings" / "targets" / "openldap.toml"


def codec(base: str = BASE, owner: str = OWNER) -> LdapCodec:
    """Return the shipped codec."""
    return LdapCodec(load_mapping(MAPPING), base, owner)


class World(Protocol):
    """A directory of any kind, with people in it who are not us."""

    @property
    def longest_key(self) -> int:
        """How many characters the key of a unit may have here."""
        ...

    def target(self) -> Target:
        """Return a new target on it, as a new process would make one."""
        ...

    def occupy(self, address: str) -> str:
        """Let others have an entry with `address`; return where it stands."""
        ...

    def annotate(self, key: str) -> None:
        """Let others add a `description` to our entry."""
        ...

    def annotation(self, key: str) -> str:
        """Return that description."""
        ...

    def retitle(self, key: str, title: str) -> None:
        """Let others change the title of our entry."""
        ...

    def others(self) -> object:
        """Return all that is not ours, in a form that differs if a byte differs or anybody wrote it."""
        ...

    def writes(self) -> object:
        """Return something that differs after every write of ours."""
        ...


class MemoryWorld:
    """A dict."""

    longest_key = UNLIMITED

    def __init__(self) -> None:
        self.directory = MemoryDirectory()

    def target(self) -> Target:
        """Return a new target on it."""
        return MemoryTarget(self.directory)

    def occupy(self, address: str) -> str:
        """Let others have an entry with `address`."""
        place = f"cn={address}"
        self.directory.foreign[address] = place
        return place

    def annotate(self, key: str) -> None:
        """Let others add a description."""
        self.directory.annotations[key] = {"description": NOTE}

    def annotation(self, key: str) -> str:
        """Return that description."""
        return self.directory.annotations[key]["description"]

    def retitle(self, key: str, title: str) -> None:
        """Let others change the title."""
        entry = self.directory.entries[key]
        assert isinstance(entry, PersonalMailbox)
        self.directory.entries[key] = replace(entry, title=title)

    def others(self) -> object:
        """Return all that is not ours."""
        return dict(self.directory.foreign)

    def writes(self) -> object:
        """Return something that differs after every write."""
        return self.directory.writes


class LdifWorld:
    """A file."""

    longest_key = UNLIMITED

    def __init__(self, folder: Path) -> None:
        self.path = folder / "danh-ba.ldif"
        self.codec = codec()

    def target(self) -> Target:
        """Return a new target on it."""
        return LdifTarget(self.path, self.codec)

    def occupy(self, address: str) -> str:
        """Let others have an entry with `address`."""
        place = f"cn={address},ou=khac,{BASE}"
        old = self.path.read_bytes() if self.path.exists() else b""
        text = b"# of others\ndn: " + place.encode() + b"\nobjectClass:  inetOrgPerson\ncn: x\nsn: x\nMAIL: "
        self.path.write_bytes(old + text + address.encode() + b"\n\n\n")
        return place

    def annotate(self, key: str) -> None:
        """Let others add a description."""
        self._edit(key, lambda raw: raw.rstrip(b"\n") + b"\n" + line("description", NOTE.encode()) + b"\n")

    def annotation(self, key: str) -> str:
        """Return that description."""
        found = {one.dn: one for one in records(self.path.read_bytes(), {})}
        return found[self.codec.dn(key)].attributes["description"][0].decode()

    def retitle(self, key: str, title: str) -> None:
        """Let others change the title."""

        def edited(raw: bytes) -> bytes:
            one = next(iter(records(raw, {})))
            return record(one.dn, one.attributes | {"title": [title.encode()]})

        self._edit(key, edited)

    def others(self) -> object:
        """Return all that is not ours."""
        if not self.path.exists():
            return []
        return [one.raw for one in records(self.path.read_bytes(), {}) if "ou=khac" in one.dn]

    def writes(self) -> object:
        """Return something that differs after every write."""
        return self.path.stat().st_ino if self.path.exists() else 0

    def _edit(self, key: str, change: Callable[[bytes], bytes]) -> None:
        found = list(records(self.path.read_bytes(), {}))
        dn = self.codec.dn(key)
        self.path.write_bytes(b"".join(change(one.raw) if one.dn == dn else one.raw for one in found))


@dataclass
class SlapdWorld:
    """A server."""

    slapd: PrivateSlapd
    driver: DriverChoice
    longest_key = UNLIMITED

    def __post_init__(self) -> None:
        self.codec = codec(self.slapd.base)
        self.targets: list[Target] = []
        self._admin(f"dn: ou=khac,{self.slapd.base}\nobjectClass: organizationalUnit\nou: khac\n")

    def target(self) -> Target:
        """Return a new target on it."""
        made = OpenLdapTarget(settings(self.slapd, self.driver), self.codec)
        self.targets.append(made)
        return made

    def occupy(self, address: str) -> str:
        """Let others have an entry with `address`."""
        place = f"cn={address},ou=khac,{self.slapd.base}"
        self._admin(f"dn: {place}\nobjectClass: inetOrgPerson\ncn: {address}\nsn: x\nmail: {address}\n")
        return place

    def annotate(self, key: str) -> None:
        """Let others add a description."""
        self._modify(key, "add: description\n" + line("description", NOTE.encode()).decode())

    def annotation(self, key: str) -> str:
        """Return that description."""
        [found] = self.slapd.search(
            "(objectClass=*)", ("description",), base=self.codec.dn(key), scope="base"
        )
        return found.first("description")

    def retitle(self, key: str, title: str) -> None:
        """Let others change the title."""
        self._modify(key, "replace: title\n" + line("title", title.encode()).decode())

    def others(self) -> object:
        """Return all that is not ours."""
        return self.slapd.ldapsearch("-b", f"ou=khac,{self.slapd.base}", "(objectClass=*)", "*", "+").output

    def writes(self) -> object:
        """Return something that differs after every write."""
        return len(self.slapd.accesslog_writes())

    def _modify(self, key: str, ldif: str) -> None:
        answer = self.slapd.modify(f"dn: {self.codec.dn(key)}\nchangetype: modify\n{ldif}-\n")
        assert answer.code == 0, answer

    def _admin(self, ldif: str) -> None:
        self.slapd.add(ldif)


def settings(slapd: PrivateSlapd, driver: DriverChoice = DriverChoice.NATIVE) -> OpenLdapSettings:
    """Return how the connector's own identity comes to a private server."""
    return OpenLdapSettings(
        uri=slapd.uri,
        base_dn=slapd.base,
        bind_dn=slapd.service_dn,
        password=lambda: slapd.service_password,
        driver=driver,
    )


@contextmanager
def slapd_world(folder: Path, driver: DriverChoice) -> Iterator[SlapdWorld]:
    """Give a server of one's own, and close what was opened on it."""
    with PrivateSlapd(folder / "slapd", BASE, owners=(OWNER,)) as slapd:
        world = SlapdWorld(slapd, driver)
        yield world
        for target in world.targets:
            target.close()


class WrappedWorld(MemoryWorld):
    """A dict behind both wrappers, as a target is used in earnest."""

    def target(self) -> Target:
        """Return a new target on it."""
        return Owned(Retrying(super().target(), sleep=lambda _: None, rng=Random(7)))  # noqa: S311 - no secret


@contextmanager
def any_world(name: str, folder: Path) -> Iterator[World]:
    """Give the world called memory, wrapped, ldif, zimbra, openldap-native or openldap-pure."""
    if name == "memory":
        yield MemoryWorld()
    elif name == "wrapped":
        yield WrappedWorld()
    elif name == "ldif":
        yield LdifWorld(folder)
    elif name == "zimbra":
        with zimbra_world() as zimbra:
            yield zimbra
    else:
        with slapd_world(folder, DriverChoice(name.removeprefix("openldap-"))) as world:
            yield world
