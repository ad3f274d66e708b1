"""`LdapCodec`: our entries as LDAP attributes and back, by a mapping."""

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterator
from functools import lru_cache

from connector.model.directory import Entry, MailList, State
from connector.targets.ldap_codec.mapping import KINDS, LOCAL_PART, MULTIPLE, KindMapping, LdapMapping
from connector.targets.ldap_codec.names import rdn
from connector.targets.ldap_codec.reader import (
    FOR_GOOD,
    LONG_AGO,
    Attributes,
    EntryReader,
    KeyOf,
    Unreadable,
)

DnOf = Callable[[str], str]
"""Key → DN."""

_ID_LENGTH = 16
_LONGEST_ID = 200
"""Bytes; slapd's mdb answers 80 (other) to an RDN whose index key is above 511 bytes."""


class LdapCodec:
    """One organisation's entries below one base.

    `owner` is the organisation's id: it marks what is ours. `base_dn` is where everything stands.
    """

    def __init__(self, mapping: LdapMapping, base_dn: str, owner: str) -> None:
        self.mapping = mapping
        self.base_dn = base_dn
        self.owner = owner
        self._owner = owner.encode().lower()
        self._readers = {kind: EntryReader(mapped, mapping.lock) for kind, mapped in mapping.kinds.items()}
        self.wanted = mapping.attributes
        """The attributes to ask a server for."""

    def kind_of(self, key: str) -> str:
        """Return "person", "unit" or "list". Raises ValueError for any other key."""
        kind, _, rest = key.partition("/")
        if kind not in KINDS or not rest:
            msg = f"not a key of an entry: {key}"
            raise ValueError(msg)
        return kind

    def mapped(self, key: str) -> KindMapping:
        """Return how the entry with `key` stands in the directory."""
        return self.mapping.kinds[self.kind_of(key)]

    def container(self, kind: str) -> str:
        """Return the DN under which entries of this kind are made."""
        return f"{self.mapping.kinds[kind].container},{self.base_dn}"

    def id(self, key: str) -> str:
        """Return the naming value: the unit's key; opaque for people, so that no DN shows an HR key."""
        kind, _, rest = key.partition("/")
        if kind != "person" and len(rest.encode()) <= _LONGEST_ID:
            return rest
        return _opaque(self.owner, key)

    def dn(self, key: str) -> str:
        """Return the DN at which the entry with `key` is made."""
        return f"{rdn(self.mapping.id, self.id(key))},{self.container(self.kind_of(key))}"

    def owned(self, attributes: Attributes) -> bool:
        """Return whether an entry carries this organisation's mark."""
        values = attributes.get(self.mapping.owner)
        return values is not None and values[0].lower() == self._owner

    def key(self, attributes: Attributes) -> str:
        """Return the key of one of our entries. Raises `Unreadable` where it has none."""
        values = attributes.get(self.mapping.key)
        if not values:
            raise Unreadable(self.mapping.key)
        key = values[0].decode(errors="replace")
        kind, _, rest = key.partition("/")
        if kind not in KINDS or not rest:
            raise Unreadable(self.mapping.key)
        return key

    def addresses(self, attributes: Attributes) -> Iterator[str]:
        """Yield every address an entry of others occupies, in lower case."""
        for name in self.mapping.foreign:
            for value in attributes.get(name, ()):
                yield value.decode(errors="replace").lower()

    def decode(self, attributes: Attributes, key: str, key_of: KeyOf) -> Entry:
        """Return the entry with `key` that `attributes` describe; `key_of` finds members by DN.

        Raises `Unreadable`, naming the attribute, where there is no address or a value makes no sense.
        """
        kind = key.partition("/")[0]
        reader = self._readers[kind]
        if kind == "person":
            return reader.person(attributes, key)
        return reader.unit(attributes, key) if kind == "unit" else reader.list(attributes, key, key_of)

    def encode(self, entry: Entry, dn_of: DnOf) -> dict[str, list[bytes]]:
        """Return the attributes we manage, locks among them, without classes and marks; an empty field has none."""
        mapped = self.mapped(entry.key)
        encoded: dict[str, list[bytes]] = {}
        for name, names in mapped.attributes.items():
            values = _values(entry, name, dn_of) or _filler(mapped, name)
            if values:
                for attribute in names:
                    encoded[attribute] = values
        lock = self.mapping.lock
        if lock is not None and not isinstance(entry, MailList) and entry.state is not State.ACTIVE:
            encoded[lock.locked], encoded[lock.ends] = [FOR_GOOD], [LONG_AGO]
        return encoded

    def locks(self, key: str) -> tuple[str, ...]:
        """Return the attributes by which the server keeps out whoever has the box `key`; none for a list."""
        lock = self.mapping.lock
        return (lock.locked, lock.ends) if lock is not None and self.kind_of(key) != "list" else ()

    def creation(self, entry: Entry, dn_of: DnOf) -> dict[str, list[bytes]]:
        """Return all attributes of a new entry: classes, marks and what we manage."""
        marks = {
            "objectClass": [name.encode() for name in self.mapped(entry.key).classes],
            self.mapping.id: [self.id(entry.key).encode()],
            self.mapping.key: [entry.key.encode()],
            self.mapping.owner: [self.owner.encode()],
        }
        return marks | self.encode(entry, dn_of)


@lru_cache(maxsize=1024)
def _opaque(owner: str, key: str) -> str:
    digest = hashlib.sha256(f"{owner}|{key}".encode()).digest()
    return b32encode(digest).decode()[:_ID_LENGTH].lower()


def _values(entry: Entry, name: str, dn_of: DnOf) -> list[bytes]:
    if name == LOCAL_PART:
        return [entry.address.partition("@")[0].encode()]
    value = getattr(entry, name)
    if name == "members":
        return [dn_of(key).encode() for key in value]
    if name in MULTIPLE:
        return [one.encode() for one in value]
    if isinstance(value, bool):
        return [b"TRUE" if value else b"FALSE"]
    return [str(value).encode()] if value else []


def _filler(mapped: KindMapping, name: str) -> list[bytes]:
    filler = mapped.when_empty.get(name)
    return [filler.encode()] if filler else []
