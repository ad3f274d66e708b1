"""`Envelope`: what came in one POST, whatever form it came in, and the reply that goes out in the same form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from connector.zimbra_simulator import json_form, xml_form
from connector.zimbra_simulator.message import ZIMBRA, Answer, Message
from connector.zimbra_simulator.refusals import Code, Refusal


class Form(Enum):
    """How an envelope is written; the value is the Content-Type of a reply in that form."""

    SOAP12 = "text/xml; charset=utf-8"
    SOAP11 = "text/xml; charset=UTF-8"
    JSON = "text/javascript; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One request: its form, the form wanted for the reply, the header's context, the body's one child."""

    form: Form
    context: Message
    body: Message

    @property
    def names(self) -> tuple[str, ...]:
        """The request's name and, for a batch, those of the requests in it."""
        inner = tuple(item.name for item in self.body.children) if self.body.name == "BatchRequest" else ()
        return (self.body.name, *inner)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: the body's child, the header's context; a fault is answered with HTTP 500."""

    form: Form
    body: Answer
    context: Answer = field(default_factory=lambda: Answer("context", namespace=ZIMBRA))

    @property
    def status(self) -> int:
        """500 when and only when the body's child is a fault; a batch full of faults is 200."""
        return 500 if self.body.name == "soap:Fault" else 200

    def pieces(self) -> Iterator[str]:
        """Yield the text of the reply, bit by bit."""
        if self.form is Form.JSON:
            return json_form.write(self.body, self.context)
        return xml_form.write(
            self.body, self.context, xml_form.SOAP11 if self.form is Form.SOAP11 else xml_form.SOAP12
        )


def form_of(raw: bytes) -> Form:
    """Tell the form by the first byte alone: `<` is XML, anything else JSON, be it a space or a BOM."""
    if not raw.startswith(b"<"):
        return Form.JSON
    return Form.SOAP12


def read(raw: bytes) -> Envelope:
    """Read an envelope; raises Refusal (`service.PARSE_ERROR`, `service.INVALID_REQUEST`)."""
    form = form_of(raw)
    if form is Form.JSON:
        header, children = json_form.read(raw)
    else:
        namespace, header, children = xml_form.read(raw)
        form = Form.SOAP11 if namespace == xml_form.SOAP11 else Form.SOAP12
    if not children:
        raise Refusal(Code.INVALID_REQUEST, "no document specified")
    context = next((child for child in header if child.name == "context"), Message("context", ZIMBRA))
    return Envelope(wanted(form, context), context, children[0])


def wanted(form: Form, context: Message) -> Form:
    """Return the form of the reply: that of the request unless `<format type="xml|js"/>` says otherwise."""
    choice = context.element("format")
    kind = choice.get("type") if choice else None
    if kind == "js":
        return Form.JSON
    return Form.SOAP12 if kind == "xml" and form is Form.JSON else form


def fault(refusal: Refusal, trace: str, *, standalone: bool) -> Answer:
    """Return a fault as Zimbra's Soap12Protocol writes it; within a batch `Error` inherits its namespace."""
    arguments = (Answer("a", {"n": each.name, "t": each.type}, each.value) for each in refusal.arguments)
    details: Iterable[Answer] = (
        Answer("Code", content=refusal.code),
        Answer("Trace", content=trace),
        *arguments,
    )
    error = Answer("Error", content=details, namespace=ZIMBRA if standalone else "")
    return Answer(
        "soap:Fault",
        content=(
            Answer("soap:Code", content=(Answer("soap:Value", content=refusal.role),)),
            Answer("soap:Reason", content=(Answer("soap:Text", content=refusal.reason),)),
            Answer("soap:Detail", content=(error,)),
        ),
    )
