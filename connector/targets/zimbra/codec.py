"""`ZimbraCodec`: accounts and lists as Zimbra shows them ↔ our entries."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from connector.model.directory import Entry, MailList, PersonalMailbox, State
from connector.targets.zimbra.mapping import KINDS, TEXTS, KindMapping, ZimbraMapping
from connector.targets.zimbra.marks import LONGEST_NOTES, Notes, key_of, length, prefix, principal
from connector.targets.zimbra.settings import Closing
from connector.text import Text

ACCOUNT, LIST = "account", "dl"
"""Elements in Zimbra's answers."""

PRINCIPAL = "zimbraForeignPrincipal"
NOTES = "zimbraNotes"
ALIASES = "zimbraMailAlias"
STATUS, MAIL_STATUS = "zimbraAccountStatus", "zimbraMailStatus"
QUOTA, HIDDEN, COS = "zimbraMailQuota", "zimbraHideInGal", "zimbraCOSId"

_MIB = 1024 * 1024
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DISABLED = frozenset({"closed", "pending"})

KeyAt = Callable[[str], str | None]
"""Address → key of the box of ours that gets its mail, or None."""


class Unreadable(Exception):
    """An account or list carries our mark, but is not one of our entries. Names the attribute."""


class Unwritable(Exception):
    """An entry that Zimbra cannot hold. `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Found:
    """One account, list or resource of an answer."""

    element: str
    """`account`, `dl`, `calresource`."""
    id: str
    name: str
    attributes: Mapping[str, Sequence[str]]
    members: tuple[str, ...] = ()
    """Of a list, where its members were asked for."""

    def first(self, attribute: str) -> str:
        """Return the first value of an attribute, or the empty string."""
        values = self.attributes.get(attribute)
        return values[0] if values else ""

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other addresses, sorted; a list's own name is among Zimbra's values and not among these."""
        own = self.name
        return tuple(sorted(alias for alias in self.attributes.get(ALIASES, ()) if alias != own))


