"""`fingerprint`: one name for all that a target holds of ours and of others' addresses."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter

from connector.model.directory import Directory, Entry, MailList, PersonalMailbox, UnitMailbox


def _row_of(kind: type[Entry]) -> Callable[[Entry], tuple[object, ...]]:
    # A StrEnum's repr is Python code and slow; its value is a plain string.
    return attrgetter(*("state.value" if f.name == "state" else f.name for f in fields(kind)))


_ROWS = {kind: _row_of(kind) for kind in (PersonalMailbox, UnitMailbox, MailList)}


def fingerprint(directory: Directory, foreign: Mapping[str, str]) -> str:
    """Return the SHA-256, hexadecimal, of all entries and foreign addresses, in whatever order they came."""
    entries = sorted(repr(_ROWS[type(entry)](entry)) for entry in directory)
    digest = hashlib.sha256("\n".join(entries).encode())
    digest.update(b"\n\n")
    digest.update("\n".join(f"{address!r} {place!r}" for address, place in sorted(foreign.items())).encode())
    return digest.hexdigest()
