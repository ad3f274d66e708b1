"""`load_mapping`: which LDAP attribute each neutral field is, read from a TOML file and checked whole."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from connector.errors import SettingsError, foreign
from connector.model.directory import Entry, MailList, PersonalMailbox, UnitMailbox
from connector.text import Text

KINDS: Mapping[str, type[Entry]] = MappingProxyType(
    {"person": PersonalMailbox, "unit": UnitMailbox, "list": MailList}
)
"""First part of a key → what stands there; also the table of the mapping file that describes it."""

LOCAL_PART = "local_part"
"""A field that no entry has: the address before its @. It may be written; it is never read."""

MULTIPLE = frozenset({"also", "aliases", "retired", "members"})
"""Fields with any number of values."""

_MAY_BE_FILLED = frozenset({"surname", "given", "title", "unit", "unit_name", "agency_name"})
"""Fields for whose emptiness a value may stand."""

_ONE_ATTRIBUTE = MULTIPLE | {"address", "state", "quota", "listed"}

_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class KindMapping:
    """How one kind of entry stands in the directory."""

    container: str
    """Relative to the base: `ou=people`."""
    classes: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    """Field → attributes; the first is read, all are written."""
    when_empty: Mapping[str, str] = field(default_factory=dict)
    """Field → the value that stands for "empty"."""


NEVER_MAPPED = frozenset({"key", "lock_astray"})
"""Fields that no attribute holds: the key is a mark, and what is astray follows from `Lock`."""


@dataclass(frozen=True, slots=True)
class Lock:
    """By which attributes of its own (draft-behera-ldap-password-policy) a server keeps a box's holder out."""

    locked: str
    """`pwdAccountLockedTime`: ignored where the policy has no `pwdLockout`."""
    ends: str
    """`pwdEndTime`. Only one that has our own value is ours."""


@dataclass(frozen=True, slots=True)
class PasswordMapping:
    """The attributes of a password that the connector sets."""

    hash: str
    """`userPassword`."""
    must_change: str
    """`pwdReset`: until the holder has changed it, slapo-ppolicy allows nothing else."""
    envelope: str
    """`connectorEnvelope`: which sealed envelope holds it."""


@dataclass(frozen=True, slots=True)
class LdapMapping:
    """A whole mapping file."""

    id: str
    key: str
    owner: str
    foreign: tuple[str, ...]
    """Attributes by which entries of others occupy addresses."""
    kinds: Mapping[str, KindMapping]
    lock: Lock | None = None
    """None: only the state attribute says that a box is suspended or closed."""
    password: PasswordMapping | None = None
    """None: no passwords are set here."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """Every attribute that has to be read, each once, sorted."""
        mapped = {
            attribute
            for kind in self.kinds.values()
            for name, attributes in kind.attributes.items()
            if name != LOCAL_PART
            for attribute in attributes
        }
        locks = (self.lock.locked, self.lock.ends) if self.lock is not None else ()
        return tuple(sorted({self.key, self.owner, *self.foreign, *mapped, *locks}))


def load_mapping(path: Path) -> LdapMapping:
    """Return the mapping of the file. Raises `SettingsError` with every fault that was found."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            Text(
                vi=f"Không đọc được tệp ánh xạ thuộc tính {foreign(error)}.",
                en=f"The attribute mapping cannot be read {foreign(error)}.",
            ),
            where=str(path),
        ) from error
    faults = list(_faults(data))
    if faults:
        raise SettingsError(
            Text(vi="Tệp ánh xạ thuộc tính có lỗi.", en="The attribute mapping has faults."),
            where=str(path),
            advice=Text(vi="Hãy sửa các điểm sau:", en="Correct the following:"),
            faults=faults,
        )
    return _mapping(data)


def _mapping(data: Mapping[str, object]) -> LdapMapping:
    marks, lock, password = (_table(data, name) for name in ("marks", "lock", "password"))
    return LdapMapping(
        id=str(marks["id"]),
        key=str(marks["key"]),
        owner=str(marks["owner"]),
        foreign=_names(_table(data, "foreign")["addresses"]),
        kinds=MappingProxyType({kind: _kind(_table(data, kind)) for kind in KINDS}),
        lock=Lock(str(lock["locked"]), str(lock["ends"])) if lock else None,
        password=PasswordMapping(**{name: str(value) for name, value in password.items()})
        if password
        else None,
    )


