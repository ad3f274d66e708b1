"""Entries as elements of a reply."""

from collections.abc import Iterator
from functools import lru_cache

from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import DEFAULT_COS, Mailhost
from connector.zimbra_simulator.message import ADMIN, Answer, Scalar

BLOCKED = "VALUE-BLOCKED"
EPHEMERAL = "zimbraLastLogonTimestamp"

Selection = frozenset[str] | None


def response(name: str, *content: Answer) -> Answer:
    """Return the response to the request `name` (without "Request")."""
    return Answer(f"{name}Response", content=content, namespace=ADMIN)


def account(host: Mailhost, entry: Entry, attrs: Selection = None, *, cos: bool = True) -> Answer:
    """Return an account or calendar resource; with `cos` what it inherits is shown as well."""
    own: dict[str, Scalar] = {"name": entry.name, "id": entry.id}
    if entry.kind is Kind.ACCOUNT:
        own["isExternal"] = entry.first("zimbraIsExternalVirtualAccount") == "TRUE"
    return Answer(entry.kind.value, own, content=tuple(attributes(host, entry, attrs, cos=cos)))


def attributes(host: Mailhost, entry: Entry, attrs: Selection, *, cos: bool) -> Iterator[Answer]:
    """Yield the `a` elements of an account."""
    values = {**(host.defaults(entry) if cos else {}), **entry.values}
    for name, each in values.items():
        if attrs is not None and name not in attrs:
            continue
        if name == EPHEMERAL and not host.settings.ephemeral_in_ldap:
            continue
        for value in each:
            yield pair(name, BLOCKED if name == "userPassword" else value)
    if cos and attrs is None:
        yield from padding(host.settings.padding)


@lru_cache
def padding(count: int) -> tuple[Answer, ...]:
    """Return stand-ins for the class-of-service defaults the simulator does not know by name."""
    return tuple(pair(f"zimbraPrefSimulatedCosDefault{number:04d}", "TRUE") for number in range(count))


def pair(name: str, value: str) -> Answer:
    """Return `<a n="name">value</a>`."""
    return Answer("a", {"n": name}, value)


def distribution_list(entry: Entry, attrs: Selection = None, *more: Answer) -> Answer:
    """Return a list without its members, which only GetDistributionList shows."""
    shown = (
        pair(name, value)
        for name, values in entry.values.items()
        for value in values
        if name != "zimbraMailForwardingAddress" and (attrs is None or name in attrs)
    )
    own: dict[str, Scalar] = {"name": entry.name, "id": entry.id, "dynamic": entry.dynamic}
    return Answer("dl", own, content=(*shown, *more))


def alias(entry: Entry, target: Entry | None, attrs: Selection = None) -> Answer:
    """Return an alias and what it stands for; a dangling one names no target."""
    own = {"name": entry.name, "id": entry.id, "targetName": "" if target is None else target.name}
    if target is not None:
        own["type"] = target.kind.value
    return Answer("alias", own, content=tuple(plain(entry, attrs)))


def domain(entry: Entry, attrs: Selection = None) -> Answer:
    """Return a domain."""
    return Answer("domain", {"name": entry.name, "id": entry.id}, content=tuple(plain(entry, attrs)))


def class_of_service(host: Mailhost, entry: Entry, attrs: Selection = None) -> Answer:
    """Return a class of service with all that accounts inherit from it."""
    known = {name: (value,) for name, value in host.schema.inherited.items()}
    whole = entry.having({**known, **entry.values})
    own: dict[str, Scalar] = {"name": entry.name, "id": entry.id, "isDefaultCos": entry.name == DEFAULT_COS}
    return Answer("cos", own, content=tuple(plain(whole, attrs)))


def plain(entry: Entry, attrs: Selection) -> Iterator[Answer]:
    """Yield the `a` elements of an entry that inherits nothing."""
    for name, values in entry.values.items():
        if attrs is None or name in attrs:
            yield from (pair(name, value) for value in values)