class ZimbraCodec:
    """One organisation's entries. `owner` is the organisation's id: it marks what is ours."""

    def __init__(self, mapping: ZimbraMapping, owner: str, closing: Closing = Closing.LOCKED) -> None:
        self.mapping = mapping
        self.owner = owner
        self._prefix = prefix(owner)
        self._closing = closing
        self._readers = {kind: _Reader(kind, mapped) for kind, mapped in mapping.kinds.items()}
        fixed = {PRINCIPAL, NOTES, ALIASES, STATUS, MAIL_STATUS, QUOTA, HIDDEN, COS}
        named = {name for kind in ("person", "unit") for name in mapping.kinds[kind].attributes.values()}
        self.of_lists = tuple(
            sorted({NOTES, ALIASES, MAIL_STATUS, HIDDEN, *mapping.kinds["list"].attributes.values()})
        )
        """Attributes to ask for of a list. GetDistributionList refuses names it does not know."""
        self.wanted = tuple(sorted(fixed | named | set(self.of_lists)))
        """Attributes to ask for in a search."""

    def kind_of(self, key: str) -> str:
        """Return "person", "unit" or "list". Raises ValueError for any other key."""
        kind, _, rest = key.partition("/")
        if kind not in KINDS or not rest:
            msg = f"not a key of an entry: {key}"
            raise ValueError(msg)
        return kind

    def principal(self, key: str) -> str:
        """Return the foreign principal by which the account with `key` is found."""
        return principal(self.owner, key)

    def owned(self, found: Found) -> bool:
        """Return whether an account or list carries this organisation's mark."""
        if found.element == ACCOUNT:
            return any(value.startswith(self._prefix) for value in found.attributes.get(PRINCIPAL, ()))
        return found.element == LIST and Notes.read(found.first(NOTES)).text("owner") == self.owner

    def key(self, found: Found) -> str:
        """Return the key of one of ours. Raises `Unreadable` where the marks make no sense."""
        noted = Notes.read(found.first(NOTES)).text("key")
        if found.element == LIST:
            key, mark = noted, NOTES
        else:
            [first, *more] = [v for v in found.attributes.get(PRINCIPAL, ()) if v.startswith(self._prefix)]
            key, mark = key_of(self.owner, first) or noted, PRINCIPAL
            if more or principal(self.owner, key) != first or (noted and noted != key):
                raise Unreadable(PRINCIPAL)
        kind, _, rest = key.partition("/")
        if not rest or kind not in KINDS or (kind == "list") != (found.element == LIST):
            raise Unreadable(mark)
        return key

    def addresses(self, found: Found) -> Iterator[str]:
        """Yield every address that an account or list of others occupies, in lower case."""
        yield found.name.lower()
        for alias in found.aliases:
            yield alias.lower()
        yield from Notes.read(found.first(NOTES)).texts("retired")

    def decode(self, found: Found, key: str, key_at: KeyAt) -> Entry:
        """Return the entry with `key` that an account or list shows. Raises `Unreadable`."""
        kind = key.partition("/")[0]
        values = self._readers[kind].texts(found, key)
        notes = Notes.read(found.first(NOTES))
        kept = {found.name, *found.aliases}
        # An address may be noted as retired just before it is given up; it is not while it still delivers.
        values["retired"] = tuple(sorted(set(notes.texts("retired")) - kept))
        values["state"] = _list_state(found, notes) if kind == "list" else _state(found)
        values["listed"] = found.first(HIDDEN).upper() != "TRUE"
        if kind == "list":
            members = {member for member in map(key_at, found.members) if member is not None}
            values["members"] = tuple(sorted(members))
        else:
            values["quota"] = _quota(found)
            values["lock_astray"] = values["state"] is not State.ACTIVE and _lets_in(found)
        if kind == "person":
            values["also"] = tuple(sorted(notes.texts("also")))
        entry: Entry = KINDS[kind](key=key, address=found.name, aliases=found.aliases, **values)  # type: ignore[arg-type] # the fields of this kind
        return entry

    def encode(self, entry: Entry, others: str = "") -> dict[str, str]:
        """Return attribute → value of all we manage, without addresses and members; empty: no attribute.

        `others` is what others wrote into the notes. Raises `Unwritable`.
        """
        reader = self._readers[self.kind_of(entry.key)]
        encoded = {attribute: reader.shown(entry, name) for name, attribute in reader.named}
        encoded |= self._states(entry)
        encoded[HIDDEN] = "" if entry.listed else "TRUE"
        if not isinstance(entry, MailList):
            encoded[QUOTA] = str(entry.quota * _MIB) if entry.quota else ""
        encoded[NOTES] = Notes(others=others).written(self._record(entry, reader))
        _refuse_unwritable(encoded)
        return encoded

    def creation(self, entry: Entry) -> dict[str, str]:
        """Return the attributes of a new account or list. Raises `Unwritable`."""
        created = dict(self.mapping.kinds[self.kind_of(entry.key)].create)
        created |= {name: value for name, value in self.encode(entry).items() if value}
        if not isinstance(entry, MailList):
            created[PRINCIPAL] = self.principal(entry.key)
        return created

    def _states(self, entry: Entry) -> dict[str, str]:
        active, closed = entry.state is State.ACTIVE, entry.state is State.CLOSED
        if isinstance(entry, MailList):
            return {MAIL_STATUS: "enabled" if active else "disabled"}
        shut = self._closing.value if closed else "locked"
        # Zimbra sets the second from the first unless it is sent: always both.
        return {STATUS: "active" if active else shut, MAIL_STATUS: "disabled" if closed else "enabled"}

    def _record(self, entry: Entry, reader: "_Reader") -> dict[str, str | list[str]]:
        record: dict[str, str | list[str]] = {"key": entry.key, "owner": self.owner}
        for name in reader.noted:
            value = str(getattr(entry, name))
            if value != _from_key(entry.key, name):
                record[name] = value
        if isinstance(entry, PersonalMailbox) and entry.also:
            record["also"] = list(entry.also)
        if entry.retired:
            record["retired"] = list(entry.retired)
        if isinstance(entry, MailList) and entry.state is State.CLOSED:
            record["state"] = entry.state.value
        return record


class _Reader:
    """Where the texts of one kind of entry stand."""

    def __init__(self, kind: str, mapped: KindMapping) -> None:
        texts = [f.name for f in fields(KINDS[kind]) if f.name in TEXTS]
        self.named = [(name, mapped.attributes[name]) for name in texts if name in mapped.attributes]
        self.noted = [name for name in texts if name not in mapped.attributes]
        self._empty = mapped.when_empty

    def texts(self, found: Found, key: str) -> dict[str, object]:
        values: dict[str, object] = {}
        for name, attribute in self.named:
            value = found.first(attribute)
            values[name] = "" if value == self._empty.get(name) else value
        notes = Notes.read(found.first(NOTES))
        for name in self.noted:
            values[name] = notes.text(name) if name in notes.record else _from_key(key, name)
        return values

    def shown(self, entry: Entry, name: str) -> str:
        return str(getattr(entry, name)) or self._empty.get(name, "")


