"""Classes of service. Their commands ask for real child elements where accounts take attributes as well."""

from collections.abc import Sequence

from connector.zimbra_simulator import accounts, shown
from connector.zimbra_simulator.changes import created, modified
from connector.zimbra_simulator.entries import Entry, Kind
from connector.zimbra_simulator.mailhost import DEFAULT_COS, Call
from connector.zimbra_simulator.message import Answer, Message
from connector.zimbra_simulator.refusals import Code, Refusal


def check_names(call: Call, pairs: Sequence[tuple[str, str]]) -> None:
    """Refuse an attribute nobody knows; here Zimbra itself does, before LDAP can."""
    for name, _ in pairs:
        if call.schema.find(name.lstrip("+-")) is None:
            raise Refusal(Code.INVALID_ATTR_NAME, name)


def new_name(text: str) -> str:
    """Return a name in lower case; LDAP will not have an empty one."""
    name = text.strip().lower()
    if not name:
        raise Refusal(Code.LDAP_ERROR, "invalid DN")
    return name


def by_id(call: Call) -> Entry:
    """Return the class of service of the request's `<id>`."""
    cos_id = call.request.need_element("id").text
    found = call.state.by_id(cos_id, Kind.COS)
    if found is None:
        raise Refusal(Code.NO_SUCH_COS, cos_id)
    return found


def selected(call: Call, selector: Message) -> Entry:
    """Return the class of service a `<cos by=>` element names."""
    by, key = selector.need("by"), selector.text
    if by not in {"id", "name"}:
        raise Refusal(Code.INVALID_REQUEST, f"unknown value for by: {by}")
    found = call.state.by_id(key, Kind.COS) if by == "id" else call.state.cos(key)
    if found is None:
        raise Refusal(Code.NO_SUCH_COS, key)
    return found


def create(call: Call) -> Answer:
    """CreateCosRequest: `a* <name>`."""
    name = new_name(call.request.need_element("name").text)
    check_names(call, call.request.pairs())
    values = created(call.schema, call.request.pairs())
    return shown.response("CreateCos", shown.class_of_service(call.host, added(call, name, values)))


def added(call: Call, name: str, values: dict[str, tuple[str, ...]]) -> Entry:
    """Add a class of service; raises COS_EXISTS."""
    if call.state.cos(name) is not None:
        raise Refusal(Code.COS_EXISTS, name)
    return call.host.add(Kind.COS, name, {**values, "cn": (name,)})


def copy(call: Call) -> Answer:
    """CopyCosRequest: `<name> cos@by`."""
    name = new_name(call.request.need_element("name").text)
    source = selected(call, call.request.need_element("cos"))
    entry = added(call, name, dict(source.values))
    return shown.response("CopyCos", shown.class_of_service(call.host, entry))


def modify(call: Call) -> Answer:
    """ModifyCosRequest: `<id> a*`."""
    entry = by_id(call)
    check_names(call, call.request.pairs())
    after = call.state.put(entry.having(modified(call.schema, entry.values, call.request.pairs())))
    return shown.response("ModifyCos", shown.class_of_service(call.host, after))


def rename(call: Call) -> Answer:
    """RenameCosRequest: `<id> <newName>`."""
    entry = by_id(call)
    name = new_name(call.request.need_element("newName").text)
    if name != entry.name and call.state.cos(name) is not None:
        raise Refusal(Code.COS_EXISTS, name)
    if entry.name == DEFAULT_COS and name != entry.name:
        raise Refusal(Code.INVALID_REQUEST, "cannot rename the default cos")
    after = call.state.put(Entry(Kind.COS, entry.id, name, entry.having({"cn": (name,)}).values))
    return shown.response("RenameCos", shown.class_of_service(call.host, after))


def delete(call: Call) -> Answer:
    """DeleteCosRequest: `<id>`; its accounts fall back to their domain's class or the default."""
    entry = by_id(call)
    if entry.name == DEFAULT_COS:
        raise Refusal(Code.INVALID_REQUEST, "cannot delete the default cos")
    call.state.drop(entry)
    return shown.response("DeleteCos")


def get(call: Call) -> Answer:
    """GetCosRequest: `@attrs cos@by`."""
    entry = selected(call, call.request.need_element("cos"))
    return shown.response("GetCos", shown.class_of_service(call.host, entry, accounts.selection(call)))


def get_all(call: Call) -> Answer:
    """GetAllCosRequest."""
    found = sorted(call.state.of(Kind.COS), key=lambda entry: entry.name)
    return shown.response("GetAllCos", *(shown.class_of_service(call.host, each) for each in found))
