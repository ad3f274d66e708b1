"""Addresses: how they must look, in which domain they may be, and whether they are free."""

from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Mailhost
from connector.zimbra_simulator.refusals import Code, Refusal


def address(text: str) -> str:
    """Return an address in lower case; raises INVALID_REQUEST unless it is one word, one @, one word."""
    name = text.strip().lower()
    local, at, domain = name.partition("@")
    if not at or not local or not domain or "@" in domain or any(char.isspace() for char in name):
        raise Refusal(Code.INVALID_REQUEST, f"must be valid email address: {text}")
    return name


def existing_domain(host: Mailhost, name: str) -> Entry:
    """Return the domain of an address; raises NO_SUCH_DOMAIN."""
    domain = host.state.domain(name.rpartition("@")[2])
    if domain is None:
        raise Refusal(Code.NO_SUCH_DOMAIN, name.rpartition("@")[2])
    return domain


def open_domain(host: Mailhost, name: str) -> Entry:
    """Return the domain of an address, if mailboxes may be made or moved there now.

    Raises PERM_DENIED for a suspended one and, as a plain `service.*` that Zimbra wraps, INVALID_REQUEST for one
    that is only an alias of another.
    """
    domain = existing_domain(host, name)
    if domain.first("zimbraDomainType") == "alias":
        raise Refusal(Code.INVALID_REQUEST, f"domain type must be local: {domain.name}")
    return domain


def check_not_suspended(host: Mailhost, name: str) -> None:
    """Refuse to make or move anything into a suspended domain."""
    domain = host.state.domain(name.rpartition("@")[2])
    if domain is not None and domain.first("zimbraDomainStatus") in {"suspended", "shutdown"}:
        raise Refusal(Code.PERM_DENIED, f"domain is {domain.first('zimbraDomainStatus')}: {domain.name}")


def check_room(host: Mailhost, domain: Entry) -> None:
    """Refuse one account more than zimbraDomainMaxAccounts; 0 or absent is no limit."""
    limit = int(domain.first("zimbraDomainMaxAccounts") or "0")
    if limit and sum(each.domain == domain.name for each in host.state.of(Kind.ACCOUNT)) >= limit:
        raise Refusal(Code.TOO_MANY_ACCOUNTS, f"domain={domain.name} ({limit})")


def check_free(host: Mailhost, name: str, clash: Code = Code.ACCOUNT_EXISTS) -> None:
    """Refuse an address somebody has; an alias of nothing is swept away."""
    found = host.state.at(name)
    if found is None:
        return
    if found.kind is Kind.ALIAS and host.state.owner(name) is None:
        host.state.drop(found)
        return
    raise Refusal(clash, name)
