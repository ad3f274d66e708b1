"""Distribution lists: create, get, modify, rename, delete, members, aliases.

A list's own address stands first in its zimbraMailAlias; its members are its zimbraMailForwardingAddress.
"""

from collections.abc import Iterable

from connector.zimbra_simulator import accounts, aliases, shown
from connector.zimbra_simulator.aliases import MEMBERS
from connector.zimbra_simulator.changes import check_immutable, created, modified
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Call
from connector.zimbra_simulator.message import ADMIN, Answer, Message
from connector.zimbra_simulator.naming import address, check_free, check_not_suspended, existing_domain
from connector.zimbra_simulator.refusals import Code, Refusal


def by_id(call: Call) -> Entry:
    """Return the list of the request's id."""
    list_id = call.request.need("id")
    found = call.state.by_id(list_id, Kind.LIST)
    if found is None:
        raise Refusal(Code.NO_SUCH_DISTRIBUTION_LIST, list_id)
    return found


def create(call: Call) -> Answer:
    """CreateDistributionListRequest: `@name @dynamic a*`."""
    host, request = call.host, call.request
    check_immutable(call.schema, request.pairs())
    name = address(request.need("name"))
    values = created(call.schema, request.pairs())
    existing_domain(host, name)
    check_not_suspended(host, name)
    check_free(host, name, Code.DISTRIBUTION_LIST_EXISTS)
    dynamic = request.flag("dynamic")
    check_dynamic(values, dynamic=dynamic)
    own = {
        "objectClass": ("zimbraGroup" if dynamic else "zimbraDistributionList", "zimbraMailRecipient"),
        "uid": (accounts.local_part(name),),
        "mail": (name,),
        "zimbraMailAlias": (name,),
        "zimbraMailStatus": ("enabled",),
        "zimbraCreateTimestamp": (host.stamp(),),
    }
    entry = host.add(Kind.LIST, name, {**own, **values}, dynamic=dynamic)
    call.after_entry()
    return shown.response("CreateDistributionList", shown.distribution_list(entry))


def check_dynamic(values: dict[str, tuple[str, ...]], *, dynamic: bool) -> None:
    """Refuse a dynamic group that is an ACL group and yet says by URL who is in it.

    Zimbra's rules go further; the simulator knows no more than that the two do not go together.
    """
    if dynamic and values.get("zimbraIsACLGroup") == ("TRUE",) and values.get("memberURL"):
        raise Refusal(Code.INVALID_REQUEST, "cannot create ACL group with memberURL")


def selected(call: Call, selector: Message) -> Entry:
    """Return the list a `<dl by=>` element names."""
    by, key = selector.need("by"), selector.text
    if by not in {"id", "name"}:
        raise Refusal(Code.INVALID_REQUEST, f"unknown value for by: {by}")
    found = call.state.by_id(key, Kind.LIST) if by == "id" else call.state.owner(key.strip())
    if found is None or found.kind is not Kind.LIST:
        raise Refusal(Code.NO_SUCH_DISTRIBUTION_LIST, key)
    return found


def get(call: Call) -> Answer:
    """GetDistributionListRequest: `@attrs @limit @offset @sortAscending dl@by`; pages through the members."""
    request = call.request
    entry = selected(call, request.need_element("dl"))
    limit, offset = request.number("limit", 0), request.number("offset", 0)
    members = sorted(entry.all(MEMBERS), reverse=not request.flag("sortAscending", default=True))
    if offset < 0 or limit < 0 or (offset and offset >= len(members)):
        raise Refusal(Code.INVALID_REQUEST, f"offset {offset} is past the last member, or negative")
    page = members[offset : offset + limit] if limit else members[offset:]
    shown_members = (Answer("dlm", content=member) for member in page)
    attrs = accounts.selection(call)
    return Answer(
        "GetDistributionListResponse",
        {"more": offset + len(page) < len(members), "total": len(members)},
        content=(shown.distribution_list(entry, attrs, *shown_members),),
        namespace=ADMIN,
    )


def modify(call: Call) -> Answer:
    """ModifyDistributionListRequest: `@id a*`; an empty value deletes."""
    entry = by_id(call)
    check_immutable(call.schema, call.request.pairs())
    changed = modified(call.schema, entry.values, call.request.pairs())
    after = call.state.put(entry.having(changed))
    return shown.response("ModifyDistributionList", shown.distribution_list(after))


def rename(call: Call) -> Answer:
    """RenameDistributionListRequest: `@id @newName`; its places on other lists follow."""
    entry, new = by_id(call), address(call.request.need("newName"))
    existing_domain(call.host, new)
    check_not_suspended(call.host, new)
    if new != entry.name:
        check_free(call.host, new, Code.DISTRIBUTION_LIST_EXISTS)
        entry = renamed(call, entry, new)
    return shown.response("RenameDistributionList", shown.distribution_list(entry))


