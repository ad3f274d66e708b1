"""`Refusal`: the service says no, with one of Zimbra's fault codes.

soap:Sender or soap:Receiver is no hint whether to try again: every `ldap.*` is Receiver and yet permanent.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """The codes the simulator answers with by itself; a scripted fault may have any other."""

    ACCOUNT_EXISTS = "account.ACCOUNT_EXISTS"
    ALIAS_EXISTS = "account.ALIAS_EXISTS"
    AUTH_EXPIRED = "service.AUTH_EXPIRED"
    AUTH_FAILED = "account.AUTH_FAILED"
    AUTH_REQUIRED = "service.AUTH_REQUIRED"
    CHANGE_PASSWORD = "account.CHANGE_PASSWORD"  # noqa: S105  # the name of a fault
    COS_EXISTS = "account.COS_EXISTS"
    DISTRIBUTION_LIST_EXISTS = "account.DISTRIBUTION_LIST_EXISTS"
    DOMAIN_EXISTS = "account.DOMAIN_EXISTS"
    FAILURE = "service.FAILURE"
    INVALID_ATTR_NAME = "account.INVALID_ATTR_NAME"
    INVALID_ATTR_VALUE = "account.INVALID_ATTR_VALUE"
    INVALID_PASSWORD = "account.INVALID_PASSWORD"  # noqa: S105  # the name of a fault
    INVALID_REQUEST = "service.INVALID_REQUEST"
    LDAP_ERROR = "ldap.LDAP_ERROR"
    LDAP_INVALID_ATTR_NAME = "ldap.INVALID_ATTR_NAME"
    LDAP_INVALID_ATTR_VALUE = "ldap.INVALID_ATTR_VALUE"
    LDAP_INVALID_SEARCH_FILTER = "ldap.INVALID_SEARCH_FILTER"
    LDAP_OBJECT_CLASS_VIOLATION = "ldap.OBJECT_CLASS_VIOLATION"
    MAINTENANCE_MODE = "account.MAINTENANCE_MODE"
    MULTIPLE_ACCOUNTS_MATCHED = "account.MULTIPLE_ACCOUNTS_MATCHED"
    NO_SUCH_ACCOUNT = "account.NO_SUCH_ACCOUNT"
    NO_SUCH_ALIAS = "account.NO_SUCH_ALIAS"
    NO_SUCH_CALENDAR_RESOURCE = "account.NO_SUCH_CALENDAR_RESOURCE"
    NO_SUCH_COS = "account.NO_SUCH_COS"
    NO_SUCH_DISTRIBUTION_LIST = "account.NO_SUCH_DISTRIBUTION_LIST"
    NO_SUCH_DOMAIN = "account.NO_SUCH_DOMAIN"
    NO_SUCH_MEMBER = "account.NO_SUCH_MEMBER"
    NO_SUCH_SERVER = "account.NO_SUCH_SERVER"
    PARSE_ERROR = "service.PARSE_ERROR"
    PERM_DENIED = "service.PERM_DENIED"
    TOO_MANY_ACCOUNTS = "account.TOO_MANY_ACCOUNTS"
    TOO_MANY_SEARCH_RESULTS = "account.TOO_MANY_SEARCH_RESULTS"
    UNKNOWN_DOCUMENT = "service.UNKNOWN_DOCUMENT"


RECEIVER = frozenset(
    {
        "account.TOO_MANY_ACCOUNTS",
        "service.ALREADY_IN_PROGRESS",
        "service.FAILURE",
        "service.INTERRUPTED",
        "service.LICENSE_ERROR",
        "service.NOT_FOUND",
        "service.PROXY_ERROR",
        "service.RESOURCE_UNREACHABLE",
        "service.TEMPORARILY_UNAVAILABLE",
    }
)


@dataclass(frozen=True, slots=True)
class Argument:
    """One `<a n= t=>` in the detail of a fault; `type` is IID, ACCTID, STR or NUM."""

    name: str
    type: str
    value: str


class Refusal(Exception):
    """A SOAP fault in the making: a code, and what it is about."""

    def __init__(self, code: str, about: str, arguments: Sequence[Argument] = ()) -> None:
        super().__init__(code, about)
        self.code = str(code)
        self.about = about
        self.arguments = tuple(arguments)

    @property
    def reason(self) -> str:
        """A sentence such as "no such account: id-x"; no client should read it."""
        words = self.code.partition(".")[2].lower().replace("_", " ")
        return f"{words}: {self.about}"

    @property
    def role(self) -> str:
        """The SOAP 1.2 fault code: who is said to be at fault."""
        receiver = self.code.startswith("ldap.") or self.code in RECEIVER
        return "soap:Receiver" if receiver else "soap:Sender"


def auth_required() -> Refusal:
    """No usable token came with the request."""
    return Refusal(Code.AUTH_REQUIRED, "no valid authtoken present")


def auth_expired() -> Refusal:
    """The token was good once."""
    return Refusal(Code.AUTH_EXPIRED, "auth credentials have expired")


@contextmanager
def wrapped(what: str) -> Iterator[None]:
    """Turn plain `service.*` refusals into `service.FAILURE`, as Zimbra does inside create and rename.

    A permanent error then looks like a passing one.
    """
    try:
        yield
    except Refusal as refusal:
        if refusal.code.startswith("service."):
            raise Refusal(Code.FAILURE, f"{what}: {refusal.reason}") from refusal
        raise
