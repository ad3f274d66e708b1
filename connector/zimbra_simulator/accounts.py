"""Accounts and calendar resources: create, get, modify, delete, passwords."""

from collections.abc import Mapping

from connector.zimbra_simulator import aliases, passwords, shown
from connector.zimbra_simulator.changes import check_immutable, created, modified
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Call, Mailhost
from connector.zimbra_simulator.message import Answer, Message
from connector.zimbra_simulator.naming import (
    address,
    check_free,
    check_not_suspended,
    check_room,
    open_domain,
)
from connector.zimbra_simulator.refusals import Code, Refusal, wrapped

MAILBOXES = (Kind.ACCOUNT, Kind.RESOURCE)
OFF = frozenset({"closed", "pending"})
OBJECT_CLASSES = ("inetOrgPerson", "zimbraAccount", "amavisAccount")


def by_id(call: Call, entry_id: str, *kinds: Kind) -> Entry:
    """Return the account of this id; ids are compared as they stand, spaces and all."""
    found = call.state.by_id(entry_id, *(kinds or MAILBOXES))
    if found is None:
        resource = kinds == (Kind.RESOURCE,)
        raise Refusal(Code.NO_SUCH_CALENDAR_RESOURCE if resource else Code.NO_SUCH_ACCOUNT, entry_id)
    return found


def selected(call: Call, selector: Message, *kinds: Kind) -> Entry:
    """Return the account an `<account by=>` element names."""
    by, key = selector.need("by"), selector.text
    if by == "id":
        return by_id(call, key, *kinds)
    if by in {"name", "adminName", "appAdminName"}:
        found = [owner] if (owner := call.state.owner(key.strip())) else []
    elif by in {"foreignPrincipal", "krb5Principal"}:
        found = [each for each in call.state.of(*MAILBOXES) if key in each.all("zimbraForeignPrincipal")]
    else:
        raise Refusal(Code.INVALID_REQUEST, f"unknown value for by: {by}")
    found = [each for each in found if each.kind in (kinds or MAILBOXES)]
    if len(found) > 1:
        raise Refusal(Code.MULTIPLE_ACCOUNTS_MATCHED, f"multiple addresses match: {key}")
    return found[0] if found else by_id(call, key, *kinds)


def create_account(call: Call) -> Answer:
    """CreateAccountRequest: `@name @password a*`."""
    entry = create(call, Kind.ACCOUNT)
    return shown.response("CreateAccount", shown.account(call.host, entry))


def create_resource(call: Call) -> Answer:
    """CreateCalendarResourceRequest: like an account; displayName and zimbraCalResType are required."""
    names = {name for name, value in call.request.pairs() if value}
    for needed in ("displayName", "zimbraCalResType"):
        if needed not in names:
            raise Refusal(Code.LDAP_OBJECT_CLASS_VIOLATION, f"object class requires attribute {needed}")
    entry = create(call, Kind.RESOURCE)
    return shown.response("CreateCalendarResource", shown.account(call.host, entry))


def create(call: Call, kind: Kind) -> Entry:
    """Make an account: first its entry, then the rest; a failure in between leaves the entry."""
    host, request = call.host, call.request
    check_immutable(call.schema, request.pairs())
    if request.get("name") is None:
        raise Refusal(Code.FAILURE, "NullPointerException")  # asked for by Zimbra's own tests
    name = address(request.need("name"))
    values = created(call.schema, request.pairs())
    check_not_suspended(host, name)
    check_server(host, values, Refusal(Code.INVALID_REQUEST, "unknown zimbraMailHost"))
    with wrapped("Unable to create account"):
        check_room(host, open_domain(host, name))
        check_free(host, name)
        check_cos(call, values, Refusal(Code.NO_SUCH_COS, "".join(values.get("zimbraCOSId", ()))))
        draft = Entry(kind, "", name, completed(host, name, values))
        password = request.get("password") or ""
        if password and (weakness := passwords.weakness(password, host.policy(draft), local_part(name))):
            raise weakness
        entry = host.add(kind, name, draft.values)
    call.after_entry()
    return host.state.put(with_password(host, entry, password)) if password else entry


