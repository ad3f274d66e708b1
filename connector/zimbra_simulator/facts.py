"""What the server tells about itself, and the cheap questions: version, servers, quota, account info."""

from collections.abc import Callable, Mapping

from connector.zimbra_simulator import accounts, shown
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Call
from connector.zimbra_simulator.message import ADMIN, Answer
from connector.zimbra_simulator.refusals import Code, Refusal

VERSION: Mapping[str, str] = {
    "type": "SIMULATED",
    "version": "10.1.0_SIMULATED",
    "release": "simulated",
    "buildDate": "20241001-0000",
    "majorversion": "10",
    "minorversion": "1",
    "microversion": "0",
    "platform": "simulator",
}
CACHES = frozenset(
    {
        "account",
        "acl",
        "all",
        "config",
        "cos",
        "domain",
        "galgroup",
        "globalgrant",
        "group",
        "license",
        "locale",
    }
    | {"mime", "server", "skin", "uistrings", "zimlet"}
)


def version(call: Call) -> Answer:
    """GetVersionInfoRequest."""
    return shown.response("GetVersionInfo", Answer("info", {**VERSION, "host": call.host.settings.hostname}))


def servers(call: Call) -> Answer:
    """GetAllServersRequest: the one there is."""
    name = call.host.settings.hostname
    values = (shown.pair("cn", name), shown.pair("zimbraServiceHostname", name))
    return shown.response("GetAllServers", Answer("server", {"name": name, "id": call.host.id}, values))


def config(call: Call) -> Answer:
    """GetConfigRequest: `a@n`; the few global values the simulator goes by."""
    settings = call.host.settings
    known = {
        "zimbraHttpDosFilterMaxRequestsPerSec": str(settings.requests_per_second),
        "zimbraInvalidLoginFilterMaxFailedLogin": str(settings.failed_logins),
        "zimbraLastLogonTimestampFrequency": settings.logon_frequency,
        "zimbraSoapRequestMaxSize": str(settings.largest_request),
    }
    wanted = call.request.need_element("a").need("n")
    return shown.response("GetConfig", *(shown.pair(wanted, known[wanted]) for _ in range(wanted in known)))


def no_op(_call: Call) -> Answer:
    """NoOpRequest."""
    return shown.response("NoOp")


def ping(_call: Call) -> Answer:
    """PingRequest."""
    return shown.response("Ping")


def flush_cache(call: Call) -> Answer:
    """FlushCacheRequest: `cache@type entry@by*`; the simulator has no cache, only looks at the request."""
    cache = call.request.need_element("cache")
    unknown = [name for name in cache.need("type").split(",") if name.strip() not in CACHES]
    if unknown:
        raise Refusal(Code.INVALID_REQUEST, f"unknown cache type: {unknown[0]}")
    if "account" in cache.need("type"):
        for each in cache.elements("entry"):
            accounts.selected(call, each)
    return shown.response("FlushCache")


def account_info(call: Call) -> Answer:
    """GetAccountInfoRequest: `account@by`."""
    host = call.host
    entry = accounts.selected(call, call.request.need_element("account"))
    cos = host.class_of_service(entry)
    own = tuple(shown.pair(n, v) for n in ("zimbraId", "zimbraMailHost") for v in entry.all(n))
    return shown.response(
        "GetAccountInfo",
        Answer("name", content=entry.name),
        *own,
        Answer("cos", {"id": cos.id, "name": cos.name}),
        Answer("soapURL", content=f"https://{host.settings.hostname}/service/soap/"),
        Answer("adminSoapURL", content=f"https://{host.settings.hostname}:7071/service/admin/soap/"),
        Answer("publicMailURL", content=f"https://{host.settings.hostname}/zimbra/mail"),
    )


def quota_usage(call: Call) -> Answer:
    """GetQuotaUsageRequest: `@domain @limit @offset @sortBy @sortAscending`."""
    request = call.request
    domain = request.get("domain")
    if domain is not None and call.state.domain(domain) is None:
        raise Refusal(Code.NO_SUCH_DOMAIN, domain)
    ordering = ORDERINGS.get(request.get("sortBy") or "totalUsed")
    if ordering is None:
        raise Refusal(Code.INVALID_REQUEST, f"unknown sortBy: {request.get('sortBy')}")
    found = [each for each in call.state.of(Kind.ACCOUNT) if domain is None or each.domain == domain.lower()]
    found.sort(
        key=lambda entry: (ordering(call, entry), entry.name), reverse=not request.flag("sortAscending")
    )
    limit, offset = request.number("limit", 0), request.number("offset", 0)
    page = found[offset : offset + limit] if limit > 0 else found[offset:]
    return Answer(
        "GetQuotaUsageResponse",
        {"more": offset + len(page) < len(found), "searchTotal": len(found)},
        content=tuple(usage(call, each) for each in page),
        namespace=ADMIN,
    )


def used(call: Call, entry: Entry) -> int:
    """Return the bytes in a mailbox; none where there is no mailbox yet."""
    return call.state.used.get(entry.id, 0)


def usage(call: Call, entry: Entry) -> Answer:
    """Return how much of its quota an account uses."""
    numbers = {"used": used(call, entry), "limit": call.host.quota(entry)}
    return Answer("account", {"name": entry.name, "id": entry.id, **numbers})


ORDERINGS: Mapping[str, Callable[[Call, Entry], float]] = {
    "totalUsed": used,
    "quotaLimit": lambda call, entry: call.host.quota(entry),
    "percentUsed": lambda call, entry: used(call, entry) / (call.host.quota(entry) or float("inf")),
    "account": lambda _call, _entry: 0,
}
