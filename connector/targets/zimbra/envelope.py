"""SOAP 1.2 as Zimbra speaks it: requests written, answers read as a stream. The only module that knows XML.

Nothing outside the answer is ever fetched: no DTD, no entities, no network, libxml2's own limits in force.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from connector.targets.zimbra.codec import Found
from connector.targets.zimbra.requests import Request

_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_ZIMBRA = "urn:zimbra"
_ADMIN = "urn:zimbraAdmin"
_FAULT = f"{{{_SOAP}}}Fault"
_ENVELOPE = f"{{{_SOAP}}}Envelope"
_A, _DLM = f"{{{_ADMIN}}}a", f"{{{_ADMIN}}}dlm"
_ENTRIES = ("account", "dl", "calresource", "cn", "cos", "domain", "info")
_HEAD = 4096
_WORDY = ("Create", "Modify")


class NotSoap(Exception):
    """What came is no complete SOAP answer."""


class Denied(Exception):
    """The answer says that we may not see an attribute. Names it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One response or fault of an answer."""

    request_id: str
    """Of the request it answers; empty where the envelope as a whole is answered."""
    code: str = ""
    """Zimbra's fault code, such as `account.NO_SUCH_ACCOUNT`; empty where it went well."""
    words: str = ""
    """Zimbra's own words for a fault: to be shown, never to be understood."""
    found: tuple[Found, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    """Child element → its text: `authToken`, `lifetime`."""

    def attribute(self, name: str) -> str:
        """Return an attribute of the response, or the empty string."""
        return dict(self.attributes).get(name, "")

    def text(self, name: str) -> str:
        """Return the text of a child of the response, or the empty string."""
        return dict(self.texts).get(name, "")


def single(request: Request, token: str, agent: str) -> bytes:
    """Return the envelope of one request."""
    body, envelope = _envelope(token, agent)
    _append(body, request)
    return _bytes(envelope)


def batch(requests: Sequence[Request], token: str, agent: str) -> bytes:
    """Return the envelope of many requests; their places are their requestIds, and a fault stops none."""
    body, envelope = _envelope(token, agent)
    whole = etree.SubElement(body, f"{{{_ZIMBRA}}}BatchRequest", nsmap={None: _ZIMBRA}, onerror="continue")
    for place, request in enumerate(requests):
        _append(whole, request).set("requestId", str(place))
    return _bytes(envelope)


def _envelope(token: str, agent: str) -> tuple[etree._Element, etree._Element]:
    envelope = etree.Element(_ENVELOPE, nsmap={"soap": _SOAP})
    header = etree.SubElement(envelope, f"{{{_SOAP}}}Header")
    context = etree.SubElement(header, f"{{{_ZIMBRA}}}context", nsmap={None: _ZIMBRA})
    if token:
        etree.SubElement(context, f"{{{_ZIMBRA}}}authToken").text = token
    etree.SubElement(context, f"{{{_ZIMBRA}}}userAgent", name=agent)
    return etree.SubElement(envelope, f"{{{_SOAP}}}Body"), envelope


def _append(parent: etree._Element, request: Request) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ADMIN}}}{request.name}Request", nsmap={None: _ADMIN})
    for name, value in request.attributes.items():
        element.set(name, value)
    for child in request.children:
        below = etree.SubElement(element, f"{{{_ADMIN}}}{child.tag}")
        for name, value in child.attributes.items():
            below.set(name, value)
        below.text = child.text
    return element


def _bytes(envelope: etree._Element) -> bytes:
    # The first byte has to be "<": Zimbra takes anything else for JSON.
    return etree.tostring(envelope, encoding="UTF-8", xml_declaration=False)


def answers(chunks: Iterable[bytes], names: Iterable[str]) -> Iterator[Answer]:
    """Yield the responses and faults of an answer to requests called `names`, as they arrive.

    Raises `NotSoap` where the answer is something else or ends too early.
    """
    tags = [f"{{{_ADMIN}}}{name}Response" for name in sorted(set(names))]
    for element in _elements(chunks, [*tags, _FAULT]):
        yield _fault(element) if element.tag == _FAULT else _response(element)


