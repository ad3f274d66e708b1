"""`LdapCodec`: our entries as LDAP attributes and back, by a mapping."""

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from connector.model.directory import Entry, MailList, PersonalMailbox, State, UnitMailbox
from connector.targets.ldap_codec.mapping import KINDS, LOCAL_PART, MULTIPLE, KindMapping, LdapMapping
from connector.targets.ldap_codec.names import rdn

Attributes = Mapping[str, Sequence[bytes]]
"""Attribute → values, as a server returns them."""

_ID_LENGTH = 16
_LONGEST_ID = 200
"""Bytes; slapd's mdb answers 80 (other) to an RDN whose index key is above 511 bytes."""
_STATES = {state.value.encode(): state for state in State}


class Unreadable(Exception):
    """An entry carries our mark, but what it says cannot be one of our entries. Names the attribute."""


class LdapCodec:
    """One organisation's entries below one base.

    `owner` is the organisation's id: it marks what is ours. `base_dn` is where everything stands.
    """

    def __init__(self, mapping: LdapMapping, base_dn: str, owner: str) -> None:
        self.mapping = mapping
        self.base_dn = base_dn
        self.owner = owner
        self._owner = owner.encode().lower()
        # Units, agencies and titles recur thousands of times: each is decoded and kept once.
        self._words: dict[bytes, str] = {}
        self._first = {
            kind: {name: attributes[0] for name, attributes in mapped.attributes.items()}
            for kind, mapped in mapping.kinds.items()
        }
        self._copies = {
            kind: tuple(
                (name, attribute)
                for name, attributes in mapped.attributes.items()
                if name != LOCAL_PART
                for attribute in attributes[1:]
            )
            for kind, mapped in mapping.kinds.items()
        }

    def kind_of(self, key: str) -> str:
        """Return "person", "unit" or "list". Raises ValueError for any other key."""
        kind, slash, rest = key.partition("/")
        if kind not in KINDS or not slash or not rest:
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
        digest = hashlib.sha256(f"{self.owner}|{key}".encode()).digest()
        return b32encode(digest).decode()[:_ID_LENGTH].lower()

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
        try:
            self.kind_of(key)
        except ValueError as error:
            raise Unreadable(self.mapping.key) from error
        return key

    def addresses(self, attributes: Attributes) -> Iterator[str]:
        """Yield every address an entry of others occupies, in lower case."""
        for name in self.mapping.foreign:
            for value in attributes.get(name, ()):
                yield value.decode(errors="replace").lower()

    def decode(self, attributes: Attributes, key: str, key_of: Callable[[str], str | None]) -> Entry:
        """Return the entry with `key` that `attributes` describe; `key_of` finds members by DN.

        Raises `Unreadable`, naming the attribute, where there is no address or a value makes no sense.
        """
        kind = self.kind_of(key)
        entry = self._reader(kind, attributes, key_of)(key)
        return self._with_disagreement(kind, entry, attributes) if self._copies[kind] else entry

    def encode(self, entry: Entry, dn_of: Callable[[str], str]) -> dict[str, list[bytes]]:
        """Return the attributes we manage, without classes and marks; an empty field has none."""
        mapped = self.mapped(entry.key)
        encoded: dict[str, list[bytes]] = {}
        for name, names in mapped.attributes.items():
            values = _values(entry, name, dn_of) or _filler(mapped, name)
            if values:
                for attribute in names:
                    encoded[attribute] = values
        return encoded

    def creation(self, entry: Entry, dn_of: Callable[[str], str]) -> dict[str, list[bytes]]:
        """Return all attributes of a new entry: classes, marks and what we manage."""
        marks = {
            "objectClass": [name.encode() for name in self.mapped(entry.key).classes],
            self.mapping.id: [self.id(entry.key).encode()],
            self.mapping.key: [entry.key.encode()],
            self.mapping.owner: [self.owner.encode()],
        }
        return marks | self.encode(entry, dn_of)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The attributes to ask a server for."""
        return self.mapping.attributes

    def _reader(
        self, kind: str, attributes: Attributes, key_of: Callable[[str], str | None]
    ) -> Callable[[str], Entry]:
        reader = _Reader(attributes, self._first[kind], self.mapping.kinds[kind].when_empty, self._words)
        if kind == "person":
            return reader.person
        return reader.unit if kind == "unit" else lambda key: reader.list(key, key_of)

    def _with_disagreement(self, kind: str, entry: Entry, attributes: Attributes) -> Entry:
        """Let a copy that differs from its first attribute be the field's value, so that it is repaired."""
        first = self._first[kind]
        for name, copy in self._copies[kind]:
            main, other = attributes.get(first[name]), attributes.get(copy)
            if main != other:
                value = other[0].decode(errors="replace") if other else ""
                return _replaced(entry, name, value)
        return entry