def completed(host: Mailhost, name: str, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the attributes of a new account, with those the server adds."""
    local = local_part(name)
    status = given.get("zimbraAccountStatus", ("active",))
    defaults: dict[str, tuple[str, ...]] = {
        "objectClass": OBJECT_CLASSES,
        "uid": (local,),
        "cn": given.get("displayName", (local,)),
        "sn": (local,),
        "mail": (name,),
        "zimbraMailDeliveryAddress": (name,),
        "zimbraAccountStatus": status,
        "zimbraMailStatus": ("disabled" if status[0] in OFF else "enabled",),
        "zimbraCreateTimestamp": (host.stamp(),),
    }
    if "zimbraMailHost" not in given and "zimbraMailTransport" not in given:
        defaults["zimbraMailHost"] = (host.settings.hostname,)
    return {**defaults, **given}


def local_part(name: str) -> str:
    """Return what stands before the @."""
    return name.partition("@")[0]


def check_server(host: Mailhost, values: Mapping[str, tuple[str, ...]], unknown: Refusal) -> None:
    """Refuse a zimbraMailHost that is no server, or one together with a zimbraMailTransport."""
    if values.get("zimbraMailHost") and values.get("zimbraMailTransport"):
        raise Refusal(Code.INVALID_REQUEST, "zimbraMailHost and zimbraMailTransport cannot both be set")
    if any(each != host.settings.hostname for each in values.get("zimbraMailHost", ())):
        raise unknown


def check_cos(call: Call, values: Mapping[str, tuple[str, ...]], unknown: Refusal) -> None:
    """Refuse a zimbraCOSId that is no class of service (by id only)."""
    if any(call.state.by_id(each, Kind.COS) is None for each in values.get("zimbraCOSId", ())):
        raise unknown


def with_password(host: Mailhost, entry: Entry, password: str) -> Entry:
    """Return an account with a new password."""
    changed = {"userPassword": passwords.hashed(password), "zimbraPasswordModifiedTime": host.stamp()}
    return entry.having({name: (value,) for name, value in changed.items()})


def get_account(call: Call) -> Answer:
    """GetAccountRequest: `@attrs @applyCos @effectiveQuota account@by`."""
    entry = selected(call, call.request.need_element("account"))
    attrs = selection(call)
    body = shown.account(call.host, entry, attrs, cos=call.request.flag("applyCos", default=True))
    return shown.response("GetAccount", body)


def get_resource(call: Call) -> Answer:
    """GetCalendarResourceRequest: `@attrs @applyCos calresource@by`."""
    entry = selected(call, call.request.need_element("calresource"), Kind.RESOURCE)
    attrs = selection(call)
    body = shown.account(call.host, entry, attrs, cos=call.request.flag("applyCos", default=True))
    return shown.response("GetCalendarResource", body)


def selection(call: Call) -> frozenset[str] | None:
    """Return `attrs=` of a Get request, each of which zimbra-attrs.xml must have."""
    attrs = call.request.selected()
    if attrs is None:
        return None
    call.schema.check_selection(attrs)
    return call.schema.canonical(attrs)


def modify_account(call: Call) -> Answer:
    """ModifyAccountRequest: `@id a*`."""
    return shown.response("ModifyAccount", shown.account(call.host, modify(call, *MAILBOXES)))


def modify_resource(call: Call) -> Answer:
    """ModifyCalendarResourceRequest: `@id a*`."""
    return shown.response("ModifyCalendarResource", shown.account(call.host, modify(call, Kind.RESOURCE)))


def modify(call: Call, *kinds: Kind) -> Entry:
    """Change attributes of an account, and what follows from them."""
    host, request = call.host, call.request
    entry = by_id(call, request.need("id"), *kinds)
    check_immutable(call.schema, request.pairs())
    changed = modified(call.schema, entry.values, request.pairs())
    check_server(host, changed, Refusal(Code.NO_SUCH_SERVER, "".join(changed.get("zimbraMailHost", ()))))
    check_cos(call, changed, Refusal(Code.INVALID_REQUEST, "no such cos"))
    check_required(changed)
    check_forwarding(host, entry, changed)
    after = host.state.put(entry.having({**changed, **implied(changed)}))
    if changed.get("zimbraAccountStatus") == ("closed",):
        aliases.leave_all_lists(host, after.addresses)
    return after


def implied(changed: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what a change brings with it: cn follows displayName, the mail status follows the account's."""
    found: dict[str, tuple[str, ...]] = {}
    if changed.get("displayName") and "cn" not in changed:
        found["cn"] = changed["displayName"]
    status = changed.get("zimbraAccountStatus", ())
    if status and status[0] in OFF:
        found["zimbraMailStatus"] = ("disabled",)
    elif status and "zimbraMailStatus" not in changed:
        found["zimbraMailStatus"] = ("enabled",)
    return found


def check_required(changed: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse to empty what inetOrgPerson and zimbraAccount must have."""
    for name in ("cn", "sn", "zimbraAccountStatus"):
        if name in changed and not changed[name]:
            raise Refusal(Code.LDAP_OBJECT_CLASS_VIOLATION, f"object class requires attribute {name}")


def check_forwarding(host: Mailhost, entry: Entry, changed: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a user's forwarding list that is longer than the class of service allows."""
    policy = host.policy(entry)
    for value in changed.get("zimbraPrefMailForwardingAddress", ()):
        longest = int(policy["zimbraMailForwardingAddressMaxLength"])
        most = int(policy["zimbraMailForwardingAddressMaxNumAddrs"])
        if len(value) > longest or len(value.split(",")) > most:
            raise Refusal(Code.INVALID_REQUEST, "forwarding address limit exceeded")


def delete_account(call: Call) -> Answer:
    """DeleteAccountRequest: `@id`; with it go its aliases and its places on lists."""
    delete(call, *MAILBOXES)
    return shown.response("DeleteAccount")


def delete_resource(call: Call) -> Answer:
    """DeleteCalendarResourceRequest: `@id`."""
    delete(call, Kind.RESOURCE)
    return shown.response("DeleteCalendarResource")


def delete(call: Call, *kinds: Kind) -> None:
    """Remove an account."""
    entry = by_id(call, call.request.need("id"), *kinds)
    aliases.leave_all_lists(call.host, entry.addresses)
    for each in list(call.state.of(Kind.ALIAS)):
        if each.first("zimbraAliasTargetId") == entry.id:
            call.state.drop(each)
    call.state.drop(entry)


def delete_mailbox(call: Call) -> Answer:
    """DeleteMailboxRequest: `mbox@id` of an account; what is in its mailbox is gone, the account stays.

    `<mbox>` is answered only where there was a mailbox, and an account that there is not has none.
    """
    account_id = call.request.need_element("mbox").need("id")
    if call.state.used.pop(account_id, None) is None:
        return shown.response("DeleteMailbox")
    return shown.response("DeleteMailbox", Answer("mbox", {"mbxid": str(MAILBOX_NUMBER)}))


MAILBOX_NUMBER = 7
"""Numbers of mailboxes are not simulated."""


def set_password(call: Call) -> Answer:
    """SetPasswordRequest: `@id @newPassword <dryRun>`.

    For a global admin the policy is only reported, in `<message>`. zimbraPasswordMustChange is cleared, and
    every login of the account ends.
    """
    entry = by_id(call, call.request.need("id"))
    password = call.request.need("newPassword")
    weakness = passwords.weakness(password, call.host.policy(entry), local_part(entry.name))
    if not call.request.flag("dryRun"):
        validity = str(int(entry.first("zimbraAuthTokenValidityValue") or "0") + 1)
        changed = {"zimbraPasswordMustChange": (), "zimbraAuthTokenValidityValue": (validity,)}
        call.state.put(with_password(call.host, entry, password).having(changed))
    messages = [] if weakness is None else [Answer("message", content=weakness.reason)]
    return shown.response("SetPassword", *messages)


def check_password_strength(call: Call) -> Answer:
    """CheckPasswordStrengthRequest: `@id @password`; raises INVALID_PASSWORD."""
    entry = by_id(call, call.request.need("id"))
    password = call.request.need("password")
    weakness = passwords.weakness(password, call.host.policy(entry), local_part(entry.name))
    if weakness is not None:
        raise weakness
    return shown.response("CheckPasswordStrength")