def renamed(call: Call, entry: Entry, new: str) -> Entry:
    """Put a list under another address."""
    changed = {
        name: tuple(new if value == entry.name else value for value in entry.all(name))
        for name in ("mail", "zimbraMailAlias")
    }
    changed["uid"] = (accounts.local_part(new),)
    after = Entry(entry.kind, entry.id, new, entry.having(changed).values, entry.dynamic)
    call.state.put(after)
    aliases.rewrite_members(call.host, entry.name, new)
    return call.state.by_id(entry.id, Kind.LIST) or after


def delete(call: Call) -> Answer:
    """DeleteDistributionListRequest: `@id @cascadeDelete`."""
    entry = by_id(call)
    call.request.flag("cascadeDelete")
    aliases.leave_all_lists(call.host, entry.addresses)
    for each in list(call.state.of(Kind.ALIAS)):
        if each.first("zimbraAliasTargetId") == entry.id:
            call.state.drop(each)
    call.state.drop(entry)
    return shown.response("DeleteDistributionList")


def wanted_members(request: Message) -> list[str]:
    """Return the `dlm` of a request in lower case; at least one, each an address."""
    members = [address(each.text) for each in request.elements("dlm")]
    if not members:
        raise Refusal(Code.INVALID_REQUEST, "missing required element: dlm")
    return members


def add_members(call: Call) -> Answer:
    """AddDistributionListMemberRequest: `@id dlm+`.

    Nobody checks whether the address exists; one that is there already is no error.
    """
    entry = by_id(call)
    members = wanted_members(call.request)
    after = tuple(dict.fromkeys([*entry.all(MEMBERS), *members]))
    call.state.put(entry.having({MEMBERS: after}))
    return shown.response("AddDistributionListMember")


def remove_members(call: Call) -> Answer:
    """RemoveDistributionListMemberRequest: `@id dlm+ account*`.

    One address takes all addresses of its account with it. If one is not on the list, NO_SUCH_MEMBER, and
    nobody is removed.
    """
    entry = by_id(call)
    accounts_named = [each.text.strip().lower() for each in call.request.elements("account")]
    wanted = (
        accounts_named
        if accounts_named and not call.request.elements("dlm")
        else wanted_members(call.request)
    )
    present = frozenset(entry.all(MEMBERS))
    gone: set[str] = set()
    for name in [*wanted, *accounts_named]:
        found = present.intersection(everything_of(call, name))
        if not found:
            raise Refusal(Code.NO_SUCH_MEMBER, name)
        gone.update(found)
    call.state.put(entry.having({MEMBERS: tuple(name for name in entry.all(MEMBERS) if name not in gone)}))
    return shown.response("RemoveDistributionListMember")


def everything_of(call: Call, name: str) -> Iterable[str]:
    """Return an address and, where it is an account's, all its others."""
    owner = call.state.owner(name)
    return (name,) if owner is None or owner.kind is Kind.LIST else (name, *owner.addresses)


def add_alias(call: Call) -> Answer:
    """AddDistributionListAliasRequest: `@id @alias`; ACCOUNT_EXISTS on a clash."""
    entry = by_id(call)
    aliases.add(call.host, entry, address(call.request.need("alias")))
    return shown.response("AddDistributionListAlias")


def remove_alias(call: Call) -> Answer:
    """RemoveDistributionListAliasRequest: `@id @alias`; NO_SUCH_ALIAS when there is none."""
    entry, alias = by_id(call), address(call.request.need("alias"))
    existing_domain(call.host, alias)
    aliases.remove(call.host, entry, alias)
    return shown.response("RemoveDistributionListAlias")


def membership(call: Call) -> Answer:
    """GetAccountMembershipRequest: `account@by`; direct lists, and those they are on (`via`)."""
    entry = accounts.selected(call, call.request.need_element("account"))
    found: dict[str, tuple[Entry, str]] = {}
    reach(call, entry.addresses, "", found)
    shown_lists = (
        Answer(
            "dl", {"name": each.name, "id": each.id, **({"via": via} if via else {}), "dynamic": each.dynamic}
        )
        for each, via in found.values()
    )
    return shown.response("GetAccountMembership", *shown_lists)


def reach(call: Call, addresses: Iterable[str], via: str, found: dict[str, tuple[Entry, str]]) -> None:
    """Collect the lists one of these addresses is on, then theirs; a circle ends where it began."""
    names = frozenset(addresses)
    fresh = [
        each
        for each in call.state.of(Kind.LIST)
        if each.id not in found and not names.isdisjoint(each.all(MEMBERS))
    ]
    for each in fresh:
        found[each.id] = (each, via)
    for each in fresh:
        reach(call, each.addresses, each.name, found)
