"""`missing`: what a mapping names and the server's schema does not know; `require`: refuse to work with such a server.

An attribute that the schema does not know makes every filter with it undefined (RFC 4511, 4.5.1.7): each guarded
change would fail for a reason that names nobody's fault.
"""

import re
from collections.abc import Iterator, Sequence

from connector.errors import TargetRejected
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.openldap.driver import Driver, Scope, Search
from connector.text import Text

LOAD_IT = Text(
    vi="Hãy nạp lược đồ connector; tên phải viết đúng chữ hoa, chữ thường.",
    en="Load the connector schema; names are spelled exactly as there.",
)
_NAMES = re.compile(rb"\bNAME\s+(?:'([^']+)'|\(([^)]*)\))")
_QUOTED = re.compile(rb"'([^']+)'")


def missing(driver: Driver, codec: LdapCodec) -> Sequence[str] | None:
    """Return the classes and attributes that the schema lacks, each sort sorted; None where it is not shown to us.

    Raises TargetError.
    """
    subschema = [value.decode() for value in values(driver, "", "subschemaSubentry")]
    place = subschema[0] if subschema else "cn=Subschema"
    mapping, password = codec.mapping, codec.mapping.password
    secret = {password.hash, password.must_change, password.envelope} if password is not None else set()
    wanted = {
        "objectClasses": {name for kind in mapping.kinds.values() for name in kind.classes},
        "attributeTypes": {mapping.id, *mapping.attributes, *secret} - set(mapping.foreign),
    }
    found: list[str] = []
    for element, names in wanted.items():
        known = {name for value in values(driver, place, element) for name in _named(value)}
        if not known:
            return None
        found += sorted(names - known)
    return found


def require(driver: Driver, codec: LdapCodec, where: str) -> None:
    """Raise TargetRejected where the schema lacks anything that a run reads, compares or writes."""
    found = missing(driver, codec)
    if found:
        names = ", ".join(found)
        raise TargetRejected(
            Text(
                vi=f"Lược đồ của máy chủ thiếu {names}; chưa ghi gì.",
                en=f"The server's schema lacks {names}; nothing was written.",
            ),
            where=where,
            advice=LOAD_IT,
        )


def values(driver: Driver, dn: str, name: str) -> Sequence[bytes]:
    """Return the values of one attribute of one entry. Raises TargetError."""
    return [
        value
        for page in driver.search(Search(dn, Scope.BASE, attributes=(name,)))
        for _, attributes in page
        for value in attributes.get(name, ())
    ]


def _named(definition: bytes) -> Iterator[str]:
    found = _NAMES.search(definition)
    if found is not None:
        names = [found[1]] if found[1] else _QUOTED.findall(found[2])
        yield from (name.decode() for name in names)
