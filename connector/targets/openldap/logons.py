"""`read_logons`: when somebody last logged in to our boxes, as the server itself notes it.

`pwdLastSuccess` is written at every successful bind where the database has `lastbind on` (OpenLDAP 2.5 and later;
the module lastbind of earlier ones writes `authTimestamp`). Mail servers that check passwords by binding count,
those that read a hash do not. A replica notes only what it was asked itself, unless it forwards or replicates it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from connector.model.life import Logon, Logons
from connector.targets.ldap_codec.changes import equals
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.reader import Unreadable
from connector.targets.openldap.driver import Driver, Search

LAST = ("pwdLastSuccess", "authTimestamp")
CREATED = "createTimestamp"


def read_logons(driver: Driver, codec: LdapCodec) -> Logons:
    """Return the last login and the making of every entry of ours."""
    mapping = codec.mapping
    search = Search(
        codec.base_dn,
        filter=equals(mapping.owner, codec.owner),
        attributes=(mapping.owner, mapping.key, *LAST, CREATED),
    )
    found: dict[str, Logon] = {}
    for page in driver.search(search):
        for _, attributes in page:
            try:
                key = codec.key(attributes)
            except Unreadable:
                continue
            moments = [moment for name in LAST if (moment := _moment(attributes, name)) is not None]
            found[key] = Logon(max(moments, default=None), _moment(attributes, CREATED))
    return Logons(found)


def _moment(attributes: Mapping[str, Sequence[bytes]], name: str) -> datetime | None:
    """Return a generalized time (RFC 4517 3.3.13) as slapd writes it: `20261122013000Z`, or with a fraction."""
    values = attributes.get(name)
    if not values:
        return None
    text = values[0].decode(errors="replace").partition(".")[0].rstrip("Z")
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
