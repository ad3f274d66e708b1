"""The global address list: SearchGal, AutoCompleteGal, and the account that keeps a copy of it.

Where a domain has such an account its list is as that account's last `poll` found it; else it is up to date.
"""

from collections.abc import Iterator, Mapping

from connector.zimbra_simulator import accounts, shown
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Call, Mailhost
from connector.zimbra_simulator.message import ADMIN, Answer
from connector.zimbra_simulator.naming import address, check_free, existing_domain
from connector.zimbra_simulator.refusals import Code, Refusal

FIELDS: Mapping[str, str] = {
    "displayName": "fullName",
    "givenName": "firstName",
    "sn": "lastName",
    "initials": "initials",
    "mail": "email",
    "title": "jobTitle",
    "company": "company",
    "ou": "department",
    "telephoneNumber": "workPhone",
    "mobile": "mobilePhone",
    "facsimileTelephoneNumber": "workFax",
    "physicalDeliveryOfficeName": "office",
    "description": "notes",
}
"""LDAP attribute to contact field, as in Zimbra's default zimbraGalLdapAttrMap."""

SEARCHED = ("displayName", "cn", "sn", "givenName", "mail")
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "all": (Kind.ACCOUNT, Kind.RESOURCE, Kind.LIST),
    "account": (Kind.ACCOUNT,),
    "resource": (Kind.RESOURCE,),
    "group": (Kind.LIST,),
}
DEFAULT_LIMIT = 100


def search(call: Call) -> Answer:
    """SearchGalRequest: `@domain @name @limit @type`; a word anywhere in a name or an address."""
    return found(call, "SearchGal", call.request.get("name") or "", anywhere=True)


def autocomplete(call: Call) -> Answer:
    """AutoCompleteGalRequest: `@domain @name @limit @type`; the beginning of a word."""
    return found(call, "AutoCompleteGal", call.request.need("name"), anywhere=False)


def found(call: Call, name: str, text: str, *, anywhere: bool) -> Answer:
    """Return the visible entries of a domain that match; the limit is zimbraGalMaxResults unless given."""
    domain = existing_domain(call.host, call.request.need("domain"))
    kind = call.request.get("type") or "all"
    if kind not in KINDS:
        raise Refusal(Code.INVALID_REQUEST, f"unknown type: {kind}")
    most = int(domain.first("zimbraGalMaxResults") or DEFAULT_LIMIT)
    limit = call.request.number("limit", 0) or most
    present = call.host.polled.get(domain.name)
    listed = public(call.host, domain.name) if present is None else present
    listed = tuple(each for each in listed if each.kind in KINDS[kind])
    hits = [each for each in listed if matches(each, text.strip().casefold(), anywhere=anywhere)]
    ordered = sorted(hits, key=lambda entry: entry.name)
    return Answer(
        f"{name}Response",
        {"more": len(ordered) > limit},
        content=tuple(contact(each) for each in ordered[:limit]),
        namespace=ADMIN,
    )


def public(host: Mailhost, domain: str) -> tuple[Entry, ...]:
    """Return what a domain shows at this moment."""
    shown_kinds = host.state.of(*KINDS["all"])
    return tuple(
        each for each in shown_kinds if each.domain == domain and each.first("zimbraHideInGal") != "TRUE"
    )


def poll(host: Mailhost) -> None:
    """Let every GAL sync account copy what its domain shows."""
    for domain in host.state.of(Kind.DOMAIN):
        if domain.first("zimbraGalAccountId"):
            host.polled[domain.name] = public(host, domain.name)


def matches(entry: Entry, text: str, *, anywhere: bool) -> bool:
    """Tell whether one of the searched attributes holds, or begins with, the text."""
    values = [value.casefold() for name in SEARCHED for value in entry.all(name)]
    return any(text in value if anywhere else value.startswith(text) for value in values)


def contact(entry: Entry) -> Answer:
    """Return an entry as a contact."""
    return Answer("cn", {"id": entry.id, "type": entry.kind.value}, content=tuple(contact_fields(entry)))


def contact_fields(entry: Entry) -> Iterator[Answer]:
    """Yield the fields of a contact; further values are numbered (email, email2)."""
    for attribute, name in FIELDS.items():
        for number, value in enumerate(dict.fromkeys(entry.all(attribute)), start=1):
            yield shown.pair(name if number == 1 else f"{name}{number}", value)


def create_sync_account(call: Call) -> Answer:
    """CreateGalSyncAccountRequest: `@name @domain @type @server account@by`; one for a domain on a server."""
    request = call.request
    domain = existing_domain(call.host, request.need("domain"))
    if request.need("type") not in {"zimbra", "ldap", "both"}:
        raise Refusal(Code.INVALID_REQUEST, f"unknown type: {request.need('type')}")
    request.need("name")
    server = request.need("server")
    if server not in {call.host.settings.hostname, call.host.id}:
        raise Refusal(Code.NO_SUCH_SERVER, server)
    if domain.first("zimbraGalAccountId"):
        raise Refusal(Code.ACCOUNT_EXISTS, f"gal sync account of {domain.name}")
    name = address(request.need_element("account").text)
    entry = call.state.owner(name) or sync_account(call, name)
    call.state.put(domain.having({"zimbraGalAccountId": (entry.id,)}))
    poll(call.host)
    return shown.response("CreateGalSyncAccount", shown.account(call.host, entry))


def sync_account(call: Call, name: str) -> Entry:
    """Make the account that keeps the copy."""
    existing_domain(call.host, name)
    values = {
        **accounts.completed(call.host, name, {}),
        "zimbraHideInGal": ("TRUE",),
        "zimbraIsSystemResource": ("TRUE",),
    }
    check_free(call.host, name)
    return call.host.add(Kind.ACCOUNT, name, values)
