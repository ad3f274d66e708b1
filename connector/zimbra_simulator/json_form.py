"""Envelopes as Zimbra's JSON (`_jsns`): `read` and `write`.

A batch in JSON loses its order, as with Zimbra: the requests in it are grouped by name. Parse errors are
always answered in JSON.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connector.zimbra_simulator.message import Answer, Message, Scalar
from connector.zimbra_simulator.refusals import Code, Refusal

PLAIN = frozenset({"soap:Value", "soap:Text", "Code", "Trace", "lifetime"})
"""Elements Zimbra writes as a bare value."""

SINGLE = frozenset({"soap:Code", "soap:Reason", "soap:Detail", "Error", "context", "session"})
"""Elements Zimbra writes as an object instead of a list of one."""


def read(raw: bytes) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Return the children of the header and of the body; raises Refusal `service.PARSE_ERROR`."""
    try:
        document = json.loads(raw)
    except ValueError as error:  # includes bytes that are no UTF-8, and a BOM
        raise Refusal(Code.PARSE_ERROR, "JSON") from error
    if not isinstance(document, Mapping):
        raise Refusal(Code.PARSE_ERROR, "JSON")
    return children(document.get("Header")), children(document.get("Body"))


def children(value: Any) -> tuple[Message, ...]:  # noqa: ANN401  # JSON is what it is
    """Return the elements in an object: values that are objects or lists; bare values are attributes."""
    if not isinstance(value, Mapping):
        return ()
    found: list[Message] = []
    for name, inner in value.items():
        if name == "_attrs" and isinstance(inner, Mapping):
            found.extend(pairs(inner))
        elif isinstance(inner, Mapping):
            found.append(message(name, inner))
        elif isinstance(inner, Sequence) and not isinstance(inner, str):
            found.extend(message(name, each) for each in inner)
    return tuple(found)


def pairs(values: Mapping[str, Any]) -> Iterator[Message]:
    """Yield `_attrs`, a short way to write `a` elements."""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            yield Message("a", attributes={"n": name}, text=text(each))


def message(name: str, value: Any) -> Message:  # noqa: ANN401  # JSON is what it is
    """Return one element."""
    if not isinstance(value, Mapping):
        return Message(name, text=text(value))
    bare = {key: text(each) for key, each in value.items() if not isinstance(each, Mapping | list)}
    return Message(
        name=name,
        namespace=bare.pop("_jsns", ""),
        text=bare.pop("_content", ""),
        attributes=bare,
        children=children(value),
    )


def text(value: Any) -> str:  # noqa: ANN401  # JSON is what it is
    """Return a bare JSON value as the text it would have in XML; white space alone is dropped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    words = "" if value is None else str(value)
    return words if words.strip() else ""


def write(body: Answer, context: Answer) -> Iterator[str]:
    """Yield the text of an envelope, in one piece."""
    document = {
        "Header": {"context": unfolded(context)},
        "Body": {body.name.removeprefix("soap:"): unfolded(body)},
        "_jsns": "urn:zimbraSoap",
    }
    yield json.dumps(document, ensure_ascii=False)


def unfolded(answer: Answer) -> dict[str, Any]:
    """Return an element as an object."""
    shown: dict[str, Any] = dict[str, Scalar](answer.attributes)
    if answer.namespace:
        shown["_jsns"] = answer.namespace
    if isinstance(answer.content, str):
        if answer.content:
            shown["_content"] = answer.content
        return shown
    for child in answer.content:
        name = child.name.removeprefix("soap:")
        if child.name in PLAIN:
            shown[name] = child.content
        elif child.name in SINGLE:
            shown[name] = unfolded(child)
        else:
            shown.setdefault(name, []).append(unfolded(child))
    return shown
