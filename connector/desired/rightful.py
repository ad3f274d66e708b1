"""`rightful`: what is there, with every address given back to the entry it belongs to.

Two things put an address in the wrong place: a hand edit, and a run that was killed while two boxes
exchanged theirs. The ledger remembers who was given what; where it does not know, what stands in the
target is right.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from connector.desired.claims import Claims
from connector.model.directory import PARKED_PREFIX, Directory, Entry, addresses, is_parked
from connector.text import Text

GIVEN_BACK = Text(
    vi="trả lại địa chỉ đã cấp: địa chỉ bị sửa ngoài hệ thống, lần chạy trước dở dang, hoặc đợt sắp xếp đã lùi lại",
    en="the address that was given comes back: it was changed by hand, a run was cut off, or a reorganisation was"
    " taken back",
)


def rightful(current: Directory, claims: Claims) -> tuple[Directory, frozenset[str]]:
    """Return the directory with every address where it belongs, and the keys of the entries put right."""
    entries = {entry.key: _put_right(entry, claims) for entry in current}
    changed = frozenset(key for key, entry in entries.items() if entry is not current.entries[key])
    return (Directory(entries), changed) if changed else (current, changed)


def _put_right(entry: Entry, claims: Claims) -> Entry:
    """Return the entry without what belongs to others; parked where nobody knows its own address."""
    foreign = {address for address in addresses(entry) if not claims.may_stand(address, entry.key)}
    if not foreign and not is_parked(entry.address):
        return entry
    aliases = tuple(a for a in entry.aliases if a not in foreign)
    retired = tuple(a for a in entry.retired if a not in foreign)
    address = entry.address
    if address in foreign or is_parked(address):
        known = tuple(_known(entry, claims))
        address = known[0] if len(known) == 1 else _parked(entry)
    kept = tuple(a for a in retired if a != address), tuple(a for a in aliases if a != address)
    return replace(entry, address=address, retired=kept[0], aliases=kept[1])


def _known(entry: Entry, claims: Claims) -> Iterator[str]:
    """Yield the addresses given to the entry that it does not have as aliases or as retired ones."""
    for address in claims.had(entry.key):
        if address not in entry.aliases and address not in entry.retired and not is_parked(address):
            yield address


def _parked(entry: Entry) -> str:
    if is_parked(entry.address):
        return entry.address
    mark = sha256(entry.key.encode()).hexdigest()[:12]
    return f"{PARKED_PREFIX}{mark}@{entry.address.rpartition('@')[2]}"
