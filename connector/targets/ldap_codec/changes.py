"""A change as LDAP: which modifications it needs, and the assertion (RFC 4528) that guards it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from connector.model.directory import Entry, MailList, State, is_tombstone
from connector.targets.ldap_codec.codec import DnOf, LdapCodec
from connector.targets.ldap_codec.mapping import LOCAL_PART, MULTIPLE
from connector.targets.ldap_codec.names import rdn_of
from connector.targets.ldap_codec.reader import FOR_GOOD, LONG_AGO

_ESCAPES = {ord(character): f"\\{ord(character):02x}" for character in "\\*()\0"}
"""RFC 4515, 3."""

_COMMA = re.compile(r"(?<!\\),")


class How(StrEnum):
    """What a modification does to its values (RFC 4511 4.6); the words are LDIF's."""

    ADD = "add"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Modification:
    """One part of a modify operation. REPLACE without values removes the attribute."""

    how: How
    attribute: str
    values: list[bytes]


def modifications(codec: LdapCodec, before: Entry, after: Entry, dn_of: DnOf) -> list[Modification]:
    """Return what turns `before` into `after`, touching only attributes that we manage and that differ.

    Attributes with several values are changed value by value: a value that is not ours stays.
    """
    old, new = codec.encode(before, dn_of), codec.encode(after, dn_of)
    several = _several(codec, after)
    # A field that differs is written to all its attributes: the copies may be what differs.
    found: list[Modification] = []
    for attribute in sorted(touched(codec, before, after)):
        was, shall = old.get(attribute, []), named(dn_of(after.key), attribute, new.get(attribute, []))
        if attribute in several:
            found.extend(_by_value(attribute, was, shall))
        else:
            found.append(Modification(How.REPLACE, attribute, shall))
    return [*found, *(Modification(How.REPLACE, name, []) for name in unset(codec, before, after))]


def unset(codec: LdapCodec, before: Entry, after: Entry) -> Sequence[str]:
    """Return the attributes of passwords where a box is removed: nothing is left to log in with."""
    names = codec.mapping.password
    if names is None or not is_tombstone(after) or is_tombstone(before):
        return ()
    return (names.hash, names.envelope)


def named(dn: str, attribute: str, values: list[bytes]) -> list[bytes]:
    """Return the values an attribute shall have, with the one that names the entry.

    An adopted box may be called `uid=…` or `cn=…`: the value in its name cannot be taken away (RFC 4511, 4.6).
    """
    name, value = rdn_of(dn)
    if name.lower() != attribute.lower() or any(one.lower() == value.lower() for one in values):
        return values
    return [*values, value]


def assertion(codec: LdapCodec, before: Entry, dn_of: DnOf) -> str:
    """Return the filter that is true only of our entry, and only while it is as `before` says.

    The members of a list are not part of it: they are guarded value by value, and may be thousands.
    """
    terms = [
        equals(codec.mapping.key, before.key),
        equals(codec.mapping.owner, codec.owner),
        *_terms(codec, before, dn_of),
        *_lock_terms(codec, before),
    ]
    return f"(|(&{''.join(terms)}){above(codec.base_dn)})"


@cache
def above(base_dn: str) -> str:
    """Return terms that are true of the base and all above it, and of nothing below.

    slapo-unique (2.5.13) looks for duplicates by a search that inherits the assertion, and the assertion is
    then asked of that search's base: false there, and every change of an address is answered 122. The base
    is never an entry of ours, so that these terms let no write through.
    """
    parts = _COMMA.split(base_dn)
    return "".join(equals("entryDN", ",".join(parts[at:])) for at in range(len(parts)))


def equals(attribute: str, value: str | bytes) -> str:
    """Return the filter `(attribute=value)` with the value escaped (RFC 4515)."""
    text = value if isinstance(value, str) else value.decode()
    escaped = text.translate(_ESCAPES)
    # A blank at either end is part of the value; some filter parsers drop it unless it is escaped.
    if escaped[:1].isspace() or escaped[-1:].isspace():
        escaped = "".join(f"\\{byte:02x}" for byte in text.encode())
    return f"({attribute}={escaped})"


def _terms(codec: LdapCodec, before: Entry, dn_of: DnOf) -> Iterator[str]:
    encoded = codec.encode(before, dn_of)
    for name, attributes in codec.mapped(before.key).attributes.items():
        if name in (LOCAL_PART, "members"):
            continue
        terms = [holds(attribute, encoded.get(attribute)) for attribute in attributes]
        if name == "listed" and not before.listed:
            terms = [f"(!{equals(attribute, 'TRUE')})" for attribute in attributes]  # absent says no, too
        # Of copies that disagree, reading shows the one that differs: any of them may be what was read.
        yield terms[0] if len(terms) == 1 else f"(|{''.join(terms)})"


def _lock_terms(codec: LdapCodec, before: Entry) -> Iterator[str]:
    """Yield what is true while the locks are as they were read; a lock of others is never part of it."""
    if isinstance(before, MailList) or codec.mapping.lock is None:
        return
    lock = codec.mapping.lock
    ours = equals(lock.ends, LONG_AGO)
    if before.state is State.ACTIVE:
        yield ours if before.lock_astray else f"(!{ours})"
        return
    shut = f"(&{equals(lock.locked, FOR_GOOD)}{ours})"
    yield f"(!{shut})" if before.lock_astray else shut


def holds(attribute: str, values: list[bytes] | None) -> str:
    """Return the filter that is true where an attribute has these values, or none."""
    if not values:
        return f"(!({attribute}=*))"
    terms = "".join(equals(attribute, value) for value in values)
    return terms if len(values) == 1 else f"(&{terms})"


def touched(codec: LdapCodec, before: Entry, after: Entry) -> set[str]:
    """Return the attributes that a change writes."""
    mapped = codec.mapped(after.key).attributes
    changed = {
        name for name in mapped if name != LOCAL_PART and getattr(before, name) != getattr(after, name)
    }
    if "address" in changed and LOCAL_PART in mapped:
        changed.add(LOCAL_PART)
    # Written in the same operation as the state: at no moment is a box suspended and open.
    locks = codec.locks(after.key) if relocked(before, after) else ()
    return {attribute for name in changed for attribute in mapped[name]} | set(locks)


def relocked(before: Entry, after: Entry) -> bool:
    """Tell whether locks have to be written: the state changes, or they are not as it says."""
    return before.state is not after.state or (not isinstance(before, MailList) and before.lock_astray)


def _several(codec: LdapCodec, entry: Entry) -> set[str]:
    mapped = codec.mapped(entry.key).attributes
    return {mapped[name][0] for name in MULTIPLE & mapped.keys()}


def _by_value(attribute: str, was: list[bytes], shall: list[bytes]) -> Iterator[Modification]:
    gone = sorted(set(was) - set(shall))
    come = sorted(set(shall) - set(was))
    if gone:
        yield Modification(How.DELETE, attribute, gone)
    if come:
        yield Modification(How.ADD, attribute, come)
