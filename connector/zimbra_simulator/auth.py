"""AuthRequest: of admins, and of users (`urn:zimbraAccount`), so that a test can see who may still log in."""

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from connector.zimbra_simulator import accounts, passwords
from connector.zimbra_simulator.entries import Entry
from connector.zimbra_simulator.mailhost import Call, Mailhost
from connector.zimbra_simulator.message import Answer, Message
from connector.zimbra_simulator.refusals import Code, Refusal, auth_expired, auth_required
from connector.zimbra_simulator.tokens import Token

UNITS: Mapping[str, timedelta] = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "": timedelta(seconds=1),
}


def duration(text: str) -> timedelta:
    """Return a Zimbra duration: a number and h, m, s, d or ms; seconds without a unit."""
    found = re.fullmatch(r"(\d+)(ms|[hmsd])?", text)
    return int(found.group(1)) * UNITS[found.group(2) or ""] if found else timedelta()


def authenticate(call: Call) -> Answer:
    """AuthRequest, by name and password or by a token that is still good."""
    request = call.request
    admin = request.namespace.endswith("Admin")
    text = request.get("authToken")
    if text and request.get("password") is None:
        return again(call, text)
    entry = logged_in(call, request)
    check_may_log_in(call.host, entry, admin=admin)
    note_logon(call.host, entry)
    lifetime = duration(
        call.host.policy(entry)["zimbraAdminAuthTokenLifetime" if admin else "zimbraAuthTokenLifetime"]
    )
    csrf = secrets.token_hex(16) if request.flag("csrfTokenSecured") else None
    validity = entry.first("zimbraAuthTokenValidityValue")
    token = call.host.tokens.issue(Token(entry.id, call.host.now() + lifetime, validity, csrf))
    return granted(request, token, lifetime, csrf)


def granted(request: Message, token: str, lifetime: timedelta, csrf: str | None) -> Answer:
    """Return an AuthResponse: lifetime in milliseconds, token, perhaps a CSRF token."""
    milliseconds = str(int(lifetime / timedelta(milliseconds=1)))
    content = [Answer("lifetime", content=milliseconds), Answer("authToken", content=token)]
    if csrf is not None:
        content.append(Answer("csrfToken", content=csrf))
    return Answer("AuthResponse", content=content, namespace=request.namespace)


def again(call: Call, text: str) -> Answer:
    """Answer an AuthRequest that brings a token."""
    token = call.host.tokens.find(text)
    if token is None or holder(call.host, text) is None:
        raise auth_required()
    return granted(call.request, text, token.expires - call.host.now(), token.csrf)


def logged_in(call: Call, request: Message) -> Entry:
    """Return the account whose password was given; raises INVALID_REQUEST, AUTH_FAILED."""
    name, selector, password = request.get("name"), request.element("account"), request.get("password")
    if (name is None) == (selector is None):
        raise Refusal(Code.INVALID_REQUEST, "must specify either name or account")
    if not password:
        raise Refusal(Code.INVALID_REQUEST, "missing required attribute: password")
    entry = find(call, name, selector)
    stored = entry.first("userPassword") if entry is not None else None
    if entry is None or stored is None or not passwords.matches(password, stored):
        raise Refusal(Code.AUTH_FAILED, "authentication failed")
    return entry


def find(call: Call, name: str | None, selector: Message | None) -> Entry | None:
    """Return the account that wants to log in, by any of its addresses."""
    if selector is None:
        found = call.state.owner((name or "").strip())
        return found if found is not None and found.kind in accounts.MAILBOXES else None
    try:
        return accounts.selected(call, selector)
    except Refusal as refusal:
        if refusal.code == Code.NO_SUCH_ACCOUNT:
            return None
        raise


def check_may_log_in(host: Mailhost, entry: Entry, *, admin: bool) -> None:
    """Refuse who is no admin, not active, or must first choose a password."""
    status = host.status(entry)
    if status == "maintenance":
        raise Refusal(Code.MAINTENANCE_MODE, f"account is in maintenance mode: {entry.id}")
    if status != "active":
        if admin:
            raise Refusal(Code.PERM_DENIED, "account is not active")
        raise Refusal(Code.AUTH_FAILED, "authentication failed")
    if admin and not is_admin(entry):
        raise Refusal(Code.PERM_DENIED, "not an admin account")
    if entry.first("zimbraPasswordMustChange") == "TRUE":
        raise Refusal(Code.CHANGE_PASSWORD, "required")


def is_admin(entry: Entry) -> bool:
    """Tell whether an account may use the admin service at all."""
    flags = ("zimbraIsAdminAccount", "zimbraIsDelegatedAdminAccount")
    return any(entry.first(name) == "TRUE" for name in flags)


def note_logon(host: Mailhost, entry: Entry) -> None:
    """Note when an account logged on, unless the last note is younger than the frequency, or that is 0."""
    frequency = duration(host.settings.logon_frequency)
    if not frequency:
        return
    last = entry.first("zimbraLastLogonTimestamp")
    if last is not None:
        noted = datetime.strptime(last[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        if host.now() - noted < frequency:
            return
    host.state.put(entry.having({"zimbraLastLogonTimestamp": (host.stamp(),)}))


def holder(host: Mailhost, text: str) -> Entry | None:
    """Return whose token this is; None for garbage. Raises AUTH_EXPIRED for one that was good once."""
    token = host.tokens.find(text)
    if token is None:
        return None
    entry = host.state.by_id(token.account, *accounts.MAILBOXES)
    if entry is None or host.now() >= token.expires or host.status(entry) != "active":
        raise auth_expired()
    if entry.first("zimbraAuthTokenValidityValue") != token.validity:
        raise auth_expired()
    return entry
