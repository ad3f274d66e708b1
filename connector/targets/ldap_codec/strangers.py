"""Boxes that others made: `stranger_of` reads one, `marks` make it ours, `guard` is true only of it as it was read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from connector.model.directory import PersonalMailbox, UnitMailbox
from connector.model.plan import Change
from connector.model.stranger import NO_KEY, NO_UNIT_KEY, Stranger
from connector.targets.ldap_codec.changes import above, equals, holds
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.reader import Attributes, Unreadable
from connector.text import NOTHING, Text

KIND = "person"
OURS = ("also", "state", "aliases", "retired", "quota", "listed", "unit")
"""Fields whose attributes nobody but us writes; a box that has one without our mark is no plain box of others."""


def wanted(codec: LdapCodec) -> tuple[str, ...]:
    """Return the attributes to ask for."""
    return ("objectClass", *codec.wanted)


def stranger_of(codec: LdapCodec, dn: str, attributes: Attributes) -> Stranger | None:
    """Return the box that stands at `dn`; None where it has no address, or carries the mark of a connector."""
    mapping = codec.mapping
    names = mapping.kinds[KIND].attributes
    found = attributes.get(names["address"][0])
    if not found or attributes.get(mapping.owner) or attributes.get(mapping.key):
        return None
    address = found[0].decode(errors="replace")
    nobody = PersonalMailbox(key=NO_KEY, person="", address=address, name="", surname="", given="", unit="")
    name = _first(attributes, names["name"])
    left_over = [one for field in OURS for one in names[field] if attributes.get(one)]
    if left_over:
        text = Text(
            vi=f"có sẵn thuộc tính {left_over[0]} mà không có chủ",
            en=f"it has the attribute {left_over[0]} and no owner",
        )
        return Stranger(dn, nobody, name, text)
    try:
        box = codec.decode(attributes, NO_KEY, lambda _: None)
    except Unreadable as fault:
        text = Text(vi=f"không đọc được giá trị của {fault}", en=f"the value of {fault} cannot be read")
        return Stranger(dn, nobody, name, text)
    if not isinstance(box, PersonalMailbox):
        return None
    further = tuple(sorted(set(codec.addresses(attributes)) - {address.lower()}))
    unit_box = codec.decode(attributes, NO_UNIT_KEY, lambda _: None)
    return Stranger(
        dn,
        replace(box, aliases=further),
        name,
        _obstacle(codec, attributes, address),
        _no_person(codec, attributes),
        replace(unit_box, aliases=further) if isinstance(unit_box, UnitMailbox) else None,
    )


def _first(attributes: Attributes, names: Sequence[str]) -> str:
    values = next((found for name in names if (found := attributes.get(name))), [b""])
    return values[0].decode(errors="replace")


def _no_person(codec: LdapCodec, attributes: Attributes) -> Text:
    """Return why a box cannot be a person's: of another class, it has no place for what we say of people."""
    structural = codec.mapping.kinds[KIND].classes[0]
    classes = {value.decode(errors="replace").lower() for value in attributes.get("objectClass", ())}
    if structural.lower() in classes:
        return NOTHING
    return Text(vi=f"không thuộc lớp {structural}", en=f"it is not of the class {structural}")


def _obstacle(codec: LdapCodec, attributes: Attributes, address: str) -> Text:
    own = codec.mapping.kinds[KIND].attributes["address"][0]
    if len(attributes[own]) > 1:
        return Text(
            vi=f"{own} có nhiều giá trị, cần để lại một", en=f"{own} has several values; leave one of them"
        )
    if address != address.strip().lower():
        return Text(vi="địa chỉ có chữ hoa hoặc dấu cách", en="its address has capitals or blanks")
    return NOTHING


def marks(codec: LdapCodec, change: Change) -> Mapping[str, list[bytes]]:
    """Return what is added to a box so that it is ours: classes, key, HR key, owner, state, further addresses."""
    after = change.entry
    kind = codec.mapped(after.key)
    added = {
        "objectClass": [name.encode() for name in kind.classes[1:]],
        codec.mapping.id: [codec.id(after.key).encode()],
        codec.mapping.key: [after.key.encode()],
        codec.mapping.owner: [codec.owner.encode()],
        **_whose(codec, change),
        kind.attributes["state"][0]: [after.state.value.encode()],
        kind.attributes["aliases"][0]: [address.encode() for address in after.aliases],
    }
    return {name: values for name, values in added.items() if values}


def _whose(codec: LdapCodec, change: Change) -> Mapping[str, list[bytes]]:
    """Return whose the box is: the unit's key, or the HR key where the box has none yet."""
    after, stranger = change.after, change.adopts
    names = codec.mapped(change.key).attributes
    if isinstance(after, UnitMailbox):
        return {name: [after.unit.encode()] for name in names["unit"]}
    if not isinstance(after, PersonalMailbox) or (stranger is not None and stranger.box.person):
        return {}
    return {name: [after.person.encode()] for name in names["person"]}


def guard(codec: LdapCodec, stranger: Stranger) -> str:
    """Return the filter (RFC 4528) that is true of the box only while it is nobody's and says what it said."""
    mapping = codec.mapping
    names = mapping.kinds[KIND].attributes
    said = codec.encode(stranger.box, codec.dn)
    terms = [f"(!({name}=*))" for name in (mapping.owner, mapping.key)]
    terms += [f"(!({name}=*))" for field in OURS for name in names[field]]
    for field in ("person", "address", "surname", "given", "title", "unit_name", "agency_name", "phone"):
        terms += [holds(name, said.get(name)) for name in names[field]]
    terms += [f"(|{''.join(equals(name, stranger.name) for name in names['name'])})"] if stranger.name else []
    return f"(|(&{''.join(terms)}){above(codec.base_dn)})"
