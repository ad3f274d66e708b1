"""`Message`: one request element as Zimbra's handlers see it, and `Answer`: one element of a reply.

Zimbra reads a key from an XML attribute or from the text of a child of that name, whichever is there
(`Element.getAttribute`), except where a handler asks for a real child element (`Element.getElement`).
What a handler does not ask for is ignored: a misspelt key never gives an error.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from connector.zimbra_simulator.refusals import Code, Refusal

ZIMBRA = "urn:zimbra"
ADMIN = "urn:zimbraAdmin"
ACCOUNT = "urn:zimbraAccount"

BOOLEANS = {"1": True, "true": True, "0": False, "false": False}

Scalar: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True)
class Message:
    """An element of a request. Text of white space alone has already become the empty string."""

    name: str
    namespace: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Message", ...] = ()

    def elements(self, name: str) -> tuple["Message", ...]:
        """Return the children called `name`, in order."""
        return tuple(child for child in self.children if child.name == name)

    def element(self, name: str) -> "Message | None":
        """Return the first child called `name`, if there is one."""
        return next((child for child in self.children if child.name == name), None)

    def need_element(self, name: str) -> "Message":
        """Return the first child called `name`; an XML attribute of that name does not do."""
        found = self.element(name)
        if found is None:
            raise Refusal(Code.INVALID_REQUEST, f"missing required element: {name}")
        return found

    def get(self, key: str) -> str | None:
        """Return the attribute `key`, or the text of the child of that name."""
        if key in self.attributes:
            return self.attributes[key]
        child = self.element(key)
        return None if child is None else child.text

    def need(self, key: str) -> str:
        """Return what `get` finds; the request is invalid without it."""
        value = self.get(key)
        if value is None:
            raise Refusal(Code.INVALID_REQUEST, f"missing required attribute: {key}")
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean: 1, 0, true or false in any case."""
        value = self.get(key)
        if value is None:
            return default
        if value.lower() not in BOOLEANS:
            raise Refusal(Code.INVALID_REQUEST, f"invalid boolean value: {key}={value}")
        return BOOLEANS[value.lower()]

    def number(self, key: str, default: int) -> int:
        """Return a whole number."""
        value = self.get(key)
        if value is None:
            return default
        try:
            return int(value)
        except ValueError as error:
            raise Refusal(Code.INVALID_REQUEST, f"invalid integer value: {key}={value}") from error

    def pairs(self) -> list[tuple[str, str]]:
        """Return every `<a n="name">value</a>`, in order."""
        return [(child.need("n"), child.text) for child in self.elements("a")]

    def selected(self) -> frozenset[str] | None:
        """Return the names in `attrs=`, comma-separated; None when everything is wanted."""
        names = frozenset(name.strip() for name in (self.get("attrs") or "").split(",") if name.strip())
        return names or None

    def words(self) -> Iterator[str]:
        """Yield every attribute value and text of the element and what is in it."""
        yield from self.attributes.values()
        yield self.text
        for child in self.children:
            yield from child.words()


@dataclass(frozen=True, slots=True)
class Answer:
    """An element of a reply. `content` is text or elements; elements may be made while they are sent."""

    name: str
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    content: "str | Iterable[Answer]" = ()
    namespace: str = ""

    def numbered(self, request_id: str | None) -> "Answer":
        """Return the same element with the `requestId` of what it answers."""
        if request_id is None:
            return self
        attributes = {**self.attributes, "requestId": request_id}
        return Answer(self.name, attributes, self.content, self.namespace)
