"""Aliases of accounts, resources and lists, and leaving lists: what several commands do alike."""

from collections.abc import Iterable

from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Mailhost
from connector.zimbra_simulator.naming import check_free, existing_domain
from connector.zimbra_simulator.refusals import Code, Refusal

MEMBERS = "zimbraMailForwardingAddress"


def add(host: Mailhost, target: Entry, alias: str) -> Entry:
    """Give `target` one more address; returns it as it is then. Raises NO_SUCH_DOMAIN, ACCOUNT_EXISTS."""
    existing_domain(host, alias)
    check_free(host, alias)
    point(host, target, alias)
    return host.state.put(
        target.having(
            {
                "zimbraMailAlias": (*target.all("zimbraMailAlias"), alias),
                "mail": (*target.all("mail"), alias),
            }
        )
    )


def point(host: Mailhost, target: Entry, alias: str) -> None:
    """Make the alias's own entry."""
    local = alias.partition("@")[0]
    values = {"objectClass": ("zimbraAlias",), "uid": (local,), "zimbraAliasTargetId": (target.id,)}
    host.add(Kind.ALIAS, alias, values)


def without(target: Entry, alias: str) -> Entry:
    """Return `target` without one of its addresses."""
    return target.having(
        {
            name: tuple(value for value in target.all(name) if value != alias)
            for name in ("zimbraMailAlias", "mail")
        }
    )


def remove(host: Mailhost, owner: Entry, alias: str) -> None:
    """Take an alias from its owner; raises NO_SUCH_ALIAS when it has none of that name.

    Zimbra cleans up the lists before it looks, unless the address is somebody else's.
    """
    found = host.state.at(alias)
    holder = host.state.owner(alias)
    if holder is None or holder.id == owner.id:
        leave_all_lists(host, [alias])
    if found is None or found.kind is not Kind.ALIAS or holder is None or holder.id != owner.id:
        raise Refusal(Code.NO_SUCH_ALIAS, alias)
    host.state.drop(found)
    host.state.put(without(owner, alias))


def leave_all_lists(host: Mailhost, addresses: Iterable[str]) -> None:
    """Take addresses off every list they are on."""
    gone = frozenset(addresses)
    for each in list(host.state.of(Kind.LIST)):
        members = each.all(MEMBERS)
        if not gone.isdisjoint(members):
            host.state.put(each.having({MEMBERS: tuple(name for name in members if name not in gone)}))


def rewrite_members(host: Mailhost, old: str, new: str) -> None:
    """Put a new address in the place of an old one, on every list."""
    for each in list(host.state.of(Kind.LIST)):
        members = each.all(MEMBERS)
        if old in members:
            renamed = dict.fromkeys(new if name == old else name for name in members)
            host.state.put(each.having({MEMBERS: tuple(renamed)}))
