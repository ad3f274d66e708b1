"""Domains: create, get, modify, and how many accounts of which class they hold."""

from collections import Counter

from connector.zimbra_simulator import accounts, shown
from connector.zimbra_simulator.changes import check_immutable, created, modified
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Call
from connector.zimbra_simulator.message import Answer, Message
from connector.zimbra_simulator.refusals import Code, Refusal


def selected(call: Call, selector: Message) -> Entry:
    """Return the domain a `<domain by=>` element names."""
    by, key = selector.need("by"), selector.text
    if by not in {"id", "name", "virtualHostname", "krb5Realm", "foreignName"}:
        raise Refusal(Code.INVALID_REQUEST, f"unknown value for by: {by}")
    found = call.state.by_id(key, Kind.DOMAIN) if by == "id" else call.state.domain(key.strip())
    if found is None or by not in {"id", "name"}:
        raise Refusal(Code.NO_SUCH_DOMAIN, key)
    return found


def create(call: Call) -> Answer:
    """CreateDomainRequest: `@name a*`; empty values are ignored."""
    name = call.request.need("name").strip().lower()
    check_immutable(call.schema, call.request.pairs())
    values = created(call.schema, call.request.pairs())
    if not name or "@" in name or any(char.isspace() for char in name):
        raise Refusal(Code.INVALID_REQUEST, f"invalid domain name: {name}")
    if call.state.domain(name) is not None:
        raise Refusal(Code.DOMAIN_EXISTS, name)
    return shown.response("CreateDomain", shown.domain(call.host.add_domain(name, values)))


def get(call: Call) -> Answer:
    """GetDomainRequest: `@attrs domain@by`."""
    entry = selected(call, call.request.need_element("domain"))
    return shown.response("GetDomain", shown.domain(entry, accounts.selection(call)))


def get_all(call: Call) -> Answer:
    """GetAllDomainsRequest."""
    found = sorted(call.state.of(Kind.DOMAIN), key=lambda entry: entry.name)
    return shown.response("GetAllDomains", *(shown.domain(each) for each in found))


def modify(call: Call) -> Answer:
    """ModifyDomainRequest: `@id a*`."""
    domain_id = call.request.need("id")
    entry = call.state.by_id(domain_id, Kind.DOMAIN)
    if entry is None:
        raise Refusal(Code.NO_SUCH_DOMAIN, domain_id)
    check_immutable(call.schema, call.request.pairs())
    changed = modified(call.schema, entry.values, call.request.pairs())
    return shown.response("ModifyDomain", shown.domain(call.state.put(entry.having(changed))))


def count_accounts(call: Call) -> Answer:
    """CountAccountRequest: `domain@by`; by class of service, without system and calendar resources."""
    domain = selected(call, call.request.need_element("domain"))
    people = [
        each
        for each in call.state.of(Kind.ACCOUNT)
        if each.domain == domain.name and each.first("zimbraIsSystemResource") != "TRUE"
    ]
    counts = Counter(call.host.class_of_service(each).id for each in people)
    classes = (entry for entry in call.state.of(Kind.COS) if counts[entry.id])
    rows = (Answer("cos", {"id": each.id, "name": each.name}, str(counts[each.id])) for each in classes)
    return shown.response("CountAccount", *rows)
