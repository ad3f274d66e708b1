"""Distinguished names (RFC 4514): built with escapes, compared without regard to spelling; `NameBook`."""

import re
from collections.abc import Callable

from ldap3.core.exceptions import LDAPInvalidDnError
from ldap3.utils.dn import escape_rdn, parse_dn

_SPECIAL = re.compile(r'[\\"+;]|\s[,=]|[,=]\s|^\s|\s$')
_ESCAPED = re.compile(rb"\\([0-9a-fA-F]{2}|.)", re.DOTALL)
# What ldap3.escape_rdn gets wrong: control characters (slapd answers 34 to a bare newline), only blanks.
_HARD = re.compile(r"[\x00-\x1f\x7f]|^ *$")


def rdn(attribute: str, value: str) -> str:
    """Return `attribute=value` with everything escaped that could end the value."""
    if not _HARD.search(value):
        return f"{attribute}={escape_rdn(value)}"
    return attribute + "=" + "".join(f"\\{byte:02x}" for byte in value.encode())


def normal(dn: str) -> str:
    """Return a form of `dn` that is equal for equal names: lower case, no blanks, escapes undone."""
    if not _SPECIAL.search(dn):
        return dn.lower()
    try:
        parts = parse_dn(dn, strip=True)
    except LDAPInvalidDnError:
        return dn.lower()
    return "".join(f"{kind.lower()}={_plain(value)}{separator}" for kind, value, separator in parts)


def _plain(value: str) -> str:
    raw = _ESCAPED.sub(_character, value.encode())
    text = raw.decode(errors="replace").strip().lower()
    return re.sub(r'([\\",+;])', r"\\\1", text)


def _character(found: re.Match[bytes]) -> bytes:
    escaped = found.group(1)
    return bytes.fromhex(escaped.decode()) if len(escaped) == 2 else escaped  # noqa: PLR2004 - two hex digits


def within(dn: str, base: str) -> bool:
    """Return whether `dn` is `base` or stands below it."""
    name, top = normal(dn), normal(base)
    return name == top or name.endswith("," + top)


class NameBook:
    """Which key has which DN: learned from reading, else derived. An adopted entry may have any DN."""

    def __init__(self, derive: Callable[[str], str]) -> None:
        self._derive = derive
        self._dns: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._normal: dict[str, str] = {}
        self._normal_complete = False

    def learn(self, key: str, dn: str) -> None:
        """Remember that the entry with `key` stands at `dn`."""
        self._dns[key] = dn
        self._point(dn, key)

    def forget(self, key: str) -> None:
        """Remember that there is no entry with `key` any more."""
        self._dns.pop(key, None)

    def known(self, key: str) -> str | None:
        """Return the DN learned for `key`, or None."""
        return self._dns.get(key)

    def dn(self, key: str) -> str:
        """Return the DN of `key`: as learned, or where it would be made."""
        found = self._dns.get(key)
        if found is None:
            found = self._derive(key)
            self._point(found, key)
        return found

    def key(self, dn: str) -> str | None:
        """Return whose DN this is; None where it is not one of ours."""
        found = self._keys.get(dn)
        if found is not None:
            return found
        if not self._normal_complete:
            self._normal = {normal(name): key for name, key in self._keys.items()}
            self._normal_complete = True
        return self._normal.get(normal(dn))

    def _point(self, dn: str, key: str) -> None:
        self._keys[dn] = key
        if self._normal_complete:
            self._normal[normal(dn)] = key
