"""LDIF (RFC 2849): records of a file with their own bytes, and `ldif_changes` for ldapmodify."""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connector.model.plan import Change
from connector.targets.ldap_codec.changes import How, modifications
from connector.targets.ldap_codec.codec import LdapCodec

_SAFE = re.compile(rb"[\x01-\x09\x0b\x0c\x0e-\x1f\x21-\x39\x3b\x3d-\x7f][\x01-\x09\x0b\x0c\x0e-\x7f]*\Z")
_WIDTH = 76


class NotLdif(ValueError):
    """Some bytes are not an LDIF content record; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not LDIF")
        self.line = line


@dataclass(frozen=True, slots=True)
class Record:
    """One block of an LDIF file, as it stands there: an entry, or only comments (then `dn` is empty)."""

    raw: bytes
    """Including the blank lines after it."""
    dn: str
    lines: tuple[tuple[str, bytes, bytes], ...]
    """(attribute, value, its own bytes) in the order of the file, without the dn; a comment has no name."""
    head: bytes = b""
    """What stands before the dn: comments, `version: 1`."""

    @property
    def attributes(self) -> dict[str, list[bytes]]:
        """Attribute → values."""
        found: dict[str, list[bytes]] = {}
        for name, value, _ in self.lines:
            if not name:
                continue
            found.setdefault(name, []).append(value)
        return found


def line(attribute: str, value: bytes) -> bytes:
    """Return one LDIF line, in base64 where the value needs it, folded at 76 bytes, with its newline."""
    if _SAFE.match(value) and not value.endswith(b" "):
        text = attribute.encode() + b": " + value
    elif value:
        text = attribute.encode() + b":: " + b64encode(value)
    else:
        text = attribute.encode() + b":"
    parts = [
        text[:_WIDTH],
        *(b" " + text[at : at + _WIDTH - 1] for at in range(_WIDTH, len(text), _WIDTH - 1)),
    ]
    return b"\n".join(parts) + b"\n"


def record(dn: str, attributes: Mapping[str, Sequence[bytes]]) -> bytes:
    """Return an entry as an LDIF content record, with the blank line after it."""
    lines = [line("dn", dn.encode())]
    lines.extend(line(name, value) for name, values in attributes.items() for value in values)
    return b"".join(lines) + b"\n"


def records(content: bytes, spelling: Mapping[str, str]) -> Iterator[Record]:
    """Yield the records of a file, all bytes in order. `spelling`: lower-case name → name as we spell it.

    Raises `NotLdif` where a line cannot be read.
    """
    at = 1
    for block in _blocks(content):
        yield _record(block, at, spelling)
        at += block.count(b"\n")


def _blocks(content: bytes) -> Iterator[bytes]:
    start = 0
    for gap in re.finditer(rb"(?:\r?\n)(?:\r?\n)+", content):
        yield content[start : gap.end()]
        start = gap.end()
    if start < len(content):
        yield content[start:]


def _record(raw: bytes, at: int, spelling: Mapping[str, str]) -> Record:
    dn, head = "", b""
    lines: list[tuple[str, bytes, bytes]] = []
    for start, own in _unfolded(raw):
        text = own.replace(b"\r\n", b"\n").replace(b"\n ", b"").rstrip(b"\n")
        if not text or (not dn and text.startswith(b"version:")):
            continue
        if text.startswith(b"#"):
            if dn:
                lines.append(("", b"", own))
            continue
        pair = _pair(text)
        if pair is None or bool(dn) is (pair[0].lower() == "dn"):
            raise NotLdif(at + raw.count(b"\n", 0, start))
        name, value = pair
        if dn:
            lines.append((spelling.get(name.lower(), name), value, own))
        else:
            dn, head = value.decode(errors="replace"), raw[:start]
    return Record(raw, dn, tuple(lines), head)


def _unfolded(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where each logical line begins, and all its bytes: a line that begins with a blank continues."""
    start = 0
    for end in re.finditer(rb"\n(?! )", raw):
        yield start, raw[start : end.end()]
        start = end.end()
    if start < len(raw):
        yield start, raw[start:]


def _pair(text: bytes) -> tuple[str, bytes] | None:
    """Return attribute and value; None where the line is not LDIF, or takes its value from elsewhere."""
    name, colon, rest = text.partition(b":")
    if not colon or not name.isascii() or rest.startswith(b"<"):
        return None
    attribute = name.decode("ascii")
    if not rest.startswith(b":"):
        return attribute, rest.lstrip(b" ")
    try:
        return attribute, b64decode(rest[1:].strip(), validate=True)
    except Base64Error:
        return None


def ldif_changes(
    changes: Sequence[Change],
    codec: LdapCodec,
    dn_of: Callable[[str], str] | None = None,
    remark: Callable[[Change], str] = lambda _change: "",
) -> str:
    """Return LDIF change records that `ldapmodify` accepts, in the order of `changes`.

    `dn_of` finds the DN of an entry that exists; by default where we would have made it. `remark` gives the
    lines of comment before a record. Old values are named where they are changed, so that the server refuses
    a record that came too late.
    """
    find = dn_of or codec.dn
    told = ((remark(change), _change(change, codec, find).decode("ascii")) for change in changes)
    return "".join(comment + body for comment, body in told if body)


def _change(change: Change, codec: LdapCodec, dn_of: Callable[[str], str]) -> bytes:
    dn = line("dn", dn_of(change.key).encode())
    if change.before is None and change.after is not None:
        body = [
            line(name, value)
            for name, values in codec.creation(change.after, dn_of).items()
            for value in values
        ]
        return dn + b"changetype: add\n" + b"".join(body) + b"\n"
    if change.after is None or change.before is None:
        return dn + b"changetype: delete\n\n"
    old = codec.encode(change.before, dn_of)
    blocks: list[bytes] = []
    for part in modifications(codec, change.before, change.after, dn_of):
        if part.attribute in codec.locks(change.key):
            # What stands there is not always ours to know; the server takes its place whatever it is.
            blocks.append(_replaced(part.attribute, part.values))
        elif part.how is How.REPLACE:
            blocks += _block(How.DELETE, part.attribute, old.get(part.attribute, []))
            blocks += _block(How.ADD, part.attribute, part.values)
        else:
            blocks += _block(part.how, part.attribute, part.values)
    return dn + b"changetype: modify\n" + b"".join(blocks) + b"\n" if blocks else b""


def _block(how: How, attribute: str, values: Sequence[bytes]) -> list[bytes]:
    if not values:
        return []
    head = f"{how}: {attribute}\n".encode()
    return [head + b"".join(line(attribute, value) for value in values) + b"-\n"]


def _replaced(attribute: str, values: Sequence[bytes]) -> bytes:
    return f"replace: {attribute}\n".encode() + b"".join(line(attribute, value) for value in values) + b"-\n"
