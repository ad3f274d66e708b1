"""`load_mapping`: which Zimbra attribute each neutral text is, read from a TOML file and checked whole."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from connector.errors import SettingsError, foreign
from connector.model.directory import Entry, MailList, PersonalMailbox, UnitMailbox
from connector.text import Text

KINDS: Mapping[str, type[Entry]] = MappingProxyType(
    {"person": PersonalMailbox, "unit": UnitMailbox, "list": MailList}
)
"""First part of a key → what stands there; also the table of the mapping file that describes it."""

TEXTS = frozenset(
    {"person", "name", "surname", "given", "title", "unit", "unit_name", "agency_name", "phone"}
)
"""Fields that are one text. One without an attribute is kept in the notes, in our line."""

_FIXED = frozenset(
    {
        "mail",
        "uid",
        "zimbraId",
        "zimbraMailAlias",
        "zimbraMailDeliveryAddress",
        "zimbraMailForwardingAddress",
        "zimbraAccountStatus",
        "zimbraMailStatus",
        "zimbraMailQuota",
        "zimbraHideInGal",
        "zimbraCOSId",
        "zimbraForeignPrincipal",
        "zimbraNotes",
        "zimbraPasswordMustChange",
        "userPassword",
    }
)
"""Attributes whose meaning is Zimbra's own: the codec writes them, or nobody does."""

_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class KindMapping:
    """How one kind of entry stands in Zimbra."""

    attributes: Mapping[str, str]
    """Field → attribute."""
    when_empty: Mapping[str, str]
    """Field → the value that stands for "empty"."""
    create: Mapping[str, str]
    """Attribute → value that a new entry gets once and that is never compared."""


@dataclass(frozen=True, slots=True)
class ZimbraMapping:
    """A whole mapping file."""

    kinds: Mapping[str, KindMapping]


def load_mapping(path: Path) -> ZimbraMapping:
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
    return ZimbraMapping(MappingProxyType({kind: _kind(_table(data, kind)) for kind in KINDS}))


def _kind(table: Mapping[str, object]) -> KindMapping:
    return KindMapping(
        *(
            MappingProxyType({name: str(value) for name, value in _table(table, part).items()})
            for part in ("attributes", "when_empty", "create")
        )
    )


def _faults(data: Mapping[str, object]) -> Iterator[Text]:
    if data.get("format") != 1:
        yield Text(vi="thiếu dòng “format = 1”.", en="the line “format = 1” is missing.")
    for stray in sorted(data.keys() - {"format", *KINDS}):
        yield _stray(stray)
    for kind, entry in KINDS.items():
        table = _table(data, kind)
        for stray in sorted(table.keys() - {"attributes", "when_empty", "create"}):
            yield _stray(f"{kind}.{stray}")
        yield from _kind_faults(kind, TEXTS & {f.name for f in fields(entry)}, table)


def _kind_faults(kind: str, texts: frozenset[str], table: Mapping[str, object]) -> Iterator[Text]:
    attributes, create = _table(table, "attributes"), _table(table, "create")
    for stray in sorted(attributes.keys() - texts):
        yield _stray(f"{kind}.attributes.{stray}")
    for stray in sorted(_table(table, "when_empty").keys() - attributes.keys()):
        yield _stray(f"{kind}.when_empty.{stray}")
    named = [(f"{kind}.attributes.{name}", value) for name, value in attributes.items()]
    for place, value in [*named, *((f"{kind}.create.{name}", name) for name in create)]:
        if not isinstance(value, str) or not _ATTRIBUTE.match(value) or value in _FIXED:
            yield Text(
                vi=f"{place} phải là một tên thuộc tính Zimbra mà hệ thống không tự dùng.",
                en=f"{place} has to be a Zimbra attribute that the connector does not use by itself.",
            )
    values = [*(value for value in attributes.values() if isinstance(value, str)), *create]
    for twice in sorted({value for value in values if values.count(value) > 1}):
        yield Text(vi=f"{kind}: {twice} dùng hai lần.", en=f"{kind}: {twice} is used twice.")


def _stray(name: str) -> Text:
    return Text(vi=f"không có mục nào tên {name}.", en=f"there is no setting {name}.")


def _table(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = data.get(name, {})
    return value if isinstance(value, dict) else {}
