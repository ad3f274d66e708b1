"""The commands we send, in the shape of the official schemas (zimbraAdmin.xsd), as plain values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.targets.zimbra.codec import ACCOUNT, LIST

_MEMBERS_PER_REQUEST = 500


@dataclass(frozen=True, slots=True)
class Child:
    """One element below a request: `<a n="title">Chuyên viên</a>`."""

    tag: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One request of `urn:zimbraAdmin`; `name` without the word Request at its end."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Child, ...] = ()
    alone: bool = False
    """Whether it takes long and is not to share a batch with others."""

    def __repr__(self) -> str:
        # Requests carry names, phone numbers and passwords; a log or a traceback shows none of them.
        return f"<{self.name}Request>"


def _attributes(values: Mapping[str, str]) -> tuple[Child, ...]:
    return tuple(Child("a", value, {"n": name}) for name, value in values.items())


def auth(name: str, password: str) -> Request:
    """Log in."""
    return Request("Auth", {"name": name, "password": password})


def version() -> Request:
    """Ask which version the server has."""
    return Request("GetVersionInfo")


def get_domain(name: str) -> Request:
    """Ask for a domain's status."""
    return Request("GetDomain", {"attrs": "zimbraDomainStatus"}, (Child("domain", name, {"by": "name"}),))


def get_cos(name: str) -> Request:
    """Ask for a class of service by name."""
    return Request("GetCos", {"attrs": "cn"}, (Child("cos", name, {"by": "name"}),))


def get_config(attribute: str) -> Request:
    """Ask for a global setting."""
    return Request("GetConfig", children=(Child("a", "", {"n": attribute}),))


def count_accounts(domain: str) -> Request:
    """Ask how many accounts a domain has, by class of service."""
    return Request("CountAccount", children=(Child("domain", domain, {"by": "name"}),))


def search_gal(address: str) -> Request:
    """Ask what users of its domain find in the address list under an address."""
    domain = address.rpartition("@")[2]
    return Request("SearchGal", {"domain": domain, "name": address, "type": "account", "limit": "100"})


def search(domain: str, types: str, attributes: Iterable[str], query: str = "") -> Request:
    """Ask for everything in a domain, without any limit: `maxResults` would be 5000 for the whole search."""
    asked = {
        "domain": domain,
        "types": types,
        "attrs": ",".join(attributes),
        "applyCos": "0",
        "limit": "0",
        "maxResults": "0",
    }
    return Request("SearchDirectory", asked | ({"query": query} if query else {}))


def any_of(attribute: str, values: Iterable[str]) -> str:
    """Return the filter (RFC 4515) for entries with one of `values`."""
    return "(|" + "".join(f"({attribute}={_escaped(value)})" for value in values) + ")"


_ESCAPES = {ord(character): f"\\{ord(character):02x}" for character in "\\*()\0"}


def _escaped(value: str) -> str:
    return value.translate(_ESCAPES)


def get_list(zimbra_id: str, attributes: Iterable[str]) -> Request:
    """Ask for one list with all its members."""
    return Request(
        "GetDistributionList", {"attrs": ",".join(attributes)}, (Child("dl", zimbra_id, {"by": "id"}),)
    )


def create_account(name: str, password: str, values: Mapping[str, str]) -> Request:
    """Make an account; without a password nobody can log in."""
    return Request(
        "CreateAccount", {"name": name} | ({"password": password} if password else {}), _attributes(values)
    )


def set_password(zimbra_id: str, password: str) -> Request:
    """Set a password; this also clears zimbraPasswordMustChange."""
    return Request("SetPassword", {"id": zimbra_id, "newPassword": password}, (Child("dryRun", "0"),))


def delete_mailbox(zimbra_id: str) -> Request:
    """Delete all that is in an account's mailbox; the account stays, and keeps its addresses."""
    # Like DeleteAccount it answers when it is done.
    return Request("DeleteMailbox", children=(Child("mbox", "", {"id": zimbra_id}),), alone=True)


def change_primary(zimbra_id: str, name: str) -> Request:
    """Rename an account; the old address becomes an alias."""
    return Request(
        "ChangePrimaryEmail", {}, (Child("account", zimbra_id, {"by": "id"}), Child("newName", name))
    )


def create_list(name: str, values: Mapping[str, str]) -> Request:
    """Make a static list."""
    return Request("CreateDistributionList", {"name": name, "dynamic": "0"}, _attributes(values))


def add_members(zimbra_id: str, members: Sequence[str]) -> list[Request]:
    """Add addresses to a list."""
    return _members("AddDistributionListMember", zimbra_id, members)


def remove_members(zimbra_id: str, members: Sequence[str]) -> list[Request]:
    """Take addresses from a list; if one is absent, none is taken."""
    return _members("RemoveDistributionListMember", zimbra_id, members)


def _members(name: str, zimbra_id: str, members: Sequence[str]) -> list[Request]:
    return [
        Request(
            name,
            {"id": zimbra_id},
            tuple(Child("dlm", address) for address in members[at : at + _MEMBERS_PER_REQUEST]),
        )
        for at in range(0, len(members), _MEMBERS_PER_REQUEST)
    ]


@dataclass(frozen=True, slots=True)
class Verbs:
    """What accounts and lists have in common, by the names their requests have."""

    element: str
    modify: Callable[[str, Mapping[str, str]], Request]
    rename: Callable[[str, str], Request]
    add_alias: Callable[[str, str], Request]
    remove_alias: Callable[[str, str], Request]
    delete: Callable[[str], Request]


def _modify(name: str) -> Callable[[str, Mapping[str, str]], Request]:
    return lambda zimbra_id, values: Request(name, {"id": zimbra_id}, _attributes(values))


def _with(name: str, second: str) -> Callable[[str, str], Request]:
    return lambda zimbra_id, value: Request(name, {"id": zimbra_id, second: value})


ACCOUNTS = Verbs(
    ACCOUNT,
    _modify("ModifyAccount"),
    _with("RenameAccount", "newName"),
    _with("AddAccountAlias", "alias"),
    _with("RemoveAccountAlias", "alias"),
    # Zimbra deletes the mailbox before it answers.
    lambda zimbra_id: Request("DeleteAccount", {"id": zimbra_id}, alone=True),
)
LISTS = Verbs(
    LIST,
    _modify("ModifyDistributionList"),
    _with("RenameDistributionList", "newName"),
    _with("AddDistributionListAlias", "alias"),
    _with("RemoveDistributionListAlias", "alias"),
    lambda zimbra_id: Request("DeleteDistributionList", {"id": zimbra_id, "cascadeDelete": "0"}),
)
