"""The addresses of accounts: rename, change of primary address, aliases."""

from connector.zimbra_simulator import accounts, aliases, shown
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Call, Mailhost
from connector.zimbra_simulator.message import Answer
from connector.zimbra_simulator.naming import (
    address,
    check_free,
    check_not_suspended,
    check_room,
    existing_domain,
    open_domain,
)
from connector.zimbra_simulator.refusals import Code, Refusal, wrapped


def rename_account(call: Call) -> Answer:
    """RenameAccountRequest: `@id @newName`; the old address is not kept."""
    return shown.response("RenameAccount", shown.account(call.host, rename_by_id(call, *accounts.MAILBOXES)))


def rename_resource(call: Call) -> Answer:
    """RenameCalendarResourceRequest: `@id @newName`."""
    entry = rename_by_id(call, Kind.RESOURCE)
    return shown.response("RenameCalendarResource", shown.account(call.host, entry))


def rename_by_id(call: Call, *kinds: Kind) -> Entry:
    """Rename the account of an id."""
    entry_id, new = call.request.need("id"), call.request.need("newName")
    return rename(call.host, accounts.by_id(call, entry_id, *kinds), address(new))


def change_primary_email(call: Call) -> Answer:
    """ChangePrimaryEmailRequest: `account@by <newName>`; the old address becomes an alias.

    The account gets a mailbox if it had none.
    """
    new = address(call.request.need("newName"))
    entry = accounts.selected(call, call.request.need_element("account"))
    renamed = rename(call.host, entry, new)
    if entry.name != new:
        renamed = aliases.add(call.host, renamed, entry.name)
    call.state.used.setdefault(renamed.id, 0)
    return shown.response("ChangePrimaryEmail", shown.account(call.host, renamed))


def rename(host: Mailhost, entry: Entry, new: str) -> Entry:
    """Give an account another primary address; its places on lists follow.

    When the domain changes, aliases in the old primary's domain move along (ALIAS_EXISTS where one is taken).
    Raises ACCOUNT_EXISTS, also where the new name is an alias of the same account.
    """
    existing_domain(host, new)
    check_not_suspended(host, new)
    if new == entry.name:
        return entry
    with wrapped("Unable to rename account"):
        domain = open_domain(host, new)
        if domain.name != entry.domain and entry.kind is Kind.ACCOUNT:
            check_room(host, domain)
        check_free(host, new)
        moves = moving_aliases(host, entry, domain.name)
    for old_alias, new_alias in moves.items():
        move_alias(host, entry, old_alias, new_alias)
    for old, fresh in {entry.name: new, **moves}.items():
        aliases.rewrite_members(host, old, fresh)
    return host.state.put(readdressed(entry, new, moves))


def moving_aliases(host: Mailhost, entry: Entry, domain: str) -> dict[str, str]:
    """Return the aliases that change domain with their account, old to new."""
    if domain == entry.domain:
        return {}
    moves = {
        alias: f"{accounts.local_part(alias)}@{domain}"
        for alias in entry.all("zimbraMailAlias")
        if alias.endswith(f"@{entry.domain}")
    }
    for fresh in moves.values():
        if host.state.at(fresh) is not None:
            raise Refusal(Code.ALIAS_EXISTS, fresh)
    return moves


def move_alias(host: Mailhost, entry: Entry, old: str, new: str) -> None:
    """Put the entry of one alias under another name."""
    found = host.state.at(old)
    if found is not None:
        host.state.drop(found)
    aliases.point(host, entry, new)


def readdressed(entry: Entry, new: str, moves: dict[str, str]) -> Entry:
    """Return an account under another primary address."""
    renames = {entry.name: new, **moves}
    changed = {
        name: tuple(renames.get(value, value) for value in entry.all(name))
        for name in ("mail", "zimbraMailAlias", "zimbraPrefFromAddress")
    }
    own = {"uid": (accounts.local_part(new),), "zimbraMailDeliveryAddress": (new,)}
    return Entry(entry.kind, entry.id, new, entry.having({**changed, **own}).values, entry.dynamic)


def add_alias(call: Call) -> Answer:
    """AddAccountAliasRequest: `@id @alias`."""
    entry_id, alias = call.request.get("id") or "", call.request.need("alias")
    aliases.add(call.host, accounts.by_id(call, entry_id), address(alias))
    return shown.response("AddAccountAlias")


def remove_alias(call: Call) -> Answer:
    """RemoveAccountAliasRequest: `@id? @alias`.

    The alias leaves every list first; then NO_SUCH_ALIAS is said if the account has none of that name. An id
    nobody has is answered as a success, and takes away at most an alias of nothing.
    """
    alias = address(call.request.need("alias"))
    existing_domain(call.host, alias)
    owner = call.state.by_id(call.request.get("id") or "", *accounts.MAILBOXES)
    if owner is not None:
        aliases.remove(call.host, owner, alias)
    elif call.state.owner(alias) is None and (dangling := call.state.at(alias)):
        aliases.leave_all_lists(call.host, [alias])
        call.state.drop(dangling)
    return shown.response("RemoveAccountAlias")
