"""A simulated Zimbra for tests of the target, and the demand that all we ever send has the official shape."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree

from connector.ports import Target
from connector.targets.zimbra.codec import ZimbraCodec
from connector.targets.zimbra.mapping import load_mapping
from connector.targets.zimbra.settings import ZimbraSettings
from connector.targets.zimbra.target import ZimbraTarget
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import Settings
from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.boxes import DOMAIN
from tests.support.soap_talk import faults_of_form

OWNER = "khanhhoa"
NOTE = "ghi chú của người khác"
ADMIN_DOMAIN = "quantri.vn"
MAPPING = Path(__file__).resolve().parents[2] / "mappings" / "targets" / "zimbra.toml"
SERVER = Settings(
    domains=(DOMAIN, ADMIN_DOMAIN),
    admin=f"admin@{ADMIN_DOMAIN}",
    requests_per_second=0,
    padding=3,
    keep_bodies=True,
)
_READS = ("Auth", "Batch", "Search", "Get", "Count")


def codec(**options: Any) -> ZimbraCodec:  # noqa: ANN401 - whatever the codec takes
    """Return the shipped codec."""
    return ZimbraCodec(load_mapping(MAPPING), OWNER, **options)


def settings(zimbra: ZimbraSimulator, **changed: Any) -> ZimbraSettings:  # noqa: ANN401 - any setting
    """Return how the connector comes to a simulator; it may ask as often as it likes."""
    plain: dict[str, Any] = {
        "url": zimbra.url,
        "admin": zimbra.admin,
        "password": lambda: zimbra.password,
        "domains": (DOMAIN,),
        "requests_per_second": 100_000,
    }
    return ZimbraSettings(**plain | changed)


class ZimbraWorld:
    """A server."""

    longest_key = 300
    """It stands in the notes twice, as the key and in it; zimbraNotes takes 1024 characters."""

    def __init__(self, zimbra: ZimbraSimulator) -> None:
        self.zimbra = zimbra
        self.targets: list[Target] = []

    def target(self) -> Target:
        """Return a new target on it."""
        made = ZimbraTarget(settings(self.zimbra), codec())
        self.targets.append(made)
        return made

    def occupy(self, address: str) -> str:
        """Let others have an account with `address`."""
        self.zimbra.host.add(
            Kind.ACCOUNT, address, {"uid": (address,), "mail": (address,), "zimbraAccountStatus": ("active",)}
        )
        return f"account {address}"

    def annotate(self, key: str) -> None:
        """Let others add a description."""
        self._edit(key, "description", NOTE)

    def annotation(self, key: str) -> str:
        """Return that description."""
        return self.ours(key).first("description") or ""

    def retitle(self, key: str, title: str) -> None:
        """Let others change the title."""
        self._edit(key, "title", title)

    def others(self) -> object:
        """Return all that is not ours."""
        return [
            (one.kind, one.id, one.name, dict(one.values))
            for one in self.zimbra.state.of(Kind.ACCOUNT, Kind.LIST)
            if one.name.endswith(f"@{DOMAIN}")
            and one.first("zimbraForeignPrincipal") is None
            and one.first("zimbraNotes") is None
        ]

    def writes(self) -> object:
        """Return how many commands were sent that could change anything."""
        return sum(not name.startswith(_READS) for logged in self.zimbra.requests for name in logged.names)

    def ours(self, key: str) -> Entry:
        """Return what stands for one of our accounts."""
        [found] = [
            one
            for one in self.zimbra.state.of(Kind.ACCOUNT)
            if f"connector:{OWNER}:{key}" in one.all("zimbraForeignPrincipal")
        ]
        return found

    def _edit(self, key: str, name: str, value: str) -> None:
        self.zimbra.state.put(self.ours(key).having({name: (value,)}))


@contextmanager
def simulated(server: Settings = SERVER, **options: Any) -> Iterator[ZimbraSimulator]:  # noqa: ANN401 - its own
    """Give a simulator; at the end, every request it got has the shape of the official schemas."""
    with ZimbraSimulator(server, **options) as zimbra:
        yield zimbra
        assert_valid(zimbra)


def assert_valid(zimbra: ZimbraSimulator) -> None:
    """Assert that every request so far validates against Zimbra's schemas, where they are at hand."""
    for logged in zimbra.requests:
        assert not logged.cookie
        if logged.request:
            assert faults_of_form(etree.fromstring(logged.request)) == [], logged.names


@contextmanager
def zimbra_world() -> Iterator[ZimbraWorld]:
    """Give a simulator of one's own, and close what was opened on it."""
    with simulated() as zimbra:
        world = ZimbraWorld(zimbra)
        yield world
        for target in world.targets:
            target.close()
