"""What a delegated admin may not do: a coarse model, for tests that must see `service.PERM_DENIED`.

A delegated admin works in its own domain only, may not touch quotas, nor attributes that zimbra-attrs.xml does
not have, and is never told that an id is unknown: that, too, is PERM_DENIED. Zimbra's real grants are finer.
"""

from collections.abc import Iterator

from connector.zimbra_simulator.entries import Kind
from connector.zimbra_simulator.mailhost import Call
from connector.zimbra_simulator.refusals import Code, Refusal

GLOBAL = frozenset(
    {
        "CopyCosRequest",
        "CreateCosRequest",
        "CreateDomainRequest",
        "CreateGalSyncAccountRequest",
        "DeleteCosRequest",
        "FlushCacheRequest",
        "GetAllAccountsRequest",
        "GetAllServersRequest",
        "GetConfigRequest",
        "ModifyCosRequest",
        "ModifyDomainRequest",
        "RenameCosRequest",
    }
)
"""For system admins only."""

NEEDS_DOMAIN = frozenset({"SearchDirectoryRequest", "GetQuotaUsageRequest"})
QUOTA = "zimbraMailQuota"


def check(call: Call) -> None:
    """Raise PERM_DENIED unless the caller may ask this."""
    caller, request = call.caller, call.request
    if caller is None or caller.first("zimbraIsAdminAccount") == "TRUE":
        return
    if request.name in GLOBAL or (request.name in NEEDS_DOMAIN and request.get("domain") is None):
        raise Refusal(Code.PERM_DENIED, f"{request.name} is for system admins")
    if any(domain != caller.domain for domain in domains(call)):
        raise Refusal(Code.PERM_DENIED, "not within the admin's domain")
    for name, _ in request.pairs():
        found = call.schema.find(name.lstrip("+-"))
        if found is not None and (found.name == QUOTA or not found.known):
            raise Refusal(Code.PERM_DENIED, f"cannot set {found.name}")


def domains(call: Call) -> Iterator[str]:
    """Yield the domain of everything the request names; the empty one for an id nobody has."""
    request = call.request
    for key in ("name", "newName", "alias"):
        named = request.get(key)
        if named and "@" in named and not request.name.endswith("GalRequest"):
            yield named.strip().lower().partition("@")[2]
    entry_id = request.get("id")
    if entry_id is not None:
        yield domain_of(call, entry_id)
    if "domain" in request.attributes:
        yield request.attributes["domain"].lower()
    for selector in (request.element(name) for name in ("account", "dl", "calresource", "domain")):
        if selector is not None and selector.get("by") == "id":
            yield domain_of(call, selector.text)
        elif selector is not None:
            yield selector.text.strip().lower().rpartition("@")[2]


def domain_of(call: Call, entry_id: str) -> str:
    """Return the domain of the entry with this id."""
    found = call.state.by_id(entry_id, *Kind)
    if found is None:
        return ""
    return found.name if found.kind is Kind.DOMAIN else found.domain
