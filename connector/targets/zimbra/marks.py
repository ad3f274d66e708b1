"""What makes an account or a list ours: a foreign principal (accounts), and one line of the notes (both).

The principal finds an account by its key: `connector:khanhhoa:person/NV0001`. It is written so that it means
the same in a filter, to a person, and to LDAP's matching without regard to case or blanks. Lists have no such
attribute in Zimbra's schema; for them the line in `zimbraNotes` is the mark. An administrator's own notes
stand beside that line and stay.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import quote, unquote

_LONGEST_PRINCIPAL = 256
LONGEST_NOTES = 1024
"""Characters; zimbra-attrs.xml, ids 295 and 9."""

_LINE = "connector: {"
_DIGEST = "sha256-"


def prefix(owner: str) -> str:
    """Return how the principals of an organisation begin."""
    return f"connector:{quote(owner, safe='')}:"


def principal(owner: str, key: str) -> str:
    """Return the foreign principal of the account with `key`; a digest where the key is too long for one."""
    plain = prefix(owner) + quote(key, safe="/@", errors="surrogatepass")
    if len(plain) <= _LONGEST_PRINCIPAL:
        return plain
    return prefix(owner) + _DIGEST + hashlib.sha256(key.encode()).hexdigest()


def key_of(owner: str, value: str) -> str | None:
    """Return the key that a principal of `owner` names; None where it is only a digest."""
    name = value.removeprefix(prefix(owner))
    return None if name.startswith(_DIGEST) else unquote(name, errors="replace")


@dataclass(frozen=True, slots=True)
class Notes:
    """The content of `zimbraNotes`: our line as data, and what others wrote."""

    record: Mapping[str, str | list[str]] = field(default_factory=lambda: MappingProxyType({}))
    others: str = ""

    @classmethod
    def read(cls, text: str) -> "Notes":
        """Return what `text` holds. A line of ours that is no record any more counts as written by others."""
        record: Mapping[str, str | list[str]] = {}
        others = []
        for line in text.split("\n") if text else ():
            found = _parsed(line)
            if found is None:
                others.append(line)
            else:
                record = record or found
        return cls(record, "\n".join(others))

    def text(self, name: str) -> str:
        """Return the text called `name`, or the empty string."""
        value = self.record.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return the texts called `name`."""
        value = self.record.get(name, [])
        return value if isinstance(value, list) else []

    def written(self, record: Mapping[str, str | list[str]]) -> str:
        """Return the notes with `record` as our line, and everything of others as it is."""
        data = json.dumps(dict(record), ensure_ascii=False, separators=(",", ":"))
        return "\n".join(part for part in (self.others, f"connector: {data}") if part)


_ENVELOPE = "connector-envelope: "
"""How the line begins that says which sealed envelope holds the account's password. It stands beside our record
as the lines of others do, and so it stays whatever else is written."""


def with_envelope(notes: str, envelope: str) -> str:
    """Return the notes with `envelope` as the one whose password was set last."""
    lines = [line for line in notes.split("\n") if line and not line.startswith(_ENVELOPE)]
    return "\n".join([f"{_ENVELOPE}{envelope}", *lines])


def envelope_of(notes: str) -> str:
    """Return which envelope the notes name; empty where none."""
    lines = (line.removeprefix(_ENVELOPE) for line in notes.split("\n") if line.startswith(_ENVELOPE))
    return next(lines, "")


def length(notes: str) -> int:
    """Return the length as Zimbra counts it: UTF-16 code units."""
    return len(notes.encode("utf-16-le")) // 2


def _parsed(line: str) -> dict[str, str | list[str]] | None:
    if not line.startswith(_LINE):
        return None
    try:
        data = json.loads(line.removeprefix("connector: "))
    except ValueError:
        return None
    return {
        name: value
        for name, value in data.items()
        if isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    }
