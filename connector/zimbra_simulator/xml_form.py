"""Envelopes as XML, SOAP 1.2 and 1.1: `read` and `write`."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connector.zimbra_simulator.message import Answer, Message, Scalar
from connector.zimbra_simulator.refusals import Code, Refusal

SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry (section 2.2); Zimbra writes a question mark in its place."""

SPECIAL = re.compile(ILLEGAL.pattern + '|[&<>"]')
"""What cannot stay as it is."""

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def read(raw: bytes) -> tuple[str, tuple[Message, ...], tuple[Message, ...]]:
    """Return the SOAP namespace, the children of the header and those of the body.

    Raises Refusal `service.PARSE_ERROR` for anything that is not well-formed, declares a document type, holds
    characters XML 1.0 forbids, or is no SOAP envelope.
    """
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refusal(Code.PARSE_ERROR, type(error).__name__) from error
    envelope = message(root)
    if envelope.name != "Envelope" or envelope.namespace not in {SOAP11, SOAP12}:
        raise Refusal(Code.PARSE_ERROR, "no SOAP envelope")
    header = envelope.element("Header")
    body = envelope.element("Body")
    return envelope.namespace, header.children if header else (), body.children if body else ()


def message(element: Element) -> Message:
    """Return a parsed element as Zimbra's parser leaves it: text of white space alone is dropped."""
    namespace, _, name = (
        element.tag[1:].partition("}") if element.tag.startswith("{") else ("", "", element.tag)
    )
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    return Message(
        name=name,
        namespace=namespace,
        attributes=dict(element.attrib),
        text=text if text.strip() else "",
        children=tuple(message(child) for child in element),
    )


def escaped(text: str) -> str:
    """Return text as it may stand in an element or in a quoted attribute."""
    if not SPECIAL.search(text):
        return text
    return ILLEGAL.sub("?", text).translate(ESCAPES)


def scalar(value: Scalar) -> str:
    """Return an attribute's value; Zimbra writes booleans as 1 and 0."""
    return escaped(str(int(value)) if isinstance(value, bool) else str(value))


def write(body: Answer, context: Answer, namespace: str) -> Iterator[str]:
    """Yield the text of an envelope; elements that are made on the way are made as they are needed."""
    yield f'<soap:Envelope xmlns:soap="{namespace}"><soap:Header>'
    yield from element(context)
    yield "</soap:Header><soap:Body>"
    yield from element(soap11(body) if namespace == SOAP11 and body.name == "soap:Fault" else body)
    yield "</soap:Body></soap:Envelope>"


def element(answer: Answer) -> Iterator[str]:
    """Yield one element."""
    if isinstance(answer.content, str):
        yield leaf(answer, answer.content)
        return
    yield f"<{start(answer)}>"
    for child in answer.content:
        if isinstance(child.content, str):
            yield leaf(child, child.content)  # most of a reply: spared a generator each
        else:
            yield from element(child)
    yield f"</{answer.name}>"


def leaf(answer: Answer, text: str) -> str:
    """Return an element that holds text or nothing."""
    return f"<{start(answer)}>{escaped(text)}</{answer.name}>" if text else f"<{start(answer)}/>"


def start(answer: Answer) -> str:
    """Return a name with its attributes."""
    space = f' xmlns="{answer.namespace}"' if answer.namespace else ""
    return (
        answer.name + space + "".join(f' {key}="{scalar(value)}"' for key, value in answer.attributes.items())
    )


def parts(answer: Answer) -> tuple[Answer, ...]:
    """Return the elements in an element."""
    content: Iterable[Answer] = () if isinstance(answer.content, str) else answer.content
    return tuple(content)


def soap11(fault: Answer) -> Answer:
    """Return a fault in the words of SOAP 1.1: faultcode, faultstring, detail."""
    code, reason, detail = parts(fault)
    role = "soap:Server" if parts(code)[0].content == "soap:Receiver" else "soap:Client"
    return Answer(
        "soap:Fault",
        content=(
            Answer("faultcode", content=role),
            Answer("faultstring", content=parts(reason)[0].content),
            Answer("detail", content=detail.content),
        ),
    )
