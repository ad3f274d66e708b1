"""Plain SOAP over plain HTTP, written by hand from the protocol: no client of ours, nothing of the simulator's.

Where Zimbra's XSDs are at hand every request is validated before it is sent, unless a test sends a wrong one
on purpose.
"""

import http.client
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from lxml import etree

SOAP = "http://www.w3.org/2003/05/soap-envelope"
NAMES = {"soap": SOAP, "z": "urn:zimbra", "a": "urn:zimbraAdmin", "u": "urn:zimbraAccount"}
ROOT = Path(__file__).resolve().parents[2]
XSD_PLACE = "CONNECTOR_ZIMBRA_XSD"


@lru_cache
def xsd() -> etree.XMLSchema | None:
    """Return Zimbra's schemas: from the folder the environment names (empty: none), or one called zimbra-xsd nearby."""
    named = os.environ.get(XSD_PLACE)
    nearby = sorted(ROOT.parent.glob("*/zimbra-xsd")) if named is None else []
    folders = [Path(named)] if named else nearby
    return etree.XMLSchema(etree.parse(folders[0] / "zimbra-all.xsd")) if folders else None


def no_xsd() -> str:
    """Say in one sentence why nothing is held against Zimbra's schemas; empty where it is."""
    if xsd() is not None:
        return ""
    return f"no request was validated; set {XSD_PLACE} to the folder with zimbra-all.xsd"


def faults_of_form(element: etree._Element) -> list[str]:
    """Return what the XSD has against an element; nothing where there is no XSD."""
    schema = xsd()
    if schema is None:
        return []
    copy = etree.fromstring(etree.tostring(element))
    for each in copy.iter(etree.Element):
        if each.tag != "{urn:zimbra}BatchRequest":
            each.attrib.pop("requestId", None)  # the protocol's own, in no XSD
    schema.validate(copy)
    return [error.message for error in schema.error_log]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def envelope(self) -> etree._Element:
        """The whole envelope."""
        return etree.fromstring(self.raw)

    @property
    def body(self) -> etree._Element:
        """The one child of the body."""
        (child,) = self.envelope.findall(f"{{{SOAP}}}Body/*")
        return child

    @property
    def code(self) -> str | None:
        """The fault code, if the body is a fault."""
        return self.find("/soap:Envelope/soap:Body/soap:Fault/soap:Detail/z:Error/z:Code")

    @property
    def codes(self) -> list[str]:
        """All fault codes, also those in a batch."""
        return self.all("//soap:Fault/soap:Detail/z:Error/z:Code")

    def all(self, path: str) -> list[str]:
        """Return the texts or values at an XPath."""
        found = self.envelope.xpath(path, namespaces=NAMES)
        assert isinstance(found, list)
        return [str(getattr(each, "text", each) or "") for each in found]

    def find(self, path: str) -> str | None:
        """Return the first text or value at an XPath."""
        found = self.all(path)
        return found[0] if found else None

    def values(self, name: str) -> list[str]:
        """Return the values of an attribute of the entry in the answer."""
        return self.all(f"//a:a[@n='{name}']")


def envelope(body: str, token: str | None = None, context: str = "") -> bytes:
    """Return an envelope around a body."""
    held = f"<authToken>{escape(token)}</authToken>" if token else ""
    return (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Header><context xmlns="urn:zimbra">{held}{context}</context>'
        f"</soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>"
    ).encode()


def admin(body: str) -> str:
    """Return one request with its namespace: `admin("<NoOpRequest/>")`."""
    end = min(position for position in (body.find(mark) for mark in " />") if position > 0)
    return f'{body[:end]} xmlns="urn:zimbraAdmin"{body[end:]}'


def batch(*bodies: str, onerror: str = "continue") -> str:
    """Return a batch of requests, numbered from 1."""
    items = []
    for number, body in enumerate(bodies, start=1):
        whole = admin(body)
        mark = 'xmlns="urn:zimbraAdmin"'
        items.append(whole.replace(mark, f'{mark} requestId="{number}"', 1))
    return f'<BatchRequest xmlns="urn:zimbra" onerror="{onerror}">{"".join(items)}</BatchRequest>'


@dataclass(slots=True)
class Talk:
    """A connection to the service, and the token it got."""

    url: str
    tls: ssl.SSLContext | None = None
    token: str | None = None
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        place = urlsplit(self.url).netloc
        self.connection = (
            http.client.HTTPSConnection(place, timeout=20, context=self.tls)
            if self.tls
            else http.client.HTTPConnection(place, timeout=20)
        )

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def post(self, raw: bytes, headers: Mapping[str, str] | None = None, path: str | None = None) -> Heard:
        """Send bytes as they are."""
        self.connection.request(
            "POST",
            path or urlsplit(self.url).path,
            raw,
            {"Content-Type": "application/soap+xml; charset=utf-8", **(headers or {})},
        )
        answer = self.connection.getresponse()
        return Heard(answer.status, dict(answer.getheaders()), answer.read())

    def send(self, body: str, *, context: str = "", valid: bool = True) -> Heard:
        """Send one body (with its namespace) under the token held."""
        if valid:
            assert faults_of_form(etree.fromstring(body)) == []
        return self.post(envelope(body, self.token, context))

    def ask(self, body: str, *, context: str = "", valid: bool = True) -> Heard:
        """Send one admin request."""
        return self.send(admin(body), context=context, valid=valid)

    def log_in(self, name: str, password: str) -> Heard:
        """Get a token as an admin and hold it."""
        self.token = None
        heard = self.ask(f'<AuthRequest name="{escape(name)}" password="{escape(password)}"/>')
        self.token = heard.find("//a:authToken")
        return heard

    def done(self, body: str) -> Heard:
        """Send one admin request that must succeed."""
        heard = self.ask(body)
        assert (heard.status, heard.codes) == (200, [])
        return heard

    def account(self, name: str, **values: str) -> str:
        """Create an account and return its id."""
        pairs = "".join(f'<a n="{key}">{escape(value)}</a>' for key, value in values.items())
        heard = self.done(f'<CreateAccountRequest name="{name}">{pairs}</CreateAccountRequest>')
        return heard.find("//a:account/@id") or ""

    def mail_list(self, name: str, *members: str) -> str:
        """Create a list with members and return its id."""
        heard = self.done(f'<CreateDistributionListRequest name="{name}"/>')
        list_id = heard.find("//a:dl/@id") or ""
        if members:
            named = "".join(f"<dlm>{member}</dlm>" for member in members)
            self.done(
                f'<AddDistributionListMemberRequest id="{list_id}">{named}</AddDistributionListMemberRequest>'
            )
        return list_id

    def members(self, list_id: str) -> list[str]:
        """Return the members of a list."""
        heard = self.done(
            f'<GetDistributionListRequest><dl by="id">{list_id}</dl></GetDistributionListRequest>'
        )
        return heard.all("//a:dlm")

    def get(self, name: str, attrs: str = "") -> Heard:
        """Ask for an account by its name, without what it inherits."""
        chosen = f' attrs="{attrs}"' if attrs else ""
        return self.ask(
            f'<GetAccountRequest applyCos="0"{chosen}><account by="name">{name}</account></GetAccountRequest>'
        )
