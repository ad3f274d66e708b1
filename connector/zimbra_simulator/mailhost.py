"""`Mailhost`: the pretended Zimbra server behind the service, and `Call`: one request to it."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connector.zimbra_simulator import passwords
from connector.zimbra_simulator.entries import Entry, Kind, State, Values
from connector.zimbra_simulator.faults import Faults, HalfDone
from connector.zimbra_simulator.message import Message
from connector.zimbra_simulator.refusals import Code, Refusal
from connector.zimbra_simulator.schema import Schema, load
from connector.zimbra_simulator.tokens import Session, Sessions, Tokens

DEFAULT_COS = "default"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the pretended server is set up; the defaults are Zimbra's where Zimbra has them."""

    domains: tuple[str, ...] = ("example.vn",)
    admin: str = "admin@example.vn"
    password: str = "simulated-secret"  # noqa: S105  # of a server that exists only in a test
    hostname: str = "mail.example.vn"
    requests_per_second: int = 30
    """zimbraHttpDosFilterMaxRequestsPerSec, per TCP connection; 0 switches the filter off."""
    throttled_status: int = 503
    """What the DoS filter answers: 503 by Zimbra's wiki, perhaps 429 by its Jetty."""
    failed_logins: int = 10
    """zimbraInvalidLoginFilterMaxFailedLogin: more than this many from one address, and it gets 503."""
    largest_request: int = 15_360_000
    """zimbraSoapRequestMaxSize, bytes."""
    largest_search: int = 5_000
    """zimbra_directory_max_search_result, where a search does not say `maxResults`."""
    padding: int = 512
    """Stand-ins for the class-of-service defaults that fill Zimbra's replies to about 27 KB an account."""
    ephemeral_in_ldap: bool = True
    """False hides zimbraLastLogonTimestamp, as with another ephemeral backend."""
    logon_frequency: str = "7d"
    """zimbraLastLogonTimestampFrequency: a login is noted no more often than this; 0: none is noted."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """More attributes for the schema: name to type (`string`, `boolean`, `integer`, …)."""
    keep_bodies: bool = False
    """Whether the request log keeps what came and what went."""


class Mailhost:
    """The directory, the logins and the troubles of one server."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        self.sleep: Callable[[float], None] = time.sleep
        self.schema: Schema = load(settings.attributes)
        self.state = State()
        self.tokens = Tokens()
        self.sessions = Sessions()
        self.faults = Faults()
        self.polled: dict[str, tuple[Entry, ...]] = {}
        """Domain with a GAL sync account to what that account knew at its last poll."""
        self.id = new_id()
        self.add(Kind.COS, DEFAULT_COS, {"cn": (DEFAULT_COS,)})
        for name in settings.domains:
            self.add_domain(name)
        self._add_admin()

    def add_domain(self, name: str, values: Mapping[str, tuple[str, ...]] | None = None) -> Entry:
        """Add a domain and return it."""
        name = name.lower()
        own = {"zimbraDomainName": (name,), "zimbraDomainStatus": ("active",), "zimbraDomainType": ("local",)}
        return self.add(Kind.DOMAIN, name, {**own, **(values or {})})

    def add(self, kind: Kind, name: str, values: Values, *, dynamic: bool = False) -> Entry:
        """Add an entry under a new zimbraId and return it."""
        entry_id = new_id()
        return self.state.put(Entry(kind, entry_id, name, {**values, "zimbraId": (entry_id,)}, dynamic))

    def stamp(self) -> str:
        """Return the time as LDAP generalized time."""
        return self.now().astimezone(UTC).strftime("%Y%m%d%H%M%SZ")

    def class_of_service(self, entry: Entry) -> Entry:
        """Return an account's class of service: its own, else its domain's, else "default"."""
        domain = self.state.domain(entry.domain)
        wanted = (entry.first("zimbraCOSId"), domain.first("zimbraDomainDefaultCOSId") if domain else None)
        for cos_id in wanted:
            found = self.state.by_id(cos_id, Kind.COS) if cos_id else None
            if found is not None:
                return found
        return self._default_cos()

    def defaults(self, entry: Entry) -> dict[str, tuple[str, ...]]:
        """Return what an account inherits from its class of service."""
        cos = self.class_of_service(entry).values
        return {name: cos.get(name, (value,)) for name, value in self.schema.inherited.items()}

    def policy(self, entry: Entry) -> dict[str, str]:
        """Return the single values that hold for an account: its own over those it inherits."""
        held = {**self.defaults(entry), **entry.values}
        return {name: values[0] for name, values in held.items()}

    def quota(self, entry: Entry) -> int:
        """Return the mailbox quota in bytes; 0 is unlimited."""
        return int(self.policy(entry).get("zimbraMailQuota", "0"))

    def status(self, entry: Entry) -> str:
        """Return the effective status: an account's own, unless its domain's is worse."""
        own = entry.first("zimbraAccountStatus") or "active"
        domain = self.state.domain(entry.domain)
        overall = (domain.first("zimbraDomainStatus") if domain else None) or "active"
        if overall == "active" or own in {"closed", "pending"}:
            return own
        return {"suspended": "maintenance", "shutdown": "maintenance"}.get(overall, overall)

    def _default_cos(self) -> Entry:
        found = self.state.cos(DEFAULT_COS)
        if found is None:
            raise Refusal(Code.NO_SUCH_COS, DEFAULT_COS)
        return found

    def _add_admin(self) -> None:
        local = self.settings.admin.partition("@")[0]
        names = ("uid", "cn", "sn")
        values = {
            **dict.fromkeys(names, (local,)),
            "mail": (self.settings.admin,),
            "objectClass": ("inetOrgPerson", "zimbraAccount", "amavisAccount"),
            "userPassword": (passwords.hashed(self.settings.password),),
            "zimbraAccountStatus": ("active",),
            "zimbraCreateTimestamp": (self.stamp(),),
            "zimbraIsAdminAccount": ("TRUE",),
            "zimbraMailDeliveryAddress": (self.settings.admin,),
            "zimbraMailHost": (self.settings.hostname,),
            "zimbraMailStatus": ("enabled",),
        }
        self.add(Kind.ACCOUNT, self.settings.admin, values)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, who makes it, and what is to go wrong halfway."""

    host: Mailhost
    request: Message
    caller: Entry | None = None
    session: Session | None = None
    half_done: HalfDone | None = None

    @property
    def state(self) -> State:
        """The directory."""
        return self.host.state

    @property
    def schema(self) -> Schema:
        """The attributes there are."""
        return self.host.schema

    def after_entry(self) -> None:
        """Fail here when that was scripted: the entry is there, what follows is not."""
        if self.half_done is not None:
            raise Refusal(self.half_done.code, self.half_done.about)


def new_id() -> str:
    """Return a new zimbraId."""
    return str(uuid.uuid4())