def entries(chunks: Iterable[bytes]) -> Iterator[Found | Answer]:
    """Yield the entries of one SearchDirectoryResponse as they arrive; last the response itself, or a fault.

    Raises `NotSoap` where the answer is something else or ends too early, `Denied` where a value is hidden.
    """
    shown = [f"{{{_ADMIN}}}{name}" for name in ("account", "dl", "calresource")]
    end = f"{{{_ADMIN}}}SearchDirectoryResponse"
    for element in _elements(chunks, [*shown, end, _FAULT]):
        if element.tag == end:
            yield Answer("", attributes=tuple((str(k), str(v)) for k, v in element.attrib.items()))
        else:
            yield _fault(element) if element.tag == _FAULT else _found(element)


def _elements(chunks: Iterable[bytes], tags: Sequence[str]) -> Iterator[etree._Element]:
    parser = etree.XMLPullParser(
        events=("end",),
        tag=tags,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for chunk in _without_doctype(chunks):
            parser.feed(chunk)
            yield from _drained(parser)
        root = parser.close()
        yield from _drained(parser)
    except etree.XMLSyntaxError as error:
        raise NotSoap(str(error)) from error
    if root.tag != _ENVELOPE:
        raise NotSoap(str(root.tag))


def _drained(parser: "etree.XMLPullParser[etree._Element]") -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        yield element
        # What was read is not needed any more; neither is what stands before it.
        parent = element.getparent()
        element.clear()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _without_doctype(chunks: Iterable[bytes]) -> Iterator[bytes]:
    head = b""
    feeding = False
    for chunk in chunks:
        if feeding:
            yield chunk
            continue
        head += chunk
        if b"Envelope" in head or len(head) > _HEAD:
            yield _checked(head)
            feeding = True
    if not feeding:
        yield _checked(head)


def _checked(head: bytes) -> bytes:
    start = head[: head.find(b"Envelope")] if b"Envelope" in head else head
    if not head.startswith(b"<") or b"\0" in start or b"<!" in start or b"Envelope" not in head:
        msg = "not an envelope"
        raise NotSoap(msg)
    return head


def _fault(element: etree._Element) -> Answer:
    code = element.findtext(f".//{{{_ZIMBRA}}}Code") or "service.FAILURE"
    words = element.findtext(f"{{{_SOAP}}}Reason/{{{_SOAP}}}Text") or ""
    return Answer(element.get("requestId") or "", code.strip(), words.strip())


def _response(element: etree._Element) -> Answer:
    found: list[Found] = []
    texts: list[tuple[str, str]] = []
    # Zimbra answers these with every attribute, those of the class of service too: some 546.
    shown = _named if _local(element).startswith(_WORDY) else _found
    for child in element:
        name = _local(child)
        if name in _ENTRIES:
            found.append(shown(child))
        else:
            texts.append((name, child.text or ""))
    return Answer(
        element.get("requestId") or "",
        found=tuple(found),
        attributes=tuple((str(k), str(v)) for k, v in element.attrib.items()),
        texts=tuple(texts),
    )


def _found(element: etree._Element) -> Found:
    attributes: dict[str, list[str]] = {}
    members: list[str] = []
    for child in element:
        if child.tag == _A:
            name = child.get("n") or ""
            if child.get("pd") in ("1", "true"):
                raise Denied(name)
            attributes.setdefault(name, []).append(child.text or "")
        elif child.tag == _DLM:
            members.append(child.text or "")
    if element.text and not attributes:
        attributes["text"] = [element.text]
    if not attributes:
        attributes = {str(name): [str(value)] for name, value in element.attrib.items()}
    return Found(
        _local(element), element.get("id") or "", element.get("name") or "", attributes, tuple(members)
    )


def _named(element: etree._Element) -> Found:
    return Found(_local(element), element.get("id") or "", element.get("name") or "", {})


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