def _kind(table: Mapping[str, object]) -> KindMapping:
    return KindMapping(
        container=str(table["container"]),
        classes=_names(table["classes"]),
        attributes=MappingProxyType(
            {name: _names(value) for name, value in _table(table, "attributes").items()}
        ),
        when_empty=MappingProxyType(
            {name: str(value) for name, value in _table(table, "when_empty").items()}
        ),
    )


def _faults(data: Mapping[str, object]) -> Iterator[Text]:
    if data.get("format") != 1:
        yield Text(vi="thiếu dòng “format = 1”.", en="the line “format = 1” is missing.")
    for stray in sorted(data.keys() - {"format", "marks", "foreign", "lock", "password", *KINDS}):
        yield _stray(stray)
    yield from _name_faults("marks", _table(data, "marks"), {"id", "key", "owner"})
    yield from _name_faults("foreign", _table(data, "foreign"), {"addresses"})
    if "lock" in data:
        yield from _name_faults("lock", _table(data, "lock"), {"locked", "ends"})
    if "password" in data:
        yield from _name_faults("password", _table(data, "password"), {"hash", "must_change", "envelope"})
    for kind, entry in KINDS.items():
        yield from _kind_faults(kind, entry, _table(data, kind))


def _kind_faults(kind: str, entry: type[Entry], table: Mapping[str, object]) -> Iterator[Text]:
    for stray in sorted(table.keys() - {"container", "classes", "attributes", "when_empty"}):
        yield _stray(f"{kind}.{stray}")
    container = table.get("container")
    if not isinstance(container, str) or "=" not in container:
        yield Text(
            vi=f"{kind}.container phải là tên tương đối, ví dụ “ou=people”.",
            en=f"{kind}.container has to be a relative name such as “ou=people”.",
        )
    yield from _name_faults(kind, {"classes": table.get("classes")}, {"classes"})
    wanted = {f.name for f in fields(entry)} - NEVER_MAPPED
    attributes = _table(table, "attributes")
    optional = {LOCAL_PART} & attributes.keys()
    yield from _name_faults(f"{kind}.attributes", attributes, wanted | optional)
    for name in sorted(_ONE_ATTRIBUTE & attributes.keys()):
        if len(_names(attributes[name])) > 1:
            yield Text(
                vi=f"{kind}.attributes.{name} chỉ được là một thuộc tính.",
                en=f"{kind}.attributes.{name} has to be exactly one attribute.",
            )
    for name in sorted(_table(table, "when_empty").keys() - (wanted & _MAY_BE_FILLED)):
        yield _stray(f"{kind}.when_empty.{name}")
    yield from _twice(kind, attributes)


def _twice(kind: str, attributes: Mapping[str, object]) -> Iterator[Text]:
    seen: dict[str, str] = {}
    for name, value in attributes.items():
        for attribute in _names(value):
            other = seen.setdefault(attribute.lower(), name)
            if other != name:
                yield Text(
                    vi=f"{kind}.attributes: {attribute} dùng cho cả {other} và {name}.",
                    en=f"{kind}.attributes: {attribute} is used for both {other} and {name}.",
                )


def _name_faults(place: str, table: Mapping[str, object], wanted: set[str]) -> Iterator[Text]:
    for name in sorted(wanted - table.keys()):
        yield Text(vi=f"thiếu {place}.{name}.", en=f"{place}.{name} is missing.")
    for name in sorted(table.keys() - wanted):
        yield _stray(f"{place}.{name}")
    for name in sorted(wanted & table.keys()):
        values = _names(table[name])
        if not values or not all(_ATTRIBUTE.match(value) for value in values):
            yield Text(
                vi=f"{place}.{name} phải là một tên hoặc danh sách tên LDAP.",
                en=f"{place}.{name} has to be an LDAP name or a list of them.",
            )


def _stray(name: str) -> Text:
    return Text(vi=f"không có mục nào tên {name}.", en=f"there is no setting {name}.")


def _table(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = data.get(name, {})
    return value if isinstance(value, dict) else {}


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else ()
