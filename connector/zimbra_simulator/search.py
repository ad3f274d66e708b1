"""SearchDirectory and GetAllAccounts: reading the whole directory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connector.zimbra_simulator import filters, shown
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Call
from connector.zimbra_simulator.message import ADMIN, Answer
from connector.zimbra_simulator.refusals import Code, Refusal

TYPES: Mapping[str, Callable[[Entry], bool]] = {
    "accounts": lambda entry: entry.kind is Kind.ACCOUNT,
    "aliases": lambda entry: entry.kind is Kind.ALIAS,
    "distributionlists": lambda entry: entry.kind is Kind.LIST and not entry.dynamic,
    "dynamicgroups": lambda entry: entry.kind is Kind.LIST and entry.dynamic,
    "resources": lambda entry: entry.kind is Kind.RESOURCE,
    "domains": lambda entry: entry.kind is Kind.DOMAIN,
    "coses": lambda entry: entry.kind is Kind.COS,
    "servers": lambda _: False,
    "ucservices": lambda _: False,
    "habgroups": lambda _: False,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for; a session's next page must ask the same."""

    query: str
    types: tuple[str, ...]
    domain: str | None
    attrs: frozenset[str] | None
    sort_by: str
    ascending: bool
    most: int


def question(call: Call) -> Question:
    """Read a SearchDirectoryRequest. `maxResults` 0 or less is no limit; Zimbra's own is 5000."""
    request = call.request
    attrs = request.selected()
    return Question(
        query=request.get("query") or "",
        types=tuple(name.strip() for name in (request.get("types") or "accounts").split(",")),
        domain=request.get("domain"),
        attrs=None if attrs is None else call.schema.canonical(attrs),
        sort_by=request.get("sortBy") or "name",
        ascending=request.flag("sortAscending", default=True),
        most=request.number("maxResults", call.host.settings.largest_search),
    )


def search_directory(call: Call) -> Answer:
    """SearchDirectoryRequest: pages the reply, not the search; attributes nobody knows are ignored."""
    asked = question(call)
    limit, offset = call.request.number("limit", 0), call.request.number("offset", 0)
    found = remembered(call, asked, offset)
    if call.request.flag("countOnly"):
        return Answer("SearchDirectoryResponse", {"num": len(found)}, namespace=ADMIN)
    page = found[offset : offset + limit] if limit > 0 else found[offset:]
    cos = call.request.flag("applyCos", default=True)
    return Answer(
        "SearchDirectoryResponse",
        {"more": offset + len(page) < len(found), "searchTotal": len(found)},
        content=(element(call, entry, asked.attrs, cos=cos) for entry in page),
        namespace=ADMIN,
    )


def remembered(call: Call, asked: Question, offset: int) -> Sequence[Entry]:
    """Return the answer; within a session only the first page of a question searches."""
    session = call.session
    if session is not None and offset and session.question == asked:
        return session.found
    found = search(call, asked)
    if session is not None:
        session.question, session.found = asked, found
    return found


def search(call: Call, asked: Question) -> list[Entry]:
    """Return every entry that matches, sorted; raises TOO_MANY_SEARCH_RESULTS, INVALID_SEARCH_FILTER."""
    unknown = [name for name in asked.types if name not in TYPES]
    if unknown:
        raise Refusal(Code.INVALID_REQUEST, f"unknown types: {', '.join(unknown)}")
    if asked.domain is not None and call.state.domain(asked.domain) is None:
        raise Refusal(Code.NO_SUCH_DOMAIN, asked.domain)
    matches = filters.compiled(call.schema, asked.query)
    found = [entry for entry in candidates(call, asked) if matches(entry) is True]
    if 0 < asked.most < len(found):
        raise Refusal(Code.TOO_MANY_SEARCH_RESULTS, "number of results exceeded the limit")
    return sorted(found, key=sort_key(asked.sort_by), reverse=not asked.ascending)


def candidates(call: Call, asked: Question) -> Iterator[Entry]:
    """Yield the entries of the types and of the domain that are searched."""
    domain = None if asked.domain is None else asked.domain.lower()
    for entry in call.state.of(*Kind):
        if any(TYPES[name](entry) for name in asked.types) and (
            domain is None or entry.kind in {Kind.DOMAIN, Kind.COS} or entry.domain == domain
        ):
            yield entry


def sort_key(name: str) -> Callable[[Entry], tuple[str, str]]:
    """Return what is compared: the name, or one attribute and then the name."""
    if name == "name":
        return lambda entry: (entry.name, "")
    return lambda entry: ((entry.first(name) or "").casefold(), entry.name)


def element(call: Call, entry: Entry, attrs: frozenset[str] | None, *, cos: bool) -> Answer:
    """Return one entry as its element."""
    if entry.kind is Kind.ALIAS:
        return shown.alias(entry, call.state.owner(entry.name), attrs)
    if entry.kind is Kind.LIST:
        return shown.distribution_list(entry, attrs)
    if entry.kind is Kind.DOMAIN:
        return shown.domain(entry, attrs)
    if entry.kind is Kind.COS:
        return shown.class_of_service(call.host, entry, attrs)
    return shown.account(call.host, entry, attrs, cos=cos)


def get_all_accounts(call: Call) -> Answer:
    """GetAllAccountsRequest: `server@by? domain@by?`; every account with everything it has."""
    selector = call.request.element("domain")
    domain = None if selector is None else selector.text.strip().lower()
    if selector is not None and selector.get("by") == "id":
        known = call.state.by_id(selector.text, Kind.DOMAIN)
        domain = known.name if known else domain
    if domain is not None and call.state.domain(domain) is None:
        raise Refusal(Code.NO_SUCH_DOMAIN, domain)
    found = [each for each in call.state.of(Kind.ACCOUNT) if domain in {None, each.domain}]
    ordered = sorted(found, key=lambda entry: entry.name)
    return Answer(
        "GetAllAccountsResponse",
        content=(shown.account(call.host, entry) for entry in ordered),
        namespace=ADMIN,
    )