class _Reader:
    """The attributes of one entry, by field."""

    __slots__ = ("_attributes", "_empty", "_names", "_words")

    def __init__(
        self,
        attributes: Attributes,
        names: Mapping[str, str],
        empty: Mapping[str, str],
        words: dict[bytes, str],
    ) -> None:
        self._attributes = attributes
        self._names = names
        self._empty = empty
        self._words = words

    def person(self, key: str) -> PersonalMailbox:
        text, word, many = self._text, self._word, self._many
        return PersonalMailbox(
            key=key,
            person=text("person"),
            address=self._address(),
            aliases=many("aliases"),
            retired=many("retired"),
            state=self._state(),
            name=text("name"),
            surname=word("surname"),
            given=word("given"),
            title=word("title"),
            unit=word("unit"),
            unit_name=word("unit_name"),
            agency_name=word("agency_name"),
            phone=text("phone"),
            quota=self._quota(),
            listed=self._listed(),
        )

    def unit(self, key: str) -> UnitMailbox:
        return UnitMailbox(
            key=key,
            unit=self._word("unit"),
            address=self._address(),
            aliases=self._many("aliases"),
            retired=self._many("retired"),
            state=self._state(),
            name=self._text("name"),
            agency_name=self._word("agency_name"),
            phone=self._text("phone"),
            quota=self._quota(),
            listed=self._listed(),
        )

    def list(self, key: str, key_of: Callable[[str], str | None]) -> MailList:
        found = (key_of(dn.decode(errors="replace")) for dn in self._values("members"))
        return MailList(
            key=key,
            unit=self._word("unit"),
            address=self._address(),
            aliases=self._many("aliases"),
            retired=self._many("retired"),
            state=self._state(),
            name=self._text("name"),
            members=tuple(sorted({member for member in found if member is not None})),
            listed=self._listed(),
        )

    def _values(self, name: str) -> Sequence[bytes]:
        return self._attributes.get(self._names[name], ())

    def _text(self, name: str) -> str:
        values = self._attributes.get(self._names[name])
        if not values:
            return ""
        text = values[0].decode(errors="replace")
        return "" if text == self._empty.get(name) else text

    def _word(self, name: str) -> str:
        values = self._attributes.get(self._names[name])
        if not values:
            return ""
        word = self._words.get(values[0])
        if word is None:
            word = self._words[values[0]] = values[0].decode(errors="replace")
        return "" if self._empty and word == self._empty.get(name) else word

    def _many(self, name: str) -> tuple[str, ...]:
        values = self._attributes.get(self._names[name])
        return tuple(sorted(value.decode(errors="replace") for value in values)) if values else ()

    def _address(self) -> str:
        address = self._text("address")
        if not address:
            raise Unreadable(self._names["address"])
        return address

    def _state(self) -> State:
        values = self._values("state")
        try:
            return _STATES[values[0]] if values else State.ACTIVE
        except KeyError as error:
            raise Unreadable(self._names["state"]) from error

    def _quota(self) -> int:
        text = self._text("quota")
        try:
            return int(text) if text else 0
        except ValueError as error:
            raise Unreadable(self._names["quota"]) from error

    def _listed(self) -> bool:
        values = self._values("listed")
        return bool(values) and values[0].upper() == b"TRUE"


def _values(entry: Entry, name: str, dn_of: Callable[[str], str]) -> list[bytes]:
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


def _replaced(entry: Entry, name: str, value: str) -> Entry:
    changed: dict[str, Any] = {name: value}
    return replace(entry, **changed)
