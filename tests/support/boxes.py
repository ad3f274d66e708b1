"""Invented entries for tests of targets."""

from dataclasses import replace
from typing import Any, TypeVar

from connector.model.directory import Entry, MailList, PersonalMailbox, UnitMailbox
from connector.model.plan import Change, Reason
from connector.text import same

DOMAIN = "khanhhoa.gov.vn"
REASON = Reason(same("thử nghiệm"))

E = TypeVar("E", bound=Entry)


def person(hr_key: str = "NV0001", **fields: Any) -> PersonalMailbox:  # noqa: ANN401 - any field
    """Return an official's box; any field may be given."""
    plain: dict[str, Any] = {
        "key": f"person/{hr_key}",
        "person": hr_key,
        "address": f"{hr_key.lower()}@{DOMAIN}",
        "name": "Nguyễn Thị Thu Hà",
        "surname": "Nguyễn",
        "given": "Hà",
        "title": "Chuyên viên",
        "unit": "snv",
        "unit_name": "Sở Nội vụ",
        "agency_name": "Uỷ ban nhân dân tỉnh",
        "phone": "0258 3822 001",
        "quota": 2048,
    }
    return PersonalMailbox(**plain | fields)


def unit(key: str = "snv", **fields: Any) -> UnitMailbox:  # noqa: ANN401 - any field
    """Return a unit's box; any field may be given."""
    plain: dict[str, Any] = {
        "key": f"unit/{key}",
        "unit": key,
        "address": f"{key}@{DOMAIN}",
        "name": "Sở Nội vụ",
        "agency_name": "Sở Nội vụ",
    }
    return UnitMailbox(**plain | fields)


def mail_list(key: str = "snv", **fields: Any) -> MailList:  # noqa: ANN401 - any field
    """Return a unit's list with the unit's own box as its one member; any field may be given."""
    plain: dict[str, Any] = {
        "key": f"list/{key}",
        "unit": key,
        "address": f"ds.{key}@{DOMAIN}",
        "name": "Danh sách Sở Nội vụ",
        "members": (f"unit/{key}",),
    }
    return MailList(**plain | fields)


def create(entry: Entry) -> Change:
    """Return the change that makes `entry`."""
    return Change(None, entry, REASON)


def change(entry: E, **fields: Any) -> Change:  # noqa: ANN401 - any field
    """Return the change of `fields` of an entry."""
    return Change(entry, replace(entry, **fields), REASON)


def delete(entry: Entry) -> Change:
    """Return the change that removes `entry`."""
    return Change(entry, None, REASON)