def _from_key(key: str, name: str) -> str:
    """Return what a key says of a field: "snv" of list/snv is its unit; what it says need not be noted."""
    kind, _, rest = key.partition("/")
    return rest if name == {"person": "person", "unit": "unit", "list": "unit"}[kind] else ""


def _state(found: Found) -> State:
    """Return the state of an account.

    ==============================  =========  ==========
    zimbraAccountStatus             mail on    mail off
    ==============================  =========  ==========
    active, lockout, maintenance    ACTIVE     SUSPENDED
    locked                          SUSPENDED  CLOSED
    closed, pending                 CLOSED     CLOSED
    ==============================  =========  ==========

    `lockout` is Zimbra's own, after failed logins, and passes; `maintenance` is an administrator moving the
    mailbox. An active account whose mail somebody switched off is not as anybody planned it: its lock is
    astray, and where the box should be suspended it is locked.
    """
    status = found.first(STATUS) or "active"
    delivers = (found.first(MAIL_STATUS) or "enabled") == "enabled"
    if status in _DISABLED:
        return State.CLOSED
    if status == "locked":
        return State.SUSPENDED if delivers else State.CLOSED
    return State.ACTIVE if delivers else State.SUSPENDED


def _lets_in(found: Found) -> bool:
    """Return whether the account's status is one that somebody can log in with, now or when it passes."""
    return found.first(STATUS) not in {*_DISABLED, "locked"}


def _list_state(found: Found, notes: Notes) -> State:
    if (found.first(MAIL_STATUS) or "enabled") == "enabled":
        return State.ACTIVE
    return State.CLOSED if notes.text("state") == State.CLOSED.value else State.SUSPENDED


def _quota(found: Found) -> int:
    """Return MiB. Without a value the class of service decides: 0. Less than one counts as one."""
    try:
        size = int(found.first(QUOTA) or 0)
    except ValueError as error:
        raise Unreadable(QUOTA) from error
    return max(1, size // _MIB) if size > 0 else 0


def _refuse_unwritable(encoded: Mapping[str, str]) -> None:
    for attribute, value in encoded.items():
        if value and not value.strip():
            # Zimbra drops it when it reads the request: the entry would never be as planned.
            raise Unwritable(
                Text(vi=f"{attribute} chỉ gồm khoảng trắng.", en=f"{attribute} consists of blanks only.")
            )
        if _NOT_XML.search(value):
            raise Unwritable(
                Text(
                    vi=f"{attribute} có ký tự điều khiển không gửi được bằng XML.",
                    en=f"{attribute} has a control character that XML cannot carry.",
                )
            )
    size = length(encoded[NOTES])
    if size > LONGEST_NOTES:
        raise Unwritable(
            Text(
                vi=f"{NOTES} cần {size} ký tự, Zimbra chỉ nhận {LONGEST_NOTES}: khoá, đơn vị, các địa chỉ đã"
                " thu hồi hoặc ghi chú của quản trị viên quá dài.",
                en=f"{NOTES} would need {size} characters, Zimbra takes {LONGEST_NOTES}: the key, the unit,"
                " the retired addresses or an administrator's notes are too long.",
            )
        )


def differences(now: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return what has to be sent to turn `now` into `after`; the empty string removes an attribute."""
    changed = {name: value for name, value in after.items() if now.get(name, "") != value}
    if changed.keys() & {STATUS, MAIL_STATUS}:
        changed |= {name: after[name] for name in (STATUS, MAIL_STATUS) if name in after}
    return changed


def between(before: Entry | None, now: Entry, after: Entry) -> bool:
    """Return whether `now` is somewhere on our own way from `before` to `after`, and nowhere else."""
    for f in fields(after):
        value, end = getattr(now, f.name), getattr(after, f.name)
        start = getattr(before, f.name) if before is not None else () if isinstance(end, tuple) else end
        if isinstance(value, tuple):
            if not _among(value, start, end, _handed_over(f.name, before, after)):
                return False
        elif value not in (start, end):
            return False
    return True


def _among(value: Iterable[str], start: Iterable[str], end: Iterable[str], passing: frozenset[str]) -> bool:
    here, old, new = set(value), set(start), set(end)
    return here <= old | new | passing and here >= (old & new) - passing


def _handed_over(name: str, before: Entry | None, after: Entry) -> frozenset[str]:
    """Return addresses that may be among the aliases or not while one entry changes its own address."""
    if name not in ("aliases", "retired") or before is None:
        return frozenset()
    return frozenset({before.address, after.address})
