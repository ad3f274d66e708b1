"""When somebody last logged in, as far as Zimbra knows: `last_logons`, `granularity`.

Zimbra writes zimbraLastLogonTimestamp at most once in seven days (zimbraLastLogonTimestampFrequency, a
global setting; 0 switches it off), and not into LDAP at all where ephemeral data is kept elsewhere. So a
time says "then or up to seven days later", and no time says nothing.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from connector.model.life import Logon, Logons
from connector.targets.zimbra import requests
from connector.targets.zimbra.codec import ACCOUNT, NOTES, PRINCIPAL, Unreadable, ZimbraCodec
from connector.targets.zimbra.session import Session

GRANULARITY = timedelta(days=7)
"""Zimbra's default; how much later than it says a last login may have been."""

_LAST_LOGON = "zimbraLastLogonTimestamp"
_CREATED = "zimbraCreateTimestamp"
_FREQUENCY = "zimbraLastLogonTimestampFrequency"
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "": 1}
_DURATION = re.compile(r"(\d{1,9})(ms|[smhd])?\Z")


def granularity(session: Session) -> timedelta | None:
    """Return how much later than it says a last login may have been; None where the server notes no logins.

    Zimbra's default where we may not see the setting, which is a global one. Times that were noted before
    somebody switched it off say nothing of what came after: with None, believe none of them.
    """
    [answer] = session.ask([requests.get_config(_FREQUENCY)])
    found = _DURATION.match(answer.text("a"))
    if found is None:
        return GRANULARITY
    return timedelta(seconds=int(found[1]) * _UNITS[found[2] or ""]) or None


def last_logons(session: Session, codec: ZimbraCodec, domains: Sequence[str]) -> Logons:
    """Return the last login of our accounts; nothing where the server notes none. Of lists there is none."""
    late = granularity(session)
    if late is None:
        return Logons({})
    logons: dict[str, Logon] = {}
    for domain in domains:
        asked = requests.search(domain, "accounts", (PRINCIPAL, NOTES, _LAST_LOGON, _CREATED))
        for found in session.search(asked):
            if found.element != ACCOUNT or not codec.owned(found):
                continue
            try:
                key = codec.key(found)
            except Unreadable:
                continue
            logons[key] = Logon(_moment(found.first(_LAST_LOGON)), _moment(found.first(_CREATED)))
    return Logons(logons, late)


def _moment(text: str) -> datetime | None:
    """Return an LDAP generalized time (RFC 4517 3.3.13) as Zimbra writes it: `20261122013000.123Z`."""
    try:
        return datetime.strptime(text.partition(".")[0].rstrip("Z"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
