"""Distinguished names (RFC 4514): built with escapes, compared without regard to spelling; `NameBook`."""

import re
from collections.abc import Callable

_UNSAFE = re.compile(r"^ | $|^#|[^\w .@/-]")
"""What is written as hexadecimal in an RDN: more than RFC 4514 asks for, so that nothing can be missed."""

_SPELLED = re.compile(r"\\|\"|\s[,+=]|[,+=]\s|^\s|\s$|;")
"""What a DN has that might be spelled in another way."""

_TOKEN = re.compile(r"((?:\\[0-9a-fA-F]{2})+)|\\(.)|(.)", re.DOTALL)
_END_OF_VALUE = re.compile(r"(?<!\\)[,+;]")
_SYNTAX = re.compile(r'[\\",+; ]')
"""What would mean something else if it were not escaped."""

_LOOSE = re.compile(r"(?<!\\)\s+(?=[,+;=])|(?<=[^\\][,+;=])\s+")
"""Blanks around separators; those that are part of a value are escaped, or stand beside an escaped one."""


def rdn(attribute: str, value: str) -> str:
    """Return `attribute=value` with everything escaped that could end the value, control characters too."""
    return f"{attribute}={_UNSAFE.sub(_hexadecimal, value)}"


def rdn_of(dn: str) -> tuple[str, bytes]:
    """Return attribute and value of the first part of a DN; of several in one part, the first."""
    name, _, rest = dn.partition("=")
    value = _END_OF_VALUE.split(rest, maxsplit=1)[0].strip()
    pairs = (_plain(token) for token in _TOKEN.finditer(value))
    return name.strip(), b"".join(pairs)


def _plain(token: re.Match[str]) -> bytes:
    pairs, character, plain = token.groups()
    return bytes.fromhex(pairs.replace("\\", "")) if pairs else str(character or plain).encode()


def normal(dn: str) -> str:
    """Return a form of `dn` that is equal for equal names: lower case, no loose blanks, escapes alike."""
    if not _SPELLED.search(dn):
        return dn.lower()
    return _TOKEN.sub(_alike, _LOOSE.sub("", dn.strip())).lower()


def _hexadecimal(found: re.Match[str]) -> str:
    return "".join(f"\\{byte:02x}" for byte in found.group().encode())


def _alike(token: re.Match[str]) -> str:
    pairs, character, plain = token.groups()
    if plain is not None:
        return str(plain)
    text = bytes.fromhex(pairs.replace("\\", "")).decode(errors="replace") if pairs else character
    return _SYNTAX.sub(_hexadecimal, text)


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
